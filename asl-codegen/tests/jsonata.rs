//! The code that `tests/jsonata_cases.txt` compiles to, against `tests/generated/jsonata_cases.rs`.
//!
//! `UPDATE_EXPECT=1 cargo test -p asl-codegen --test jsonata` writes it anew. What it does when it runs is tested by
//! `tests/jsonata.rs` of asl-runtime.

#[allow(dead_code, reason = "only one file is compared here")]
mod support;

use std::fs;
use std::path::Path;

use asl_codegen::jsonata::{self, Environment, Shape};
use asl_codegen::text::Text;
use asl_codegen::{Diagnostics, Span};
use proc_macro2::TokenStream;
use quote::{format_ident, quote};

#[test]
fn expressions_give_this_code() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests");
    let cases = fs::read_to_string(root.join("jsonata_cases.txt")).unwrap();
    let mut text = String::from(
        "// @generated from `jsonata_cases.txt` by the test `jsonata` of asl-codegen.\n\n",
    );
    let mut names = Vec::new();
    for (number, case) in cases
        .lines()
        .filter(|line| !line.starts_with('#'))
        .enumerate()
    {
        let (expression, _) = case.split_once(" => ").unwrap();
        let name = format_ident!("case_{}", number + 1);
        let function = function(expression, &name);
        text += &prettyplease::unparse(&syn::parse2(function).unwrap());
        text += "\n";
        names.push(name);
    }
    text += &prettyplease::unparse(&syn::parse_quote! {
        /// The functions in order.
        pub(crate) const CASES: &[Case] = &[#(#names),*];
    });
    let mut golden = support::Golden::default();
    golden.compare(&root.join("generated/jsonata_cases.rs"), &text);
    golden.finish();
}

fn function(expression: &str, name: &proc_macro2::Ident) -> TokenStream {
    let value = format!("{{% {expression} %}}");
    let text = Text {
        span: Span::new(0, value.len()),
        breaks: vec![(0, 0)],
        value,
    };
    let mut diagnostics = Diagnostics::new();
    let expression = jsonata::parse(&text, &mut diagnostics);
    let expression = expression.unwrap_or_else(|| panic!("{}: {diagnostics:?}", text.value));
    let variable = |name: &str| {
        // What the scope of asl-runtime's test has; all other names are no variable's.
        const ASSIGNED: [&str; 8] = [
            "total", "who", "rates", "input", "item", "fooBar", "foo_bar", "none",
        ];
        ASSIGNED
            .contains(&name)
            .then(|| quote!(scope.variables.get(#name)))
    };
    let emitted = jsonata::emit(
        &expression,
        &Environment {
            input: Some(quote!(&scope.input)),
            result: Some(quote!(&scope.result)),
            error_output: Some(quote!(&scope.error_output)),
            context: quote!(scope.context.clone()),
            variable: &variable,
            substitution: &|_| unreachable!("a reference expression has none"),
            cx: quote!(&mut scope.evaluation),
        },
    );
    let tokens = &emitted.tokens;
    let value = match emitted.shape {
        Shape::Maybe => emitted.into_result(),
        Shape::Value => quote!(Ok(Some(#tokens))),
        Shape::Number => quote!(Ok(Some(Value::number(#tokens)))),
        Shape::Bool | Shape::String => quote!(Ok(Some(Value::from(#tokens)))),
    };
    let scope = match value.to_string().contains("scope .") {
        true => quote!(scope),
        false => quote!(_),
    };
    let doc = format!(" `{}`", expression.source());
    quote! {
        #[doc = #doc]
        pub(crate) fn #name(#scope: &mut Scope<'_>) -> Result<Option<Value>, jsonata::Error> {
            #value
        }
    }
}
