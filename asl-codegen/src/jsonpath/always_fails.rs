//! Calls of intrinsic functions that AWS accepts, and that fail whenever they are evaluated.

use super::IntrinsicArgument;
use super::functions::{Parameter, Signature, signature};
use crate::diagnostic::Diagnostic;
use crate::source::Span;
use crate::suggest::did_you_mean;

/// How many items `States.ArrayRange` makes at most.
const LONGEST_RANGE: f64 = 1000.0;

/// What `States.Hash` can compute.
const ALGORITHMS: [&str; 5] = ["MD5", "SHA-1", "SHA-256", "SHA-384", "SHA-512"];

/// Why a call with these arguments never gives a result, where that can be told from what is written.
pub(super) fn always_fails(
    function: &Signature,
    arguments: &[(IntrinsicArgument, Span)],
) -> Option<Diagnostic> {
    nested_result(function, arguments).or_else(|| literals(function, arguments))
}

/// An argument that is a call, whose result the function does not take.
fn nested_result(
    function: &Signature,
    arguments: &[(IntrinsicArgument, Span)],
) -> Option<Diagnostic> {
    arguments
        .iter()
        .enumerate()
        .find_map(|(index, (argument, span))| {
            let IntrinsicArgument::Call(call) = argument else {
                return None;
            };
            let wanted = function.parameter(index);
            let found = signature(&call.function)?.gives;
            if wanted.includes(found) {
                return None;
            }
            let help = match (wanted, found) {
                (Parameter::String, _) => {
                    Some("`States.JsonToString` makes a string of another value")
                }
                (_, Parameter::String) => {
                    Some("`States.StringToJson` makes a value of a string that holds JSON")
                }
                _ => None,
            };
            let message = format!(
                "argument {} of `States.{}` must be {}, and `States.{}` gives {}",
                index + 1,
                function.name,
                wanted.described(),
                call.function,
                found.described()
            );
            let never = fails(*span, message, &format!("this gives {}", found.described()));
            Some(never.maybe_help(help.map(str::to_owned)))
        })
}

/// Literals that a function never takes.
fn literals(function: &Signature, arguments: &[(IntrinsicArgument, Span)]) -> Option<Diagnostic> {
    let number = |index: usize| match arguments.get(index) {
        Some((IntrinsicArgument::Number(number), _)) => number.parse::<f64>().ok(),
        _ => None,
    };
    let place = |index: usize| arguments.get(index).map(|(_, span)| *span);
    match (function.name, arguments) {
        ("ArrayPartition", _) if number(1)? < 1.0 => {
            let message = "`States.ArrayPartition` makes parts of at least 1 item";
            Some(fails(place(1)?, message, "less than 1"))
        }
        ("ArrayRange", _) if number(2)? == 0.0 => {
            let message = "`States.ArrayRange` cannot count in steps of 0";
            Some(fails(place(2)?, message, "never gets to the end"))
        }
        ("ArrayRange", _) if (number(1)? - number(0)?) / number(2)? >= LONGEST_RANGE => {
            let message = format!("`States.ArrayRange` makes at most {LONGEST_RANGE} items");
            Some(fails(place(1)?, message, "makes more"))
        }
        ("MathRandom", _) if number(0)? >= number(1)? => {
            let message = "`States.MathRandom` needs a start that is less than its end";
            Some(fails(place(1)?, message, "not more than the start"))
        }
        ("JsonMerge", [_, _, (IntrinsicArgument::Bool(true), span)]) => {
            let message = "`States.JsonMerge` does not merge what is inside of the objects";
            let never = fails(*span, message, "only `false` is supported");
            Some(never.help("write `false`: of two fields of one name the second counts"))
        }
        ("Hash", [_, (IntrinsicArgument::String(name), span)])
            if !ALGORITHMS.contains(&name.as_str()) =>
        {
            let message = format!("`States.Hash` has no algorithm `{name}`");
            let help = match did_you_mean(name, ALGORITHMS) {
                Some(near) => format!("did you mean `{near}`?"),
                None => format!("the algorithms are `{}`", ALGORITHMS.join("`, `")),
            };
            Some(fails(*span, message, "unknown algorithm").help(help))
        }
        _ => None,
    }
}

fn fails(place: Span, message: impl Into<String>, label: &str) -> Diagnostic {
    Diagnostic::warning("intrinsic-always-fails", place, message).label(label)
}

#[cfg(test)]
mod tests {
    use super::super::parse_intrinsic;
    use super::super::tests::{text, underlined};
    use crate::diagnostic::Diagnostics;

    #[test]
    fn a_call_that_never_gives_a_result_is_told() {
        let cases = [
            (
                "States.MathAdd(States.Format('{}', $.a), 1)",
                "States.Format('{}', $.a)",
            ),
            (
                "States.Format(States.MathAdd(1, 2))",
                "States.MathAdd(1, 2)",
            ),
            (
                "States.ArrayLength(States.JsonMerge($.a, $.b, false))",
                "States.JsonMerge($.a, $.b, false)",
            ),
            (
                "States.StringToJson(States.ArrayUnique($.a))",
                "States.ArrayUnique($.a)",
            ),
            ("States.ArrayPartition($.a, 0)", "0"),
            ("States.ArrayRange(1, 9, 0)", "0"),
            ("States.ArrayRange(1, 1001, 1)", "1001"),
            ("States.MathRandom(5, 5)", "5"),
            ("States.JsonMerge($.a, $.b, true)", "true"),
            ("States.Hash($.a, 'sha256')", "'sha256'"),
        ];
        for (call, place) in cases {
            let mut diagnostics = Diagnostics::new();
            assert!(parse_intrinsic(&text(call), &mut diagnostics).is_some());
            let found = diagnostics.in_order();
            assert_eq!(found.len(), 1, "{call}: {found:?}");
            assert_eq!(found[0].code, "intrinsic-always-fails", "{call}");
            assert_eq!(underlined(call, found[0].primary.span), place, "{call}");
        }
    }

    #[test]
    fn what_may_work_is_left_alone() {
        for call in [
            "States.MathAdd(States.ArrayLength($.a), States.ArrayGetItem($.b, 0))",
            "States.ArrayLength(States.StringToJson($.a))",
            "States.Format('{}', States.Array(1))",
            "States.JsonMerge(States.StringToJson('{}'), States.JsonMerge($.a, $.b, false), false)",
            "States.ArrayRange(1, 1000, 1)",
            "States.ArrayRange(9, 1, -1)",
            "States.ArrayRange($.a, 9999, $.b)",
            "States.Hash($.a, 'SHA-512')",
            "States.Hash($.a, $.b)",
            "States.MathRandom(1, 2, 7)",
        ] {
            let mut diagnostics = Diagnostics::new();
            assert!(parse_intrinsic(&text(call), &mut diagnostics).is_some());
            assert!(diagnostics.is_empty(), "{call}: {diagnostics:?}");
        }
    }
}
