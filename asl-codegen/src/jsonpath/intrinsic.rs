//! The parser of intrinsic functions' calls: `States.Format('{} of {}', $.count, States.ArrayLength($.all))`.

use std::ops::Range;

use super::always_fails::always_fails;
use super::format::{FormatPart, format_parts, is_escapable};
use super::functions::{Parameter, names, signature};
use super::{IntrinsicArgument, IntrinsicCall, parse_path, part_of};
use crate::diagnostic::{Code, Diagnostic, Diagnostics};
use crate::source::Span;
use crate::suggest::did_you_mean;
use crate::text::Text;

/// How deep calls may stand inside each other, as the Step Functions documentation has it.
const DEEPEST: usize = 10;

/// Reads a whole string as a call of an intrinsic function; what is wrong with it goes to `diagnostics`.
///
/// Blanks at the end are no part of the call.
pub fn parse_intrinsic(text: &Text, diagnostics: &mut Diagnostics) -> Option<IntrinsicCall> {
    let mut parser = Parser {
        text,
        source: text.value.trim_end(),
        at: 0,
        diagnostics,
    };
    let call = parser.call(1)?;
    if parser.at < parser.source.len() {
        let rest = parser.at..parser.source.len();
        return parser.syntax(rest, "nothing may follow the call");
    }
    Some(call)
}

struct Parser<'t, 'd> {
    text: &'t Text,
    source: &'t str,
    at: usize,
    diagnostics: &'d mut Diagnostics,
}

impl<'t> Parser<'t, '_> {
    fn call(&mut self, depth: usize) -> Option<IntrinsicCall> {
        let start = self.at;
        let name = self.take_while(|c| c.is_ascii_alphanumeric() || matches!(c, '.' | '_'));
        let named = start..self.at;
        let function = self.function(name, named.clone())?;
        if depth > DEEPEST {
            let message =
                format!("intrinsic functions stand more than {DEEPEST} deep in each other");
            let span = self.text.span_of(named);
            self.report(
                Diagnostic::error("intrinsic-too-deep", span, message)
                    .label("too deep")
                    .help("compute a part of it in a Pass before"),
            );
            return None;
        }
        if self.peek() != Some('(') {
            let place = self.here();
            return self.syntax(place, "expected `(` right behind the function's name");
        }
        self.at += 1;
        let arguments = self.arguments(function, start, depth)?;
        let call = IntrinsicCall {
            text: self.text.clone(),
            function: function.to_owned(),
            arguments: arguments.iter().map(|(value, _)| value.clone()).collect(),
            span: self.text.span_of(start..self.at),
        };
        self.check(&call, named, &arguments);
        Some(call)
    }

    /// The function's name without `States.`.
    fn function(&mut self, name: &'t str, place: Range<usize>) -> Option<&'t str> {
        let known = name
            .strip_prefix("States.")
            .filter(|name| signature(name).is_some());
        if known.is_some() {
            return known;
        }
        let called = self.peek() == Some('(') || name.starts_with("States");
        if !called && place.start == 0 {
            let whole = self.text.span_of(0..self.source.len());
            let message = format!(
                "`{}` is neither a path nor an intrinsic function",
                self.text.value
            );
            self.report(
                Diagnostic::error("invalid-path", whole, message)
                    .label("begins neither with `$` nor with `States.`")
                    .help("for a fixed text, remove the `.$` at the end of the key"),
            );
            return None;
        }
        let bare = name.strip_prefix("States.").unwrap_or(name);
        let near = did_you_mean(bare, names()).or_else(|| names().find(|known| *known == bare));
        let span = self.text.span_of(match name {
            "" => self.here(),
            _ => place,
        });
        self.report(
            Diagnostic::error(
                "unknown-intrinsic",
                span,
                format!("there is no intrinsic function `{name}`"),
            )
            .label("unknown function")
            .help(match near {
                Some(near) => format!("did you mean `States.{near}`?"),
                None => format!(
                    "the functions are: {}",
                    names()
                        .map(|name| format!("`States.{name}`"))
                        .collect::<Vec<_>>()
                        .join(", ")
                ),
            }),
        );
        None
    }

    /// The arguments with their places, up to and over the closing parenthesis.
    fn arguments(
        &mut self,
        function: &str,
        start: usize,
        depth: usize,
    ) -> Option<Vec<(IntrinsicArgument, Span)>> {
        let mut arguments = Vec::new();
        self.blanks();
        if self.peek() == Some(')') {
            self.at += 1;
            return Some(arguments);
        }
        loop {
            self.blanks();
            let from = self.at;
            let keep_escapes = function == "Format" && arguments.is_empty();
            let argument = self.argument(keep_escapes, depth)?;
            let span = self.text.span_of(from..self.at);
            arguments.push((argument, span));
            self.blanks();
            match self.peek() {
                Some(',') => self.at += 1,
                Some(')') => {
                    self.at += 1;
                    return Some(arguments);
                }
                Some(_) => {
                    let place = self.here();
                    return self.syntax(place, "expected `,` or `)` here");
                }
                None => {
                    let place = start..self.source.len();
                    return self.syntax(place, "the call is not closed with `)`");
                }
            }
        }
    }

    fn argument(&mut self, keep_escapes: bool, depth: usize) -> Option<IntrinsicArgument> {
        match self.peek() {
            Some('\'') => self.string(keep_escapes).map(IntrinsicArgument::String),
            Some('$') => self.path(),
            Some(c) if c == '-' || c.is_ascii_digit() => self.number(),
            Some(c) if c.is_ascii_alphabetic() => {
                let word =
                    self.source[self.at..].trim_start_matches(|c: char| c.is_ascii_lowercase());
                let length = self.source.len() - self.at - word.len();
                let literal = match &self.source[self.at..self.at + length] {
                    "null" => IntrinsicArgument::Null,
                    "true" => IntrinsicArgument::Bool(true),
                    "false" => IntrinsicArgument::Bool(false),
                    _ => return self.call(depth + 1).map(IntrinsicArgument::Call),
                };
                self.at += length;
                Some(literal)
            }
            Some('"') => {
                let place = self.here();
                self.syntax(place, "strings stand in single quotes here")
            }
            _ => {
                let place = self.here();
                self.syntax(place, "expected an argument here")
            }
        }
    }

    fn string(&mut self, keep_escapes: bool) -> Option<String> {
        let open = self.at;
        self.at += 1;
        let mut value = String::new();
        while let Some(next) = self.peek() {
            self.at += next.len_utf8();
            match next {
                '\'' => return Some(value),
                '\\' => match self.peek().filter(|c| is_escapable(*c)) {
                    Some(escaped) => {
                        if keep_escapes {
                            value.push('\\');
                        }
                        value.push(escaped);
                        self.at += 1;
                    }
                    None => value.push('\\'),
                },
                _ => value.push(next),
            }
        }
        let place = open..self.source.len();
        self.syntax(place, "this string is not closed")
    }

    /// A path goes on to the next comma or closing parenthesis that is not inside its own brackets.
    fn path(&mut self) -> Option<IntrinsicArgument> {
        let start = self.at;
        let mut depth = 0_usize;
        let mut quote: Option<char> = None;
        while let Some(next) = self.peek() {
            match (next, quote) {
                ('\\', _) => self.at += 1,
                (_, Some(open)) if next == open => quote = None,
                (_, Some(_)) => {}
                ('\'' | '"', None) if depth > 0 => quote = Some(next),
                ('(' | '[', None) => depth += 1,
                (')' | ']', None) if depth > 0 => depth -= 1,
                (',' | ')', None) if depth == 0 => break,
                _ => {}
            }
            self.at += self.peek().map_or(0, char::len_utf8);
        }
        let written = self.source[start..self.at].trim_end();
        self.at = start + written.len();
        let text = part_of(self.text, start..self.at);
        parse_path(&text, self.diagnostics).map(IntrinsicArgument::Path)
    }

    fn number(&mut self) -> Option<IntrinsicArgument> {
        let start = self.at;
        let number = self.take_while(|c| c.is_ascii_alphanumeric() || matches!(c, '+' | '-' | '.'));
        let digits = number.strip_prefix('-').unwrap_or(number);
        let plain = digits.starts_with(|c: char| c.is_ascii_digit())
            && digits
                .chars()
                .all(|c| matches!(c, '0'..='9' | '.' | 'e' | 'E' | '+' | '-'));
        if plain && number.parse::<f64>().is_ok_and(f64::is_finite) {
            return Some(IntrinsicArgument::Number(number.to_owned()));
        }
        let place = start..self.at;
        self.syntax(place, "not a number")
    }

    fn check(
        &mut self,
        call: &IntrinsicCall,
        named: Range<usize>,
        arguments: &[(IntrinsicArgument, Span)],
    ) {
        let Some(function) = signature(&call.function) else {
            return;
        };
        let name = format!("States.{}", function.name);
        if !function.takes(arguments.len()) {
            let found = match arguments.len() {
                0 => "no argument is given".to_owned(),
                1 => "1 argument is given".to_owned(),
                count => format!("{count} arguments are given"),
            };
            let message = format!("`{name}` takes {}", function.arity());
            let span = self.text.span_of(named);
            let parameters = function.described_parameters();
            self.report(
                Diagnostic::error("intrinsic-arguments", span, message)
                    .label(found)
                    .maybe_help(parameters.map(|parameters| format!("it takes {parameters}"))),
            );
            return;
        }
        for (index, (argument, span)) in arguments.iter().enumerate() {
            let wanted = function.parameter(index);
            if !wanted.accepts(argument) {
                let message = format!(
                    "argument {} of `{name}` must be {}",
                    index + 1,
                    wanted.described()
                );
                let code: Code = "intrinsic-argument-type";
                let help = match (wanted, argument) {
                    (Parameter::Number | Parameter::Boolean, IntrinsicArgument::String(_)) => {
                        Some("remove the quotes")
                    }
                    (Parameter::String, _) => Some("put it in single quotes"),
                    (Parameter::Array, _) => {
                        Some("give it by a path, or make one with `States.Array`")
                    }
                    (Parameter::Object, _) => Some("give it by a path"),
                    _ => None,
                };
                self.report(
                    Diagnostic::error(code, *span, message)
                        .label(format!("not {}", wanted.described()))
                        .maybe_help(help.map(str::to_owned)),
                );
                return;
            }
        }
        if let Some(never) = always_fails(function, arguments) {
            self.report(never);
        }
        if let ("Format", Some((IntrinsicArgument::String(template), span))) =
            (function.name, arguments.first())
        {
            let parts = format_parts(template);
            let holes = parts
                .iter()
                .filter(|part| **part == FormatPart::Argument)
                .count();
            let given = arguments.len() - 1;
            if holes != given {
                let message = format!(
                    "the template of `States.Format` has {holes} `{{}}` and is given {}",
                    match given {
                        0 => "no value".to_owned(),
                        1 => "1 value".to_owned(),
                        _ => format!("{given} values"),
                    }
                );
                self.report(
                    Diagnostic::error("intrinsic-arguments", *span, message)
                        .label("takes one value for each `{}`")
                        .help("give one argument for each `{}`; write a brace that is text as `\\\\{`"),
                );
            }
        }
    }

    /// Reports a mistake of form; `None` so that callers can return it.
    fn syntax<T>(&mut self, place: Range<usize>, label: &str) -> Option<T> {
        let message = format!(
            "`{}` is not a call of an intrinsic function",
            self.text.value
        );
        let span = self.text.span_of(place);
        self.report(Diagnostic::error("invalid-intrinsic", span, message).label(label));
        None
    }

    fn report(&mut self, diagnostic: Diagnostic) {
        self.diagnostics.report(diagnostic);
    }

    /// The character at hand, or the last one at the end.
    fn here(&self) -> Range<usize> {
        match self.peek() {
            Some(next) => self.at..self.at + next.len_utf8(),
            None => match self.source.char_indices().next_back() {
                Some((last, _)) => last..self.source.len(),
                None => 0..0,
            },
        }
    }

    fn blanks(&mut self) {
        self.take_while(char::is_whitespace);
    }

    fn take_while(&mut self, wanted: impl Fn(char) -> bool) -> &'t str {
        let source = self.source;
        let rest = &source[self.at..];
        let length = rest.find(|c| !wanted(c)).unwrap_or(rest.len());
        self.at += length;
        &rest[..length]
    }

    fn peek(&self) -> Option<char> {
        self.source[self.at..].chars().next()
    }
}

#[cfg(test)]
mod tests {
    use super::super::tests::{text, underlined};
    use super::*;

    fn parsed(call: &str) -> IntrinsicCall {
        let mut diagnostics = Diagnostics::new();
        let parsed = parse_intrinsic(&text(call), &mut diagnostics);
        assert!(diagnostics.is_empty(), "{call}: {diagnostics:?}");
        parsed.unwrap_or_else(|| panic!("{call}"))
    }

    /// The code and the underlined part of the only mistake.
    fn mistake(call: &str) -> (&'static str, String) {
        let mut diagnostics = Diagnostics::new();
        parse_intrinsic(&text(call), &mut diagnostics);
        let found = diagnostics.in_order();
        assert_eq!(found.len(), 1, "{call}: {found:?}");
        (found[0].code, underlined(call, found[0].primary.span))
    }

    #[test]
    fn reads_all_kinds_of_arguments() {
        let call = parsed(
            "States.Array('it\\'s {}', -2.5e3 ,true,null, $.a['x, y'][?(@.b == 1)], States.UUID())  ",
        );
        assert_eq!(call.function, "Array");
        let [text, number, boolean, null, path, nested] = &call.arguments[..] else {
            panic!("{:?}", call.arguments);
        };
        assert!(matches!(text, IntrinsicArgument::String(value) if value == "it's {}"));
        assert!(matches!(number, IntrinsicArgument::Number(value) if value == "-2.5e3"));
        assert!(matches!(boolean, IntrinsicArgument::Bool(true)));
        assert!(matches!(null, IntrinsicArgument::Null));
        assert!(
            matches!(path, IntrinsicArgument::Path(path) if path.text.value == "$.a['x, y'][?(@.b == 1)]")
        );
        assert!(matches!(nested, IntrinsicArgument::Call(call) if call.function == "UUID"));
    }

    #[test]
    fn a_nested_call_and_a_path_know_their_places() {
        let source = "States.MathAdd(States.ArrayLength($$.Execution.Input.all), -1)";
        let IntrinsicArgument::Call(nested) = &parsed(source).arguments[0] else {
            panic!("not a call");
        };
        assert_eq!(
            underlined(source, nested.span),
            "States.ArrayLength($$.Execution.Input.all)"
        );
        let IntrinsicArgument::Path(path) = &nested.arguments[0] else {
            panic!("not a path");
        };
        assert_eq!(underlined(source, path.text.span), "$$.Execution.Input.all");
    }

    #[test]
    fn a_template_keeps_its_escapes() {
        let first = |call: &str| match parsed(call).arguments.into_iter().next() {
            Some(IntrinsicArgument::String(value)) => value,
            other => panic!("{other:?}"),
        };
        assert_eq!(first(r"States.Format('\{{}\\', $.a)"), r"\{{}\\");
        assert_eq!(first(r"States.Array('\{{}\\', $.a)"), r"{{}\");
    }

    #[test]
    fn points_at_what_is_wrong() {
        let cases = [
            ("ipsum", "invalid-path", "ipsum"),
            ("", "invalid-path", ""),
            (" States.UUID()", "invalid-path", " States.UUID()"),
            ("States.Uuid()", "unknown-intrinsic", "States.Uuid"),
            (
                "States.Default($.a, 1)",
                "unknown-intrinsic",
                "States.Default",
            ),
            ("JsonToString($)", "unknown-intrinsic", "JsonToString"),
            (
                "States.JsonToString($",
                "invalid-intrinsic",
                "States.JsonToString($",
            ),
            ("States.StringToJson $.a)", "invalid-intrinsic", " "),
            ("States.UUID() x", "invalid-intrinsic", " x"),
            ("States.Array(1,)", "invalid-intrinsic", ")"),
            ("States.Array(\"a\")", "invalid-intrinsic", "\""),
            ("States.Array('a)", "invalid-intrinsic", "'a)"),
            ("States.Array('a' 'b')", "invalid-intrinsic", "'"),
            ("States.Array(1.2.3)", "invalid-intrinsic", "1.2.3"),
            ("States.Array($.a.)", "invalid-path", "."),
            (
                "States.Array(States.Nope())",
                "unknown-intrinsic",
                "States.Nope",
            ),
            ("States.MathAdd(1)", "intrinsic-arguments", "States.MathAdd"),
            ("States.UUID(1)", "intrinsic-arguments", "States.UUID"),
            ("States.MathAdd(1,'-1')", "intrinsic-argument-type", "'-1'"),
            (
                "States.JsonMerge($.a, $.b, 'false')",
                "intrinsic-argument-type",
                "'false'",
            ),
            ("States.ArrayLength('x')", "intrinsic-argument-type", "'x'"),
            (
                "States.Format('{} {}', 1)",
                "intrinsic-arguments",
                "'{} {}'",
            ),
        ];
        for (call, code, place) in cases {
            assert_eq!(mistake(call), (code, place.to_owned()), "{call}");
        }
    }

    #[test]
    fn nesting_has_a_bound() {
        let nested =
            |depth: usize| format!("{}1{}", "States.Array(".repeat(depth), ")".repeat(depth));
        parsed(&nested(10));
        assert_eq!(mistake(&nested(11)).0, "intrinsic-too-deep");
        assert_eq!(mistake(&nested(100_000)).0, "intrinsic-too-deep");
    }
}
