//! `States.MathAdd`, `States.MathRandom` and `States.UUID`.

use super::{IntrinsicError, Result, integer};
use crate::random::Random;
use crate::value::Value;

/// `States.MathAdd`: the sum of both numbers, each rounded first.
pub fn math_add(first: &Value, second: &Value) -> Result {
    let sum = integer("first number", first)?.checked_add(integer("second number", second)?);
    sum.map(Value::from)
        .ok_or_else(|| IntrinsicError::new("The sum is too large"))
}

/// `States.MathRandom`: a number from `start` up to but not including `end`, always the same one for a seed.
pub fn math_random(
    random: &mut Random,
    start: &Value,
    end: &Value,
    seed: Option<&Value>,
) -> Result {
    let (start, end) = (integer("start number", start)?, integer("end number", end)?);
    if start >= end {
        return Err(IntrinsicError::new(format!(
            "The start number {start} must be less than the end number {end}"
        )));
    }
    let span = end.abs_diff(start);
    let above = match seed {
        Some(seed) => Random::new(integer("seed", seed)?.cast_unsigned()).below(span),
        None => random.below(span),
    };
    Ok(start.wrapping_add_unsigned(above).into())
}

/// `States.UUID`: a version 4 UUID.
pub fn uuid(random: &mut Random) -> Result {
    Ok(random.uuid().to_string().into())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sums_are_of_rounded_numbers() {
        let sum = |a: f64, b: f64| math_add(&a.into(), &b.into()).unwrap().as_i64();
        assert_eq!(sum(1.49, 1.5), Some(3));
        assert_eq!(sum(-0.5, 0.5), Some(1));
        assert_eq!(sum(-1.5, -1.51), Some(-3));
        assert_eq!(math_add(&7.into(), &(-9).into()), Ok((-2).into()));
        assert!(math_add(&i64::MAX.into(), &1.into()).is_err());
        assert!(math_add(&"1".into(), &1.into()).is_err());
    }

    #[test]
    fn random_numbers_stay_between_their_bounds() {
        let mut random = Random::new(3);
        let mut draw = |start: f64, end: f64, seed: Option<i64>| {
            let seed = seed.map(Value::from);
            math_random(&mut random, &start.into(), &end.into(), seed.as_ref())
                .map(|number| number.as_i64().unwrap())
        };
        let drawn: Vec<i64> = (0..200).map(|_| draw(-1.6, 2.4, None).unwrap()).collect();
        assert!(
            (-2..2).all(|number| drawn.contains(&number))
                && drawn.iter().all(|number| (-2..2).contains(number))
        );
        assert_eq!(draw(0.0, 1e9, Some(5)), draw(0.0, 1e9, Some(5)));
        assert_ne!(draw(0.0, 1e9, Some(5)), draw(0.0, 1e9, Some(6)));
        assert!(draw(-1e300, 1e300, None).is_ok());
        assert!(draw(2.0, 2.0, None).is_err());
        assert!(draw(2.0, 1.0, None).is_err());
    }

    #[test]
    fn a_uuid_looks_like_one() {
        let mut random = Random::new(3);
        let (one, other) = (uuid(&mut random).unwrap(), uuid(&mut random).unwrap());
        assert_ne!(one, other);
        assert_eq!(one.as_str().unwrap().len(), 36);
    }
}
