//! `StartAt` and `States`, and what all states have in common.

use crate::ast::{Body, State, Transition};
use crate::diagnostic::Diagnostic;
use crate::source::Span;
use crate::suggest::did_you_mean;
use crate::text::{Member, NodeKind, Object, Text};

use super::Parser;
use super::fields::{Fields, Schema, list};
use super::substitution::has_substitution;
use super::{choice, fail, map, parallel, pass, succeed, task, wait};

/// The state types with their fields.
pub(super) const STATE_TYPES: &[(&str, &Schema)] = &[
    ("Task", &task::SCHEMA),
    ("Pass", &pass::SCHEMA),
    ("Choice", &choice::SCHEMA),
    ("Wait", &wait::SCHEMA),
    ("Parallel", &parallel::SCHEMA),
    ("Map", &map::SCHEMA),
    ("Succeed", &succeed::SCHEMA),
    ("Fail", &fail::SCHEMA),
];

/// How deep Maps and Parallels may stand in each other: deeper than anyone writes, and a bound for all recursion.
const DEEPEST: usize = 32;

impl Parser<'_> {
    /// `StartAt` and `States` of a branch or a processor.
    pub(super) fn inner_body(&mut self, fields: &Fields<'_>, span: Span) -> Option<Body> {
        if self.depth == DEEPEST {
            let message = format!("more than {DEEPEST} Maps and Parallels stand inside each other");
            self.report(
                Diagnostic::error("too-deep", fields.anchor(), message)
                    .label("one level too many")
                    .help("move a part into a machine of its own"),
            );
            return None;
        }
        self.depth += 1;
        let body = self.body(fields, span);
        self.depth -= 1;
        body
    }

    /// `StartAt` and `States`.
    pub(super) fn body(&mut self, fields: &Fields<'_>, span: Span) -> Option<Body> {
        let start_at = fields
            .get("StartAt")
            .and_then(|start| self.string("StartAt", &start.value));
        let states = fields.get("States")?;
        let node = &states.value;
        let NodeKind::Object(object) = &node.kind else {
            match self.depth {
                // Of a machine without states there is nothing to check.
                0 => self.report_wrong_type("States", node, "an object"),
                _ => self.wrong_type("States", node, "an object"),
            }
            return None;
        };
        let mut body = Body {
            // Without a `StartAt` the first state stands in, so that the states can still be checked.
            start_at: start_at.or_else(|| object.members.first().map(|first| first.key.clone()))?,
            states: Vec::new(),
            unreadable: Vec::new(),
            span,
            states_key: states.key.span,
        };
        for member in &object.members {
            let name = self.substituted(&member.key);
            match self.state(name.clone(), member) {
                Some(state) => body.states.push(state),
                None => body.unreadable.push(name),
            }
        }
        Some(body)
    }

    fn state(&mut self, name: Text, member: &Member) -> Option<State> {
        let NodeKind::Object(object) = &member.value.kind else {
            self.wrong_type("a state", &member.value, "an object");
            return None;
        };
        let (state_type, schema) = self.state_type(&name, object)?;
        let query_language = self.state_language(object);
        let fields = self.fields(&member.value, schema, Some(name.span), query_language)?;
        let comment = self.comment(&fields);
        let kind = match state_type {
            "Task" => self.task(&fields)?,
            "Pass" => self.pass(&fields),
            "Choice" => self.choice(&fields)?,
            "Wait" => self.wait(&fields)?,
            "Parallel" => self.parallel(&fields)?,
            "Map" => self.map(&fields)?,
            "Succeed" => self.succeed(&fields),
            _ => self.fail(&fields),
        };
        Some(State {
            name,
            span: member.value.span,
            query_language,
            comment,
            kind,
        })
    }

    fn state_type(
        &mut self,
        name: &Text,
        object: &Object,
    ) -> Option<(&'static str, &'static Schema)> {
        let find = |wanted: &str| {
            STATE_TYPES
                .iter()
                .find(|(known, _)| *known == wanted)
                .copied()
        };
        let types: Vec<_> = STATE_TYPES.iter().map(|(known, _)| *known).collect();
        let Some(member) = object
            .members
            .iter()
            .find(|member| member.key.value == "Type")
        else {
            let misspelt = object
                .members
                .iter()
                .find(|member| did_you_mean(&member.key.value, ["Type"]).is_some());
            self.report(match misspelt {
                Some(member) => {
                    let message = format!("a state has no field `{}`", member.key.value);
                    Diagnostic::error("unknown-field", member.key.span, message)
                        .label("unknown field")
                        .help("did you mean `Type`?")
                }
                None => Diagnostic::error("missing-field", name.span, "a state needs `Type`")
                    .label("it is missing")
                    .help(format!("the types are {}", list(&types, "and"))),
            });
            return None;
        };
        let written = self.string("Type", &member.value)?;
        let known = find(&written.value);
        if known.is_none() && has_substitution(&written.value) {
            self.incomplete = true;
            return None;
        }
        if known.is_none() {
            let message = format!("there is no state type `{}`", written.value);
            let near = did_you_mean(&written.value, types.iter().copied());
            self.report(
                Diagnostic::error("unknown-state-type", written.span, message)
                    .label("unknown type")
                    .help(match near {
                        Some(near) => format!("did you mean `{near}`?"),
                        None => format!("the types are {}", list(&types, "and")),
                    }),
            );
            return near.and_then(find);
        }
        known
    }

    /// `Next` or `End`.
    pub(super) fn transition(&mut self, fields: &Fields<'_>) -> Transition {
        let next = fields.get("Next");
        let target = next.and_then(|next| self.string("Next", &next.value));
        let end = fields.get("End");
        let ends = end.is_some_and(|end| self.boolean("End", &end.value).unwrap_or(next.is_none()));
        if let (Some(next), Some(end), true) = (next, end, ends) {
            let message = format!(
                "{} cannot have both `Next` and `\"End\": true`",
                fields.owner()
            );
            self.report(
                Diagnostic::error("exclusive-fields", end.key.span.to(end.value.span), message)
                    .label("ends here")
                    .also(next.key.span.to(next.value.span), "and goes on here")
                    .help("keep one of the two"),
            );
        }
        if next.is_none() && !ends && !fields.excused(&["Next", "End"]) {
            let message = format!("{} needs `Next` or `\"End\": true`", fields.owner());
            match end {
                Some(end) => self.report(
                    Diagnostic::error("missing-field", end.key.span.to(end.value.span), message)
                        .label("neither goes on nor ends"),
                ),
                None => self.missing(fields, message, "neither goes on nor ends"),
            }
        }
        match target {
            Some(target) => Transition::Next(target),
            None => Transition::End(end.map_or(fields.anchor(), |end| end.value.span)),
        }
    }
}
