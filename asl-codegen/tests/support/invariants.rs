//! What holds for any text whatever: the compiler comes to an end, and gives findings that can be shown, or Rust that
//! parses. Property tests and fuzz targets look for texts where it does not.

use asl_codegen::{
    Diagnostics, Options, RenderStyle, Report, SourceFile, Span, check, codes, compile, format,
    render,
};

/// Checks and compiles a definition. Gives whether it compiled.
pub(crate) fn definition(source: &SourceFile) -> bool {
    let checked = check(source, &Default::default());
    findings(&checked, source);
    let compiled = compile(source, &Options::default());
    findings(&compiled.diagnostics, source);
    let compiles = !compiled.diagnostics.has_errors();
    assert!(
        !(compiles && checked.has_errors()),
        "what is refused is compiled: {}",
        source.text()
    );
    // Where there are errors too: the macro hands the skeleton to rustc.
    if let Err(error) = format(&compiled.code, source) {
        panic!(
            "{error} in the code for {}\n{}",
            source.text(),
            compiled.code
        );
    }
    compiles
}

/// Puts a JSONata expression into a definition.
pub(crate) fn jsonata(expression: &str) -> bool {
    definition(&SourceFile::new("jsonata.json", in_output(expression)))
}

/// Puts a path or a call of an intrinsic function into a definition.
pub(crate) fn path(path: &str) -> bool {
    let path = quoted(path);
    let text = format!(
        r#"{{"StartAt": "A", "States": {{"A": {{"Type": "Pass", "InputPath": {path}, "Parameters": {{"a.$": {path}}}, "End": true}}}}}}"#
    );
    definition(&SourceFile::new("path.json", text))
}

fn in_output(expression: &str) -> String {
    let output = quoted(&format!("{{% {expression} %}}"));
    format!(
        r#"{{"QueryLanguage": "JSONata", "StartAt": "A", "States": {{"A": {{"Type": "Pass", "Assign": {{"x": 1}}, "Output": {output}, "End": true}}}}}}"#
    )
}

/// A string of JSON.
fn quoted(text: &str) -> String {
    let mut quoted = String::from('"');
    for c in text.chars() {
        match c {
            '"' | '\\' => quoted.extend(['\\', c]),
            c if c < ' ' => quoted.push_str(&format!("\\u{:04x}", c as u32)),
            c => quoted.push(c),
        }
    }
    quoted.push('"');
    quoted
}

/// Each finding has a place in the text, an explanation, and can be shown.
fn findings(diagnostics: &Diagnostics, source: &SourceFile) {
    let all = diagnostics.in_order();
    for found in &all {
        assert!(codes::explain(found.code).is_some(), "{}", found.code);
        assert!(!found.message.is_empty(), "{found:?}");
        for label in std::iter::once(&found.primary).chain(&found.labels) {
            let Span { start, end } = label.span;
            let inside = start <= end && source.text().get(start..end).is_some();
            assert!(
                inside || label.span == Span::NOWHERE,
                "{found:?} in {}",
                source.text()
            );
        }
    }
    let report = Report::new(diagnostics, source);
    assert_eq!(report.all().count(), all.len());
    let text = render(diagnostics, source, RenderStyle::Plain);
    assert_eq!(text.is_empty(), all.is_empty());
    let shown = |c: char| c == '\n' || !c.is_control();
    assert!(text.chars().all(shown), "{text:?}");
}
