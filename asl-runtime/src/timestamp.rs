//! Time stamps as Step Functions reads and prints them.

use jiff::civil::DateTime;
use jiff::tz::Offset;
use jiff::{SignedDuration, Timestamp};

/// Reads a date and time with an offset, `2016-03-14T01:59:00.5Z` or `2016-03-14T01:59:00+01:00`.
///
/// `T` and `Z` have to be there, in upper case; up to nine digits of a second are kept. There is no leap second and no hour 24.
pub fn parse(text: &str) -> Option<Timestamp> {
    let mut rest = Rest(text.as_bytes());
    let year = rest.number(4)?;
    let month = rest.after(b'-')?.number(2)?;
    let day = rest.after(b'-')?.number(2)?;
    let hour = rest.after(b'T')?.number(2)?;
    let minute = rest.after(b':')?.number(2)?;
    let second = rest.after(b':')?.number(2)?;
    let nanosecond = rest.fraction()?;
    let offset = rest.offset()?;
    // The fields have at most four digits, and jiff checks what remains to be checked: months, days of a month, hours.
    let small = |number: i32| i8::try_from(number).ok();
    let civil = DateTime::new(
        i16::try_from(year).ok()?,
        small(month)?,
        small(day)?,
        small(hour)?,
        small(minute)?,
        small(second)?,
        nanosecond,
    );
    offset.to_timestamp(civil.ok()?).ok()
}

/// What is left to read.
struct Rest<'a>(&'a [u8]);

impl<'a> Rest<'a> {
    fn next_if(&mut self, wanted: impl Fn(u8) -> bool) -> Option<u8> {
        let (&byte, rest) = self.0.split_first()?;
        if !wanted(byte) {
            return None;
        }
        self.0 = rest;
        Some(byte)
    }

    /// What comes after this sign, which has to be next.
    fn after(&mut self, sign: u8) -> Option<&mut Rest<'a>> {
        self.next_if(|byte| byte == sign)?;
        Some(self)
    }

    /// A number of exactly so many digits.
    fn number(&mut self, digits: usize) -> Option<i32> {
        (0..digits).try_fold(0, |number, _| {
            let digit = self.next_if(|byte| byte.is_ascii_digit())?;
            Some(number * 10 + i32::from(digit - b'0'))
        })
    }

    /// The nanoseconds of `.5`, of nothing, or `None` for a point with no digits or too many.
    fn fraction(&mut self) -> Option<i32> {
        if self.after(b'.').is_none() {
            return Some(0);
        }
        let mut nanoseconds = self.number(1)? * 100_000_000;
        let mut unit = 10_000_000;
        while let Some(digit) = self.number(1) {
            if unit == 0 {
                return None;
            }
            nanoseconds += digit * unit;
            unit /= 10;
        }
        Some(nanoseconds)
    }

    /// `Z` or `+01:00`, and nothing behind it.
    fn offset(&mut self) -> Option<Offset> {
        let sign = match self.next_if(|byte| matches!(byte, b'Z' | b'+' | b'-'))? {
            b'Z' => return self.0.is_empty().then_some(Offset::UTC),
            b'-' => -1,
            _ => 1,
        };
        let hours = self.number(2)?;
        let minutes = self.after(b':')?.number(2)?;
        // Java's limit.
        let valid = self.0.is_empty() && minutes < 60 && hours * 60 + minutes <= 18 * 60;
        valid.then(|| Offset::from_seconds(sign * (hours * 3600 + minutes * 60)).ok())?
    }
}

/// A time stamp as the Context Object shows it: `2024-05-01T12:00:00.123Z`, with milliseconds, rounded down.
pub fn print(timestamp: Timestamp) -> String {
    let milliseconds = timestamp.as_nanosecond().div_euclid(1_000_000);
    let rounded = i64::try_from(milliseconds)
        .ok()
        .and_then(|ms| Timestamp::from_millisecond(ms).ok());
    format!("{:.3}", rounded.unwrap_or(timestamp))
}

/// How long it is from one instant to the other; nothing if the other is earlier.
pub fn until(now: Timestamp, then: Timestamp) -> std::time::Duration {
    now.duration_until(then)
        .max(SignedDuration::ZERO)
        .unsigned_abs()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn offset_date_times_are_read() {
        for (text, expected) in [
            ("2016-03-14T01:59:00Z", "2016-03-14T01:59:00Z"),
            ("2016-03-14T01:59:00.000000Z", "2016-03-14T01:59:00Z"),
            ("2016-03-14T01:59:00.00Z", "2016-03-14T01:59:00Z"),
            ("2016-03-14T01:59:00.5Z", "2016-03-14T01:59:00.5Z"),
            (
                "2016-03-05T21:29:29.243167252Z",
                "2016-03-05T21:29:29.243167252Z",
            ),
            ("2016-03-14T01:59:00+01:30", "2016-03-14T00:29:00Z"),
            ("2016-02-29T23:59:59-18:00", "2016-03-01T17:59:59Z"),
            ("0000-01-01T00:00:00Z", "0000-01-01T00:00:00Z"),
            ("9999-01-01T00:00:00Z", "9999-01-01T00:00:00Z"),
        ] {
            assert_eq!(parse(text), Some(expected.parse().unwrap()), "{text}");
        }
    }

    #[test]
    fn anything_else_is_refused() {
        for text in [
            "",
            "2016-03-14",
            "2016-03-14 01:59:00Z",
            "2016-03-14T01:59:00",
            "2016-03-14t01:59:00Z",
            "2016-03-14T01:59:00z",
            "2016-13-14T01:59:00Z",
            "2016-02-30T01:59:00Z",
            "2016-03-14T24:00:00Z",
            "2016-03-14T25:59:00Z",
            "2016-03-14T01:60:00Z",
            "2016-03-14T01:59:60Z",
            "2016-03-14T01:59Z",
            "2016-03-14T01:59:00.Z",
            "2016-03-14T01:59:00.1234567890Z",
            "2016-03-14T01:59:00+01",
            "2016-03-14T01:59:00+0100",
            "2016-03-14T01:59:00+19:00",
            "2016-03-14T01:59:00+01:60",
            "2016-03-14T01:59:00Z ",
            "+2016-03-14T01:59:00Z",
            "14-03-2016T01:59:00Z",
            "２016-03-14T01:59:00Z",
        ] {
            assert_eq!(parse(text), None, "{text}");
        }
    }

    #[test]
    fn printing_rounds_down_to_milliseconds() {
        let printed = |text: &str| print(text.parse().unwrap());
        assert_eq!(printed("2024-05-01T12:00:00Z"), "2024-05-01T12:00:00.000Z");
        assert_eq!(
            printed("2024-05-01T12:00:00.123999Z"),
            "2024-05-01T12:00:00.123Z"
        );
        assert_eq!(
            printed("1969-12-31T23:59:59.9999Z"),
            "1969-12-31T23:59:59.999Z"
        );
    }

    #[test]
    fn the_past_is_no_wait() {
        let (early, late) = (
            "2024-05-01T12:00:00Z".parse().unwrap(),
            "2024-05-01T12:00:01.5Z".parse().unwrap(),
        );
        assert_eq!(until(early, late), std::time::Duration::from_millis(1500));
        assert_eq!(until(late, early), std::time::Duration::ZERO);
    }
}
