//! Taking executions over from the SQLite store, many at once.

use std::collections::HashMap;

use rusqlite::{Connection, Row};

use super::reads::{RECORD, RECORDS, millis, names, record};
use crate::store::{Awaited, Claimed, Epoch, ExecutionId, FrameRow};

/// Makes the caller the owner of those of these executions that have not ended, and loads them.
///
/// Their numbers are given as one JSON array: a statement for all of them costs a fraction of one for each.
pub(super) fn claim(
    connection: &Connection,
    executions: &[ExecutionId],
) -> rusqlite::Result<Vec<Claimed>> {
    let numbers: Vec<String> = executions.iter().map(ExecutionId::to_string).collect();
    let numbers = format!("[{}]", numbers.join(","));
    connection
        .prepare_cached(
            "UPDATE live SET epoch = epoch + 1 WHERE execution IN (SELECT value FROM json_each(?))",
        )?
        .execute([&numbers])?;
    // The numbers lead, whatever SQLite thinks of the tables.
    let mut claimed: Vec<Claimed> = connection
        .prepare_cached(&format!(
            "SELECT {RECORD}, epoch, last_event, due, child, activities
             FROM (SELECT value FROM json_each(?)) wanted CROSS JOIN live ON live.execution = wanted.value
             CROSS JOIN execution ON execution.id = live.execution
             CROSS JOIN machine ON machine.id = execution.machine"
        ))?
        .query_map([&numbers], without_frames)?
        .collect::<rusqlite::Result<_>>()?;
    let places = claimed.iter().map(|claimed| claimed.record.id.0).zip(0..);
    let places: HashMap<i64, usize> = places.collect();
    let mut frames = connection.prepare_cached(
        "SELECT frame.execution, path, finished, json
         FROM (SELECT value FROM json_each(?)) wanted CROSS JOIN frame ON frame.execution = wanted.value",
    )?;
    let mut frames = frames.query([&numbers])?;
    while let Some(row) = frames.next()? {
        if let Some(&place) = places.get(&row.get(0)?) {
            claimed[place].frames.push(FrameRow {
                path: row.get(1)?,
                finished: row.get(2)?,
                json: row.get(3)?,
            });
        }
    }
    Ok(claimed)
}

fn without_frames(row: &Row<'_>) -> rusqlite::Result<Claimed> {
    Ok(Claimed {
        record: record(row)?,
        epoch: Epoch(row.get(RECORDS)?),
        last_event: row.get::<_, i64>(RECORDS + 1)?.unsigned_abs(),
        due: millis(row.get(RECORDS + 2)?),
        awaited: Awaited {
            child: row.get(RECORDS + 3)?,
            activities: names(row, RECORDS + 4)?,
        },
        frames: Vec::new(),
    })
}
