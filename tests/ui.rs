//! What users see when they build: wrong definitions with what is said of them, and definitions that may look wrong.
//!
//! `TRYBUILD=overwrite cargo test --test ui` writes the `.stderr` files of `tests/ui/` anew.
#![deny(missing_docs)]

use std::fmt::Write;
use std::process::Command;
use std::time::{Duration, Instant};

use asl_codegen::{Compiled, Options, RenderStyle, SourceFile, compile, compile_file, render};

#[path = "ui/pass/jsonata.rs"]
pub mod jsonata;
#[path = "ui/pass/jsonpath.rs"]
pub mod jsonpath;
#[path = "ui/pass/names.rs"]
pub mod names;
#[path = "ui/pass/nested.rs"]
pub mod nested;
#[path = "ui/pass/options.rs"]
pub mod options;
#[path = "ui/pass/small.rs"]
pub mod small;
#[path = "ui/pass/yaml.rs"]
pub mod yaml;

/// rustc's own words around ours change from version to version: these are 1.95's.
const TOOLCHAIN: &str = "rustc 1.95.";

#[test]
fn wrong_definitions() {
    let rustc = std::env::var_os("RUSTC").unwrap_or_else(|| "rustc".into());
    let version = Command::new(rustc).arg("--version").output();
    let version = version.map_or_else(
        |error| error.to_string(),
        |output| String::from_utf8_lossy(&output.stdout).into_owned(),
    );
    if !version.starts_with(TOOLCHAIN) {
        eprintln!("not tested: the expectations are those of {TOOLCHAIN}x, this is {version}");
        return;
    }
    trybuild::TestCases::new().compile_fail("tests/ui/*.rs");
}

/// The report on a text, which is to come soon.
fn report(name: &str, text: String) -> String {
    let started = Instant::now();
    let source = SourceFile::new(name, text);
    let Compiled { diagnostics, .. } = compile(&source, &Options::default());
    let report = render(&diagnostics, &source, RenderStyle::Plain);
    let took = started.elapsed();
    assert!(took < Duration::from_secs(1), "{name} took {took:?}");
    report
}

#[test]
fn nesting_without_end_is_refused() {
    for (name, open, close) in [
        ("arrays.json", "[", "]"),
        ("objects.json", "{\"States\":", "}"),
        ("arrays.yaml", "[", "]"),
        ("objects.yaml", "{States: ", "}"),
    ] {
        let (opened, closed) = (open.repeat(10_000), close.repeat(10_000));
        for text in [format!("{opened}1{closed}"), opened] {
            let report = report(name, text);
            assert!(report.starts_with("error[too-deep]"), "{name}: {report}");
            assert!(report.len() < 2_000, "{name}: {report}");
        }
    }
}

#[test]
fn nesting_inside_a_definition_is_refused() {
    let (open, close) = ("[".repeat(10_000), "]".repeat(10_000));
    let parens = format!("{{% {}1{} %}}", "(".repeat(10_000), ")".repeat(10_000));
    let calls = format!("{}1{}", "States.Array(".repeat(10_000), ")".repeat(10_000));
    let deep = [
        format!(r#""Result": {open}1{close}"#),
        format!(r#""QueryLanguage": "JSONata", "Output": "{parens}""#),
        format!(r#""Parameters": {{ "a.$": "{calls}" }}"#),
    ];
    for field in deep {
        let report = report(
            "deep.json",
            format!(
                r#"{{ "StartAt": "A", "States": {{ "A": {{ "Type": "Pass", {field}, "End": true }} }} }}"#
            ),
        );
        assert!(report.starts_with("error["), "{report}");
        assert!(report.contains(" --> deep.json:1:"), "{report}");
        assert!(
            report.contains("deep") || report.contains("nested"),
            "{report}"
        );
        assert!(report.len() < 2_000, "{report}");
    }
}

#[test]
fn a_huge_file_is_refused() {
    let mut states = String::from("{ \"StartAt\": \"S0\", \"States\": {\n");
    let mut number = 0;
    while states.len() < 10 << 20 {
        let next = number + 1;
        writeln!(
            states,
            "\"S{number}\": {{ \"Type\": \"Pass\", \"Next\": \"S{next}\" }},"
        )
        .unwrap();
        number = next;
    }
    writeln!(states, "\"S{number}\": {{ \"Type\": \"Succeed\" }} }} }}").unwrap();
    let folder = std::env::temp_dir().join(format!("asl-ui-{}", std::process::id()));
    std::fs::create_dir_all(&folder).unwrap();
    let path = folder.join("huge.json");
    std::fs::write(&path, states).unwrap();
    let started = Instant::now();
    let (source, compiled) = compile_file(&path, "huge.json", &Options::default());
    let took = started.elapsed();
    std::fs::remove_dir_all(&folder).unwrap();
    let report = render(&compiled.diagnostics, &source, RenderStyle::Plain);
    assert!(report.starts_with("error[too-large]"), "{report}");
    assert!(report.len() < 1_000, "{report}");
    assert!(took < Duration::from_secs(1), "{took:?}");
}

/// Whatever the mistake, there is a module, for the errors to be put into; and what is in it is Rust.
#[test]
fn every_mistake_leaves_a_module() {
    let good = [
        include_str!("ui/pass/jsonata.json"),
        include_str!("ui/pass/jsonpath.json"),
        include_str!("ui/pass/nested.json"),
    ];
    let mut wrong: Vec<String> = ["", "null", "[]", "{}", "\u{0}"].map(String::from).into();
    for text in good {
        let strings: Vec<_> = text.match_indices('"').map(|(at, _)| at).collect();
        let strings: Vec<_> = strings.chunks_exact(2).map(|at| at[0]..at[1] + 1).collect();
        for (at, string) in strings.iter().enumerate().step_by(3) {
            let with = |other: &str| [&text[..string.start], other, &text[string.end..]].concat();
            // Cut off, one thing in place of another, and something that is nowhere right.
            wrong.push(text[..string.start].to_owned());
            wrong.push(with(&text[strings[(at * 7 + 3) % strings.len()].clone()]));
            wrong.push(with("\"{% $.x[ %}\""));
            wrong.push(with("{}"));
        }
    }
    for text in wrong {
        let source = SourceFile::new("wrong.json", text);
        let Compiled { code, .. } = compile(&source, &Options::default());
        assert!(code.to_string().contains("pub mod wrong {"), "{code}");
        let file = asl_codegen::format(&code, &source);
        assert!(file.is_ok(), "{file:?}\n{}", source.text());
    }
}
