//! Pictures of `$formatNumber`: what they say, and what is wrong with them.

use super::error::Error;
use crate::value::Map;

/// The characters that have a meaning in pictures, and those that numbers are written with.
pub(super) struct Symbols {
    pub(super) decimal_separator: Vec<char>,
    pub(super) grouping_separator: Vec<char>,
    pub(super) exponent_separator: Vec<char>,
    pub(super) pattern_separator: Vec<char>,
    pub(super) minus_sign: Vec<char>,
    pub(super) percent: Vec<char>,
    pub(super) per_mille: Vec<char>,
    pub(super) digit: Vec<char>,
    pub(super) zero_digit: Vec<char>,
    /// The digits from zero to nine.
    pub(super) digits: Vec<char>,
}

/// The places of one part of a picture, as in the reference.
pub(super) struct Parts<'p> {
    pub(super) picture: &'p [char],
    pub(super) prefix: &'p [char],
    pub(super) suffix: &'p [char],
    pub(super) active: &'p [char],
    pub(super) mantissa: &'p [char],
    pub(super) exponent: Option<&'p [char]>,
    pub(super) integer: &'p [char],
    pub(super) fraction: &'p [char],
}

/// What a part of a picture says.
pub(super) struct Format<'p> {
    pub(super) parts: Parts<'p>,
    pub(super) integer_separators: Vec<usize>,
    pub(super) fraction_separators: Vec<usize>,
    /// The least number of digits of the integer.
    pub(super) integer: usize,
    /// By how many digits the mantissa of a number with an exponent is scaled.
    pub(super) scale: usize,
    pub(super) least_fraction: usize,
    pub(super) most_fraction: usize,
    pub(super) exponent: usize,
}
impl Symbols {
    pub(super) fn new(options: &Map) -> Symbols {
        let symbol = |name: &str, default: &str| {
            let symbol = options.get(name).and_then(|symbol| symbol.as_str());
            symbol.unwrap_or(default).chars().collect::<Vec<char>>()
        };
        let zero_digit = symbol("zero-digit", "0");
        let zero = zero_digit.first().map_or(0, |zero| u32::from(*zero));
        Symbols {
            decimal_separator: symbol("decimal-separator", "."),
            grouping_separator: symbol("grouping-separator", ","),
            exponent_separator: symbol("exponent-separator", "e"),
            pattern_separator: symbol("pattern-separator", ";"),
            minus_sign: symbol("minus-sign", "-"),
            percent: symbol("percent", "%"),
            per_mille: symbol("per-mille", "\u{2030}"),
            digit: symbol("digit", "#"),
            digits: (zero..zero + 10).filter_map(char::from_u32).collect(),
            zero_digit,
        }
    }
    pub(super) fn is_digit(&self, char: char) -> bool {
        self.digits.contains(&char)
    }

    pub(super) fn is_optional(&self, char: char) -> bool {
        self.digit == [char]
    }

    pub(super) fn is_active(&self, char: char) -> bool {
        let others = [
            &self.decimal_separator,
            &self.exponent_separator,
            &self.grouping_separator,
            &self.digit,
            &self.pattern_separator,
        ];
        self.is_digit(char) || others.into_iter().any(|other| *other == [char])
    }

    pub(super) fn parts<'p>(&self, picture: &'p [char]) -> Result<Parts<'p>, Error> {
        let counts = |char: &char| self.is_active(*char) && self.exponent_separator != [*char];
        // The reference stumbles over a picture without any digit; later versions say this.
        let Some(start) = picture.iter().position(counts) else {
            return Err(wrong(if picture.is_empty() { "D3085" } else { "D3086" }));
        };
        let end = picture
            .iter()
            .rposition(counts)
            .map_or(picture.len(), |last| last + 1);
        let (prefix, active, suffix) = (&picture[..start], &picture[start..end], &picture[end..]);
        // The reference counts from the start of the picture where it should from that of the active part.
        let exponent = find(picture, &self.exponent_separator, start).filter(|at| *at <= end);
        let (mantissa, exponent) = match exponent {
            Some(at) => (
                &active[..at.min(active.len())],
                Some(active.get(at + 1..).unwrap_or_default()),
            ),
            None => (active, None),
        };
        let (integer, fraction) = match find(mantissa, &self.decimal_separator, 0) {
            Some(at) => (&mantissa[..at], mantissa.get(at + 1..).unwrap_or_default()),
            None => (mantissa, suffix),
        };
        Ok(Parts {
            picture,
            prefix,
            suffix,
            active,
            mantissa,
            exponent,
            integer,
            fraction,
        })
    }

    /// What F&O 4.7.3 forbids; of several mistakes the reference reports the last.
    pub(super) fn check(&self, parts: &Parts<'_>) -> Result<(), Error> {
        let picture = parts.picture;
        let has = |symbol: &[char]| find(picture, symbol, 0).is_some();
        let repeats = |symbol: &[char]| find(picture, symbol, 0) != rfind(picture, symbol);
        let is_scaled = has(&self.percent) || has(&self.per_mille);
        let counts = |char: &char| self.is_digit(*char) || self.is_optional(*char);
        let [group] = self.grouping_separator[..] else {
            return self.check_parts(parts, is_scaled);
        };
        let around_point = find(picture, &self.decimal_separator, 0).map(|at| {
            let before = at.checked_sub(1).map(|before| picture[before]);
            before == Some(group) || picture.get(at + 1) == Some(&group)
        });
        let mistakes = [
            ("D3081", repeats(&self.decimal_separator)),
            ("D3082", repeats(&self.percent)),
            ("D3083", repeats(&self.per_mille)),
            ("D3084", has(&self.percent) && has(&self.per_mille)),
            ("D3085", !parts.mantissa.iter().any(counts)),
            (
                "D3086",
                !parts.active.iter().all(|char| self.is_active(*char)),
            ),
            ("D3087", around_point == Some(true)),
            (
                "D3088",
                around_point.is_none() && parts.integer.last() == Some(&group),
            ),
            ("D3089", has(&[group, group])),
        ];
        let last = mistakes.iter().rfind(|(_, made)| *made);
        self.check_parts(parts, is_scaled)?;
        last.map_or(Ok(()), |(code, _)| Err(wrong(code)))
    }

    /// The rules that come last.
    pub(super) fn check_parts(&self, parts: &Parts<'_>, is_scaled: bool) -> Result<(), Error> {
        let digit = |char: &char| self.is_digit(*char);
        let optional = |char: &char| self.is_optional(*char);
        let before = parts.integer.iter().position(optional);
        let behind = parts.fraction.iter().rposition(optional);
        let exponent_is_wrong =
            |exponent: &[char]| exponent.is_empty() || !exponent.iter().all(digit);
        let mistakes = [
            (
                "D3090",
                before.is_some_and(|at| parts.integer[..at].iter().any(digit)),
            ),
            (
                "D3091",
                behind.is_some_and(|at| parts.fraction[at..].iter().any(digit)),
            ),
            (
                "D3092",
                is_scaled && parts.exponent.is_some_and(|exponent| !exponent.is_empty()),
            ),
            ("D3093", parts.exponent.is_some_and(exponent_is_wrong)),
        ];
        let last = mistakes.iter().rfind(|(_, made)| *made);
        last.map_or(Ok(()), |(code, _)| Err(wrong(code)))
    }

    pub(super) fn analyse<'p>(&self, parts: Parts<'p>) -> Format<'p> {
        let count = |part: &[char]| part.iter().filter(|char| self.is_digit(**char)).count();
        let all = |part: &[char]| {
            let counted = part
                .iter()
                .filter(|c| self.is_digit(**c) || self.is_optional(**c));
            counted.count()
        };
        let mut integer = count(parts.integer);
        let scale = integer;
        let mut least_fraction = count(parts.fraction);
        let mut most_fraction = all(parts.fraction);
        if integer == 0 && most_fraction == 0 {
            if parts.exponent.is_some() {
                (least_fraction, most_fraction) = (1, 1);
            } else {
                integer = 1;
            }
        }
        let optional = find(parts.integer, &self.digit, 0).is_some();
        if parts.exponent.is_some() && integer == 0 && optional {
            integer = 1;
        }
        if integer == 0 && least_fraction == 0 {
            least_fraction = 1;
        }
        Format {
            integer_separators: self.separators(parts.integer, parts.integer, false),
            fraction_separators: self.separators(parts.fraction, parts.integer, true),
            exponent: parts.exponent.map_or(0, count),
            parts,
            integer,
            scale,
            least_fraction,
            most_fraction,
        }
    }

    /// How many digits there are to one side of each separator of a part. The reference looks for all but the first in
    /// the integer part.
    pub(super) fn separators(&self, part: &[char], integer: &[char], to_left: bool) -> Vec<usize> {
        let mut before = vec![0];
        for char in part {
            let counted = self.is_digit(*char) || self.is_optional(*char);
            before.push(before.last().unwrap_or(&0) + usize::from(counted));
        }
        let total = before.last().copied().unwrap_or(0);
        let mut places = Vec::new();
        let mut next = find(part, &self.grouping_separator, 0);
        while let Some(at) = next {
            let digits = before.get(at).copied().unwrap_or(total);
            places.push(if to_left { digits } else { total - digits });
            next = find(integer, &self.grouping_separator, at + 1).filter(|next| *next > at);
        }
        places
    }
}

/// Where one text is in another, at or behind a place.
pub(super) fn find(text: &[char], part: &[char], from: usize) -> Option<usize> {
    let rest = text.get(from..)?;
    match part {
        [] => Some(from),
        _ => rest
            .windows(part.len())
            .position(|window| window == part)
            .map(|at| from + at),
    }
}

pub(super) fn rfind(text: &[char], part: &[char]) -> Option<usize> {
    match part {
        [] => Some(0),
        _ => text.windows(part.len()).rposition(|window| window == part),
    }
}

pub(super) fn split<'t>(text: &'t [char], separator: &[char]) -> Vec<&'t [char]> {
    let mut parts = Vec::new();
    let mut rest = text;
    while let Some(at) = find(rest, separator, 0).filter(|_| !separator.is_empty()) {
        parts.push(&rest[..at]);
        rest = &rest[at + separator.len()..];
    }
    parts.push(rest);
    parts
}

/// A mistake in a picture.
pub(super) fn wrong(code: &'static str) -> Error {
    let message = match code {
        "D3080" => "The picture string must only contain a maximum of two sub-pictures",
        "D3081" => {
            "The sub-picture must not contain more than one instance of the 'decimal-separator' character"
        }
        "D3082" => {
            "The sub-picture must not contain more than one instance of the 'percent' character"
        }
        "D3083" => {
            "The sub-picture must not contain more than one instance of the 'per-mille' character"
        }
        "D3084" => "The sub-picture must not contain both a 'percent' and a 'per-mille' character",
        "D3085" => {
            "The mantissa part of a sub-picture must contain at least one character that is either an 'optional digit character' or a member of the 'decimal digit family'"
        }
        "D3086" => {
            "The sub-picture must not contain a passive character that is preceded by an active character and that is followed by another active character"
        }
        "D3087" => {
            "The sub-picture must not contain a 'grouping-separator' character that appears adjacent to a 'decimal-separator' character"
        }
        "D3088" => {
            "The sub-picture must not contain a 'grouping-separator' at the end of the integer part"
        }
        "D3089" => {
            "The sub-picture must not contain two adjacent instances of the 'grouping-separator' character"
        }
        "D3090" => {
            "The integer part of the sub-picture must not contain a member of the 'decimal digit family' that is followed by an instance of the 'optional digit character'"
        }
        "D3091" => {
            "The fractional part of the sub-picture must not contain an instance of the 'optional digit character' that is followed by a member of the 'decimal digit family'"
        }
        "D3092" => {
            "A sub-picture that contains a 'percent' or 'per-mille' character must not contain a character treated as an 'exponent-separator'"
        }
        _ => {
            "The exponent part of the sub-picture must comprise only of one or more characters that are members of the 'decimal digit family'"
        }
    };
    Error::new(code, message)
}

#[cfg(test)]
mod tests {
    use crate::jsonata::format_number;

    #[test]
    fn pictures_are_checked() {
        for (picture, code) in [
            ("0;0;0", "D3080"),
            ("0.0.0", "D3081"),
            ("0%%", "D3082"),
            ("0‰‰", "D3083"),
            ("0%‰", "D3084"),
            (".", "D3085"),
            ("", "D3085"),
            ("0 0", "D3086"),
            ("0,.0", "D3087"),
            ("0,", "D3088"),
            ("0,,0", "D3089"),
            ("0#", "D3090"),
            ("0.#0", "D3091"),
            ("0e0%", "D3092"),
            ("0e", "D3093"),
            ("prefix #0.0e0", "D3093"),
        ] {
            let error = format_number(1.0, picture).unwrap_err();
            assert_eq!(error.code, code, "{picture}");
        }
        assert_eq!(
            format_number(f64::INFINITY, "0e0").unwrap_err().code,
            "D1001"
        );
    }
}
