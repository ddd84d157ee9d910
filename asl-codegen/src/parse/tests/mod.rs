//! Small wrong definitions, and what is underlined in each.

mod choice;
mod fields;
mod substitution;
mod values;

use super::Substitutions;
use crate::ast::StateMachine;
use crate::{Diagnostics, Options, SourceFile, check, compile, front_end};

/// The findings in order of position, each as its code and the underlined text.
pub(crate) fn findings(definition: &str) -> Vec<String> {
    findings_with(definition, &Substitutions::new())
}

fn findings_with(definition: &str, substitutions: &Substitutions) -> Vec<String> {
    let source = SourceFile::new("test.json", definition);
    underlined(definition, &check(&source, substitutions))
}

/// What compiling finds besides.
pub(crate) fn compiled_findings(definition: &str) -> Vec<String> {
    let source = SourceFile::new("test.json", definition);
    underlined(
        definition,
        &compile(&source, &Options::default()).diagnostics,
    )
}

fn underlined(definition: &str, diagnostics: &Diagnostics) -> Vec<String> {
    let found = diagnostics.in_order();
    let text = |found: &crate::Diagnostic| {
        format!(
            "{}: {}",
            found.code,
            &definition[found.primary.span.range()]
        )
    };
    found.into_iter().map(text).collect()
}

/// A machine of one state, `S`, of which the members are given.
pub(crate) fn one_state(members: &str) -> String {
    format!(r#"{{"StartAt": "S", "States": {{"S": {{{members}}}}}}}"#)
}

/// The same in JSONata.
pub(crate) fn one_jsonata_state(members: &str) -> String {
    format!(r#"{{"QueryLanguage": "JSONata", "StartAt": "S", "States": {{"S": {{{members}}}}}}}"#)
}

/// Each state's members with the one finding that is expected.
fn each_gives(wrap: fn(&str) -> String, cases: &[(&str, &str)]) {
    for (members, expected) in cases {
        assert_eq!(findings(&wrap(members)), [*expected], "{members}");
    }
}

fn machine(definition: &str) -> StateMachine {
    machine_with(definition, &Substitutions::new())
}

fn machine_with(definition: &str, substitutions: &Substitutions) -> StateMachine {
    let mut diagnostics = Diagnostics::new();
    let source = SourceFile::new("test.json", definition);
    let options = Options {
        substitutions: substitutions.clone(),
        ..Options::default()
    };
    let machine = front_end(&source, &options, &mut diagnostics);
    assert!(!diagnostics.has_errors(), "{definition}: {diagnostics:?}");
    machine.expect("a machine where no error is reported")
}
