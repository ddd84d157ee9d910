//! What an execution knows of itself: the Context Object's facts.

use std::sync::{Arc, OnceLock};

use jiff::Timestamp;

use crate::distributed::MapRunId;
use crate::engine::name;
use crate::store::Redriven;
use crate::timestamp::print;
use crate::value;
use crate::value::Value;

/// The facts of an execution that the Context Object shows.
#[derive(Clone, Debug)]
pub struct Execution {
    /// `Execution.Id`: its ARN.
    pub arn: String,
    /// `Execution.Name`.
    pub name: String,
    /// `Execution.Input`.
    pub input: Value,
    /// `Execution.StartTime`.
    pub start_time: Timestamp,
    /// When it was redriven last, if it was; `Execution.RedriveCount` is how often.
    pub redriven: Option<Redriven>,
    /// `Execution.RoleArn`.
    pub role_arn: String,
    /// `StateMachine.Id`: the machine's ARN.
    pub state_machine_arn: String,
    /// `StateMachine.Name`.
    pub state_machine_name: String,
}

impl Execution {
    /// The region in the execution's ARN.
    pub fn region(&self) -> &str {
        region(&self.arn)
    }

    /// How often it was redriven.
    pub fn redrive_count(&self) -> u64 {
        self.redriven.map_or(0, |redriven| redriven.count)
    }
}

fn region(arn: &str) -> &str {
    arn.split(':').nth(3).unwrap_or_default()
}

/// Where executions in memory are.
pub(crate) const EXPRESS_REGION: &str = "us-east-1";

const EXPRESS_ACCOUNT: &str = "000000000000";

/// Whom executions in memory act as.
pub(crate) const EXPRESS_ROLE: &str = "arn:aws:iam::000000000000:role/asl-rs";

/// An execution's facts. One in memory has names that few ask for: they are made up when someone does.
pub(crate) struct Facts {
    pub(crate) input: Value,
    pub(crate) start_time: Timestamp,
    /// Few executions are.
    redriven: Option<Box<Redriven>>,
    origin: Origin,
    all: OnceLock<Box<All>>,
}

/// What someone has asked for.
struct All {
    execution: Execution,
    /// `Execution` and `StateMachine` of the Context Object, which do not change.
    context: OnceLock<(Value, Value)>,
}

impl From<Execution> for Box<All> {
    fn from(execution: Execution) -> Self {
        Box::new(All {
            execution,
            context: OnceLock::new(),
        })
    }
}

/// What the facts are made up from.
enum Origin {
    /// An Express workflow of this machine; without a name where the facts are given.
    Express(&'static str),
    /// A child of a map run.
    Child(Arc<MapRunId>, u64),
    /// An execution of a store.
    Stored(Arc<Identity>),
}

/// Which execution of a store it is, as its host knows it too.
pub(crate) struct Identity {
    pub(crate) arn: Arc<str>,
    /// The machine's name.
    pub(crate) machine: Arc<str>,
    pub(crate) role_arn: Arc<str>,
}

impl Identity {
    /// All of the facts, in words.
    fn execution(
        &self,
        input: Value,
        start_time: Timestamp,
        redriven: Option<Redriven>,
    ) -> Execution {
        // A name has no colons.
        let name = self.arn.rsplit(':').next().unwrap_or_default();
        Execution {
            arn: self.arn.to_string(),
            name: name.to_owned(),
            input,
            start_time,
            redriven,
            role_arn: self.role_arn.to_string(),
            state_machine_arn: name::machine_arn(&self.arn, &self.machine),
            state_machine_name: self.machine.to_string(),
        }
    }
}

impl Facts {
    /// Of an Express workflow's execution.
    pub(crate) fn express(machine: &'static str, input: Value, start_time: Timestamp) -> Self {
        Facts {
            input,
            start_time,
            redriven: None,
            origin: Origin::Express(machine),
            all: OnceLock::new(),
        }
    }

    /// Of a child of a map run.
    pub(crate) fn child(
        map_run: Arc<MapRunId>,
        index: u64,
        input: Value,
        start_time: Timestamp,
    ) -> Self {
        Facts {
            input,
            start_time,
            redriven: None,
            origin: Origin::Child(map_run, index),
            all: OnceLock::new(),
        }
    }

    /// Of an execution of a store.
    pub(crate) fn stored(
        identity: Arc<Identity>,
        input: Value,
        start_time: Timestamp,
        redriven: Option<Redriven>,
    ) -> Self {
        Facts {
            input,
            start_time,
            redriven: redriven.map(Box::new),
            origin: Origin::Stored(identity),
            all: OnceLock::new(),
        }
    }

    /// When and how often the execution was redriven, if it was.
    pub(crate) fn redriven(&self) -> Option<Redriven> {
        self.redriven.as_deref().copied()
    }

    /// The role, where the execution is not one in memory.
    pub(crate) fn role_arn(&self) -> Option<Box<str>> {
        if let Origin::Stored(identity) = &self.origin {
            return Some((&*identity.role_arn).into());
        }
        Some(self.given()?.role_arn.as_str().into())
    }

    /// The region, where the execution is not one in memory.
    pub(crate) fn region(&self) -> Option<Box<str>> {
        if let Origin::Stored(identity) = &self.origin {
            return Some(region(&identity.arn).into());
        }
        Some(self.given()?.region().into())
    }

    /// The execution's ARN.
    pub(crate) fn arn(&self) -> &str {
        match &self.origin {
            Origin::Stored(identity) => &identity.arn,
            Origin::Express(_) | Origin::Child(..) => &self.all().arn,
        }
    }

    fn given(&self) -> Option<&Execution> {
        let made_up = matches!(&self.origin, Origin::Express(machine) if !machine.is_empty());
        (!made_up).then(|| self.all())
    }

    /// `Execution` and `StateMachine` of the Context Object.
    pub(crate) fn context(&self) -> (Value, Value) {
        let All { execution, context } = self.made();
        let made = context.get_or_init(|| {
            let machine = value!({
                "Id": execution.state_machine_arn,
                "Name": execution.state_machine_name,
            });
            let execution = value!({
                "Id": execution.arn,
                "Input": execution.input,
                "StartTime": print(execution.start_time),
                "Name": execution.name,
                "RoleArn": execution.role_arn,
                "RedriveCount": execution.redrive_count(),
            });
            (execution, machine)
        });
        made.clone()
    }

    pub(crate) fn all(&self) -> &Execution {
        &self.made().execution
    }

    fn made(&self) -> &All {
        self.all.get_or_init(|| {
            let machine = match &self.origin {
                Origin::Express(machine) => machine,
                Origin::Stored(identity) => {
                    let input = self.input.clone();
                    let redriven = self.redriven();
                    return identity.execution(input, self.start_time, redriven).into();
                }
                Origin::Child(map_run, index) => {
                    let input = self.input.clone();
                    return map_run.child(*index, input, self.start_time).into();
                }
            };
            let name = name::random();
            let arn =
                name::execution_arn(EXPRESS_REGION, EXPRESS_ACCOUNT, "express", machine, &name);
            let execution = Execution {
                state_machine_arn: name::machine_arn(&arn, machine),
                state_machine_name: (*machine).to_owned(),
                role_arn: EXPRESS_ROLE.to_owned(),
                start_time: self.start_time,
                redriven: None,
                input: self.input.clone(),
                arn,
                name,
            };
            execution.into()
        })
    }
}

impl From<Execution> for Facts {
    fn from(execution: Execution) -> Self {
        Facts {
            input: execution.input.clone(),
            start_time: execution.start_time,
            redriven: execution.redriven.map(Box::new),
            origin: Origin::Express(""),
            all: Box::<All>::from(execution).into(),
        }
    }
}
