//! The forms of a `Resource`.

use super::integrations::services;
use crate::parse::{find_substitutions, has_substitution};

/// How a Task's work is handed over and its end learnt of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Pattern {
    /// The call's answer is the result.
    RequestResponse,
    /// `.sync`: the job's end.
    Sync,
    /// `.sync:2`: the same, with the machine's output read as JSON.
    SyncJson,
    /// `.waitForTaskToken`: a token comes back.
    WaitForTaskToken,
}

impl Pattern {
    /// What a `Resource` has at its end.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Pattern::RequestResponse => "",
            Pattern::Sync => ".sync",
            Pattern::SyncJson => ".sync:2",
            Pattern::WaitForTaskToken => ".waitForTaskToken",
        }
    }
}

/// Whether AWS gives the calls of this `Resource` a task token: the patterns that wait have one, `.sync` too.
pub(crate) fn has_token(resource: &str) -> bool {
    match form(resource) {
        Ok(Form::Integration { pattern, .. }) => pattern != Pattern::RequestResponse,
        Ok(Form::Activity) => true,
        Ok(Form::Function) | Err(_) => false,
    }
}

/// What a `Resource` says.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Form<'a> {
    /// A function, or a name of the user's own.
    Function,
    /// `arn:…:activity:name`
    Activity,
    /// `arn:…:states:::service:action`
    Integration {
        service: &'a str,
        action: &'a str,
        pattern: Pattern,
    },
}

/// Reads a `Resource`; what is wrong with it is the error.
pub(crate) fn form(resource: &str) -> Result<Form<'_>, &'static str> {
    let (scheme, rest) = match resource.split_once(':') {
        Some(parts) => parts,
        None if has_substitution(resource) => return Ok(Form::Function),
        None => return Err("not a URI: there is no `:` in it"),
    };
    let of_scheme = |c: char| c.is_ascii_alphanumeric() || matches!(c, '+' | '-' | '.');
    if has_substitution(resource) && !scheme.chars().all(of_scheme) {
        return Ok(Form::Function);
    }
    if !scheme.starts_with(|c: char| c.is_ascii_alphabetic()) || !scheme.chars().all(of_scheme) {
        return Err("not a URI: a scheme such as `task:` does not look like this");
    }
    if rest.is_empty() {
        return Err("nothing follows the scheme");
    }
    if scheme != "arn" {
        return Ok(Form::Function);
    }
    let parts = split_arn(resource);
    let [_, _, service, _, _, name] = parts[..] else {
        // A substitution may hold any number of parts.
        return match has_substitution(resource) {
            true => Ok(Form::Function),
            false => Err("not an ARN: it has fewer than six parts"),
        };
    };
    let open = has_substitution(resource);
    match (service, name.split_once(':')) {
        (_, None) if name.is_empty() => Err("not an ARN: it ends before it names anything"),
        ("lambda", Some(("function", function))) => {
            let mut parts = function.split(':');
            if parts.any(str::is_empty) {
                return Err("not a function's ARN: a name or version is missing");
            }
            Ok(Form::Function)
        }
        ("lambda", other) if !open => Err(match other {
            None if name == "function" => "not a function's ARN: the name is missing",
            _ => "not a function's ARN: its sixth part is `function`",
        }),
        ("states", Some(("activity" | "stateMachine" | "execution", ""))) => {
            Err("not an ARN: it ends before it names anything")
        }
        ("states", Some(("activity", _))) => Ok(Form::Activity),
        ("states", Some(("stateMachine" | "execution" | "express", _))) => Err(
            "not work that a Task can do: another machine is started by `arn:aws:states:::states:startExecution`",
        ),
        ("states", Some(("task", _))) => Ok(Form::Function),
        ("states", Some((service, action))) => integration(service, action),
        ("states", None) if !has_substitution(resource) => Err(
            "not an integration's ARN: write `arn:aws:states:::service:action`, with three colons",
        ),
        (service, _) if !open && services().chain(["s3"]).any(|known| known == service) => Err(
            "not work that a Task can do: a service is called by `arn:aws:states:::service:action`",
        ),
        _ => Ok(Form::Function),
    }
}

/// The six parts of an ARN; the colons of a substitution are none of its own.
fn split_arn(resource: &str) -> Vec<&str> {
    let inside = find_substitutions(resource);
    let colons = resource
        .match_indices(':')
        .map(|(at, _)| at)
        .filter(|at| !inside.iter().any(|(place, _)| place.contains(at)));
    let mut parts = Vec::new();
    let mut from = 0;
    for at in colons.take(5) {
        parts.push(&resource[from..at]);
        from = at + 1;
    }
    parts.push(&resource[from..]);
    parts
}

fn integration<'a>(service: &'a str, action: &'a str) -> Result<Form<'a>, &'static str> {
    let (action, pattern) = match action.split_once('.') {
        None => (action, Pattern::RequestResponse),
        Some((action, "sync")) => (action, Pattern::Sync),
        Some((action, "sync:2")) => (action, Pattern::SyncJson),
        Some((action, "waitForTaskToken")) => (action, Pattern::WaitForTaskToken),
        Some(_) if has_substitution(action) => (action, Pattern::RequestResponse),
        Some(_) => {
            return Err(
                "unknown integration pattern: `.sync`, `.sync:2` and `.waitForTaskToken` are known",
            );
        }
    };
    if action.is_empty() {
        return Err("names no action");
    }
    Ok(Form::Integration {
        service,
        action,
        pattern,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_the_forms() {
        let integration = |service, action, pattern| {
            Ok(Form::Integration {
                service,
                action,
                pattern,
            })
        };
        let cases = [
            (
                "arn:aws:lambda:us-east-1:123456789012:function:Add",
                Ok(Form::Function),
            ),
            (
                "arn:aws:lambda:us-east-1:123456789012:function:Add:$LATEST",
                Ok(Form::Function),
            ),
            (
                "arn:aws:states:us-east-1:123456789012:task:X",
                Ok(Form::Function),
            ),
            (
                "arn:aws:states:us-east-1:123456789012:activity:X",
                Ok(Form::Activity),
            ),
            ("${Add}", Ok(Form::Function)),
            ("${Add}:$LATEST", Ok(Form::Function)),
            ("arn:${AWS::Partition}:lambda:${Add}", Ok(Form::Function)),
            (
                "arn:${AWS::Partition}:states:::sns:publish",
                integration("sns", "publish", Pattern::RequestResponse),
            ),
            ("task:add", Ok(Form::Function)),
            ("arn:aws:swf:::task:Add", Ok(Form::Function)),
            (
                "arn:aws:lambda:us-east-1:123456789012:${Type}:Add",
                Ok(Form::Function),
            ),
            (
                "arn:aws:states:::lambda:invoke",
                integration("lambda", "invoke", Pattern::RequestResponse),
            ),
            (
                "arn:aws:states:::aws-sdk:s3:getObject",
                integration("aws-sdk", "s3:getObject", Pattern::RequestResponse),
            ),
            (
                "arn:aws:states:::states:startExecution.sync:2",
                integration("states", "startExecution", Pattern::SyncJson),
            ),
            (
                "arn:aws-cn:states:::sqs:sendMessage.waitForTaskToken",
                integration("sqs", "sendMessage", Pattern::WaitForTaskToken),
            ),
        ];
        for (resource, expected) in cases {
            assert_eq!(form(resource), expected, "{resource}");
        }
    }

    #[test]
    fn refuses_what_names_nothing() {
        for resource in [
            "",
            "Add",
            "${Add",
            "my task:add",
            "task:",
            "arn:aws:lambda",
            "arn:aws:lambda:us-east-1:123456789012:",
            "arn:aws:lambda:us-east-1:123456789012:function:Add:",
            "arn:aws:lambda:us-east-1:123456789012:function",
            "arn:aws:lambda:us-east-1:123456789012:funtion:Add",
            "arn:aws:lambda:us-east-1:123456789012:Add",
            "arn:aws:sqs:us-east-1:123456789012:orders",
            "arn:aws:s3:::bucket",
            "arn:aws:states::lambda:invoke",
            "arn:aws:states:us-east-1:123456789012:stateMachine:X",
            "arn:aws:states:us-east-1:123456789012:activity:",
            "arn:aws:states:::sqs:sendMessage.wait",
            "arn:aws:states:::sqs:.sync",
        ] {
            assert!(form(resource).is_err(), "{resource}");
        }
    }
}
