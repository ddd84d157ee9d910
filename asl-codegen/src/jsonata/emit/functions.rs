//! Functions that are values: what they are written as, and what they know of the place where they are written.

use heck::ToShoutySnakeCase;
use proc_macro2::{Ident, Span, TokenStream};
use quote::{format_ident, quote};

use super::code::{self, Code, Kind};
use super::names::{Local, Place};
use super::{Body, Context, Emitter};
use crate::jsonata::ast::{Node, NodeKind};
use crate::jsonata::bindings;
use crate::jsonata::functions;
use crate::jsonata::signature::{Parameter, Signature};

/// A function that is being emitted: what it has to be given of what is around it.
#[derive(Default)]
pub(super) struct Function {
    captures: Vec<(Ident, TokenStream)>,
    uses_evaluation: bool,
}

impl Function {
    fn capture(&mut self, ident: &Ident, value: TokenStream) {
        if !self.captures.iter().any(|(known, _)| known == ident) {
            self.captures.push((ident.clone(), value));
        }
    }

    /// The variables of a function's own for what it captures.
    fn captured(&self) -> TokenStream {
        let captures = self.captures.iter();
        captures
            .map(|(ident, value)| quote!(let #ident = #value;))
            .collect()
    }

    /// The parameter for the evaluation.
    fn evaluation(&self) -> TokenStream {
        match self.uses_evaluation {
            true => quote!(cx),
            false => quote!(_),
        }
    }
}

/// The kind of a variable within a function that has captured it.
fn within(kind: Kind) -> Kind {
    match kind {
        Kind::Str => Kind::String,
        Kind::Ref | Kind::Slice => Kind::Value,
        Kind::MaybeRef => Kind::MaybeValue,
        Kind::AnyRef => Kind::Any,
        kind => kind,
    }
}

/// What a function is given of a variable.
fn given(ident: &Ident, kind: Kind) -> Option<TokenStream> {
    Some(match kind {
        Kind::Number { .. } | Kind::Bool | Kind::MaybeNumber | Kind::MaybeBool => return None,
        Kind::Str => quote!(jsonata::ArcStr::from(#ident)),
        Kind::Ref | Kind::Slice => quote!(jsonata::value(#ident)),
        Kind::MaybeRef => quote!(#ident.cloned()),
        _ => quote!(#ident.clone()),
    })
}

/// A built-in function's place.
pub(super) fn builtin(name: &str) -> Option<TokenStream> {
    functions::signature(name)?;
    let name = Ident::new(&name.to_shouty_snake_case(), Span::call_site());
    Some(quote!(&jsonata::builtins::#name))
}

/// A regular expression's place.
pub(super) fn regex_place(pattern: &str, flags: &str) -> TokenStream {
    quote!({
        static REGEX: jsonata::Regex = jsonata::Regex::new(#pattern, #flags);
        &REGEX
    })
}

/// A regular expression as a function.
pub(super) fn regex(pattern: &str, flags: &str) -> Code {
    let place = regex_place(pattern, flags);
    Code::new(quote!(jsonata::Any::regex(#place)), Kind::Any)
}

impl Emitter<'_> {
    /// Reads a variable of Rust, which functions around the place capture.
    pub(super) fn read(&mut self, local: &Local, kind: Kind) -> Code {
        let ident = local.read().clone();
        let mut kind = kind;
        for function in self.functions.iter_mut().skip(local.depth) {
            if let Some(value) = given(&ident, kind) {
                function.capture(&ident, value);
            }
            kind = within(kind);
        }
        code::read(&ident, kind)
    }

    /// The same for one that is a cell or a tuple, which are shared as they are.
    pub(super) fn read_place(&mut self, local: &Local) -> Ident {
        let ident = local.read().clone();
        for function in self.functions.iter_mut().skip(local.depth) {
            function.capture(&ident, quote!(#ident.clone()));
        }
        ident
    }

    /// Reads something that the expression sees, which functions capture under a name of their own.
    pub(super) fn seen(&mut self, key: &str, like: &str, tokens: TokenStream, kind: Kind) -> Code {
        if self.functions.is_empty() {
            let level = match code::starts_with_operator(&tokens) {
                true => code::Level::Unary,
                false => code::Level::Highest,
            };
            return Code::new(tokens, kind).at_level(level);
        }
        let ident = self.names.captured(key, like);
        let mut kind = kind;
        for (depth, function) in self.functions.iter_mut().enumerate() {
            let value = match (depth, kind) {
                (0, Kind::MaybeRef) => quote!(#tokens.map(jsonata::value)),
                (0, Kind::Ref) => quote!(jsonata::value(#tokens)),
                (0, Kind::Str) => quote!(jsonata::ArcStr::from(#tokens)),
                (0, _) => tokens.clone(),
                _ => quote!(#ident.clone()),
            };
            function.capture(&ident, value);
            kind = within(kind);
        }
        code::read(&ident, kind)
    }

    /// The evaluation.
    pub(super) fn cx(&mut self) -> TokenStream {
        match self.functions.last_mut() {
            None => self.env.cx.clone(),
            Some(function) => {
                function.uses_evaluation = true;
                quote!(cx)
            }
        }
    }

    /// What has variables of its own without being a block: an expression, or a function's body.
    pub(super) fn frame(&mut self, node: &Node, context: Context<'_>) -> Code {
        let names = bindings::bindings(node);
        if names.is_empty() {
            return self.node(node, context);
        }
        let scope = self.names.enter();
        let cells: TokenStream = names.iter().map(|name| self.cell(name)).collect();
        let code = self.node(node, context).owned();
        self.names.leave(scope);
        let (kind, value) = (code.kind, code.value());
        Code::new(quote!({ #cells #value }), kind).at_level(code::Level::Lowest)
    }

    /// Declares a variable that functions share.
    pub(super) fn cell(&mut self, name: &str) -> TokenStream {
        self.shares = true;
        let (local, _) = self.names.bind_cell(name, self.functions.len());
        let ident = local.ident();
        quote!(let #ident = jsonata::Cell::new();)
    }

    /// `$name := value` where it is no statement of a block.
    pub(super) fn nested_binding(
        &mut self,
        name: &str,
        value: &Node,
        context: Context<'_>,
    ) -> Code {
        let value = self.node(value, context).operand();
        let variable = self.names.innermost(name).cloned();
        match variable {
            Some(variable) if matches!(variable.place, Place::Cell(_)) => {
                let ident = self.read_place(&variable.local);
                Code::new(quote!(#ident.set(#value)), Kind::Any)
            }
            // `$` and its like cannot be bound.
            _ => Code::new(quote!(jsonata::any(#value)), Kind::Any),
        }
    }

    /// A function that is a value.
    pub(super) fn lambda(
        &mut self,
        parameters: &[String],
        signature: Option<&Signature>,
        body: &Node,
        context: Context<'_>,
    ) -> Code {
        let signature = signature.map(|signature| {
            let parameters = signature.parameters.iter().map(parameter);
            quote!(const { &[#(#parameters),*] },)
        });
        let (captured, closure) = self.function(parameters, |this| this.frame(body, context));
        let function = match signature {
            Some(signature) => quote!(jsonata::function_with(#signature #closure)),
            None => quote!(jsonata::function(#closure)),
        };
        Code::new(with_captured(captured, function), Kind::Any)
    }

    /// A closure that may outlive the place where it is written, and what it is given of that place.
    fn function(
        &mut self,
        parameters: &[String],
        body: impl FnOnce(&mut Self) -> Code,
    ) -> (TokenStream, TokenStream) {
        let outside = std::mem::replace(&mut self.body, Body::Function);
        self.functions.push(Function::default());
        let (scope, depth) = (self.names.enter(), self.functions.len());
        let locals: Vec<Local> = parameters
            .iter()
            .map(|name| self.names.bind(name, Kind::Any, depth))
            .collect();
        let code = body(self);
        self.names.leave(scope);
        self.body = outside;
        let function = self.functions.pop().unwrap_or_default();
        // What a call at the end gives is left as it is: the call looks at it.
        let code = match code.kind {
            Kind::Items | Kind::AnyItems => code.into_any(),
            _ => code.owned(),
        };
        let body = code.into_result();
        let parameters = locals.iter().map(Local::parameter);
        let (captured, cx) = (function.captured(), function.evaluation());
        (captured, quote!(move |[#(#parameters),*], #cx| #body))
    }

    /// A call that is made when the function has returned, where that is a function of the expression's own.
    pub(super) fn tail_call(&mut self, call: &Node, context: Context<'_>) -> Code {
        let NodeKind::Function {
            procedure,
            arguments,
            ..
        } = &call.kind
        else {
            return self.undecorated(call, context);
        };
        if self.body != Body::Function || self.built_in(procedure, arguments.len()).is_some() {
            let code = self.undecorated(call, context);
            return match code.kind {
                Kind::Items | Kind::AnyItems if self.body == Body::Function => code.into_any(),
                Kind::Items if self.body == Body::Plain => {
                    code.method("into_array", Kind::Sequence)
                }
                _ => code,
            };
        }
        let (callee, name) = self.callee(procedure, false, context);
        let callee = callee.operand();
        let arguments = self.any_arguments(None, arguments, context);
        Code::new(
            quote!(jsonata::tail_call(#callee, #name, [#(#arguments),*])),
            Kind::Any,
        )
    }

    /// What is called where it is no built-in function, and what the expression calls it.
    pub(super) fn callee(
        &mut self,
        procedure: &Node,
        partial: bool,
        context: Context<'_>,
    ) -> (Code, String) {
        let code = self.node(procedure, context);
        match &procedure.kind {
            NodeKind::Variable(name) => (code, name.clone()),
            NodeKind::Path { steps, .. } => {
                let NodeKind::Name(name) = &steps[0].kind else {
                    return (code, String::new());
                };
                let is_known = !self.names.found(name).is_empty() || builtin(name).is_some();
                if !is_known {
                    return (code, name.clone());
                }
                let receiver = code.any_receiver();
                let method = format_ident!("{}", if partial { "partial_callee" } else { "callee" });
                let callee = quote!(#receiver.#method(#name));
                (Code::fallible(callee, Kind::Any), name.clone())
            }
            NodeKind::Binary { operator, .. } => (code, (*operator).to_owned()),
            _ => (code, String::new()),
        }
    }

    /// Arguments that may be functions.
    pub(super) fn any_arguments(
        &mut self,
        piped: Option<&Node>,
        arguments: &[Node],
        context: Context<'_>,
    ) -> Vec<TokenStream> {
        let arguments = piped.into_iter().chain(arguments);
        arguments
            .map(|argument| self.node(argument, context).into_any().value())
            .collect()
    }

    /// `f(a, ?)`
    pub(super) fn partial(
        &mut self,
        procedure: &Node,
        arguments: &[Node],
        context: Context<'_>,
    ) -> Code {
        let arguments: Vec<TokenStream> = arguments
            .iter()
            .map(|argument| match &argument.kind {
                NodeKind::Placeholder => quote!(None),
                _ => {
                    let value = self.node(argument, context).into_any().value();
                    quote!(Some(#value))
                }
            })
            .collect();
        let (callee, _) = self.callee(procedure, true, context);
        let callee = callee.any_receiver();
        Code::fallible(quote!(#callee.partial([#(#arguments),*])), Kind::Any)
    }

    /// `lhs ~> rhs`
    pub(super) fn apply(&mut self, lhs: &Node, rhs: &Node, context: Context<'_>) -> Code {
        match &rhs.kind {
            NodeKind::Function {
                procedure,
                arguments,
                partial: false,
            } => self.call(procedure, Some(lhs), arguments, context),
            NodeKind::Variable(name)
                if rhs.predicates.is_empty()
                    && rhs.group.is_none()
                    && self.built_in(rhs, 1).is_some_and(super::built::is_plain)
                    && !self.is_dynamic_in(lhs, context) =>
            {
                debug_assert!(functions::signature(name).is_some());
                self.call(rhs, Some(lhs), &[], context)
            }
            _ => {
                let lhs = self.node(lhs, context).operand();
                let rhs = self.node(rhs, context).operand();
                let cx = self.cx();
                let tokens = quote!(jsonata::apply(#lhs, #rhs, #cx));
                Code::fallible(tokens, Kind::AnyItems)
            }
        }
    }

    /// `|pattern|update, delete|`
    pub(super) fn transform(
        &mut self,
        pattern: &Node,
        update: &Node,
        delete: Option<&Node>,
    ) -> Code {
        let item = self.names.item(self.functions.len() + 1);
        let parts = [
            (quote!(Pattern), Some(pattern)),
            (quote!(Update), Some(update)),
            (quote!(Delete), delete),
        ];
        let outside = std::mem::replace(&mut self.body, Body::Function);
        self.functions.push(Function::default());
        let mut arms = Vec::new();
        for (part, node) in parts {
            let value = match node {
                Some(node) => self.frame(node, Context::Any(&item)).into_any().value(),
                None => quote!(jsonata::Any::Undefined),
            };
            arms.push(quote!(jsonata::Change::#part => #value,));
        }
        self.body = outside;
        let function = self.functions.pop().unwrap_or_default();
        let (captured, cx) = (function.captured(), function.evaluation());
        let item = item.parameter();
        let body = quote!(Ok(match change { #(#arms)* }));
        let tokens = quote!(jsonata::transform(move |change, #item, #cx| #body));
        Code::new(with_captured(captured, tokens), Kind::Any)
    }
}

fn with_captured(captured: TokenStream, function: TokenStream) -> TokenStream {
    match captured.is_empty() {
        true => function,
        false => quote!({ #captured #function }),
    }
}

/// A parameter of a signature.
fn parameter(parameter: &Parameter) -> TokenStream {
    let types = &parameter.types;
    let mut tokens = quote!(jsonata::parameter(#types));
    if let Some(subtype) = &parameter.subtype {
        tokens.extend(quote!(.of(#subtype)));
    }
    for (is_set, method) in [
        (parameter.context, "context"),
        (parameter.optional, "optional"),
        (parameter.repeated, "repeated"),
    ] {
        if is_set {
            let method = Ident::new(method, Span::call_site());
            tokens.extend(quote!(.#method()));
        }
    }
    tokens
}
