//! `QueryLanguage`: of the machine and of each state, also where it is misspelt or missing.

use crate::ast::QueryLanguage;
use crate::diagnostic::Diagnostic;
use crate::suggest::did_you_mean;
use crate::text::{Member, NodeKind, Object, object};

use super::Parser;

const NAME: &str = "QueryLanguage";

/// Fields of states that only JSONata has.
const OF_JSONATA: &[&str] = &["Arguments", "Condition", "Items", "Output"];

/// Fields of states that only JSONPath has.
const OF_JSON_PATH: &[&str] = &[
    "InputPath",
    "ItemsPath",
    "OutputPath",
    "Parameters",
    "Result",
    "ResultPath",
    "ResultSelector",
];

impl Parser<'_> {
    /// The machine's language, so that its states are read right; a mistake is reported once and not for each state.
    pub(super) fn language_of_machine(&mut self, machine: &Object) -> QueryLanguage {
        if let Some(member) = written(machine) {
            // JSONPath is the default: who writes the field at all mostly means the other.
            return self
                .query_language(member)
                .unwrap_or(QueryLanguage::Jsonata);
        }
        let states: Vec<&Object> = member(machine, "States")
            .and_then(|states| object(&states.value))
            .into_iter()
            .flat_map(|states| &states.members)
            .filter_map(|state| object(&state.value))
            .filter(|state| written(state).is_none())
            .collect();
        let first = |names: &[&str]| {
            states
                .iter()
                .flat_map(|state| &state.members)
                .find(|member| names.contains(&&*member.key.value))
        };
        let mut found = states.iter().filter(|state| has(state, OF_JSONATA));
        if let (Some(_), Some(_), Some(field), None) = (
            found.next(),
            found.next(),
            first(OF_JSONATA),
            first(OF_JSON_PATH),
        ) {
            let message =
                "the states are written in JSONata, and the machine's `QueryLanguage` is JSONPath";
            self.report(
                Diagnostic::error("wrong-query-language", field.key.span, message)
                    .label("not a field of JSONPath")
                    .help("give the machine `\"QueryLanguage\": \"JSONata\"`"),
            );
            return QueryLanguage::Jsonata;
        }
        QueryLanguage::JsonPath
    }

    /// The language of a state.
    pub(super) fn state_language(&mut self, state: &Object) -> QueryLanguage {
        let Some(member) = written(state) else {
            return self.machine_language;
        };
        let Some(language) = self.query_language(member) else {
            // What was meant is told by the fields.
            return match has(state, OF_JSONATA) {
                true => QueryLanguage::Jsonata,
                false => self.machine_language,
            };
        };
        if (self.machine_language, language) == (QueryLanguage::Jsonata, QueryLanguage::JsonPath) {
            let message = "a state cannot be in JSONPath in a state machine in JSONata";
            self.report(
                Diagnostic::error("query-language-downgrade", member.value.span, message)
                    .label("the machine's `QueryLanguage` is JSONata")
                    .help("write the state in JSONata; only a machine in JSONPath can have states in both"),
            );
        }
        language
    }

    /// The value of a `QueryLanguage`; of a misspelt one what it was meant to be, so that the fields are read right.
    fn query_language(&mut self, member: &Member) -> Option<QueryLanguage> {
        let written = self.string(NAME, &member.value)?;
        let index = self.one_of_values(NAME, &written, &["JSONPath", "JSONata"])?;
        Some(match index {
            0 => QueryLanguage::JsonPath,
            _ => QueryLanguage::Jsonata,
        })
    }
}

/// The `QueryLanguage` of a machine or state. A misspelt key is reported with the other fields, and says what it was meant
/// to say.
fn written(owner: &Object) -> Option<&Member> {
    member(owner, NAME).or_else(|| {
        let mut members = owner.members.iter();
        members.find(|member| did_you_mean(&member.key.value, [NAME]).is_some())
    })
}

/// Whether a state, or one of its Choice Rules or Catchers, has one of the fields.
fn has(state: &Object, fields: &[&str]) -> bool {
    let inner = ["Choices", "Catch"]
        .into_iter()
        .filter_map(|name| member(state, name))
        .filter_map(|list| match &list.value.kind {
            NodeKind::Array(items) => Some(items),
            _ => None,
        });
    let inner = inner.flatten().filter_map(object);
    std::iter::once(state)
        .chain(inner)
        .any(|object| fields.iter().any(|field| member(object, field).is_some()))
}

fn member<'a>(object: &'a Object, name: &str) -> Option<&'a Member> {
    object
        .members
        .iter()
        .find(|member| member.key.value == name)
}
