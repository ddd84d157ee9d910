//! Calls of built-in functions.

use proc_macro2::{Ident, Span, TokenStream};
use quote::quote;

use super::built::{Built, FINITE, OPTIONAL, built};
use super::code::{Code, Kind};
use super::functions::regex_place;
use super::way::Way;
use super::{Body, Context, Emitter};
use crate::jsonata::ast::{Node, NodeKind};
use crate::jsonata::functions;

impl Emitter<'_> {
    /// `piped` comes before the arguments.
    pub(super) fn call(
        &mut self,
        procedure: &Node,
        piped: Option<&Node>,
        arguments: &[Node],
        context: Context<'_>,
    ) -> Code {
        let all: Vec<&Node> = piped.into_iter().chain(arguments).collect();
        let item = matches!(context, Context::Any(_));
        match self.way(procedure, &all, item) {
            Way::Inlined(name) => self.higher_order(name, &all, context),
            Way::Matching(name, regex) => self.matching(name, regex, &all, context),
            Way::Plain(built) => {
                let codes = all.iter().map(|argument| self.node(argument, context));
                let codes: Vec<Code> = codes.collect();
                let codes = match self.supplied(built.name, codes, context) {
                    Ok(codes) => codes,
                    Err(codes) => {
                        let (callee, _) = self.callee(procedure, false, context);
                        let arguments = codes.into_iter().map(|code| code.into_any().value());
                        return self.called(callee, built.name, arguments.collect(), context);
                    }
                };
                match simpler(built.name, &codes) {
                    Some(code) => code,
                    None => self.built(built, codes),
                }
            }
            Way::General => self.general_call(procedure, piped, arguments, context),
        }
    }

    fn general_call(
        &mut self,
        procedure: &Node,
        piped: Option<&Node>,
        arguments: &[Node],
        context: Context<'_>,
    ) -> Code {
        let (callee, name) = self.callee(procedure, false, context);
        let arguments = self.any_arguments(piped, arguments, context);
        self.called(callee, &name, arguments, context)
    }

    /// A call of a function as a value.
    fn called(
        &mut self,
        callee: Code,
        name: &str,
        arguments: Vec<TokenStream>,
        context: Context<'_>,
    ) -> Code {
        let callee = callee.any_receiver();
        let context = self.context(context);
        let cx = self.cx();
        let tokens = match context.is_undefined() {
            true => quote!(#callee.call(#name, [#(#arguments),*], #cx)),
            false => {
                let context = context.operand();
                quote!(#callee.call_in(#context, #name, [#(#arguments),*], #cx))
            }
        };
        Code::fallible(tokens, Kind::AnyItems)
    }

    /// A function that takes a regular expression, which is written out.
    fn matching(
        &mut self,
        name: &str,
        regex: &Node,
        arguments: &[&Node],
        context: Context<'_>,
    ) -> Code {
        let NodeKind::Regex { pattern, flags } = &regex.kind else {
            return Code::undefined();
        };
        let regex = regex_place(pattern, flags);
        let mut operands = Vec::new();
        for (index, argument) in arguments.iter().enumerate() {
            operands.push(match index {
                1 => regex.clone(),
                _ => self.node(argument, context).operand(),
            });
        }
        let (function, count, kind) = match name {
            "contains" => ("contains_match", 2, Kind::MaybeBool),
            "match" => ("matches", 3, Kind::Items),
            "split" => ("split_by", 3, Kind::MaybeValue),
            _ => ("replace_matches", 4, Kind::MaybeString),
        };
        operands.resize(count, Code::undefined().operand());
        let function = Ident::new(function, Span::call_site());
        Code::fallible(quote!(jsonata::#function(#(#operands),*)), kind)
    }

    fn built(&mut self, built: &Built, mut arguments: Vec<Code>) -> Code {
        if let Some(code) = simpler(built.name, &arguments) {
            return code;
        }
        let mut function = built.function.to_owned();
        match built.name {
            "now" if arguments.iter().all(Code::is_undefined) => arguments.clear(),
            "now" => function.push_str("_with"),
            "sort" => arguments.truncate(1),
            // There is a second function for the calls that give the optional argument.
            name if OPTIONAL.contains(&name) => match arguments.last() {
                Some(last) if last.is_undefined() => drop(arguments.pop()),
                _ => function.push_str("_with"),
            },
            _ => {}
        }
        let function = Ident::new(&function, Span::call_site());
        let arguments = arguments.into_iter().map(Code::operand);
        let arguments = arguments.chain(built.evaluation.then(|| self.cx()));
        let tokens = quote!(jsonata::#function(#(#arguments),*));
        match built.fails || function == "now_with" {
            true => Code::fallible(tokens, built.kind),
            false => Code::new(tokens, built.kind),
        }
    }

    /// One argument for every parameter: the context and undefined stand in for what is left out. Where only the types
    /// of the arguments tell whether the context does, they are given back.
    fn supplied(
        &mut self,
        name: &str,
        arguments: Vec<Code>,
        context: Context<'_>,
    ) -> Result<Vec<Code>, Vec<Code>> {
        let Some(signature) = functions::signature(name) else {
            return Ok(arguments);
        };
        let parameters = &signature.parameters;
        let (needed, _) = functions::arity(&signature);
        let mut supplied = arguments;
        if let Some(first) = parameters.first()
            && first.context
            && supplied.len() < parameters.len()
        {
            let fits = supplied
                .first()
                .is_some_and(|code| fits(code.kind, &first.types));
            if supplied.len() == needed || !fits {
                let mut behind = supplied.iter().zip(&parameters[1..]);
                if !behind.all(|(code, parameter)| fits_surely(code.kind, &parameter.types)) {
                    return Err(supplied);
                }
                let context = self.context(context);
                supplied.insert(
                    0,
                    match context.kind {
                        _ if context.is_undefined() => context,
                        _ => Code::call("from_context", [context.operand()], Kind::Context),
                    },
                );
            }
        }
        while supplied.len() < parameters.len() {
            supplied.push(Code::undefined());
        }
        Ok(supplied)
    }

    /// A function that is given one written out on the spot, which becomes a closure.
    fn higher_order(&mut self, name: &str, arguments: &[&Node], context: Context<'_>) -> Code {
        let [input, lambda, rest @ ..] = arguments else {
            return Code::undefined();
        };
        let input = self.node(input, context).operand();
        let start = rest.first().map(|start| self.node(start, context));
        let kinds: &[Kind] = match name {
            "reduce" => &[Kind::Sequence, Kind::Ref, FINITE, Kind::Slice],
            "sort" => &[Kind::Ref, Kind::Ref],
            "each" | "sift" => &[Kind::Ref, Kind::Str, Kind::Ref],
            _ => &[Kind::Ref, FINITE, Kind::Slice],
        };
        let (parameters, body) = match &lambda.kind {
            NodeKind::Lambda {
                parameters, body, ..
            } => {
                let body_of = match name {
                    "reduce" => Body::Read,
                    _ => Body::Plain,
                };
                let outside = std::mem::replace(&mut self.body, body_of);
                let closure = self.closure(parameters, kinds, body, context);
                self.body = outside;
                closure
            }
            NodeKind::Variable(function) => self.passed(function, kinds),
            _ => return Code::undefined(),
        };
        let tests = matches!(name, "filter" | "sift" | "single" | "sort");
        let body = if tests {
            body.truthy()
        } else {
            body.into_sequence()
        };
        let body = body.into_result();
        let (function, kind) = match name {
            "map" => ("map", Kind::Items),
            "filter" => ("filter_by", Kind::Items),
            "each" => ("each", Kind::Items),
            "sift" => ("sift", Kind::MaybeValue),
            "single" => ("single", Kind::Sequence),
            "sort" => ("sort_by", Kind::Sequence),
            _ => ("reduce", Kind::Sequence),
        };
        let function = Ident::new(function, Span::call_site());
        let start = (name == "reduce").then(|| {
            let start = start
                .unwrap_or_else(Code::undefined)
                .into_sequence()
                .value();
            quote!(#start,)
        });
        let tokens = quote!(jsonata::#function(#input, #start |#(#parameters),*| #body));
        Code::fallible(tokens, kind)
    }

    /// The parameters and the body of a closure for a function that is written out.
    fn closure(
        &mut self,
        parameters: &[String],
        kinds: &[Kind],
        body: &Node,
        context: Context<'_>,
    ) -> (Vec<TokenStream>, Code) {
        let (scope, depth) = (self.names.enter(), self.functions.len());
        let named = parameters.iter().zip(kinds);
        let locals: Vec<_> = named
            .map(|(name, kind)| self.names.bind(name, *kind, depth))
            .collect();
        let body = self.node(body, context);
        self.names.leave(scope);
        let mut parameters: Vec<_> = locals.iter().map(|local| local.parameter()).collect();
        parameters.resize(kinds.len(), quote!(_));
        (parameters, body)
    }

    /// The same for a built-in function that is passed by its name.
    fn passed(&mut self, function: &str, kinds: &[Kind]) -> (Vec<TokenStream>, Code) {
        let Some(built) = built(function) else {
            return (Vec::new(), Code::undefined());
        };
        let item = self.item();
        let argument = Code::new(item.parameter_read(), kinds[0]);
        let arguments = self.supplied(function, vec![argument], Context::Nothing);
        let arguments = arguments.unwrap_or_else(|arguments| arguments);
        let code = self.built(built, arguments);
        let code = match code.kind {
            Kind::Items => code.method("into_array", Kind::Sequence),
            _ => code,
        };
        let mut parameters = vec![item.parameter()];
        parameters.resize(kinds.len(), quote!(_));
        (parameters, code)
    }
}

/// What is known of the arguments may make a call simpler.
fn simpler(name: &str, arguments: &[Code]) -> Option<Code> {
    let first = arguments.first()?;
    match (name, first.kind) {
        ("boolean", Kind::Bool | Kind::MaybeBool) => Some(first.clone()),
        ("number", Kind::Number { .. }) => Some(first.clone()),
        ("not", Kind::Bool) => {
            let condition = first.clone().at(super::Level::Unary);
            Some(Code::new(quote!(!#condition), Kind::Bool).at_level(super::Level::Unary))
        }
        ("string", Kind::Str | Kind::String) if arguments[1].is_undefined() => Some(first.clone()),
        ("string", kind) if kind.is_definite() && arguments[1].is_undefined() => {
            let operand = first.clone().operand();
            Some(Code::fallible(
                quote!(jsonata::text(#operand)),
                Kind::String,
            ))
        }
        _ => None,
    }
}

/// Whether a value of the kind may be an argument of one of the types.
fn fits(kind: Kind, types: &str) -> bool {
    let letter = match kind {
        Kind::Number { .. } | Kind::MaybeNumber => 'n',
        Kind::Bool | Kind::MaybeBool => 'b',
        Kind::Str | Kind::String | Kind::MaybeString => 's',
        Kind::Slice => 'a',
        _ => return true,
    };
    types.contains(letter) || types.contains(['x', 'j', 'a'])
}

/// Whether a value of the kind is an argument of one of the types for sure.
fn fits_surely(kind: Kind, types: &str) -> bool {
    let is_known = matches!(
        kind,
        Kind::Number { .. } | Kind::Bool | Kind::Str | Kind::String
    );
    is_known && fits(kind, types)
}
