//! The machines that an engine may run, each in one or more versions.

use std::collections::HashMap;
use std::collections::hash_map::Entry;
use std::sync::Arc;

use super::EngineError;
use crate::distributed::base_name;
use crate::machine::StateMachine;
use crate::nested::machine_named;

/// The versions of each machine, in the order in which they were registered.
pub(super) struct Machines(HashMap<&'static str, Vec<Arc<dyn StateMachine>>>);

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
        Ok(Machines(versions))
    }

    pub(super) fn knows(&self, machine: &str) -> bool {
        self.0.contains_key(base_name(machine))
    }

    /// The version that new executions run, of the machine of this name or of the name at the end of this ARN.
    pub(super) fn latest(&self, machine: &str) -> Option<&Arc<dyn StateMachine>> {
        self.named(machine)?.last()
    }

    /// The version with this definition, else the latest: what is saved may fit that one too. That of the machine itself
    /// where the execution is a child of one of its Distributed Maps.
    pub(super) fn version(&self, machine: &str, definition: &str) -> Option<Chosen> {
        let versions = self.0.get(base_name(machine))?;
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

    /// The name of the machine of this name or ARN, also of one that is not registered.
    pub(super) fn name_of(&self, machine: &str) -> String {
        match (self.latest(machine), machine.split_once(":stateMachine:")) {
            (Some(latest), _) => latest.definition().name.to_owned(),
            (None, Some((_, name))) => name.to_owned(),
            (None, None) => machine.to_owned(),
        }
    }

    fn named(&self, machine: &str) -> Option<&Vec<Arc<dyn StateMachine>>> {
        let all = self.0.iter();
        let found = self.0.get(machine);
        found.or_else(|| machine_named(all.map(|(name, versions)| (*name, versions)), machine))
    }
}
