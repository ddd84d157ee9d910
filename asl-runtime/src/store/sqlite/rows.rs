//! What the SQLite store writes and reads: its statements.

use std::collections::HashMap;
use std::sync::Arc;

use jiff::Timestamp;
use rusqlite::{Connection, OptionalExtension, Row, ToSql, params};

use crate::store::{
    Batch, Claimed, Created, End, Epoch, ExecutionId, ExecutionRecord, ExecutionStatus, FrameRow,
    HistoryQuery, ListQuery, LiveExecution, NewExecution,
};

type Result<T> = rusqlite::Result<T>;

pub(super) fn create(connection: &Connection, new: NewExecution) -> Result<Created> {
    if let Some(record) = describe(connection, &new.arn)? {
        return Ok(Created::Exists(Box::new(record)));
    }
    let machine = machine(connection, &new.machine, &new.definition)?;
    connection
        .prepare_cached(
            "INSERT INTO execution (arn, name, machine, start_date, input, status) VALUES (?, ?, ?, ?, ?, 'RUNNING')",
        )?
        .execute(params![new.arn, new.name, machine, new.start_date.as_millisecond(), new.input])?;
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

pub(super) fn claim(connection: &Connection, id: ExecutionId) -> Result<Option<Claimed>> {
    let live = connection
        .prepare_cached("UPDATE live SET epoch = epoch + 1 WHERE execution = ? RETURNING epoch, last_event, due")?
        .query_row([id.0], |row| Ok((row.get(0)?, row.get::<_, i64>(1)?, millis(row.get(2)?))))
        .optional()?;
    let Some((epoch, last_event, due)) = live else {
        return Ok(None);
    };
    let record = connection
        .prepare_cached(&select("WHERE execution.id = ?"))?
        .query_row([id.0], record)?;
    let frames = connection
        .prepare_cached("SELECT path, finished, json FROM frame WHERE execution = ?")?
        .query_map([id.0], |row| {
            Ok(FrameRow {
                path: row.get(0)?,
                finished: row.get(1)?,
                json: row.get(2)?,
            })
        })?
        .collect::<Result<_>>()?;
    let last_event = last_event.unsigned_abs();
    Ok(Some(Claimed {
        record,
        epoch: Epoch(epoch),
        last_event,
        due,
        frames,
    }))
}

/// Writes a batch, unless its writer does not own the execution; whether it does.
pub(super) fn commit(connection: &Connection, batch: Batch) -> Result<bool> {
    let id = batch.execution.0;
    let last_event = batch.events.last().map(|event| number(event.id));
    let owned = connection
        .prepare_cached(
            "UPDATE live SET last_event = coalesce(?, last_event), due = ? WHERE execution = ? AND epoch = ?",
        )?
        .execute(params![last_event, batch.due.map(Timestamp::as_millisecond), id, batch.epoch.0])?;
    if owned == 0 {
        return Ok(false);
    }
    if !batch.events.is_empty() {
        let mut insert = connection
            .prepare_cached("INSERT INTO history (execution, id, event) VALUES (?, ?, ?)")?;
        for event in &batch.events {
            insert.execute(params![id, number(event.id), event.json])?;
        }
    }
    match batch.end {
        Some(end) => write_end(connection, id, &end)?,
        None => write_frames(connection, id, &batch.drop_below, &batch.frames)?,
    }
    Ok(true)
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
    connection
        .prepare_cached("DELETE FROM frame WHERE execution = ?")?
        .execute([id])?;
    connection
        .prepare_cached("DELETE FROM live WHERE execution = ?")?
        .execute([id])?;
    Ok(())
}

pub(super) fn live(connection: &Connection) -> Result<Vec<LiveExecution>> {
    let machines: HashMap<i64, Arc<str>> = connection
        .prepare("SELECT id, name FROM machine")?
        .query_map([], |row| Ok((row.get(0)?, row.get(1)?)))?
        .collect::<Result<_>>()?;
    let unknown: Arc<str> = "".into();
    let mut live = connection.prepare("SELECT execution, machine, due FROM live")?;
    let rows = live.query_map([], |row| {
        Ok(LiveExecution {
            id: ExecutionId(row.get(0)?),
            machine: machines.get(&row.get(1)?).unwrap_or(&unknown).clone(),
            due: millis(row.get(2)?),
        })
    })?;
    rows.collect()
}

pub(super) fn describe(connection: &Connection, arn: &str) -> Result<Option<ExecutionRecord>> {
    connection
        .prepare_cached(&select("WHERE execution.arn = ?"))?
        .query_row([arn], record)
        .optional()
}

pub(super) fn list(connection: &Connection, query: &ListQuery) -> Result<Vec<ExecutionRecord>> {
    let before = query.before.map_or(i64::MAX, |id| id.0);
    let limit = number(query.limit as u64);
    let status = query.status.map(ExecutionStatus::as_str);
    let mut filter = String::from("WHERE execution.id < :before");
    let mut parameters: Vec<(&str, &dyn ToSql)> = vec![(":before", &before), (":limit", &limit)];
    if let Some(machine) = &query.machine {
        filter.push_str(" AND machine IN (SELECT id FROM machine WHERE name = :machine)");
        parameters.push((":machine", machine));
    }
    if let Some(status) = &status {
        filter.push_str(" AND status = :status");
        parameters.push((":status", status));
    }
    filter.push_str(" ORDER BY execution.id DESC LIMIT :limit");
    connection
        .prepare_cached(&select(&filter))?
        .query_map(&*parameters, record)?
        .collect()
}

pub(super) fn history(connection: &Connection, query: &HistoryQuery) -> Result<Vec<String>> {
    let (sql, start) = if query.reverse {
        (
            "SELECT event FROM history WHERE execution = ? AND id < ? ORDER BY id DESC LIMIT ?",
            i64::MAX,
        )
    } else {
        (
            "SELECT event FROM history WHERE execution = ? AND id > ? ORDER BY id LIMIT ?",
            0,
        )
    };
    let after = query.after.map_or(start, number);
    connection
        .prepare_cached(sql)?
        .query_map(
            params![query.execution.0, after, number(query.limit as u64)],
            |row| row.get(0),
        )?
        .collect()
}

fn select(filter: &str) -> String {
    format!(
        "SELECT execution.id, arn, execution.name, machine.name, machine.definition, start_date, input,
                status, stop_date, output, error, cause
         FROM execution JOIN machine ON machine.id = execution.machine {filter}"
    )
}

fn record(row: &Row<'_>) -> Result<ExecutionRecord> {
    let status: String = row.get(7)?;
    let status = ExecutionStatus::parse(&status)
        .ok_or_else(|| unreadable(7, format!("unknown status `{status}`")))?;
    let end = match millis(row.get(8)?) {
        Some(stop_date) => Some(End {
            status,
            stop_date,
            output: row.get(9)?,
            error: row.get(10)?,
            cause: row.get(11)?,
        }),
        None => None,
    };
    Ok(ExecutionRecord {
        id: ExecutionId(row.get(0)?),
        arn: row.get(1)?,
        name: row.get(2)?,
        machine: row.get(3)?,
        definition: row.get(4)?,
        start_date: millis(row.get(5)?).unwrap_or_default(),
        input: row.get(6)?,
        end,
    })
}

fn unreadable(column: usize, what: String) -> rusqlite::Error {
    rusqlite::Error::FromSqlConversionFailure(column, rusqlite::types::Type::Text, what.into())
}

/// Times beyond what a time stamp can hold are not written, so that reading one means a damaged file; the nearest will do.
fn millis(millis: Option<i64>) -> Option<Timestamp> {
    millis.map(|millis| {
        Timestamp::from_millisecond(millis).unwrap_or(if millis < 0 {
            Timestamp::MIN
        } else {
            Timestamp::MAX
        })
    })
}

/// SQLite's integers have a sign.
fn number(number: u64) -> i64 {
    i64::try_from(number).unwrap_or(i64::MAX)
}
