//! `|pattern|update, delete|`: a copy with changes.

use std::collections::{HashMap, HashSet};

use super::function::function_with;
use super::signature::{Parameter, parameter};
use super::value::Any;
use crate::jsonata::Evaluation;
use crate::jsonata::error::{Error, shown};
use crate::jsonata::limits::{self, Running};
use crate::jsonata::operand::{Operand, View};
use crate::jsonata::text;
use crate::value::{Kind, Map, Value};

/// `$clone(operand)`: a copy that shares nothing, numbers with 15 significant digits.
pub(super) fn clone(operand: Any) -> Any {
    operand
        .json()
        .map_or(Any::Undefined, |value| Any::Value(copied(&value)))
}

fn copied(value: &Value) -> Value {
    limits::with_stack(|| match value.kind() {
        Kind::Array(elements) => elements.iter().map(copied).collect(),
        Kind::Object(object) => {
            let members = object.iter();
            Value::object(members.map(|(name, value)| (name.clone(), copied(value))))
        }
        Kind::Int(int) => Value::number(text::rounded(int as f64)),
        Kind::Float(float) => Value::number(text::rounded(float)),
        _ => value.clone(),
    })
}

/// What a transform asks for: the objects to change, and what is merged into one and taken out of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Change {
    /// The objects to change.
    Pattern,
    /// What is merged into an object.
    Update,
    /// The names that are taken out of it.
    Delete,
}

/// A transform, which is a function.
pub fn transform<R: Operand>(
    evaluate: impl Fn(Change, &Any, &mut Evaluation<'_>) -> Result<R, Error> + 'static,
) -> Any {
    const PARAMETERS: &[Parameter] = &[parameter("oa")];
    function_with(PARAMETERS, move |[operand], cx| {
        changed(operand, cx, |change, item, cx| {
            Ok(evaluate(change, item, cx)?.into_any())
        })
    })
}

fn changed(
    operand: Any,
    cx: &mut Evaluation<'_>,
    evaluate: impl Fn(Change, &Any, &mut Evaluation<'_>) -> Result<Any, Error>,
) -> Result<Any, Error> {
    if operand.is_undefined() {
        return Ok(operand);
    }
    let whole = clone(operand);
    let matches = evaluate(Change::Pattern, &whole, cx)?;
    let running = Running::enter();
    let mut changed = Changed::default();
    let matches = match matches {
        Any::Undefined => Vec::new(),
        matches => matches.into_items_or_self(),
    };
    for found in matches {
        running.round()?;
        let Any::Value(found) = found else {
            continue;
        };
        let is_container = matches!(found.kind(), Kind::Array(_) | Kind::Object(_));
        let current = Any::Value(changed.current(&found));
        let update = evaluate(Change::Update, &current, cx)?;
        match update.view() {
            View::Undefined => {}
            View::Object(members) => match members.keys().next() {
                Some(name) if !is_container => return Err(no_object(&found, name)),
                _ => changed.merge(&found, members),
            },
            _ => {
                let update = shown(&update);
                let message = format!(
                    "The insert/update clause of the transform expression must evaluate to an object: {update}"
                );
                return Err(Error::new("T2011", message));
            }
        }
        let current = Any::Value(changed.current(&found));
        let delete = evaluate(Change::Delete, &current, cx)?;
        if delete.is_undefined() {
            continue;
        }
        let names = delete.clone().into_items_or_self();
        if names.iter().any(|name| name.as_str().is_none()) {
            let delete = shown(&delete);
            let message = format!(
                "The delete clause of the transform expression must evaluate to a string or array of strings: {delete}"
            );
            return Err(Error::new("T2012", message));
        }
        changed.remove(&found, names.iter().filter_map(Any::as_str));
    }
    let Any::Value(whole) = whole else {
        return Ok(whole);
    };
    Ok(Any::Value(changed.current(&whole)))
}

/// What JavaScript says to a member of what has none.
fn no_object(value: &Value, name: &str) -> Error {
    let message = match value.kind() {
        Kind::Null => format!("Cannot set properties of null (setting '{name}')"),
        Kind::Bool(bool) => format!("Cannot create property '{name}' on boolean '{bool}'"),
        Kind::String(string) => format!("Cannot create property '{name}' on string '{string}'"),
        _ => {
            let number = text::number_text(value.as_f64().unwrap_or_default());
            format!("Cannot create property '{name}' on number '{number}'")
        }
    };
    Error::without_code(message)
}

/// The objects of a copy that have changed, by the place in memory of what they were.
#[derive(Default)]
struct Changed {
    objects: HashMap<*const Map, Map>,
    /// What they were, so that no other object takes its place.
    originals: Vec<Value>,
}

impl Changed {
    fn object(&mut self, original: &Value) -> Option<&mut Map> {
        let map = original.as_object()?;
        let place = std::ptr::from_ref(map);
        Some(self.objects.entry(place).or_insert_with(|| {
            self.originals.push(original.clone());
            map.clone()
        }))
    }

    fn merge(&mut self, original: &Value, members: &Map) {
        if let Some(object) = self.object(original) {
            for (name, value) in members {
                object.insert(name.clone(), value.clone());
            }
        }
    }

    fn remove<'a>(&mut self, original: &Value, names: impl Iterator<Item = &'a str>) {
        if let Some(object) = self.object(original) {
            for name in names {
                object.remove(name);
            }
        }
    }

    /// What has become of a value.
    fn current(&self, value: &Value) -> Value {
        match self.objects.is_empty() {
            true => value.clone(),
            false => self.rebuilt(value, &mut HashSet::new()),
        }
    }

    /// An object that was put into itself is there as it was.
    fn rebuilt(&self, value: &Value, open: &mut HashSet<*const Map>) -> Value {
        limits::with_stack(|| match value.kind() {
            Kind::Array(elements) => {
                let elements = elements.iter();
                elements
                    .map(|element| self.rebuilt(element, open))
                    .collect()
            }
            Kind::Object(original) => {
                let place = std::ptr::from_ref(original);
                if !open.insert(place) {
                    return value.clone();
                }
                let object = self.objects.get(&place).unwrap_or(original);
                let members = object.iter();
                let members: Map = members
                    .map(|(name, member)| (name.clone(), self.rebuilt(member, open)))
                    .collect();
                open.remove(&place);
                members.into()
            }
            _ => value.clone(),
        })
    }
}
