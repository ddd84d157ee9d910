//! Error names in `Retry` and `Catch`.

use std::collections::HashMap;

use crate::ast::{StateKind, StateMachine};
use crate::diagnostic::{Diagnostic, Diagnostics};
use crate::source::Span;
use crate::suggest::did_you_mean;
use crate::text::Text;

use super::walk::{error_handling, states};

/// The names that the specification and AWS reserve.
const RESERVED: &[&str] = &[
    ALL,
    "States.BranchFailed",
    "States.DataLimitExceeded",
    "States.ExceedToleratedFailureThreshold",
    "States.HeartbeatTimeout",
    "States.IntrinsicFailure",
    "States.ItemReaderFailed",
    "States.NoChoiceMatched",
    "States.ParameterPathFailure",
    "States.Permissions",
    "States.QueryEvaluationError",
    "States.ResultPathMatchFailure",
    "States.ResultWriterFailed",
    "States.Runtime",
    "States.TaskFailed",
    "States.Timeout",
];

/// Matches every error.
const ALL: &str = "States.ALL";

/// Names that begin so are given by the HTTP integration.
const HTTP: &str = "States.Http.";

/// The rules of `ErrorEquals`.
pub(super) fn check(machine: &StateMachine, diagnostics: &mut Diagnostics) {
    for state in states(machine) {
        let (retry, catch) = error_handling(state);
        let retry: Vec<_> = retry
            .iter()
            .map(|retrier| (&retrier.error_equals[..], retrier.span))
            .collect();
        let catch: Vec<_> = catch
            .iter()
            .map(|catcher| (&catcher.error_equals[..], catcher.span))
            .collect();
        check_all(&retry, "Retrier", "Retry", diagnostics);
        check_all(&catch, "Catcher", "Catch", diagnostics);
        for name in retry.iter().chain(&catch).flat_map(|(names, _)| *names) {
            check_name(name, diagnostics);
        }
        let is_task = matches!(state.kind, StateKind::Task(_));
        check_taken(&retry, "Retrier", is_task, diagnostics);
        check_taken(&catch, "Catcher", is_task, diagnostics);
    }
}

/// `States.ALL` "MUST appear alone in the `ErrorEquals` array and MUST appear in the last" Retrier or Catcher.
fn check_all(entries: &[(&[Text], Span)], entry: &str, field: &str, diagnostics: &mut Diagnostics) {
    for (index, (names, _)) in entries.iter().enumerate() {
        let Some(all) = names.iter().find(|name| name.value == ALL) else {
            continue;
        };
        if names.len() > 1 {
            let message = format!("`{ALL}` must stand alone in its `ErrorEquals`");
            diagnostics.report(
                Diagnostic::error("states-all-not-alone", all.span, message)
                    .label("matches every error, so the other names say nothing")
                    .help(format!(
                        "remove the other names, or give `{ALL}` a {entry} of its own at the end"
                    )),
            );
        }
        if index + 1 < entries.len() {
            let message = format!("`{ALL}` must be in the last {entry}");
            diagnostics.report(
                Diagnostic::error("states-all-not-last", all.span, message)
                    .label(format!(
                        "matches every error, so the {entry} below is never tried"
                    ))
                    .help(format!("move this {entry} to the end of `{field}`")),
            );
        }
    }
}

/// The first entry that matches an error takes it, a Retrier also when it has no attempts left.
fn check_taken(
    entries: &[(&[Text], Span)],
    entry: &str,
    is_task: bool,
    diagnostics: &mut Diagnostics,
) {
    let mut taken: HashMap<&str, &Text> = HashMap::new();
    for (names, _) in entries {
        let mut found: Option<Diagnostic> = None;
        for name in *names {
            let same = taken.get(name.value.as_str()).copied();
            // Of a Task it takes all errors but the time-out, whatever the task calls them.
            let all = taken
                .get("States.TaskFailed")
                .filter(|_| is_task && !name.value.starts_with("States."));
            let Some(first) = same.or(all.copied()) else {
                continue;
            };
            found = Some(match found {
                Some(found) => found.also(name.span, "nor does this"),
                None => {
                    let message = format!("`{}` never gets to this {entry}", name.value);
                    Diagnostic::warning("error-already-taken", name.span, message)
                        .label("taken before")
                        .also(first.span, "matches it already")
                        .help(match same {
                            Some(_) => "keep one of the two",
                            None => "move it before `States.TaskFailed`, which matches it too",
                        })
                }
            });
        }
        found
            .into_iter()
            .for_each(|found| diagnostics.report(found));
        // Names of one entry do the same, so their order says nothing.
        for name in *names {
            taken.entry(&name.value).or_insert(name);
        }
    }
}

/// AWS takes any name; one that nothing can raise never matches.
fn check_name(name: &Text, diagnostics: &mut Diagnostics) {
    let written = name.value.as_str();
    if written == "States.Runtime" {
        diagnostics.report(
            Diagnostic::warning(
                "error-never-matches",
                name.span,
                "`States.Runtime` cannot be retried or caught",
            )
            .label("never matches")
            .help("it always ends the execution; check the data in a Choice before"),
        );
        return;
    }
    let reserved = written.starts_with("States.");
    if RESERVED.contains(&written) || written.starts_with(HTTP) {
        return;
    }
    let near = did_you_mean(written, RESERVED.iter().copied());
    if !reserved && near.is_none() {
        return;
    }
    let message = match reserved {
        true => format!(
            "there is no error `{written}`, and names that begin with `States.` are reserved"
        ),
        false => format!("`{written}` looks like a misspelt reserved name"),
    };
    diagnostics.report(
        Diagnostic::warning("unknown-reserved-error", name.span, message)
            .label("never matches, unless a task gives this very name")
            .maybe_help(near.map(|near| format!("did you mean `{near}`?"))),
    );
}
