//! The parser of paths: the dialect of Jayway's JSONPath, with `$$` and variables in front.

use std::ops::Range;

use super::general::{General, GeneralKind};
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
        depth: 0,
        unquoted: Vec::new(),
    };
    match parser.path() {
        Ok((root, segments)) => {
            for place in parser.unquoted {
                diagnostics.report(unquoted(text, place));
            }
            Some(Path {
                text: text.clone(),
                root,
                segments,
            })
        }
        Err(mistake) => {
            diagnostics.report(mistake.diagnostic(text));
            None
        }
    }
}

fn unquoted(text: &Text, place: Range<usize>) -> Diagnostic {
    let word = &text.value[place.clone()];
    let message = format!("the text `{word}` in a filter is not quoted");
    Diagnostic::warning("filter-text-without-quotes", text.span_of(place), message)
        .label("read as a text")
        .help(format!("write `'{word}'`"))
}

/// What is wrong, where, and what to write.
pub(super) struct Mistake {
    place: Range<usize>,
    label: String,
    help: Option<String>,
}

impl Mistake {
    pub(super) fn new(place: Range<usize>, label: impl Into<String>) -> Self {
        Mistake {
            place,
            label: label.into(),
            help: None,
        }
    }

    pub(super) fn help(mut self, help: impl Into<String>) -> Self {
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

pub(super) struct Parser<'t> {
    text: &'t Text,
    pub(super) source: &'t str,
    pub(super) at: usize,
    /// How many filters, conditions and arguments are around.
    pub(super) depth: usize,
    /// Texts in filters that are not quoted.
    pub(super) unquoted: Vec<Range<usize>>,
}

impl<'t> Parser<'t> {
    fn path(&mut self) -> Result<(PathRoot, Vec<Segment>), Mistake> {
        let root = self.root()?;
        let segments = self.segments(false)?;
        match self.peek() {
            None => Ok((root, segments)),
            Some(_) => Err(self.unexpected("expected `.` or `[` here")),
        }
    }

    /// The steps of a path; inside a filter it ends where a name cannot go on.
    pub(super) fn segments(&mut self, in_filter: bool) -> Result<Vec<Segment>, Mistake> {
        let mut segments = Vec::new();
        loop {
            match self.peek() {
                Some('.') => self.dot(in_filter, &mut segments)?,
                Some('[') => segments.push(self.bracket()?),
                _ => return Ok(segments),
            }
        }
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
    fn dot(&mut self, in_filter: bool, segments: &mut Vec<Segment>) -> Result<(), Mistake> {
        let start = self.at;
        self.at += 1;
        let descends = self.take(".");
        let segment = match self.peek() {
            None => {
                let label = "nothing follows the dot";
                return Err(Mistake::new(start..self.at, label).help("remove the dot at the end"));
            }
            Some('.') => return Err(Mistake::new(self.at..self.at + 1, "a dot too many")),
            // The bracket is read as it is without the dots.
            Some('[') => None,
            Some('*') if self.ends_a_step(self.at + 1, in_filter) => {
                self.at += 1;
                Some(self.general(start, GeneralKind::Wildcard))
            }
            Some(_) => Some(self.name(start, in_filter)?),
        };
        if descends {
            segments.push(self.general(start, GeneralKind::Descendants));
        }
        segments.extend(segment);
        Ok(())
    }

    /// A name behind a dot; a backslash takes the character after it as it is.
    fn name(&mut self, start: usize, in_filter: bool) -> Result<Segment, Mistake> {
        let mut name = String::new();
        while let Some(next) = self.peek() {
            match next {
                '.' | '[' => break,
                '(' => {
                    let arguments = self.function(&name, start)?;
                    return Ok(self.general(start, GeneralKind::Function { name, arguments }));
                }
                _ if in_filter && ends_a_name(next) => break,
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
        if name.is_empty() {
            return Err(Mistake::new(start..self.at, "nothing follows the dot"));
        }
        Ok(Segment::Member(name))
    }

    /// `[0]`, `['name']`, or one of the forms that find many values.
    fn bracket(&mut self) -> Result<Segment, Mistake> {
        let start = self.at;
        self.at += 1;
        self.blanks();
        let kind = match self.peek() {
            Some('\'' | '"') => return self.names(start),
            Some('*') => {
                self.at += 1;
                GeneralKind::Wildcard
            }
            Some('?') => GeneralKind::Filter(self.filter(start)?),
            Some('(') => {
                if let Some(index) = self.index_from_the_end() {
                    self.close(start)?;
                    return Ok(Segment::Index(index));
                }
                self.at = start;
                self.balanced()?;
                return Err(Mistake::new(start..self.at, "an index cannot be computed")
                    .help("an index from the end is negative: `[-1]` is the last item"));
            }
            _ => return self.indices(start),
        };
        self.close(start)?;
        Ok(self.general(start, kind))
    }

    /// `(@.length-1)`, which is another way to write `-1`.
    fn index_from_the_end(&mut self) -> Option<i64> {
        let length = self.source[self.at..].find(')')? + 1;
        let inside: String = self.source[self.at..self.at + length]
            .chars()
            .filter(|c| *c != ' ')
            .collect();
        let back = inside.strip_prefix("(@.length-")?.strip_suffix(')')?;
        let back = back.parse::<i32>().ok().filter(|back| *back > 0)?;
        self.at += length;
        Some(-i64::from(back))
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
        Ok(match &mut names[..] {
            [name] => Segment::Member(std::mem::take(name)),
            _ => self.general(start, GeneralKind::Members(names)),
        })
    }

    pub(super) fn quoted(&mut self, start: usize) -> Result<String, Mistake> {
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
                        // As AWS reads it: the other quote needs no backslash, which is a part of the name then.
                        if matches!(escaped, '\'' | '"') && Some(escaped) != quote {
                            name.push(next);
                        }
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
        let number = |number: &str| number.trim().parse::<i32>().ok().map(i64::from);
        let wrong = Mistake::new(inside, "neither an index nor a slice");
        if let Some((from, to)) = text.split_once(':') {
            // A step behind a second colon is read over.
            let to = to.split_once(':').map_or(to, |(to, _)| to);
            let bound = |bound: &str| match bound.trim() {
                "" => Some(None),
                bound => number(bound).map(Some),
            };
            return match (bound(from), bound(to)) {
                (Some(from), Some(to)) => Ok(self.general(start, GeneralKind::Slice { from, to })),
                _ => Err(wrong),
            };
        }
        let indices: Option<Vec<i64>> = text.split(',').map(number).collect();
        match indices.as_deref() {
            Some([index]) => Ok(Segment::Index(*index)),
            Some(indices) => Ok(self.general(start, GeneralKind::Indices(indices.to_vec()))),
            None => Err(wrong),
        }
    }

    /// Over a bracket and everything up to the one that closes it, strings and regular expressions left alone.
    pub(super) fn balanced(&mut self) -> Result<(), Mistake> {
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

    /// At the end it is what was opened that is not closed, elsewhere what stands there is wrong.
    pub(super) fn not_closed(&self, open: usize, label: &str) -> Mistake {
        match self.peek() {
            Some(_) => self.unexpected(label),
            None => {
                let label = format!("this `{}` is not closed", &self.source[open..=open]);
                Mistake::new(open..open + 1, label)
            }
        }
    }

    /// That what stands here is not what may stand here.
    pub(super) fn unexpected(&self, label: &str) -> Mistake {
        let length = self.peek().map_or(0, char::len_utf8);
        Mistake::new(self.at..self.at + length, label)
    }

    fn general(&self, start: usize, kind: GeneralKind) -> Segment {
        let span = self.text.span_of(start..self.at);
        Segment::General(General { kind, span })
    }

    fn ends_a_step(&self, at: usize, in_filter: bool) -> bool {
        let next = self.source[at..].chars().next();
        next.is_none_or(|next| matches!(next, '.' | '[') || in_filter && ends_a_name(next))
    }

    pub(super) fn blanks(&mut self) {
        self.take_while(|c| c == ' ');
    }

    /// Goes over `sign` if it stands here.
    pub(super) fn take(&mut self, sign: &str) -> bool {
        let found = self.source[self.at..].starts_with(sign);
        if found {
            self.at += sign.len();
        }
        found
    }

    pub(super) fn take_while(&mut self, wanted: impl Fn(char) -> bool) -> &'t str {
        let source = self.source;
        let rest = &source[self.at..];
        let length = rest.find(|c| !wanted(c)).unwrap_or(rest.len());
        self.at += length;
        &rest[..length]
    }

    pub(super) fn peek(&self) -> Option<char> {
        self.source[self.at..].chars().next()
    }
}

/// What a name in a filter's path does not hold, as it belongs to the filter.
fn ends_a_name(c: char) -> bool {
    matches!(
        c,
        ' ' | ')' | ']' | ',' | '=' | '<' | '>' | '!' | '~' | '&' | '|'
    )
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
            ("$[(@.length - 2)]", vec![Segment::Index(-2)]),
            ("$[-1][22]", vec![Segment::Index(-1), Segment::Index(22)]),
            ("$['a']['b c']", vec![member("a"), member("b c")]),
            ("$[ \"it's\" ]", vec![member("it's")]),
            ("$['it\\'s']", vec![member("it's")]),
            (r#"$['a\""b']"#, vec![member(r#"a\""b"#)]),
            (r#"$["a\"b"]"#, vec![member(r#"a"b"#)]),
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
            ("$[:]", "[:]"),
            ("$[?(@.a), ?(@.b)]", "[?(@.a), ?(@.b)]"),
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
            ("$.a[?(@.b == 'x)]", "'x)]", "this quote is not closed"),
            ("$.a[?(@.b == 1", "(", "this `(` is not closed"),
            ("$.a[?(@.b = 1)]", "=", "there is no such operator"),
            (
                "$.a[?(@.b ==)]",
                ")",
                "expected a value or a path, `@.name`",
            ),
            ("$.a[?(5)]", "5", "compared with nothing"),
            ("$.a[?(@.)]", ".", "nothing follows the dot"),
            ("$.a[?]", "[?]", "a filter without a condition"),
            ("$.a[?é]", "[?é", "a filter without a condition"),
            (
                "$.a[?(@.b =~ /x)]",
                "/x)]",
                "this regular expression is not closed",
            ),
            ("$.a.lenght()", "lenght", "there is no such function"),
            ("$.a.concat($.b", "(", "this `(` is not closed"),
            (
                "$[(@.size-1)]",
                "[(@.size-1)]",
                "an index cannot be computed",
            ),
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
