//! `$formatInteger` and `$parseInteger`: pictures of integers, as XPath's `fn:format-integer` has them.

use std::collections::HashSet;

use super::arguments::{number, string};
use super::error::Error;
use super::numerals;
use super::operand::Operand;
use super::text;

/// A picture that has been read.
#[derive(Clone, Debug)]
pub(super) struct IntegerPicture {
    pub(super) primary: Primary,
    case: Case,
    ordinal: bool,
}

#[derive(Clone, Debug)]
pub(super) enum Primary {
    Letters,
    Roman,
    Words,
    Decimal(DigitPattern),
    /// A sequence of numbers that is not known, which only an error can be made of.
    Sequence(String),
}

#[derive(Clone, Copy, Debug, PartialEq)]
enum Case {
    Upper,
    Lower,
    Title,
}

/// A pattern of decimal digits such as `#,##0`.
#[derive(Clone, Debug)]
pub(super) struct DigitPattern {
    /// The character that is its zero.
    zero: u32,
    /// How many digits there are at least; not a number where a width is none.
    pub(super) mandatory: f64,
    /// How many `#` there are.
    pub(super) optional: f64,
    pub(super) separators: Separators,
}

/// Where separators are, counted from the right.
#[derive(Clone, Debug)]
pub(super) enum Separators {
    /// After every so many digits.
    Regular(usize, char),
    /// At these places.
    Irregular(Vec<(usize, char)>),
}

/// The zeros of the decimal digits that a picture may be written with.
const ZEROS: [u32; 37] = [
    0x30, 0x660, 0x6F0, 0x7C0, 0x966, 0x9E6, 0xA66, 0xAE6, 0xB66, 0xBE6, 0xC66, 0xCE6, 0xD66,
    0xDE6, 0xE50, 0xED0, 0xF20, 0x1040, 0x1090, 0x17E0, 0x1810, 0x1946, 0x19D0, 0x1A80, 0x1A90,
    0x1B50, 0x1BB0, 0x1C40, 0x1C50, 0xA620, 0xA8D0, 0xA900, 0xA9D0, 0xA9F0, 0xAA50, 0xABF0, 0xFF10,
];

/// `$formatInteger(number, picture)`
pub fn format_integer(
    operand: impl Operand,
    picture: impl Operand,
) -> Result<Option<String>, Error> {
    let number = number(&operand, "formatInteger", 1)?;
    let picture = string(&picture, "formatInteger", 2)?;
    let (Some(number), Some(picture)) = (number, picture) else {
        return Ok(None);
    };
    Ok(Some(IntegerPicture::read(picture)?.format(number.floor())?))
}

/// `$parseInteger(text, picture)`: what is no number of that kind gives no number.
pub fn parse_integer(operand: impl Operand, picture: impl Operand) -> Result<Option<f64>, Error> {
    let text = string(&operand, "parseInteger", 1)?;
    let picture = string(&picture, "parseInteger", 2)?;
    let (Some(text), Some(picture)) = (text, picture) else {
        return Ok(None);
    };
    Ok(Some(IntegerPicture::read(picture)?.parse(text)?))
}

impl IntegerPicture {
    pub(super) fn read(picture: &str) -> Result<IntegerPicture, Error> {
        let (format, modifier) = picture.rsplit_once(';').unwrap_or((picture, ""));
        let (case, primary) = match format {
            "A" => (Case::Upper, Primary::Letters),
            "a" => (Case::Lower, Primary::Letters),
            "I" => (Case::Upper, Primary::Roman),
            "i" => (Case::Lower, Primary::Roman),
            "W" => (Case::Upper, Primary::Words),
            "Ww" => (Case::Title, Primary::Words),
            "w" => (Case::Lower, Primary::Words),
            _ => match DigitPattern::read(format)? {
                Some(pattern) => (Case::Lower, Primary::Decimal(pattern)),
                None => (Case::Lower, Primary::Sequence(format.to_owned())),
            },
        };
        Ok(IntegerPicture {
            primary,
            case,
            ordinal: modifier.starts_with('o'),
        })
    }

    /// The pattern, if it is one of decimal digits.
    pub(super) fn digits(&self) -> Option<&DigitPattern> {
        match &self.primary {
            Primary::Decimal(pattern) => Some(pattern),
            _ => None,
        }
    }

    pub(super) fn digits_mut(&mut self) -> Option<&mut DigitPattern> {
        match &mut self.primary {
            Primary::Decimal(pattern) => Some(pattern),
            _ => None,
        }
    }

    pub(super) fn is_ordinal(&self) -> bool {
        self.ordinal
    }

    /// An integer, or what is not a number, in this format.
    pub(super) fn format(&self, integer: f64) -> Result<String, Error> {
        let number = integer.abs();
        let upper = self.case == Case::Upper;
        let mut text = match &self.primary {
            Primary::Letters => numerals::to_letters(number, if upper { b'A' } else { b'a' }),
            Primary::Roman => numerals::to_roman(number)?,
            Primary::Words => numerals::to_words(number, self.ordinal)?,
            Primary::Decimal(pattern) => pattern.format(number, self.ordinal)?,
            Primary::Sequence(token) => return Err(unknown_sequence(token)),
        };
        match (&self.primary, self.case) {
            (Primary::Roman | Primary::Words, Case::Upper) => text.make_ascii_uppercase(),
            (Primary::Words, Case::Lower) => text.make_ascii_lowercase(),
            _ => {}
        }
        if integer < 0.0 {
            text.insert(0, '-');
        }
        Ok(text)
    }

    /// The integer of a text in this format; the reference does not look whether it is one.
    pub(super) fn parse(&self, text: &str) -> Result<f64, Error> {
        let upper = self.case == Case::Upper;
        Ok(match &self.primary {
            Primary::Letters => numerals::from_letters(text, if upper { b'A' } else { b'a' }),
            Primary::Roman if upper => numerals::from_roman(text),
            Primary::Roman => numerals::from_roman(&text.to_uppercase()),
            Primary::Words => numerals::from_words(&text.to_lowercase()),
            Primary::Decimal(pattern) => pattern.parse(text, self.ordinal),
            Primary::Sequence(token) => return Err(unknown_sequence(token)),
        })
    }
}

fn unknown_sequence(token: &str) -> Error {
    let token = text::quoted(token);
    let message = format!(
        "Formatting or parsing an integer as a sequence starting with {token} is not supported by this implementation"
    );
    Error::new("D3130", message)
}

impl DigitPattern {
    /// `None` if there is no digit in it.
    fn read(format: &str) -> Result<Option<DigitPattern>, Error> {
        let mut zero = None;
        let (mut mandatory, mut optional) = (0_u32, 0_u32);
        let mut separators = Vec::new();
        for char in format.chars().rev() {
            let code = u32::from(char);
            let group = ZEROS
                .into_iter()
                .find(|zero| (*zero..*zero + 10).contains(&code));
            match (group, char) {
                (Some(group), _) => {
                    mandatory += 1;
                    if *zero.get_or_insert(group) != group {
                        let message = "In a decimal digit pattern, all digits must be from the same decimal group";
                        return Err(Error::new("D3131", message));
                    }
                }
                (None, '#') => optional += 1,
                (None, _) => separators.push(((mandatory + optional) as usize, char)),
            }
        }
        let Some(zero) = zero else {
            return Ok(None);
        };
        let same = separators.windows(2).all(|pair| pair[0].1 == pair[1].1);
        let places: Vec<usize> = separators.iter().map(|(place, _)| *place).collect();
        let separators = match (interval(&places), separators.first()) {
            (Some(interval), Some((_, char))) if same => Separators::Regular(interval, *char),
            _ => Separators::Irregular(separators),
        };
        Ok(Some(DigitPattern {
            zero,
            mandatory: f64::from(mandatory),
            optional: f64::from(optional),
            separators,
        }))
    }

    fn format(&self, number: f64, ordinal: bool) -> Result<String, Error> {
        let mut text: Vec<char> = text::number_text(number).chars().collect();
        let missing = self.mandatory - text.len() as f64;
        if missing > LONGEST {
            return Err(Error::out_of_range());
        }
        text.splice(0..0, std::iter::repeat_n('0', missing.max(0.0) as usize));
        if self.zero != u32::from('0') {
            for char in &mut text {
                let code = (u32::from(*char) + self.zero).wrapping_sub(u32::from('0'));
                *char = char::from_u32(code).unwrap_or(char::REPLACEMENT_CHARACTER);
            }
        }
        match &self.separators {
            Separators::Regular(interval, char) => separate(&mut text, *interval, *char),
            Separators::Irregular(places) => {
                for (place, char) in places.iter().rev() {
                    insert_from_right(&mut text, *place, *char);
                }
            }
        }
        if ordinal {
            text.extend(suffix(&text).chars());
        }
        Ok(text.into_iter().collect())
    }

    fn parse(&self, text: &str, ordinal: bool) -> f64 {
        let length = text.chars().count();
        let kept = length - if ordinal { length.min(2) } else { 0 };
        let digits = text.chars().take(kept);
        let digits = digits.filter(|char| match &self.separators {
            // Whatever the picture's separator is.
            Separators::Regular(..) => *char != ',',
            Separators::Irregular(places) => places.iter().all(|(_, other)| other != char),
        });
        let digits = digits.map(|char| {
            let code = (u32::from(char) + u32::from('0')).checked_sub(self.zero);
            code.and_then(char::from_u32).unwrap_or('?')
        });
        parse_int(&digits.collect::<String>())
    }
}

/// How many digits are put before a number at most.
const LONGEST: f64 = 1e7;

/// Puts a separator after every so many digits, from the right.
fn separate(text: &mut Vec<char>, interval: usize, separator: char) {
    let mut separated = Vec::with_capacity(text.len() * 2);
    for (at, char) in text.iter().enumerate() {
        if at > 0 && (text.len() - at).is_multiple_of(interval) {
            separated.push(separator);
        }
        separated.push(*char);
    }
    *text = separated;
}

/// Puts a separator so many digits from the right. If there are fewer, only as many as are missing come behind it: what
/// the reference does.
fn insert_from_right(text: &mut Vec<char>, place: usize, separator: char) {
    match text.len().checked_sub(place) {
        Some(at) => text.insert(at, separator),
        None => {
            let missing = place - text.len();
            let kept = text.split_off(text.len().saturating_sub(missing));
            *text = std::iter::once(separator).chain(kept).collect();
        }
    }
}

/// What makes digits an ordinal number.
fn suffix(digits: &[char]) -> &'static str {
    match digits {
        [.., '1', _] => "th",
        [.., '1'] => "st",
        [.., '2'] => "nd",
        [.., '3'] => "rd",
        _ => "th",
    }
}

/// The distance between places, if they are its multiples without a gap.
pub(super) fn interval(places: &[usize]) -> Option<usize> {
    let divisor = places.iter().copied().reduce(greatest_common_divisor)?;
    let known: HashSet<usize> = places.iter().copied().collect();
    let regular = (1..=places.len()).all(|index| known.contains(&(index * divisor)));
    (regular && divisor > 0).then_some(divisor)
}

fn greatest_common_divisor(mut a: usize, mut b: usize) -> usize {
    while b > 0 {
        (a, b) = (b, a % b);
    }
    a
}

/// What JavaScript's `parseInt` reads at the start of a text.
pub(super) fn parse_int(text: &str) -> f64 {
    let text = text.trim_start_matches(numerals::is_blank);
    let unsigned = text.strip_prefix(['-', '+']).unwrap_or(text);
    let hexadecimal = unsigned.strip_prefix("0x").or(unsigned.strip_prefix("0X"));
    let (digits, radix) = match hexadecimal {
        Some(digits) => (digits, 16),
        None => (unsigned, 10),
    };
    let end = digits
        .find(|c: char| !c.is_digit(radix))
        .unwrap_or(digits.len());
    let digits = &digits[..end];
    let number = match radix {
        10 => digits.parse().unwrap_or(f64::NAN),
        _ if digits.is_empty() => f64::NAN,
        _ => digits.chars().fold(0.0, |number, digit| {
            number * 16.0 + f64::from(digit.to_digit(16).unwrap_or(0))
        }),
    };
    if text.starts_with('-') {
        -number
    } else {
        number
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn format(number: f64, picture: &str) -> String {
        format_integer(number, picture).unwrap().unwrap()
    }

    fn parse(text: &str, picture: &str) -> f64 {
        parse_integer(text, picture).unwrap().unwrap()
    }

    #[test]
    fn digits_and_separators() {
        assert_eq!(format(1234567.9, "#,##0"), "1,234,567");
        assert_eq!(format(5.0, "000"), "005");
        assert_eq!(format(-1234.0, "00,00"), "-12,34");
        assert_eq!(format(12.0, "#,##0,000;o"), "0,012th");
        assert_eq!(format(1234567.0, "##-##,##0"), "12-34,567");
        assert_eq!(format(123.0, "٠"), "١٢٣");
        assert_eq!(format(1e21, "0"), "1e+21");
        assert_eq!(format(12.0, "#,##-#0"), ",-12");
        assert_eq!(format_integer(1.0, "0٠").unwrap_err().code, "D3131");
    }

    #[test]
    fn ordinals() {
        for (number, expected) in [
            (1.0, "1st"),
            (2.0, "2nd"),
            (3.0, "3rd"),
            (4.0, "4th"),
            (11.0, "11th"),
            (21.0, "21st"),
            (113.0, "113th"),
        ] {
            assert_eq!(format(number, "1;o"), expected);
            assert_eq!(parse(expected, "1;o"), number);
        }
        assert_eq!(format(21.0, "Ww;o"), "Twenty-First");
    }

    #[test]
    fn letters_roman_numerals_and_words() {
        assert_eq!(format(28.0, "A"), "AB");
        assert_eq!(format(-4.0, "I"), "-IV");
        assert_eq!(format(1984.0, "i"), "mcmlxxxiv");
        assert_eq!(format(42.0, "W"), "FORTY-TWO");
        assert_eq!(format(42.0, "w"), "forty-two");
        assert_eq!(parse("ab", "a"), 28.0);
        assert_eq!(parse("mcmlxxxiv", "i"), 1984.0);
        assert_eq!(parse("Forty-Two", "w"), 42.0);
    }

    #[test]
    fn what_cannot_be() {
        let error = format_integer(5.0, "#").unwrap_err();
        let message = "Formatting or parsing an integer as a sequence starting with \"#\" is not supported by this implementation";
        assert_eq!((error.code, &*error.message), ("D3130", message));
        assert_eq!(parse_integer("1", "α").unwrap_err().code, "D3130");
        assert_eq!(format_integer("1", "0").unwrap_err().code, "T0410");
        assert_eq!(format_integer(None::<f64>, "0").unwrap(), None);
        assert!(parse("foo", "w").is_nan() && parse("x", "0").is_nan());
    }

    #[test]
    fn numbers_are_read_as_javascript_reads_them() {
        assert_eq!(parse("12,345", "#,##0"), 12345.0);
        assert_eq!(parse("0x1F", "0"), 31.0);
        assert_eq!(parse(" -12ab", "0"), -12.0);
        assert_eq!(parse("١٢", "٠"), 12.0);
        assert_eq!(parse("1-2,3", "#-0,0"), 123.0);
    }
}
