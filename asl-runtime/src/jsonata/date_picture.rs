//! Pictures of dates and times, as XPath's `fn:format-dateTime` has them, and what is formatted by them.

use super::date_time::{Fields, Moment};
use super::error::Error;
use super::integer_format::{IntegerPicture, Separators, parse_int};
use super::numerals::is_blank;
use super::text;

/// A part of a picture.
#[derive(Debug)]
pub(super) enum Part {
    Literal(String),
    Marker(Box<Marker>),
}

/// `[Y0001]`, `[FNn,3-3]`
#[derive(Debug)]
pub(super) struct Marker {
    /// `Y`
    pub(super) component: Option<char>,
    /// The second presentation modifier: `o` or `t` behind the first one.
    modifier: Option<char>,
    /// Whether a name is asked for, and how it is written.
    pub(super) names: Option<Names>,
    /// How a number is written.
    pub(super) integer: Option<IntegerPicture>,
    /// The greatest width of a name, if one is given.
    pub(super) most: Option<f64>,
    /// How many digits a year, a month or a day has, if the picture says.
    pub(super) digits: Option<f64>,
}

#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Names {
    Lower,
    Upper,
    Title,
}

pub(super) const DAYS: [&str; 7] = [
    "Monday",
    "Tuesday",
    "Wednesday",
    "Thursday",
    "Friday",
    "Saturday",
    "Sunday",
];

pub(super) const MONTHS: [&str; 12] = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
];

/// Reads a picture.
pub(super) fn read(picture: &str) -> Result<Vec<Part>, Error> {
    let mut parts = Vec::new();
    let mut rest = picture;
    let literal = |text: &str, parts: &mut Vec<Part>| {
        if !text.is_empty() {
            parts.push(Part::Literal(text.replace("]]", "]")));
        }
    };
    while let Some((before, behind)) = rest.split_once('[') {
        literal(before, &mut parts);
        if let Some(behind) = behind.strip_prefix('[') {
            parts.push(Part::Literal("[".to_owned()));
            rest = behind;
            continue;
        }
        let Some((marker, behind)) = behind.split_once(']') else {
            let message = "No matching closing bracket ']' in date/time picture string";
            return Err(Error::new("D3135", message));
        };
        parts.push(Part::Marker(Box::new(Marker::read(marker)?)));
        rest = behind;
    }
    literal(rest, &mut parts);
    Ok(parts)
}

impl Marker {
    fn read(marker: &str) -> Result<Marker, Error> {
        let marker: String = marker.chars().filter(|c| !is_blank(*c)).collect();
        let component = marker.chars().next();
        let (modifiers, width) = match marker.rsplit_once(',') {
            // The reference takes a comma without anything before it for its own modifier.
            Some(("", width)) => (",,", Some(width)),
            Some((before, width)) => (before, Some(width)),
            None => (&*marker, None),
        };
        let modifiers = modifiers
            .get(component.map_or(0, char::len_utf8)..)
            .unwrap_or_default();
        let (least, most) = width.map_or((None, None), widths);
        let (first, second) = match modifiers.chars().last() {
            Some(last @ ('a' | 't' | 'c' | 'o')) if modifiers.len() > 1 => {
                (&modifiers[..modifiers.len() - 1], Some(last))
            }
            Some(_) => (modifiers, None),
            None => (default_presentation(component)?, None),
        };
        let mut read = Marker {
            component,
            // Only what was written counts as a second modifier.
            modifier: second,
            names: None,
            integer: None,
            most,
            digits: None,
        };
        if first.starts_with('n') {
            read.names = Some(Names::Lower);
        } else if let Some(behind) = first.strip_prefix('N') {
            let title = behind.starts_with('n');
            read.names = Some(if title { Names::Title } else { Names::Upper });
        } else if component.is_some_and(|component| "YMDdFWwXxHhmsf".contains(component)) {
            let pattern = match second {
                Some(second) => format!("{first};{second}"),
                None => first.to_owned(),
            };
            let mut integer = IntegerPicture::read(&pattern)?;
            read.digits = sized(&mut integer, component, least, most);
            read.integer = Some(integer);
        }
        if let Some('Z' | 'z') = component {
            read.integer = Some(IntegerPicture::read(first)?);
        }
        Ok(read)
    }
}

/// The widths behind a comma, `3-3`; `*` is none.
fn widths(modifier: &str) -> (Option<f64>, Option<f64>) {
    let width = |text: &str| (text != "*").then(|| parse_int(text));
    match modifier.split_once('-') {
        Some((least, most)) => (width(least), width(most)),
        None => (width(modifier), None),
    }
}

/// Applies widths to a format; gives the digits that a year, a month or a day is cut to.
fn sized(
    integer: &mut IntegerPicture,
    component: Option<char>,
    least: Option<f64>,
    most: Option<f64>,
) -> Option<f64> {
    let is_date = matches!(component, Some('Y' | 'M' | 'D'));
    let Some(pattern) = integer.digits_mut() else {
        return most.filter(|_| is_date);
    };
    if let Some(least) = least
        && pattern.mandatory < least
    {
        pattern.mandatory = least;
    }
    if !is_date {
        return None;
    }
    match most {
        Some(most) => {
            pattern.mandatory = most;
            Some(most)
        }
        None => Some(pattern.mandatory + pattern.optional).filter(|digits| *digits >= 2.0),
    }
}

fn default_presentation(component: Option<char>) -> Result<&'static str, Error> {
    Ok(match component {
        Some('Y' | 'M' | 'D' | 'd' | 'W' | 'w' | 'X' | 'x' | 'H' | 'h' | 'f') => "1",
        Some('F' | 'P' | 'C' | 'E') => "n",
        Some('m' | 's') => "01",
        Some('Z' | 'z') => "01:01",
        _ => {
            let component = text::quoted(&component.map(String::from).unwrap_or_default());
            let message =
                format!("Unknown component specifier {component} in date/time picture string");
            return Err(Error::new("D3132", message));
        }
    })
}

/// A name was asked for that there is none of.
pub(super) fn nameless(component: Option<char>) -> Error {
    let component = text::quoted(&component.map(String::from).unwrap_or_default());
    let message = format!(
        "The 'name' modifier can only be applied to months and days in the date/time picture string, not {component}"
    );
    Error::new("D3133", message)
}

/// The distance from UTC, read as the reference reads it.
pub(super) struct Zone {
    hours: f64,
    minutes: f64,
}

impl Zone {
    /// `+hhmm`
    pub(super) fn read(timezone: Option<&str>) -> Zone {
        let offset = timezone.map_or(0.0, parse_int);
        Zone {
            hours: (offset / 100.0).floor(),
            minutes: offset % 100.0,
        }
    }

    pub(super) fn milliseconds(&self) -> f64 {
        (60.0 * self.hours + self.minutes) * 60_000.0
    }
}

/// A moment, which has been moved to its zone, in a picture.
pub(super) fn format(moment: Moment, picture: &str, zone: &Zone) -> Result<String, Error> {
    let mut text = String::new();
    for part in read(picture)? {
        match part {
            Part::Literal(literal) => text += &literal,
            Part::Marker(marker) => text += &marker.format(moment, zone)?,
        }
    }
    Ok(text)
}

impl Marker {
    fn format(&self, moment: Moment, zone: &Zone) -> Result<String, Error> {
        let component = self.component.unwrap_or_default();
        Ok(match component {
            'Z' | 'z' => self.zone(zone)?,
            'P' => {
                let half = if moment.fields().hour >= 12.0 {
                    "pm"
                } else {
                    "am"
                };
                match self.names {
                    Some(Names::Upper) => half.to_uppercase(),
                    _ => half.to_owned(),
                }
            }
            'C' | 'E' => "ISO".to_owned(),
            _ => match (number(moment, component), &self.integer) {
                (Some(_), None) => self.name(moment, component)?,
                (Some(number), Some(integer)) => match self.digits {
                    Some(digits) if component == 'Y' => {
                        integer.format(number % 10_f64.powf(digits))?
                    }
                    _ => integer.format(number)?,
                },
                // The reference joins what is undefined to the text.
                (None, _) => "undefined".to_owned(),
            },
        })
    }

    fn name(&self, moment: Moment, component: char) -> Result<String, Error> {
        let number = number(moment, component).unwrap_or(f64::NAN) as usize;
        let names: &[&str] = match component {
            'M' | 'x' => &MONTHS,
            'F' => &DAYS,
            _ => return Err(nameless(Some(component))),
        };
        let Some(name) = number.checked_sub(1).and_then(|index| names.get(index)) else {
            // There is no month where there is no date.
            return match (self.names, self.most) {
                (Some(Names::Title), None) => Ok("undefined".to_owned()),
                _ => Err(Error::out_of_range()),
            };
        };
        let name = match self.names {
            Some(Names::Upper) => name.to_uppercase(),
            Some(Names::Lower) => name.to_lowercase(),
            _ => (*name).to_owned(),
        };
        Ok(shortened(&name, self.most).to_owned())
    }

    fn zone(&self, zone: &Zone) -> Result<String, Error> {
        let Some(integer) = &self.integer else {
            return Err(nameless(self.component));
        };
        let offset = zone.hours * 100.0 + zone.minutes;
        let pattern = integer.digits();
        let mut text = match pattern.map(|pattern| (&pattern.separators, pattern.mandatory)) {
            Some((Separators::Regular(..), _)) => integer.format(offset)?,
            Some((_, 1.0 | 2.0)) => {
                let mut text = integer.format(zone.hours)?;
                if zone.minutes != 0.0 {
                    text.push(':');
                    text += &IntegerPicture::read("00")?.format(zone.minutes)?;
                }
                text
            }
            Some((_, 3.0 | 4.0)) => integer.format(offset)?,
            _ => {
                let message =
                    "The timezone integer format specifier cannot have more than four digits";
                return Err(Error::new("D3134", message));
            }
        };
        if offset >= 0.0 {
            text.insert(0, '+');
        }
        if self.component == Some('z') {
            text.insert_str(0, "GMT");
        }
        Ok(match self.modifier {
            Some('t') if offset == 0.0 => "Z".to_owned(),
            _ => text,
        })
    }
}

/// The start of a name, as long as a width allows.
pub(super) fn shortened(name: &str, most: Option<f64>) -> &str {
    match most {
        Some(most) if (name.len() as f64) > most => &name[..most.max(0.0) as usize],
        _ => name,
    }
}

/// The number that a component of a moment is.
pub(super) fn number(moment: Moment, component: char) -> Option<f64> {
    let fields = moment.fields();
    let Fields {
        year, month, day, ..
    } = fields;
    let midnight = Moment::of(year, month, day, [0.0; 4]).milliseconds();
    Some(match component {
        'Y' => year,
        'M' => month + 1.0,
        'D' => day,
        'd' => (midnight - start(Month { year, month: 0.0 })) / DAY + 1.0,
        'F' => fields.weekday,
        'W' => week(
            midnight,
            Month { year, month: 0.0 },
            Month::year_later,
            52.0,
        ),
        'w' => week(midnight, Month { year, month }, Month::later, 4.0),
        'X' => {
            let this = Month { year, month: 0.0 };
            year + belongs(moment, this, this.year_later(1.0))
        }
        'x' => {
            let this = Month { year, month };
            this.later(belongs(moment, this, this.later(1.0))).month + 1.0
        }
        'H' => fields.hour,
        'h' => (fields.hour + 11.0) % 12.0 + 1.0,
        'm' => fields.minute,
        's' => fields.second,
        'f' => fields.millisecond,
        _ => return None,
    })
}

const DAY: f64 = 86_400_000.0;
const WEEK: f64 = 7.0 * DAY;

/// A month of a year, the first one being 0.
#[derive(Clone, Copy)]
struct Month {
    year: f64,
    month: f64,
}

impl Month {
    fn year_later(self, years: f64) -> Month {
        Month {
            year: self.year + years,
            ..self
        }
    }

    fn later(self, months: f64) -> Month {
        let month = self.month + months;
        Month {
            year: self.year + (month / 12.0).floor(),
            month: month.rem_euclid(12.0),
        }
    }
}

fn start(Month { year, month }: Month) -> f64 {
    Moment::of(year, month, 1.0, [0.0; 4]).milliseconds()
}

/// When the first week of a month or year starts: the one that has its first Thursday.
fn first_week(month: Month) -> f64 {
    let start = start(month);
    let weekday = Moment::new(start).fields().weekday;
    match weekday > 4.0 {
        true => start + (8.0 - weekday) * DAY,
        false => start - (weekday - 1.0) * DAY,
    }
}

/// The number of a day's week in a month or year of so many weeks at least.
fn week(day: f64, this: Month, later: fn(Month, f64) -> Month, weeks: f64) -> f64 {
    let since = |month| (day - first_week(month)) / WEEK + 1.0;
    let week = since(this);
    let week = if week > weeks && day >= first_week(later(this, 1.0)) {
        1.0
    } else if week < 1.0 {
        since(later(this, -1.0))
    } else {
        week
    };
    week.floor()
}

/// Whether a moment's week belongs to the month or year before this one, to this one, or to the next one.
fn belongs(moment: Moment, this: Month, next: Month) -> f64 {
    let now = moment.milliseconds();
    if now < first_week(this) {
        -1.0
    } else if now >= first_week(next) {
        1.0
    } else {
        0.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// 2018-04-01T09:05:07.040Z, a Sunday.
    const APRIL: f64 = 1_522_573_507_040.0;

    fn formatted(milliseconds: f64, picture: &str) -> Result<String, Error> {
        format(Moment::new(milliseconds), picture, &Zone::read(None))
    }

    #[test]
    fn components() {
        for (picture, expected) in [
            ("[Y]-[M]-[D] [H]:[m]:[s].[f]", "2018-4-1 9:05:07.40"),
            ("[Y0001]-[M01]-[D01]", "2018-04-01"),
            ("[D1o] [MNn] [YWw]", "1st April Two Thousand and Eighteen"),
            ("[FNn,3-3], [F], [F1]", "Sun, sunday, 7"),
            ("[MN,*-3] [Mn] [MI] [Ma]", "APR april IV d"),
            ("[Y,2] [Y,*-2] [YI]", "18 18 MMXVIII"),
            ("[h].[m][P] [h01][PN]", "9.05am 09AM"),
            ("[d] [W] [w] [X] [x] [xNn]", "91 13 5 2018 3 March"),
            ("[f001] [C] [E] [q1]", "040 ISO ISO undefined"),
            ("[[Y]] [ Y ]", "[Y] 2018"),
            (
                "[Z] [z] [Z0] [Z0000] [Z00:00t]",
                "+00:00 GMT+00:00 +0 +0000 Z",
            ),
        ] {
            assert_eq!(formatted(APRIL, picture).unwrap(), expected, "{picture}");
        }
    }

    #[test]
    fn zones() {
        let zone = |text| {
            let zone = Zone::read(Some(text));
            format(
                Moment::new(APRIL + zone.milliseconds()),
                "[H]:[m] [Z] [Z0] [z]",
                &zone,
            )
            .unwrap()
        };
        assert_eq!(zone("+0130"), "10:35 +01:30 +1:30 GMT+01:30");
        assert_eq!(zone("-0500"), "4:05 -05:00 -5 GMT-05:00");
    }

    #[test]
    fn weeks_at_the_turn_of_years() {
        for (date, expected) in [
            ("2018-12-31", "2019-W1-1 1 January"),
            ("2021-01-03", "2020-W53-7 5 December"),
            ("2016-01-01", "2015-W53-5 5 December"),
            ("2015-12-31", "2015-W53-4 5 December"),
        ] {
            let timestamp: jiff::Timestamp = format!("{date}T12:00Z").parse().unwrap();
            let text = formatted(timestamp.as_millisecond() as f64, "[X]-W[W]-[F1] [w] [xNn]");
            assert_eq!(text.unwrap(), expected);
        }
    }

    #[test]
    fn pictures_that_are_wrong() {
        for (picture, code) in [
            ("[Y", "D3135"),
            ("[]", "D3132"),
            ("[q]", "D3132"),
            ("[YN]", "D3133"),
            ("[HNn]", "D3133"),
            ("[Z00000]", "D3134"),
            ("[D#]", "D3130"),
        ] {
            assert_eq!(
                formatted(APRIL, picture).unwrap_err().code,
                code,
                "{picture}"
            );
        }
        let error = formatted(0.0, "[q]").unwrap_err();
        let message = "Unknown component specifier \"q\" in date/time picture string";
        assert_eq!(error.message, message);
    }
}
