//! What can go wrong: a task's errors, a state's failure, an execution's end.

use std::borrow::Cow;
use std::fmt;

use crate::value::Value;

/// The name of an error, as Retry and Catch match it.
///
/// The generated `errors` module has a constant for each name its definition mentions, so that a handler cannot
/// misspell one.
///
/// ```
/// use asl_runtime::{ErrorName, TaskError};
///
/// const OUT_OF_STOCK: ErrorName = ErrorName::new("OutOfStock");
/// let error: TaskError = OUT_OF_STOCK.because("no lamps left");
/// assert_eq!(error.name(), Some("OutOfStock"));
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct ErrorName(&'static str);

impl ErrorName {
    /// Matches every error that can be caught.
    pub const ALL: ErrorName = ErrorName("States.ALL");
    /// Matches every failure of a task but a timeout.
    pub const TASK_FAILED: ErrorName = ErrorName("States.TaskFailed");
    /// A task ran or went without a heartbeat for too long.
    pub const TIMEOUT: ErrorName = ErrorName("States.Timeout");

    /// A task that may be called at most once was cut off when the process ended. No other name of Retry matches it.
    pub const TASK_INTERRUPTED: ErrorName = ErrorName("Asl.TaskInterrupted");

    /// The given name.
    pub const fn new(name: &'static str) -> Self {
        ErrorName(name)
    }

    /// The name's text.
    pub const fn as_str(self) -> &'static str {
        self.0
    }

    /// A task error of this name with the given cause.
    pub fn because(self, cause: impl Into<String>) -> TaskError {
        TaskError::new(self.0, cause)
    }
}

impl fmt::Display for ErrorName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.0)
    }
}

impl From<ErrorName> for Cow<'static, str> {
    fn from(name: ErrorName) -> Self {
        Cow::Borrowed(name.0)
    }
}

/// What a task handler returns when it fails: an error name, which Retry and Catch match, and a cause for people.
///
/// Any [`std::error::Error`] converts with `?`. Its name is the one that `#[derive(Debug)]` prints first: an enum's
/// variant or a struct's name; its cause is its `Display` text with those of its sources.
///
/// ```
/// use asl_runtime::TaskError;
///
/// #[derive(Debug, thiserror::Error)]
/// enum ShopError {
///     #[error("no {sku} left")]
///     OutOfStock { sku: String },
/// }
///
/// fn reserve() -> Result<(), TaskError> {
///     Err(ShopError::OutOfStock { sku: "lamp".into() })?
/// }
///
/// let error = reserve().unwrap_err();
/// assert_eq!(error.name(), Some("OutOfStock"));
/// assert_eq!(error.cause(), Some("no lamp left"));
/// ```
// It is not an `Error` itself: that would collide with the conversion from every `Error`, as in `anyhow`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TaskError {
    name: Option<Cow<'static, str>>,
    cause: Option<String>,
}

impl TaskError {
    /// An error of the given name and cause.
    pub fn new(name: impl Into<Cow<'static, str>>, cause: impl Into<String>) -> Self {
        TaskError {
            name: Some(name.into()),
            cause: Some(cause.into()),
        }
    }

    /// An error as an integration reports it, where name and cause can be missing.
    pub fn from_parts(name: Option<String>, cause: Option<String>) -> Self {
        TaskError {
            name: name.map(Cow::Owned),
            cause,
        }
    }

    /// The name that Retry and Catch match.
    pub fn name(&self) -> Option<&str> {
        self.name.as_deref()
    }

    /// What happened, for people.
    pub fn cause(&self) -> Option<&str> {
        self.cause.as_deref()
    }
}

impl fmt::Display for TaskError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write_error(f, self.name(), self.cause())
    }
}

impl<E: std::error::Error + 'static> From<E> for TaskError {
    fn from(error: E) -> Self {
        let mut cause = error.to_string();
        let mut source = error.source();
        while let Some(error) = source {
            let text = error.to_string();
            // Many errors print their source themselves; saying it twice helps nobody.
            if !cause.contains(&text) {
                cause.push_str(": ");
                cause.push_str(&text);
            }
            source = error.source();
        }
        TaskError::new(name_of(&error), cause)
    }
}

/// The leading path of the error's `Debug` text, else its type's name.
fn name_of<E: fmt::Debug>(error: &E) -> String {
    let mut name = format!("{error:?}");
    let end = name
        .find(|c: char| !(c.is_alphanumeric() || matches!(c, '_' | ':' | '.')))
        .unwrap_or(name.len());
    name.truncate(end);
    if name.starts_with(|c: char| c.is_alphabetic()) {
        return name;
    }
    let type_name = std::any::type_name::<E>();
    let bare = type_name.split('<').next().unwrap_or(type_name);
    bare.rsplit("::").next().unwrap_or(bare).to_owned()
}

/// What a panic said, as far as it said anything.
pub(crate) fn panic_text(panic: &(dyn std::any::Any + Send)) -> &str {
    let text = panic.downcast_ref::<&str>().copied();
    let text = text.or_else(|| panic.downcast_ref::<String>().map(String::as_str));
    text.unwrap_or("no message")
}

/// How an execution ended that did not succeed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ExecutionError {
    /// The error's name; a Fail state may leave it out.
    pub error: Option<String>,
    /// What happened, for people; AWS's text for the errors of the language itself.
    pub cause: Option<String>,
}

impl fmt::Display for ExecutionError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write_error(f, self.error.as_deref(), self.cause.as_deref())
    }
}

impl std::error::Error for ExecutionError {}

fn write_error(
    f: &mut fmt::Formatter<'_>,
    error: Option<&str>,
    cause: Option<&str>,
) -> fmt::Result {
    match (error, cause) {
        (Some(error), Some(cause)) => write!(f, "{error}: {cause}"),
        (Some(error), None) => f.write_str(error),
        (None, Some(cause)) => f.write_str(cause),
        (None, None) => f.write_str("failed without an error name"),
    }
}

/// Why a state failed, on its way to a Retrier, a Catcher or the execution's end.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Failure(Box<Failed>);

#[derive(Clone, Debug, PartialEq, Eq)]
struct Failed {
    error: Option<Cow<'static, str>>,
    cause: Option<Cow<'static, str>>,
    origin: Origin,
}

/// Where a [`Failure`] comes from, which decides how its cause reads and what the history says of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Origin {
    /// Said by a task or a Fail state, or already complete: the cause stands as it is.
    Complete,
    /// Found by the language while it ran a state: the cause is to name the state.
    State,
    /// As [`Origin::State`], and found by a JSONata state, by an expression at the given place of the definition.
    Evaluation(Option<&'static str>),
    /// The host broke, not the machine: the execution stops here and goes on when the host is started again.
    Host,
}

impl Failure {
    /// A failure of the given name and cause, as a Fail state gives it.
    pub fn new(error: Option<Cow<'static, str>>, cause: Option<Cow<'static, str>>) -> Self {
        Failure(Box::new(Failed {
            error,
            cause,
            origin: Origin::Complete,
        }))
    }

    /// `States.Runtime`, which no Catcher matches.
    pub fn runtime(cause: impl Into<Cow<'static, str>>) -> Self {
        Failure::found("States.Runtime", cause)
    }

    /// `States.QueryEvaluationError`, of the expression at `field` where it is one's.
    pub fn evaluation(field: Option<&'static str>, cause: impl Into<Cow<'static, str>>) -> Self {
        let mut failure = Failure::found("States.QueryEvaluationError", cause);
        failure.0.origin = Origin::Evaluation(field);
        failure
    }

    /// An error of the language, found while a state ran; the state's name is added to the cause later.
    pub fn found(error: &'static str, cause: impl Into<Cow<'static, str>>) -> Self {
        Failure(Box::new(Failed {
            error: Some(Cow::Borrowed(error)),
            cause: Some(cause.into()),
            origin: Origin::State,
        }))
    }

    /// The host can't go on; not an error of the machine, and nothing catches it.
    pub fn host(cause: impl fmt::Display) -> Self {
        Failure(Box::new(Failed {
            error: None,
            cause: Some(cause.to_string().into()),
            origin: Origin::Host,
        }))
    }

    /// `States.Timeout`, which has no cause.
    pub fn timeout() -> Self {
        Failure::new(Some(Cow::Borrowed("States.Timeout")), None)
    }

    /// A task that may be called at most once was called before, and nobody knows what came of it.
    pub(crate) fn interrupted() -> Self {
        let cause = "The task was cut off when the process ended, and may be called at most once.";
        Failure::new(Some(ErrorName::TASK_INTERRUPTED.into()), Some(cause.into()))
    }

    /// The error's name.
    pub fn error(&self) -> Option<&str> {
        self.0.error.as_deref()
    }

    /// The cause.
    pub fn cause(&self) -> Option<&str> {
        self.0.cause.as_deref()
    }

    /// Whether an entry of Retry or Catch with these names matches.
    ///
    /// `States.ALL` matches everything but `States.Runtime`; `States.TaskFailed` everything but that and `States.Timeout`.
    pub fn is(&self, names: &[ErrorName]) -> bool {
        if !self.can_be_caught() {
            return false;
        }
        names.iter().any(|name| match *name {
            ErrorName::ALL => true,
            ErrorName::TASK_FAILED => self.error() != Some("States.Timeout"),
            name => self.error() == Some(name.as_str()),
        })
    }

    /// `{"Error": …, "Cause": …}`: what a Catcher puts into the data.
    pub fn output(&self) -> Value {
        let text = |text: Option<&str>| text.map_or(Value::NULL, Value::from);
        let cause = match (self.error(), self.cause()) {
            // A timeout has no cause; AWS shows an empty one to the Catcher.
            (Some(_), None) => Value::from(""),
            (_, cause) => text(cause),
        };
        Value::object([("Error", text(self.error())), ("Cause", cause)])
    }

    /// Whether a Retrier or Catcher may match it.
    pub(crate) fn can_be_caught(&self) -> bool {
        self.0.origin != Origin::Host && self.error() != Some("States.Runtime")
    }

    pub(crate) fn is_host(&self) -> bool {
        self.0.origin == Origin::Host
    }

    pub(crate) fn origin(&self) -> Origin {
        self.0.origin
    }

    /// Names the state in the cause, once.
    pub(crate) fn locate(mut self, state: &str, entered: u64) -> Self {
        if matches!(self.0.origin, Origin::State | Origin::Evaluation(_)) {
            let cause = self.0.cause.unwrap_or_default();
            self.0.cause = Some(format!(
                "An error occurred while executing the state '{state}' (entered at the event id #{entered}). {cause}"
            ).into());
            self.0.origin = Origin::Complete;
        }
        self
    }
}

impl From<TaskError> for Failure {
    fn from(error: TaskError) -> Self {
        Failure::new(error.name, error.cause.map(Cow::Owned))
    }
}

impl From<Failure> for ExecutionError {
    fn from(failure: Failure) -> Self {
        ExecutionError {
            error: failure.0.error.map(Cow::into_owned),
            cause: failure.0.cause.map(Cow::into_owned),
        }
    }
}
