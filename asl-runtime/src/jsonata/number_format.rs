//! `$formatNumber`, as XPath's `fn:format-number` has it.

use super::arguments::{number, string};
use super::error::Error;
use super::integer_format::interval;
use super::number_picture::{Format, Symbols, find, split, wrong};
use super::numbers;
use super::operand::{Operand, View};
use super::text;
use crate::value::Map;

/// `$formatNumber(number, picture)`
pub fn format_number(
    operand: impl Operand,
    picture: impl Operand,
) -> Result<Option<String>, Error> {
    format_number_with(operand, picture, None::<f64>)
}

/// `$formatNumber(number, picture, options)`
pub fn format_number_with(
    operand: impl Operand,
    picture: impl Operand,
    options: impl Operand,
) -> Result<Option<String>, Error> {
    let number = number(&operand, "formatNumber", 1)?;
    let picture = string(&picture, "formatNumber", 2)?;
    let symbols = match options.view() {
        View::Undefined => Symbols::new(&Map::new()),
        View::Object(options) => Symbols::new(options),
        _ => return Err(Error::argument(&options, "formatNumber", 3)),
    };
    let (Some(number), Some(picture)) = (number, picture) else {
        return Ok(None);
    };
    if !number.is_finite() {
        return Err(Error::out_of_range());
    }
    symbols.format(number, picture).map(Some)
}
impl Symbols {
    fn format(&self, number: f64, picture: &str) -> Result<String, Error> {
        let picture: Vec<char> = picture.chars().collect();
        let pictures = split(&picture, &self.pattern_separator);
        if pictures.len() > 2 {
            return Err(wrong("D3080"));
        }
        let mut formats = Vec::new();
        for picture in pictures {
            let parts = self.parts(picture)?;
            self.check(&parts)?;
            formats.push(self.analyse(parts));
        }
        let negative = number.is_nan() || number < 0.0;
        let format = if negative {
            formats.last()
        } else {
            formats.first()
        };
        let Some(format) = format else {
            return Err(wrong("D3085"));
        };
        let mut text = self.digits_of(number, format);
        text.splice(0..0, format.parts.prefix.iter().copied());
        if negative && formats.len() == 1 {
            text.splice(0..0, self.minus_sign.iter().copied());
        }
        text.extend(format.parts.suffix);
        Ok(text.into_iter().collect())
    }
    fn digits_of(&self, number: f64, format: &Format<'_>) -> Vec<char> {
        let has = |symbol: &[char]| find(format.parts.picture, symbol, 0).is_some();
        let adjusted = if has(&self.percent) {
            number * 100.0
        } else if has(&self.per_mille) {
            number * 1000.0
        } else {
            number
        };
        let (mantissa, exponent) = match format.exponent {
            0 => (adjusted, None),
            _ => scaled(adjusted, format.scale),
        };
        let mut text = self.written(mantissa, format.most_fraction);
        let zero = self.zero_digit.first().copied().unwrap_or('0');
        match text.iter().position(|char| *char == '.') {
            Some(at) => drop(text.splice(at..=at, self.decimal_separator.iter().copied())),
            None => text.extend(&self.decimal_separator),
        }
        let leading = text.iter().take_while(|char| **char == zero).count();
        text.drain(..leading);
        while text.last() == Some(&zero) {
            text.pop();
        }
        let point = |text: &[char]| find(text, &self.decimal_separator, 0).unwrap_or(0);
        let whole = point(&text);
        let missing = format.integer.saturating_sub(whole);
        let fraction = text.len().saturating_sub(whole + 1);
        text.splice(0..0, std::iter::repeat_n(zero, missing));
        let missing = format.least_fraction.saturating_sub(fraction);
        text.extend(std::iter::repeat_n(zero, missing));
        self.separate(&mut text, format);
        let at = point(&text);
        let pointless = find(format.parts.picture, &self.decimal_separator, 0).is_none();
        if pointless || at + 1 == text.len() {
            text.pop();
        }
        if let Some(exponent) = exponent {
            text.extend(&self.exponent_separator);
            if exponent < 0.0 {
                text.extend(&self.minus_sign);
            }
            let digits = self.written(exponent, 0);
            text.extend(std::iter::repeat_n(
                zero,
                format.exponent.saturating_sub(digits.len()),
            ));
            text.extend(digits);
        }
        text
    }

    /// Puts the grouping separators in.
    fn separate(&self, text: &mut Vec<char>, format: &Format<'_>) {
        let group = || self.grouping_separator.iter().copied();
        let mut point = find(text, &self.decimal_separator, 0).unwrap_or(0);
        if let Some(interval) = interval(&format.integer_separators) {
            let mut separated = Vec::with_capacity(text.len() * 2);
            for (at, char) in text.iter().enumerate() {
                if at > 0 && at < point && (point - at).is_multiple_of(interval) {
                    separated.extend(group());
                }
                separated.push(*char);
            }
            *text = separated;
        } else {
            for digits in &format.integer_separators {
                let at = match point.checked_sub(*digits) {
                    Some(at) => at.min(text.len()),
                    // JavaScript counts a negative place from the end.
                    None => text.len().saturating_sub(digits - point),
                };
                text.splice(at..at, group());
                point += 1;
            }
        }
        let point = find(text, &self.decimal_separator, 0).unwrap_or(0);
        for digits in &format.fraction_separators {
            let at = (digits + point + 1).min(text.len());
            text.splice(at..at, group());
        }
    }

    /// The digits of a number without its sign, rounded to so many decimal places.
    fn written(&self, number: f64, places: usize) -> Vec<char> {
        let rounded = numbers::round_with(number, places as f64);
        let rounded = rounded.ok().flatten().unwrap_or(number).abs();
        let text = match rounded < 1e21 {
            true => fixed(rounded, places),
            false => text::number_text(rounded),
        };
        let digit = |char: char| {
            let digit = char
                .to_digit(10)
                .and_then(|digit| self.digits.get(digit as usize));
            digit.copied().unwrap_or(char)
        };
        text.chars().map(digit).collect()
    }
}
/// A number that is not negative with so many decimal places. A tie is rounded up, where Rust's own formatting would round
/// it to the even digit.
fn fixed(number: f64, places: usize) -> String {
    // A tie has one digit more, and no number has digits farther apart than this.
    let exact = format!("{number:.*}", places + 25);
    let (kept, rest) = exact.split_at(exact.len() - 25);
    let kept = kept.trim_end_matches('.');
    let is_tie = rest
        .strip_prefix('5')
        .is_some_and(|rest| rest.bytes().all(|digit| digit == b'0'));
    // What is kept of a tie is the even digit or the one below it.
    match is_tie && kept.ends_with(['0', '2', '4', '6', '8']) {
        true => format!("{}{}", &kept[..kept.len() - 1], next_digit(kept)),
        false => format!("{number:.places$}"),
    }
}

/// The digit behind the last one of a number, which is even.
fn next_digit(number: &str) -> char {
    let last = number.bytes().last().unwrap_or(b'0');
    char::from(last + 1)
}

/// A number as a mantissa with so many digits before its point and an exponent.
fn scaled(number: f64, digits: usize) -> (f64, Option<f64>) {
    let most = 10_f64.powf(digits as f64);
    let least = 10_f64.powf(digits as f64 - 1.0);
    let (mut mantissa, mut exponent) = (number, 0.0);
    // The reference does not come to an end for zero and for what is negative.
    while mantissa != 0.0 && mantissa.abs() < least {
        mantissa *= 10.0;
        exponent -= 1.0;
    }
    while mantissa.abs() > most {
        mantissa /= 10.0;
        exponent += 1.0;
    }
    (mantissa, Some(exponent))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::value;

    fn format(number: f64, picture: &str) -> String {
        format_number(number, picture).unwrap().unwrap()
    }

    #[test]
    fn numbers_in_pictures() {
        for (number, picture, expected) in [
            (12345.678, "#,##0.00", "12,345.68"),
            (-12345.678, "#,##0.00", "-12,345.68"),
            (0.5, "0", "0"),
            (1.5, "0", "2"),
            (0.1, ".00", ".10"),
            (5.0, "#", "5"),
            (0.0, "#", "0"),
            (-5.5, "0;(0)", "(6)"),
            (0.25, "0%", "25%"),
            (0.25, "0‰", "250‰"),
            (1234.5678, "0.00,00", "1234.56,78"),
            (0.000123, "0.0e00y", "1.2e-04y"),
            (0.000123, "x0.0e00", "x1.2e-4"),
            (12345.0, "00.0e0", "12.3e3"),
            (1e22, "#,##0.00", "1e,+22.00"),
            (3.0, "$0.00 net", "$3.00 net"),
            (2_207_359_535_509_109.2, "0.0", "2207359535509109.3"),
            (0.0, "0.0e0", "0.0e0"),
        ] {
            assert_eq!(format(number, picture), expected, "{number} {picture}");
        }
    }

    #[test]
    fn other_symbols() {
        let options = value!({ "decimal-separator": ",", "grouping-separator": "." });
        let formatted = format_number_with(1234.5, "#.##0,00", &options).unwrap();
        assert_eq!(formatted.unwrap(), "1.234,50");
        let options = value!({ "zero-digit": "٠" });
        let formatted = format_number_with(150.0, "٠٠٠٠.٠", &options).unwrap();
        assert_eq!(formatted.unwrap(), "٠١٥٠.٠");
        let error = format_number_with(1.0, "0", "x").unwrap_err();
        assert_eq!(error.code, "T0410");
    }
}
