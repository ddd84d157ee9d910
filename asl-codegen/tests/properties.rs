//! Any text gives findings or Rust that parses: random bytes, definitions with mistakes put into them, and random
//! expressions and paths.

#[path = "support/invariants.rs"]
mod invariants;
#[path = "support/mutation.rs"]
mod mutation;

use asl_codegen::SourceFile;
use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::select;

use mutation::{Mutation, SEEDS, mutated};

/// Few enough for a debug build. `PROPTEST_CASES` multiplies as it does elsewhere.
fn cases(number: u32) -> ProptestConfig {
    let default = ProptestConfig::default();
    ProptestConfig {
        cases: (number * default.cases).div_ceil(256),
        // A failing case is printed, and belongs into a test of its own.
        failure_persistence: None,
        ..default
    }
}

proptest! {
    #![proptest_config(cases(300))]

    #[test]
    fn any_bytes(bytes in vec(any::<u8>(), 0..200), yaml: bool) {
        let name = if yaml { "any.yaml" } else { "any.json" };
        invariants::definition(&SourceFile::new(name, String::from_utf8_lossy(&bytes)));
    }

    #[test]
    fn any_marks(text in "[\\[\\]{}:,\"'\\\\|>&*!%@#?\\-$ \n\ta0é]{0,60}", yaml: bool) {
        let name = if yaml { "any.yaml" } else { "any.json" };
        invariants::definition(&SourceFile::new(name, text));
    }
}

proptest! {
    #![proptest_config(cases(400))]

    #[test]
    fn definitions_with_mistakes(
        seed in select(SEEDS),
        mutations in vec(any::<Mutation>(), 1..4),
        other_notation in proptest::bool::weighted(0.2),
    ) {
        let (name, text) = seed;
        let text = mutated(text, &mutations);
        // JSON is YAML, and a mistake makes it YAML that is not JSON.
        let name = if other_notation { "seed.yaml" } else { name };
        invariants::definition(&SourceFile::new(name, text));
    }
}

#[test]
fn what_was_at_fault_once_is_not_again() {
    invariants::definition(&SourceFile::new("a.json", "é,"));
    invariants::definition(&SourceFile::new("a.json", "{\"\u{9b}31m\": }"));
    invariants::path("$[?é");
}

#[test]
fn the_definitions_themselves_have_no_mistakes() {
    for (name, text) in SEEDS {
        assert!(
            invariants::definition(&SourceFile::new(*name, *text)),
            "{text}"
        );
    }
}

/// JSONata by its grammar, more or less.
fn jsonata() -> impl Strategy<Value = String> {
    let leaf = select(
        &[
            "$states.input",
            "$states.context.State.Name",
            "$x",
            "$",
            "$$",
            "a",
            "`b c`",
            "*",
            "**",
            "%",
            "1",
            "-0.5e3",
            "'text'",
            "\"\\u00e9\"",
            "true",
            "null",
            "/a+/i",
            "[]",
            "{}",
            "[1..3]",
            "$now()",
            "function($y){$y}",
            "$sum",
            "$states.result",
            "and",
            "'${Name}'",
            "?",
        ][..],
    )
    .prop_map(str::to_owned);
    leaf.prop_recursive(5, 40, 3, |inner| {
        let pair = (inner.clone(), inner.clone());
        let infix = select(
            &[
                ".", "+", "-", "*", "/", "%", "&", "=", "!=", "<", "<=", ">", " in ", " and ",
                " or ", "~>", ":=", "??", "?:", "..", "#", "@", ";", ",", " ",
            ][..],
        );
        let call = select(
            &[
                "$string",
                "$count",
                "$map",
                "$filter",
                "$reduce",
                "$sort",
                "$lookup",
                "$merge",
                "$match",
                "$uuid",
                "$eval",
                "$partition",
                "$nothing",
                "$x",
            ][..],
        );
        prop_oneof![
            (pair.clone(), infix).prop_map(|((a, b), infix)| format!("{a}{infix}{b}")),
            pair.clone().prop_map(|(a, b)| format!("{a}[{b}]")),
            pair.clone().prop_map(|(a, b)| format!("{a}^(>{b})")),
            pair.clone().prop_map(|(a, b)| format!("{a}{{'k': {b}}}")),
            pair.clone().prop_map(|(a, b)| format!("{{{a}: {b}}}")),
            pair.clone().prop_map(|(a, b)| format!("[{a}, {b}]")),
            pair.clone().prop_map(|(a, b)| format!("($v := {a}; {b})")),
            pair.clone().prop_map(|(a, b)| format!("{a} ? {b} : $x")),
            pair.clone()
                .prop_map(|(a, b)| format!("{a} ~> |$|{{'k': {b}}}|")),
            pair.clone()
                .prop_map(|(a, b)| format!("function($v, $w)<x-n:x>{{{a}}}({b})")),
            (call, pair).prop_map(|(call, (a, b))| format!("{call}({a}, {b})")),
            inner.clone().prop_map(|a| format!("({a})")),
            inner.clone().prop_map(|a| format!("-{a}")),
            inner.prop_map(|a| format!("$v.({a})[]")),
        ]
    })
}

/// Paths and calls of intrinsic functions, more or less.
fn path() -> impl Strategy<Value = String> {
    let step = select(
        &[
            ".a",
            "['b c']",
            "[0]",
            "[-1]",
            "[*]",
            "..a",
            ".*",
            "[1:2]",
            "[::2]",
            "[0,1]",
            "['a','b']",
            "[?(@.a)]",
            "[?(@.a == 1 && !(@.b > 'x'))]",
            "[?(@.a == OPEN)]",
            "[?(@.length() > 1)]",
            ".length()",
            ".é",
            "[",
            "]",
            ".",
            "'",
            "[?(",
            "$",
            "@",
        ][..],
    );
    let start = select(&["$", "$$", "$x", "$$.Execution", "$.", "@", ""][..]);
    let path =
        (start, vec(step, 0..6)).prop_map(|(start, steps)| format!("{start}{}", steps.concat()));
    let leaf = prop_oneof![
        4 => path,
        1 => select(&["1", "-2.5", "'a'", "'\\''", "'{}'", "true", "null", "", "'${Name}'", "''"][..])
            .prop_map(str::to_owned),
    ];
    leaf.prop_recursive(3, 12, 3, |inner| {
        let name = select(
            &[
                "Format",
                "Array",
                "MathAdd",
                "StringSplit",
                "JsonMerge",
                "UUID",
                "Hash",
                "Nothing",
                "",
            ][..],
        );
        (name, vec(inner, 0..4))
            .prop_map(|(name, arguments)| format!("States.{name}({})", arguments.join(", ")))
    })
}

proptest! {
    #![proptest_config(cases(500))]

    #[test]
    fn any_expression(expression in jsonata()) {
        invariants::jsonata(&expression);
    }

    #[test]
    fn any_path(path in path()) {
        invariants::path(&path);
    }

    #[test]
    fn any_marks_of_expressions(text in "[a-c$%.()\\[\\]{}'\"`?:;,<>=!&|~^*/+#@é 0-2\\\\-]{0,30}") {
        invariants::jsonata(&text);
        invariants::path(&text);
    }
}
