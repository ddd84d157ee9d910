//! Names and ARNs of executions.

use crate::random::Random;

/// Whether AWS takes it as an execution's name: 1 to 80 characters, none of them blank, a bracket, a wildcard, a control
/// character or one that has a meaning in URLs and shells.
pub(crate) fn is_valid(name: &str) -> bool {
    const FORBIDDEN: &str = "<>{}[]?*\"#%\\^|~`$&,;:/";
    let forbidden = |c: char| {
        c.is_whitespace() || c.is_control() || FORBIDDEN.contains(c) || is_noncharacter(c)
    };
    !name.is_empty() && name.chars().nth(80).is_none() && !name.chars().any(forbidden)
}

fn is_noncharacter(c: char) -> bool {
    matches!(c, '\u{fffe}' | '\u{ffff}' | char::MAX)
}

/// A name for an execution that was given none.
pub(crate) fn random() -> String {
    Random::from_entropy().uuid().to_string()
}

/// An execution's ARN; `kind` is `execution` or `express`.
pub(crate) fn execution_arn(
    region: &str,
    account: &str,
    kind: &str,
    machine: &str,
    name: &str,
) -> String {
    format!("arn:aws:states:{region}:{account}:{kind}:{machine}:{name}")
}

/// Whether it is the ARN of an execution that ran in memory, of which nothing is kept.
pub(crate) fn is_express(arn: &str) -> bool {
    arn.starts_with("arn:") && arn.split(':').nth(5) == Some("express")
}

/// The ARN of the machine that the execution of this ARN runs.
pub(crate) fn machine_arn(execution_arn: &str, machine: &str) -> String {
    let mut parts = execution_arn.splitn(6, ':').skip(3);
    let (region, account) = (
        parts.next().unwrap_or_default(),
        parts.next().unwrap_or_default(),
    );
    format!("arn:aws:states:{region}:{account}:stateMachine:{machine}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_those_that_aws_takes() {
        for name in ["a", "order-17_b.C@+=!()'", "été", &"x".repeat(80)] {
            assert!(is_valid(name), "{name:?}");
        }
        for name in [
            "",
            " ",
            "a b",
            "a/b",
            "a:b",
            "a\u{0}",
            "a\u{85}",
            "a\n",
            "<a>",
            "a*",
            "\u{ffff}",
            &"x".repeat(81),
        ] {
            assert!(!is_valid(name), "{name:?}");
        }
    }

    #[test]
    fn an_execution_in_memory_is_known_by_its_arn() {
        for (kind, expected) in [("execution", false), ("express", true)] {
            let arn = execution_arn("eu-west-1", "1", kind, "express", "express");
            assert_eq!(is_express(&arn), expected, "{arn}");
        }
        assert!(!is_express("express"));
    }

    #[test]
    fn a_machine_has_the_region_and_account_of_its_executions() {
        let arn = execution_arn("eu-west-1", "123456789012", "execution", "order", "first");
        assert_eq!(
            arn,
            "arn:aws:states:eu-west-1:123456789012:execution:order:first"
        );
        assert_eq!(
            machine_arn(&arn, "order"),
            "arn:aws:states:eu-west-1:123456789012:stateMachine:order"
        );
    }
}
