//! What the SQLite store writes: its statements.

use jiff::Timestamp;
use rusqlite::{Connection, OptionalExtension, params};

use super::claim::{Owners, claim};
use super::map_runs;
use super::reads::{describe, millis};
use crate::store::{
    Batch, CLIENT_TOKENS, Claimed, Created, End, Epoch, EventRow, ExecutionId, ExecutionStatus,
    FrameRow, NewExecution, Purged, Redrive,
};

type Result<T> = rusqlite::Result<T>;

pub(super) fn create(connection: &Connection, new: NewExecution) -> Result<Created> {
    let machine = machine(connection, &new.machine, &new.definition)?;
    let added = connection
        .prepare_cached(
            "INSERT INTO execution (arn, name, machine, start_date, input, status, parent)
             VALUES (?, ?, ?, ?, ?, 'RUNNING', ?) ON CONFLICT (arn) DO NOTHING",
        )?
        .execute(params![
            new.arn,
            new.name,
            machine,
            new.start_date.as_millisecond(),
            new.input,
            new.parent.map(|parent| parent.id.0)
        ])?;
    if added == 0
        && let Some(record) = describe(connection, &new.arn)?
    {
        return Ok(Created::Exists(Box::new(record)));
    }
    let id = connection.last_insert_rowid();
    connection
        .prepare_cached(
            "INSERT INTO live (execution, machine, epoch, last_event) VALUES (?, ?, ?, 0)",
        )?
        .execute(params![id, machine, Epoch::FIRST.0])?;
    Ok(Created::New(ExecutionId(id)))
}

fn machine(connection: &Connection, name: &str, definition: &str) -> Result<i64> {
    let known = connection
        .prepare_cached("SELECT id FROM machine WHERE name = ? AND definition = ?")?
        .query_row([name, definition], |row| row.get(0))
        .optional()?;
    if let Some(id) = known {
        return Ok(id);
    }
    connection.execute(
        "INSERT INTO machine (name, definition) VALUES (?, ?)",
        [name, definition],
    )?;
    Ok(connection.last_insert_rowid())
}

/// Writes a batch, unless its writer does not own the execution; whether it does.
pub(super) fn commit(connection: &Connection, owners: &Owners, batch: Batch) -> Result<bool> {
    let id = batch.execution.0;
    let Some(before) = owners.before(batch.execution, batch.epoch) else {
        return Ok(false);
    };
    let last_event = batch.events.last().map(|event| number(event.id));
    let owned = connection
        .prepare_cached(
            "UPDATE live SET last_event = coalesce(?1, last_event), transitions = transitions + ?2, epoch = ?5
             WHERE execution = ?3 AND epoch BETWEEN ?4 AND ?5",
        )?
        .execute(params![
            last_event,
            number(batch.transitions),
            id,
            before.0,
            batch.epoch.0
        ])?;
    if owned == 0 {
        return Ok(false);
    }
    if before < batch.epoch {
        owners.written(batch.execution);
    }
    // Most batches change nothing here, and leave the indexes alone then.
    connection
        .prepare_cached(
            "UPDATE live SET due = ?2, child = ?3, activities = ?4
             WHERE execution = ?1 AND (due IS NOT ?2 OR child IS NOT ?3 OR activities IS NOT ?4)",
        )?
        .execute(params![
            id,
            batch.due.map(Timestamp::as_millisecond),
            batch.awaited.child,
            lines(&batch.awaited.activities)
        ])?;
    write_events(connection, id, &batch.events)?;
    map_runs::write(connection, id, &batch.map_runs)?;
    if let Some(definition) = &batch.definition {
        adopt(connection, id, definition)?;
    }
    if batch.end.as_ref().map(|end| end.status) != Some(ExecutionStatus::Succeeded) {
        write_frames(connection, id, &batch.drop_below, &batch.frames)?;
    }
    if let Some(end) = batch.end {
        write_end(connection, id, &end)?;
    }
    Ok(true)
}

/// The execution runs another definition from now on.
fn adopt(connection: &Connection, id: i64, definition: &str) -> Result<()> {
    let name: String = connection
        .prepare_cached(
            "SELECT machine.name FROM live JOIN machine ON machine.id = live.machine WHERE execution = ?",
        )?
        .query_row([id], |row| row.get(0))?;
    let machine = machine(connection, &name, definition)?;
    connection
        .prepare_cached("UPDATE live SET machine = ? WHERE execution = ?")?
        .execute([machine, id])?;
    connection
        .prepare_cached("UPDATE execution SET machine = ? WHERE id = ?")?
        .execute([machine, id])?;
    Ok(())
}

pub(super) fn redrive(
    connection: &Connection,
    owners: &Owners,
    redrive: &Redrive,
) -> Result<Option<Claimed>> {
    let id = redrive.execution.0;
    let redriven = connection
        .prepare_cached(
            "UPDATE execution SET status = 'RUNNING', stop_date = NULL, output = NULL, error = NULL, cause = NULL,
                 redrive_count = redrive_count + 1, redrive_date = ?, redrive_event = ?
             WHERE id = ? AND stop_date IS NOT NULL AND redrive_count = ?",
        )?
        .execute(params![
            redrive.date.as_millisecond(),
            number(redrive.event.id),
            id,
            number(redrive.count)
        ])?;
    if redriven == 0 {
        return Ok(None);
    }
    if let Some(token) = &redrive.client_token {
        connection.execute(
            "INSERT OR REPLACE INTO client_token (execution, token, date) VALUES (?, ?, ?)",
            params![id, token, redrive.date.as_millisecond()],
        )?;
        connection.execute(
            "DELETE FROM client_token WHERE execution = ?1 AND token NOT IN (
                 SELECT token FROM client_token WHERE execution = ?1 ORDER BY token = ?2 DESC, date DESC LIMIT ?3)",
            params![id, token, number(CLIENT_TOKENS as u64)],
        )?;
    }
    connection
        .prepare_cached(
            "INSERT INTO live (execution, machine, epoch, last_event, transitions) SELECT id, machine, ?, ?, 1 FROM execution WHERE id = ?",
        )?
        .execute(params![Epoch::redriven(redrive.count + 1).0, number(redrive.event.id), id])?;
    connection
        .prepare_cached("INSERT INTO history (execution, id, event) VALUES (?, ?, ?)")?
        .execute(params![id, number(redrive.event.id), redrive.event.json])?;
    Ok(claim(connection, owners, vec![redrive.execution])?.pop())
}

pub(super) fn purge(
    connection: &Connection,
    ended_before: Timestamp,
    rows: usize,
) -> Result<Purged> {
    let mut purged = Purged::default();
    let mut left = rows;
    loop {
        let oldest = connection
            .prepare_cached(
                "SELECT id, stop_date FROM execution WHERE stop_date IS NOT NULL ORDER BY stop_date LIMIT 1",
            )?
            .query_row([], |row| Ok((row.get::<_, i64>(0)?, row.get::<_, i64>(1)?)))
            .optional()?;
        let Some((id, end)) = oldest else {
            purged.oldest_end = None;
            return Ok(purged);
        };
        purged.oldest_end = millis(Some(end));
        if left == 0 || end >= ended_before.as_millisecond() {
            return Ok(purged);
        }
        let events = connection
            .prepare_cached(
                "DELETE FROM history WHERE position IN (SELECT position FROM history WHERE execution = ? LIMIT ?)",
            )?
            .execute(params![id, number(left as u64)])?;
        left = left.saturating_sub(events);
        if left == 0 {
            continue;
        }
        left -= 1;
        purged.executions += 1;
        map_runs::purge(connection, id)?;
        for delete in [
            "DELETE FROM frame WHERE execution = ?",
            "DELETE FROM client_token WHERE execution = ?",
            "DELETE FROM execution WHERE id = ?",
        ] {
            connection.prepare_cached(delete)?.execute([id])?;
        }
    }
}

/// Where a row of the history ends, in bytes, unless its first event alone is longer.
const HISTORY_ROW: usize = 1 << 16;

/// Writes events, those of a batch as the lines of one row: JSON text has no line breaks of its own. What a row costs, and
/// its place in the index, is paid once a transition.
fn write_events(connection: &Connection, id: i64, mut events: &[EventRow]) -> Result<()> {
    let mut insert =
        connection.prepare_cached("INSERT INTO history (execution, id, event) VALUES (?, ?, ?)")?;
    while let Some((first, more)) = events.split_first() {
        let mut length = first.json.len();
        let fits = more.iter().take_while(|event| {
            length += event.json.len();
            length <= HISTORY_ROW
        });
        let (row, rest) = events.split_at(1 + fits.count());
        let row: Vec<&str> = row.iter().map(|event| &*event.json).collect();
        insert.execute(params![id, number(first.id), row.join("\n")])?;
        events = rest;
    }
    Ok(())
}

fn write_frames(
    connection: &Connection,
    id: i64,
    drop_below: &[String],
    frames: &[FrameRow],
) -> Result<()> {
    for path in drop_below {
        let prefix = FrameRow::prefix_below(path);
        // The prefix ends in `/`, and `0` follows `/`: between the two are all texts that begin with the prefix.
        let end = format!("{}0", &prefix[..prefix.len() - 1]);
        connection
            .prepare_cached("DELETE FROM frame WHERE execution = ? AND path > ? AND path < ?")?
            .execute(params![id, prefix, end])?;
    }
    for frame in frames {
        connection
            .prepare_cached(
                "INSERT INTO frame (execution, path, finished, json) VALUES (?, ?, ?, ?)
                 ON CONFLICT DO UPDATE SET finished = excluded.finished, json = excluded.json",
            )?
            .execute(params![id, frame.path, frame.finished, frame.json])?;
    }
    Ok(())
}

fn write_end(connection: &Connection, id: i64, end: &End) -> Result<()> {
    connection
        .prepare_cached("UPDATE execution SET status = ?, stop_date = ?, output = ?, error = ?, cause = ? WHERE id = ?")?
        .execute(params![
            end.status.as_str(),
            end.stop_date.as_millisecond(),
            end.output,
            end.error,
            end.cause,
            id
        ])?;
    if end.status == ExecutionStatus::Succeeded {
        connection
            .prepare_cached("DELETE FROM frame WHERE execution = ?")?
            .execute([id])?;
    }
    let (machine, transitions): (i64, i64) = connection
        .prepare_cached("DELETE FROM live WHERE execution = ? RETURNING machine, transitions")?
        .query_row([id], |row| Ok((row.get(0)?, row.get(1)?)))?;
    connection
        .prepare_cached("UPDATE machine SET transitions = transitions + ? WHERE id = ?")?
        .execute([transitions, machine])?;
    Ok(())
}

/// Names, a line each; nothing where there are none.
fn lines(names: &[String]) -> Option<String> {
    (!names.is_empty()).then(|| names.join("\n"))
}

/// SQLite's integers have a sign.
pub(super) fn number(number: u64) -> i64 {
    i64::try_from(number).unwrap_or(i64::MAX)
}
