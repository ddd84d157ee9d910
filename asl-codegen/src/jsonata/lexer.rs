//! The tokens of JSONata 2.0.6.

use std::ops::Range;

use super::substitutions;
use super::syntax::{Result, SyntaxError};
use crate::parse::leading_substitution;

/// A token and the bytes it stands at.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Token {
    pub(super) kind: TokenKind,
    pub(super) span: Range<usize>,
}

/// What a [`Token`] is.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum TokenKind {
    /// A symbol or one of the words `and`, `or`, `in`.
    Operator(&'static str),
    /// A field's name, bare or in backticks.
    Name(String),
    /// `$name`, without its `$`.
    Variable(String),
    String(String),
    Number(f64),
    Bool(bool),
    Null,
    Regex {
        pattern: String,
        flags: String,
    },
    End,
}

/// The symbols; a longer one comes before its own beginning.
const SYMBOLS: [&str; 33] = [
    "..", ":=", "!=", ">=", "<=", "**", "~>", ".", "[", "]", "{", "}", "(", ")", ",", "@", "#",
    ";", ":", "?", "+", "-", "*", "/", "%", "|", "=", "<", ">", "^", "&", "!", "~",
];

fn is_space(byte: u8) -> bool {
    matches!(byte, b' ' | b'\t' | b'\n' | b'\r' | 0x0b)
}

/// Whether a name ends before this byte.
fn ends_name(byte: u8) -> bool {
    is_space(byte) || SYMBOLS.iter().any(|symbol| symbol.as_bytes() == [byte])
}

/// Reads an expression token by token.
pub(super) struct Lexer<'a> {
    text: &'a str,
    position: usize,
    /// Whether `${Name}` is a substitution, read as a variable.
    substitutions: bool,
}

impl<'a> Lexer<'a> {
    pub(super) fn new(text: &'a str) -> Self {
        Lexer {
            text,
            position: 0,
            substitutions: false,
        }
    }

    /// Takes `${Name}` for a substitution, which deploying the machine would have replaced: JSONata it is never.
    pub(super) fn with_substitutions(self) -> Self {
        Lexer {
            substitutions: true,
            ..self
        }
    }

    pub(super) fn text(&self) -> &'a str {
        self.text
    }

    fn byte(&self) -> Option<u8> {
        self.text.as_bytes().get(self.position).copied()
    }

    /// The next token. After an operand a `/` divides; anywhere else it starts a regular expression.
    pub(super) fn next(&mut self, after_operand: bool) -> Result<Token> {
        self.skip_blanks()?;
        let start = self.position;
        let Some(byte) = self.byte() else {
            return Ok(self.token(start, TokenKind::End));
        };
        if byte == b'/' && !after_operand {
            return self.regex();
        }
        let rest = &self.text[start..];
        if let Some(symbol) = SYMBOLS.iter().find(|symbol| rest.starts_with(**symbol)) {
            self.position += symbol.len();
            return Ok(self.token(start, TokenKind::Operator(symbol)));
        }
        match byte {
            b'"' | b'\'' => self.string(byte),
            b'0'..=b'9' => self.number(),
            b'`' => self.quoted_name(),
            _ => Ok(self.name()),
        }
    }

    fn token(&self, start: usize, kind: TokenKind) -> Token {
        Token {
            kind,
            span: start..self.position,
        }
    }

    fn skip_blanks(&mut self) -> Result<()> {
        loop {
            while self.byte().is_some_and(is_space) {
                self.position += 1;
            }
            let rest = &self.text[self.position..];
            if !rest.starts_with("/*") {
                return Ok(());
            }
            match rest[2..].find("*/") {
                Some(length) => self.position += length + 4,
                None => {
                    return Err(SyntaxError::new("S0106", self.position..self.position + 2));
                }
            }
        }
    }

    fn regex(&mut self) -> Result<Token> {
        let start = self.position;
        let bytes = self.text.as_bytes();
        let mut depth = 0_i64;
        let mut at = start + 1;
        while let Some(&byte) = bytes.get(at) {
            if byte == b'/' && depth == 0 {
                let escapes = bytes[..at]
                    .iter()
                    .rev()
                    .take_while(|b| **b == b'\\')
                    .count();
                if escapes % 2 == 0 {
                    return self.regex_end(start, at);
                }
            }
            let escaped = bytes[at - 1] == b'\\';
            match byte {
                b'(' | b'[' | b'{' if !escaped => depth += 1,
                b')' | b']' | b'}' if !escaped => depth -= 1,
                _ => {}
            }
            at += 1;
        }
        Err(SyntaxError::new("S0302", start..self.text.len()))
    }

    fn regex_end(&mut self, start: usize, slash: usize) -> Result<Token> {
        let pattern = self.text[start + 1..slash].to_owned();
        if pattern.is_empty() {
            return Err(SyntaxError::new("S0301", start..slash + 1));
        }
        self.position = slash + 1;
        while matches!(self.byte(), Some(b'i' | b'm')) {
            self.position += 1;
        }
        let flags = self.text[slash + 1..self.position].to_owned();
        Ok(self.token(start, TokenKind::Regex { pattern, flags }))
    }

    fn string(&mut self, quote: u8) -> Result<Token> {
        let start = self.position;
        let mut string = String::new();
        let mut chars = self.text[start + 1..].char_indices();
        while let Some((offset, char)) = chars.next() {
            let at = start + 1 + offset;
            if char == char::from(quote) {
                self.position = at + 1;
                return Ok(self.token(start, TokenKind::String(string)));
            }
            if char != '\\' {
                string.push(char);
                continue;
            }
            let Some((_, escape)) = chars.next() else {
                break;
            };
            string.push(match escape {
                '"' | '\\' | '/' => escape,
                'b' => '\u{8}',
                'f' => '\u{c}',
                'n' => '\n',
                'r' => '\r',
                't' => '\t',
                'u' => {
                    let (char, length) = self.unicode_escape(at)?;
                    for _ in 2..length {
                        chars.next();
                    }
                    char
                }
                _ => {
                    let end = at + 1 + escape.len_utf8();
                    return Err(SyntaxError::new("S0103", at..end).token(escape.to_string()));
                }
            });
        }
        Err(SyntaxError::new("S0101", start..self.text.len()))
    }

    /// The character of the `\uXXXX` at `at`, or of two that are a surrogate pair, and how many bytes it takes.
    fn unicode_escape(&self, at: usize) -> Result<(char, usize)> {
        let unit = |at: usize| {
            let digits = self.text.as_bytes().get(at..at + 6)?;
            let digits = digits.strip_prefix(b"\\u")?;
            if !digits.iter().all(u8::is_ascii_hexdigit) {
                return None;
            }
            u16::from_str_radix(std::str::from_utf8(digits).ok()?, 16).ok()
        };
        let Some(first) = unit(at) else {
            return Err(SyntaxError::new("S0104", at..at + 2));
        };
        let second = unit(at + 6).filter(|unit| matches!(unit, 0xdc00..=0xdfff));
        match (char::from_u32(u32::from(first)), second) {
            (Some(char), _) => Ok((char, 6)),
            (None, Some(second)) => match char::decode_utf16([first, second]).next() {
                Some(Ok(char)) => Ok((char, 12)),
                _ => Err(SyntaxError::lone_surrogate(at..at + 6)),
            },
            (None, None) => Err(SyntaxError::lone_surrogate(at..at + 6)),
        }
    }

    fn number(&mut self) -> Result<Token> {
        let start = self.position;
        let bytes = self.text.as_bytes();
        let digits_from = |at: usize| {
            let digits = bytes.get(at..).unwrap_or_default();
            digits.iter().take_while(|b| b.is_ascii_digit()).count()
        };
        // A leading zero is a number of its own.
        let mut end = start
            + if bytes[start] == b'0' {
                1
            } else {
                digits_from(start)
            };
        if bytes.get(end) == Some(&b'.') && digits_from(end + 1) > 0 {
            end += 1 + digits_from(end + 1);
        }
        if matches!(bytes.get(end), Some(b'e' | b'E')) {
            let sign = usize::from(matches!(bytes.get(end + 1), Some(b'+' | b'-')));
            let digits = digits_from(end + 1 + sign);
            if digits > 0 {
                end += 1 + sign + digits;
            }
        }
        let text = &self.text[start..end];
        match text.parse::<f64>() {
            Ok(number) if number.is_finite() => {
                self.position = end;
                Ok(self.token(start, TokenKind::Number(number)))
            }
            _ => Err(SyntaxError::new("S0102", start..end).token(text)),
        }
    }

    fn quoted_name(&mut self) -> Result<Token> {
        let start = self.position;
        match self.text[start + 1..].find('`') {
            Some(length) => {
                let name = self.text[start + 1..start + 1 + length].to_owned();
                self.position = start + length + 2;
                Ok(self.token(start, TokenKind::Name(name)))
            }
            None => Err(SyntaxError::new("S0105", start..self.text.len())),
        }
    }

    fn name(&mut self) -> Token {
        let start = self.position;
        let rest = &self.text[start..];
        if self.substitutions
            && let Some(name) = leading_substitution(rest)
        {
            self.position += "${}".len() + name.len();
            return self.token(start, TokenKind::Variable(substitutions::bare(name)));
        }
        let length = rest.bytes().position(ends_name).unwrap_or(rest.len());
        self.position += length;
        let name = &rest[..length];
        let kind = match name {
            "and" => TokenKind::Operator("and"),
            "or" => TokenKind::Operator("or"),
            "in" => TokenKind::Operator("in"),
            "true" => TokenKind::Bool(true),
            "false" => TokenKind::Bool(false),
            "null" => TokenKind::Null,
            _ => match name.strip_prefix('$') {
                Some(variable) => TokenKind::Variable(variable.to_owned()),
                None => TokenKind::Name(name.to_owned()),
            },
        };
        self.token(start, kind)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn tokens(text: &str) -> Vec<(String, Range<usize>)> {
        let mut lexer = Lexer::new(text);
        let mut all = Vec::new();
        let mut after_operand = false;
        loop {
            let token = lexer.next(after_operand).unwrap();
            if token.kind == TokenKind::End {
                return all;
            }
            after_operand = !matches!(token.kind, TokenKind::Operator(_));
            all.push((format!("{:?}", token.kind), token.span));
        }
    }

    fn error(text: &str) -> (String, Range<usize>) {
        let mut lexer = Lexer::new(text);
        loop {
            match lexer.next(false) {
                Ok(token) => assert_ne!(token.kind, TokenKind::End, "no error"),
                Err(error) => return (error.code.to_owned(), error.span),
            }
        }
    }

    #[test]
    fn places_count_bytes_and_skip_blanks_and_comments() {
        assert_eq!(
            tokens(" $é /* x */ .`a b`"),
            [
                ("Variable(\"é\")".to_owned(), 1..4),
                ("Operator(\".\")".to_owned(), 13..14),
                ("Name(\"a b\")".to_owned(), 14..19),
            ]
        );
    }

    #[test]
    fn the_longest_symbol_wins() {
        let kinds: Vec<_> = tokens("a**b..c:=d~>e!=f")
            .into_iter()
            .map(|(kind, _)| kind)
            .filter(|kind| kind.starts_with("Operator"))
            .collect();
        let expected = ["**", "..", ":=", "~>", "!="];
        assert_eq!(
            kinds,
            expected.map(|symbol| format!("Operator({symbol:?})"))
        );
    }

    #[test]
    fn escapes_are_resolved() {
        let kind = |text| Lexer::new(text).next(false).unwrap().kind;
        let string = TokenKind::String("a\"\n\u{1f600}é'".to_owned());
        assert_eq!(kind(r#""a\"\n\ud83d\ude00\u00e9'""#), string);
        assert_eq!(kind("'x\"'"), TokenKind::String("x\"".to_owned()));
    }

    #[test]
    fn numbers_are_as_in_json() {
        let numbers: Vec<_> = tokens("0 12.5 3e2 7.a 01")
            .into_iter()
            .map(|(kind, _)| kind)
            .collect();
        let expected = [
            "Number(0.0)",
            "Number(12.5)",
            "Number(300.0)",
            "Number(7.0)",
            "Operator(\".\")",
            "Name(\"a\")",
            "Number(0.0)",
            "Number(1.0)",
        ];
        assert_eq!(numbers, expected);
    }

    #[test]
    fn a_slash_starts_a_regular_expression_where_an_operand_may_stand() {
        let regex = TokenKind::Regex {
            pattern: r"a\/[/]b".to_owned(),
            flags: "im".to_owned(),
        };
        let token = Lexer::new(r"/a\/[/]b/im").next(false).unwrap();
        assert_eq!((token.kind, token.span), (regex, 0..11));
        let token = Lexer::new("/2").next(true).unwrap();
        assert_eq!(token.kind, TokenKind::Operator("/"));
    }

    #[test]
    fn mistakes_have_the_codes_of_the_reference() {
        assert_eq!(error("a & 'b"), ("S0101".to_owned(), 4..6));
        assert_eq!(error("1e999"), ("S0102".to_owned(), 0..5));
        assert_eq!(error(r"'a\x'"), ("S0103".to_owned(), 2..4));
        assert_eq!(error(r"'\u12g4'"), ("S0104".to_owned(), 1..3));
        assert_eq!(error("`a"), ("S0105".to_owned(), 0..2));
        assert_eq!(error("1 /* 2"), ("S0106".to_owned(), 2..4));
        assert_eq!(error("//"), ("S0301".to_owned(), 0..2));
        assert_eq!(error("/(a/"), ("S0302".to_owned(), 0..4));
        assert_eq!(error(r"'\ud83d'").0, "lone-surrogate");
    }
}
