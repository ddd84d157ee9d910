//! Functions of numbers.

use super::arguments;
use super::error::{Error, shown};
use super::operand::{Operand, View};
use super::text::number_text;

/// `$sum(numbers)`
pub fn sum(numbers: impl Operand) -> Result<Option<f64>, Error> {
    let elements = match numbers.view() {
        View::Array(elements) => elements,
        View::Undefined => return Ok(None),
        View::Number(number) => return Ok(Some(number)),
        _ => return Err(Error::array_of("sum", 1, "numbers")),
    };
    let sum = elements
        .iter()
        .try_fold(0.0, |sum, number| Some(sum + number.as_f64()?));
    match sum {
        Some(sum) => Ok(Some(sum)),
        None => Err(Error::array_of("sum", 1, "numbers")),
    }
}

/// `$average(numbers)`
pub fn average(numbers: impl Operand) -> Result<Option<f64>, Error> {
    let numbers = arguments::numbers(&numbers, "average", 1)?;
    Ok(numbers
        .filter(|numbers| !numbers.is_empty())
        .map(|numbers| numbers.iter().fold(0.0, |sum, number| sum + number) / numbers.len() as f64))
}

/// `$max(numbers)`
pub fn max(numbers: impl Operand) -> Result<Option<f64>, Error> {
    let numbers = arguments::numbers(&numbers, "max", 1)?;
    Ok(numbers.and_then(|numbers| numbers.into_iter().reduce(f64::max)))
}

/// `$min(numbers)`
pub fn min(numbers: impl Operand) -> Result<Option<f64>, Error> {
    let numbers = arguments::numbers(&numbers, "min", 1)?;
    Ok(numbers.and_then(|numbers| numbers.into_iter().reduce(f64::min)))
}

/// `$abs(number)`
pub fn abs(operand: impl Operand) -> Result<Option<f64>, Error> {
    Ok(arguments::number(&operand, "abs", 1)?.map(f64::abs))
}

/// `$floor(number)`
pub fn floor(operand: impl Operand) -> Result<Option<f64>, Error> {
    Ok(arguments::number(&operand, "floor", 1)?.map(f64::floor))
}

/// `$ceil(number)`
pub fn ceil(operand: impl Operand) -> Result<Option<f64>, Error> {
    Ok(arguments::number(&operand, "ceil", 1)?.map(f64::ceil))
}

/// `$sqrt(number)`
pub fn sqrt(operand: impl Operand) -> Result<Option<f64>, Error> {
    match arguments::number(&operand, "sqrt", 1)? {
        Some(number) if number < 0.0 => {
            let number = shown(number);
            let message =
                format!("The sqrt function cannot be applied to a negative number: {number}");
            Err(Error::new("D3060", message))
        }
        number => Ok(number.map(f64::sqrt)),
    }
}

/// `$power(base, exponent)`
pub fn power(base: impl Operand, exponent: impl Operand) -> Result<Option<f64>, Error> {
    let base = arguments::number(&base, "power", 1)?;
    let exponent = arguments::number(&exponent, "power", 2)?;
    let Some(base) = base else {
        return Ok(None);
    };
    let result = exponent.map_or(f64::NAN, |exponent| base.powf(exponent));
    if result.is_finite() {
        return Ok(Some(result));
    }
    let (base, exponent) = (shown(base), shown(exponent));
    let message = format!(
        "The power function has resulted in a value that cannot be represented as a JSON number: base={base}, exponent={exponent}"
    );
    Err(Error::new("D3061", message))
}

/// `$round(number)`: to the nearest integer, a half to the even one.
pub fn round(operand: impl Operand) -> Result<Option<f64>, Error> {
    Ok(arguments::number(&operand, "round", 1)?.map(half_even))
}

/// `$round(number, precision)`
pub fn round_with(operand: impl Operand, precision: impl Operand) -> Result<Option<f64>, Error> {
    let number = arguments::number(&operand, "round", 1)?;
    let precision = arguments::number(&precision, "round", 2)?;
    Ok(number.map(|number| match precision {
        Some(precision) if precision != 0.0 => {
            // Shifting the decimal point in the text keeps digits as they are; multiplying would not.
            shift(half_even(shift(number, precision)), -precision)
        }
        _ => half_even(number),
    }))
}

fn half_even(number: f64) -> f64 {
    // Adding zero turns -0 into 0, which is all that JSON has.
    number.round_ties_even() + 0.0
}

fn shift(number: f64, places: f64) -> f64 {
    let text = number_text(number);
    let (mantissa, exponent) = text.split_once('e').unwrap_or((&text, "0"));
    let exponent = exponent.parse::<f64>().unwrap_or(0.0) + places;
    format!("{mantissa}e{exponent}").parse().unwrap_or(f64::NAN)
}

/// `$number(operand)`
pub fn number(operand: impl Operand) -> Result<Option<f64>, Error> {
    let number = match operand.view() {
        View::Undefined => return Ok(None),
        View::Number(number) => Some(number),
        View::Bool(bool) => Some(f64::from(u8::from(bool))),
        View::String(string) => decimal(string).or_else(|| other_base(string)),
        _ => return Err(Error::argument(&operand, "number", 1)),
    };
    match number {
        Some(number) => Ok(Some(number)),
        None => {
            let message = format!("Unable to cast value to a number: {}", shown(&operand));
            Err(Error::new("D3030", message))
        }
    }
}

/// A decimal number; other than in JSON it may have leading zeros.
fn decimal(text: &str) -> Option<f64> {
    let digits = |text: &str| !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit());
    let unsigned = text.strip_prefix('-').unwrap_or(text);
    let (mantissa, exponent) = match unsigned.split_once(['e', 'E']) {
        Some((mantissa, exponent)) => (mantissa, Some(exponent)),
        None => (unsigned, None),
    };
    let exponent = exponent.map(|text| text.strip_prefix(['+', '-']).unwrap_or(text));
    let is_mantissa = match mantissa.split_once('.') {
        Some((whole, fraction)) => digits(whole) && digits(fraction),
        None => digits(mantissa),
    };
    if !is_mantissa || !exponent.is_none_or(digits) {
        return None;
    }
    text.parse().ok().filter(|number: &f64| number.is_finite())
}

/// `0x1f`, `0o17`, `0b11`
fn other_base(text: &str) -> Option<f64> {
    let digits = text.strip_prefix('0')?;
    let (base, digits) = match digits.split_at_checked(1)? {
        ("x" | "X", digits) => (16, digits),
        ("o" | "O", digits) => (8, digits),
        ("b" | "B", digits) => (2, digits),
        _ => return None,
    };
    if digits.is_empty() {
        return None;
    }
    digits.chars().try_fold(0.0, |number, digit| {
        Some(number * f64::from(base) + f64::from(digit.to_digit(base)?))
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::value;

    #[test]
    fn aggregates_take_arrays_of_numbers() {
        let numbers = value!([3, 1.5, -2]);
        assert_eq!(sum(&numbers).unwrap(), Some(2.5));
        assert_eq!(max(&numbers).unwrap(), Some(3.0));
        assert_eq!(min(&numbers).unwrap(), Some(-2.0));
        assert_eq!(average(value!([1, 2])).unwrap(), Some(1.5));
        assert_eq!(sum(value!([])).unwrap(), Some(0.0));
        assert_eq!(average(value!([])).unwrap(), None);
        assert_eq!(sum(None::<f64>).unwrap(), None);
        assert_eq!(sum(7.0).unwrap(), Some(7.0));
        let error = sum(value!([1, "2"])).unwrap_err();
        let message = "Argument 1 of function \"sum\" must be an array of \"numbers\"";
        assert_eq!((error.code, &*error.message), ("T0412", message));
    }

    #[test]
    fn rounding_goes_to_the_even_neighbour() {
        for (number, precision, expected) in [
            (0.5, 0.0, 0.0),
            (1.5, 0.0, 2.0),
            (-2.5, 0.0, -2.0),
            (4.525, 2.0, 4.52),
            (4.515, 2.0, 4.52),
            (12345.0, -2.0, 12300.0),
            (1e-9, 8.0, 0.0),
        ] {
            assert_eq!(
                round_with(number, precision).unwrap(),
                Some(expected),
                "{number}"
            );
        }
        assert!(round(-0.2).unwrap().unwrap().is_sign_positive());
        assert_eq!(round("1").unwrap_err().code, "T0410");
    }

    #[test]
    fn numbers_from_text() {
        for (text, expected) in [
            ("-1.50", -1.5),
            ("007", 7.0),
            ("1e-2", 0.01),
            ("0x1F", 31.0),
            ("0b101", 5.0),
            ("0o17", 15.0),
        ] {
            assert_eq!(number(text).unwrap(), Some(expected), "{text}");
        }
        for text in ["", "1.", ".5", "+1", "1e", "1e999", "0x", "abc", "1 "] {
            assert_eq!(number(text).unwrap_err().code, "D3030", "{text}");
        }
        assert_eq!(number(true).unwrap(), Some(1.0));
        assert_eq!(number(value!(null)).unwrap_err().code, "T0410");
        let message = "Unable to cast value to a number: \"x\"";
        assert_eq!(number("x").unwrap_err().message, message);
    }

    #[test]
    fn results_out_of_range() {
        assert_eq!(sqrt(-1.0).unwrap_err().code, "D3060");
        assert_eq!(power(10.0, 400.0).unwrap_err().code, "D3061");
        assert_eq!(power(2.0, 10.0).unwrap(), Some(1024.0));
    }
}
