//! What a store knows of an execution: who it is, and how it stands.

use std::fmt;

use jiff::Timestamp;

/// A store's own number for an execution. A younger one's is higher.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct ExecutionId(pub i64);

impl fmt::Display for ExecutionId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(&self.0, f)
    }
}

/// An execution that is about to be.
#[derive(Clone, Debug)]
pub struct NewExecution {
    /// Its ARN, which no two executions share.
    pub arn: String,
    /// Its name.
    pub name: String,
    /// The machine's name.
    pub machine: String,
    /// The hash of the machine's definition.
    pub definition: String,
    /// When it starts.
    pub start_date: Timestamp,
    /// Its input.
    pub input: String,
    /// The execution that starts it, if one does.
    pub parent: Option<Parent>,
}

/// The execution that started another one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Parent {
    /// The store's number for it.
    pub id: ExecutionId,
    /// Its ARN.
    pub arn: String,
}

/// What [`Store::create`](super::Store::create) did.
#[derive(Clone, Debug)]
pub enum Created {
    /// It added the execution.
    New(ExecutionId),
    /// The ARN is taken, by this execution.
    Exists(Box<ExecutionRecord>),
}

/// What is known of an execution.
#[derive(Clone, Debug, PartialEq)]
pub struct ExecutionRecord {
    /// The store's number for it.
    pub id: ExecutionId,
    /// Its ARN.
    pub arn: String,
    /// Its name.
    pub name: String,
    /// The machine's name.
    pub machine: String,
    /// The hash of the definition that it runs.
    pub definition: String,
    /// When it started.
    pub start_date: Timestamp,
    /// Its input.
    pub input: String,
    /// The execution that started it, if one did that is still there.
    pub parent: Option<Parent>,
    /// When it was redriven last, if it was.
    pub redriven: Option<Redriven>,
    /// How it ended, if it has.
    pub end: Option<End>,
}

impl ExecutionRecord {
    /// That of an execution that has just been created.
    pub fn new(id: ExecutionId, new: NewExecution) -> ExecutionRecord {
        let NewExecution {
            arn,
            name,
            machine,
            definition,
            start_date,
            input,
            parent,
        } = new;
        ExecutionRecord {
            id,
            arn,
            name,
            machine,
            definition,
            start_date,
            input,
            parent,
            redriven: None,
            end: None,
        }
    }

    pub(super) fn parent_id(&self) -> Option<ExecutionId> {
        self.parent.as_ref().map(|parent| parent.id)
    }

    /// Its status.
    pub fn status(&self) -> ExecutionStatus {
        let end = self.end.as_ref();
        end.map_or(ExecutionStatus::Running, |end| end.status)
    }

    /// How often it was redriven.
    pub fn redrive_count(&self) -> u64 {
        self.redriven.map_or(0, |redriven| redriven.count)
    }
}

/// How often and when an execution was redriven.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Redriven {
    /// How often.
    pub count: u64,
    /// When, the last time.
    pub date: Timestamp,
    /// The event that tells of the last time.
    pub event: u64,
}

/// How an execution ended.
#[derive(Clone, Debug, PartialEq)]
pub struct End {
    /// Any but [`ExecutionStatus::Running`].
    pub status: ExecutionStatus,
    /// When.
    pub stop_date: Timestamp,
    /// Its output, if it succeeded.
    pub output: Option<String>,
    /// The error's name, if there is one.
    pub error: Option<String>,
    /// What happened, if something is known.
    pub cause: Option<String>,
}

/// An execution's status.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum ExecutionStatus {
    /// It has not ended.
    Running,
    /// It reached its end.
    Succeeded,
    /// It failed.
    Failed,
    /// It took longer than the machine's `TimeoutSeconds`.
    TimedOut,
    /// It was stopped.
    Aborted,
}

impl ExecutionStatus {
    /// All there are.
    pub(crate) const ALL: [ExecutionStatus; 5] = [
        ExecutionStatus::Running,
        ExecutionStatus::Succeeded,
        ExecutionStatus::Failed,
        ExecutionStatus::TimedOut,
        ExecutionStatus::Aborted,
    ];

    /// As AWS writes it, `TIMED_OUT`.
    pub const fn as_str(self) -> &'static str {
        match self {
            ExecutionStatus::Running => "RUNNING",
            ExecutionStatus::Succeeded => "SUCCEEDED",
            ExecutionStatus::Failed => "FAILED",
            ExecutionStatus::TimedOut => "TIMED_OUT",
            ExecutionStatus::Aborted => "ABORTED",
        }
    }

    /// The status that AWS writes so.
    pub fn parse(text: &str) -> Option<ExecutionStatus> {
        ExecutionStatus::ALL
            .into_iter()
            .find(|status| status.as_str() == text)
    }
}

impl fmt::Display for ExecutionStatus {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}
