//! What is emitted. That it compiles and gives the right results is tested with asl-runtime.

use proc_macro2::{TokenStream, TokenTree};
use quote::{format_ident, quote};

use super::parse;
use crate::jsonata::{Environment, Shape, emit, emit_operand};

fn environment<T>(use_it: impl FnOnce(&Environment<'_>) -> T) -> T {
    let variable = |name: &str| {
        let name = format_ident!("{name}");
        (name != "uppercase").then(|| quote!(variables.#name.as_ref()))
    };
    use_it(&Environment {
        input: Some(quote!(input)),
        result: None,
        error_output: None,
        context: quote!(context.clone()),
        variable: &variable,
        substitution: &|name| {
            let name = format_ident!("{name}");
            quote!(substitutions.#name)
        },
        cx: quote!(cx),
    })
}

#[track_caller]
fn emits(source: &str, shape: Shape, expected: TokenStream) {
    let emitted = environment(|env| emit(&parse(source), env));
    assert_eq!(emitted.tokens.to_string(), expected.to_string(), "{source}");
    assert_eq!(emitted.shape, shape, "{source}");
}

#[test]
fn common_shapes_become_what_a_person_would_write() {
    emits("$states.input", Shape::Value, quote!(input.clone()));
    emits(
        "$states.input.order.total",
        Shape::Maybe,
        quote!(jsonata::path(input, &["order", "total"]).into_value()),
    );
    emits(
        "'Hi ' & $name",
        Shape::String,
        quote!(jsonata::concat([&"Hi ", &variables.name.as_ref()])?),
    );
    emits(
        "$count($list) + 1",
        Shape::Number,
        quote!(jsonata::count(variables.list.as_ref()) + 1.0),
    );
    emits(
        "$a = 1 and $not($exists($states.input.b))",
        Shape::Bool,
        quote!(
            jsonata::equal(variables.a.as_ref(), 1.0)
                && !jsonata::exists(jsonata::path_ref(input, &["b"]))
        ),
    );
    emits(
        "{'at': $now(), 'n': $states.context.n}",
        Shape::Value,
        quote!(jsonata::object([
            (jsonata::literal!("at"), jsonata::sequence(jsonata::now(cx))),
            (
                jsonata::literal!("n"),
                jsonata::path(context.clone(), &["n"])
            )
        ])),
    );
    let operand = environment(|env| emit_operand(&parse("$states.input.order.total > 100"), env));
    let expected = quote!(jsonata::greater(
        jsonata::path_ref(input, &["order", "total"]),
        100.0
    )?);
    assert_eq!(operand.to_string(), expected.to_string());
}

#[test]
fn a_result_has_no_question_mark_to_undo() {
    let result =
        |source: &str| environment(|env| emit(&parse(source), env).into_result().to_string());
    assert_eq!(
        result("$string($states.input)"),
        quote!(jsonata::text(input)).to_string()
    );
    let both = quote!(Ok(
        jsonata::truthy(variables.a.as_ref())? && jsonata::truthy(variables.b.as_ref())?
    ));
    assert_eq!(result("$a and $b"), both.to_string());
    assert_eq!(result("1"), quote!(Ok(1.0)).to_string());
}

#[test]
fn own_variables_get_names_of_their_own() {
    emits(
        "($input := $count($states.input); $cx := $input; $fn := 1; $fn + $cx)",
        Shape::Number,
        quote!({
            let input_ = jsonata::count(input);
            let cx_ = input_;
            let fn_ = 1.0;
            fn_ + cx_
        }),
    );
}

#[test]
fn what_nothing_reads_is_left_out_unless_it_can_fail() {
    emits("($a := 1; $states.input.b; 2)", Shape::Number, quote!(2.0));
    emits(
        "($a := $b + 1; 2)",
        Shape::Number,
        quote!({
            let _ = jsonata::add(variables.b.as_ref(), 1.0)?;
            2.0
        }),
    );
}

#[test]
fn code_grows_as_the_expression_does() {
    let size = |source: String| count(environment(|env| emit(&parse(&source), env)).tokens);
    for (open, middle, close) in [
        ("$x[a > ", "1", "]"),
        ("$x.(", "b", ")"),
        ("$x ? ", "1", " : 2"),
        ("{'k': ", "1", "}"),
        ("$map($x, function($v) {", "$v", "})"),
        ("$x{k: ", "v", "}"),
        ("($a := ", "1", "; $a & $a)"),
        ("($f := function($x) { ", "$x", " }; $f($f))"),
        ("function($x) { [$x, ", "$y", "] }"),
        ("$append(", "1", ", ?)"),
        ("$replace(", "$trim", ", /a/, 'b')"),
        ("$map($append($x, $trim), function($v) {", "$v", "})"),
        ("$x#$i.(", "$i", ")"),
        ("$x@$v[", "$v", "]"),
        ("$x ~> |a|{'b': ", "1", "}|"),
        ("$append($x, $trim){k: ", "v", "}"),
        ("$append($x, $trim)^(", "v", ")"),
    ] {
        let nested = |times: usize| size(open.repeat(times) + middle + &close.repeat(times));
        let (small, large) = (nested(5), nested(20));
        assert!(large <= 4 * small + 40, "{open}: {small} and {large}");
    }
}

fn count(tokens: TokenStream) -> usize {
    let sizes = tokens.into_iter().map(|token| match token {
        TokenTree::Group(group) => 1 + count(group.stream()),
        _ => 1,
    });
    sizes.sum()
}

#[test]
#[rustfmt::skip] // It would put the closure's body into braces.
fn functions_are_given_what_they_read() {
    emits(
        "($f := function($x) { $x = $stop or $f($x) }; $f(3))",
        Shape::Maybe,
        quote!({
            let _scope = jsonata::Scope::enter();
            ({
                let f = jsonata::Cell::new();
                f.set({
                    let stop_ = variables.stop.as_ref().map(jsonata::value);
                    let f = f.clone();
                    jsonata::function(move |[x], cx| Ok(
                        jsonata::equal(&x, stop_.as_ref())
                            || jsonata::truthy(f.get().call("f", [x.clone()], cx)?.collapse())?
                    ))
                });
                f.get().call("f", [jsonata::any(3.0)], cx)?.collapse()
            })
            .into_value()?
        }),
    );
    emits(
        "$map($list, $uppercase)",
        Shape::Maybe,
        quote!(
            jsonata::map(variables.list.as_ref(), |item, _, _| Ok(jsonata::sequence(
                jsonata::uppercase(item)?
            )))?
            .collapse()
            .into_value()
        ),
    );
}
