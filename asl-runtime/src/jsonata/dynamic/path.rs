//! Paths, predicates and sorting over anything.

use super::collections::lookup;
use super::tuple::{Binding, Tuple};
use super::value::Any;
use crate::jsonata::error::Error;
use crate::jsonata::filter::{at, positions};
use crate::jsonata::limits::Running;
use crate::jsonata::operand::Operand;
use crate::jsonata::sort::{self, SortKey};
use std::rc::Rc;

/// As much of a path as has been evaluated.
#[derive(Debug)]
pub struct Path {
    at: At,
}

#[derive(Debug)]
enum At {
    /// What the next step goes through.
    Input(Vec<Any>),
    /// What a step gave for each item, not put into one sequence yet.
    Results(Vec<Any>),
    /// What is the result if the path ends here, and what the next step goes through otherwise.
    Whole(Any),
    /// Items with variables.
    Tuples(Vec<Tuple>),
    /// A step found nothing: there is no next one.
    Ended(Any),
}

impl Path {
    /// A path from what a first step has given, which is not evaluated for each item of the context.
    pub fn of(first: impl Operand) -> Path {
        let at = match first.into_any() {
            Any::Undefined => At::Ended(Any::sequence(Vec::new())),
            Any::Tuples(tuples) => At::Tuples(Rc::unwrap_or_clone(tuples)),
            first if first.is_array() => At::Whole(first),
            first => At::Results(vec![first]),
        };
        Path { at }
    }

    /// A path from the context: its first step is evaluated for each item.
    pub fn context(context: impl Operand) -> Path {
        let context = context.into_any();
        let input = match context.is_array() {
            true => context.into_items_or_self(),
            false => vec![context],
        };
        Path {
            at: At::Input(input),
        }
    }

    /// A path from the context that is absolute: its first step is evaluated once.
    pub fn absolute(context: impl Operand) -> Path {
        Path {
            at: At::Input(vec![context.into_any()]),
        }
    }

    /// What the next step goes through, or the result if there is nothing.
    fn input(self) -> Result<Vec<Any>, Any> {
        let input = match self.at {
            At::Input(input) => return Ok(input),
            At::Tuples(tuples) => tuples.into_iter().map(|tuple| tuple.context).collect(),
            At::Ended(result) => return Err(result),
            At::Whole(result) => match result {
                Any::Undefined => return Err(Any::Undefined),
                result => result.into_items_or_self(),
            },
            At::Results(results) => flattened(results),
        };
        match input.is_empty() {
            true => Err(Any::sequence(input)),
            false => Ok(input),
        }
    }

    fn next(self, next: impl FnOnce(Vec<Any>) -> Result<At, Error>) -> Result<Path, Error> {
        let at = match self.input() {
            Ok(input) => next(input)?,
            Err(result) => At::Ended(result),
        };
        Ok(Path { at })
    }

    /// A step.
    pub fn each<R: Operand>(
        self,
        mut step: impl FnMut(&Any, &Tuple) -> Result<R, Error>,
    ) -> Result<Path, Error> {
        let (running, nothing) = (Running::enter(), Tuple::default());
        self.next(|input| {
            let mut results = Vec::new();
            for item in &input {
                running.round()?;
                let result = step(item, &nothing)?.into_any();
                if !result.is_undefined() {
                    results.push(result);
                }
            }
            Ok(At::Results(results))
        })
    }

    /// Steps that are names.
    pub fn names(self, names: &[&str]) -> Result<Path, Error> {
        let mut path = self;
        for name in names {
            path = path.each(|item, _| Ok(lookup(item, name)))?;
        }
        Ok(path)
    }

    /// `^(…)`: sorted by the keys of each item.
    pub fn sort(
        self,
        mut keys: impl FnMut(&Any, &Tuple) -> Result<Vec<SortKey>, Error>,
    ) -> Result<Path, Error> {
        let running = Running::enter();
        if let At::Tuples(tuples) = self.at {
            let mut keyed = Vec::with_capacity(tuples.len());
            for tuple in tuples {
                running.round()?;
                keyed.push((keys(&tuple.context, &tuple)?, tuple));
            }
            let sorted = sort::merge_sort(keyed, |(a, _), (b, _)| sort::follows(a, b))?;
            let tuples = sorted.into_iter().map(|(_, tuple)| tuple).collect();
            return Ok(Path {
                at: At::Tuples(tuples),
            });
        }
        let nothing = Tuple::default();
        self.next(|input| {
            if input.len() < 2 {
                return Ok(At::Whole(Any::sequence(input)));
            }
            let mut keyed = Vec::with_capacity(input.len());
            for item in input {
                running.round()?;
                keyed.push((keys(&item, &nothing)?, item));
            }
            let sorted = sort::merge_sort(keyed, |(a, _), (b, _)| sort::follows(a, b))?;
            let items = sorted.into_iter().map(|(_, item)| item).collect();
            Ok(At::Whole(Any::plain_array(items)))
        })
    }

    /// A sorting whose result has variables: the position of each item.
    pub fn sort_to_tuples(
        self,
        name: Option<&'static str>,
        keys: impl FnMut(&Any, &Tuple) -> Result<Vec<SortKey>, Error>,
    ) -> Result<Path, Error> {
        if matches!(self.at, At::Tuples(_)) {
            return self.sort(keys);
        }
        let items = match self.sort(keys)?.input() {
            Ok(items) => items,
            Err(result) => {
                return Ok(Path {
                    at: At::Ended(result),
                });
            }
        };
        let tuples = items.into_iter().enumerate().map(|(position, item)| {
            let mut tuple = Tuple::of(item);
            if let Some(name) = name {
                tuple.set(name, (position as f64).into_any());
            }
            tuple
        });
        Ok(Path {
            at: At::Tuples(tuples.collect()),
        })
    }

    /// A step whose results carry variables, from here on to the end of the path.
    pub fn tuples<R: Operand>(
        self,
        bindings: &[Binding],
        mut step: impl FnMut(&Any, &Tuple) -> Result<R, Error>,
    ) -> Result<Path, Error> {
        let running = Running::enter();
        let tuples = match self.at {
            At::Tuples(tuples) => tuples,
            At::Ended(result) => {
                return Ok(Path {
                    at: At::Ended(result),
                });
            }
            _ => match self.input() {
                Ok(input) => input.into_iter().map(Tuple::of).collect(),
                Err(result) => {
                    return Ok(Path {
                        at: At::Ended(result),
                    });
                }
            },
        };
        let mut results = Vec::new();
        for tuple in tuples {
            running.round()?;
            let result = step(&tuple.context, &tuple)?.into_any();
            if result.is_undefined() {
                continue;
            }
            if let Any::Tuples(inner) = result {
                for inner in inner.iter() {
                    running.round()?;
                    let mut joined = tuple.clone();
                    for (name, value) in inner.variables.iter() {
                        joined.set(name, value.clone());
                    }
                    joined.context = inner.context.clone();
                    results.push(joined);
                }
                continue;
            }
            for (position, item) in result.into_items_or_self().into_iter().enumerate() {
                running.round()?;
                results.push(bound(&tuple, bindings, item, position));
            }
        }
        Ok(Path {
            at: At::Tuples(results),
        })
    }

    /// A predicate on tuples.
    pub fn filter<R: Operand>(
        self,
        test: impl FnMut(&Any, &Tuple) -> Result<R, Error>,
    ) -> Result<Path, Error> {
        let At::Tuples(tuples) = self.at else {
            return Ok(self);
        };
        let tuples = select(tuples, |tuple| (&tuple.context, tuple.clone()), test)?;
        Ok(Path {
            at: At::Tuples(tuples),
        })
    }

    /// A literal position as a predicate on tuples.
    pub fn position(self, position: i64) -> Path {
        let At::Tuples(mut tuples) = self.at else {
            return self;
        };
        let found = at(position as f64, tuples.len()).map(|at| tuples.swap_remove(at));
        Path {
            at: At::Tuples(found.into_iter().collect()),
        }
    }

    /// `#$name` behind a predicate.
    pub fn index(self, name: &'static str) -> Path {
        let At::Tuples(mut tuples) = self.at else {
            return self;
        };
        for (position, tuple) in tuples.iter_mut().enumerate() {
            tuple.set(name, (position as f64).into_any());
        }
        Path {
            at: At::Tuples(tuples),
        }
    }

    /// The path's result, of which a single item has not been taken out yet.
    pub fn end(self) -> Any {
        match self.at {
            At::Input(items) => Any::sequence(items),
            At::Results(mut results) => {
                let whole =
                    matches!(&results[..], [single] if single.is_array() && !single.is_sequence());
                match results.pop() {
                    Some(single) if whole => single,
                    last => {
                        results.extend(last);
                        Any::sequence(flattened(results))
                    }
                }
            }
            At::Whole(result) | At::Ended(result) => result,
            At::Tuples(tuples) => {
                Any::sequence(tuples.into_iter().map(|tuple| tuple.context).collect())
            }
        }
    }

    /// The same with a `[]` somewhere: a single item stays an array.
    pub fn end_keeping(self) -> Any {
        let result = self.end();
        match result.is_constructed() {
            true => Any::sequence(vec![result]),
            false => result,
        }
        .keep_singleton()
    }

    /// The path's result for a path around it, which asks for parents.
    pub fn end_with_tuples(self) -> Any {
        match self.at {
            At::Tuples(tuples) => Any::Tuples(Rc::new(tuples)),
            _ => self.end(),
        }
    }
}

impl Any {
    /// A path of names from the context that it is.
    pub fn path(&self, names: &[&str]) -> Result<Any, Error> {
        match self {
            Any::Value(value) => Ok(crate::jsonata::path(value, names).into_any()),
            context => Ok(Path::context(context).names(names)?.end().collapse()),
        }
    }

    /// A name as a step.
    pub fn field(&self, name: &str) -> Any {
        lookup(self, name)
    }
}

/// What is bound to one result of a step.
fn bound(tuple: &Tuple, bindings: &[Binding], item: Any, position: usize) -> Tuple {
    let mut result = tuple.clone();
    let has_focus = bindings
        .iter()
        .any(|binding| matches!(binding, Binding::Focus(_)));
    for binding in bindings {
        match *binding {
            Binding::Focus(name) => result.set(name, item.clone()),
            Binding::Index(name) => result.set(name, (position as f64).into_any()),
            Binding::Parent(name) => result.set(name, tuple.context.clone()),
        }
    }
    if !has_focus {
        result.context = item;
    }
    result
}

/// All results in one sequence.
fn flattened(results: Vec<Any>) -> Vec<Any> {
    let is_flat = results
        .iter()
        .all(|result| !result.is_array() || result.is_constructed());
    if is_flat {
        return results;
    }
    let mut items = Vec::new();
    for result in results {
        match result.is_constructed() {
            true => items.push(result),
            false => items.extend(result.into_items_or_self()),
        }
    }
    items
}

/// The things that a predicate selects.
fn select<T: Clone, R: Operand>(
    things: Vec<T>,
    mut context: impl FnMut(&T) -> (&Any, Tuple),
    mut test: impl FnMut(&Any, &Tuple) -> Result<R, Error>,
) -> Result<Vec<T>, Error> {
    let running = Running::enter();
    let mut kept = Vec::new();
    for (position, thing) in things.iter().enumerate() {
        running.round()?;
        let (item, tuple) = context(thing);
        let result = test(item, &tuple)?;
        match positions(&result) {
            Some(positions) => {
                let here = |number: &f64| at(*number, things.len()) == Some(position);
                let times = positions.iter().filter(|number| here(number)).count();
                kept.extend(std::iter::repeat_n(thing, times).cloned());
            }
            None => {
                if crate::jsonata::truthy(result)? {
                    kept.push(thing.clone());
                }
            }
        }
    }
    Ok(kept)
}

/// `input[test]`
pub fn filter_any<R: Operand>(
    input: impl Operand,
    test: impl FnMut(&Any, &Tuple) -> Result<R, Error>,
) -> Result<Any, Error> {
    match input.into_any() {
        Any::Tuples(tuples) => {
            let tuples = Rc::unwrap_or_clone(tuples);
            let kept = select(tuples, |tuple| (&tuple.context, tuple.clone()), test)?;
            Ok(Any::Tuples(Rc::new(kept)))
        }
        input => {
            let items = input.into_items_or_self();
            let kept = select(items, |item| (item, Tuple::default()), test)?;
            Ok(Any::sequence(kept))
        }
    }
}

/// `input[position]` with a literal position.
pub fn index_any(input: impl Operand, position: i64) -> Any {
    match input.into_any() {
        Any::Tuples(tuples) => {
            let found = at(position as f64, tuples.len()).map(|at| tuples[at].clone());
            Any::Tuples(Rc::new(found.into_iter().collect()))
        }
        input => {
            let mut items = input.into_items_or_self();
            match at(position as f64, items.len()).map(|at| items.swap_remove(at)) {
                None | Some(Any::Undefined) => Any::sequence(Vec::new()),
                Some(item) if item.is_array() => item,
                Some(item) => Any::sequence(vec![item]),
            }
        }
    }
}
