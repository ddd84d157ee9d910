//! Reading dates and times by a picture.

use std::collections::{HashMap, HashSet};

use super::date_picture::{self, DAYS, MONTHS, Marker, Part};
use super::date_time::Moment;
use super::error::Error;
use super::integer_format::{IntegerPicture, Primary, Separators, parse_int};
use super::numerals;

/// The longest text that is read: no date is longer, and the time that reading takes grows with the square.
const LONGEST: usize = 1000;

/// A part of a picture as what it matches.
enum Pattern {
    Literal(Vec<char>),
    /// The names and what they stand for.
    Names(Option<char>, HashMap<String, f64>),
    Integer(Option<char>, IntegerPicture, Count),
    Zone(Option<char>, Option<char>),
}

/// How many digits there may be.
#[derive(Clone, Copy)]
struct Count {
    least: usize,
    most: usize,
}

/// The milliseconds of a time stamp, missing parts of which are filled in from the present or are zero; undefined where
/// it does not fit the picture.
pub(super) fn parse(timestamp: &str, picture: &str, now: Moment) -> Result<Option<f64>, Error> {
    let patterns = date_picture::read(picture)?.into_iter().map(Pattern::of);
    let patterns: Vec<Pattern> = patterns.collect::<Result<_, _>>()?;
    let text: Vec<char> = timestamp.chars().collect();
    let Some(ends) = matched(&patterns, &text) else {
        return Ok(None);
    };
    let mut components = HashMap::new();
    let mut start = 0;
    for (pattern, end) in patterns.iter().zip(ends) {
        let part: String = text[start..end].iter().collect();
        if let Some((component, value)) = pattern.value(&part)? {
            components.insert(component.unwrap_or_default(), value);
        }
        start = end;
    }
    if components.is_empty() {
        return Ok(None);
    }
    components.retain(|_, value| value.is_some());
    let components = components
        .into_iter()
        .filter_map(|(name, value)| Some((name, value?)));
    assembled(components.collect(), now).map(Some)
}

impl Pattern {
    fn of(part: Part) -> Result<Pattern, Error> {
        let marker = match part {
            Part::Literal(text) => return Ok(Pattern::Literal(text.chars().collect())),
            Part::Marker(marker) => *marker,
        };
        let component = marker.component;
        let Marker {
            integer,
            digits,
            most,
            ..
        } = marker;
        Ok(match (component, integer) {
            (Some('Z' | 'z'), Some(integer)) => {
                let separator = match integer.digits().map(|pattern| &pattern.separators) {
                    Some(Separators::Regular(_, separator)) => Some(*separator),
                    _ => None,
                };
                Pattern::Zone(component, separator)
            }
            (_, Some(integer)) => {
                if let Primary::Sequence(_) = integer.primary {
                    integer.parse("")?;
                }
                let count = Count::of(&integer, digits);
                Pattern::Integer(component, integer, count)
            }
            (Some('M' | 'x'), None) => Pattern::Names(component, shortened(&MONTHS, most)),
            (Some('F'), None) => Pattern::Names(component, shortened(&DAYS, most)),
            (Some('P'), None) => {
                let halves = [("am", 0.0), ("AM", 0.0), ("pm", 1.0), ("PM", 1.0)];
                let halves = halves
                    .into_iter()
                    .map(|(name, value)| (name.to_owned(), value));
                Pattern::Names(component, halves.collect())
            }
            (_, None) => return Err(date_picture::nameless(component)),
        })
    }

    /// What a matched part says, if it says anything: a component and its value, which is undefined for a name that is
    /// none.
    #[allow(clippy::type_complexity, reason = "it is taken apart at once")]
    fn value(&self, part: &str) -> Result<Option<(Option<char>, Option<f64>)>, Error> {
        Ok(match self {
            Pattern::Literal(_) => None,
            Pattern::Names(component, names) => Some((*component, names.get(part).copied())),
            Pattern::Integer(component, integer, _) => {
                Some((*component, Some(integer.parse(part)?)))
            }
            Pattern::Zone(component, separator) => {
                let part = if *component == Some('z') {
                    &part[3..]
                } else {
                    part
                };
                Some((*component, Some(minutes(part, *separator))))
            }
        })
    }

    /// Where a match that starts at a place may end; what the reference tries first comes first.
    fn ends(&self, text: &[char], start: usize) -> Vec<usize> {
        let run = |from: usize, matches: fn(&char) -> bool| {
            from + text[from..].iter().take_while(|c| matches(c)).count()
        };
        let longest_first = |least: usize, end: usize| (least..=end).rev().collect::<Vec<_>>();
        match self {
            Pattern::Literal(literal) => after(text, start, literal).into_iter().collect(),
            Pattern::Names(..) => longest_first(start + 1, run(start, char::is_ascii_alphabetic)),
            Pattern::Integer(_, integer, count) => match &integer.primary {
                Primary::Letters => longest_first(start + 1, run(start, char::is_ascii_alphabetic)),
                Primary::Roman => longest_first(
                    start + 1,
                    run(start, |c| "MDCLXVI".contains(c.to_ascii_uppercase())),
                ),
                Primary::Words => ends_of_words(text, start),
                Primary::Decimal(_) | Primary::Sequence(_) => {
                    let end = run(start, char::is_ascii_digit);
                    let end = end.min(start.saturating_add(count.most));
                    let ends = longest_first(start.saturating_add(count.least), end);
                    match integer.is_ordinal() {
                        true => ends
                            .into_iter()
                            .filter_map(|end| after_suffix(text, end))
                            .collect(),
                        false => ends,
                    }
                }
            },
            Pattern::Zone(component, separator) => {
                let gmt: &[char] = if *component == Some('z') {
                    &['G', 'M', 'T']
                } else {
                    &[]
                };
                let Some(at) = after(text, start, gmt) else {
                    return Vec::new();
                };
                if !matches!(text.get(at), Some('-' | '+')) {
                    return Vec::new();
                }
                let end = run(at + 1, char::is_ascii_digit);
                match separator {
                    None => longest_first(at + 2, end),
                    Some(_) if end == at + 1 => Vec::new(),
                    Some(separator) => match after(text, end, &[*separator]) {
                        Some(from) => longest_first(from + 1, run(from, char::is_ascii_digit)),
                        None => Vec::new(),
                    },
                }
            }
        }
    }
}

impl Count {
    fn of(integer: &IntegerPicture, digits: Option<f64>) -> Count {
        match (integer.digits(), digits) {
            (Some(pattern), Some(digits)) if digits > 0.0 => Count {
                least: (digits - pattern.optional).max(0.0) as usize,
                most: digits as usize,
            },
            _ => Count {
                least: 1,
                most: usize::MAX,
            },
        }
    }
}

fn shortened(names: &[&str], most: Option<f64>) -> HashMap<String, f64> {
    let most = most.filter(|most| *most != 0.0);
    let names = names
        .iter()
        .map(|name| date_picture::shortened(name, most).to_owned());
    names.zip((1..).map(f64::from)).collect()
}

/// The minutes of a zone such as `+01:30`; a negative hour has positive minutes, as in the reference.
fn minutes(zone: &str, separator: Option<char>) -> f64 {
    let (hours, minutes) = match separator.and_then(|separator| zone.split_once(separator)) {
        Some(parts) => parts,
        None if zone.len() <= 3 => (zone, "0"),
        None => zone.split_at(3),
    };
    parse_int(hours) * 60.0 + parse_int(minutes)
}

/// The end of a literal, in which case does not matter.
fn after(text: &[char], start: usize, literal: &[char]) -> Option<usize> {
    let part = text.get(start..start + literal.len())?;
    let same = part
        .iter()
        .zip(literal)
        .all(|(a, b)| folded(*a) == folded(*b));
    same.then_some(start + literal.len())
}

/// A character as JavaScript compares it without regard to case.
fn folded(char: char) -> char {
    let mut upper = char.to_uppercase();
    match (upper.next(), upper.next()) {
        (Some(upper), None) if char.is_ascii() || !upper.is_ascii() => upper,
        _ => char,
    }
}

fn after_suffix(text: &[char], start: usize) -> Option<usize> {
    let suffixes = [['t', 'h'], ['s', 't'], ['n', 'd'], ['r', 'd']];
    suffixes
        .iter()
        .find_map(|suffix| after(text, start, suffix))
}

/// Where a number in words may end: behind each word or separator, the farthest first.
fn ends_of_words(text: &[char], start: usize) -> Vec<usize> {
    let mut words: Vec<Vec<char>> = numerals::words()
        .iter()
        .map(|(word, _)| word.chars().collect())
        .collect();
    words.extend(["and", "-", ",", " "].map(|word| word.chars().collect()));
    let mut seen = HashSet::new();
    let mut ends = Vec::new();
    // A place and the words that are still to be tried there.
    let mut open = vec![(start, words.iter())];
    while let Some((at, rest)) = open.last_mut() {
        match rest.next() {
            Some(word) => {
                if let Some(end) = after(text, *at, word).filter(|end| seen.insert(*end)) {
                    open.push((end, words.iter()));
                }
            }
            None => {
                ends.push(*at);
                open.pop();
            }
        }
    }
    // Something has to be there.
    ends.pop();
    ends
}

/// The ends of the parts if all of them together match the whole text, as the reference's regular expression would.
fn matched(patterns: &[Pattern], text: &[char]) -> Option<Vec<usize>> {
    if text.len() > LONGEST {
        return None;
    }
    let mut failed = HashSet::new();
    let mut ends: Vec<usize> = Vec::new();
    // For each part that has been matched the other ends that it may have.
    let mut open: Vec<std::vec::IntoIter<usize>> = Vec::new();
    loop {
        let at = ends.last().copied().unwrap_or(0);
        if ends.len() == patterns.len() && at == text.len() {
            return Some(ends);
        }
        let next = match patterns.get(ends.len()) {
            Some(pattern) if failed.insert((ends.len(), at)) => pattern.ends(text, at),
            _ => Vec::new(),
        };
        open.push(next.into_iter());
        loop {
            match open.last_mut()?.next() {
                Some(end) => {
                    ends.push(end);
                    break;
                }
                None => {
                    open.pop();
                    ends.pop();
                }
            }
        }
    }
}

/// The milliseconds of the components.
fn assembled(mut components: HashMap<char, f64>, now: Moment) -> Result<f64, Error> {
    let given = |components: &HashMap<char, f64>, names: &str| {
        names.chars().fold(0_u32, |mask, name| {
            let value = components.get(&name).copied().unwrap_or(0.0);
            mask << 1 | u32::from(value != 0.0 && !value.is_nan())
        })
    };
    // One kind of date or time is meant if nothing else is given and something of it is.
    let is = |mask: u32, kind: u32| mask & !kind == 0 && mask & kind != 0;
    let date = given(&components, "YXMxWwdD");
    let by_month = is(date, 0b1010_0001);
    let by_day_of_year = !by_month && is(date, 0b1000_0010);
    let by_week_of_month = is(date, 0b0101_0100);
    let by_week = !by_week_of_month && is(date, 0b0100_1000);
    let time = given(&components, "PHhmsf");
    let in_halves = !is(time, 0b01_0111) && is(time, 0b10_1111);
    let dates = match () {
        () if by_day_of_year => "YD",
        () if by_week_of_month => "XxwF",
        () if by_week => "XWF",
        () => "YMD",
    };
    let times = if in_halves { "Phmsf" } else { "Hmsf" };
    fill_in(&mut components, dates.chars().chain(times.chars()), now)?;
    // The reference cannot read dates by their weeks.
    if by_week_of_month || by_week {
        return Err(missing());
    }
    let part = |name: char| components.get(&name).copied().unwrap_or(f64::NAN);
    let month = if part('M') > 0.0 {
        part('M') - 1.0
    } else {
        0.0
    };
    let (month, day) = match by_day_of_year {
        true => {
            let first = Moment::of(part('Y'), 0.0, 1.0, [0.0; 4]).milliseconds();
            let date = Moment::new(first + (part('d') - 1.0) * 86_400_000.0).fields();
            (date.month, date.day)
        }
        false => (month, part('D')),
    };
    let hour = match in_halves {
        true => part('h') % 12.0 + if part('P') == 1.0 { 12.0 } else { 0.0 },
        false => part('H'),
    };
    let hour = match in_halves && part('h') > 12.0 {
        true => part('h') + if part('P') == 1.0 { 12.0 } else { 0.0 },
        false => hour,
    };
    let time = [hour, part('m'), part('s'), part('f')];
    let milliseconds = Moment::of(part('Y'), month, day, time).milliseconds();
    let zone = ['Z', 'z'].map(|name| components.get(&name).copied().unwrap_or(0.0));
    let minutes = zone
        .into_iter()
        .find(|minutes| *minutes != 0.0 && !minutes.is_nan());
    Ok(milliseconds - minutes.unwrap_or(0.0) * 60_000.0)
}

/// Fills in what is larger than all that is given from the present, and what is smaller with zero. There must be no gap.
fn fill_in(
    components: &mut HashMap<char, f64>,
    names: impl Iterator<Item = char>,
    now: Moment,
) -> Result<(), Error> {
    let (mut started, mut ended) = (false, false);
    for name in names {
        match (components.contains_key(&name), started) {
            (true, _) if ended => return Err(missing()),
            (true, _) => started = true,
            (false, true) => {
                components.insert(name, if "MDd".contains(name) { 1.0 } else { 0.0 });
                ended = true;
            }
            (false, false) => {
                // Which half of the day it is is no number there.
                let value = date_picture::number(now, name).unwrap_or(f64::NAN);
                components.insert(name, value);
            }
        }
    }
    Ok(())
}

fn missing() -> Error {
    let message =
        "The date/time picture string is missing specifiers required to parse the timestamp";
    Error::new("D3136", message)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// 2018-04-01T09:05:07.040Z
    const NOW: f64 = 1_522_573_507_040.0;

    fn read(timestamp: &str, picture: &str) -> Result<Option<String>, Error> {
        let milliseconds = parse(timestamp, picture, Moment::new(NOW))?;
        let text = milliseconds.map(|milliseconds| {
            let zone = date_picture::Zone::read(None);
            let picture = "[Y0001]-[M01]-[D01] [H01]:[m01]:[s01].[f001]";
            date_picture::format(Moment::new(milliseconds), picture, &zone).unwrap()
        });
        Ok(text)
    }

    #[test]
    fn dates_and_times() {
        for (timestamp, picture, expected) in [
            ("2020-02-29", "[Y]-[M]-[D]", "2020-02-29 00:00:00.000"),
            ("20200229", "[Y0001][M01][D01]", "2020-02-29 00:00:00.000"),
            (
                "29th Feb 2020",
                "[D1o] [MNn,3-3] [Y]",
                "2020-02-29 00:00:00.000",
            ),
            (
                "29 Feb 2020",
                "[D] [MNn,*-3] [Y]",
                "2020-02-29 00:00:00.000",
            ),
            ("4pm", "[h][P]", "2018-04-01 16:00:00.000"),
            ("12:30 am", "[h]:[m] [P]", "2018-04-01 00:30:00.000"),
            ("10:20", "[H]:[m]", "2018-04-01 10:20:00.000"),
            ("2020 60", "[Y] [d]", "2020-02-29 00:00:00.000"),
            (
                "2020-01-01T10:00:00.5+01:30",
                "[Y]-[M]-[D]T[H]:[m]:[s].[f][Z]",
                "2020-01-01 08:30:00.005",
            ),
            ("MMXX, vi", "[YI], [Mi]", "2020-06-01 00:00:00.000"),
            ("Two Thousand and Twenty", "[Yw]", "2020-01-01 00:00:00.000"),
            ("99", "[Y,2-2]", "1999-01-01 00:00:00.000"),
            (
                "1.2.2020 GMT-05:00",
                "[D].[M].[Y] [z]",
                "2020-02-01 05:00:00.000",
            ),
        ] {
            assert_eq!(
                read(timestamp, picture).unwrap().as_deref(),
                Some(expected),
                "{timestamp}"
            );
        }
    }

    #[test]
    fn what_does_not_fit() {
        assert_eq!(read("2020-02", "[Y]/[M]").unwrap(), None);
        assert_eq!(read("x", "x").unwrap(), None);
        assert_eq!(read("abc", "[Y]").unwrap(), None);
        for (timestamp, picture, code) in [
            ("10 05", "[H] [s]", "D3136"),
            // Names are matched in any case, and known in one.
            ("29 FEBRUARY 2020", "[D] [MNn] [Y]", "D3136"),
            ("2020-W01", "[X]-W[W]", "D3136"),
            ("2020", "[YN]", "D3133"),
            ("1", "[q1]", "D3133"),
            ("1", "[D#]", "D3130"),
        ] {
            assert_eq!(
                read(timestamp, picture).unwrap_err().code,
                code,
                "{picture}"
            );
        }
    }

    #[test]
    fn many_ways_to_match_take_no_more_time() {
        let picture = "[Y]".repeat(30);
        assert_eq!(
            read(&format!("{}x", "1".repeat(500)), &picture).unwrap(),
            None
        );
        assert!(read(&"1".repeat(60), &picture).unwrap().is_some());
        assert_eq!(read(&"1".repeat(1001), "[Y]").unwrap(), None);
    }
}
