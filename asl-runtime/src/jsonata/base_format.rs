//! `$formatBase`

use super::arguments::number;
use super::error::{Error, shown};
use super::numbers;
use super::operand::Operand;
use super::text;

/// `$formatBase(number)`
pub fn format_base(operand: impl Operand) -> Result<Option<String>, Error> {
    format_base_with(operand, None::<f64>)
}

/// `$formatBase(number, radix)`
pub fn format_base_with(
    operand: impl Operand,
    radix: impl Operand,
) -> Result<Option<String>, Error> {
    let operand = number(&operand, "formatBase", 1)?;
    let radix = number(&radix, "formatBase", 2)?;
    let Some(number) = operand.and_then(|number| numbers::round(number).ok().flatten()) else {
        return Ok(None);
    };
    let radix = radix.map_or(10.0, |radix| radix.round_ties_even() + 0.0);
    if !(2.0..=36.0).contains(&radix) {
        let radix = shown(radix);
        let message = format!(
            "The radix of the formatBase function must be between 2 and 36.  It was given {radix}"
        );
        return Err(Error::new("D3100", message));
    }
    if radix == 10.0 || !number.is_finite() {
        return Ok(Some(text::number_text(number)));
    }
    let mut digits = Vec::new();
    let mut rest = number.abs();
    // As V8 does it: beyond 2^53 the last digits of a number are not known, and are zero.
    while rest / radix >= 9_007_199_254_740_992.0 {
        rest /= radix;
        digits.push('0');
    }
    loop {
        let digit = rest % radix;
        digits.extend(char::from_digit(digit as u32, radix as u32));
        rest = (rest - digit) / radix;
        if rest <= 0.0 {
            break;
        }
    }
    if number < 0.0 {
        digits.push('-');
    }
    Ok(Some(digits.iter().rev().collect()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bases() {
        let format = |number: f64, radix: f64| format_base_with(number, radix).unwrap().unwrap();
        assert_eq!(format(100.0, 2.0), "1100100");
        assert_eq!(format(-255.5, 16.0), "-100");
        assert_eq!(format(2.5, 3.0), "2");
        assert_eq!(format(35.4, 36.0), "z");
        assert_eq!(format(0.0, 2.0), "0");
        assert_eq!(format_base(1e22).unwrap().unwrap(), "1e+22");
        let large = "10000111100001100111100000110010011011101010110010010000000000000000000000";
        assert_eq!(format(1e22, 2.0), large);
        assert_eq!(format(1e21, 36.0), "5v1j4f4ds7c000");
        let error = format_base_with(1.0, 37.0).unwrap_err();
        assert!(error.code == "D3100" && error.message.ends_with("It was given 37"));
    }
}
