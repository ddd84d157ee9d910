//! Tuples: what a path knows of an item besides the item.

use std::rc::Rc;

use super::value::Any;

/// An item of a path and the variables that its steps have bound: `@$x`, `#$i`, and what `%` means.
#[derive(Clone, Debug, Default)]
pub struct Tuple {
    pub(super) context: Any,
    pub(super) variables: Rc<Vec<(&'static str, Any)>>,
}

/// What a step binds for each of its results.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Binding {
    /// `@$name`: the result; the context stays what it was.
    Focus(&'static str),
    /// `#$name`: the position.
    Index(&'static str),
    /// What a `%` further on means: the context of the step.
    Parent(&'static str),
}

impl Tuple {
    pub(super) fn of(context: Any) -> Tuple {
        Tuple {
            context,
            variables: Rc::default(),
        }
    }

    /// The variable of this name.
    pub fn get(&self, name: &str) -> Any {
        let found = self.variables.iter().find(|(known, _)| *known == name);
        found.map_or(Any::Undefined, |(_, value)| value.clone())
    }

    /// The variable of this name, or what is behind it.
    pub fn get_or(&self, name: &str, other: impl FnOnce() -> Any) -> Any {
        let found = self.variables.iter().find(|(known, _)| *known == name);
        found.map_or_else(other, |(_, value)| value.clone())
    }

    pub(super) fn set(&mut self, name: &'static str, value: Any) {
        let variables = Rc::make_mut(&mut self.variables);
        match variables.iter_mut().find(|(known, _)| *known == name) {
            Some((_, known)) => *known = value,
            None => variables.push((name, value)),
        }
    }
}
