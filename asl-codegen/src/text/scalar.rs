//! YAML's plain scalars by the core schema: which are null, Booleans and numbers, and how JSON writes them.

use super::NodeKind;

/// What a plain scalar stands for.
#[derive(Debug, PartialEq)]
pub(super) enum Resolved {
    /// Null, a Boolean or a number.
    Kind(NodeKind),
    /// Infinity or "not a number", which JSON does not have.
    NotJson,
    /// None of them: a string.
    String,
}

/// What `text` stands for when it is written without quotes.
pub(super) fn resolve(text: &str) -> Resolved {
    match text {
        "" | "~" | "null" | "Null" | "NULL" => return Resolved::Kind(NodeKind::Null),
        "true" | "True" | "TRUE" => return Resolved::Kind(NodeKind::Bool(true)),
        "false" | "False" | "FALSE" => return Resolved::Kind(NodeKind::Bool(false)),
        ".nan" | ".NaN" | ".NAN" => return Resolved::NotJson,
        _ => {}
    }
    let unsigned = text.strip_prefix(['+', '-']).unwrap_or(text);
    if matches!(unsigned, ".inf" | ".Inf" | ".INF") {
        return Resolved::NotJson;
    }
    let number = based(text, "0o", 8)
        .or_else(|| based(text, "0x", 16))
        .or_else(|| decimal(text, unsigned));
    match number {
        Some(number) => Resolved::Kind(NodeKind::Number(number)),
        None => Resolved::String,
    }
}

/// An octal or hexadecimal number; one beyond 128 bits is taken for a string, as no reader of JSON could tell it.
fn based(text: &str, prefix: &str, radix: u32) -> Option<String> {
    let digits = text.strip_prefix(prefix)?;
    // `from_str_radix` takes a sign, which YAML does not.
    if digits.starts_with(['+', '-']) {
        return None;
    }
    let number = u128::from_str_radix(digits, radix).ok()?;
    Some(number.to_string())
}

/// A decimal number, in the form that JSON gives it: a digit on both sides of the point, no `+`, no leading zeros.
fn decimal(text: &str, unsigned: &str) -> Option<String> {
    let (mantissa, exponent) = match unsigned.split_once(['e', 'E']) {
        Some((mantissa, exponent)) => (mantissa, Some(exponent)),
        None => (unsigned, None),
    };
    let (whole, fraction) = match mantissa.split_once('.') {
        Some((whole, fraction)) => (whole, Some(fraction)),
        None => (mantissa, None),
    };
    let all_digits = |part: &str| part.bytes().all(|byte| byte.is_ascii_digit());
    if !all_digits(whole) || !all_digits(fraction.unwrap_or_default()) {
        return None;
    }
    if whole.is_empty() && fraction.is_none_or(str::is_empty) {
        return None;
    }
    let mut number = String::with_capacity(text.len() + 1);
    if text.starts_with('-') {
        number.push('-');
    }
    match whole.trim_start_matches('0') {
        "" => number.push('0'),
        whole => number.push_str(whole),
    }
    if let Some(fraction) = fraction {
        number.push('.');
        number.push_str(if fraction.is_empty() { "0" } else { fraction });
    }
    if let Some(exponent) = exponent {
        let digits = exponent.strip_prefix(['+', '-']).unwrap_or(exponent);
        if digits.is_empty() || !all_digits(digits) {
            return None;
        }
        number.push('e');
        number.push_str(exponent);
    }
    Some(number)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn number(text: &str) -> Option<String> {
        match resolve(text) {
            Resolved::Kind(NodeKind::Number(number)) => Some(number),
            _ => None,
        }
    }

    #[test]
    fn numbers_become_those_of_json() {
        for (yaml, json) in [
            ("0", "0"),
            ("-0", "-0"),
            ("+12", "12"),
            ("007", "7"),
            ("0o17", "15"),
            ("0xFf", "255"),
            (".5", "0.5"),
            ("-.5", "-0.5"),
            ("5.", "5.0"),
            ("1e3", "1e3"),
            ("1.50E-07", "1.50e-07"),
        ] {
            assert_eq!(number(yaml).as_deref(), Some(json), "{yaml}");
        }
    }

    #[test]
    fn what_only_looks_like_a_number_is_a_string() {
        for text in [
            ".",
            "-",
            "+",
            "e3",
            "1e",
            "1e+",
            "1_000",
            "0x",
            "0xG",
            "0x-1",
            "0o8",
            "2012-10-17",
            "1.2.3",
            "12:30:45",
            "yes",
            "off",
            "--1",
            "+-1",
        ] {
            assert_eq!(resolve(text), Resolved::String, "{text}");
        }
        assert_eq!(resolve("-.INF"), Resolved::NotJson);
        assert_eq!(resolve("~"), Resolved::Kind(NodeKind::Null));
    }
}
