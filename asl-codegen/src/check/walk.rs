//! Ways through a machine: its scopes, its states, and the computed values of a state.

use crate::ast::{
    Amount, Assign, Body, Condition, DataFlow, Distributed, Items, Operand, OptionalPath,
    PayloadTemplate, ResultPath, State, StateKind, StateMachine, StringValue, TemplateKind,
    WaitUntil,
};
use crate::jsonata::Expression;
use crate::jsonpath::{IntrinsicArgument, IntrinsicCall, Path};

/// All scopes, an outer one before its inner ones.
pub(super) fn bodies(machine: &StateMachine) -> Vec<&Body> {
    let mut all = vec![&machine.body];
    let mut at = 0;
    while let Some(body) = all.get(at).copied() {
        all.extend(body.states.iter().flat_map(children));
        at += 1;
    }
    all
}

/// All states of all scopes.
pub(crate) fn states(machine: &StateMachine) -> impl Iterator<Item = &State> {
    bodies(machine).into_iter().flat_map(|body| &body.states)
}

/// The scopes right inside a state.
pub(crate) fn children(state: &State) -> &[Body] {
    match &state.kind {
        StateKind::Parallel(parallel) => &parallel.branches,
        StateKind::Map(map) => std::slice::from_ref(&map.processor),
        _ => &[],
    }
}

/// Whether the states inside a state see the variables of those around it. The children of a Distributed Map are executions
/// of their own, with variables of their own.
pub(super) fn shares_variables(state: &State) -> bool {
    !matches!(&state.kind, StateKind::Map(map) if map.is_distributed())
}

/// The state's data fields; a Fail has none.
pub(super) fn data(state: &State) -> Option<&DataFlow> {
    match &state.kind {
        StateKind::Task(task) => Some(&task.data),
        StateKind::Pass(pass) => Some(&pass.data),
        StateKind::Choice(choice) => Some(&choice.data),
        StateKind::Wait(wait) => Some(&wait.data),
        StateKind::Parallel(parallel) => Some(&parallel.data),
        StateKind::Map(map) => Some(&map.data),
        StateKind::Succeed(succeed) => Some(&succeed.data),
        StateKind::Fail(_) => None,
    }
}

/// The state's `Retry` and `Catch`.
pub(super) fn error_handling(state: &State) -> (&[crate::ast::Retrier], &[crate::ast::Catcher]) {
    match &state.kind {
        StateKind::Task(task) => (&task.retry, &task.catch),
        StateKind::Parallel(parallel) => (&parallel.retry, &parallel.catch),
        StateKind::Map(map) => (&map.retry, &map.catch),
        _ => (&[], &[]),
    }
}

/// Every `Assign` of the state: its own, its Catchers', its Choice Rules'.
pub(crate) fn assigns(state: &State) -> Vec<&Assign> {
    let own = data(state).and_then(|data| data.assign.as_ref());
    let catchers = error_handling(state)
        .1
        .iter()
        .filter_map(|catcher| catcher.assign.as_ref());
    let rules = match &state.kind {
        StateKind::Choice(choice) => &choice.rules[..],
        _ => &[],
    };
    let rules = rules.iter().filter_map(|rule| rule.assign.as_ref());
    own.into_iter().chain(catchers).chain(rules).collect()
}

/// Something computed.
#[derive(Clone, Copy)]
pub(super) enum Computed<'a> {
    /// A path, on its own or as an argument of an intrinsic function.
    Path(&'a Path),
    /// A JSONata expression.
    Expression(&'a Expression),
}

/// When in a state's course something is computed.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Moment {
    /// Before there is a result, or in a state that has none.
    Before,
    /// In the state's own `Assign` and `Output`.
    After,
    /// In a Catcher.
    Caught,
}

/// Calls `visit` with all that the state computes, not with what the states inside it do.
pub(super) fn computed<'a>(state: &'a State, visit: &mut dyn FnMut(Computed<'a>, Moment)) {
    let moment = Moment::Before;
    let mut walk = Walk { visit, moment };
    if let Some(data) = data(state) {
        walk.data(data);
    }
    walk.moment = Moment::Caught;
    for catcher in error_handling(state).1 {
        walk.result_path(catcher.result_path.as_ref());
        walk.assign(catcher.assign.as_ref());
        walk.template(catcher.output.as_ref());
    }
    walk.moment = Moment::Before;
    match &state.kind {
        StateKind::Task(task) => {
            walk.amount(task.timeout.as_ref());
            walk.amount(task.heartbeat.as_ref());
            walk.template(task.credentials.as_ref());
        }
        StateKind::Wait(wait) => match &wait.until {
            WaitUntil::Seconds(amount) => walk.amount(Some(amount)),
            WaitUntil::Timestamp(value) => walk.string(Some(value)),
        },
        StateKind::Choice(choice) => {
            for rule in &choice.rules {
                walk.condition(&rule.condition);
                walk.assign(rule.assign.as_ref());
                walk.template(rule.output.as_ref());
            }
        }
        StateKind::Map(map) => {
            match &map.items {
                Some(Items::Path(path)) => walk.path(path),
                Some(Items::Template(template)) => walk.template(Some(template)),
                None => {}
            }
            walk.template(map.item_selector.as_ref());
            walk.amount(map.max_concurrency.as_ref());
            walk.distributed(&map.distributed);
        }
        StateKind::Fail(fail) => {
            walk.string(fail.error.as_ref());
            walk.string(fail.cause.as_ref());
        }
        StateKind::Pass(_) | StateKind::Parallel(_) | StateKind::Succeed(_) => {}
    }
}

struct Walk<'v, 'a> {
    visit: &'v mut dyn FnMut(Computed<'a>, Moment),
    moment: Moment,
}

impl<'a> Walk<'_, 'a> {
    fn data(&mut self, data: &'a DataFlow) {
        self.optional_path(data.input_path.as_ref());
        self.template(data.arguments.as_ref());
        self.template(data.result_selector.as_ref());
        self.result_path(data.result_path.as_ref());
        self.optional_path(data.output_path.as_ref());
        self.moment = Moment::After;
        self.assign(data.assign.as_ref());
        self.template(data.output.as_ref());
    }

    fn distributed(&mut self, map: &'a Distributed) {
        if let Some(reader) = &map.item_reader {
            self.template(reader.arguments.as_ref());
            self.amount(reader.config.max_items.as_ref());
        }
        if let Some(batcher) = &map.item_batcher {
            self.template(batcher.batch_input.as_ref());
            self.amount(batcher.max_items_per_batch.as_ref());
            self.amount(batcher.max_input_bytes_per_batch.as_ref());
        }
        if let Some(writer) = &map.result_writer {
            self.template(writer.arguments.as_ref());
        }
        self.amount(map.tolerated_failure_count.as_ref());
        self.amount(map.tolerated_failure_percentage.as_ref());
    }

    fn path(&mut self, path: &'a Path) {
        (self.visit)(Computed::Path(path), self.moment);
    }

    fn optional_path(&mut self, path: Option<&'a OptionalPath>) {
        if let Some(OptionalPath::Path(path)) = path {
            self.path(path);
        }
    }

    fn result_path(&mut self, path: Option<&'a ResultPath>) {
        if let Some(ResultPath::Path(path)) = path {
            self.path(path);
        }
    }

    fn expression(&mut self, expression: &'a Expression) {
        (self.visit)(Computed::Expression(expression), self.moment);
    }

    fn amount<T>(&mut self, amount: Option<&'a Amount<T>>) {
        match amount {
            Some(Amount::Path(path)) => self.path(path),
            Some(Amount::Jsonata(expression)) => self.expression(expression),
            Some(Amount::Literal(_) | Amount::Substitution(_)) | None => {}
        }
    }

    fn string(&mut self, value: Option<&'a StringValue>) {
        match value {
            Some(StringValue::Path(path)) => self.path(path),
            Some(StringValue::Intrinsic(call)) => self.call(call),
            Some(StringValue::Jsonata(expression)) => self.expression(expression),
            Some(StringValue::Literal(_)) | None => {}
        }
    }

    fn assign(&mut self, assign: Option<&'a Assign>) {
        for variable in assign.map_or(&[][..], |assign| &assign.variables) {
            self.template(Some(&variable.value));
        }
    }

    fn template(&mut self, template: Option<&'a PayloadTemplate>) {
        match template.map(|template| &template.kind) {
            Some(TemplateKind::Array(items)) => {
                items.iter().for_each(|item| self.template(Some(item)));
            }
            Some(TemplateKind::Object(fields)) => {
                fields
                    .iter()
                    .for_each(|field| self.template(Some(&field.value)));
            }
            Some(TemplateKind::Path(path)) => self.path(path),
            Some(TemplateKind::Intrinsic(call)) => self.call(call),
            Some(TemplateKind::Jsonata(expression)) => self.expression(expression),
            Some(
                TemplateKind::Null
                | TemplateKind::Substitution(_)
                | TemplateKind::Bool(_)
                | TemplateKind::Number(_)
                | TemplateKind::String(_),
            )
            | None => {}
        }
    }

    fn call(&mut self, call: &'a IntrinsicCall) {
        for argument in &call.arguments {
            match argument {
                IntrinsicArgument::Path(path) => self.path(path),
                IntrinsicArgument::Call(call) => self.call(call),
                _ => {}
            }
        }
    }

    fn condition(&mut self, condition: &'a Condition) {
        match condition {
            Condition::And(inner) | Condition::Or(inner) => {
                inner.iter().for_each(|condition| self.condition(condition));
            }
            Condition::Not(inner) => self.condition(inner),
            Condition::Test(test) => {
                self.path(&test.variable);
                if let Operand::Path(path) = &test.operand {
                    self.path(path);
                }
            }
            Condition::Jsonata(expression) => self.expression(expression),
        }
    }
}
