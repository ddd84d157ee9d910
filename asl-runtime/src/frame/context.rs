//! What expressions see of the execution: the Context Object, the time, randomness.

use std::hash::{DefaultHasher, Hash, Hasher};

use jiff::Timestamp;

use super::Frame;
use crate::history::StateType;
use crate::jsonata::Evaluation;
use crate::random::Random;
use crate::timestamp::print;
use crate::value::{Map, Value};

impl Frame {
    /// The Context Object, `$$` and `$states.context`.
    pub fn context_object(&self) -> Value {
        if let Some(given) = self.given_context() {
            return given;
        }
        let execution = self.run.execution();
        let mut context = Map::with_capacity(4);
        context.insert(
            "Execution",
            Value::object([
                ("Id", Value::from(execution.arn.as_str())),
                ("Input", execution.input.clone()),
                ("StartTime", print(execution.start_time).into()),
                ("Name", execution.name.as_str().into()),
                ("RoleArn", execution.role_arn.as_str().into()),
                (
                    "RedriveCount",
                    Value::from(execution.redrive_count() as i64),
                ),
            ]),
        );
        context.insert(
            "StateMachine",
            Value::object([
                ("Id", execution.state_machine_arn.as_str()),
                ("Name", execution.state_machine_name.as_str()),
            ]),
        );
        let entered = if self.run.records {
            self.progress.entered_at
        } else {
            self.run.host().clock().now()
        };
        let mut state = Map::with_capacity(3);
        state.insert("Name", self.state.name);
        state.insert("EnteredTime", print(entered));
        if self.state.state_type == StateType::Task {
            state.insert("RetryCount", i64::from(self.progress.attempt));
        }
        context.insert("State", state);
        if let Some(token) = self.task_token() {
            context.insert("Task", Value::object([("Token", token)]));
        }
        if let Some(item) = &self.item {
            let index = Value::from(item.index as i64);
            let item = Value::object([("Index", index), ("Value", item.value.clone())]);
            context.insert("Map", Value::object([("Item", item)]));
        }
        context.into()
    }

    /// What expressions draw on: the time and randomness, both the same when the state is resumed and evaluated again.
    pub fn evaluation(&mut self) -> Evaluation<'_> {
        let now = self.now();
        Evaluation::new(now, self.random())
    }

    /// The randomness of the state's expressions.
    pub fn random(&mut self) -> &mut Random {
        let random = match self.random.take() {
            Some(random) => random,
            None => self.seeded(),
        };
        self.random.insert(random)
    }

    fn now(&self) -> Timestamp {
        if self.run.records {
            self.progress.now
        } else {
            self.run.host().clock().now()
        }
    }

    /// A generator whose seed follows from what the checkpoint holds.
    pub(super) fn seeded(&self) -> Random {
        if !self.run.records {
            return Random::from_entropy();
        }
        let execution = self.run.execution();
        // `DefaultHasher::new` always starts from the same keys.
        let mut hasher = DefaultHasher::new();
        execution.arn.hash(&mut hasher);
        execution.start_time.hash(&mut hasher);
        self.path.to_string().hash(&mut hasher);
        (self.progress.visit, self.progress.attempt, self.draws).hash(&mut hasher);
        Random::new(hasher.finish())
    }

    /// The state has waited for something, after which expressions see another time and draw anew.
    pub(super) fn has_waited(&mut self) {
        self.draws += 1;
        self.random = None;
    }
}
