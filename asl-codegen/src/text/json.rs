//! JSON, strict as RFC 8259 has it, with words for what people write instead.
//!
//! Tokens come from jsonc-parser; the tree is built with a stack of our own, so that deep nesting cannot overflow
//! the thread's, and reading goes on after the usual mistakes, so that one build shows all of them.

use jsonc_parser::tokens::Token;

use super::json_tokens::{Lexeme, Stop, Tokens, error, shortened, unquoted_value};
use super::{MAX_DEPTH, Member, Node, NodeKind, Object, Text, too_deep};
use crate::diagnostic::Diagnostics;
use crate::source::Span;

/// Reads `text`; `None` after an error that leaves open what was meant.
pub(super) fn parse(text: &str, diagnostics: &mut Diagnostics) -> Option<Node> {
    let mut reader = Reader {
        tokens: Tokens::new(text, diagnostics),
        stack: Vec::new(),
        misaligned: None,
    };
    let root = reader.document();
    let lost = reader.tokens.lost;
    root.ok().filter(|_| !lost)
}

/// An array or object that is not closed yet.
struct Open {
    span: Span,
    content: Content,
}

enum Content {
    Array(Vec<Node>),
    /// The members, and the key that waits for its value.
    Object(Vec<Member>, Option<Text>),
}

/// What may come next.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Expect {
    /// A value, after `:` or at the start.
    Value,
    /// A value or a key, or the end of an empty array or object.
    First,
    /// A value or a key, after a comma.
    Next,
    /// `:`
    Colon,
    /// A comma or the end.
    CommaOrEnd,
}

/// What a token leads to.
enum Step {
    /// More.
    Expect(Expect),
    /// The definition is complete.
    Root(Node),
}

struct Reader<'a, 'd> {
    tokens: Tokens<'a, 'd>,
    stack: Vec<Open>,
    /// The first bracket that is closed on a line which is indented otherwise, and where: most likely it was not meant to
    /// be closed there.
    misaligned: Option<(Span, Span)>,
}

impl<'a> Reader<'a, '_> {
    fn document(&mut self) -> Result<Node, Stop> {
        let mut expect = Expect::Value;
        loop {
            let before = self.tokens.last;
            let Some((lexeme, span)) = self.tokens.next()? else {
                return self.unexpected_end();
            };
            match self.step(expect, lexeme, span, before)? {
                Step::Expect(next) => expect = next,
                Step::Root(root) => return self.after(root),
            }
        }
    }

    fn after(&mut self, root: Node) -> Result<Node, Stop> {
        let Some((_, span)) = self.tokens.next()? else {
            return Ok(root);
        };
        let end = root.span.end;
        let last = self.tokens.text.floor_char_boundary(end.saturating_sub(1));
        self.tokens.stop(
            error(span, "there is text after the end of the definition")
                .label("the definition ended before this")
                .also(Span::new(last, end), "it ends here")
                .help("remove the text, or the closing bracket before it that is one too many"),
        )
    }

    /// Takes one token; gives the root when that ends it.
    fn step(
        &mut self,
        expect: Expect,
        lexeme: Lexeme<'a>,
        span: Span,
        before: Span,
    ) -> Result<Step, Stop> {
        match lexeme {
            Lexeme::Token(Token::Comma) => self.comma(expect, span),
            Lexeme::Token(Token::Colon) if expect == Expect::Colon => {
                Ok(Step::Expect(Expect::Value))
            }
            Lexeme::Token(Token::Colon) => self.tokens.stop(
                error(span, "a colon stands where none is expected")
                    .label("not after a key")
                    .help("a colon stands between a key and its value, as in `\"Type\": \"Pass\"`"),
            ),
            Lexeme::Token(Token::CloseBrace | Token::CloseBracket) => {
                self.end(expect, span, before)
            }
            start => self.start(expect, start, span, before),
        }
    }

    fn comma(&mut self, expect: Expect, span: Span) -> Result<Step, Stop> {
        let in_collection = !self.stack.is_empty();
        match expect {
            Expect::CommaOrEnd => {}
            Expect::Colon | Expect::Value if in_collection => {
                self.missing_value(span)?;
                self.complete(null(span));
            }
            _ => self.tokens.report(
                error(span, "a comma stands where a value is expected")
                    .label("nothing stands before this comma")
                    .help("remove the comma"),
            )?,
        }
        Ok(Step::Expect(if in_collection {
            Expect::Next
        } else {
            Expect::Value
        }))
    }

    /// A closing bracket.
    fn end(&mut self, expect: Expect, span: Span, before: Span) -> Result<Step, Stop> {
        match expect {
            Expect::Next => self.tokens.report(
                error(before, "a comma stands after the last value")
                    .label("no value follows this comma")
                    .help("remove the comma"),
            )?,
            Expect::Colon | Expect::Value if !self.stack.is_empty() => {
                self.missing_value(span)?;
                self.complete(null(span));
            }
            _ => {}
        }
        let node = self.close(span)?;
        Ok(self.complete(node))
    }

    /// What starts a key or a value.
    fn start(
        &mut self,
        mut expect: Expect,
        lexeme: Lexeme<'a>,
        span: Span,
        before: Span,
    ) -> Result<Step, Stop> {
        let gap = Span::new(before.end, before.end);
        match expect {
            Expect::CommaOrEnd => self.tokens.report(
                error(gap, "a comma is missing between two values").label("expected `,`"),
            )?,
            Expect::Colon => {
                self.tokens.report(
                    error(gap, "a colon is missing after a key")
                        .label("expected `:`")
                        .help("write `\"key\": value`"),
                )?;
                expect = Expect::Value;
            }
            Expect::Value | Expect::First | Expect::Next => {}
        }
        if expect != Expect::Value && self.wants_key() {
            let key = self.key(lexeme, span)?;
            if let Some(Content::Object(_, waiting)) = self.innermost() {
                *waiting = Some(key);
            }
            return Ok(Step::Expect(Expect::Colon));
        }
        let kind = match lexeme {
            Lexeme::Token(Token::OpenBrace) => {
                return self.open(span, Content::Object(Vec::new(), None));
            }
            Lexeme::Token(Token::OpenBracket) => {
                return self.open(span, Content::Array(Vec::new()));
            }
            Lexeme::Token(Token::String(value)) => {
                NodeKind::String(self.tokens.string(value, span)?)
            }
            Lexeme::Token(Token::Boolean(value)) => NodeKind::Bool(value),
            Lexeme::Token(Token::Number(number)) => {
                NodeKind::Number(self.tokens.number(number, span)?)
            }
            Lexeme::Token(Token::Word(word)) => {
                self.tokens.report(unquoted_value(word, span))?;
                self.tokens.lost = true;
                NodeKind::Null
            }
            Lexeme::Substitution(written) => NodeKind::Substitution(unquoted(written, span)),
            Lexeme::Token(_) | Lexeme::Unknown => NodeKind::Null,
        };
        Ok(self.complete(Node { kind, span }))
    }

    fn innermost(&mut self) -> Option<&mut Content> {
        self.stack.last_mut().map(|open| &mut open.content)
    }

    fn wants_key(&mut self) -> bool {
        matches!(self.innermost(), Some(Content::Object(..)))
    }

    fn open(&mut self, span: Span, content: Content) -> Result<Step, Stop> {
        if self.stack.len() == MAX_DEPTH {
            return self.tokens.stop(too_deep(span));
        }
        self.stack.push(Open { span, content });
        Ok(Step::Expect(Expect::First))
    }

    fn close(&mut self, closing: Span) -> Result<Node, Stop> {
        let found = &self.tokens.text[closing.range()];
        let Some(open) = self.stack.pop() else {
            return self.tokens.stop(
                error(closing, format!("`{found}` closes nothing"))
                    .label("nothing is open here")
                    .help("remove it"),
            );
        };
        let (kind, expected) = match open.content {
            Content::Array(items) => (NodeKind::Array(items), "]"),
            Content::Object(members, _) => (NodeKind::Object(Object { members }), "}"),
        };
        if found != expected {
            let opening = &self.tokens.text[open.span.range()];
            return self.tokens.stop(
                error(closing, format!("`{opening}` is closed by `{found}`"))
                    .label(format!("expected `{expected}`"))
                    .also(open.span, "opened here"),
            );
        }
        if self.misaligned.is_none() && self.is_misaligned(open.span, closing) {
            self.misaligned = Some((open.span, closing));
        }
        let span = open.span.to(closing);
        Ok(Node { kind, span })
    }

    /// Whether `closing` begins its line, and with another indentation than the line of `opening`.
    fn is_misaligned(&self, opening: Span, closing: Span) -> bool {
        let line = |at: usize| {
            // No one indents by more, and a line may be as long as the file.
            let text = &self.tokens.text.as_bytes()[at.saturating_sub(500)..at];
            let start = text.iter().rposition(|byte| *byte == b'\n')? + 1;
            Some(&text[start..])
        };
        let blanks = |line: &[u8]| {
            let blank = |byte: &&u8| matches!(byte, b' ' | b'\t');
            line.iter().take_while(blank).count()
        };
        let (Some(opened), Some(closed)) = (line(opening.start), line(closing.start)) else {
            return false;
        };
        let indentation = blanks(closed);
        indentation == closed.len() && indentation != blanks(opened)
    }

    /// Puts a finished value where it belongs.
    fn complete(&mut self, node: Node) -> Step {
        match self.innermost() {
            None => return Step::Root(node),
            Some(Content::Array(items)) => items.push(node),
            Some(Content::Object(members, key)) => {
                if let Some(key) = key.take() {
                    members.push(Member { key, value: node });
                }
            }
        }
        Step::Expect(Expect::CommaOrEnd)
    }

    fn missing_value(&mut self, span: Span) -> Result<(), Stop> {
        self.tokens.lost = true;
        self.tokens.report(
            error(span, "a key has no value")
                .label("expected a value before this")
                .help("write a value after the key, or remove the key"),
        )
    }

    fn key(&mut self, lexeme: Lexeme<'a>, span: Span) -> Result<Text, Stop> {
        let written = &self.tokens.text[span.range()];
        match lexeme {
            Lexeme::Token(Token::String(value)) => return self.tokens.string(value, span),
            // Reported already, and what it stood for is not known.
            Lexeme::Unknown => {}
            Lexeme::Token(Token::OpenBrace | Token::OpenBracket) => {
                return self.tokens.stop(
                    error(span, "a key is missing before a value")
                        .label("expected a key in double quotes")
                        .help("in an object every value has a key, as in `\"Type\": \"Pass\"`"),
                );
            }
            Lexeme::Token(_) | Lexeme::Substitution(_) => self.tokens.report(
                error(span, "a key is not in double quotes")
                    .label("expected a string")
                    .help(format!("write `\"{}\"`", shortened(written))),
            )?,
        }
        Ok(unquoted(written, span))
    }

    fn unexpected_end<T>(&mut self) -> Result<T, Stop> {
        let end = Span::new(self.tokens.last.end, self.tokens.last.end);
        match (self.stack.last(), self.misaligned) {
            (Some(_), Some((opening, closing))) => {
                let bracket = &self.tokens.text[opening.range()];
                self.tokens.stop(
                    error(opening, format!("`{bracket}` is never closed"))
                        .label("most likely this one, by the indentation")
                        .also(closing, "closed by this, which was meant for another")
                        .also(end, "the text ends here, with one left open"),
                )
            }
            (Some(open), None) => {
                let span = open.span;
                let (opening, closing) = match open.content {
                    Content::Array(_) => ("[", "]"),
                    Content::Object(..) => ("{", "}"),
                };
                self.tokens.stop(
                    error(span, format!("`{opening}` is never closed"))
                        .label(format!("no `{closing}` belongs to this"))
                        .also(end, "the text ends here"),
                )
            }
            (None, _) => self.tokens.stop(
                error(end, "the file holds no definition")
                    .help("a definition is an object: `{ \"StartAt\": …, \"States\": { … } }`"),
            ),
        }
    }
}

fn unquoted(written: &str, span: Span) -> Text {
    Text {
        value: written.to_owned(),
        span,
        breaks: vec![(0, span.start)],
    }
}

fn null(span: Span) -> Node {
    let kind = NodeKind::Null;
    Node { kind, span }
}
