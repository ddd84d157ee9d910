//! Rust from an expression: one Rust expression that calls `asl_runtime::jsonata`.
//!
//! What is emitted is linear in the size of the expression, and every part of it stands for one node of the
//! [processed tree](super::ast). Nothing here decides what is valid: `check` has refused what cannot be emitted.

mod calls;
mod code;
mod constructors;
mod names;
mod operators;
mod path;

use proc_macro2::{Ident, Literal, Span, TokenStream};
use quote::quote;

use self::code::{Code, Kind, Level};
use self::names::Names;
use super::Expression;
use super::ast::{Node, NodeKind, Stage};
use super::substitutions;
use crate::ast::SubstitutionRole;

pub(super) use calls::{supports, supports_any};

/// What an expression can see, as Rust.
///
/// Emitted code names nothing else from outside but `jsonata`, the module `asl_runtime::jsonata`.
#[derive(Clone)]
pub struct Environment<'a> {
    /// `$states.input`: an expression of type `&Value`.
    pub input: Option<TokenStream>,
    /// `$states.result`: an expression of type `&Value`.
    pub result: Option<TokenStream>,
    /// `$states.errorOutput`: an expression of type `&Value`.
    pub error_output: Option<TokenStream>,
    /// `$states.context`: an expression of type `Value`, evaluated where it is needed.
    pub context: TokenStream,
    /// A variable of the machine: an expression of type `Option<&Value>`.
    pub variable: &'a dyn Fn(&str) -> TokenStream,
    /// A substitution without a value: the place of its `ArcStr` or, where it stands outside of strings, its `Value`.
    pub substitution: &'a dyn Fn(&str) -> TokenStream,
    /// An expression of type `&mut jsonata::Evaluation`.
    pub cx: TokenStream,
}

/// An expression as Rust: an expression that may use `?` on `Result<_, jsonata::Error>`.
#[derive(Clone, Debug)]
pub struct Emitted {
    /// The Rust expression.
    pub tokens: TokenStream,
    /// Its type.
    pub shape: Shape,
}

impl Emitted {
    /// The expression as a `Result<_, jsonata::Error>`, without a `?` that would only be undone: for a closure's body.
    pub fn into_result(self) -> TokenStream {
        code::into_result(self.tokens)
    }
}

/// The type of an [`Emitted`] expression.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Shape {
    /// `f64`
    Number,
    /// `bool`
    Bool,
    /// `String` or `ArcStr`
    String,
    /// `Value`
    Value,
    /// `Option<Value>`, `None` being undefined
    Maybe,
}

/// The Rust of an expression.
pub fn emit(expression: &Expression, env: &Environment<'_>) -> Emitted {
    let code = Emitter::new(expression, env).root(&expression.ast.root, Context::Nothing);
    code.emitted()
}

/// The Rust of an expression that is evaluated over data of its own: there has to be a `data: Option<&Value>`.
pub fn emit_with_data(expression: &Expression, env: &Environment<'_>) -> Emitted {
    let mut emitter = Emitter::new(expression, env);
    let data = emitter.names.data();
    let code = emitter.root(&expression.ast.root, Context::Item(&data));
    code.emitted()
}

/// The Rust of an expression, of any type that implements `jsonata::Operand`: shorter than [`emit`] where it is
/// passed to a function of `jsonata`.
pub fn emit_operand(expression: &Expression, env: &Environment<'_>) -> TokenStream {
    let code = Emitter::new(expression, env).root(&expression.ast.root, Context::Nothing);
    code.operand()
}

/// What `$` is while an expression is evaluated.
#[derive(Clone, Copy)]
enum Context<'c> {
    /// At the top of an expression: undefined.
    Nothing,
    /// Within a closure: its parameter, of type `Option<&Value>`.
    Item(&'c names::Local),
}

struct Emitter<'a> {
    env: &'a Environment<'a>,
    names: Names,
    /// Whether the function that is being emitted hands its result to one that looks at it again, as `$reduce` does.
    result_is_read: bool,
}

impl<'a> Emitter<'a> {
    fn new(expression: &Expression, env: &'a Environment<'a>) -> Self {
        let names = Names::new(expression, env);
        Emitter {
            env,
            names,
            result_is_read: false,
        }
    }

    fn root(&mut self, node: &Node, context: Context<'_>) -> Code {
        match &node.kind {
            // The variable is never read.
            NodeKind::Bind { value, .. } => self.node(value, context),
            _ => self.node(node, context),
        }
    }

    /// A node's result, a sequence of one item being that item.
    fn node(&mut self, node: &Node, context: Context<'_>) -> Code {
        let code = self.undecorated(node, context);
        let code = match is_left_to_call(node) {
            true => code,
            false => self.filtered(code, &node.predicates),
        };
        let code = match &node.group {
            Some(group) if !matches!(node.kind, NodeKind::Path { .. }) => self.group(code, group),
            _ => code,
        };
        match code.kind {
            Kind::Items if node.keep_array => code.method("keep", Kind::Sequence),
            Kind::Items => code.method("collapse", Kind::Sequence),
            _ => code,
        }
    }

    fn undecorated(&mut self, node: &Node, context: Context<'_>) -> Code {
        match &node.kind {
            NodeKind::Path {
                steps,
                keep_singleton,
            } => self.path(node, steps, *keep_singleton, context),
            NodeKind::Name(name) => {
                let item = self.context(context).operand();
                Code::new(quote!(jsonata::field(#item, #name)), Kind::Sequence)
            }
            NodeKind::Wildcard => self.of_context("wildcard", context),
            NodeKind::Descendant => self.of_context("descendants", context),
            NodeKind::Variable(name) => self.variable(name, context),
            NodeKind::String(string) => Code::new(quote!(#string), Kind::Str),
            NodeKind::Number(number) => code::number(*number),
            NodeKind::Bool(bool) => Code::new(quote!(#bool), Kind::Bool),
            NodeKind::Null => Code::new(quote!(jsonata::NULL), Kind::Value),
            NodeKind::Binary { operator, lhs, rhs } => self.binary(operator, lhs, rhs, context),
            NodeKind::Negate(operand) => self.negate(operand, context),
            NodeKind::Array(items) => self.array(items, context),
            NodeKind::Object(pairs) => self.object(pairs, context),
            NodeKind::Function {
                procedure,
                arguments,
                ..
            } => self.call(procedure, None, arguments, context),
            NodeKind::Thunk(call) => self.tail_call(call, context),
            NodeKind::Block(expressions) => self.block(expressions, context),
            NodeKind::Condition {
                condition,
                then,
                otherwise,
            } => self.condition(condition, then, otherwise.as_deref(), context),
            NodeKind::Apply { lhs, rhs } => match &rhs.kind {
                NodeKind::Function {
                    procedure,
                    arguments,
                    ..
                } => self.call(procedure, Some(lhs), arguments, context),
                NodeKind::Variable(_) => self.call(rhs, Some(lhs), &[], context),
                _ => Code::refused(),
            },
            NodeKind::Bind { .. }
            | NodeKind::Regex { .. }
            | NodeKind::Lambda { .. }
            | NodeKind::Parent(_)
            | NodeKind::Placeholder
            | NodeKind::Sort(_)
            | NodeKind::Transform { .. } => Code::refused(),
        }
    }

    /// A call whose result is the function's result: the reference does not take the single item out of a sequence
    /// there.
    fn tail_call(&mut self, call: &Node, context: Context<'_>) -> Code {
        let code = self.undecorated(call, context);
        match code.kind {
            Kind::Items if !self.result_is_read => code.method("into_array", Kind::Sequence),
            _ => code,
        }
    }

    /// `$`
    fn context(&self, context: Context<'_>) -> Code {
        match context {
            Context::Nothing => Code::undefined(),
            Context::Item(local) => {
                let ident = local.read();
                Code::new(quote!(#ident), Kind::MaybeRef)
            }
        }
    }

    fn of_context(&self, function: &str, context: Context<'_>) -> Code {
        let item = self.context(context);
        Code::call(function, [item.operand()], Kind::Items)
    }

    fn variable(&mut self, name: &str, context: Context<'_>) -> Code {
        match name {
            "" => self.context(context),
            "states" => self.states(),
            _ => match (self.names.local(name), substitutions::of_variable(name)) {
                (Some((ident, kind)), _) => code::read(&ident, kind),
                (None, Some((name, role))) => self.substitution(name, role),
                (None, None) => Code::new((self.env.variable)(name), Kind::MaybeRef),
            },
        }
    }

    fn substitution(&self, name: &str, role: SubstitutionRole) -> Code {
        let place = (self.env.substitution)(name);
        let code = match role {
            SubstitutionRole::String => Code::new(quote!(&*#place), Kind::Str),
            _ => Code::new(quote!(&#place), Kind::Ref),
        };
        code.at_level(Level::Unary)
    }

    /// `$states` as a whole.
    fn states(&self) -> Code {
        let env = self.env;
        let context = &env.context;
        let mut members = vec![quote!(("context", jsonata::sequence(#context)))];
        for (name, field) in [
            ("input", &env.input),
            ("result", &env.result),
            ("errorOutput", &env.error_output),
        ] {
            if let Some(field) = field {
                members.push(quote!((#name, jsonata::sequence(#field))));
            }
        }
        Code::new(quote!(jsonata::object([#(#members),*])), Kind::Value)
    }

    /// `[a][b]` behind a node that is no step.
    fn filtered(&mut self, code: Code, predicates: &[Node]) -> Code {
        let mut code = code;
        for predicate in predicates {
            code = self.filter(code, predicate);
        }
        code
    }

    /// What a step's stages make of its result.
    fn staged(&mut self, code: Code, stages: &[Stage]) -> Code {
        let mut code = code;
        for stage in stages {
            code = match stage {
                Stage::Filter(predicate) => self.filter(code, predicate),
                Stage::Index { .. } => Code::refused(),
            };
        }
        code
    }

    fn filter(&mut self, code: Code, predicate: &Node) -> Code {
        let input = code.operand();
        if let Some(index) = constant_index(predicate) {
            return Code::new(quote!(jsonata::index(#input, #index)), Kind::Items);
        }
        let (function, closure) = self.predicate(predicate);
        let function = Ident::new(function, Span::call_site());
        Code::fallible(quote!(jsonata::#function(#input, #closure)), Kind::Items)
    }

    /// A predicate as a closure, and the function that takes it: where it may be a number it selects by position.
    fn predicate(&mut self, predicate: &Node) -> (&'static str, TokenStream) {
        let item = self.names.item();
        let code = self.node(predicate, Context::Item(&item));
        let parameter = item.parameter();
        if matches!(code.kind, Kind::Bool | Kind::MaybeBool) {
            let body = code.truthy().into_result();
            ("filter", quote!(|#parameter| #body))
        } else {
            let body = code.into_sequence().into_result();
            ("select", quote!(|#parameter| #body))
        }
    }
}

/// Whether the predicates of a node do nothing: the node ends a function with a call that the reference only makes
/// when the function has returned, and until then there is one item to select from.
pub(super) fn is_left_to_call(node: &Node) -> bool {
    let selects_it = |predicate: &Node| matches!(predicate.kind, NodeKind::Number(number) if matches!(number.floor(), 0.0 | -1.0));
    node.ends_in_call().1 && node.group.is_none() && node.predicates.iter().all(selects_it)
}

/// The position that a predicate of a literal number selects.
fn constant_index(predicate: &Node) -> Option<TokenStream> {
    match predicate.kind {
        NodeKind::Number(number) if predicate.predicates.is_empty() => {
            // Beyond these bounds no array has anything.
            let index = number.floor().clamp(-9e15, 9e15) as i64;
            let literal = Literal::i64_unsuffixed(index.abs());
            Some(if index < 0 {
                quote!(-#literal)
            } else {
                quote!(#literal)
            })
        }
        _ => None,
    }
}
