//! Results as JUnit's XML, which build servers read.

use std::fmt::Write;
use std::time::Duration;

/// A case that was run.
pub(super) struct Tested<'a> {
    /// The file of the case.
    pub(super) file: &'a str,
    /// Its name.
    pub(super) name: &'a str,
    /// How long it took.
    pub(super) took: Duration,
    /// Why it failed, if it did.
    pub(super) failure: Option<&'a str>,
}

/// The report.
pub(super) fn report(cases: &[Tested<'_>]) -> String {
    let failures = cases.iter().filter(|case| case.failure.is_some()).count();
    let mut xml = String::from("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<testsuites>\n");
    // Writing to a string can't fail.
    let _ = writeln!(
        xml,
        "  <testsuite name=\"cargo asl test\" tests=\"{}\" failures=\"{failures}\" errors=\"0\">",
        cases.len()
    );
    for case in cases {
        let (file, name) = (escape(case.file), escape(case.name));
        let seconds = case.took.as_secs_f64();
        let _ = write!(
            xml,
            "    <testcase classname=\"{file}\" name=\"{name}\" time=\"{seconds:.3}\""
        );
        match case.failure {
            None => xml.push_str("/>\n"),
            Some(failure) => {
                let failure = escape(failure);
                let first = failure.lines().next().unwrap_or_default();
                let _ = writeln!(
                    xml,
                    ">\n      <failure message=\"{first}\">{failure}</failure>\n    </testcase>"
                );
            }
        }
    }
    xml.push_str("  </testsuite>\n</testsuites>\n");
    xml
}

/// Text as XML can hold it, in attributes too.
fn escape(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '<' => escaped.push_str("&lt;"),
            '>' => escaped.push_str("&gt;"),
            '&' => escaped.push_str("&amp;"),
            '"' => escaped.push_str("&quot;"),
            '\n' | '\t' | '\r' => escaped.push(c),
            // XML has no way to write these.
            c if c.is_control() || matches!(c, '\u{fffe}' | '\u{ffff}') => escaped.push('\u{fffd}'),
            c => escaped.push(c),
        }
    }
    escaped
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_report_counts_failures_and_escapes_text() {
        let case = |name, failure| Tested {
            file: "cases.jsonl",
            name,
            took: Duration::from_millis(2),
            failure,
        };
        let xml = report(&[case("a & b", None), case("c", Some("output\n <x>\u{1}"))]);
        assert!(xml.contains("tests=\"2\" failures=\"1\""), "{xml}");
        assert!(xml.contains("name=\"a &amp; b\" time=\"0.002\"/>"), "{xml}");
        let failure = "<failure message=\"output\">output\n &lt;x&gt;\u{fffd}</failure>";
        assert!(xml.contains(failure), "{xml}");
    }
}
