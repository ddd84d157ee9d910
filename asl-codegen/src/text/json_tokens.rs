//! JSON's tokens, from jsonc-parser, with words for what is none.

use std::borrow::Cow;

use jsonc_parser::errors::ParseErrorKind;
use jsonc_parser::tokens::Token;
use jsonc_parser::{Scanner, ScannerOptions};

use super::align::{Notation, breaks};
use super::{Text, bom_len};
use crate::diagnostic::{Diagnostic, Diagnostics};
use crate::source::Span;

const CODE: &str = "invalid-json";

/// After so many mistakes the rest are most likely followers of the first.
const MOST_ERRORS: usize = 10;

/// A mistake after which reading cannot go on; it is reported already.
pub(super) struct Stop;

/// A token of the text, or something that is none.
pub(super) enum Lexeme<'a> {
    Token(Token<'a>),
    /// `${Name}` without quotes: read as the string `"${Name}"`.
    Substitution(&'a str),
    /// Reported; a value is assumed in its place.
    Unknown,
}

/// The text's tokens, and the sink for what is wrong with them and with their order.
pub(super) struct Tokens<'a, 'd> {
    pub(super) text: &'a str,
    /// Of the last token that is not a comment.
    pub(super) last: Span,
    errors: usize,
    /// Something was not read as it was meant: what was made of it would give rise to errors of its own.
    pub(super) lost: bool,
    /// Where the scanner's text starts in `text`.
    base: usize,
    scanner: Scanner<'a>,
    /// Everything before is a token or was looked at.
    seen: usize,
    diagnostics: &'d mut Diagnostics,
}

impl<'a, 'd> Tokens<'a, 'd> {
    pub(super) fn new(text: &'a str, diagnostics: &'d mut Diagnostics) -> Self {
        let start = bom_len(text);
        Tokens {
            text,
            last: Span::new(start, start),
            errors: 0,
            lost: false,
            base: start,
            scanner: scanner(&text[start..]),
            seen: start,
            diagnostics,
        }
    }

    /// The next token and its place; comments and what is no token are reported on the way.
    pub(super) fn next(&mut self) -> Result<Option<(Lexeme<'a>, Span)>, Stop> {
        loop {
            let scanned = self.scanner.scan();
            let start = self.base + self.scanner.token_start();
            self.check_gap(start)?;
            let (lexeme, end) = match scanned {
                Ok(None) => return Ok(None),
                Ok(Some(Token::CommentLine(_) | Token::CommentBlock(_))) => {
                    let end = self.base + self.scanner.token_end();
                    self.seen = end;
                    self.report(
                        error(Span::new(start, end), "JSON has no comments")
                            .label("a comment")
                            .help("remove it, or put the words in a `Comment` field"),
                    )?;
                    continue;
                }
                Ok(Some(token)) => (Lexeme::Token(token), self.base + self.scanner.token_end()),
                Err(found) => {
                    if let Some(name) = substitution(&self.text[start..]) {
                        let end = start + name.len();
                        self.skip_to(end);
                        self.last = Span::new(start, end);
                        return Ok(Some((Lexeme::Substitution(name), self.last)));
                    }
                    let at = self.base + found.range().start;
                    let end = self.unknown(start, at, found.kind())?;
                    self.skip_to(end);
                    self.lost = true;
                    (Lexeme::Unknown, end)
                }
            };
            let span = Span::new(start, end);
            self.seen = end;
            self.last = span;
            return Ok(Some((lexeme, span)));
        }
    }

    /// Goes on after something that the scanner could not read.
    fn skip_to(&mut self, at: usize) {
        self.base = at;
        self.scanner = scanner(&self.text[at..]);
        self.seen = at;
    }

    /// The scanner passes over white space that JSON does not have.
    fn check_gap(&mut self, end: usize) -> Result<(), Stop> {
        let gap = &self.text[self.seen..end];
        let strange = gap
            .char_indices()
            .find(|(_, c)| !matches!(c, ' ' | '\t' | '\n' | '\r'));
        let Some((at, c)) = strange else {
            return Ok(());
        };
        let at = self.seen + at;
        self.report(
            error(
                Span::new(at, at + c.len_utf8()),
                "white space that JSON does not know stands between two values",
            )
            .label(format!("the character U+{:04X}", c as u32))
            .help("replace it with a space"),
        )
    }

    /// Reports what stands at `start`, which is no token; `at` is where the scanner saw that. Gives its end.
    fn unknown(&mut self, start: usize, at: usize, kind: &ParseErrorKind) -> Result<usize, Stop> {
        let rest = &self.text[start..];
        let first = rest.chars().next().unwrap_or(' ');
        let word = rest
            .find(|c: char| !(c.is_alphanumeric() || c == '_'))
            .unwrap_or(rest.len());
        match kind {
            ParseErrorKind::String(_) => self.bad_string(start, at),
            ParseErrorKind::UnterminatedCommentBlock => self.stop(
                error(Span::new(start, start + 2), "a comment is not closed")
                    .label("no `*/` follows")
                    .help("JSON has no comments: put the words in a `Comment` field"),
            ),
            _ if first.is_ascii_digit() || matches!(first, '+' | '-' | '.') => {
                let len = rest
                    .find(|c: char| !(c.is_alphanumeric() || "+-._".contains(c)))
                    .unwrap_or(rest.len());
                let span = Span::new(start, start + len.max(1));
                self.report(self.not_a_number(span))?;
                Ok(span.end)
            }
            _ if word > 0 => {
                self.report(unquoted_value(
                    &rest[..word],
                    Span::new(start, start + word),
                ))?;
                Ok(start + word)
            }
            _ => {
                let span = Span::new(start, start + first.len_utf8());
                let found = error(span, format!("`{}` is not JSON", first.escape_debug()))
                    .label("expected a value");
                if matches!(first, '“' | '”' | '„' | '‘' | '’' | '«' | '»') {
                    return self.stop(found.help("strings stand in straight double quotes: `\"`"));
                }
                self.stop(found)
            }
        }
    }

    /// Reports a string from `start` that is broken at `at`; gives its end.
    fn bad_string(&mut self, start: usize, at: usize) -> Result<usize, Stop> {
        if at == start || self.text[start..at].contains(['\n', '\r']) {
            return self.stop(self.unclosed_string(start));
        }
        let rest = &self.text[at..];
        let escaped = rest.chars().nth(1).unwrap_or('\n');
        let digits = rest.get(2..6);
        let code = digits.filter(|code| code.bytes().all(|byte| byte.is_ascii_hexdigit()));
        let found = match (escaped, code) {
            ('\n' | '\r', _) => return self.stop(self.unclosed_string(start)),
            ('u', Some(code)) => error(
                Span::new(at, at + 6),
                format!("`\\u{code}` is half of a surrogate pair"),
            )
            .label("stands for no character by itself")
            .help("write the character itself, or both halves, as in `\\ud83d\\ude00`"),
            ('u', None) => error(
                Span::new(at, at + 2),
                "the escape `\\u` has fewer than four digits",
            )
            .label("expected four hexadecimal digits")
            .help("write as in `\\u00e9`, or the character itself; a backslash is `\\\\`"),
            _ => error(
                Span::new(at, at + 1 + escaped.len_utf8()),
                format!("`\\{escaped}` is not an escape of JSON"),
            )
            .label("unknown escape")
            .help(match escaped {
                '\'' => "write `'`: a single quote needs no escape",
                _ => "write `\\\\` for a backslash",
            }),
        };
        self.report(found)?;
        // The string's end: the next quote that no backslash stands before.
        let quote = self.text.as_bytes()[start];
        let mut bytes = self.text.bytes().enumerate().skip(start + 1);
        while let Some((at, byte)) = bytes.next() {
            match byte {
                b'\\' => {
                    bytes.next();
                }
                b'\n' | b'\r' => break,
                _ if byte == quote => return Ok(at + 1),
                _ => {}
            }
        }
        self.stop(self.unclosed_string(start))
    }

    /// A string's text, its escapes decoded.
    pub(super) fn string(&mut self, value: Cow<'a, str>, span: Span) -> Result<Text, Stop> {
        let raw = &self.text[span.range()];
        if raw.starts_with('\'') {
            let inside = shortened(&raw[1..raw.len() - 1]);
            self.report(
                error(span, "a string stands in single quotes")
                    .label("JSON strings have double quotes")
                    .help(format!("write `\"{inside}\"`")),
            )?;
        }
        if let Some((at, control)) = raw.bytes().enumerate().find(|(_, byte)| *byte < b' ') {
            let at = span.start + at;
            if control == b'\n' || control == b'\r' {
                return self.stop(self.unclosed_string(span.start));
            }
            self.report(
                error(
                    Span::new(at, at + 1),
                    "a control character stands in a string",
                )
                .label(format!("the character U+{control:04X}"))
                .help(match control {
                    b'\t' => "write `\\t`".to_string(),
                    _ => format!("write `\\u{control:04x}`"),
                }),
            )?;
        }
        let start = span.start + 1;
        let breaks = match &value {
            Cow::Borrowed(_) => vec![(0, start)],
            Cow::Owned(value) => breaks(value, self.text, start, Notation::DoubleQuoted),
        };
        let value = value.into_owned();
        Ok(Text {
            value,
            span,
            breaks,
        })
    }

    /// A number as it is written.
    pub(super) fn number(&mut self, number: &str, span: Span) -> Result<String, Stop> {
        // The scanner reads `007` as three numbers.
        let rest = &self.text[span.end..];
        let more = rest
            .find(|c: char| !(c.is_alphanumeric() || "+-._".contains(c)))
            .unwrap_or(rest.len());
        if more > 0 {
            let span = Span::new(span.start, span.end + more);
            self.report(self.not_a_number(span))?;
            self.lost = true;
            self.last = span;
            self.skip_to(span.end);
        }
        Ok(number.to_string())
    }

    fn not_a_number(&self, span: Span) -> Diagnostic {
        let written = &self.text[span.range()];
        error(span, format!("`{}` is not a number of JSON", shortened(written)))
            .label("expected a number")
            .help("numbers are decimal, without leading zeros or `+`, as in `10`, `0.5` or `1e3`; text stands in double quotes")
    }

    fn unclosed_string(&self, start: usize) -> Diagnostic {
        let line = self.text[start..].lines().next().unwrap_or_default();
        let span = Span::new(start, start + line.trim_end().len());
        error(span, "a string is not closed")
            .label("no closing quote on this line")
            .help("close it with `\"`; a line end inside of a string is written `\\n`")
    }

    pub(super) fn report(&mut self, diagnostic: Diagnostic) -> Result<(), Stop> {
        self.errors += 1;
        self.diagnostics.report(diagnostic);
        if self.errors < MOST_ERRORS {
            Ok(())
        } else {
            Err(Stop)
        }
    }

    pub(super) fn stop<T>(&mut self, diagnostic: Diagnostic) -> Result<T, Stop> {
        self.errors += 1;
        self.diagnostics.report(diagnostic);
        Err(Stop)
    }
}

/// A mistake at `span`.
pub(super) fn error(span: Span, message: impl Into<String>) -> Diagnostic {
    Diagnostic::error(CODE, span, message)
}

/// That a word stands where a value is expected.
pub(super) fn unquoted_value(word: &str, span: Span) -> Diagnostic {
    let help = match word {
        "True" | "TRUE" => "write `true`".to_string(),
        "False" | "FALSE" => "write `false`".to_string(),
        "None" | "nil" | "NULL" | "Null" | "undefined" => "write `null`".to_string(),
        "NaN" | "Infinity" => {
            "JSON has no such number; write it as a string, or leave it out".to_string()
        }
        _ => format!("write `\"{}\"`", shortened(word)),
    };
    error(span, format!("`{}` is not JSON", shortened(word)))
        .label("a word without quotes")
        .help(help)
}

/// `${Name}` at the start of `rest`: no JSON, and what deploying a machine puts there may be any.
fn substitution(rest: &str) -> Option<&str> {
    let inside = rest.strip_prefix("${")?;
    let written = &rest[..inside.find('}')? + 3];
    crate::parse::is_substitution(written).then_some(written)
}

/// `text`, cut where it is too long to be quoted in a message.
pub(super) fn shortened(text: &str) -> String {
    match text.char_indices().nth(60) {
        Some((at, _)) => format!("{}…", &text[..at]),
        None => text.to_string(),
    }
}

fn scanner(text: &str) -> Scanner<'_> {
    let options = ScannerOptions {
        // Accepted here to be refused with better words.
        allow_single_quoted_strings: true,
        allow_hexadecimal_numbers: false,
        allow_unary_plus_numbers: false,
        allow_bare_decimal_point_numbers: false,
        allow_non_finite_numbers: false,
        allow_extended_string_escapes: false,
    };
    Scanner::new(text, &options)
}
