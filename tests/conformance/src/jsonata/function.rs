//! A Rust function of an expression.

use std::panic::catch_unwind;

use asl_codegen::jsonata::{self, Environment, Shape, StatesField};
use asl_codegen::text::Text;
use asl_codegen::{Diagnostic, Diagnostics, Span};
use proc_macro2::TokenStream;
use quote::quote;

/// A compiled expression.
pub(super) struct Function {
    /// The expression.
    pub(super) expression: String,
    /// A Rust expression of type `Result<Option<Value>, jsonata::Error>`.
    pub(super) body: TokenStream,
}

/// Why an expression has no function: a code, of the reference's where it has one for it.
pub(super) struct Refused {
    pub(super) code: String,
    pub(super) message: String,
}

impl Refused {
    pub(super) fn new(code: impl Into<String>, message: impl Into<String>) -> Refused {
        Refused {
            code: code.into(),
            message: message.into(),
        }
    }

    fn by(diagnostic: &Diagnostic) -> Refused {
        let note = diagnostic
            .note
            .as_deref()
            .and_then(|note| note.strip_prefix("JSONata "));
        if let Some((code, message)) = note.and_then(|note| note.split_once(": ")) {
            return Refused::new(code, message);
        }
        Refused::new(diagnostic.code, &*diagnostic.message)
    }
}

/// Compiles an expression; `states` tells which fields `$states` has.
pub(super) fn compile(
    expression: &str,
    states: [bool; StatesField::ALL.len()],
) -> Result<Function, Refused> {
    match catch_unwind(|| try_compile(expression, states)) {
        Ok(result) => result,
        Err(_) => {
            eprintln!("the compiler panics: {expression:?}");
            Err(Refused::new("panic", "the compiler panics"))
        }
    }
}

fn try_compile(source: &str, states: [bool; StatesField::ALL.len()]) -> Result<Function, Refused> {
    let value = format!("{{% {source} %}}");
    let text = Text {
        span: Span::new(0, value.len()),
        breaks: vec![(0, 0)],
        value,
    };
    let mut diagnostics = Diagnostics::new();
    let Some(expression) = jsonata::parse_with_data(&text, &mut diagnostics) else {
        let first = diagnostics.in_order().into_iter().next();
        return Err(first.map_or_else(|| Refused::new("unknown", ""), Refused::by));
    };
    let field = |field: StatesField| {
        let index = StatesField::ALL.iter().position(|other| *other == field)?;
        let name = field.name();
        states[index].then(|| quote!(&scope.states[#name]))
    };
    let emitted = jsonata::emit_with_data(
        &expression,
        &Environment {
            input: field(StatesField::Input),
            result: field(StatesField::Result),
            error_output: field(StatesField::ErrorOutput),
            context: quote!(scope.states["context"].clone()),
            variable: &|name| Some(quote!(scope.bindings.get(#name))),
            substitution: &|_| unreachable!("a reference expression has none"),
            cx: quote!(&mut scope.evaluation),
        },
    );
    let tokens = &emitted.tokens;
    let body = match emitted.shape {
        Shape::Maybe => emitted.into_result(),
        Shape::Value => quote!(Ok(Some(#tokens))),
        Shape::Number => quote!(Ok(Some(Value::number(#tokens)))),
        Shape::Bool | Shape::String => quote!(Ok(Some(Value::from(#tokens)))),
    };
    Ok(Function {
        expression: source.to_owned(),
        body,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn code(expression: &str) -> String {
        let compiled = compile(expression, [false; 4]);
        compiled
            .err()
            .map_or_else(String::new, |refused| refused.code)
    }

    #[test]
    fn refusals_have_the_codes_of_the_reference() {
        assert_eq!(code("a.b + 1"), "");
        assert_eq!(code("a +"), "S0207");
        assert_eq!(code("$eval('1')"), "jsonata-eval");
        // What the reference finds when it runs is found then.
        assert_eq!(code("$sun(1)"), "");
        assert_eq!(code("$sqrt(1, 2)"), "");
    }
}
