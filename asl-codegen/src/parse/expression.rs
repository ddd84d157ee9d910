//! Strings of states in JSONata: texts, or expressions in `{%` and `%}`.

use crate::ast::SubstitutionRole;
use crate::diagnostic::Diagnostic;
use crate::jsonata::Expression;
use crate::text::Text;

use super::Parser;

/// A string in a state of JSONata.
pub(super) enum Written {
    /// Taken as it stands.
    Plain(Text),
    /// `{% … %}`
    Expression(Expression),
    /// Neither; that is reported.
    Broken,
}

const NOTHING_AROUND: &str = "an expression is written `{% … %}`, with nothing before and after it";

impl Parser<'_> {
    /// A string of a JSONata state: an expression if it stands in `{%` and `%}`.
    pub(super) fn written(&mut self, text: &Text) -> Written {
        let written = text;
        let text = self.partly_substituted(written);
        let (opened, closed) = (text.value.starts_with("{%"), text.value.ends_with("%}"));
        if !opened && !closed {
            self.hint_at_blanks(&text);
            return Written::Plain(self.deferred(written, SubstitutionRole::String));
        }
        if opened && closed && text.value.len() >= 4 {
            let Some(expression) = crate::jsonata::parse(&text, self.diagnostics) else {
                return Written::Broken;
            };
            self.note_open(&expression);
            return Written::Expression(expression);
        }
        let line_end = opened && text.value.ends_with("%}\n");
        let (label, help) = match (opened, line_end) {
            (_, true) => (
                "does not end with `%}`, but with a line end",
                "in YAML write `|-` or `>-`, which leave the last line end out",
            ),
            (true, _) => ("does not end with `%}`", NOTHING_AROUND),
            (false, _) => ("does not begin with `{%`", NOTHING_AROUND),
        };
        let message = "an expression must be opened with `{%` and closed with `%}`";
        self.report(
            Diagnostic::error("jsonata-delimiters", text.span, message)
                .label(label)
                .help(help),
        );
        Written::Broken
    }

    /// With blanks on both sides AWS takes an expression for a text.
    fn hint_at_blanks(&mut self, text: &Text) {
        let trimmed = text.value.trim();
        if trimmed.starts_with("{%") && trimmed.ends_with("%}") {
            let message = "this is not evaluated, because blanks stand around `{% … %}`";
            self.report(
                Diagnostic::warning("expression-in-blanks", text.span, message)
                    .label("a text, not an expression")
                    .help("remove the blanks before `{%` and after `%}`"),
            );
        }
    }
}
