//! What Step Functions adds: time and chance from the engine, and functions of its own.

use arcstr::ArcStr;
use jiff::Timestamp;

use super::arguments::{elements, number, string};
use super::error::Error;
use super::limits;
use super::operand::Operand;
use super::sequence::{Items, Sequence};
use crate::intrinsics;
use crate::random::Random;
use crate::value::{Kind, Value};

/// What an evaluation takes from outside, so that the same evaluation can be repeated.
#[derive(Debug)]
pub struct Evaluation<'a> {
    /// What `$now()` and `$millis()` say throughout one evaluation.
    pub now: Timestamp,
    /// Where `$random()` and `$uuid()` draw from.
    pub random: &'a mut Random,
}

impl<'a> Evaluation<'a> {
    /// An evaluation at this time.
    pub fn new(now: Timestamp, random: &'a mut Random) -> Evaluation<'a> {
        Evaluation { now, random }
    }
}

/// `$now()`
pub fn now(cx: &mut Evaluation<'_>) -> ArcStr {
    arcstr::format!("{:.3}", cx.now)
}

/// `$millis()`
pub fn millis(cx: &mut Evaluation<'_>) -> f64 {
    cx.now.as_millisecond() as f64
}

/// `$random()`
pub fn random(cx: &mut Evaluation<'_>) -> Result<f64, Error> {
    Ok(cx.random.unit())
}

/// `$random(seed)`: the same number for the same seed.
pub fn random_with(seed: impl Operand, cx: &mut Evaluation<'_>) -> Result<f64, Error> {
    Ok(match number(&seed, "random", 1)? {
        Some(seed) => Random::new(seed.to_bits()).unit(),
        None => cx.random.unit(),
    })
}

/// `$uuid()`
pub fn uuid(cx: &mut Evaluation<'_>) -> ArcStr {
    arcstr::format!("{}", cx.random.uuid())
}

/// How many items `$range` may give, as the reference's range operator.
const LONGEST_RANGE: f64 = 1e7;

/// `$range(from, to, step)`
pub fn range(from: impl Operand, to: impl Operand, step: impl Operand) -> Result<Items, Error> {
    let from = number(&from, "range", 1)?;
    let to = number(&to, "range", 2)?;
    let step = number(&step, "range", 3)?;
    let (Some(from), Some(to), Some(step)) = (from, to, step) else {
        return Ok(Items::Undefined);
    };
    let steps = ((to - from) / step).floor();
    if step == 0.0 || steps.is_nan() {
        return Err(Error::new(
            "D3141",
            "The step of the range function must not be 0",
        ));
    }
    if steps >= LONGEST_RANGE {
        let message = "The range function gives more than 10000000 numbers";
        return Err(Error::new("D2014", message));
    }
    limits::work(steps.max(0.0) as usize)?;
    let items = (0..(steps + 1.0).max(0.0) as u64).map(|at| Value::number(from + step * at as f64));
    Ok(Items::Sequence(items.collect()))
}

/// `$partition(array, size)`: arrays of so many elements each, the last one of what is left.
pub fn partition(array: impl Operand, size: impl Operand) -> Result<Option<Value>, Error> {
    let size = number(&size, "partition", 2)?;
    let (Some(elements), Some(size)) = (elements(array), size) else {
        return Ok(None);
    };
    if size < 1.0 {
        let message = "The size of the partition function must be at least 1";
        return Err(Error::new("D3141", message));
    }
    let parts = elements.chunks(size as usize);
    Ok(Some(
        parts
            .map(|part| part.iter().cloned().collect::<Value>())
            .collect(),
    ))
}

/// `$hash(data, algorithm)`
pub fn hash(data: impl Operand, algorithm: impl Operand) -> Result<Option<String>, Error> {
    let Some(text) = super::text::string(data)? else {
        return Ok(None);
    };
    let algorithm = string(&algorithm, "hash", 2)?.unwrap_or_default();
    match intrinsics::hash_text(&text, algorithm) {
        Ok(hash) => Ok(hash.as_str().map(str::to_owned)),
        Err(error) => Err(Error::new("D3141", error.cause())),
    }
}

/// `$parse(json)`
pub fn parse(json: impl Operand) -> Result<Option<Value>, Error> {
    let Some(json) = string(&json, "parse", 1)? else {
        return Ok(None);
    };
    match Value::parse(json) {
        Ok(value) if json.contains("-0") => Ok(Some(unsigned_zeros(value))),
        Ok(value) => Ok(Some(value)),
        Err(error) => {
            let message = format!("The argument of the parse function is not JSON: {error}");
            Err(Error::new("D3141", message))
        }
    }
}

/// JavaScript shows no sign of a zero.
fn unsigned_zeros(value: Value) -> Value {
    match value.kind() {
        Kind::Array(elements) => elements.iter().cloned().map(unsigned_zeros).collect(),
        Kind::Object(members) => {
            let members = members.iter();
            let members = members.map(|(name, value)| (name, unsigned_zeros(value.clone())));
            members.collect()
        }
        _ if value.as_f64() == Some(0.0) => Value::from(0),
        _ => value,
    }
}

/// The operand as a value; `null` where it is undefined, which emitted code does not let happen.
#[inline]
pub fn value(operand: impl Operand) -> Value {
    operand.into_sequence().into_value().unwrap_or_default()
}

/// The operand as a sequence.
#[inline]
pub fn sequence(operand: impl Operand) -> Sequence {
    operand.into_sequence()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::value;

    #[test]
    fn time_stands_still_and_chance_can_be_repeated() {
        let now: Timestamp = "2024-05-06T07:08:09.120034Z".parse().unwrap();
        let mut random = Random::new(1);
        let mut cx = Evaluation::new(now, &mut random);
        assert_eq!(super::now(&mut cx), "2024-05-06T07:08:09.120Z");
        assert_eq!(millis(&mut cx), 1_714_979_289_120.0);
        let drawn = (super::random(&mut cx).unwrap(), uuid(&mut cx));
        let mut again = Random::new(1);
        let mut cx = Evaluation::new(now, &mut again);
        assert_eq!(drawn, (super::random(&mut cx).unwrap(), uuid(&mut cx)));
        let seeded = random_with(3.0, &mut cx).unwrap();
        assert_eq!(seeded, random_with(value!(3), &mut cx).unwrap());
        assert_ne!(seeded, random_with(4.0, &mut cx).unwrap());
    }

    #[test]
    fn a_range_of_one_is_that_one_and_a_partition_is_not() {
        let range = |from: f64, to: f64, step: f64| {
            super::range(from, to, step)
                .unwrap()
                .collapse()
                .into_value()
        };
        assert_eq!(range(1.0, 9.0, 9.0), Some(value!(1)));
        assert_eq!(range(1.0, 9.0, 4.0), Some(value!([1, 5, 9])));
        assert_eq!(range(3.0, 1.0, -1.0), Some(value!([3, 2, 1])));
        assert_eq!(range(3.0, 1.0, 1.0), None);
        assert!(super::range(1.0, 2.0, 0.0).is_err() && super::range(0.0, 1e9, 1.0).is_err());
        assert_eq!(partition(value!([0]), 1.0).unwrap(), Some(value!([[0]])));
        assert_eq!(
            partition(value!([1, 2, 3]), 2.0).unwrap(),
            Some(value!([[1, 2], [3]]))
        );
        assert!(partition(value!([1]), 0.0).is_err());
    }

    #[test]
    fn texts_hashed_and_parsed() {
        assert_eq!(
            hash("", "MD5").unwrap().unwrap(),
            "d41d8cd98f00b204e9800998ecf8427e"
        );
        assert!(hash("", "md4").is_err());
        assert_eq!(parse("[1]").unwrap(), Some(value!([1])));
        assert!(parse("[").is_err());
        let zeros = parse(r#"[-0, {"a": -0.0}, 0.0, -0.5]"#).unwrap().unwrap();
        assert_eq!(zeros.to_json_string(), r#"[0,{"a":0},0,-0.5]"#);
        assert_eq!(parse("-0").unwrap().unwrap().to_json_string(), "0");
    }
}
