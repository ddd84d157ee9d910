//! Arguments checked against a signature, `<s-nn?:s>`.

use super::value::Any;
use crate::jsonata::error::Error;
use crate::jsonata::operand::{Operand, View};

/// What a function takes at one place.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Parameter {
    /// The types it takes, a letter each.
    types: &'static str,
    /// What an array has to hold.
    subtype: Option<&'static str>,
    context: bool,
    optional: bool,
    repeated: bool,
}

/// A parameter of these types: `s`, `n`, `b`, `l`, `o`, `a`, `f`, `j`, `x`, or several of them to choose from.
pub const fn parameter(types: &'static str) -> Parameter {
    Parameter {
        types,
        subtype: None,
        context: false,
        optional: false,
        repeated: false,
    }
}

impl Parameter {
    /// What an array has to hold: `n` in `a<n>`.
    pub const fn of(self, subtype: &'static str) -> Parameter {
        Parameter {
            subtype: Some(subtype),
            ..self
        }
    }

    /// `-`
    pub const fn context(self) -> Parameter {
        Parameter {
            context: true,
            ..self
        }
    }

    /// `?`
    pub const fn optional(self) -> Parameter {
        Parameter {
            optional: true,
            ..self
        }
    }

    /// `+`
    pub const fn repeated(self) -> Parameter {
        Parameter {
            repeated: true,
            ..self
        }
    }

    /// Whether it takes what has this letter; `m`, what is undefined, is taken nearly everywhere.
    fn takes(&self, letter: char) -> bool {
        match self.types {
            "a" | "x" => true,
            "j" => letter != 'f',
            "f" => letter == 'f',
            types => letter == 'm' || types.contains(letter),
        }
    }

    fn may_be_missing(&self) -> bool {
        self.context || self.optional
    }
}

fn letter(value: &Any) -> char {
    match value.view() {
        View::Undefined => 'm',
        View::Null => 'l',
        View::Bool(_) => 'b',
        View::Number(_) => 'n',
        View::String(_) => 's',
        View::Array(_) => 'a',
        View::Object(_) => 'o',
        View::Function { .. } => 'f',
    }
}

/// The arguments as the function gets them: one for every parameter, and more for a repeated one.
pub(super) fn validate(
    parameters: &[Parameter],
    arguments: Vec<Any>,
    context: &Any,
    function: &str,
) -> Result<Vec<Any>, Error> {
    let letters: Vec<char> = arguments.iter().map(letter).collect();
    let Some(counts) = matched(parameters, &letters, true) else {
        return Err(mismatch(parameters, &letters, function));
    };
    let mut validated = Vec::with_capacity(parameters.len());
    let mut at = 0;
    for (parameter, count) in parameters.iter().zip(counts) {
        if count == 0 && parameter.context {
            if !parameter.takes(letter(context)) {
                return Err(Error::context(function, at + 1));
            }
            validated.push(context.clone());
            continue;
        }
        // What is left out is undefined, or what comes next. Of several that are no arrays the reference repeats the
        // first one.
        let first = arguments.get(at).cloned().unwrap_or_default();
        for _ in 0..count.max(1) {
            if count > 0 && parameter.types == "a" {
                let argument = arguments.get(at).cloned().unwrap_or_default();
                validated.push(array(parameter, argument, count, function, at + 1)?);
            } else {
                validated.push(first.clone());
            }
            at += 1;
        }
    }
    Ok(validated)
}

/// An argument where an array is wanted: what is none stands for an array of it.
fn array(
    parameter: &Parameter,
    argument: Any,
    count: usize,
    function: &str,
    index: usize,
) -> Result<Any, Error> {
    let own = letter(&argument);
    if own == 'm' {
        return Ok(argument);
    }
    if let Some(subtype) = parameter.subtype {
        let wanted = subtype.chars().next().unwrap_or('m');
        let right = match own {
            'a' => argument
                .clone()
                .into_items_or_self()
                .iter()
                .all(|item| letter(item) == wanted),
            _ => count == 1 && subtype.len() == 1 && own == wanted,
        };
        if !right {
            let things = match subtype {
                "a" => "arrays",
                "b" => "booleans",
                "f" => "functions",
                "n" => "numbers",
                "o" => "objects",
                "s" => "strings",
                _ => "",
            };
            return Err(Error::array_of(function, index, things));
        }
    }
    Ok(match own {
        'a' => argument,
        _ => Any::plain_array(vec![argument]),
    })
}

/// Single arguments in arrays where the function wants arrays.
pub(super) fn lifted(parameters: &[Parameter], arguments: Vec<Any>) -> Vec<Any> {
    let mut parameters = parameters.iter();
    let arguments = arguments.into_iter().map(|argument| {
        let wants_array = parameters
            .next()
            .is_some_and(|parameter| parameter.types == "a");
        match wants_array && !argument.is_array() && !argument.is_undefined() {
            true => Any::plain_array(vec![argument]),
            false => argument,
        }
    });
    arguments.collect()
}

/// How many of the arguments each parameter takes, each as many as it can; `whole` tells whether none may be left.
fn matched(parameters: &[Parameter], letters: &[char], whole: bool) -> Option<Vec<usize>> {
    let width = letters.len() + 1;
    // Whether the parameters from the one on can take the arguments from the other on.
    let mut can = vec![false; (parameters.len() + 1) * width];
    let end = parameters.len() * width;
    for at in 0..width {
        can[end + at] = !whole || at == letters.len();
    }
    for (index, parameter) in parameters.iter().enumerate().rev() {
        for at in (0..width).rev() {
            let takes = letters
                .get(at)
                .is_some_and(|letter| parameter.takes(*letter));
            let next = (index + 1) * width;
            can[index * width + at] = (takes && can[next + at + 1])
                || (takes && parameter.repeated && can[index * width + at + 1])
                || (parameter.may_be_missing() && can[next + at]);
        }
    }
    if !can[0] {
        return None;
    }
    let mut at = 0;
    let mut counts = Vec::with_capacity(parameters.len());
    for (index, parameter) in parameters.iter().enumerate() {
        let next = (index + 1) * width;
        let most = match parameter.repeated {
            true => letters.len() - at,
            false => 1.min(letters.len() - at),
        };
        let taken = letters[at..at + most].iter();
        let most = taken.take_while(|letter| parameter.takes(**letter)).count();
        let count = (0..=most).rev().find(|count| can[next + at + count])?;
        counts.push(count);
        at += count;
    }
    Some(counts)
}

/// The first argument that does not fit.
fn mismatch(parameters: &[Parameter], letters: &[char], function: &str) -> Error {
    let mut good = 0;
    for end in 1..=parameters.len() {
        match matched(&parameters[..end], letters, false) {
            Some(counts) => good = counts.iter().sum(),
            None => break,
        }
    }
    Error::signature(function, good + 1)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::value;

    const TEXT: &[Parameter] = &[
        parameter("s").context(),
        parameter("n"),
        parameter("n").optional(),
    ];

    fn check(arguments: Vec<Any>, context: Any) -> Result<Vec<Any>, Error> {
        validate(TEXT, arguments, &context, "f")
    }

    fn any(value: crate::Value) -> Any {
        Any::Value(value)
    }

    #[test]
    fn the_context_stands_in_for_what_is_left_out() {
        let found = check(vec![any(value!(1))], any(value!("x"))).unwrap();
        assert_eq!(found[0].as_str(), Some("x"));
        assert_eq!(found.len(), 3);
        assert!(found[2].is_undefined());
        let error = check(vec![any(value!(1))], any(value!(5))).unwrap_err();
        assert_eq!(error.code, "T0411");
    }

    #[test]
    fn the_first_argument_that_does_not_fit_is_named() {
        let index = |arguments: Vec<crate::Value>| {
            let arguments = arguments.into_iter().map(Any::Value).collect();
            check(arguments, Any::Undefined).unwrap_err().message
        };
        assert!(index(vec![value!("a"), value!("b")]).starts_with("Argument 2 "));
        assert!(
            index(vec![value!("a"), value!(1), value!(2), value!(3)]).starts_with("Argument 4 ")
        );
        assert!(index(vec![]).starts_with("Argument 1 "));
    }

    #[test]
    fn arrays_are_made_and_looked_into() {
        const NUMBERS: &[Parameter] = &[parameter("a").of("n")];
        let found = validate(NUMBERS, vec![any(value!(1))], &Any::Undefined, "f").unwrap();
        assert_eq!(found[0].json(), Some(value!([1])));
        let wrong = |value| validate(NUMBERS, vec![any(value)], &Any::Undefined, "f").unwrap_err();
        assert_eq!(wrong(value!(["a"])).code, "T0412");
        assert_eq!(wrong(value!("a")).code, "T0412");
        const SEVERAL: &[Parameter] = &[parameter("n").repeated(), parameter("n")];
        let three = vec![any(value!(1)), any(value!(2)), any(value!(3))];
        assert_eq!(
            validate(SEVERAL, three, &Any::Undefined, "f")
                .unwrap()
                .len(),
            3
        );
    }
}
