//! Whether each code is explained, and each explanation right.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use super::*;
use crate::{Diagnostics, Options, Report, SourceFile, check, compile};

/// Those that no text of a definition shows in a few lines; each has tests beside its rule.
const WITHOUT_EXAMPLE: &[&str] = &[
    "file-not-found",
    "file-not-readable",
    "jsonata-too-large",
    "not-utf-8",
    "too-deep",
    "too-large",
    "unknown-substitution",
    "unknown-machine",
    "unknown-task",
];

/// The definition that an example is, or is of the states of.
fn definition(example: &str) -> SourceFile {
    let example = example.trim();
    let text = match example.strip_prefix('"') {
        Some(rest) => {
            let (name, _) = rest.split_once('"').unwrap();
            format!("{{\"StartAt\": \"{name}\", \"States\": {{{example}}}}}")
        }
        None => example.to_owned(),
    };
    SourceFile::new(format!("example.{}", notation(example)), text)
}

fn found(example: &str) -> (SourceFile, Diagnostics) {
    let source = definition(example);
    let diagnostics = check(&source, &Default::default());
    (source, diagnostics)
}

/// What is found by checking, or else by compiling.
fn found_in_the_end(example: &str) -> Diagnostics {
    let (source, diagnostics) = found(example);
    match diagnostics.is_empty() {
        true => compile(&source, &Options::default()).diagnostics,
        false => diagnostics,
    }
}

#[test]
fn the_wrong_examples_have_their_mistake_only_and_the_right_ones_none() {
    let mut faults = Vec::new();
    for Explanation {
        code,
        severity,
        example,
        ..
    } in all()
    {
        let Some(Example { wrong, right }) = example else {
            continue;
        };
        let diagnostics = found_in_the_end(wrong);
        let codes: Vec<_> = diagnostics
            .in_order()
            .into_iter()
            .map(|found| (found.code, found.severity))
            .collect();
        if codes != [(*code, *severity)] {
            faults.push(format!("{code}: the wrong example gives {codes:?}"));
        }
        let (source, diagnostics) = found(right);
        for finding in Report::new(&diagnostics, &source).all() {
            let (code_found, message) = (finding.code, &finding.message);
            faults.push(format!(
                "{code}: the right example gives {code_found}: {message}"
            ));
        }
    }
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}

/// Codes that are about the machine as a whole, or about a text that cannot be read.
const WITHOUT_STATE: &[&str] = &[
    "definition-elsewhere",
    "invalid-json",
    "invalid-yaml",
    "machine-not-named",
    "no-machine",
    "no-end",
    "start-at-not-found",
];

#[test]
fn every_finding_tells_its_state() {
    for Explanation { code, example, .. } in all() {
        let Some(Example { wrong, .. }) = example else {
            continue;
        };
        let source = definition(wrong);
        let report = Report::new(&found_in_the_end(wrong), &source);
        for finding in report.all() {
            assert_eq!(
                finding.state.is_none(),
                WITHOUT_STATE.contains(code),
                "{code}: {finding:?}"
            );
        }
    }
}

#[test]
fn explanations_are_complete() {
    let mut seen = BTreeSet::new();
    let mut without_example = BTreeSet::new();
    for explanation in all() {
        let Explanation { code, summary, .. } = explanation;
        assert!(seen.insert(*code), "`{code}` is explained twice");
        let bare = summary.ends_with('.') || summary.len() > 90;
        assert!(!bare, "{code}: the summary is a short phrase: {summary:?}");
        let text = explanation.text;
        assert!(
            text.ends_with('.') && (80..1000).contains(&text.len()) && !text.contains('\n'),
            "{code}: the text is a paragraph, as long as code scanning services take"
        );
        if explanation.example.is_none() {
            without_example.insert(*code);
        }
    }
    assert_eq!(
        without_example,
        WITHOUT_EXAMPLE.iter().copied().collect(),
        "codes without an example"
    );
}

#[test]
fn every_code_in_the_sources_is_explained() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut used = BTreeSet::new();
    let mut literals = BTreeSet::new();
    for file in files(&folder.join("src"), "rs") {
        let path = file.to_string_lossy();
        if path.contains("tests") || path.contains("codes") {
            continue;
        }
        let text = fs::read_to_string(&file).unwrap();
        let (code, _tests) = text.split_once("\nmod tests {").unwrap_or((&text, ""));
        for (before, literal) in kebab_literals(code) {
            literals.insert(literal.to_owned());
            if reports(before) {
                used.insert(literal.to_owned());
            }
        }
    }
    for file in files(&folder.join("tests/diagnostics"), "txt") {
        let text = fs::read_to_string(&file).unwrap();
        let heads = text.lines().filter_map(|line| {
            line.strip_prefix("error[")
                .or(line.strip_prefix("warning["))
        });
        used.extend(heads.filter_map(|head| Some(head.split_once(']')?.0.to_owned())));
    }
    assert!(used.len() > 40, "{used:?}");
    let unexplained: Vec<_> = used.iter().filter(|code| explain(code).is_none()).collect();
    assert!(
        unexplained.is_empty(),
        "not explained in src/codes/: {unexplained:?}"
    );
    let unused: Vec<_> = all()
        .map(|explanation| explanation.code)
        .filter(|code| !literals.contains(*code))
        .collect();
    assert!(
        unused.is_empty(),
        "explained, and not used in src/: {unused:?}"
    );
}

/// The string literals that look like a code, each with the text before it.
fn kebab_literals(text: &str) -> Vec<(&str, &str)> {
    let mut found = Vec::new();
    let mut rest = 0;
    while let Some(open) = text[rest..].find('"').map(|at| rest + at) {
        let inside = open + 1;
        let length = text[inside..]
            .find(|c: char| !(c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-'))
            .unwrap_or(text.len() - inside);
        let close = inside + length;
        let literal = &text[inside..close];
        if text[close..].starts_with('"') && literal.contains('-') {
            found.push((&text[..open], literal));
        }
        rest = close.max(inside);
    }
    found
}

/// Whether a literal after this text is the first argument of a function that makes a diagnostic, or a constant for it.
fn reports(before: &str) -> bool {
    const MAKERS: &[&str] = &[
        "Diagnostic::error(",
        "Diagnostic::warning(",
        "Problem::new(",
        "Problem::warning(",
        "report(",
        "Code =",
        "CODE: &str =",
    ];
    MAKERS
        .iter()
        .any(|maker| before.trim_end().ends_with(maker))
}

fn files(folder: &Path, extension: &str) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            found.extend(files(&path, extension));
        } else if path.extension().is_some_and(|found| found == extension) {
            found.push(path);
        }
    }
    found
}

#[test]
fn lines_of_a_paragraph_are_short() {
    let text = "word ".repeat(40);
    let wrapped = wrapped(&text);
    assert!(wrapped.lines().all(|line| line.len() <= 80));
    assert_eq!(wrapped.lines().count(), 3);
    assert_eq!(
        explain("jsonata-root").unwrap().markdown(),
        "error[jsonata-root]: `$$` is not available\n\n\
         In JSONata `$$` is the whole data that an expression works on, and Step\n\
         Functions gives it none. The input is `$states.input`, and what JSONPath calls\n\
         `$$`, the Context Object, is `$states.context`.\n\n\
         Wrong:\n\n```json\n\
         \"Name\": { \"Type\": \"Succeed\", \"QueryLanguage\": \"JSONata\", \"Output\": \"{% $$.Execution.Name %}\" }\n\
         ```\n\nRight:\n\n```json\n\
         \"Name\": {\n  \"Type\": \"Succeed\",\n  \"QueryLanguage\": \"JSONata\",\n  \
         \"Output\": \"{% $states.context.Execution.Name %}\"\n}\n```\n\n\
         Whose rule: AWS Step Functions; the specification does not say it.\n"
    );
}
