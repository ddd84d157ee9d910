//! Regular expressions, with JavaScript's meaning, and the functions that take one.

use std::sync::{Arc, OnceLock};

use super::arguments::{number, string};
use super::error::Error;
use super::operand::{Operand, View};
use super::sequence::{Items, Sequence};
use crate::patience::{self, Growth};
use crate::value::Value;

/// A regular expression `/pattern/flags`, which is compiled when it is first used.
///
/// ```
/// use asl_runtime::jsonata::{self, Regex};
///
/// static DIGITS: Regex = Regex::new(r"\d+", "");
/// assert_eq!(jsonata::contains_match("a1", &DIGITS).unwrap(), Some(true));
/// ```
#[derive(Debug)]
pub struct Regex {
    pattern: &'static str,
    flags: &'static str,
    compiled: OnceLock<Result<Compiled, Error>>,
}

#[derive(Clone, Debug)]
struct Compiled {
    regex: Arc<regress::Regex>,
    growth: Growth,
}

impl Regex {
    /// The expression of a pattern and flags, of which there are `i` and `m`.
    pub const fn new(pattern: &'static str, flags: &'static str) -> Regex {
        Regex {
            pattern,
            flags,
            compiled: OnceLock::new(),
        }
    }

    fn compiled(&self) -> Result<Compiled, Error> {
        let compiled = self.compiled.get_or_init(|| {
            let Regex { pattern, flags, .. } = *self;
            // Without the flag `u` a pattern is made of UTF-16 units, as texts are.
            let units = pattern.encode_utf16().map(u32::from);
            let regex = regress::Regex::from_unicode(units, flags).map_err(|error| {
                let message = format!("Invalid regular expression: /{pattern}/{flags}: {error}");
                Error::new("S0302", message)
            });
            Ok(Compiled {
                regex: Arc::new(regex?),
                growth: Growth::of(pattern),
            })
        });
        compiled.clone()
    }

    /// The first match in a text, or the one after a match that ended there: what the reference shows of it, and where
    /// it ends.
    pub(super) fn first_match(
        &self,
        text: &str,
        last_end: Option<usize>,
    ) -> Result<Option<(Value, usize)>, Error> {
        let mut matches = self.find(text)?;
        matches.last_end = last_end;
        let found = matches.next()?;
        Ok(found.map(|found| (matches.value(&found, "start", true), found.end())))
    }

    /// The matches in a text from left to right.
    fn find<'t>(&self, text: &'t str) -> Result<Matches<'t>, Error> {
        let Compiled { regex, growth } = self.compiled()?;
        let is_dangerous = growth.is_dangerous(text.len());
        Ok(Matches {
            regex,
            is_dangerous,
            text: match text.is_ascii() && !is_dangerous {
                true => Text::Ascii(text),
                false => Text::Utf16(text.encode_utf16().collect()),
            },
            last_end: None,
        })
    }
}

/// A text whose characters are counted as JavaScript counts them.
enum Text<'t> {
    /// Bytes are UTF-16 units.
    Ascii(&'t str),
    Utf16(Arc<[u16]>),
}

impl Text<'_> {
    fn len(&self) -> usize {
        match self {
            Text::Ascii(text) => text.len(),
            Text::Utf16(units) => units.len(),
        }
    }

    /// A part of the text. Of a character that is cut in two a replacement character is left.
    fn part(&self, range: std::ops::Range<usize>) -> String {
        match self {
            Text::Ascii(text) => text[range].to_owned(),
            Text::Utf16(units) => String::from_utf16_lossy(&units[range]),
        }
    }
}

struct Matches<'t> {
    regex: Arc<regress::Regex>,
    /// Whether a search may take too long.
    is_dangerous: bool,
    text: Text<'t>,
    /// Where the last match ended, if there has been one.
    last_end: Option<usize>,
}

impl Matches<'_> {
    /// The next match. As in the reference, only the first one may be empty.
    fn next(&mut self) -> Result<Option<regress::Match>, Error> {
        if self.last_end.is_some_and(|end| end >= self.text.len()) {
            return Ok(None);
        }
        let start = self.last_end.unwrap_or(0);
        let found = match &self.text {
            Text::Ascii(text) => self.regex.find_from_ascii(text, start).next(),
            Text::Utf16(units) if self.is_dangerous => {
                let (regex, units) = (self.regex.clone(), units.clone());
                let found = patience::search(move || regex.find_from_ucs2(&units, start).next());
                found
                    .map_err(|too_long| Error::new("U1001", format!("The expression {too_long}")))?
            }
            Text::Utf16(units) => self.regex.find_from_ucs2(units, start).next(),
        };
        match &found {
            Some(found) if found.range().is_empty() && self.last_end.is_some() => {
                let message = "Regular expression matches zero length string";
                return Err(Error::new("D1004", message));
            }
            Some(found) => self.last_end = Some(found.end()),
            // There is nothing behind the end.
            None => self.last_end = Some(self.text.len()),
        }
        Ok(found)
    }

    fn groups(&self, found: &regress::Match) -> Vec<Option<String>> {
        let groups = found.captures.iter().cloned();
        groups
            .map(|group| group.map(|group| self.text.part(group)))
            .collect()
    }

    /// A match as the reference shows it; what a group has not taken part in is `null`.
    fn value(&self, found: &regress::Match, start: &'static str, end: bool) -> Value {
        let groups = self.groups(found).into_iter();
        let groups = groups.map(|group| group.map_or(Value::NULL, Value::from));
        let mut members = vec![
            ("match", Value::from(self.text.part(found.range()))),
            (start, Value::from(found.start() as i64)),
        ];
        if end {
            members.push(("end", Value::from(found.end() as i64)));
        }
        members.push(("groups", groups.collect()));
        Value::object(members)
    }
}

/// A limit, which must not be negative.
fn limit(
    limit: impl Operand,
    function: &str,
    index: usize,
    code: &'static str,
    which: &str,
) -> Result<f64, Error> {
    match number(&limit, function, index)? {
        Some(limit) if limit < 0.0 => Err(Error::new(
            code,
            format!("{which} argument of {function} function must evaluate to a positive number"),
        )),
        limit => Ok(limit.unwrap_or(f64::INFINITY)),
    }
}

/// A call of a regular expression: `/ab/("cab")` gives its first match.
pub fn match_of(text: impl Operand, regex: &Regex) -> Result<Option<Value>, Error> {
    let View::String(text) = text.view() else {
        return Ok(None);
    };
    let mut matches = regex.find(text)?;
    let first = matches.next()?;
    Ok(first.map(|first| matches.value(&first, "start", true)))
}

/// `$match(text, regex, limit)`
pub fn matches(text: impl Operand, regex: &Regex, most: impl Operand) -> Result<Items, Error> {
    let text = string(&text, "match", 1)?;
    let limit = limit(most, "match", 3, "D3040", "Third")?;
    let Some(text) = text else {
        return Ok(Items::Undefined);
    };
    let mut found = Vec::new();
    if limit > 0.0 {
        let mut matches = regex.find(text)?;
        let mut next = matches.next()?;
        while let Some(one) = next.filter(|_| (found.len() as f64) < limit) {
            found.push(matches.value(&one, "index", false));
            // The next one is looked for even where the limit leaves it out: it may be an error.
            next = matches.next()?;
        }
    }
    Ok(Items::Sequence(found))
}

/// `$contains(text, regex)`
pub fn contains_match(text: impl Operand, regex: &Regex) -> Result<Option<bool>, Error> {
    let Some(text) = string(&text, "contains", 1)? else {
        return Ok(None);
    };
    Ok(Some(regex.find(text)?.next()?.is_some()))
}

/// `$split(text, regex, limit)`
pub fn split_by(
    text: impl Operand,
    regex: &Regex,
    most: impl Operand,
) -> Result<Option<Value>, Error> {
    let text = string(&text, "split", 1)?;
    let limit = limit(most, "split", 3, "D3020", "Third")?;
    let Some(text) = text else {
        return Ok(None);
    };
    let mut parts: Vec<String> = Vec::new();
    if limit > 0.0 {
        let mut matches = regex.find(text)?;
        let mut start = 0;
        let mut next = matches.next()?;
        while let Some(one) = next.filter(|_| (parts.len() as f64) < limit) {
            parts.push(matches.text.part(start..one.start()));
            start = one.end();
            next = matches.next()?;
        }
        if (parts.len() as f64) < limit {
            parts.push(matches.text.part(start..matches.text.len()));
        }
    }
    Ok(Some(parts.into_iter().collect()))
}

/// `$replace(text, regex, replacement, limit)` with a replacement text, in which `$1` is what a group has matched.
pub fn replace_matches(
    text: impl Operand,
    regex: &Regex,
    replacement: impl Operand,
    most: impl Operand,
) -> Result<Option<String>, Error> {
    let replacement = string(&replacement, "replace", 3)?.map(str::to_owned);
    replace(text, regex, most, |matches, found| match &replacement {
        Some(replacement) => {
            let whole = matches.text.part(found.range());
            Ok(filled_in(replacement, &whole, &matches.groups(found)))
        }
        None => Err(not_a_string()),
    })
}

/// `$replace(text, regex, replacement, limit)` with a function for a replacement, which is given each match.
pub fn replace_by(
    text: impl Operand,
    regex: &Regex,
    mut replacement: impl FnMut(&Value) -> Result<Sequence, Error>,
    most: impl Operand,
) -> Result<Option<String>, Error> {
    replace(text, regex, most, |matches, found| {
        let value = matches.value(found, "start", true);
        match replacement(&value)?.view() {
            View::String(text) => Ok(text.to_owned()),
            _ => Err(not_a_string()),
        }
    })
}

fn not_a_string() -> Error {
    let message = "Attempted to replace a matched string with a non-string value";
    Error::new("D3012", message)
}

fn replace(
    text: impl Operand,
    regex: &Regex,
    most: impl Operand,
    mut replacement: impl FnMut(&Matches<'_>, &regress::Match) -> Result<String, Error>,
) -> Result<Option<String>, Error> {
    let text = string(&text, "replace", 1)?;
    let limit = limit(most, "replace", 4, "D3011", "Fourth")?;
    let Some(text) = text else {
        return Ok(None);
    };
    if limit <= 0.0 {
        return Ok(Some(text.to_owned()));
    }
    let mut replaced = String::new();
    let (mut count, mut position) = (0.0, 0);
    let mut matches = regex.find(text)?;
    let mut next = matches.next()?;
    while let Some(one) = next.filter(|_| count < limit) {
        replaced += &matches.text.part(position..one.start());
        replaced += &replacement(&matches, &one)?;
        position = one.end();
        count += 1.0;
        next = matches.next()?;
    }
    replaced += &matches.text.part(position..matches.text.len());
    Ok(Some(replaced))
}

/// A replacement text with the matched groups in place of `$1` and so on, `$0` being the whole match and `$$` a dollar.
/// As many digits belong to a number as the number of groups has, or one less where that is no group.
pub(super) fn filled_in(replacement: &str, whole: &str, groups: &[Option<String>]) -> String {
    let digits = groups.len().checked_ilog10().unwrap_or(0) as usize + 1;
    let mut parts = replacement.split('$');
    let mut text = parts.next().unwrap_or_default().to_owned();
    let mut rest = &replacement[text.len()..];
    while let Some(behind) = rest.strip_prefix('$') {
        rest = if let Some(behind) = behind.strip_prefix('$') {
            text.push('$');
            behind
        } else if let Some(behind) = behind.strip_prefix('0') {
            text += whole;
            behind
        } else if let Some(number) = group_number(behind, digits, groups.len()) {
            let group = usize::try_from(number - 1).ok();
            if let Some(Some(group)) = group.and_then(|group| groups.get(group)) {
                text += group;
            }
            // So far the reference goes on, even where blanks were before the number.
            let length = number.to_string().len();
            let length = behind.char_indices().map(|(at, _)| at).nth(length);
            &behind[length.unwrap_or(behind.len())..]
        } else {
            text.push('$');
            behind
        };
        let next = rest.find('$').unwrap_or(rest.len());
        text += &rest[..next];
        rest = &rest[next..];
    }
    text
}

/// The number of a group that a text starts with.
fn group_number(text: &str, digits: usize, groups: usize) -> Option<i64> {
    let first = |count: usize| {
        let end = text.char_indices().map(|(at, _)| at).nth(count);
        integer(&text[..end.unwrap_or(text.len())])
    };
    match first(digits) {
        Some(number) if digits > 1 && number > groups as i64 => first(digits - 1),
        number => number,
    }
}

/// What JavaScript's `parseInt` reads at the start of a short text.
fn integer(text: &str) -> Option<i64> {
    let text = text.trim_start();
    let digits = text.strip_prefix(['-', '+']).unwrap_or(text);
    let length = digits.bytes().take_while(u8::is_ascii_digit).count();
    let number: i64 = digits[..length].parse().ok()?;
    Some(if text.starts_with('-') {
        -number
    } else {
        number
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::value;

    const NOTHING: Option<Value> = None;

    fn matched(text: &str, regex: &'static str) -> Result<Option<Value>, Error> {
        let regex = Regex::new(regex, "");
        Ok(matches(text, &regex, NOTHING)?.collapse().into_value())
    }

    fn replaced(text: &str, regex: &'static str, replacement: &str) -> Result<String, Error> {
        let regex = Regex::new(regex, "");
        let replaced = replace_matches(text, &regex, replacement, NOTHING)?;
        Ok(replaced.unwrap())
    }

    #[test]
    fn matches_have_groups_and_places() {
        let two = value!([
            { "match": "a1", "index": 0, "groups": ["a", "1"] },
            { "match": "b22", "index": 2, "groups": ["b", "22"] },
        ]);
        assert_eq!(matched("a1b22", r"([a-z])(\d+)").unwrap(), Some(two));
        let one = value!({ "match": "b", "index": 0, "groups": [null, "b"] });
        assert_eq!(matched("b", "(a)|(b)").unwrap(), Some(one));
        assert_eq!(matched("xay", "[]").unwrap(), None);
        assert_eq!(
            matches(NOTHING, &Regex::new("a", ""), NOTHING).unwrap(),
            Items::Undefined
        );
        let limited = |most: f64| matches("aaa", &Regex::new("a", ""), most);
        assert_eq!(limited(1.5).unwrap().into_values().len(), 2);
        assert_eq!(limited(0.0).unwrap(), Items::Sequence(Vec::new()));
        let error = limited(-1.0).unwrap_err();
        let message = "Third argument of match function must evaluate to a positive number";
        assert_eq!((error.code, &*error.message), ("D3040", message));
    }

    #[test]
    fn places_are_counted_in_utf16() {
        let places = |text: &str, regex| -> Vec<Value> {
            let found = matches(text, &Regex::new(regex, ""), NOTHING).unwrap();
            let found = found.into_values().into_iter();
            found.map(|one| one["index"].clone()).collect()
        };
        assert_eq!(places("a😀b😀", "😀"), [value!(1), value!(4)]);
        assert_eq!(places("éa", "a"), [value!(1)]);
        assert_eq!(places("é😁😀", "[😀]$"), [value!(4)]);
        // Without the flag `u` an astral character is two.
        assert_eq!(places("😀b", "^..b"), [value!(0)]);
        let parts = split_by("a😀b", &Regex::new(".", ""), NOTHING).unwrap();
        assert_eq!(parts, Some(value!(["", "", "", "", ""])));
    }

    #[test]
    fn only_the_first_match_may_be_empty() {
        assert_eq!(matched("abc", "x*").unwrap_err().code, "D1004");
        assert_eq!(matched("aab", "a*").unwrap_err().code, "D1004");
        let empty = value!({ "match": "", "index": 0, "groups": [] });
        assert_eq!(matched("", "x*").unwrap(), Some(empty));
        let regex = Regex::new("x*", "");
        assert_eq!(contains_match("abc", &regex).unwrap(), Some(true));
        // The match that the limit leaves out counts too.
        assert_eq!(matches("abc", &regex, 1.0).unwrap_err().code, "D1004");
    }

    #[test]
    fn too_many_ways_to_match_end_in_an_error() {
        let regex = Regex::new("(a+)+$", "");
        let hostile = format!("{}!", "a".repeat(60));
        assert_eq!(contains_match(&*hostile, &regex).unwrap_err().code, "U1001");
        // What matches at once is found however long it is.
        let long = "a".repeat(60);
        assert_eq!(contains_match(&*long, &regex).unwrap(), Some(true));
    }

    #[test]
    fn flags_and_calls() {
        static LINES: Regex = Regex::new("^B$", "im");
        assert_eq!(contains_match("a\nb", &LINES).unwrap(), Some(true));
        assert_eq!(contains_match(NOTHING, &LINES).unwrap(), None);
        assert_eq!(contains_match(1.0, &LINES).unwrap_err().code, "T0410");
        let first = match_of("cab", &Regex::new("(a)b", "")).unwrap();
        let expected = value!({ "match": "ab", "start": 1, "end": 3, "groups": ["a"] });
        assert_eq!(first, Some(expected));
        let error = contains_match("a", &Regex::new("(", "")).unwrap_err();
        assert!(
            error
                .message
                .starts_with("Invalid regular expression: /(/: ")
        );
    }

    #[test]
    fn splitting() {
        let split =
            |text: &str, most: Option<f64>| split_by(text, &Regex::new(r"\d", ""), most).unwrap();
        assert_eq!(split("a1b2c", None), Some(value!(["a", "b", "c"])));
        assert_eq!(split("a1b2c", Some(2.0)), Some(value!(["a", "b"])));
        assert_eq!(split("a1b2c", Some(2.5)), Some(value!(["a", "b", "c"])));
        assert_eq!(split("abc", None), Some(value!(["abc"])));
        assert_eq!(split("a1", Some(0.0)), Some(value!([])));
        let error = split_by("a", &Regex::new("a", ""), -1.0).unwrap_err();
        assert_eq!(error.code, "D3020");
    }

    #[test]
    fn replacements_name_groups() {
        let eleven = "(a)(b)(c)(d)(e)(f)(g)(h)(i)(j)(k)";
        assert_eq!(
            replaced("abcdefghijkl", eleven, "<$11-$12-$1-$0-$$-$x-$ 1>").unwrap(),
            "<k-a2-a-abcdefghijk-$-$x-a1>l"
        );
        assert_eq!(replaced("abc", "b", "[$1$2]").unwrap(), "a[]c");
        assert_eq!(replaced("abc", "(b)", "[$1$2$12]").unwrap(), "a[bb2]c");
        assert_eq!(replaced("ab", "a|b", "é$").unwrap(), "é$é$");
        let regex = Regex::new("a", "");
        let limited = |most: f64| replace_matches("aa", &regex, "b", most);
        assert_eq!(limited(1.0).unwrap().unwrap(), "ba");
        assert_eq!(limited(0.0).unwrap().unwrap(), "aa");
        assert_eq!(limited(-1.0).unwrap_err().code, "D3011");
    }

    #[test]
    fn functions_replace() {
        let regex = Regex::new(r"(\d)", "");
        let doubled = replace_by(
            "a1b2",
            &regex,
            |found| Ok(format!("{}{}", found["groups"][0], found["start"]).into_sequence()),
            NOTHING,
        );
        assert_eq!(doubled.unwrap().unwrap(), "a\"1\"1b\"2\"3");
        let wrong = replace_by("1", &regex, |_| Ok(1.0.into_sequence()), NOTHING);
        assert_eq!(wrong.unwrap_err().code, "D3012");
    }
}
