//! The parser of paths: the dialect of Jayway's JSONPath, with `$$` and variables in front.

use std::ops::Range;

use super::{Path, PathRoot, Segment};
use crate::diagnostic::{Diagnostic, Diagnostics};
use crate::text::Text;

/// Reads a whole string as a path; what is wrong with it goes to `diagnostics`.
///
/// Blanks at the end are no part of the path.
pub fn parse_path(text: &Text, diagnostics: &mut Diagnostics) -> Option<Path> {
    let length = text.value.trim_end().len();
    let mut parser = Parser {
        text,
        source: &text.value[..length],
        at: 0,
    };
    match parser.path() {
        Ok((root, segments)) => Some(Path {
            text: text.clone(),
            root,
            segments,
        }),
        Err(mistake) => {
            diagnostics.report(mistake.diagnostic(text));
            None
        }
    }
}

/// What is wrong, where, and what to write.
struct Mistake {
    place: Range<usize>,
    label: String,
    help: Option<String>,
}

impl Mistake {
    fn new(place: Range<usize>, label: impl Into<String>) -> Self {
        Mistake {
            place,
            label: label.into(),
            help: None,
        }
    }

    fn help(mut self, help: impl Into<String>) -> Self {
        self.help = Some(help.into());
        self
    }

    fn diagnostic(self, text: &Text) -> Diagnostic {
        let message = format!("`{}` is not a path", text.value);
        Diagnostic::error("invalid-path", text.span_of(self.place), message)
            .label(self.label)
            .maybe_help(self.help)
    }
}

struct Parser<'t> {
    text: &'t Text,
    source: &'t str,
    at: usize,
}

impl<'t> Parser<'t> {
    fn path(&mut self) -> Result<(PathRoot, Vec<Segment>), Mistake> {
        let root = self.root()?;
        let mut segments = Vec::new();
        while let Some(next) = self.peek() {
            match next {
                '.' => segments.push(self.dot()?),
                '[' => segments.push(self.bracket()?),
                _ => {
                    let place = self.at..self.at + next.len_utf8();
                    return Err(Mistake::new(place, "expected `.` or `[` here"));
                }
            }
        }
        Ok((root, segments))
    }

    fn root(&mut self) -> Result<PathRoot, Mistake> {
        if self.peek() != Some('$') {
            let place = 0..self.source.len();
            return Err(Mistake::new(place, "does not begin with `$`")
                .help("a path begins with `$` (the input), `$$` (the Context Object) or `$name` (a variable)"));
        }
        self.at += 1;
        if self.peek() == Some('$') {
            self.at += 1;
            return Ok(PathRoot::Context);
        }
        let name = self.take_while(|c| c == '_' || c.is_alphanumeric());
        Ok(match name {
            "" => PathRoot::Input,
            name => PathRoot::Variable(name.to_owned()),
        })
    }

    /// What follows a dot: a name, `*`, a function, another dot, or a bracket.
    fn dot(&mut self) -> Result<Segment, Mistake> {
        let start = self.at;
        self.at += 1;
        let scan = self.peek() == Some('.');
        if scan {
            self.at += 1;
        }
        let segment = match self.peek() {
            None => {
                let label = "nothing follows the dot";
                return Err(
                    Mistake::new(start..self.at, label).help("take the dot at the end away")
                );
            }
            Some('.') => return Err(Mistake::new(self.at..self.at + 1, "a dot too many")),
            Some('[') if scan => Segment::General(self.text.span_of(start..self.at)),
            Some('[') => self.bracket()?,
            Some('*') if self.ends_a_step(self.at + 1) => {
                self.at += 1;
                self.general(start)
            }
            Some(_) => self.name(start)?,
        };
        Ok(if scan { self.general(start) } else { segment })
    }

    /// A name behind a dot; a backslash takes the character after it as it is.
    fn name(&mut self, start: usize) -> Result<Segment, Mistake> {
        let mut name = String::new();
        while let Some(next) = self.peek() {
            match next {
                '.' | '[' => break,
                '(' => {
                    self.balanced()?;
                    return Ok(self.general(start));
                }
                ' ' => {
                    let label = "a blank in a name";
                    return Err(Mistake::new(self.at..self.at + 1, label)
                        .help("write a name with blanks in brackets: `['my name']`"));
                }
                '\\' => {
                    self.at += 1;
                    match self.peek() {
                        Some(escaped) => {
                            name.push(escaped);
                            self.at += escaped.len_utf8();
                        }
                        None => {
                            let label = "nothing follows the backslash";
                            return Err(Mistake::new(self.at - 1..self.at, label));
                        }
                    }
                }
                _ => {
                    name.push(next);
                    self.at += next.len_utf8();
                }
            }
        }
        Ok(Segment::Member(name))
    }

    /// `[0]`, `['name']`, or one of the forms that find many values.
    fn bracket(&mut self) -> Result<Segment, Mistake> {
        let start = self.at;
        self.at += 1;
        self.blanks();
        match self.peek() {
            Some('\'' | '"') => self.names(start),
            Some('*') => {
                self.at += 1;
                self.close(start)?;
                Ok(self.general(start))
            }
            Some('?' | '(') => {
                self.at = start;
                self.balanced()?;
                if self.source[start..self.at].trim_matches(['[', ']', ' ']) == "?" {
                    return Err(Mistake::new(start..self.at, "a filter without a condition")
                        .help("write the condition in parentheses: `[?(@.price < 10)]`"));
                }
                Ok(self.general(start))
            }
            _ => self.indices(start),
        }
    }

    /// `['name']`, or several names.
    fn names(&mut self, start: usize) -> Result<Segment, Mistake> {
        let mut names = vec![self.quoted(start)?];
        self.blanks();
        while self.peek() == Some(',') {
            self.at += 1;
            self.blanks();
            match self.peek() {
                Some('\'' | '"') => names.push(self.quoted(start)?),
                _ => return Err(self.unclosed(start, "expected another quoted name here")),
            }
            self.blanks();
        }
        self.close(start)?;
        Ok(match names.pop() {
            Some(name) if names.is_empty() => Segment::Member(name),
            _ => self.general(start),
        })
    }

    fn quoted(&mut self, start: usize) -> Result<String, Mistake> {
        let open = self.at;
        let quote = self.peek();
        self.at += 1;
        let mut name = String::new();
        loop {
            let Some(next) = self.peek() else {
                let label = "this quote is not closed";
                return Err(Mistake::new(open..self.source.len().max(start), label));
            };
            self.at += next.len_utf8();
            match next {
                '\\' => {
                    if let Some(escaped) = self.peek() {
                        name.push(escaped);
                        self.at += escaped.len_utf8();
                    }
                }
                _ if Some(next) == quote => return Ok(name),
                _ => name.push(next),
            }
        }
    }

    /// `[0]`, or slices and several indices.
    fn indices(&mut self, start: usize) -> Result<Segment, Mistake> {
        let inside = self.at;
        let text = self
            .take_while(|c| c.is_ascii_digit() || matches!(c, '-' | ':' | ',' | ' '))
            .trim_end();
        let inside = inside..inside + text.len();
        if text.is_empty() {
            return Err(self.unclosed(start, "expected an index or a quoted name here"));
        }
        self.close(start)?;
        let well_formed = text.split(',').all(|part| {
            let mut bounds = part.split(':').map(str::trim);
            let number = |bound: &str| bound.parse::<i32>().is_ok();
            match part.matches(':').count() {
                0 => number(part.trim()),
                1..=2 => bounds.all(|bound| bound.is_empty() || number(bound)),
                _ => false,
            }
        });
        match text.parse::<i32>() {
            Ok(index) => Ok(Segment::Index(index.into())),
            Err(_) if well_formed => Ok(self.general(start)),
            Err(_) => Err(Mistake::new(inside, "neither an index nor a slice")),
        }
    }

    /// Over a bracket and everything up to the one that closes it, strings and regular expressions left alone.
    fn balanced(&mut self) -> Result<(), Mistake> {
        let mut open: Vec<(usize, char)> = Vec::new();
        let mut quote: Option<char> = None;
        while let Some(next) = self.peek() {
            let at = self.at;
            self.at += next.len_utf8();
            match quote {
                Some(_) if next == '\\' => self.at += self.peek().map_or(0, char::len_utf8),
                Some(quoted) if next == quoted => quote = None,
                Some(_) => {}
                None => match next {
                    '\'' | '"' => quote = Some(next),
                    '/' if self.source[..at].trim_end().ends_with('~') => quote = Some('/'),
                    '[' => open.push((at, ']')),
                    '(' => open.push((at, ')')),
                    ']' | ')' => match open.pop() {
                        Some((_, close)) if close == next && open.is_empty() => return Ok(()),
                        Some((_, close)) if close == next => {}
                        Some((_, close)) => {
                            let label = format!("expected `{close}` before this");
                            return Err(Mistake::new(at..at + 1, label));
                        }
                        None => return Err(Mistake::new(at..at + 1, "closes nothing")),
                    },
                    _ => {}
                },
            }
        }
        let (at, _) = open.pop().unwrap_or((self.at, ']'));
        let label = format!(
            "this `{}` is not closed",
            &self.source[at..].get(..1).unwrap_or("[")
        );
        Err(Mistake::new(at..at + 1, label))
    }

    fn close(&mut self, start: usize) -> Result<(), Mistake> {
        self.blanks();
        if self.peek() != Some(']') {
            return Err(self.unclosed(start, "expected `]` here"));
        }
        self.at += 1;
        Ok(())
    }

    /// At the end it is the bracket that is not closed, elsewhere what stands there is wrong.
    fn unclosed(&self, start: usize, label: &str) -> Mistake {
        match self.peek() {
            Some(next) => Mistake::new(self.at..self.at + next.len_utf8(), label)
                .help("in brackets stands an index, `[0]`, or a quoted name, `['name']`"),
            None => Mistake::new(start..start + 1, "this `[` is not closed"),
        }
    }

    fn general(&self, start: usize) -> Segment {
        Segment::General(self.text.span_of(start..self.at))
    }

    fn ends_a_step(&self, at: usize) -> bool {
        self.source[at..].is_empty() || self.source[at..].starts_with(['.', '['])
    }

    fn blanks(&mut self) {
        self.take_while(|c| c == ' ');
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

    fn parsed(path: &str) -> Path {
        let mut diagnostics = Diagnostics::new();
        let parsed = parse_path(&text(path), &mut diagnostics);
        parsed.unwrap_or_else(|| panic!("{path}: {diagnostics:?}"))
    }

    fn member(name: &str) -> Segment {
        Segment::Member(name.to_owned())
    }

    /// The underlined part and its label.
    fn mistake(path: &str) -> (String, String) {
        let mut diagnostics = Diagnostics::new();
        assert!(
            parse_path(&text(path), &mut diagnostics).is_none(),
            "{path} is accepted"
        );
        let found = diagnostics.in_order()[0].primary.clone();
        (underlined(path, found.span), found.text)
    }

    #[test]
    fn reads_the_three_roots() {
        assert_eq!(parsed("$").root, PathRoot::Input);
        assert_eq!(parsed("$$").root, PathRoot::Context);
        assert_eq!(parsed("$$.Execution.Id").root, PathRoot::Context);
        let variable = parsed("$größe_2[0].x");
        assert_eq!(variable.root, PathRoot::Variable("größe_2".to_owned()));
        assert_eq!(variable.segments, [Segment::Index(0), member("x")]);
    }

    #[test]
    fn reads_names_and_indices() {
        let cases = [
            ("$.a.b-c", vec![member("a"), member("b-c")]),
            ("$.[0]", vec![Segment::Index(0)]),
            ("$[-1][22]", vec![Segment::Index(-1), Segment::Index(22)]),
            ("$['a']['b c']", vec![member("a"), member("b c")]),
            ("$[ \"it's\" ]", vec![member("it's")]),
            ("$['it\\'s']", vec![member("it's")]),
            ("$.store\\.book", vec![member("store.book")]),
            (
                "$.foo\\@bar.baz\\[\\[.\\?pretty",
                vec![member("foo@bar"), member("baz[["), member("?pretty")],
            ),
            (
                "$.&Ж中.\u{1d306}",
                vec![member("&Ж中"), member("\u{1d306}")],
            ),
            ("$.a.b  ", vec![member("a"), member("b")]),
            ("$.a*b", vec![member("a*b")]),
        ];
        for (path, segments) in cases {
            assert_eq!(parsed(path).segments, segments, "{path}");
            assert!(parsed(path).is_reference_path(), "{path}");
        }
    }

    #[test]
    fn recognises_what_finds_many_values() {
        let cases = [
            ("$.*", ".*"),
            ("$.a[*].b", "[*]"),
            ("$..a", "..a"),
            ("$..[0]", ".."),
            ("$.a[1:]", "[1:]"),
            ("$.a[0, 1]", "[0, 1]"),
            ("$.a['x', 'y']", "['x', 'y']"),
            (
                "$.a[?(@.b == ']' && @.c[0])].d",
                "[?(@.b == ']' && @.c[0])]",
            ),
            ("$.a[?(@.b =~ /x]y/i)]", "[?(@.b =~ /x]y/i)]"),
            ("$.a.length()", ".length()"),
            ("$[(@.length-1)]", "[(@.length-1)]"),
        ];
        for (path, general) in cases {
            let found = parsed(path).general().map(|span| underlined(path, span));
            assert_eq!(found.as_deref(), Some(general), "{path}");
        }
    }

    #[test]
    fn points_at_what_is_wrong() {
        let cases = [
            ("a.b", "a.b", "does not begin with `$`"),
            ("$.a.", ".", "nothing follows the dot"),
            ("$.a..", "..", "nothing follows the dot"),
            ("$...a", ".", "a dot too many"),
            ("$.my name", " ", "a blank in a name"),
            ("$.a[0", "[", "this `[` is not closed"),
            ("$.a[0.b", ".", "expected `]` here"),
            ("$.a['b", "'b", "this quote is not closed"),
            ("$.a[b]", "b", "expected an index or a quoted name here"),
            ("$.a[--1]", "--1", "neither an index nor a slice"),
            (
                "$.a[99999999999]",
                "99999999999",
                "neither an index nor a slice",
            ),
            ("$.a[?(@.b]", "]", "expected `)` before this"),
            ("$.a[?(@.b == 'x)]", "(", "this `(` is not closed"),
            ("$a b", " ", "expected `.` or `[` here"),
            ("$$x", "x", "expected `.` or `[` here"),
        ];
        for (path, place, label) in cases {
            assert_eq!(
                mistake(path),
                (place.to_owned(), label.to_owned()),
                "{path}"
            );
        }
    }
}
