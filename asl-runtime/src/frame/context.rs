//! What expressions see of the execution: the Context Object, the time, randomness.

use std::hash::{DefaultHasher, Hash, Hasher};

use arcstr::literal;
use jiff::Timestamp;

use super::Frame;
use crate::history::StateType;
use crate::jsonata::Evaluation;
use crate::random::Random;
use crate::timestamp::print;
use crate::value;
use crate::value::{Map, Value};

impl Frame {
    /// The Context Object, `$$` and `$states.context`.
    pub fn context_object(&self) -> Value {
        if let Some(given) = self.given_context() {
            return given;
        }
        let (execution, machine) = self.shared.run.execution.context();
        let mut context = Map::with_capacity(4);
        context.insert(literal!("Execution"), execution);
        context.insert(literal!("StateMachine"), machine);
        let entered = if self.shared.run.records {
            self.progress.entered_at
        } else {
            self.host().clock().now()
        };
        let mut state = Map::with_capacity(3);
        state.insert(literal!("Name"), self.state.name);
        state.insert(literal!("EnteredTime"), print(entered));
        if self.state.state_type == StateType::Task {
            state.insert(literal!("RetryCount"), i64::from(self.progress.attempt));
        }
        context.insert(literal!("State"), state);
        if let Some(token) = self.task_token() {
            context.insert(literal!("Task"), value!({ "Token": token }));
        }
        if let Some(item) = &self.item {
            let item = value!({ "Index": item.index, "Value": item.value });
            context.insert(literal!("Map"), value!({ "Item": item }));
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
        if self.shared.run.records {
            self.progress.now.unwrap_or(self.progress.entered_at)
        } else {
            self.host().clock().now()
        }
    }

    /// A generator whose seed follows from what the checkpoint holds.
    pub(super) fn seeded(&self) -> Random {
        if !self.shared.run.records {
            return Random::from_entropy();
        }
        let execution = self.shared.run.execution();
        // `DefaultHasher::new` always starts from the same keys.
        let mut hasher = DefaultHasher::new();
        execution.arn.hash(&mut hasher);
        execution.start_time.hash(&mut hasher);
        self.path().to_string().hash(&mut hasher);
        (self.progress.visit, self.progress.attempt, self.draws).hash(&mut hasher);
        Random::new(hasher.finish())
    }

    /// The state has waited for something, after which expressions see another time and draw anew.
    pub(super) fn has_waited(&mut self) {
        self.draws += 1;
        self.random = None;
    }
}
