//! Text from values, as JavaScript writes it.

use std::cmp::Ordering;
use std::fmt::Write;

use super::error::Error;
use super::limits;
use super::operand::{Operand, View};
use crate::value::{Kind, Map, Value};

/// Compares by UTF-16 units, as JavaScript does: surrogates come before what is behind them in the first plane.
pub(super) fn compare(a: &str, b: &str) -> Ordering {
    match a.is_ascii() || b.is_ascii() {
        true => a.cmp(b),
        false => a.encode_utf16().cmp(b.encode_utf16()),
    }
}

/// A number as JavaScript prints it: the shortest digits that read back as the same number.
pub(super) fn number_text(number: f64) -> String {
    if number == 0.0 {
        return "0".to_owned();
    }
    if !number.is_finite() {
        return if number.is_nan() {
            "NaN".to_owned()
        } else if number > 0.0 {
            "Infinity".to_owned()
        } else {
            "-Infinity".to_owned()
        };
    }
    if (1e-6..1e21).contains(&number.abs()) {
        return number.to_string();
    }
    let scientific = format!("{:e}", number.abs());
    let (mantissa, exponent) = scientific.split_once('e').unwrap_or((&scientific, "0"));
    let digits: String = mantissa.chars().filter(|c| *c != '.').collect();
    let exponent: i32 = exponent.parse().unwrap_or(0);
    let mut text = String::with_capacity(24);
    if number < 0.0 {
        text.push('-');
    }
    let length = digits.len() as i32;
    match exponent {
        // Writing to a string cannot fail.
        0..=20 if length <= exponent + 1 => {
            text.push_str(&digits);
            text.extend(std::iter::repeat_n('0', (exponent + 1 - length) as usize));
        }
        0..=20 => {
            let (whole, fraction) = digits.split_at(exponent as usize + 1);
            let _ = write!(text, "{whole}.{fraction}");
        }
        -6..0 => {
            text.push_str("0.");
            text.extend(std::iter::repeat_n('0', (-exponent - 1) as usize));
            text.push_str(&digits);
        }
        _ => {
            let (first, rest) = digits.split_at(1);
            text.push_str(first);
            if !rest.is_empty() {
                let _ = write!(text, ".{rest}");
            }
            let sign = if exponent < 0 { '-' } else { '+' };
            let _ = write!(text, "e{sign}{}", exponent.abs());
        }
    }
    text
}

/// A number rounded to 15 significant digits, as `$string` shows it.
pub(super) fn rounded(number: f64) -> f64 {
    // Integers of up to 15 digits are what they are.
    if number.fract() == 0.0 && number.abs() < 1e15 {
        return number;
    }
    to_precision(number).parse().unwrap_or(number)
}

/// 15 significant digits, a tie being rounded away from zero as `toPrecision` does.
fn to_precision(number: f64) -> String {
    // Rust rounds a tie to the even digit, so digits are written far enough to see one and rounded here.
    let exact = format!("{number:.40e}");
    let (mantissa, exponent) = exact.split_once('e').unwrap_or((&exact, "0"));
    let (sign, mantissa) = match mantissa.strip_prefix('-') {
        Some(mantissa) => ("-", mantissa),
        None => ("", mantissa),
    };
    let digits: String = mantissa.chars().filter(|c| *c != '.').collect();
    let (kept, rest) = digits.split_at(15);
    let Ok(mut kept) = kept.parse::<u64>() else {
        return number.to_string();
    };
    kept += u64::from(rest.starts_with(['5', '6', '7', '8', '9']));
    format!("{sign}{kept}e{}", exponent.parse::<i64>().unwrap_or(0) - 14)
}

/// A number of at most 15 significant digits.
fn write_number(number: f64, json: &mut String) {
    // Writing to a string cannot fail.
    let int = number as i64;
    if int as f64 == number && number.abs() < 1e15 {
        write_int(int, json);
        return;
    }
    let start = json.len();
    if (1e-6..1e15).contains(&number.abs()) {
        let _ = write!(json, "{number}");
        let digits = json[start..].trim_start_matches(['-', '0', '.']);
        if digits.bytes().filter(u8::is_ascii_digit).count() <= 15 {
            return;
        }
        json.truncate(start);
    }
    json.push_str(&number_text(rounded(number)));
}

fn write_int(int: i64, json: &mut String) {
    let mut digits = [0; 20];
    let mut at = digits.len();
    let mut rest = int.unsigned_abs();
    loop {
        at -= 1;
        digits[at] = b'0' + (rest % 10) as u8;
        rest /= 10;
        if rest == 0 {
            break;
        }
    }
    if int < 0 {
        json.push('-');
    }
    json.extend(digits[at..].iter().copied().map(char::from));
}

/// A string in JSON.
pub(super) fn quoted(string: &str) -> String {
    let mut json = String::with_capacity(string.len() + 2);
    write_quoted(string, &mut json);
    json
}

/// Where the first byte is that a string in JSON cannot have as it is.
fn first_escaped(string: &str) -> Option<usize> {
    let is_escaped = |byte: &u8| *byte < b' ' || matches!(*byte, b'"' | b'\\');
    let bytes = string.as_bytes();
    // Without a branch in it, a chunk is looked at as a whole.
    let is_clean = |chunk: &&[u8]| !chunk.iter().fold(false, |any, byte| any | is_escaped(byte));
    let clean = 8 * bytes.chunks_exact(8).take_while(is_clean).count();
    let at = bytes[clean..].iter().position(is_escaped)?;
    Some(clean + at)
}

fn write_quoted(string: &str, json: &mut String) {
    json.push('"');
    let mut rest = string;
    // Nearly all of a text stands for itself.
    while let Some(at) = first_escaped(rest) {
        json.push_str(&rest[..at]);
        let char = char::from(rest.as_bytes()[at]);
        rest = &rest[at + 1..];
        match char {
            '"' => json.push_str("\\\""),
            '\\' => json.push_str("\\\\"),
            '\n' => json.push_str("\\n"),
            '\r' => json.push_str("\\r"),
            '\t' => json.push_str("\\t"),
            '\u{8}' => json.push_str("\\b"),
            '\u{c}' => json.push_str("\\f"),
            char => {
                let _ = write!(json, "\\u{:04x}", u32::from(char));
            }
        }
    }
    json.push_str(rest);
    json.push('"');
}

/// A value as `JSON.stringify` writes it, numbers with 15 significant digits.
pub(super) fn json(value: &Value) -> String {
    let mut json = String::new();
    write_json(value, &mut json);
    json
}

fn write_json(value: &Value, json: &mut String) {
    // Seldom too little, and as a whole written once more anyway.
    json.reserve(1024);
    let indent = None;
    Writer { json, indent }.value(value);
}

/// The same, a member or element a line, two blanks for a level.
fn write_pretty_json(value: &Value, json: &mut String) {
    let indent = Some(0);
    Writer { json, indent }.value(value);
}

struct Writer<'j> {
    json: &'j mut String,
    /// The level, if levels are shown.
    indent: Option<usize>,
}

/// A container that is being written.
enum Open<'a> {
    Array(std::slice::Iter<'a, Value>, bool),
    Object(<&'a Map as IntoIterator>::IntoIter, bool),
}

impl Writer<'_> {
    fn value(&mut self, value: &Value) {
        // No recursion: the data may be nested very deep.
        let mut open: Vec<Open<'_>> = Vec::new();
        let mut next = Some(value);
        loop {
            if let Some(value) = next.take() {
                self.start(value, &mut open);
            }
            let Some(container) = open.last_mut() else {
                return;
            };
            match container {
                Open::Array(elements, first) => match elements.next() {
                    Some(element) => {
                        self.separate(std::mem::take(first));
                        next = Some(element);
                    }
                    None => {
                        let empty = *first;
                        self.close(']', empty);
                        open.pop();
                    }
                },
                Open::Object(members, first) => match members.next() {
                    Some((name, member)) => {
                        self.separate(std::mem::take(first));
                        write_quoted(name, self.json);
                        self.json
                            .push_str(if self.indent.is_some() { ": " } else { ":" });
                        next = Some(member);
                    }
                    None => {
                        let empty = *first;
                        self.close('}', empty);
                        open.pop();
                    }
                },
            }
        }
    }

    fn start<'a>(&mut self, value: &'a Value, open: &mut Vec<Open<'a>>) {
        match value.kind() {
            Kind::Null => self.json.push_str("null"),
            Kind::Bool(bool) => self.json.push_str(if bool { "true" } else { "false" }),
            Kind::Int(int) => write_number(int as f64, self.json),
            Kind::Float(float) => write_number(float, self.json),
            Kind::String(string) => write_quoted(string, self.json),
            Kind::Array(elements) => {
                self.open('[');
                open.push(Open::Array(elements.iter(), true));
            }
            Kind::Object(members) => {
                self.open('{');
                open.push(Open::Object(members.iter(), true));
            }
        }
    }

    fn open(&mut self, bracket: char) {
        self.json.push(bracket);
        self.indent = self.indent.map(|level| level + 1);
    }

    fn close(&mut self, bracket: char, empty: bool) {
        self.indent = self.indent.map(|level| level - 1);
        if !empty {
            self.new_line();
        }
        self.json.push(bracket);
    }

    fn separate(&mut self, first: bool) {
        if !first {
            self.json.push(',');
        }
        self.new_line();
    }

    fn new_line(&mut self) {
        if let Some(level) = self.indent {
            self.json.push('\n');
            self.json.extend(std::iter::repeat_n("  ", level));
        }
    }
}

/// What `&` makes of a value: nothing of undefined.
pub fn text(value: impl Operand) -> Result<String, Error> {
    let text = string(value)?.unwrap_or_default();
    limits::charge_text(&text);
    Ok(text)
}

/// What `&` makes of several values.
#[inline]
pub fn concat<const N: usize>(parts: [&dyn Operand; N]) -> Result<String, Error> {
    concat_views(&parts.map(|part| part.view()), &parts)
}

#[inline]
fn concat_views(views: &[View<'_>], parts: &[&dyn Operand]) -> Result<String, Error> {
    // Most parts are strings, others are short.
    let length = |view: &View<'_>| match view {
        View::String(string) => string.len(),
        _ => 0,
    };
    let mut text = String::with_capacity(views.iter().map(length).sum());
    for (view, part) in views.iter().zip(parts) {
        match view {
            View::String(string) => text.push_str(string),
            _ => write_text(*part, &mut text, write_json)?,
        }
    }
    limits::charge_text(&text);
    Ok(text)
}

/// `$string(value)`
pub fn string(value: impl Operand) -> Result<Option<String>, Error> {
    stringify(value, write_json)
}

/// `$string(value, prettify)`
pub fn string_with(value: impl Operand, prettify: impl Operand) -> Result<Option<String>, Error> {
    match prettify.view() {
        View::Bool(true) => stringify(value, write_pretty_json),
        View::Bool(false) | View::Undefined => stringify(value, write_json),
        _ => Err(Error::argument(&prettify, "string", 2)),
    }
}

fn stringify(value: impl Operand, json: fn(&Value, &mut String)) -> Result<Option<String>, Error> {
    if let View::Undefined = value.view() {
        return Ok(None);
    }
    let mut text = String::new();
    write_text(&value, &mut text, json)?;
    Ok(Some(text))
}

fn write_text(
    value: &dyn Operand,
    text: &mut String,
    json: fn(&Value, &mut String),
) -> Result<(), Error> {
    match value.view() {
        View::Undefined | View::Function { .. } => {}
        View::String(string) => text.push_str(string),
        View::Bool(bool) => text.push_str(if bool { "true" } else { "false" }),
        View::Null => text.push_str("null"),
        View::Number(number) if number.is_finite() => write_number(number, text),
        View::Number(_) => {
            let message = "Attempting to invoke string function on Infinity or NaN";
            return Err(Error::new("D3001", message));
        }
        View::Array(_) | View::Object(_) => {
            if let Some(value) = value.to_sequence().into_value() {
                json(&value, text);
            }
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::value;

    #[test]
    fn numbers_read_as_in_javascript() {
        for (number, expected) in [
            (3.0, "3"),
            (-0.0, "0"),
            (0.1, "0.1"),
            (-12.75, "-12.75"),
            (1e21, "1e+21"),
            (123456789012345680000.0, "123456789012345680000"),
            (1.5e-7, "1.5e-7"),
            (0.000001, "0.000001"),
            (1e-7, "1e-7"),
            (5e-324, "5e-324"),
            (1.7976931348623157e308, "1.7976931348623157e+308"),
        ] {
            assert_eq!(number_text(number), expected);
        }
    }

    #[test]
    fn strings_have_fifteen_digits() {
        for (number, expected) in [
            (0.1 + 0.2, "0.3"),
            (1.0 / 3.0, "0.333333333333333"),
            (100000000000000.5, "100000000000001"),
            (100000000000001.5, "100000000000002"),
            (9007199254740993.0, "9007199254740990"),
            (2.0_f64.powi(70), "1.18059162071741e+21"),
            (-22.0 / 7.0, "-3.14285714285714"),
        ] {
            assert_eq!(text(number).unwrap(), expected);
        }
    }

    #[test]
    fn containers_become_json() {
        let value = value!({ "a": [1.50, null, "x\"\u{1}"], "b": {} });
        assert_eq!(
            text(&value).unwrap(),
            r#"{"a":[1.5,null,"x\"\u0001"],"b":{}}"#
        );
        let pretty = string_with(value!({ "a": [1], "b": [] }), true).unwrap();
        assert_eq!(
            pretty.unwrap(),
            "{\n  \"a\": [\n    1\n  ],\n  \"b\": []\n}"
        );
    }

    #[test]
    fn what_needs_it_is_escaped_wherever_it_is() {
        for at in 0..20 {
            let (before, behind) = ("é".repeat(at), "z".repeat(20 - at));
            assert_eq!(
                quoted(&format!("{before}\"{behind}\n\\")),
                format!("\"{before}\\\"{behind}\\n\\\\\"")
            );
        }
    }

    #[test]
    fn parts_are_put_together() {
        let value = value!({ "a": [-120, i64::MIN], "b": 0 });
        let parts: [&dyn Operand; 5] = [&"x", &Some(-7.0), &None::<f64>, &true, &value];
        assert_eq!(
            concat(parts).unwrap(),
            r#"x-7true{"a":[-120,-9223372036854780000],"b":0}"#
        );
        assert_eq!(concat([&"x", &f64::INFINITY]).unwrap_err().code, "D3001");
    }

    #[test]
    fn infinity_is_no_text() {
        assert_eq!(text(f64::INFINITY).unwrap_err().code, "D3001");
        assert_eq!(text(None::<Value>).unwrap(), "");
    }

    #[test]
    fn order_goes_by_utf16_units() {
        assert_eq!(compare("\u{1f600}", "\u{fb01}"), Ordering::Less);
        assert_eq!(compare("a", "é"), Ordering::Less);
    }
}
