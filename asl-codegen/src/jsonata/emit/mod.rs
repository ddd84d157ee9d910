//! Rust from an expression: one Rust expression that calls `asl_runtime::jsonata`.
//!
//! What is emitted is linear in the size of the expression, and every part of it stands for one node of the
//! [processed tree](super::ast). Nothing here decides what is valid: `check` has refused what is not.
//!
//! There are two ways to evaluate. The short one, for nearly all that people write, works on values, and the types of
//! its results are known here. The general one works on `jsonata::Any`, which may be a function, and evaluates as the
//! reference does; a node takes it where `dynamic` finds that it may have to.

mod built;
mod calls;
mod code;
mod constructors;
mod dynamic;
mod functions;
mod names;
mod operators;
mod path;
mod way;

use std::collections::HashSet;

use proc_macro2::{Ident, Literal, Span, TokenStream};
use quote::quote;

use self::code::{Code, Kind, Level};
use self::functions::Function;
use self::names::Names;
use super::Expression;
use super::ast::{Ancestor, Node, NodeKind, Stage};
use super::check::StatesField;
use super::substitutions;
use crate::ast::SubstitutionRole;

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
    /// A variable of the machine: an expression of type `Option<&Value>`, if there may be such a one.
    pub variable: &'a dyn Fn(&str) -> Option<TokenStream>,
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
    /// `ArcStr`
    String,
    /// `Value`
    Value,
    /// `Option<Value>`, `None` being undefined
    Maybe,
}

/// The Rust of an expression.
pub fn emit(expression: &Expression, env: &Environment<'_>) -> Emitted {
    let mut emitter = Emitter::new(expression, env);
    let code = emitter.root(&expression.ast.root, Context::Nothing);
    emitter.scoped(code.emitted())
}

/// The Rust of an expression that is evaluated over data of its own: there has to be a `data: Option<&Value>`.
pub fn emit_with_data(expression: &Expression, env: &Environment<'_>) -> Emitted {
    let mut emitter = Emitter::new(expression, env);
    let data = emitter.names.data();
    emitter.has_data = true;
    let code = emitter.root(&expression.ast.root, Context::Item(&data));
    emitter.scoped(code.emitted())
}

/// The Rust of an expression, of any type that implements `jsonata::Operand`: shorter than [`emit`] where it is
/// passed to a function of `jsonata`.
pub fn emit_operand(expression: &Expression, env: &Environment<'_>) -> TokenStream {
    let mut emitter = Emitter::new(expression, env);
    let code = emitter.root(&expression.ast.root, Context::Nothing);
    let code = match emitter.shares {
        true => code.owned(),
        false => code,
    };
    emitter.with_scope(code.operand())
}

/// What `$` is while an expression is evaluated.
#[derive(Clone, Copy)]
enum Context<'c> {
    /// At the top of an expression: undefined.
    Nothing,
    /// Within a closure: its parameter, of type `Option<&Value>`.
    Item(&'c names::Local),
    /// Within a closure of the general way: its parameter, of type `&Any`.
    Any(&'c names::Local),
}

struct Emitter<'a> {
    env: &'a Environment<'a>,
    names: Names,
    ancestors: &'a [Ancestor],
    /// What is being emitted: the expression itself, or a function in it.
    body: Body,
    /// The functions around what is being emitted that may outlive the place where they are written.
    functions: Vec<Function>,
    /// Whether the expression is evaluated over data of its own.
    has_data: bool,
    /// The paths whose arrays are told from others by the steps whose results they are.
    constructed: HashSet<*const Node>,
    /// Whether functions share variables, so that the evaluation has to see to their end.
    shares: bool,
}

/// Whose body is being emitted.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Body {
    /// The expression's, or that of a closure whose result is an item of another one's.
    Plain,
    /// That of a closure whose result is looked at again, as `$reduce` does.
    Read,
    /// That of a function which is a value.
    Function,
}

impl<'a> Emitter<'a> {
    fn new(expression: &'a Expression, env: &'a Environment<'a>) -> Self {
        let names = Names::new(expression, env);
        Emitter {
            env,
            names,
            ancestors: &expression.ast.ancestors,
            body: Body::Plain,
            functions: Vec::new(),
            has_data: false,
            constructed: dynamic::constructed_in_steps(&expression.ast.root),
            shares: false,
        }
    }

    fn root(&mut self, node: &Node, context: Context<'_>) -> Code {
        match &node.kind {
            // The variable is never read.
            NodeKind::Bind { value, .. } => self.frame(value, context),
            _ => self.frame(node, context),
        }
    }

    /// The expression within a scope that ends the variables which functions share.
    fn scoped(&self, emitted: Emitted) -> Emitted {
        Emitted {
            tokens: self.with_scope(emitted.tokens),
            shape: emitted.shape,
        }
    }

    fn with_scope(&self, tokens: TokenStream) -> TokenStream {
        match self.shares {
            true => quote!({ let _scope = jsonata::Scope::enter(); #tokens }),
            false => tokens,
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
            Kind::Items | Kind::Found if node.keep_array => code.method("keep", Kind::Sequence),
            Kind::AnyItems | Kind::Any | Kind::AnyRef if node.keep_array => {
                code.into_any().method("keep", Kind::Any)
            }
            Kind::AnyItems => code.into_any().method("collapse", Kind::Any),
            _ => code.collapsed(),
        }
    }

    fn undecorated(&mut self, node: &Node, context: Context<'_>) -> Code {
        match &node.kind {
            NodeKind::Path {
                steps,
                keep_singleton,
            } => self.path(node, steps, *keep_singleton, context),
            NodeKind::Name(name) => match context {
                Context::Any(_) => {
                    let item = self.context(context).any_receiver();
                    Code::new(quote!(#item.field(#name)), Kind::AnyItems)
                }
                _ => {
                    let item = self.context(context).operand();
                    Code::new(quote!(jsonata::field(#item, #name)), Kind::Sequence)
                }
            },
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
                partial: true,
            } => self.partial(procedure, arguments, context),
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
            NodeKind::Apply { lhs, rhs } => self.apply(lhs, rhs, context),
            NodeKind::Bind { name, value } => self.nested_binding(name, value, context),
            NodeKind::Regex { pattern, flags } => functions::regex(pattern, flags),
            NodeKind::Lambda {
                parameters,
                signature,
                body,
            } => self.lambda(parameters, signature.as_ref(), body, context),
            NodeKind::Parent(id) => {
                let label = self.label(*id);
                self.variable(&label, context)
            }
            NodeKind::Transform {
                pattern,
                update,
                delete,
            } => self.transform(pattern, update, delete.as_deref()),
            // The parser leaves these nowhere else than in calls and paths.
            NodeKind::Placeholder | NodeKind::Sort(_) => Code::undefined(),
        }
    }

    /// `$`
    fn context(&mut self, context: Context<'_>) -> Code {
        match context {
            Context::Nothing => Code::undefined(),
            Context::Item(local) => self.read(local, Kind::MaybeRef),
            Context::Any(local) => self.read(local, Kind::AnyRef),
        }
    }

    fn of_context(&mut self, function: &str, context: Context<'_>) -> Code {
        let item = self.context(context);
        Code::call(function, [item.operand()], Kind::Items)
    }

    fn variable(&mut self, name: &str, context: Context<'_>) -> Code {
        match name {
            "" => self.context(context),
            "states" => self.states(),
            _ => self.local(self.names.found(name).into_iter(), name),
        }
    }

    /// The innermost of the variables that `$name` may be, and what is behind it as long as it has no value.
    fn local(&mut self, mut found: std::vec::IntoIter<names::Variable>, name: &str) -> Code {
        let Some(names::Variable { local, place, .. }) = found.next() else {
            return self.outside(name);
        };
        match place {
            names::Place::Local(kind) => self.read(&local, kind),
            names::Place::Cell(bound) => {
                let ident = self.read_place(&local);
                // What a function reads has a value when the function is called.
                if bound.get() || local.depth < self.functions.len() {
                    return Code::new(quote!(#ident.get()), Kind::Any);
                }
                let other = self.local(found, name).into_any().value();
                Code::new(quote!(#ident.get_or(|| #other)), Kind::Any)
            }
            names::Place::Tuple(key) => {
                let ident = self.read_place(&local);
                Code::new(quote!(#ident.get(#key)), Kind::Any)
            }
        }
    }

    /// A variable that the expression does not bind.
    fn outside(&mut self, name: &str) -> Code {
        if let Some((name, role)) = substitutions::of_variable(name) {
            return self.substitution(name, role);
        }
        if self.is_builtin(name)
            && let Some(function) = functions::builtin(name)
        {
            return Code::new(quote!(jsonata::Any::builtin(#function)), Kind::Any);
        }
        match (self.env.variable)(name) {
            Some(tokens) => self.seen(&format!("${name}"), name, tokens, Kind::MaybeRef),
            None => Code::undefined(),
        }
    }

    /// Whether `$name`, which the expression does not bind, is a built-in function: a variable of the machine comes
    /// first.
    fn is_builtin(&self, name: &str) -> bool {
        functions::builtin(name).is_some() && (self.has_data || (self.env.variable)(name).is_none())
    }

    fn substitution(&mut self, name: &str, role: SubstitutionRole) -> Code {
        let place = (self.env.substitution)(name);
        let key = format!("{{{name}}}");
        match role {
            SubstitutionRole::String => self.seen(&key, name, quote!(&*#place), Kind::Str),
            _ => self.seen(&key, name, quote!(&#place), Kind::Ref),
        }
    }

    /// `$states` as a whole.
    fn states(&mut self) -> Code {
        let mut members = Vec::new();
        for field in [
            StatesField::Context,
            StatesField::Input,
            StatesField::Result,
            StatesField::ErrorOutput,
        ] {
            let code = self.states_field(field);
            if !code.is_undefined() {
                let (name, value) = (field.name(), code.operand());
                members.push(quote!((jsonata::literal!(#name), jsonata::sequence(#value))));
            }
        }
        Code::new(quote!(jsonata::object([#(#members),*])), Kind::Value)
    }

    /// The label of a `%` in tuples.
    fn label(&self, id: usize) -> String {
        format!("!{}", self.ancestors[id].label)
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
            // An index makes the step one of a stream of tuples, whose stages are emitted there.
            if let Stage::Filter(predicate) = stage {
                code = self.filter(code, predicate);
            }
        }
        code
    }

    fn filter(&mut self, code: Code, predicate: &Node) -> Code {
        let is_any = code.kind.is_any();
        if let Some(index) = constant_index(predicate) {
            if code.kind == Kind::Found {
                let found = code.value();
                return Code::new(quote!(#found.index(#index)), Kind::Found);
            }
            let input = code.operand();
            return match is_any {
                true => Code::new(quote!(jsonata::index_any(#input, #index)), Kind::AnyItems),
                false => Code::new(quote!(jsonata::index(#input, #index)), Kind::Items),
            };
        }
        let input = code.into_items().operand();
        if is_any || self.is_dynamic(predicate, false) {
            let closure = self.any_predicate(predicate, &[]);
            let tokens = quote!(jsonata::filter_any(#input, #closure));
            return Code::fallible(tokens, Kind::AnyItems);
        }
        let (function, closure) = self.predicate(predicate);
        let function = Ident::new(function, Span::call_site());
        Code::fallible(quote!(jsonata::#function(#input, #closure)), Kind::Items)
    }

    /// A predicate as a closure, and the function that takes it: where it may be a number it selects by position.
    fn predicate(&mut self, predicate: &Node) -> (&'static str, TokenStream) {
        let item = self.item();
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

    /// A predicate as a closure of the general way; `names` are the variables of its tuple.
    fn any_predicate(&mut self, predicate: &Node, names: &[String]) -> TokenStream {
        self.any_closure(names, |this, context| this.node(predicate, context))
    }

    /// A closure over an item and its tuple, whose variables are `names`.
    fn any_closure(
        &mut self,
        names: &[String],
        body: impl FnOnce(&mut Self, Context<'_>) -> Code,
    ) -> TokenStream {
        let (item, tuple) = (self.item(), self.names.tuple(self.functions.len()));
        let scope = self.names.enter();
        for name in names {
            self.names.bind_in(&tuple, name);
        }
        let code = body(self, Context::Any(&item));
        self.names.leave(scope);
        // What a predicate selects is put into the sequence around it item by item.
        let code = match code.kind {
            Kind::Items => code,
            _ => code.owned(),
        };
        let body = code.into_result();
        let (item, tuple) = (item.parameter(), tuple.parameter());
        quote!(|#item, #tuple| #body)
    }

    /// A new `$`.
    fn item(&self) -> names::Local {
        self.names.item(self.functions.len())
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
