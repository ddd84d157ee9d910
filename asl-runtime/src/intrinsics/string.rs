//! `States.Format` and `States.StringSplit`.

use std::borrow::Cow;

use super::{IntrinsicError, Result, string};
use crate::value::{Kind, Value};

/// What stands for a value in a formatted text: a string as it is, anything else as Java prints it.
pub fn text(value: &Value) -> Cow<'_, str> {
    match value.kind() {
        Kind::String(string) => Cow::Borrowed(string),
        _ => Cow::Owned(value.to_java_string()),
    }
}

/// `States.Format`: the template with each `{}` replaced by the next argument. A backslash takes the meaning of `'`, `{`, `}`
/// or another backslash behind it.
///
/// A template that is a literal is taken apart when a machine is compiled; this is for one that a path finds.
pub fn format(template: &Value, arguments: &[Value]) -> Result {
    let template = string("template", template)?;
    let mut formatted = String::with_capacity(template.len());
    let mut holes = 0;
    let mut rest = template.chars().peekable();
    while let Some(next) = rest.next() {
        match next {
            '\\' => formatted.push(
                rest.next_if(|c| matches!(c, '\'' | '\\' | '{' | '}'))
                    .unwrap_or('\\'),
            ),
            '{' if rest.next_if_eq(&'}').is_some() => {
                if let Some(argument) = arguments.get(holes) {
                    formatted.push_str(&text(argument));
                }
                holes += 1;
            }
            _ => formatted.push(next),
        }
    }
    if holes != arguments.len() {
        return Err(IntrinsicError::new(format!(
            "The template has {holes} places for arguments, and there are {}",
            arguments.len()
        )));
    }
    Ok(formatted.into())
}

/// `States.StringSplit`: the pieces between any of the separator's characters, without empty ones.
pub fn string_split(text: &Value, separators: &Value) -> Result {
    let text = string("first argument", text)?;
    let separators: Vec<char> = string("second argument", separators)?.chars().collect();
    Ok(text
        .split(separators.as_slice())
        .filter(|piece| !piece.is_empty())
        .collect())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::value;

    #[test]
    fn arguments_take_their_places() {
        let format =
            |template: &str, arguments: &[Value]| super::format(&template.into(), arguments);
        assert_eq!(
            format("{} is {}.", &["A".into(), 1.into()]).unwrap(),
            "A is 1.".into()
        );
        assert_eq!(
            format(r"\{} {} \\ \' \n {x}", &[true.into()]).unwrap(),
            r"{} true \ ' \n {x}".into()
        );
        assert_eq!(format("{}", &["{}".into()]).unwrap(), "{}".into());
        assert_eq!(format("", &[]).unwrap(), "".into());
        assert!(format("{}", &[]).is_err());
        assert!(format("{}", &[1.into(), 2.into()]).is_err());
        assert!(super::format(&1.into(), &[]).is_err());
    }

    #[test]
    fn values_are_printed_as_java_prints_them() {
        for (value, printed) in [
            (value!(null), "null"),
            (value!("a \"b\""), "a \"b\""),
            (
                value!({ "a": 1, "b": [], "c": { "d": ["x", 1.5, null] } }),
                "{a=1, b=[], c={d=[x, 1.5, null]}}",
            ),
            (value!(3.0), "3.0"),
            (value!(-0.0), "-0.0"),
            (value!(0.001), "0.001"),
            (value!(0.00015), "1.5E-4"),
            (value!(9999999.5), "9999999.5"),
            (value!(1e7), "1.0E7"),
            (value!(-1.25e21), "-1.25E21"),
            (value!(12345678901_i64), "12345678901"),
        ] {
            assert_eq!(text(&value), printed);
        }
        let deep = (0..100_000).fold(Value::NULL, |inner, _| Value::array([inner]));
        assert_eq!(text(&deep).len(), 200_004);
    }

    #[test]
    fn every_character_of_the_separator_splits() {
        let split =
            |text: &str, separators: &str| string_split(&text.into(), &separators.into()).unwrap();
        assert_eq!(split("a,b;c", ",;"), value!(["a", "b", "c"]));
        assert_eq!(split(",,a, ,", ","), value!(["a", " "]));
        assert_eq!(split(",", ","), value!([]));
        assert_eq!(split("a😀b", "😀"), value!(["a", "b"]));
        assert_eq!(split("ab", ""), value!(["ab"]));
        assert!(string_split(&"a".into(), &Value::NULL).is_err());
        assert!(string_split(&1.into(), &",".into()).is_err());
    }
}
