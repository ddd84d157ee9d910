//! Functions of strings.

use arcstr::ArcStr;
use base64::Engine;
use base64::prelude::BASE64_STANDARD;

use super::arguments::{number, string};
use super::error::{Error, shown};
use super::limits;
use super::operand::{Operand, View};
use super::scratch::written;
use crate::value::Value;

/// `$length(string)`, in characters.
pub fn length(operand: impl Operand) -> Result<Option<f64>, Error> {
    let string = string(&operand, "length", 1)?;
    Ok(string.map(|string| string.chars().count() as f64))
}

/// `$uppercase(string)`
pub fn uppercase(operand: impl Operand) -> Result<Option<String>, Error> {
    Ok(string(&operand, "uppercase", 1)?.map(str::to_uppercase))
}

/// `$lowercase(string)`
pub fn lowercase(operand: impl Operand) -> Result<Option<String>, Error> {
    Ok(string(&operand, "lowercase", 1)?.map(str::to_lowercase))
}

/// `$trim(string)`: blanks at the ends go, runs of them within become one.
pub fn trim(operand: impl Operand) -> Result<Option<String>, Error> {
    let string = string(&operand, "trim", 1)?;
    Ok(string.map(|string| {
        let words = string
            .split([' ', '\t', '\n', '\r'])
            .filter(|word| !word.is_empty());
        words.collect::<Vec<_>>().join(" ")
    }))
}

/// `$substring(string, start)`
pub fn substring(operand: impl Operand, start: impl Operand) -> Result<Option<String>, Error> {
    substring_with(operand, start, None::<f64>)
}

/// `$substring(string, start, length)`
pub fn substring_with(
    operand: impl Operand,
    start: impl Operand,
    length: impl Operand,
) -> Result<Option<String>, Error> {
    let string = string(&operand, "substring", 1)?;
    let start = number(&start, "substring", 2)?;
    let length = number(&length, "substring", 3)?;
    let Some(string) = string else {
        return Ok(None);
    };
    let count = string.chars().count() as f64;
    // Without a start it is not a number, which counts as 0.
    let mut start = start.unwrap_or(0.0);
    if count + start < 0.0 {
        start = 0.0;
    }
    let end = match length {
        Some(length) if length <= 0.0 => return Ok(Some(String::new())),
        Some(length) if start >= 0.0 => start + length,
        Some(length) => count + start + length,
        None => count,
    };
    let (from, to) = (place(start, count), place(end, count));
    let chars = string.chars().skip(from).take(to.saturating_sub(from));
    Ok(Some(chars.collect()))
}

/// An index as JavaScript's `slice` reads it: cut to an integer, negative ones counted from the end.
fn place(index: f64, count: f64) -> usize {
    let index = index.trunc();
    let index = if index < 0.0 {
        (count + index).max(0.0)
    } else {
        index.min(count)
    };
    index as usize
}

/// `$substringBefore(string, chars)`
pub fn substring_before(
    operand: impl Operand,
    chars: impl Operand,
) -> Result<Option<String>, Error> {
    let text = string(&operand, "substringBefore", 1)?;
    let chars = string(&chars, "substringBefore", 2)?;
    Ok(text.map(|text| {
        let found = chars.and_then(|chars| text.split_once(chars));
        found.map_or(text, |(before, _)| before).to_owned()
    }))
}

/// `$substringAfter(string, chars)`
pub fn substring_after(
    operand: impl Operand,
    chars: impl Operand,
) -> Result<Option<String>, Error> {
    let text = string(&operand, "substringAfter", 1)?;
    let chars = string(&chars, "substringAfter", 2)?;
    Ok(text.map(|text| {
        let found = chars.and_then(|chars| text.split_once(chars));
        found.map_or(text, |(_, after)| after).to_owned()
    }))
}

/// `$contains(string, token)`
pub fn contains(operand: impl Operand, token: impl Operand) -> Result<Option<bool>, Error> {
    let text = string(&operand, "contains", 1)?;
    let token = string(&token, "contains", 2)?;
    Ok(text.zip(token).map(|(text, token)| text.contains(token)))
}

/// `$split(string, separator)`
pub fn split(operand: impl Operand, separator: impl Operand) -> Result<Option<Value>, Error> {
    split_with(operand, separator, None::<f64>)
}

/// `$split(string, separator, limit)`
pub fn split_with(
    operand: impl Operand,
    separator: impl Operand,
    limit: impl Operand,
) -> Result<Option<Value>, Error> {
    let text = string(&operand, "split", 1)?;
    let separator = string(&separator, "split", 2)?;
    let limit = number(&limit, "split", 3)?;
    let (Some(text), Some(separator)) = (text, separator) else {
        return Ok(None);
    };
    let limit = match limit {
        Some(limit) if limit < 0.0 => {
            let message = "Third argument of split function must evaluate to a positive number";
            return Err(Error::new("D3020", message));
        }
        Some(limit) => limit as usize,
        None => usize::MAX,
    };
    Ok(Some(match separator {
        "" => text.chars().take(limit).map(String::from).collect(),
        _ => text.split(separator).take(limit).collect(),
    }))
}

/// `$join(strings)`
pub fn join(strings: impl Operand) -> Result<Option<ArcStr>, Error> {
    join_with(strings, None::<&str>)
}

/// `$join(strings, separator)`
pub fn join_with(strings: impl Operand, separator: impl Operand) -> Result<Option<ArcStr>, Error> {
    // What the array holds is looked at last.
    let separator = string(&separator, "join", 2)?.unwrap_or_default();
    let wrong = || Error::array_of("join", 1, "strings");
    let joined = match strings.view() {
        View::Undefined => return Ok(None),
        View::String(string) => ArcStr::from(string),
        View::Array(elements) => written(|text| {
            for (index, element) in elements.iter().enumerate() {
                if index > 0 {
                    text.push_str(separator);
                }
                text.push_str(element.as_str().ok_or_else(wrong)?);
            }
            Ok(())
        })?,
        _ => return Err(wrong()),
    };
    limits::charge_text(&joined);
    Ok(Some(joined))
}

/// The longest text that padding makes.
const LONGEST_PADDING: f64 = 1e7;

/// `$pad(string, width)`
pub fn pad(operand: impl Operand, width: impl Operand) -> Result<Option<String>, Error> {
    pad_with(operand, width, None::<&str>)
}

/// `$pad(string, width, char)`: to the right, or to the left for a negative width.
pub fn pad_with(
    operand: impl Operand,
    width: impl Operand,
    char: impl Operand,
) -> Result<Option<String>, Error> {
    let text = string(&operand, "pad", 1)?;
    let width = number(&width, "pad", 2)?.unwrap_or(0.0);
    let padding = string(&char, "pad", 3)?
        .filter(|char| !char.is_empty())
        .unwrap_or(" ");
    let Some(text) = text else {
        return Ok(None);
    };
    let missing = width.abs() - text.chars().count() as f64;
    if missing > 0.0 && missing.fract() != 0.0 {
        return Err(Error::without_code("Invalid array length"));
    }
    if missing > LONGEST_PADDING {
        return Err(Error::new(
            "D1001",
            format!("Number out of range: {}", shown(width)),
        ));
    }
    let padding: String = padding
        .chars()
        .cycle()
        .take(missing.max(0.0) as usize)
        .collect();
    Ok(Some(match width > 0.0 {
        true => format!("{text}{padding}"),
        false => format!("{padding}{text}"),
    }))
}

/// `$replace(string, pattern, replacement)`
pub fn replace(
    operand: impl Operand,
    pattern: impl Operand,
    replacement: impl Operand,
) -> Result<Option<String>, Error> {
    replace_with(operand, pattern, replacement, None::<f64>)
}

/// `$replace(string, pattern, replacement, limit)`
pub fn replace_with(
    operand: impl Operand,
    pattern: impl Operand,
    replacement: impl Operand,
    limit: impl Operand,
) -> Result<Option<String>, Error> {
    let text = string(&operand, "replace", 1)?;
    let pattern = string(&pattern, "replace", 2)?;
    let replacement = string(&replacement, "replace", 3)?;
    let limit = number(&limit, "replace", 4)?;
    let (Some(text), Some(pattern)) = (text, pattern) else {
        return Ok(None);
    };
    if pattern.is_empty() {
        let message = "Second argument of replace function cannot be an empty string";
        return Err(Error::new("D3010", message));
    }
    let limit = match limit {
        Some(limit) if limit < 0.0 => {
            let message = "Fourth argument of replace function must evaluate to a positive number";
            return Err(Error::new("D3011", message));
        }
        Some(limit) => limit.ceil() as usize,
        None => usize::MAX,
    };
    let replacement = replacement.unwrap_or("undefined");
    Ok(Some(text.replacen(pattern, replacement, limit)))
}

/// `$base64encode(string)`
pub fn base64_encode(operand: impl Operand) -> Result<Option<String>, Error> {
    let text = string(&operand, "base64encode", 1)?;
    // The reference takes the lower half of each UTF-16 unit for a byte.
    Ok(text.map(|text| {
        let bytes: Vec<u8> = text.encode_utf16().map(|unit| unit as u8).collect();
        BASE64_STANDARD.encode(bytes)
    }))
}

/// `$base64decode(string)`
pub fn base64_decode(operand: impl Operand) -> Result<Option<String>, Error> {
    let text = string(&operand, "base64decode", 1)?;
    Ok(text.map(|text| {
        // What is no digit is passed over, and all behind `=`.
        let digits = text.chars().take_while(|c| *c != '=');
        let digits = digits.filter_map(|c| match c {
            '-' => Some('+'),
            '_' => Some('/'),
            'A'..='Z' | 'a'..='z' | '0'..='9' | '+' | '/' => Some(c),
            _ => None,
        });
        let mut digits: String = digits.collect();
        if digits.len() % 4 == 1 {
            digits.pop();
        }
        while !digits.len().is_multiple_of(4) {
            digits.push('=');
        }
        let config =
            base64::engine::GeneralPurposeConfig::new().with_decode_allow_trailing_bits(true);
        let engine = base64::engine::GeneralPurpose::new(&base64::alphabet::STANDARD, config);
        let bytes = engine.decode(digits).unwrap_or_default();
        bytes.into_iter().map(char::from).collect()
    }))
}

/// `$type(operand)`
pub fn type_of(operand: impl Operand) -> Option<String> {
    let name = match operand.view() {
        View::Undefined => return None,
        View::Null => "null",
        View::Bool(_) => "boolean",
        View::Number(_) => "number",
        View::String(_) => "string",
        View::Array(_) => "array",
        View::Object(_) => "object",
        View::Function { .. } => "function",
    };
    Some(name.to_owned())
}

/// `$error()`
pub fn error() -> Result<super::Sequence, Error> {
    error_with(None::<&str>)
}

/// `$error(message)`
pub fn error_with(message: impl Operand) -> Result<super::Sequence, Error> {
    let message = string(&message, "error", 1)?.filter(|message| !message.is_empty());
    Err(Error::new(
        "D3137",
        message.unwrap_or("$error() function evaluated"),
    ))
}

/// `$assert(condition)`
pub fn assert(condition: impl Operand) -> Result<super::Sequence, Error> {
    assert_with(condition, None::<&str>)
}

/// `$assert(condition, message)`
pub fn assert_with(
    condition: impl Operand,
    message: impl Operand,
) -> Result<super::Sequence, Error> {
    let holds = match condition.view() {
        View::Bool(bool) => bool,
        View::Undefined => false,
        _ => return Err(Error::argument(&condition, "assert", 1)),
    };
    let message = string(&message, "assert", 2)?.filter(|message| !message.is_empty());
    match holds {
        true => Ok(super::Sequence::None),
        false => Err(Error::new(
            "D3141",
            message.unwrap_or("$assert() statement failed"),
        )),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::value;

    const NOTHING: Option<Value> = None;

    fn some(text: &str) -> Option<String> {
        Some(text.to_owned())
    }

    #[test]
    fn parts_of_strings() {
        assert_eq!(substring("hello", 1.0).unwrap(), some("ello"));
        assert_eq!(substring_with("hello", -3.0, 2.0).unwrap(), some("ll"));
        assert_eq!(substring_with("hello", -9.0, 2.0).unwrap(), some("he"));
        assert_eq!(substring_with("hello", 1.9, 1.2).unwrap(), some("el"));
        assert_eq!(substring_with("hello", 1.0, 0.0).unwrap(), some(""));
        assert_eq!(substring("a\u{1f600}b", 1.0).unwrap(), some("\u{1f600}b"));
        assert_eq!(substring(NOTHING, 1.0).unwrap(), None);
        assert_eq!(
            substring("a", "b").unwrap_err().message,
            "Argument 2 of function \"substring\" does not match function signature"
        );
        assert_eq!(substring_before("a-b-c", "-").unwrap(), some("a"));
        assert_eq!(substring_after("a-b-c", "-").unwrap(), some("b-c"));
        assert_eq!(substring_after("abc", "-").unwrap(), some("abc"));
    }

    #[test]
    fn splitting_and_joining() {
        assert_eq!(
            split("a,b,,c", ",").unwrap(),
            Some(value!(["a", "b", "", "c"]))
        );
        assert_eq!(
            split_with("abc", "", 2.0).unwrap(),
            Some(value!(["a", "b"]))
        );
        assert_eq!(split_with("a b", " ", 0.0).unwrap(), Some(value!([])));
        assert_eq!(split_with("a b", " ", -1.0).unwrap_err().code, "D3020");
        let joined = join_with(value!(["a", "b"]), "-").unwrap();
        assert_eq!(joined.as_deref(), Some("a-b"));
        assert_eq!(join("a").unwrap().as_deref(), Some("a"));
        assert_eq!(join(value!(["a", 1])).unwrap_err().code, "T0412");
        assert_eq!(join_with(value!(["a"]), 1.0).unwrap_err().code, "T0410");
    }

    #[test]
    fn strings_changed() {
        assert_eq!(trim("  a \t\n b ").unwrap(), some("a b"));
        assert_eq!(uppercase("straße").unwrap(), some("STRASSE"));
        assert_eq!(length("a\u{1f600}").unwrap(), Some(2.0));
        assert_eq!(pad("a", 3.0).unwrap(), some("a  "));
        assert_eq!(pad_with("a", -4.0, "xy").unwrap(), some("xyxa"));
        assert_eq!(
            replace_with("aaa", "a", "b$1", 2.0).unwrap(),
            some("b$1b$1a")
        );
        assert_eq!(replace("a", "", "b").unwrap_err().code, "D3010");
        assert_eq!(contains("abc", "bc").unwrap(), Some(true));
        assert_eq!(base64_encode("hi").unwrap(), some("aGk="));
        assert_eq!(base64_decode("aGk").unwrap(), some("hi"));
        assert_eq!(type_of(value!([])), some("array"));
    }

    #[test]
    fn errors_on_demand() {
        assert_eq!(error_with("no").unwrap_err(), Error::new("D3137", "no"));
        assert_eq!(
            assert(false).unwrap_err().message,
            "$assert() statement failed"
        );
        assert_eq!(assert_with(1.0, "x").unwrap_err().code, "T0410");
    }
}
