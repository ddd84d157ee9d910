//! Machines written by hand as the compiler would write them, over one task that each test gives.

use std::future::Future;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};

use asl_runtime::macro_support::{
    BoxFuture, CallInfo, Definition, ErrorName, Failure, Frame, Retrier, StateData, StateInfo,
    StateMachine, StateType, TaskContext, TaskError, TaskInfo, Transition, Value, VariableData,
};
use asl_runtime::value;

/// The tasks of all machines: one function that is told which, and a ledger of its calls.
#[derive(Clone)]
pub(crate) struct Tasks {
    handler: Arc<Handler>,
    ledger: Arc<Mutex<Vec<Call>>>,
    /// The one that is called at most once.
    once: Option<&'static str>,
}

type Handler = dyn Fn(&'static str, Value, TaskContext) -> BoxFuture<'static, Result<Value, TaskError>>
    + Send
    + Sync;

/// A task that was called.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Call {
    pub(crate) task: &'static str,
    pub(crate) key: String,
}

impl Tasks {
    pub(crate) fn new<F>(
        handler: impl Fn(&'static str, Value, TaskContext) -> F + Send + Sync + 'static,
    ) -> Self
    where
        F: Future<Output = Result<Value, TaskError>> + Send + 'static,
    {
        let handler = Arc::new(move |task, input, cx| Box::pin(handler(task, input, cx)) as _);
        Tasks {
            handler,
            ledger: Arc::default(),
            once: None,
        }
    }

    pub(crate) fn at_most_once(self, task: &'static str) -> Self {
        Tasks {
            once: Some(task),
            ..self
        }
    }

    /// Tasks that give back what they are given.
    pub(crate) fn echo() -> Self {
        Tasks::new(|_, input, _| async { Ok(input) })
    }

    pub(crate) fn calls(&self) -> Vec<Call> {
        self.ledger.lock().unwrap().clone()
    }

    fn call(
        &self,
        task: &'static str,
        input: Value,
        cx: &TaskContext,
    ) -> BoxFuture<'static, Result<Value, TaskError>> {
        let (tasks, cx) = (self.clone(), cx.clone());
        Box::pin(async move {
            tasks.ledger.lock().unwrap().push(Call {
                task,
                key: cx.idempotency_key(),
            });
            (tasks.handler)(task, input, cx).await
        })
    }
}

/// A scope's `State`, whose states hold their input.
macro_rules! states {
    ($State:ident { $($name:ident: $kind:ident),* $(,)? }) => {
        enum $State {
            $($name(Value),)*
        }

        impl StateData for $State {
            fn info(&self) -> &'static StateInfo {
                match self {
                    $($State::$name(_) => {
                        static INFO: StateInfo = StateInfo { name: stringify!($name), state_type: StateType::$kind };
                        &INFO
                    })*
                }
            }

            fn input(&self) -> &Value {
                match self {
                    $($State::$name(input) => input,)*
                }
            }

            fn restore(name: &str, input: Value) -> Option<Self> {
                match name {
                    $(stringify!($name) => Some($State::$name(input)),)*
                    _ => None,
                }
            }
        }
    };
}

/// A scope's `Variables`.
#[derive(Default)]
struct Variables {
    count: Option<Value>,
}

impl VariableData for Variables {
    fn members(&self) -> Vec<(&'static str, Option<&Value>)> {
        vec![("count", self.count.as_ref())]
    }

    fn set(&mut self, name: &str, value: Value) -> bool {
        if name == "count" {
            self.count = Some(value);
            return true;
        }
        false
    }
}

static CALL: CallInfo = CallInfo::Function {
    resource: "arn:aws:lambda:us-east-1:000000000000:function:task",
};

async fn call(
    frame: &mut Frame,
    tasks: &Tasks,
    task: &'static str,
    input: &Value,
) -> Result<Value, Failure> {
    if tasks.once == Some(task) {
        frame.at_most_once();
    }
    let cx = frame.schedule(&CALL, input)?;
    let handler = std::pin::pin!(tasks.call(task, input.clone(), &cx));
    frame.call(&CALL, &cx, handler).await
}

fn with(mut input: Value, name: &str, value: Value) -> Value {
    if let Some(members) = input.as_object_mut() {
        members.insert(name, value);
    }
    input
}

/// Reserve (Retry, Catch) -> Cool (Wait) -> Pack (Parallel) -> Ship (Map) -> Done, or Sorry.
pub(crate) struct Shop {
    pub(crate) tasks: Tasks,
    pub(crate) definition: &'static Definition,
}

pub(crate) static SHOP: Definition = Definition {
    name: "shop",
    file: "shop.json",
    hash: "1",
    workflow_type: None,
    timeout_seconds: None,
    tasks: &[
        TaskInfo {
            name: "reserve",
            states: &["Reserve"],
        },
        TaskInfo {
            name: "send",
            states: &["Send"],
        },
    ],
};
pub(crate) static SHORT_SHOP: Definition = Definition {
    hash: "2",
    timeout_seconds: Some(60),
    ..SHOP
};

states!(ShopState {
    Prepare: Pass,
    Reserve: Task,
    Cool: Wait,
    Pack: Parallel,
    Ship: Map,
    Done: Succeed,
    Sorry: Fail
});
states!(PackLabelState { Label: Task });
states!(PackBoxState {
    Dry: Wait,
    Close: Task
});
states!(ShipState {
    Weigh: Pass,
    Send: Task,
    Rest: Wait,
    Sent: Succeed
});

const RETRY: &[Retrier] = &[Retrier::on(&[ErrorName::new("Busy")])
    .interval_seconds(2)
    .max_attempts(3)];
const OUT_OF_STOCK: ErrorName = ErrorName::new("OutOfStock");

impl Shop {
    pub(crate) fn new(tasks: &Tasks) -> Self {
        Shop {
            tasks: tasks.clone(),
            definition: &SHOP,
        }
    }

    async fn run_root(&self, mut frame: Box<Frame>, input: Value) -> Result<Value, Failure> {
        let (mut state, mut variables): (ShopState, Variables) =
            frame.begin(|| ShopState::Prepare(input))?;
        loop {
            frame.enter(&state, &variables).await?;
            let next = match state {
                ShopState::Prepare(input) => {
                    variables.count = frame.assign(
                        "count",
                        Value::from(input["items"].as_array().map_or(0, <[_]>::len) as i64),
                    );
                    Ok(Transition::Next(ShopState::Reserve(input)))
                }
                ShopState::Reserve(input) => {
                    self.reserve(input, &mut frame).await.map(Transition::Next)
                }
                ShopState::Cool(input) => {
                    let seconds = input["cool"].as_i64().unwrap_or(0).unsigned_abs();
                    frame
                        .wait_seconds(seconds)
                        .await
                        .map(|()| Transition::Next(ShopState::Pack(input)))
                }
                ShopState::Pack(input) => self.pack(input, &mut frame).await.map(Transition::Next),
                ShopState::Ship(input) => self.ship(input, &mut frame).await.map(Transition::Next),
                ShopState::Done(input) => Ok(Transition::End(with(
                    input,
                    "count",
                    variables.count.clone().unwrap_or_default(),
                ))),
                ShopState::Sorry(input) => {
                    let cause = input["Cause"].as_str().map(|cause| cause.to_owned().into());
                    Err(Failure::new(Some("Sorry".into()), cause))
                }
            };
            match frame.leave(next)? {
                Transition::Next(next) => state = next,
                Transition::End(output) => return Ok(output),
            }
        }
    }

    async fn reserve(&self, input: Value, frame: &mut Frame) -> Result<ShopState, Failure> {
        loop {
            frame.start_attempt().await?;
            let failure = match call(frame, &self.tasks, "reserve", &input).await {
                Ok(result) => {
                    return Ok(ShopState::Cool(with(
                        input,
                        "reserved",
                        result["sku"].clone(),
                    )));
                }
                Err(failure) => frame.failed(failure),
            };
            if frame.will_retry(&failure, RETRY) {
                continue;
            }
            if failure.is(&[OUT_OF_STOCK]) {
                return Ok(ShopState::Sorry(failure.output()));
            }
            return Err(failure);
        }
    }

    async fn pack(&self, input: Value, frame: &mut Frame) -> Result<ShopState, Failure> {
        let result = frame.parallel(2, |branch, frame| match branch {
            0 => Box::pin(self.run_label(frame, input.clone())),
            _ => Box::pin(self.run_box(frame, input.clone())),
        });
        let result = result.await?;
        Ok(ShopState::Ship(with(input, "packed", result)))
    }

    async fn run_label(&self, mut frame: Box<Frame>, input: Value) -> Result<Value, Failure> {
        let (mut state, variables): (PackLabelState, Variables) =
            frame.begin(|| PackLabelState::Label(input))?;
        loop {
            frame.enter(&state, &variables).await?;
            let next = match state {
                PackLabelState::Label(input) => {
                    call(&mut frame, &self.tasks, "label", &input["reserved"])
                        .await
                        .map(Transition::End)
                }
            };
            match frame.leave(next)? {
                Transition::Next(next) => state = next,
                Transition::End(output) => return Ok(output),
            }
        }
    }

    async fn run_box(&self, mut frame: Box<Frame>, input: Value) -> Result<Value, Failure> {
        let (mut state, variables): (PackBoxState, Variables) =
            frame.begin(|| PackBoxState::Dry(input))?;
        loop {
            frame.enter(&state, &variables).await?;
            let next = match state {
                PackBoxState::Dry(input) => frame
                    .wait_seconds(10)
                    .await
                    .map(|()| Transition::Next(PackBoxState::Close(input))),
                PackBoxState::Close(input) => {
                    call(&mut frame, &self.tasks, "close", &input["reserved"])
                        .await
                        .map(Transition::End)
                }
            };
            match frame.leave(next)? {
                Transition::Next(next) => state = next,
                Transition::End(output) => return Ok(output),
            }
        }
    }

    async fn ship(&self, input: Value, frame: &mut Frame) -> Result<ShopState, Failure> {
        let items = input["items"].as_array().unwrap_or_default().to_vec();
        let result = frame
            .map(&items, 2, |frame, item| {
                Box::pin(self.run_ship(frame, item))
            })
            .await?;
        Ok(ShopState::Done(with(input, "shipped", result)))
    }

    async fn run_ship(&self, mut frame: Box<Frame>, input: Value) -> Result<Value, Failure> {
        let (mut state, variables): (ShipState, Variables) =
            frame.begin(|| ShipState::Weigh(input))?;
        loop {
            frame.enter(&state, &variables).await?;
            let next = match state {
                ShipState::Weigh(input) => {
                    Ok(Transition::Next(ShipState::Send(value!({ "item": input }))))
                }
                ShipState::Send(input) => call(&mut frame, &self.tasks, "send", &input)
                    .await
                    .map(|result| Transition::Next(ShipState::Rest(result))),
                ShipState::Rest(input) => frame
                    .wait_seconds(7)
                    .await
                    .map(|()| Transition::Next(ShipState::Sent(input))),
                ShipState::Sent(input) => Ok(Transition::End(input["item"].clone())),
            };
            match frame.leave(next)? {
                Transition::Next(next) => state = next,
                Transition::End(output) => return Ok(output),
            }
        }
    }
}

impl StateMachine for Shop {
    fn definition(&self) -> &'static Definition {
        self.definition
    }

    fn run_frame<'a>(
        &'a self,
        frame: Box<Frame>,
        input: Value,
    ) -> BoxFuture<'a, Result<Value, Failure>> {
        Box::pin(self.run_root(frame, input))
    }
}

/// Counts its input's `count` down in a loop of pure states; a negative one never ends.
pub(crate) struct Countdown;

pub(crate) static COUNTDOWN: Definition = Definition {
    name: "countdown",
    file: "countdown.json",
    hash: "1",
    workflow_type: None,
    timeout_seconds: None,
    tasks: &[],
};

states!(CountdownState {
    Check: Choice,
    Decrement: Pass,
    Done: Succeed
});

impl StateMachine for Countdown {
    fn definition(&self) -> &'static Definition {
        &COUNTDOWN
    }

    fn run_frame<'a>(
        &'a self,
        mut frame: Box<Frame>,
        input: Value,
    ) -> BoxFuture<'a, Result<Value, Failure>> {
        Box::pin(async move {
            let (mut state, variables): (CountdownState, Variables) =
                frame.begin(|| CountdownState::Check(input))?;
            loop {
                frame.enter(&state, &variables).await?;
                let next: Result<_, Failure> = match state {
                    CountdownState::Check(input) if input["count"].as_i64() == Some(0) => {
                        Ok(Transition::Next(CountdownState::Done(input)))
                    }
                    CountdownState::Check(input) => {
                        Ok(Transition::Next(CountdownState::Decrement(input)))
                    }
                    CountdownState::Decrement(input) => {
                        let count = input["count"].as_i64().unwrap_or(0);
                        assert_ne!(count, 13, "thirteen is not a number");
                        Ok(Transition::Next(CountdownState::Check(
                            value!({ "count": count - 1 }),
                        )))
                    }
                    CountdownState::Done(input) => Ok(Transition::End(input)),
                };
                match frame.leave(next)? {
                    Transition::Next(next) => state = next,
                    Transition::End(output) => return Ok(output),
                }
            }
        })
    }
}

/// One Task that is the engine's own work: an execution of another machine, or an activity's.
pub(crate) struct Single {
    pub(crate) definition: &'static Definition,
    pub(crate) call: &'static CallInfo,
    /// How often an execution came into memory.
    pub(crate) runs: Arc<AtomicUsize>,
}

static PARENT: Definition = Definition {
    name: "parent",
    ..COUNTDOWN
};
static PACKING: Definition = Definition {
    name: "packing",
    ..COUNTDOWN
};

states!(SingleState { Run: Task });

impl Single {
    /// Runs an execution of another machine, and waits for its end.
    pub(crate) fn parent() -> Self {
        static CALL: CallInfo = CallInfo::StartExecution {
            action: "startExecution.sync:2",
        };
        Single {
            definition: &PARENT,
            call: &CALL,
            runs: Arc::default(),
        }
    }

    /// Has workers pack.
    pub(crate) fn packing() -> Self {
        static CALL: CallInfo = CallInfo::Activity {
            resource: "arn:aws:states:us-east-1:000000000000:activity:pack",
        };
        Single {
            definition: &PACKING,
            call: &CALL,
            runs: Arc::default(),
        }
    }
}

impl StateMachine for Single {
    fn definition(&self) -> &'static Definition {
        self.definition
    }

    fn run_frame<'a>(
        &'a self,
        mut frame: Box<Frame>,
        input: Value,
    ) -> BoxFuture<'a, Result<Value, Failure>> {
        self.runs.fetch_add(1, Ordering::Relaxed);
        Box::pin(async move {
            let (state, variables): (SingleState, Variables) =
                frame.begin(|| SingleState::Run(input))?;
            frame.enter(&state, &variables).await?;
            let SingleState::Run(input) = state;
            if let CallInfo::Activity { .. } = self.call {
                frame.expect_callback();
            }
            let cx = frame.schedule(self.call, &input)?;
            let result = frame.call_host(self.call, &cx, input).await;
            match frame.leave(result.map(Transition::<SingleState>::End))? {
                Transition::Next(_) => Err(Failure::runtime("there is one state")),
                Transition::End(output) => Ok(output),
            }
        })
    }
}
