//! The parser of what stands in the brackets of a filter, `[?(@.price < 10 && @.name =~ /b.*/i)]`, and behind a function's name.

use super::general::{FUNCTIONS, Filter, FilterOperator, FilterPath, FilterValue, OPERATORS};
use super::path::{Mistake, Parser};
use crate::suggest::did_you_mean;

/// How deep conditions, and filters in the paths of filters, may stand in each other.
const DEEPEST: usize = 32;

impl Parser<'_> {
    /// `?(…)` up to the closing bracket, or several of them, of which all have to hold.
    pub(super) fn filter(&mut self, start: usize) -> Result<Filter, Mistake> {
        self.deeper(|parser| {
            let mut all = Vec::new();
            loop {
                parser.at += 1;
                parser.blanks();
                if parser.peek() != Some('(') {
                    let place = start..parser.source.ceil_char_boundary(parser.at + 1);
                    return Err(Mistake::new(place, "a filter without a condition")
                        .help("write the condition in parentheses: `[?(@.price < 10)]`"));
                }
                all.push(parser.group()?);
                parser.blanks();
                if !parser.take(",") {
                    break;
                }
                parser.blanks();
                if parser.peek() != Some('?') {
                    return Err(parser.unexpected("expected another filter, `?(…)`"));
                }
            }
            Ok(one_or(all, Filter::And))
        })
    }

    /// What stands in the parentheses behind a function's name, up to and over the closing one.
    pub(super) fn function(
        &mut self,
        name: &str,
        start: usize,
    ) -> Result<Vec<FilterValue>, Mistake> {
        let open = self.at;
        if !FUNCTIONS.contains(&name) {
            let mistake = Mistake::new(start + 1..open, "there is no such function");
            return Err(mistake.help(match did_you_mean(name, FUNCTIONS) {
                Some(near) => format!("did you mean `{near}()`?"),
                None => format!("the functions are: {}", FUNCTIONS.join(", ")),
            }));
        }
        self.at += 1;
        let mut arguments = Vec::new();
        self.blanks();
        if self.take(")") {
            return Ok(arguments);
        }
        loop {
            self.blanks();
            arguments.push(self.deeper(Self::value)?);
            self.blanks();
            if self.take(")") {
                return Ok(arguments);
            }
            if !self.take(",") {
                return Err(self.not_closed(open, "expected `,` or `)` here"));
            }
        }
    }

    /// `( … )`
    fn group(&mut self) -> Result<Filter, Mistake> {
        let open = self.at;
        self.at += 1;
        let inner = self.deeper(Self::either)?;
        self.blanks();
        if !self.take(")") {
            return Err(self.not_closed(open, "expected `)` before this"));
        }
        Ok(inner)
    }

    fn either(&mut self) -> Result<Filter, Mistake> {
        let mut any = vec![self.all()?];
        while self.take_after_blanks("||") {
            any.push(self.all()?);
        }
        Ok(one_or(any, Filter::Or))
    }

    fn all(&mut self) -> Result<Filter, Mistake> {
        let mut all = vec![self.condition()?];
        while self.take_after_blanks("&&") {
            all.push(self.condition()?);
        }
        Ok(one_or(all, Filter::And))
    }

    fn condition(&mut self) -> Result<Filter, Mistake> {
        self.blanks();
        if self.take("!") {
            let inner = self.deeper(Self::condition)?;
            return Ok(Filter::Not(Box::new(inner)));
        }
        if self.peek() == Some('(') {
            return self.group();
        }
        let from = self.at;
        let left = self.value()?;
        self.blanks();
        match self.peek() {
            None | Some(')' | ']' | '&' | '|') => {}
            Some(_) => {
                let operator = self.operator()?;
                self.blanks();
                let right = self.value()?;
                return Ok(Filter::Comparison {
                    left,
                    operator,
                    right,
                });
            }
        }
        match left {
            FilterValue::Path(path) => Ok(Filter::Exists(path)),
            _ => Err(Mistake::new(from..self.at, "compared with nothing")),
        }
    }

    fn operator(&mut self) -> Result<FilterOperator, Mistake> {
        let from = self.at;
        let signs = self.take_while(|c| matches!(c, '<' | '>' | '=' | '!' | '~'));
        let written = match signs {
            "" => self.take_while(|c| c.is_ascii_alphabetic()),
            signs => signs,
        };
        let known = OPERATORS
            .iter()
            .find(|(operator, _)| operator.eq_ignore_ascii_case(written));
        if let Some((_, operator)) = known {
            return Ok(*operator);
        }
        if written.is_empty() {
            return Err(self.unexpected("expected an operator, such as `==`"));
        }
        let mistake = Mistake::new(from..self.at, "there is no such operator");
        Err(match written {
            "=" => mistake.help("write `==`"),
            "<>" => mistake.help("write `!=`"),
            "=>" => mistake.help("write `>=`"),
            "=<" => mistake.help("write `<=`"),
            _ => mistake.help("the operators are `==`, `!=`, `<`, `<=`, `>`, `>=`, `=~`, `in`, `nin`, `contains`, `subsetof`, `anyof`, `noneof`, `size`, `empty`"),
        })
    }

    fn value(&mut self) -> Result<FilterValue, Mistake> {
        let from = self.at;
        match self.peek() {
            Some(root @ ('@' | '$')) => {
                self.at += 1;
                let segments = self.deeper(|parser| parser.segments(true))?;
                let current = root == '@';
                Ok(FilterValue::Path(FilterPath { current, segments }))
            }
            Some('\'' | '"') => self.quoted(from).map(FilterValue::String),
            Some('/') => self.regex(),
            Some('[') => self.deeper(Self::list),
            Some('{') => self.deeper(Self::object),
            _ => {
                let word =
                    self.take_while(|c| c.is_alphanumeric() || matches!(c, '_' | '-' | '+' | '.'));
                Ok(match word {
                    "" => return Err(self.unexpected("expected a value or a path, `@.name`")),
                    "null" => FilterValue::Null,
                    "true" => FilterValue::Bool(true),
                    "false" => FilterValue::Bool(false),
                    // Text without quotes is deployed and runs, so it is read as what it is meant to be.
                    word if word.parse::<f64>().is_ok_and(f64::is_finite) => {
                        FilterValue::Number(word.to_owned())
                    }
                    word => {
                        self.unquoted.push(from..self.at);
                        FilterValue::String(word.to_owned())
                    }
                })
            }
        }
    }

    /// `['a', 1]`
    fn list(&mut self) -> Result<FilterValue, Mistake> {
        let mut items = Vec::new();
        self.literals(']', |parser| {
            items.push(parser.value()?);
            Ok(())
        })?;
        Ok(FilterValue::List(items))
    }

    /// `{'a': 1}`
    fn object(&mut self) -> Result<FilterValue, Mistake> {
        let mut members = Vec::new();
        self.literals('}', |parser| {
            let from = parser.at;
            let name = match parser.peek() {
                Some('\'' | '"') => parser.quoted(from)?,
                _ => return Err(parser.unexpected("expected a quoted name")),
            };
            parser.blanks();
            if !parser.take(":") {
                return Err(parser.unexpected("expected `:`"));
            }
            parser.blanks();
            members.push((name, parser.value()?));
            Ok(())
        })?;
        Ok(FilterValue::Object(members))
    }

    /// What stands between an opening bracket, at which the parser is, and the closing one, separated by commas.
    fn literals(
        &mut self,
        close: char,
        mut read: impl FnMut(&mut Self) -> Result<(), Mistake>,
    ) -> Result<(), Mistake> {
        let open = self.at;
        self.at += 1;
        loop {
            self.blanks();
            if self.take(close.encode_utf8(&mut [0; 4])) {
                return Ok(());
            }
            read(self)?;
            self.blanks();
            if !self.take(",") && self.peek() != Some(close) {
                let label = format!("expected `,` or `{close}` here");
                return Err(self.not_closed(open, &label));
            }
        }
    }

    fn regex(&mut self) -> Result<FilterValue, Mistake> {
        let open = self.at;
        self.at += 1;
        let from = self.at;
        let mut escaped = false;
        let end = self.source[from..].find(|c| {
            let ends = c == '/' && !escaped;
            escaped = c == '\\' && !escaped;
            ends
        });
        let Some(length) = end else {
            let label = "this regular expression is not closed";
            return Err(Mistake::new(open..self.source.len(), label));
        };
        let pattern = self.source[from..from + length].to_owned();
        self.at = from + length + 1;
        let flags = self.take_while(|c| c.is_ascii_alphabetic()).to_owned();
        Ok(FilterValue::Regex { pattern, flags })
    }

    /// Parses something that may hold more of its own kind, which no one writes many levels of.
    fn deeper<T>(
        &mut self,
        parse: impl FnOnce(&mut Self) -> Result<T, Mistake>,
    ) -> Result<T, Mistake> {
        if self.depth == DEEPEST {
            let label = format!("nested more than {DEEPEST} levels deep");
            return Err(Mistake::new(self.at..self.at, label));
        }
        self.depth += 1;
        let parsed = parse(self);
        self.depth -= 1;
        parsed
    }

    fn take_after_blanks(&mut self, sign: &str) -> bool {
        self.blanks();
        self.take(sign)
    }
}

/// The only one as it is, several as a whole.
fn one_or(mut all: Vec<Filter>, whole: fn(Vec<Filter>) -> Filter) -> Filter {
    match all.pop() {
        Some(only) if all.is_empty() => only,
        last => {
            all.extend(last);
            whole(all)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::Segment;
    use super::super::tests::text;
    use super::super::{General, GeneralKind, parse_path};
    use super::*;
    use crate::diagnostic::Diagnostics;

    /// The filter of the path's first step, as the parser understood it.
    fn filter(condition: &str) -> Filter {
        let path = format!("$[?({condition})]");
        let mut diagnostics = Diagnostics::new();
        let parsed = parse_path(&text(&path), &mut diagnostics);
        let parsed = parsed.unwrap_or_else(|| panic!("{path}: {diagnostics:?}"));
        match &parsed.segments[..] {
            [
                Segment::General(General {
                    kind: GeneralKind::Filter(filter),
                    ..
                }),
            ] => filter.clone(),
            other => panic!("{other:?}"),
        }
    }

    fn at(names: &[&str]) -> FilterPath {
        let segments = names.iter().map(|name| Segment::Member((*name).to_owned()));
        FilterPath {
            current: true,
            segments: segments.collect(),
        }
    }

    fn compared(name: &str, operator: FilterOperator, right: FilterValue) -> Filter {
        Filter::Comparison {
            left: FilterValue::Path(at(&[name])),
            operator,
            right,
        }
    }

    #[test]
    fn comparisons_and_their_values() {
        use FilterOperator::*;
        let string = |text: &str| FilterValue::String(text.to_owned());
        let number = |text: &str| FilterValue::Number(text.to_owned());
        let cases = [
            ("@.a == 'x'", compared("a", Equals, string("x"))),
            ("@.a==5", compared("a", Equals, number("5"))),
            (
                "@.a >= -1.5e3",
                compared("a", GreaterThanEquals, number("-1.5e3")),
            ),
            (
                "@['a'] != null",
                compared("a", NotEquals, FilterValue::Null),
            ),
            (
                "@.a==false",
                compared("a", Equals, FilterValue::Bool(false)),
            ),
            ("@.a == OPEN", compared("a", Equals, string("OPEN"))),
            (
                "@.a =~ /x\\/y]/i",
                compared(
                    "a",
                    Matches,
                    FilterValue::Regex {
                        pattern: "x\\/y]".to_owned(),
                        flags: "i".to_owned(),
                    },
                ),
            ),
            (
                "@.a in ['x', ')']",
                compared("a", In, FilterValue::List(vec![string("x"), string(")")])),
            ),
            ("@.a NIN $.b", {
                let mut path = at(&["b"]);
                path.current = false;
                compared("a", NotIn, FilterValue::Path(path))
            }),
            ("@.a", Filter::Exists(at(&["a"]))),
            (
                "!@.a.b",
                Filter::Not(Box::new(Filter::Exists(at(&["a", "b"])))),
            ),
        ];
        for (condition, expected) in cases {
            assert_eq!(filter(condition), expected, "{condition}");
        }
    }

    #[test]
    fn and_binds_closer_than_or() {
        let exists = |name: &str| Filter::Exists(at(&[name]));
        let (a, b, c) = (exists("a"), exists("b"), exists("c"));
        assert_eq!(
            filter("@.a || @.b && @.c"),
            Filter::Or(vec![a.clone(), Filter::And(vec![b.clone(), c.clone()])])
        );
        assert_eq!(
            filter("(@.a||@.b)&&@.c"),
            Filter::And(vec![Filter::Or(vec![a, b]), c])
        );
    }

    #[test]
    fn deep_nesting_is_refused_and_does_not_overflow() {
        for path in [
            format!("$[?({}@.a{})]", "(".repeat(5000), ")".repeat(5000)),
            format!("$[?({}@.a)]", "!".repeat(5000)),
            format!("$[?(@{}", "[?(@".repeat(5000)),
            format!("${}", ".first(@".repeat(5000)),
        ] {
            let mut diagnostics = Diagnostics::new();
            assert!(parse_path(&text(&path), &mut diagnostics).is_none());
            let label = &diagnostics.in_order()[0].primary.text;
            assert_eq!(label, "nested more than 32 levels deep");
        }
    }
}
