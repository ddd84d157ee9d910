//! Text from values, as JavaScript writes it.

use std::cmp::Ordering;
use std::fmt::Write;

use arcstr::ArcStr;

use super::error::Error;
use super::limits;
use super::operand::{Operand, View};
use super::scratch::written;
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
    let int = number as i64;
    if int as f64 == number && number.abs() < 1e15 {
        write_int(int, json);
        return;
    }
    if let Some((digits, decimals)) = decimal(number.abs()) {
        if number < 0.0 {
            json.push('-');
        }
        let scale = POWERS[decimals];
        write_int((digits / scale) as i64, json);
        json.push('.');
        write_digits(digits % scale, decimals, json);
        return;
    }
    json.push_str(&number_text(rounded(number)));
}

const POWERS: [u64; 5] = [1, 10, 100, 1_000, 10_000];

/// A number that has few decimals, as an integer and how many of its digits are decimals.
///
/// The quotient is the number that is nearest to these digits, and no other 15 digits have the same one, so they are
/// what rounding it to 15 digits gives.
fn decimal(number: f64) -> Option<(u64, usize)> {
    (1..POWERS.len()).find_map(|decimals| {
        let scale = POWERS[decimals] as f64;
        let digits = (number * scale + 0.5) as u64;
        let is_it = digits < 1_000_000_000_000_000 && digits as f64 / scale == number;
        is_it.then_some((digits, decimals))
    })
}

fn write_int(int: i64, json: &mut String) {
    if int < 0 {
        json.push('-');
    }
    match int.unsigned_abs() {
        digit @ 0..10 => json.push(char::from(b'0' + digit as u8)),
        rest => write_digits(rest, rest.ilog10() as usize + 1, json),
    }
}

/// So many digits of a number, with zeros in front.
fn write_digits(number: u64, count: usize, json: &mut String) {
    let mut digits = [b'0'; 20];
    let mut rest = number;
    for digit in digits[..count].iter_mut().rev() {
        *digit = b'0' + (rest % 10) as u8;
        rest /= 10;
    }
    json.push_str(std::str::from_utf8(&digits[..count]).unwrap_or_default());
}

/// A string in JSON.
pub(super) fn quoted(string: &str) -> String {
    let mut json = String::with_capacity(string.len() + 2);
    write_quoted(string, &mut json);
    json
}

/// Where the first byte is that a string in JSON cannot have as it is.
#[inline]
fn first_escaped(string: &str) -> Option<usize> {
    let is_escaped = |byte: &u8| *byte < b' ' || matches!(*byte, b'"' | b'\\');
    let bytes = string.as_bytes();
    let (chunks, rest) = bytes.as_chunks::<8>();
    // What is left over is looked at as the last bytes, some of them for the second time.
    let is_clean = !chunks.iter().any(|chunk| any_escaped(*chunk))
        && match (
            bytes.last_chunk::<8>(),
            bytes.first_chunk(),
            bytes.last_chunk(),
        ) {
            _ if rest.is_empty() => true,
            (Some(last), ..) => !any_escaped(*last),
            (_, Some(&[a, b, c, d]), Some(&[e, f, g, h])) => !any_escaped([a, b, c, d, e, f, g, h]),
            _ => !bytes.iter().any(is_escaped),
        };
    match is_clean {
        true => None,
        false => bytes.iter().position(is_escaped),
    }
}

/// Whether any of eight bytes has to be escaped.
#[inline]
fn any_escaped(bytes: [u8; 8]) -> bool {
    const ONES: u64 = u64::MAX / 255;
    let bytes = u64::from_le_bytes(bytes);
    // The highest bit of a byte tells whether it is less than a small number; a byte beyond ASCII is not.
    let less = |bytes: u64, than: u64| bytes.wrapping_sub(ONES * than) & !bytes;
    let is = |byte: u8| less(bytes ^ (ONES * u64::from(byte)), 1);
    (less(bytes, 0x20) | is(b'"') | is(b'\\')) & (ONES * 0x80) != 0
}

fn write_quoted(string: &str, json: &mut String) {
    json.push('"');
    write_within_quotes(string, json);
    json.push('"');
}

#[inline]
fn write_within_quotes(string: &str, json: &mut String) {
    match first_escaped(string) {
        None => json.push_str(string),
        Some(at) => write_escaped(string, at, json),
    }
}

/// Writes a string whose first byte to be escaped is known.
#[cold]
fn write_escaped(string: &str, first: usize, json: &mut String) {
    let (mut rest, mut next) = (string, Some(first));
    while let Some(at) = next {
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
        next = first_escaped(rest);
    }
    json.push_str(rest);
}

/// A value as `JSON.stringify` writes it, numbers with 15 significant digits.
pub(super) fn json(value: &Value) -> String {
    let mut json = String::new();
    write_json(value, &mut json);
    json
}

fn write_json(value: &Value, json: &mut String) {
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
    Array(std::slice::Iter<'a, Value>),
    Object(<&'a Map as IntoIterator>::IntoIter),
}

impl Writer<'_> {
    fn value(&mut self, value: &Value) {
        // No recursion: the data may be nested very deep.
        let mut outer: Vec<Open<'_>> = Vec::new();
        let Some(mut open) = self.start(value) else {
            return;
        };
        let mut first = true;
        loop {
            let inner = match &mut open {
                Open::Array(elements) => elements.find_map(|element| {
                    self.separate(std::mem::take(&mut first));
                    self.start(element)
                }),
                Open::Object(members) => members.find_map(|(name, member)| {
                    self.name(name, std::mem::take(&mut first));
                    self.start(member)
                }),
            };
            if let Some(inner) = inner {
                outer.push(std::mem::replace(&mut open, inner));
                first = true;
                continue;
            }
            let bracket = match open {
                Open::Array(_) => ']',
                Open::Object(_) => '}',
            };
            self.close(bracket, std::mem::take(&mut first));
            match outer.pop() {
                Some(container) => open = container,
                None => return,
            }
        }
    }

    /// Writes a member's name and what is around it.
    #[inline]
    fn name(&mut self, name: &str, first: bool) {
        // Each piece costs about the same, however short it is.
        match self.indent {
            None if first => self.json.push('"'),
            None => self.json.push_str(",\""),
            Some(_) => {
                self.separate(first);
                self.json.push('"');
            }
        }
        write_within_quotes(name, self.json);
        match self.indent {
            None => self.json.push_str("\":"),
            Some(_) => self.json.push_str("\": "),
        }
    }

    /// Writes a scalar, or a container's bracket.
    #[inline]
    fn start<'a>(&mut self, value: &'a Value) -> Option<Open<'a>> {
        match value.kind() {
            Kind::Null => self.json.push_str("null"),
            Kind::Bool(bool) => self.json.push_str(if bool { "true" } else { "false" }),
            Kind::Int(int) => write_number(int as f64, self.json),
            Kind::Float(float) => write_number(float, self.json),
            Kind::String(string) => write_quoted(string, self.json),
            Kind::Array(elements) => {
                self.open('[');
                return Some(Open::Array(elements.iter()));
            }
            Kind::Object(members) => {
                self.open('{');
                return Some(Open::Object(members.iter()));
            }
        }
        None
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
pub fn text(value: impl Operand) -> Result<ArcStr, Error> {
    concat([&value])
}

/// What `&` makes of several values.
#[inline]
pub fn concat<const N: usize>(parts: [&dyn Operand; N]) -> Result<ArcStr, Error> {
    concat_all(&parts)
}

fn concat_all(parts: &[&dyn Operand]) -> Result<ArcStr, Error> {
    let text = written(|text| {
        parts
            .iter()
            .try_for_each(|part| write_text(*part, text, write_json))
    })?;
    limits::charge_text(&text);
    Ok(text)
}

/// `$string(value)`
pub fn string(value: impl Operand) -> Result<Option<ArcStr>, Error> {
    stringify(&value, write_json)
}

/// `$string(value, prettify)`
pub fn string_with(value: impl Operand, prettify: impl Operand) -> Result<Option<ArcStr>, Error> {
    match prettify.view() {
        View::Bool(true) => stringify(&value, write_pretty_json),
        View::Bool(false) | View::Undefined => stringify(&value, write_json),
        _ => Err(Error::argument(&prettify, "string", 2)),
    }
}

fn stringify(value: &dyn Operand, json: fn(&Value, &mut String)) -> Result<Option<ArcStr>, Error> {
    if let View::Undefined = value.view() {
        return Ok(None);
    }
    written(|text| write_text(value, text, json)).map(Some)
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
