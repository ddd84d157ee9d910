//! Where the states of a definition stand in its text.

use std::cmp::Reverse;

use crate::cloudformation::{Written, definitions};
use crate::diagnostic::Diagnostics;
use crate::source::{SourceFile, Span};
use crate::text::{Node, NodeKind, member, object};

/// The parts of the text that states take, keys included, in order of position.
#[derive(Debug)]
pub(crate) struct States {
    all: Vec<Part>,
    /// Of a template.
    machines: Vec<(Span, String)>,
}

#[derive(Debug)]
struct Part {
    name: String,
    key: Span,
    /// Of the key and the state.
    span: Span,
    /// The index of the part around it.
    around: Option<usize>,
}

impl States {
    pub(crate) fn new(source: &SourceFile) -> States {
        // What is wrong with the text is among the findings already.
        let definitions = definitions(source, &mut Diagnostics::new());
        let mut all = Vec::new();
        let mut machines = Vec::new();
        // Of machines, of branches and of processors.
        let mut bodies: Vec<&Node> = Vec::new();
        for definition in &definitions {
            if let Some(id) = &definition.id {
                machines.push((definition.span, id.value.clone()));
            }
            if let Written::Here(node) = &definition.written {
                bodies.push(node);
            }
        }
        while let Some(body) = bodies.pop() {
            let states = object(body).and_then(|body| object(member(body, "States")?));
            for state in states.map_or(&[][..], |states| &states.members) {
                all.push(Part {
                    name: state.key.value.clone(),
                    key: state.key.span,
                    span: state.key.span.to(state.value.span),
                    around: None,
                });
                let Some(fields) = object(&state.value) else {
                    continue;
                };
                for field in &fields.members {
                    match (field.key.value.as_str(), &field.value.kind) {
                        ("Branches", NodeKind::Array(branches)) => bodies.extend(branches),
                        ("ItemProcessor" | "Iterator", _) => bodies.push(&field.value),
                        _ => {}
                    }
                }
            }
        }
        all.sort_by_key(|part| (part.span.start, Reverse(part.span.end)));
        let mut open: Vec<usize> = Vec::new();
        for index in 0..all.len() {
            let start = all[index].span.start;
            while open.pop_if(|outer| all[*outer].span.end <= start).is_some() {}
            all[index].around = open.last().copied();
            open.push(index);
        }
        States { all, machines }
    }

    /// The logical id of the machine that holds this place.
    pub(crate) fn machine(&self, offset: usize) -> Option<String> {
        let after = self
            .machines
            .partition_point(|(span, _)| span.start <= offset);
        let (span, id) = &self.machines[after.checked_sub(1)?];
        (offset < span.end).then(|| id.clone())
    }

    /// The name of the innermost state that holds this place.
    pub(crate) fn around(&self, offset: usize) -> Option<&str> {
        self.part(offset).map(|part| part.name.as_str())
    }

    /// Where the name of the innermost state that holds this place is defined.
    pub(crate) fn key_around(&self, offset: usize) -> Option<Span> {
        self.part(offset).map(|part| part.key)
    }

    fn part(&self, offset: usize) -> Option<&Part> {
        let after = self.all.partition_point(|part| part.span.start <= offset);
        let mut candidate = after.checked_sub(1);
        while let Some(part) = candidate.map(|index| &self.all[index]) {
            if offset < part.span.end {
                return Some(part);
            }
            candidate = part.around;
        }
        None
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The state around each `#`.
    fn states_around(name: &str, text: &str) -> Vec<Option<String>> {
        let source = SourceFile::new(name, text);
        let states = States::new(&source);
        let places = text.match_indices('#');
        places
            .map(|(at, _)| states.around(at).map(str::to_owned))
            .collect()
    }

    #[test]
    fn a_place_belongs_to_the_innermost_state() {
        let text = r##"{"#": 1, "States": {"A #": {"#": 1}, "M": {"Iterator": {"StartAt": "#", "States": {"I": "#",
            "P": {"Branches": [{"States": {"B1": {"#": 0}}}, {"#": 0, "States": {"B2": "#"}}], "Next": "#"}}}, "x": "#"},
            "Data": {"States": {"no state": "#"}}, "D": {"ItemProcessor": {"States": {"E": ["#"]}}}}, "Comment": "#"}"##;
        let expected = [
            "-", "A #", "A #", "M", "I", "B1", "P", "B2", "P", "M", "Data", "E", "-",
        ];
        let found = states_around("a.json", text);
        let found: Vec<&str> = found
            .iter()
            .map(|state| state.as_deref().unwrap_or("-"))
            .collect();
        assert_eq!(found, expected);
    }

    #[test]
    fn states_are_found_in_yaml_and_in_nothing() {
        let text = "States:\n  A:\n    Type: 'Pass #'\n  B: '#'\nStartAt: '#'\n";
        let name = |name: &str| Some(name.to_owned());
        assert_eq!(states_around("a.yaml", text), [name("A"), name("B"), None]);
        for text in ["#", "[\"#\"]", "{\"States\": [{\"A\": \"#\"}]}"] {
            assert_eq!(states_around("a.json", text), [None], "{text}");
        }
    }
}
