//! Integers as letters, Roman numerals and English words, and back.

use super::error::Error;

const SMALL: [&str; 20] = [
    "Zero",
    "One",
    "Two",
    "Three",
    "Four",
    "Five",
    "Six",
    "Seven",
    "Eight",
    "Nine",
    "Ten",
    "Eleven",
    "Twelve",
    "Thirteen",
    "Fourteen",
    "Fifteen",
    "Sixteen",
    "Seventeen",
    "Eighteen",
    "Nineteen",
];

const SMALL_ORDINALS: [&str; 20] = [
    "Zeroth",
    "First",
    "Second",
    "Third",
    "Fourth",
    "Fifth",
    "Sixth",
    "Seventh",
    "Eighth",
    "Ninth",
    "Tenth",
    "Eleventh",
    "Twelfth",
    "Thirteenth",
    "Fourteenth",
    "Fifteenth",
    "Sixteenth",
    "Seventeenth",
    "Eighteenth",
    "Nineteenth",
];

const TENS: [&str; 8] = [
    "Twenty", "Thirty", "Forty", "Fifty", "Sixty", "Seventy", "Eighty", "Ninety",
];

/// 10³, 10⁶ and so on.
const MAGNITUDES: [&str; 4] = ["Thousand", "Million", "Billion", "Trillion"];

/// What joins a part of a number to the part before it.
#[derive(Clone, Copy, PartialEq)]
enum After {
    Nothing,
    Hyphen,
    /// ", ", or " and " before what is less than a hundred.
    Larger,
}

/// A number that is not negative in words, each with a capital. There is no word beyond trillions: a quadrillion is a
/// thousand of them.
pub(super) fn to_words(number: f64, ordinal: bool) -> Result<String, Error> {
    if !number.is_finite() {
        return Err(Error::out_of_range());
    }
    let mut words = String::new();
    write_words(number, After::Nothing, ordinal, &mut words);
    Ok(words)
}

fn write_words(number: f64, after: After, ordinal: bool, words: &mut String) {
    if after == After::Hyphen {
        words.push('-');
    } else if after == After::Larger {
        words.push_str(if number < 100.0 { " and " } else { ", " });
    }
    let (unit, rest, next) = if number < 20.0 {
        let names = if ordinal { SMALL_ORDINALS } else { SMALL };
        words.push_str(names[number as usize]);
        return;
    } else if number < 100.0 {
        (TENS[number as usize / 10 - 2], number % 10.0, After::Hyphen)
    } else if number < 1000.0 {
        words.push_str(SMALL[number as usize / 100]);
        words.push(' ');
        ("Hundred", number % 100.0, After::Larger)
    } else {
        let magnitude = (number.log10() / 3.0).floor().min(MAGNITUDES.len() as f64);
        let factor = 1000.0_f64.powi(magnitude as i32);
        let count = (number / factor).floor();
        write_words(count, After::Nothing, false, words);
        words.push(' ');
        let rest = number - count * factor;
        (MAGNITUDES[magnitude as usize - 1], rest, After::Larger)
    };
    words.push_str(unit);
    if rest > 0.0 {
        write_words(rest, next, ordinal, words);
    } else if ordinal && next == After::Hyphen {
        words.pop();
        words.push_str("ieth");
    } else if ordinal {
        words.push_str("th");
    }
}

/// All words of numbers in lower case, with their values, in the order in which the reference tries them.
pub(super) fn words() -> Vec<(String, f64)> {
    let mut words = Vec::new();
    for names in [SMALL, SMALL_ORDINALS] {
        let values = (0..).map(f64::from);
        words.extend(names.iter().map(|name| name.to_lowercase()).zip(values));
    }
    for (name, value) in TENS.iter().chain(&["Hundred"]).zip((20..).step_by(10)) {
        let name = name.to_lowercase();
        let ordinal = format!("{}ieth", &name[..name.len() - 1]);
        words.extend([(name, f64::from(value)), (ordinal, f64::from(value))]);
    }
    words.push(("hundredth".to_owned(), 100.0));
    for (name, magnitude) in MAGNITUDES.iter().zip(1..) {
        let (name, value) = (name.to_lowercase(), 1000.0_f64.powi(magnitude));
        words.extend([(name.clone(), value), (format!("{name}th"), value)]);
    }
    words
}

/// The number that words in lower case say; not a number if one of them says none.
pub(super) fn from_words(text: &str) -> f64 {
    let known: std::collections::HashMap<String, f64> = words().into_iter().collect();
    let mut parts = vec![0.0];
    for word in split_words(text) {
        let last = parts.pop().unwrap_or(f64::NAN);
        match known.get(word) {
            Some(value) if *value < 100.0 && last >= 1000.0 => parts.extend([last, *value]),
            Some(value) if *value < 100.0 => parts.push(last + value),
            Some(value) => parts.push(last * value),
            None => parts.push(f64::NAN),
        }
    }
    parts.into_iter().fold(0.0, |sum, part| sum + part)
}

/// The words between commas, blanks, hyphens and the word "and".
fn split_words(text: &str) -> Vec<&str> {
    let mut words = Vec::new();
    let mut rest = text;
    let mut word = 0;
    while let Some(char) = rest[word..].chars().next() {
        let here = &rest[word..];
        let blank = |text: &str| {
            text.chars()
                .next()
                .filter(|c| is_blank(*c))
                .map(char::len_utf8)
        };
        let separator = match char {
            ',' => blank(&here[1..]).map(|length| 1 + length),
            '-' | '\\' => Some(1),
            _ => blank(here).map(|first| {
                let and = here[first..].strip_prefix("and").and_then(blank);
                first + and.map_or(0, |last| 3 + last)
            }),
        };
        match separator {
            Some(length) => {
                words.push(&rest[..word]);
                rest = &rest[word + length..];
                word = 0;
            }
            None => word += char.len_utf8(),
        }
    }
    words.push(rest);
    words
}

/// What JavaScript takes for a blank.
pub(super) fn is_blank(char: char) -> bool {
    char == '\u{feff}' || char.is_whitespace() && char != '\u{85}'
}

const ROMAN: [(f64, &str); 13] = [
    (1000.0, "m"),
    (900.0, "cm"),
    (500.0, "d"),
    (400.0, "cd"),
    (100.0, "c"),
    (90.0, "xc"),
    (50.0, "l"),
    (40.0, "xl"),
    (10.0, "x"),
    (9.0, "ix"),
    (5.0, "v"),
    (4.0, "iv"),
    (1.0, "i"),
];

/// The largest number that is written in Roman numerals; the reference's stack overflows near it.
const LARGEST_ROMAN: f64 = 1e7;

/// A number that is not negative in Roman numerals.
pub(super) fn to_roman(number: f64) -> Result<String, Error> {
    if number > LARGEST_ROMAN {
        let number = super::error::shown(number);
        return Err(Error::new(
            "D1001",
            format!("Number out of range: {number}"),
        ));
    }
    let mut rest = number;
    let mut roman = String::new();
    for (value, numeral) in ROMAN {
        while rest >= value {
            roman.push_str(numeral);
            rest -= value;
        }
    }
    Ok(roman)
}

/// The number of Roman numerals in capitals; not a number if there is another character among them.
pub(super) fn from_roman(text: &str) -> f64 {
    let (mut number, mut largest) = (0.0, 1.0);
    for char in text.chars().rev() {
        let value = match char {
            'M' => 1000.0,
            'D' => 500.0,
            'C' => 100.0,
            'L' => 50.0,
            'X' => 10.0,
            'V' => 5.0,
            'I' => 1.0,
            _ => return f64::NAN,
        };
        if value < largest {
            number -= value;
        } else {
            largest = value;
            number += value;
        }
    }
    number
}

/// A number as the columns of a spreadsheet are named; 0 is nothing.
pub(super) fn to_letters(number: f64, first: u8) -> String {
    let mut letters = Vec::new();
    let mut rest = number;
    while rest > 0.0 && rest.is_finite() {
        letters.push(char::from(first + ((rest - 1.0) % 26.0) as u8));
        rest = ((rest - 1.0) / 26.0).floor();
    }
    letters.iter().rev().collect()
}

/// The number of a column; any character counts by its distance from the first letter.
pub(super) fn from_letters(letters: &str, first: u8) -> f64 {
    let mut place = 1.0;
    let mut number = 0.0;
    for unit in letters.encode_utf16().collect::<Vec<_>>().into_iter().rev() {
        number += (f64::from(unit) - f64::from(first) + 1.0) * place;
        place *= 26.0;
    }
    number
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_in_words_and_back() {
        for (number, cardinal, ordinal) in [
            (0.0, "Zero", "Zeroth"),
            (12.0, "Twelve", "Twelfth"),
            (40.0, "Forty", "Fortieth"),
            (99.0, "Ninety-Nine", "Ninety-Ninth"),
            (100.0, "One Hundred", "One Hundredth"),
            (
                555.0,
                "Five Hundred and Fifty-Five",
                "Five Hundred and Fifty-Fifth",
            ),
            (1000.0, "One Thousand", "One Thousandth"),
            (2_001.0, "Two Thousand and One", "Two Thousand and First"),
            (
                1_234_567.0,
                "One Million, Two Hundred and Thirty-Four Thousand, Five Hundred and Sixty-Seven",
                "One Million, Two Hundred and Thirty-Four Thousand, Five Hundred and Sixty-Seventh",
            ),
            (1e15, "One Thousand Trillion", "One Thousand Trillionth"),
        ] {
            assert_eq!(to_words(number, false).unwrap(), cardinal);
            assert_eq!(to_words(number, true).unwrap(), ordinal);
            assert_eq!(from_words(&cardinal.to_lowercase()), number);
            assert_eq!(from_words(&ordinal.to_lowercase()), number);
        }
        assert!(to_words(f64::INFINITY, false).is_err());
        assert!(from_words("one foo").is_nan());
    }

    #[test]
    fn roman_numerals_and_letters() {
        assert_eq!(to_roman(1999.0).unwrap(), "mcmxcix");
        assert_eq!(to_roman(0.0).unwrap(), "");
        assert_eq!(to_roman(1e9).unwrap_err().code, "D1001");
        assert_eq!(from_roman("MCMXCIX"), 1999.0);
        assert!(from_roman("MZ").is_nan());
        assert_eq!(to_letters(27.0, b'A'), "AA");
        assert_eq!(to_letters(0.0, b'a'), "");
        assert_eq!(from_letters("aa", b'a'), 27.0);
    }
}
