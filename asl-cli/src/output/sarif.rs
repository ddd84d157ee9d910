//! Findings as a SARIF 2.1.0 log, which code scanning services take.

use std::fmt::Write;

use asl_codegen::{Code, Finding, Place, Report, Severity, codes};
use serde_json::{Value, json};

const SCHEMA: &str =
    "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json";

/// A log of one run over some files.
#[derive(Default)]
pub(crate) struct Sarif {
    results: Vec<Value>,
    /// The codes that results have, each once: a result refers to its rule by index.
    codes: Vec<Code>,
}

impl Sarif {
    /// Adds a file's findings.
    pub(crate) fn add(&mut self, file: &str, report: &Report) {
        for finding in report.all() {
            let known = self.codes.iter().position(|code| *code == finding.code);
            let index = known.unwrap_or_else(|| {
                self.codes.push(finding.code);
                self.codes.len() - 1
            });
            self.results.push(result(file, finding, index));
        }
    }

    /// The log.
    pub(crate) fn into_text(self) -> String {
        let rules: Vec<Value> = self.codes.iter().map(|code| rule(code)).collect();
        let log = json!({
            "$schema": SCHEMA,
            "version": "2.1.0",
            "runs": [{
                "tool": { "driver": {
                    "name": "cargo-asl",
                    "semanticVersion": env!("CARGO_PKG_VERSION"),
                    "informationUri": env!("CARGO_PKG_REPOSITORY"),
                    "rules": rules,
                } },
                // Columns count characters, not UTF-16 units.
                "columnKind": "unicodeCodePoints",
                "results": self.results,
            }],
        });
        format!("{log:#}")
    }
}

fn rule(code: Code) -> Value {
    let Some(explanation) = codes::explain(code) else {
        return json!({ "id": code });
    };
    json!({
        "id": code,
        "shortDescription": { "text": explanation.summary },
        "fullDescription": { "text": explanation.text },
        "help": { "text": explanation.text, "markdown": explanation.markdown() },
        "defaultConfiguration": { "level": level(explanation.severity) },
    })
}

fn result(file: &str, finding: &Finding, rule_index: usize) -> Value {
    let related = finding.related.iter().map(|place| location(file, place));
    let mut primary = location(file, &finding.place);
    if let Some(state) = &finding.state {
        primary["logicalLocations"] = json!([{ "name": state }]);
    }
    json!({
        "ruleId": finding.code,
        "ruleIndex": rule_index,
        "level": level(finding.severity),
        "message": { "text": message(finding) },
        "locations": [primary],
        "relatedLocations": related.collect::<Vec<_>>(),
    })
}

fn level(severity: Severity) -> &'static str {
    match severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
    }
}

/// The message with what a terminal shows below it.
fn message(finding: &Finding) -> String {
    let mut text = finding.message.clone();
    for (name, more) in [("help", &finding.help), ("note", &finding.note)] {
        if let Some(more) = more {
            text.push_str(&format!("\n{name}: {more}"));
        }
    }
    text
}

fn location(file: &str, place: &Place) -> Value {
    let mut location = json!({
        "physicalLocation": {
            "artifactLocation": { "uri": uri(file) },
            "region": {
                "startLine": place.start.line,
                "startColumn": place.start.column,
                "endLine": place.end.line,
                "endColumn": place.end.column,
            },
        },
    });
    if !place.label.is_empty() {
        location["message"] = json!({ "text": place.label });
    }
    location
}

/// A path as a URI: relative as it was given, so that a service finds the file in the repository.
fn uri(path: &str) -> String {
    let mut uri = String::new();
    let path = path.strip_prefix("./").unwrap_or(path);
    if path.starts_with('/') {
        uri.push_str("file://");
    }
    for byte in path.bytes() {
        match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'-' | b'.' | b'_' | b'~' | b'/' => {
                uri.push(byte.into());
            }
            b'\\' if cfg!(windows) => uri.push('/'),
            _ => {
                let _ = write!(uri, "%{byte:02X}");
            }
        }
    }
    uri
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_become_uris() {
        assert_eq!(uri("./a/b c.json"), "a/b%20c.json");
        assert_eq!(uri("/tmp/ä#1.json"), "file:///tmp/%C3%A4%231.json");
        assert_eq!(uri("<stdin>"), "%3Cstdin%3E");
    }
}
