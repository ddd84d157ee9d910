//! Calls of built-in functions.

use proc_macro2::{Ident, Span, TokenStream};
use quote::quote;

use super::code::{Code, Kind};
use super::{Context, Emitter};
use crate::jsonata::ast::{Node, NodeKind};
use crate::jsonata::functions::{self, HIGHER_ORDER};

/// How a function's call is emitted.
struct Built {
    name: &'static str,
    /// The name of the Rust function.
    function: &'static str,
    kind: Kind,
    fails: bool,
    /// Whether the Rust function takes the evaluation as its last argument.
    evaluation: bool,
}

const fn may_fail(name: &'static str, function: &'static str, kind: Kind) -> Built {
    Built {
        name,
        function,
        kind,
        fails: true,
        evaluation: false,
    }
}

const fn infallible(name: &'static str, function: &'static str, kind: Kind) -> Built {
    Built {
        fails: false,
        ..may_fail(name, function, kind)
    }
}

const fn with_evaluation(name: &'static str, kind: Kind, fails: bool) -> Built {
    Built {
        fails,
        evaluation: true,
        ..may_fail(name, name, kind)
    }
}

const FINITE: Kind = Kind::Number { finite: true };

/// The functions that are called with their arguments, the ones left out being undefined.
const BUILT: &[Built] = &[
    may_fail("abs", "abs", Kind::MaybeNumber),
    infallible("append", "append", Kind::Sequence),
    may_fail("assert", "assert", Kind::Sequence),
    may_fail("average", "average", Kind::MaybeNumber),
    may_fail("base64decode", "base64_decode", Kind::MaybeString),
    may_fail("base64encode", "base64_encode", Kind::MaybeString),
    may_fail("boolean", "boolean", Kind::MaybeBool),
    may_fail("ceil", "ceil", Kind::MaybeNumber),
    may_fail("contains", "contains", Kind::MaybeBool),
    infallible("count", "count", FINITE),
    infallible("distinct", "distinct", Kind::Items),
    may_fail("error", "error", Kind::Sequence),
    infallible("exists", "exists", Kind::Bool),
    may_fail("floor", "floor", Kind::MaybeNumber),
    may_fail("hash", "hash", Kind::MaybeString),
    may_fail("join", "join", Kind::MaybeString),
    infallible("keys", "keys", Kind::Items),
    may_fail("length", "length", Kind::MaybeNumber),
    may_fail("lookup", "lookup", Kind::Items),
    may_fail("lowercase", "lowercase", Kind::MaybeString),
    may_fail("max", "max", Kind::MaybeNumber),
    may_fail("merge", "merge", Kind::MaybeValue),
    with_evaluation("millis", FINITE, false),
    may_fail("min", "min", Kind::MaybeNumber),
    may_fail("not", "not", Kind::MaybeBool),
    with_evaluation("now", Kind::String, false),
    may_fail("number", "number", Kind::MaybeNumber),
    may_fail("pad", "pad", Kind::MaybeString),
    may_fail("parse", "parse", Kind::MaybeValue),
    may_fail("partition", "partition", Kind::MaybeValue),
    may_fail("power", "power", Kind::MaybeNumber),
    with_evaluation("random", FINITE, true),
    may_fail("range", "range", Kind::Items),
    may_fail("replace", "replace", Kind::MaybeString),
    infallible("reverse", "reverse", Kind::Sequence),
    may_fail("round", "round", Kind::MaybeNumber),
    may_fail("sort", "sort", Kind::Sequence),
    may_fail("split", "split", Kind::MaybeValue),
    infallible("spread", "spread", Kind::Items),
    may_fail("sqrt", "sqrt", Kind::MaybeNumber),
    may_fail("string", "string", Kind::MaybeString),
    may_fail("substring", "substring", Kind::MaybeString),
    may_fail("substringAfter", "substring_after", Kind::MaybeString),
    may_fail("substringBefore", "substring_before", Kind::MaybeString),
    may_fail("sum", "sum", Kind::MaybeNumber),
    may_fail("trim", "trim", Kind::MaybeString),
    infallible("type", "type_of", Kind::MaybeString),
    may_fail("uppercase", "uppercase", Kind::MaybeString),
    with_evaluation("uuid", Kind::String, false),
];

/// The functions whose last argument may be left out.
const OPTIONAL: [&str; 10] = [
    "assert",
    "error",
    "join",
    "pad",
    "random",
    "replace",
    "round",
    "split",
    "string",
    "substring",
];

fn built(name: &str) -> Option<&'static Built> {
    let at = BUILT.binary_search_by_key(&name, |built| built.name);
    Some(&BUILT[at.ok()?])
}

/// Whether a call with so many arguments can be emitted.
pub(in crate::jsonata) fn supports(name: &str, count: usize) -> bool {
    match name {
        "now" => count == 0,
        "sort" => count == 1,
        _ if HIGHER_ORDER.contains(&name) => count >= 2,
        _ => supports_any(name),
    }
}

/// Whether a call with any number of arguments can be emitted.
pub(in crate::jsonata) fn supports_any(name: &str) -> bool {
    built(name).is_some() || HIGHER_ORDER.contains(&name)
}

impl Emitter<'_> {
    /// `piped` comes before the arguments.
    pub(super) fn call(
        &mut self,
        procedure: &Node,
        piped: Option<&Node>,
        arguments: &[Node],
        context: Context<'_>,
    ) -> Code {
        let NodeKind::Variable(name) = &procedure.kind else {
            return Code::refused();
        };
        let arguments: Vec<&Node> = piped.into_iter().chain(arguments).collect();
        if HIGHER_ORDER.contains(&&**name) {
            return self.higher_order(name, &arguments, context);
        }
        let Some(built) = built(name) else {
            return Code::refused();
        };
        let arguments = arguments
            .iter()
            .map(|argument| self.node(argument, context));
        let arguments: Vec<Code> = arguments.collect();
        let arguments = self.supplied(name, arguments, context);
        if let Some(code) = simpler(name, &arguments) {
            return code;
        }
        self.built(built, arguments)
    }

    fn built(&self, built: &Built, mut arguments: Vec<Code>) -> Code {
        if let Some(code) = simpler(built.name, &arguments) {
            return code;
        }
        let mut function = built.function.to_owned();
        match built.name {
            "now" => arguments.clear(),
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
        let arguments = arguments.chain(built.evaluation.then(|| self.env.cx.clone()));
        let tokens = quote!(jsonata::#function(#(#arguments),*));
        match built.fails {
            true => Code::fallible(tokens, built.kind),
            false => Code::new(tokens, built.kind),
        }
    }

    /// One argument for every parameter: the context and undefined stand in for what is left out.
    fn supplied(&self, name: &str, arguments: Vec<Code>, context: Context<'_>) -> Vec<Code> {
        let Some(signature) = functions::signature(name) else {
            return arguments;
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
                let context = self.context(context);
                supplied.insert(
                    0,
                    match context.kind {
                        Kind::MaybeRef => {
                            Code::call("from_context", [context.operand()], Kind::Context)
                        }
                        _ => context,
                    },
                );
            }
        }
        while supplied.len() < parameters.len() {
            supplied.push(Code::undefined());
        }
        supplied
    }

    /// A function that is given one written out on the spot, which becomes a closure.
    fn higher_order(&mut self, name: &str, arguments: &[&Node], context: Context<'_>) -> Code {
        let [input, lambda, rest @ ..] = arguments else {
            return Code::refused();
        };
        let input = self.node(input, context).operand();
        let start = rest.first().map(|start| self.node(start, context));
        let kinds: &[Kind] = match name {
            "reduce" => &[Kind::Sequence, Kind::Ref, FINITE, Kind::Slice],
            "each" | "sift" => &[Kind::Ref, Kind::Str, Kind::Ref],
            _ => &[Kind::Ref, FINITE, Kind::Slice],
        };
        let (parameters, body) = match &lambda.kind {
            NodeKind::Lambda {
                parameters, body, ..
            } => {
                let outside = std::mem::replace(&mut self.result_is_read, name == "reduce");
                let lambda = self.lambda(parameters, kinds, body, context);
                self.result_is_read = outside;
                lambda
            }
            NodeKind::Variable(function) => self.passed(function, kinds),
            _ => return Code::refused(),
        };
        let tests = matches!(name, "filter" | "sift" | "single");
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

    /// The parameters and the body of a closure for a function that is written out. What is never passed to it the
    /// checks have refused.
    fn lambda(
        &mut self,
        parameters: &[String],
        kinds: &[Kind],
        body: &Node,
        context: Context<'_>,
    ) -> (Vec<TokenStream>, Code) {
        let scope = self.names.enter();
        let named = parameters.iter().zip(kinds);
        let locals: Vec<_> = named
            .map(|(name, kind)| self.names.bind(name, *kind))
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
            return (Vec::new(), Code::refused());
        };
        let item = self.names.item();
        let argument = Code::new(item.parameter_read(), kinds[0]);
        let arguments = self.supplied(function, vec![argument], Context::Nothing);
        let code = self.built(built, arguments);
        let code = match code.kind {
            Kind::Items => code.into_sequence(),
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
        ("string", Kind::Str | Kind::String) => Some(first.clone()),
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_list_is_sorted_and_holds_known_functions() {
        assert!(BUILT.is_sorted_by_key(|built| built.name));
        assert!(
            BUILT
                .iter()
                .all(|built| functions::signature(built.name).is_some())
        );
        assert!(
            HIGHER_ORDER
                .iter()
                .all(|name| functions::signature(name).is_some())
        );
    }
}
