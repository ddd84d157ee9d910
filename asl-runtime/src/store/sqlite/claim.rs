//! Taking executions over from the SQLite store, many at once.
//!
//! A claim writes nothing: one process has the file at a time, and all that it writes passes through one connection, so that
//! it is enough to remember who has claimed what since the file was opened. The owner's next batch writes the epoch into its
//! row, and from then on the row tells. Who had claimed something and is gone with its process can't write any more.

use std::collections::HashMap;
use std::collections::hash_map::Entry;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use rusqlite::{Connection, OptionalExtension, Row, Rows};

use super::reads::{millis, names};
use crate::store::{Awaited, Claimed, Epoch, ExecutionId, FrameRow, Parent, Redriven, Wake};

/// The owners who have written nothing since they claimed an execution; the row has the epoch of one before them.
#[derive(Clone, Default)]
pub(super) struct Owners(Arc<Mutex<HashMap<ExecutionId, Epoch>>>);

impl Owners {
    fn claimed(&self) -> MutexGuard<'_, HashMap<ExecutionId, Epoch>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Whose epoch the row of an execution may have when this owner writes; none where it is not the last owner.
    pub(super) fn before(&self, execution: ExecutionId, owner: Epoch) -> Option<Epoch> {
        match self.claimed().get(&execution) {
            Some(last) => (*last == owner).then_some(Epoch(i64::MIN)),
            None => Some(owner),
        }
    }

    /// The execution's row has the epoch of its last owner.
    pub(super) fn written(&self, execution: ExecutionId) {
        self.claimed().remove(&execution);
    }
}

/// Makes the caller the owner of those of these executions that have not ended, and loads them.
///
/// Their numbers are given as one JSON array: a statement for all of them costs a fraction of one for each.
pub(super) fn claim(
    connection: &Connection,
    owners: &Owners,
    mut executions: Vec<ExecutionId>,
) -> rusqlite::Result<Vec<Claimed>> {
    executions.sort_unstable();
    let numbers: Vec<String> = executions.iter().map(ExecutionId::to_string).collect();
    let numbers = format!("[{}]", numbers.join(","));
    // The numbers lead in both, whatever SQLite thinks of the tables: so the rows and their frames come in one order.
    let mut rows = connection.prepare_cached(
        "SELECT live.execution, execution.machine, epoch, last_event, due, child, activities,
             execution.arn, execution.start_date, execution.input,
             execution.parent, parent.arn, execution.redrive_date, execution.redrive_count, execution.redrive_event,
             checkpoint
         FROM (SELECT value FROM json_each(?)) wanted CROSS JOIN live ON live.execution = wanted.value
         CROSS JOIN execution ON execution.id = live.execution
         LEFT JOIN execution parent ON parent.id = execution.parent",
    )?;
    let mut frames = connection.prepare_cached(
        "SELECT frame.execution, path, finished, json
         FROM (SELECT value FROM json_each(?)) wanted CROSS JOIN frame ON frame.execution = wanted.value",
    )?;
    let mut rows = rows.query([&numbers])?;
    let mut frames = frames.query([&numbers])?;
    let mut frame = next_frame(&mut frames)?;
    let mut machines = HashMap::new();
    let mut owners = owners.claimed();
    let mut claimed = Vec::with_capacity(executions.len());
    while let Some(row) = rows.next()? {
        let machine = match machines.entry(row.get(1)?) {
            Entry::Occupied(known) => known.into_mut(),
            Entry::Vacant(place) => match find_machine(connection, *place.key())? {
                Some(machine) => place.insert(machine),
                None => continue,
            },
        };
        let mut execution = without_children(row, machine)?;
        let id = execution.id;
        // What has ended may have frames too, for a redrive.
        while let Some((of, row)) = frame.take_if(|(of, _)| *of <= id) {
            if of == id {
                execution.frames.push(row);
            }
            frame = next_frame(&mut frames)?;
        }
        let last = owners.entry(id).or_insert(execution.epoch);
        *last = Epoch(last.0.max(execution.epoch.0) + 1);
        execution.epoch = *last;
        claimed.push(execution);
    }
    Ok(claimed)
}

/// A machine's name and definition.
type Machine = (Arc<str>, Arc<str>);

fn find_machine(connection: &Connection, id: i64) -> rusqlite::Result<Option<Machine>> {
    connection
        .prepare_cached("SELECT name, definition FROM machine WHERE id = ?")?
        .query_row([id], |row| Ok((row.get(0)?, row.get(1)?)))
        .optional()
}

/// An execution as its last owner left it, with its root frame and without those below.
fn without_children(row: &Row<'_>, (name, definition): &Machine) -> rusqlite::Result<Claimed> {
    let parent = match row.get(10)? {
        Some(id) => {
            let arn: Option<String> = row.get(11)?;
            arn.map(|arn| Parent {
                id: ExecutionId(id),
                arn,
            })
        }
        None => None,
    };
    let redriven = match millis(row.get(12)?) {
        Some(date) => Some(Redriven {
            count: row.get::<_, i64>(13)?.unsigned_abs(),
            date,
            event: row.get::<_, i64>(14)?.unsigned_abs(),
        }),
        None => None,
    };
    let checkpoint: Option<String> = row.get(15)?;
    Ok(Claimed {
        id: ExecutionId(row.get(0)?),
        arn: row.get_ref(7)?.as_str()?.into(),
        machine: name.clone(),
        definition: definition.clone(),
        start_date: millis(row.get(8)?).unwrap_or_default(),
        input: row.get(9)?,
        parent,
        redriven,
        epoch: Epoch(row.get(2)?),
        last_event: row.get::<_, i64>(3)?.unsigned_abs(),
        wake: Wake {
            due: millis(row.get(4)?),
            awaited: Awaited {
                child: row.get(5)?,
                activities: names(row, 6)?,
            },
        },
        frames: checkpoint.map(FrameRow::root).into_iter().collect(),
    })
}

fn next_frame(frames: &mut Rows<'_>) -> rusqlite::Result<Option<(ExecutionId, FrameRow)>> {
    let Some(row) = frames.next()? else {
        return Ok(None);
    };
    let frame = FrameRow {
        path: row.get(1)?,
        finished: row.get(2)?,
        json: row.get(3)?,
    };
    Ok(Some((ExecutionId(row.get(0)?), frame)))
}
