//! The machines that an engine may run, each in one or more versions.

use std::collections::hash_map::Entry;
use std::collections::{BTreeSet, HashMap, HashSet};
use std::sync::Arc;

use super::EngineError;
use crate::distributed::base_name;
use crate::machine::{Definition, StateMachine};
use crate::nested::machine_named;

pub(super) struct Machines {
    /// The versions of each machine, in the order in which they were registered.
    versions: HashMap<&'static str, Vec<Arc<dyn StateMachine>>>,
    /// Their names, as executions share them.
    names: HashSet<Arc<str>>,
    /// The states whose tasks the builder has called at most once, by their machine's name and its definition's hash.
    once: HashMap<(&'static str, &'static str), HashSet<&'static str>>,
}

/// A task that is called at most once, as the builder names it.
pub(super) struct OnceTask {
    /// The machine's name or ARN.
    pub(super) machine: String,
    pub(super) task: String,
}

/// The machine that an execution is to run.
#[derive(Clone)]
pub(super) struct Chosen {
    pub(super) machine: Arc<dyn StateMachine>,
    /// The hash of its definition, where that is not the one that the execution ran before.
    pub(super) other: Option<&'static str>,
}

impl Machines {
    pub(super) fn new(machines: Vec<Arc<dyn StateMachine>>) -> Result<Machines, EngineError> {
        let mut versions: HashMap<_, Vec<Arc<dyn StateMachine>>> = HashMap::new();
        for machine in machines {
            let definition = machine.definition();
            match versions.entry(definition.name) {
                Entry::Vacant(entry) => drop(entry.insert(vec![machine])),
                Entry::Occupied(mut entry) => {
                    let same =
                        |known: &Arc<dyn StateMachine>| known.definition().hash == definition.hash;
                    if entry.get().iter().any(same) {
                        return Err(EngineError::DuplicateMachine(definition.name));
                    }
                    entry.get_mut().push(machine);
                }
            }
        }
        let names = versions.keys().map(|&name| name.into()).collect();
        Ok(Machines {
            versions,
            names,
            once: HashMap::new(),
        })
    }

    /// Has a task called at most once, in each version of its machine that calls it.
    pub(super) fn call_once(
        &mut self,
        OnceTask { machine, task }: OnceTask,
    ) -> Result<(), EngineError> {
        let Some(versions) = self.named(&machine) else {
            return Err(EngineError::UnknownTask(format!(
                "`at_most_once` names a machine that is not registered: `{machine}`; {}",
                known("the machines are", self.versions.keys().copied())
            )));
        };
        let definitions: Vec<_> = versions
            .iter()
            .map(|machine| machine.definition())
            .collect();
        let mut found = false;
        for definition in &definitions {
            for called in definition.tasks.iter().filter(|called| called.name == task) {
                found = true;
                let states = self
                    .once
                    .entry((definition.name, definition.hash))
                    .or_default();
                states.extend(called.states);
            }
        }
        if found {
            return Ok(());
        }
        let tasks = definitions.iter().flat_map(|definition| definition.tasks);
        Err(EngineError::UnknownTask(format!(
            "`at_most_once` names a task that `{machine}` does not call: `{task}`; {}",
            known("its tasks are", tasks.map(|task| task.name))
        )))
    }

    /// Whether the builder has the task of this state called at most once.
    pub(super) fn calls_once(&self, definition: &Definition, state: &str) -> bool {
        let states = self.once.get(&(definition.name, definition.hash));
        states.is_some_and(|states| states.contains(state))
    }

    pub(super) fn knows(&self, machine: &str) -> bool {
        self.versions.contains_key(base_name(machine))
    }

    /// The version that new executions run, of the machine of this name or of the name at the end of this ARN.
    pub(super) fn latest(&self, machine: &str) -> Option<&Arc<dyn StateMachine>> {
        self.named(machine)?.last()
    }

    /// The version with this definition, else the latest: what is saved may fit that one too. That of the machine itself
    /// where the execution is a child of one of its Distributed Maps.
    pub(super) fn version(&self, machine: &str, definition: &str) -> Option<Chosen> {
        let versions = self.versions.get(base_name(machine))?;
        let same = |machine: &&Arc<dyn StateMachine>| machine.definition().hash == definition;
        if let Some(machine) = versions.iter().find(same) {
            return Some(Chosen {
                machine: machine.clone(),
                other: None,
            });
        }
        let machine = versions.last()?.clone();
        let other = Some(machine.definition().hash);
        Some(Chosen { machine, other })
    }

    /// A machine's name, which takes room once for all of its executions.
    pub(super) fn shared_name(&self, machine: &str) -> Arc<str> {
        let known = self.names.get(machine);
        known.map_or_else(|| machine.into(), Arc::clone)
    }

    /// The name of the machine of this name or ARN, also of one that is not registered.
    pub(super) fn name_of(&self, machine: &str) -> String {
        match (self.latest(machine), machine.split_once(":stateMachine:")) {
            (Some(latest), _) => latest.definition().name.to_owned(),
            (None, Some((_, name))) => name.to_owned(),
            (None, None) => machine.to_owned(),
        }
    }

    fn named(&self, machine: &str) -> Option<&Vec<Arc<dyn StateMachine>>> {
        let all = self.versions.iter();
        let found = self.versions.get(machine);
        found.or_else(|| machine_named(all.map(|(name, versions)| (*name, versions)), machine))
    }
}

/// `the machines are `a`, `b``, or that there are none.
fn known<'a>(what: &str, names: impl Iterator<Item = &'a str>) -> String {
    let names: BTreeSet<&str> = names.collect();
    if names.is_empty() {
        return "there are none".to_owned();
    }
    let names: Vec<_> = names.iter().map(|name| format!("`{name}`")).collect();
    format!("{what} {}", names.join(", "))
}
