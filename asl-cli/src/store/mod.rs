//! `cargo asl executions`, `describe`, `history`, `stop`, `redrive`, `check-store`: what is in a store.
//!
//! Reading works beside the engine that has the file; what changes an execution needs the file for itself.

mod change;
mod print;

use std::path::PathBuf;
use std::time::Duration;

use asl_runtime::ExecutionStatus;
use asl_runtime::engine::NextToken;
use asl_runtime::store::{ExecutionRecord, HistoryQuery, ListQuery, SqliteReader, StoreError};
use clap::{Args, Subcommand};

use crate::Outcome;

/// How often `history --follow` looks for more.
const FOLLOW: Duration = Duration::from_millis(200);

/// How many events are read at once.
const PAGE: usize = 1_000;

#[derive(Subcommand)]
pub(crate) enum Command {
    /// Lists a store's executions, the youngest first.
    Executions {
        #[command(flatten)]
        store: File,
        /// Those of this machine only.
        #[arg(long)]
        machine: Option<String>,
        /// Those of this status only: RUNNING, SUCCEEDED, FAILED, TIMED_OUT or ABORTED.
        #[arg(long, value_parser = status)]
        status: Option<ExecutionStatus>,
        /// Those that the last engine could not run only, with the reason.
        #[arg(long, conflicts_with_all = ["machine", "status", "limit", "after"])]
        set_aside: bool,
        /// So many at most.
        #[arg(long, default_value_t = 20)]
        limit: usize,
        /// Those after this one: the token that the page before ended with.
        #[arg(long, value_name = "TOKEN")]
        after: Option<NextToken>,
        #[command(flatten)]
        form: Form,
    },
    /// Says what is known of an execution.
    Describe {
        #[command(flatten)]
        store: File,
        #[command(flatten)]
        execution: Execution,
        #[command(flatten)]
        form: Form,
    },
    /// Prints an execution's history.
    History {
        #[command(flatten)]
        store: File,
        #[command(flatten)]
        execution: Execution,
        /// Goes on until the execution has ended.
        #[arg(long)]
        follow: bool,
        /// The youngest event first.
        #[arg(long, conflicts_with = "follow")]
        reverse: bool,
        /// So many events at most.
        #[arg(long)]
        limit: Option<usize>,
        #[command(flatten)]
        form: Form,
    },
    /// Stops an execution. No engine may have the store.
    Stop {
        #[command(flatten)]
        store: File,
        #[command(flatten)]
        execution: Execution,
        /// The error's name that it ends with.
        #[arg(long)]
        error: Option<String>,
        /// The cause that it ends with.
        #[arg(long)]
        cause: Option<String>,
    },
    /// Has an execution go on from the state in which it failed, when the next engine starts. No engine may have the store.
    Redrive {
        #[command(flatten)]
        store: File,
        #[command(flatten)]
        execution: Execution,
    },
    /// Looks for what does not fit together in a store: exit status 1 where there is something.
    CheckStore {
        #[command(flatten)]
        store: File,
        #[command(flatten)]
        form: Form,
    },
}

/// Which store.
#[derive(Args)]
pub(crate) struct File {
    /// The store's file.
    #[arg(long, value_name = "FILE")]
    store: PathBuf,
}

/// Which execution.
#[derive(Args)]
pub(crate) struct Execution {
    /// Its ARN, or its name: of several the youngest.
    execution: String,
}

/// How something is printed.
#[derive(Args)]
pub(crate) struct Form {
    /// Prints JSON, with the members that AWS's API has.
    #[arg(long)]
    json: bool,
}

fn status(text: &str) -> Result<ExecutionStatus, String> {
    ExecutionStatus::parse(text).ok_or_else(|| {
        String::from("the statuses are RUNNING, SUCCEEDED, FAILED, TIMED_OUT and ABORTED")
    })
}

/// Why a command can't do what it should, as a sentence.
type Failure = String;

pub(crate) fn run(command: Command) -> Outcome {
    match dispatch(command) {
        Ok(outcome) => outcome,
        Err(failure) => {
            anstream::eprintln!("error: {failure}");
            Outcome::Unreadable
        }
    }
}

fn dispatch(command: Command) -> Result<Outcome, Failure> {
    match command {
        Command::Executions {
            store,
            machine,
            status,
            set_aside,
            limit,
            after,
            form,
        } => {
            if set_aside {
                let aside = store.open()?.set_aside().map_err(text)?;
                print::set_aside(&aside, form.json);
                return Ok(Outcome::Good);
            }
            let query = ListQuery {
                machine,
                status,
                before: after.map(NextToken::into),
                limit,
                ..ListQuery::default()
            };
            let records = store.open()?.list(&query).map_err(text)?;
            print::executions(&records, limit, form.json);
        }
        Command::Describe {
            store,
            execution,
            form,
        } => {
            let record = execution.find(&store.open()?)?;
            print::description(&record, form.json);
        }
        Command::History {
            store,
            execution,
            follow,
            reverse,
            limit,
            form,
        } => {
            let reader = store.open()?;
            let limit = limit.unwrap_or(usize::MAX);
            history(&reader, &execution, follow, reverse, limit, form.json)?;
        }
        Command::Stop {
            store,
            execution,
            error,
            cause,
        } => change::stop(&store, &execution, error.as_deref(), cause.as_deref())?,
        Command::Redrive { store, execution } => change::redrive(&store, &execution)?,
        Command::CheckStore { store, form } => {
            let problems = store.open()?.check().map_err(text)?;
            print::problems(&problems, form.json);
            if !problems.is_empty() {
                return Ok(Outcome::Errors);
            }
        }
    }
    Ok(Outcome::Good)
}

fn text(error: StoreError) -> Failure {
    error.to_string()
}

impl File {
    fn open(&self) -> Result<SqliteReader, Failure> {
        SqliteReader::open(&self.store).map_err(text)
    }
}

impl Execution {
    fn find(&self, reader: &SqliteReader) -> Result<ExecutionRecord, Failure> {
        let found = reader.find(&self.execution).map_err(text)?;
        found.ok_or_else(|| {
            format!(
                "there is no execution `{}`: `cargo asl executions` lists them",
                self.execution
            )
        })
    }
}

fn history(
    reader: &SqliteReader,
    execution: &Execution,
    follow: bool,
    reverse: bool,
    limit: usize,
    json: bool,
) -> Result<(), Failure> {
    let id = execution.find(reader)?.id;
    let (mut after, mut left) = (None, limit);
    loop {
        // Known before its last events are read: none can come later.
        let ended = execution.find(reader)?.end.is_some();
        loop {
            let query = HistoryQuery {
                execution: id,
                after,
                reverse,
                limit: left.min(PAGE),
            };
            let events = reader.history(&query).map_err(text)?;
            let Some(last) = events.last() else { break };
            after = print::event_id(last);
            left -= events.len();
            for event in &events {
                print::event(event, json);
            }
            if left == 0 || after.is_none() {
                return Ok(());
            }
        }
        if ended || !follow {
            return Ok(());
        }
        std::thread::sleep(FOLLOW);
    }
}
