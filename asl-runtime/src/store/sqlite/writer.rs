//! The one writer of a SQLite store: it commits together what came while it committed.
//!
//! Where nothing is under way a caller that has nothing else to do commits its write itself, so that an execution that is
//! alone pays for a commit and for no wake-ups. Not on a runtime of one thread, which would stand still, nor where the disk
//! is slow.

use std::collections::VecDeque;
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::thread;
use std::time::{Duration, Instant};

use rusqlite::Connection;
use tokio::runtime::{Handle, RuntimeFlavor};
use tokio::sync::{OwnedSemaphorePermit, Semaphore, oneshot};

use super::{Shared, StoreError};

/// How many writes go into one transaction at most.
const GROUP: usize = 1_000;

/// How many writes may wait; callers of further ones wait until there is room.
const QUEUE: usize = 4 * GROUP;

/// How long the writer looks for more before it goes to sleep; less than waking it takes.
const LINGER: Duration = Duration::from_micros(50);

/// Up to here a commit costs its caller's thread less than to hand it to another one, and be woken by that.
const SHORT: Duration = Duration::from_millis(1);

pub(super) struct Writer {
    queue: Mutex<Queue>,
    /// A drain has given the connection back.
    returned: Condvar,
    room: Arc<Semaphore>,
}

struct Queue {
    jobs: VecDeque<Box<dyn Job>>,
    /// The connection, unless a drain has it.
    idle: Option<Connection>,
    /// Someone waits for the connection, to close it.
    closing: bool,
    /// How long the last commit took, once there was one.
    commit: Option<Duration>,
}

impl Writer {
    pub(super) fn new(connection: Connection) -> Self {
        let queue = Queue {
            jobs: VecDeque::new(),
            idle: Some(connection),
            closing: false,
            commit: None,
        };
        Writer {
            queue: Mutex::new(queue),
            returned: Condvar::new(),
            room: Arc::new(Semaphore::new(QUEUE)),
        }
    }

    fn queue(&self) -> MutexGuard<'_, Queue> {
        self.queue.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The connection, when the transaction that is under way has ended.
    pub(super) fn close(&self) -> Option<Connection> {
        const PATIENCE: Duration = Duration::from_secs(10);
        let mut queue = self.queue();
        queue.closing = true;
        let queue = self
            .returned
            .wait_timeout_while(queue, PATIENCE, |queue| queue.idle.is_none());
        queue.unwrap_or_else(PoisonError::into_inner).0.idle.take()
    }

    /// Takes what waits into a group, as long as there is room in it.
    fn take_jobs(&self, group: &mut Vec<Box<dyn Job>>) {
        let mut queue = self.queue();
        let room = queue.jobs.len().min(GROUP.saturating_sub(group.len()));
        group.extend(queue.jobs.drain(..room));
    }

    /// Whether there is something to write, or is by then.
    fn has_jobs_by(&self, deadline: Instant) -> bool {
        loop {
            if !self.queue().jobs.is_empty() {
                return true;
            }
            if Instant::now() >= deadline {
                return false;
            }
            thread::yield_now();
        }
    }

    fn give_back(&self, queue: &mut Queue, connection: Option<Connection>) {
        queue.idle = connection;
        // To tell nobody is a system call too.
        if queue.closing {
            self.returned.notify_all();
        }
    }
}

/// Who should commit a write, where nothing is under way.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum By {
    /// Its caller, where that can: it is less than the commit, and its caller has nothing else to do.
    Caller,
    /// The writer.
    Writer,
}

/// Runs `operation` in the next transaction, and completes when that is committed.
///
/// An operation that gives an error of its own must not have written anything.
pub(super) async fn write<T: Send + 'static>(
    shared: &Arc<Shared>,
    by: By,
    operation: impl FnOnce(&Connection) -> rusqlite::Result<Result<T, StoreError>> + Send + 'static,
) -> Result<T, StoreError> {
    shared.healthy()?;
    let room = shared
        .writer
        .room
        .clone()
        .acquire_owned()
        .await
        .map_err(StoreError::failed)?;
    let (reply, answer) = oneshot::channel();
    let job = Operation {
        operation: Some(operation),
        result: None,
        reply,
        _room: room,
    };
    {
        let mut queue = shared.writer.queue();
        queue.jobs.push_back(Box::new(job));
        if let Some(connection) = queue.idle.take() {
            let is_short = queue.commit.is_some_and(|commit| commit <= SHORT);
            drop(queue);
            let drain = Drain {
                shared: shared.clone(),
                connection: Some(connection),
                pace: Pace::default(),
            };
            match by == By::Caller && is_short && has_other_threads() {
                true => drain.run_once(),
                false => drain.spawn(),
            }
        }
    }
    answer
        .await
        .unwrap_or_else(|_| Err(shared.fail(&"the writer panicked or its runtime was shut down")))
}

/// A write that waits for its transaction.
trait Job: Send {
    fn run(&mut self, connection: &Connection) -> rusqlite::Result<()>;

    /// Tells the caller how it went; `commit` says how the transaction did.
    fn reply(self: Box<Self>, commit: Result<(), StoreError>);
}

struct Operation<T, F> {
    operation: Option<F>,
    result: Option<Result<T, StoreError>>,
    reply: oneshot::Sender<Result<T, StoreError>>,
    _room: OwnedSemaphorePermit,
}

impl<T: Send, F> Job for Operation<T, F>
where
    F: FnOnce(&Connection) -> rusqlite::Result<Result<T, StoreError>> + Send,
{
    fn run(&mut self, connection: &Connection) -> rusqlite::Result<()> {
        if let Some(operation) = self.operation.take() {
            self.result = Some(operation(connection)?);
        }
        Ok(())
    }

    fn reply(self: Box<Self>, commit: Result<(), StoreError>) {
        let Operation { result, reply, .. } = *self;
        if let Some(result) = commit.map(|()| result).transpose() {
            // Nobody listens where the caller has given up.
            let _ = reply.send(result.flatten());
        }
    }
}

/// How the last transaction went: how many jobs it had, and how long its commit took.
#[derive(Default)]
struct Pace {
    jobs: usize,
    commit: Duration,
}

/// Whether other tasks go on while this thread works.
fn has_other_threads() -> bool {
    Handle::try_current().is_ok_and(|runtime| {
        runtime.runtime_flavor() == RuntimeFlavor::MultiThread
            && runtime.metrics().num_workers() > 1
    })
}

/// Works the queue off, then gives the connection back; also where its runtime drops it before it has run.
struct Drain {
    shared: Arc<Shared>,
    connection: Option<Connection>,
    pace: Pace,
}

impl Drain {
    /// No thread of its own: a blocking task that lives as long as there is work lets tokio's paused clock stand still while
    /// a commit is under way, and only then.
    fn spawn(self) {
        tokio::task::spawn_blocking(move || self.run());
    }

    fn run(mut self) {
        loop {
            // Who was just answered often has the next thing at once, and finds the writer awake.
            let lingers = self.shared.writer.has_jobs_by(Instant::now() + LINGER);
            if !lingers && self.stop() {
                return;
            }
            self.commit();
        }
    }

    /// Commits on the caller's thread what is there now: mostly its own write alone. What came meanwhile is left to others.
    fn run_once(mut self) {
        self.commit();
        if !self.stop() {
            self.spawn();
        }
    }

    /// Gives the connection back unless there is something to write.
    fn stop(&mut self) -> bool {
        let mut queue = self.shared.writer.queue();
        let stops = queue.jobs.is_empty();
        if stops {
            queue.commit = Some(self.pace.commit);
            let connection = self.connection.take();
            self.shared.writer.give_back(&mut queue, connection);
        }
        stops
    }

    fn commit(&mut self) {
        let Some(connection) = &self.connection else {
            return;
        };
        let mut jobs = Vec::new();
        let committed = commit(connection, &self.shared, &mut self.pace, &mut jobs);
        for job in jobs {
            job.reply(committed.clone());
        }
    }
}

impl Drop for Drain {
    fn drop(&mut self) {
        if std::thread::panicking() {
            self.shared.fail(&"the writer panicked");
        }
        if self.connection.is_some() {
            let writer = &self.shared.writer;
            writer.give_back(&mut writer.queue(), self.connection.take());
        }
    }
}

/// One transaction with the jobs that wait, and with those that come before it has done them; rolled back where one fails.
///
/// Where it has fewer jobs than the last one had, it waits for more, for a part of the time that a commit takes: two commits
/// cost more than that.
fn commit(
    connection: &Connection,
    shared: &Shared,
    pace: &mut Pace,
    jobs: &mut Vec<Box<dyn Job>>,
) -> Result<(), StoreError> {
    let run = |statement: &str| connection.prepare_cached(statement)?.execute([]);
    let mut write = || -> rusqlite::Result<()> {
        run("BEGIN IMMEDIATE")?;
        let mut deadline = None;
        loop {
            let done = jobs.len();
            shared.writer.take_jobs(jobs);
            if jobs.len() == done {
                // Those who were answered together come back together, a little apart.
                let deadline = *deadline.get_or_insert_with(|| Instant::now() + pace.commit / 4);
                if done < pace.jobs && shared.writer.has_jobs_by(deadline) {
                    continue;
                }
                break;
            }
            for job in &mut jobs[done..] {
                job.run(connection)?;
            }
        }
        let since = Instant::now();
        run("COMMIT")?;
        (pace.jobs, pace.commit) = (jobs.len(), since.elapsed());
        Ok(())
    };
    let committed = shared
        .healthy()
        .and_then(|()| write().map_err(|error| shared.fail(&error)));
    if committed.is_err() && !connection.is_autocommit() {
        // Nothing is written any more, whether or not this succeeds.
        let _ = run("ROLLBACK");
    }
    if committed.is_err() {
        shared.writer.take_jobs(jobs);
    }
    committed
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;
    use crate::store::{Created, NewExecution, SqliteStore, Store};

    /// A disk that does not come back for a while: so many callers are in the queue, and the others wait outside of it.
    #[tokio::test]
    async fn callers_wait_while_the_disk_is_slow() {
        let folder = std::env::temp_dir().join(format!("asl-slow-disk-{}", std::process::id()));
        std::fs::create_dir_all(&folder).unwrap();
        let path = folder.join("store.db");
        let store = Arc::new(SqliteStore::open(&path).unwrap());
        let disk = Connection::open(&path).unwrap();
        disk.execute_batch("BEGIN IMMEDIATE").unwrap();

        let create = |number: usize| {
            let store = store.clone();
            tokio::spawn(async move {
                let execution = NewExecution {
                    arn: format!("arn:{number}"),
                    name: number.to_string(),
                    machine: "shop".into(),
                    definition: "1".into(),
                    start_date: "2024-01-01T00:00:00Z".parse().unwrap(),
                    input: "{}".into(),
                    parent: None,
                };
                store.create(execution).await
            })
        };
        let callers: Vec<_> = (0..QUEUE + 500).map(create).collect();
        while store.0.writer.room.available_permits() > 0 {
            tokio::time::sleep(Duration::from_millis(1)).await;
        }
        tokio::time::sleep(Duration::from_millis(20)).await;
        let waiting = store.0.writer.queue().jobs.len();
        assert!((QUEUE - GROUP..=QUEUE).contains(&waiting), "{waiting}");
        assert!(callers.iter().all(|caller| !caller.is_finished()));

        disk.execute_batch("ROLLBACK").unwrap();
        for caller in callers {
            assert!(matches!(caller.await.unwrap(), Ok(Created::New(_))));
        }
        drop((disk, store));
        std::fs::remove_dir_all(&folder).unwrap();
    }
}
