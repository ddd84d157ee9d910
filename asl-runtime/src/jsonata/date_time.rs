//! `$fromMillis` and `$toMillis`: milliseconds since 1970 and the calendar, as JavaScript's `Date` relates them.
//!
//! It reaches from the year -271821 to 275760, farther than libraries of dates do, and what is beyond is not a number
//! but no error.

use super::arguments::{number, string};
use super::date_parse;
use super::date_picture::{self, Zone};
use super::error::Error;
use super::operand::Operand;
use super::states::Evaluation;
use super::text;

const DAY: f64 = 86_400_000.0;

/// A point in time that may be none.
#[derive(Clone, Copy, Debug)]
pub(super) struct Moment(f64);

/// A moment in the calendar; each field is not a number where the moment is none.
#[derive(Clone, Copy, Debug)]
pub(super) struct Fields {
    pub(super) year: f64,
    /// January is 0.
    pub(super) month: f64,
    pub(super) day: f64,
    /// Monday is 1, Sunday is 7.
    pub(super) weekday: f64,
    pub(super) hour: f64,
    pub(super) minute: f64,
    pub(super) second: f64,
    pub(super) millisecond: f64,
}

impl Moment {
    pub(super) fn new(milliseconds: f64) -> Moment {
        const FARTHEST: f64 = 8.64e15;
        let known = milliseconds.abs() <= FARTHEST;
        Moment(if known {
            milliseconds.trunc() + 0.0
        } else {
            f64::NAN
        })
    }

    /// The moment of a date and time; fields beyond their range count on. Two digits are a year of the 20th century.
    pub(super) fn of(year: f64, month: f64, day: f64, time: [f64; 4]) -> Moment {
        let year = year.trunc();
        let year = if (0.0..100.0).contains(&year) {
            year + 1900.0
        } else {
            year
        };
        Moment::of_full_year(year, month, day, time)
    }

    /// The same where a year of two digits is that one.
    pub(super) fn of_full_year(year: f64, month: f64, day: f64, time: [f64; 4]) -> Moment {
        let [hour, minute, second, millisecond] = time.map(f64::trunc);
        let month = month.trunc();
        let years = year.trunc() + (month / 12.0).floor();
        // No day makes up for so many years.
        if years.is_nan() || years.abs() > 1e6 {
            return Moment(f64::NAN);
        }
        let month = month.rem_euclid(12.0);
        let days = days_before(years as i64, month as i64) as f64 + day.trunc() - 1.0;
        let minutes = hour * 60.0 + minute;
        Moment::new(days * DAY + minutes * 60_000.0 + second * 1000.0 + millisecond)
    }

    pub(super) fn milliseconds(self) -> f64 {
        self.0
    }

    pub(super) fn fields(self) -> Fields {
        let days = (self.0 / DAY).floor();
        let time = self.0 - days * DAY;
        let (year, month, day) = if days.is_nan() {
            (f64::NAN, f64::NAN, f64::NAN)
        } else {
            date_of(days as i64)
        };
        Fields {
            year,
            month,
            day,
            weekday: (days + 3.0).rem_euclid(7.0) + 1.0,
            hour: (time / 3_600_000.0).floor(),
            minute: (time / 60_000.0).floor() % 60.0,
            second: (time / 1000.0).floor() % 60.0,
            millisecond: time % 1000.0,
        }
    }
}

/// Years of 365 or 366 days come back every 400.
const DAYS_IN_400_YEARS: i64 = 146_097;

/// How many days before 1970-01-01 or behind it a month begins, which counts from 0.
fn days_before(year: i64, month: i64) -> i64 {
    // A year that begins in March has its leap day at its end.
    let (year, month) = if month < 2 {
        (year - 1, month + 10)
    } else {
        (year, month - 2)
    };
    let (cycle, year) = (year.div_euclid(400), year.rem_euclid(400));
    let days = year * 365 + year / 4 - year / 100 + (month * 153 + 2) / 5;
    cycle * DAYS_IN_400_YEARS + days - 719_468
}

fn date_of(days: i64) -> (f64, f64, f64) {
    let days = days + 719_468;
    let (cycle, day) = (
        days.div_euclid(DAYS_IN_400_YEARS),
        days.rem_euclid(DAYS_IN_400_YEARS),
    );
    let year = (day - day / 1460 + day / 36_524 - day / 146_096) / 365;
    let day = day - (year * 365 + year / 4 - year / 100);
    let month = (day * 5 + 2) / 153;
    let day = day - (month * 153 + 2) / 5 + 1;
    let (later, month) = if month < 10 {
        (0, month + 2)
    } else {
        (1, month - 10)
    };
    (
        (cycle * 400 + year + later) as f64,
        month as f64,
        day as f64,
    )
}

/// `$fromMillis(milliseconds, picture, timezone)`
pub fn from_millis(
    operand: impl Operand,
    picture: impl Operand,
    timezone: impl Operand,
) -> Result<Option<String>, Error> {
    let milliseconds = number(&operand, "fromMillis", 1)?;
    let picture = string(&picture, "fromMillis", 2)?;
    let timezone = string(&timezone, "fromMillis", 3)?;
    match milliseconds {
        Some(milliseconds) => formatted(milliseconds, picture, timezone).map(Some),
        None => Ok(None),
    }
}

/// `$now(picture, timezone)`
pub fn now_with(
    picture: impl Operand,
    timezone: impl Operand,
    cx: &mut Evaluation<'_>,
) -> Result<String, Error> {
    let picture = string(&picture, "now", 1)?;
    let timezone = string(&timezone, "now", 2)?;
    formatted(cx.now.as_millisecond() as f64, picture, timezone)
}

fn formatted(
    milliseconds: f64,
    picture: Option<&str>,
    timezone: Option<&str>,
) -> Result<String, Error> {
    let zone = Zone::read(timezone);
    let picture = picture.unwrap_or("[Y0001]-[M01]-[D01]T[H01]:[m01]:[s01].[f001][Z01:01t]");
    date_picture::format(
        Moment::new(milliseconds + zone.milliseconds()),
        picture,
        &zone,
    )
}

/// `$toMillis(timestamp)`
pub fn to_millis(operand: impl Operand, cx: &mut Evaluation<'_>) -> Result<Option<f64>, Error> {
    to_millis_with(operand, None::<&str>, cx)
}

/// `$toMillis(timestamp, picture)`
pub fn to_millis_with(
    operand: impl Operand,
    picture: impl Operand,
    cx: &mut Evaluation<'_>,
) -> Result<Option<f64>, Error> {
    let timestamp = string(&operand, "toMillis", 1)?;
    let picture = string(&picture, "toMillis", 2)?;
    match (timestamp, picture) {
        (None, _) => Ok(None),
        (Some(timestamp), Some(picture)) => {
            let now = Moment::new(cx.now.as_millisecond() as f64);
            date_parse::parse(timestamp, picture, now)
        }
        (Some(timestamp), None) => match iso_8601(timestamp) {
            Some(moment) => Ok(Some(moment.milliseconds())),
            None => {
                let timestamp = text::quoted(timestamp);
                let message = format!(
                    "The argument of the toMillis function must be an ISO 8601 formatted timestamp. Given {timestamp}"
                );
                Err(Error::new("D3110", message))
            }
        },
    }
}

/// The moment of a time stamp in the form that the reference takes: what has the form and is no date, such as
/// `2024-13-01`, is a moment that is not a number.
fn iso_8601(text: &str) -> Option<Moment> {
    let mut rest = text.as_bytes();
    let year = digits(&mut rest, 4)?;
    // The form has as many of each part as there may be.
    let dates = repeated(&mut rest, |rest| {
        take(rest, b"-")?;
        digits(rest, 2).filter(|number| *number < 40)
    });
    let times = repeated(&mut rest, |rest| {
        take(rest, b"T")?;
        let hour = digits(rest, 2).filter(|hour| *hour < 30)?;
        take(rest, b":")?;
        let minute = digits(rest, 2).filter(|minute| *minute < 60)?;
        take(rest, b":")?;
        let second = digits(rest, 2).filter(|second| *second < 60)?;
        Some([hour, minute, second])
    });
    let mut fraction = None;
    if let [b'.', behind @ ..] = rest {
        let length = behind
            .iter()
            .take_while(|byte| byte.is_ascii_digit())
            .count();
        if length == 0 {
            return None;
        }
        let places = behind[..length].iter().chain(b"00").take(3);
        fraction = Some(places.fold(0, |number, digit| number * 10 + u32::from(digit - b'0')));
        rest = &behind[length..];
    }
    // The last of the dates may be the start of a zone, which cannot be without a time.
    let start = text.len() - rest.len();
    let zone = match zone(rest) {
        Some(zone) => zone,
        None if times.is_empty() && !dates.is_empty() => {
            return zone(&text.as_bytes()[start - 3..]).map(|_| Moment(f64::NAN));
        }
        None => return None,
    };
    let (month, day) = match dates[..] {
        [] => (1, 1),
        [month] => (month, 1),
        [month, day] => (month, day),
        _ => (0, 0),
    };
    let time = times.first().copied();
    let [hour, minute, second] = time.unwrap_or_default();
    let behind_midnight = hour == 24 && (minute, second, fraction.unwrap_or(0)) != (0, 0, 0);
    let needs_time = fraction.is_some() || zone.is_some();
    let valid = (1..=12).contains(&month)
        && (1..=31).contains(&day)
        && dates.len() <= 2
        && times.len() <= 1
        && hour <= 24
        && !behind_midnight
        && (time.is_some() || !needs_time)
        && zone.is_none_or(|(hours, _)| hours < 24);
    if !valid {
        return Some(Moment(f64::NAN));
    }
    let time = [hour, minute, second, fraction.unwrap_or(0)].map(f64::from);
    let local = Moment::of_full_year(
        f64::from(year),
        f64::from(month) - 1.0,
        f64::from(day),
        time,
    );
    let minutes = zone.map_or(0.0, |(_, minutes)| minutes);
    Some(Moment::new(local.milliseconds() - minutes * 60_000.0))
}

/// The rest of a time stamp: the hours and all the minutes of a distance from UTC, if there is one.
fn zone(text: &[u8]) -> Option<Option<(u32, f64)>> {
    let (sign, mut rest) = match text {
        [] | b"Z" => return Some(None),
        [b'+', behind @ ..] => (1.0, behind),
        [b'-', behind @ ..] => (-1.0, behind),
        _ => return None,
    };
    let hours = digits(&mut rest, 2).filter(|hours| *hours < 30)?;
    // It may be left out.
    let _ = take(&mut rest, b":");
    let minutes = digits(&mut rest, 2).filter(|minutes| *minutes < 60)?;
    rest.is_empty()
        .then_some(Some((hours, sign * f64::from(hours * 60 + minutes))))
}

fn take(rest: &mut &[u8], prefix: &[u8]) -> Option<()> {
    *rest = rest.strip_prefix(prefix)?;
    Some(())
}

/// A number of so many digits.
fn digits(rest: &mut &[u8], count: usize) -> Option<u32> {
    let (digits, behind) = rest.split_at_checked(count)?;
    let number = digits.iter().try_fold(0, |number, digit| {
        digit
            .is_ascii_digit()
            .then(|| number * 10 + u32::from(digit - b'0'))
    })?;
    *rest = behind;
    Some(number)
}

/// What can be read again and again; what cannot be read any more is left.
fn repeated<T>(rest: &mut &[u8], read: impl Fn(&mut &[u8]) -> Option<T>) -> Vec<T> {
    let mut all = Vec::new();
    loop {
        let mut ahead = *rest;
        match read(&mut ahead) {
            Some(one) => all.push(one),
            None => return all,
        }
        *rest = ahead;
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::random::Random;

    fn from(milliseconds: f64, picture: Option<&str>, timezone: Option<&str>) -> String {
        from_millis(milliseconds, picture, timezone)
            .unwrap()
            .unwrap()
    }

    fn to(timestamp: &str) -> Result<Option<f64>, Error> {
        let mut random = Random::new(1);
        to_millis(
            timestamp,
            &mut Evaluation::new("2024-05-06T07:08:09.123Z".parse().unwrap(), &mut random),
        )
    }

    #[test]
    fn time_stamps_without_a_picture() {
        assert_eq!(from(0.0, None, None), "1970-01-01T00:00:00.000Z");
        assert_eq!(from(-1.0, None, None), "1969-12-31T23:59:59.999Z");
        assert_eq!(
            from(951_782_400_000.0, None, None),
            "2000-02-29T00:00:00.000Z"
        );
        assert_eq!(
            from(1e12, None, Some("+0530")),
            "2001-09-09T07:16:40.000+05:30"
        );
        // As the reference reads it: half an hour too much.
        assert_eq!(
            from(0.0, None, Some("-0530")),
            "1969-12-31T17:30:00.000-06:30"
        );
        assert_eq!(from(8.64e15, None, None), "5760-09-13T00:00:00.000Z");
        assert_eq!(from(1e20, None, None), "0NaN-NaN-NaNTNaN:NaN:NaN.NaNZ");
        assert_eq!(
            from_millis(None::<f64>, 1.0, None::<f64>).unwrap_err().code,
            "T0410"
        );
    }

    #[test]
    fn iso_8601_is_read() {
        for (timestamp, expected) in [
            ("1970-01-01T00:00:00.000Z", 0.0),
            ("2020", 1_577_836_800_000.0),
            ("2020-01", 1_577_836_800_000.0),
            ("2020-02-30", 1_583_020_800_000.0),
            ("2020-01-01T24:00:00Z", 1_577_923_200_000.0),
            ("2020-01-01T10:00:00+0100", 1_577_869_200_000.0),
            ("2020-01-01T10:00:00.1239999Z", 1_577_872_800_123.0),
            ("2020-01-01T10:00:00.5", 1_577_872_800_500.0),
            ("0001-01-01", -62_135_596_800_000.0),
        ] {
            assert_eq!(to(timestamp).unwrap(), Some(expected), "{timestamp}");
        }
        for none in [
            "2020-13-01",
            "2020-01-32",
            "2020-01-01T24:00:01Z",
            "2020-01-01T10:00:00+24:00",
            "2020-01-02-03",
            "2020+0100",
            "2020-01-0130",
            "2020-01-01T10:00:00T11:00:00",
        ] {
            assert!(to(none).unwrap().unwrap().is_nan(), "{none}");
        }
        for wrong in [
            "",
            "foo",
            "2020-1-1",
            "20200101",
            "2020-01-01T10:00",
            "2020-01-01T10:00:60Z",
        ] {
            assert_eq!(to(wrong).unwrap_err().code, "D3110", "{wrong}");
        }
        let message = "The argument of the toMillis function must be an ISO 8601 formatted timestamp. Given \"foo\"";
        assert_eq!(to("foo").unwrap_err().message, message);
    }

    #[test]
    fn the_calendar_goes_both_ways() {
        for days in (-100_000_000..100_000_000).step_by(9973) {
            let moment = Moment::new(f64::from(days) * DAY);
            let Fields {
                year, month, day, ..
            } = moment.fields();
            let back = Moment::of_full_year(year, month, day, [0.0; 4]);
            assert_eq!(back.milliseconds(), moment.milliseconds());
        }
        assert_eq!(Moment::of(70.0, 0.0, 1.0, [0.0; 4]).milliseconds(), 0.0);
        assert_eq!(Moment::of(1969.0, 12.0, 1.0, [0.0; 4]).milliseconds(), 0.0);
        assert!(
            Moment::of(f64::NAN, 0.0, 1.0, [0.0; 4])
                .milliseconds()
                .is_nan()
        );
    }
}
