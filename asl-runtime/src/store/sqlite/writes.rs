//! What the SQLite store writes: its statements.

use jiff::Timestamp;
use rusqlite::{Connection, OptionalExtension, params};

use super::claim::{Owners, claim};
use super::map_runs;
use super::reads::{describe, millis};
use crate::store::{
    Batch, CLIENT_TOKENS, Claimed, Created, End, Epoch, EventRows, ExecutionId, ExecutionStatus,
    FrameRow, NewExecution, Purged, Redrive, Wake,
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
    let last_event = batch.events.last_id().map(number);
    let is_root = |frame: &&FrameRow| frame.path == FrameRow::ROOT;
    let root = batch.frames.iter().find(is_root);
    let owned = connection
        .prepare_cached(
            "UPDATE live SET last_event = coalesce(?1, last_event), transitions = transitions + ?2,
                 checkpoint = coalesce(?3, checkpoint), epoch = ?6
             WHERE execution = ?4 AND epoch BETWEEN ?5 AND ?6",
        )?
        .execute(params![
            last_event,
            number(batch.transitions),
            root.map(|root| &root.json),
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
    if let Some(Wake { due, awaited }) = &batch.wake {
        connection
            .prepare_cached(
                "UPDATE live SET due = ?, child = ?, activities = ? WHERE execution = ?",
            )?
            .execute(params![
                due.map(Timestamp::as_millisecond),
                awaited.child,
                lines(&awaited.activities),
                id
            ])?;
    }
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
            "INSERT INTO live (execution, machine, epoch, last_event, transitions, checkpoint)
             SELECT id, machine, ?, ?, 1, (SELECT json FROM frame WHERE execution = id AND path = '/') FROM execution WHERE id = ?",
        )?
        .execute(params![Epoch::redriven(redrive.count + 1).0, number(redrive.event.id), id])?;
    connection
        .prepare_cached("DELETE FROM frame WHERE execution = ? AND path = '/'")?
        .execute([id])?;
    connection
        .prepare_cached("INSERT INTO history (execution, id, event) VALUES (?, ?, ?)")?
        .execute(params![id, number(redrive.event.id), redrive.event.json])?;
    Ok(claim(connection, owners, vec![redrive.execution])?.pop())
}

pub(super) fn set_aside(
    connection: &Connection,
    execution: ExecutionId,
    reason: Option<&str>,
) -> Result<()> {
    connection
        .prepare_cached("UPDATE live SET set_aside = ? WHERE execution = ?")?
        .execute(params![reason, execution.0])?;
    Ok(())
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

/// Writes events, those of a batch as the lines of one row. What a row costs, and its place in the index, is paid once a
/// transition.
fn write_events(connection: &Connection, id: i64, events: &EventRows) -> Result<()> {
    let Some(first) = events.first_id() else {
        return Ok(());
    };
    let mut insert =
        connection.prepare_cached("INSERT INTO history (execution, id, event) VALUES (?, ?, ?)")?;
    if events.lines().len() <= HISTORY_ROW {
        insert.execute(params![id, number(first), events.lines()])?;
        return Ok(());
    }
    let mut events = events.iter().peekable();
    while let Some((first, json)) = events.next() {
        let mut row = json.to_owned();
        while let Some((_, json)) =
            events.next_if(|(_, json)| row.len() + 1 + json.len() <= HISTORY_ROW)
        {
            row.push('\n');
            row += json;
        }
        insert.execute(params![id, number(first), row])?;
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
    for frame in frames.iter().filter(|frame| frame.path != FrameRow::ROOT) {
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
    let keep_frames = match end.status {
        ExecutionStatus::Succeeded => "DELETE FROM frame WHERE execution = ?",
        // A redrive finds the root frame among the others.
        _ => {
            "INSERT INTO frame (execution, path, finished, json)
             SELECT execution, '/', 0, checkpoint FROM live WHERE execution = ? AND checkpoint IS NOT NULL"
        }
    };
    connection.prepare_cached(keep_frames)?.execute([id])?;
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
