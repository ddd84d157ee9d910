//! Time stamps as the specification wants them: RFC 3339 with an upper-case `T` and `Z`.

/// Whether a string is such a time stamp, of a day and time that exist.
pub(crate) fn is_timestamp(text: &str) -> bool {
    read(text).is_some()
}

fn read(text: &str) -> Option<()> {
    let rest = text.as_bytes();
    let (year, rest) = number(rest, 4)?;
    let (month, rest) = number(byte(rest, b'-')?, 2)?;
    let (day, rest) = number(byte(rest, b'-')?, 2)?;
    let (hour, rest) = number(byte(rest, b'T')?, 2)?;
    let (minute, rest) = number(byte(rest, b':')?, 2)?;
    let (second, mut rest) = number(byte(rest, b':')?, 2)?;
    if let Some(fraction) = byte(rest, b'.') {
        let digits = fraction.iter().take_while(|c| c.is_ascii_digit()).count();
        if !(1..=9).contains(&digits) {
            return None;
        }
        rest = &fraction[digits..];
    }
    if rest != b"Z" {
        let offset = byte(rest, b'+').or_else(|| byte(rest, b'-'))?;
        let (hours, offset) = number(offset, 2)?;
        let (minutes, offset) = number(byte(offset, b':')?, 2)?;
        if hours > 23 || minutes > 59 || !offset.is_empty() {
            return None;
        }
    }
    let leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
    let days = match month {
        2 if leap => 29,
        2 => 28,
        4 | 6 | 9 | 11 => 30,
        1..=12 => 31,
        _ => return None,
    };
    ((1..=days).contains(&day) && hour <= 23 && minute <= 59 && second <= 59).then_some(())
}

fn number(bytes: &[u8], digits: usize) -> Option<(u32, &[u8])> {
    let (number, rest) = bytes.split_at_checked(digits)?;
    let digit = |c: &u8| c.is_ascii_digit().then(|| u32::from(*c - b'0'));
    let value = number
        .iter()
        .try_fold(0, |sum, c| Some(sum * 10 + digit(c)?))?;
    Some((value, rest))
}

fn byte(bytes: &[u8], wanted: u8) -> Option<&[u8]> {
    bytes.strip_prefix(&[wanted])
}

#[cfg(test)]
mod tests {
    use super::is_timestamp;

    #[test]
    fn takes_what_the_specification_takes() {
        for good in [
            "2016-03-14T01:59:00Z",
            "2024-02-29T23:59:59.123456789Z",
            "2016-03-14T01:59:00+05:30",
            "2016-03-14T01:59:00.0-00:00",
        ] {
            assert!(is_timestamp(good), "{good}");
        }
        for bad in [
            "2016-03-14 01:59:00Z",
            "2016-03-14T01:59:00",
            "2016-03-14t01:59:00Z",
            "2016-03-14T01:59:00z",
            "2016-13-14T01:59:00Z",
            "2023-02-29T01:59:00Z",
            "2016-03-14T24:00:00Z",
            "2016-03-14T01:59Z",
            "2016-03-14T01:59:00.Z",
            "2016-03-14T01:59:00+5:30",
            "05-12-2016T21:29:29Z",
            "2016-03-14T01:59:00Z ",
            "٢٠١٦-03-14T01:59:00Z",
            "",
        ] {
            assert!(!is_timestamp(bad), "{bad}");
        }
    }
}
