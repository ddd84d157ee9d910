//! What the SQLite store writes and reads: its statements.

use std::collections::HashMap;
use std::sync::Arc;

use jiff::Timestamp;
use rusqlite::types::ValueRef;
use rusqlite::{Connection, OptionalExtension, Row, ToSql, params};

use super::claim::claim;
use super::map_runs;
use crate::store::{
    Batch, Claimed, Created, End, Epoch, EventRow, ExecutionId, ExecutionRecord, ExecutionStatus,
    FrameRow, HistoryQuery, ListQuery, LiveExecution, LiveQuery, NewExecution, Parent, Purged,
    Redrive, Redriven,
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
pub(super) fn commit(connection: &Connection, batch: Batch) -> Result<bool> {
    let id = batch.execution.0;
    let last_event = batch.events.last().map(|event| number(event.id));
    let owned = connection
        .prepare_cached(
            "UPDATE live SET last_event = coalesce(?, last_event), transitions = transitions + ?
             WHERE execution = ? AND epoch = ?",
        )?
        .execute(params![
            last_event,
            number(batch.transitions),
            id,
            batch.epoch.0
        ])?;
    if owned == 0 {
        return Ok(false);
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

pub(super) fn redrive(connection: &Connection, redrive: &Redrive) -> Result<Option<Claimed>> {
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
    connection
        .prepare_cached(
            "INSERT INTO live (execution, machine, epoch, last_event, transitions) SELECT id, machine, ?, ?, 1 FROM execution WHERE id = ?",
        )?
        .execute(params![Epoch::redriven(redrive.count + 1).0, number(redrive.event.id), id])?;
    connection
        .prepare_cached("INSERT INTO history (execution, id, event) VALUES (?, ?, ?)")?
        .execute(params![id, number(redrive.event.id), redrive.event.json])?;
    Ok(claim(connection, &[redrive.execution])?.pop())
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

pub(super) fn live(connection: &Connection, query: LiveQuery) -> Result<Vec<LiveExecution>> {
    let machines: HashMap<i64, Arc<str>> = connection
        .prepare_cached("SELECT id, name FROM machine")?
        .query_map([], |row| Ok((row.get(0)?, row.get(1)?)))?
        .collect::<Result<_>>()?;
    let unknown: Arc<str> = "".into();
    let execution = |row: &Row<'_>| {
        Ok(LiveExecution {
            id: ExecutionId(row.get(0)?),
            machine: machines.get(&row.get(1)?).unwrap_or(&unknown).clone(),
            due: millis(row.get(2)?),
            activities: names(row, 3)?,
        })
    };
    match query {
        // Each half has its index, which both together would not use.
        LiveQuery::Busy => connection
            .prepare_cached(
                "SELECT execution, machine, due, activities FROM live WHERE due IS NULL
                 UNION ALL
                 SELECT execution, machine,
                     iif(child AND EXISTS (SELECT 1 FROM execution WHERE parent = live.execution AND stop_date IS NOT NULL),
                         NULL, due),
                     activities
                 FROM live WHERE due IS NOT NULL AND (child = 1 OR activities IS NOT NULL)",
            )?
            .query_map([], execution)?
            .filter(|row| {
                row.as_ref()
                    .map_or(true, |row| row.due.is_none() || !row.activities.is_empty())
            })
            .collect(),
        LiveQuery::Waiting { after, limit } => {
            let (due, id) = after.map_or((i64::MIN, i64::MIN), |(due, id)| (due.as_millisecond(), id.0));
            let never = Timestamp::MAX.as_millisecond();
            connection
                .prepare_cached(
                    "SELECT execution, machine, due, activities FROM live
                     WHERE (due, execution) > (?, ?) AND due < ? ORDER BY due, execution LIMIT ?",
                )?
                .query_map(params![due, id, never, number(limit as u64)], execution)?
                .collect()
        }
    }
}

pub(super) fn machine_of(connection: &Connection, id: ExecutionId) -> Result<Option<String>> {
    connection
        .prepare_cached(
            "SELECT machine.name FROM live JOIN machine ON machine.id = live.machine WHERE execution = ?",
        )?
        .query_row([id.0], |row| row.get(0))
        .optional()
}

pub(super) fn transitions(connection: &Connection) -> Result<Vec<(String, u64)>> {
    let mut transitions = connection.prepare(
        "SELECT name, sum(made) FROM (
             SELECT name, transitions AS made FROM machine
             UNION ALL
             SELECT machine.name, live.transitions FROM live JOIN machine ON machine.id = live.machine
         ) GROUP BY name ORDER BY name",
    )?;
    let rows = transitions.query_map([], |row| {
        Ok((row.get(0)?, row.get::<_, i64>(1)?.unsigned_abs()))
    })?;
    rows.collect()
}

/// Names that were written as lines.
pub(super) fn names(row: &Row<'_>, column: usize) -> Result<Vec<String>> {
    match row.get_ref(column)? {
        ValueRef::Null => Ok(Vec::new()),
        names => Ok(names.as_str()?.lines().map(str::to_owned).collect()),
    }
}

/// Names, a line each; nothing where there are none.
fn lines(names: &[String]) -> Option<String> {
    (!names.is_empty()).then(|| names.join("\n"))
}

pub(super) fn describe(connection: &Connection, arn: &str) -> Result<Option<ExecutionRecord>> {
    connection
        .prepare_cached(&select("WHERE execution.arn = ?"))?
        .query_row([arn], record)
        .optional()
}

/// The youngest execution of this name.
pub(super) fn named(connection: &Connection, name: &str) -> Result<Option<ExecutionRecord>> {
    connection
        .prepare(&select(
            "WHERE execution.name = ? ORDER BY execution.id DESC LIMIT 1",
        ))?
        .query_row([name], record)
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
    let parent = query.parent.map(|parent| parent.0);
    if let Some(parent) = &parent {
        filter.push_str(" AND parent = :parent");
        parameters.push((":parent", parent));
    }
    let from = query.started_from.map(Timestamp::as_millisecond);
    if let Some(from) = &from {
        filter.push_str(" AND start_date >= :from");
        parameters.push((":from", from));
    }
    let to = query.started_before.map(Timestamp::as_millisecond);
    if let Some(to) = &to {
        filter.push_str(" AND start_date < :to");
        parameters.push((":to", to));
    }
    filter.push_str(" ORDER BY execution.id DESC LIMIT :limit");
    connection
        .prepare_cached(&select(&filter))?
        .query_map(&*parameters, record)?
        .collect()
}

pub(super) fn history(connection: &Connection, query: &HistoryQuery) -> Result<Vec<String>> {
    let sql = if query.reverse {
        "SELECT id, event FROM history WHERE execution = ?1 AND id < ?2 ORDER BY id DESC"
    } else {
        // The row of the event itself may hold later ones too.
        "SELECT id, event FROM history WHERE execution = ?1 AND id >= coalesce(
             (SELECT max(id) FROM history WHERE execution = ?1 AND id <= ?2), 0) ORDER BY id"
    };
    let start = if query.reverse { i64::MAX } else { 0 };
    let after = query.after.map_or(start, number);
    let mut statement = connection.prepare_cached(sql)?;
    let mut rows = statement.query(params![query.execution.0, after])?;
    let mut events = Vec::new();
    while events.len() < query.limit
        && let Some(row) = rows.next()?
    {
        let text = row.get_ref(1)?.as_str()?;
        let numbered = (row.get::<_, i64>(0)?..).zip(text.split('\n'));
        if query.reverse {
            let wanted = numbered.take_while(|(id, _)| *id < after);
            let wanted: Vec<&str> = wanted.map(|(_, event)| event).collect();
            events.extend(wanted.into_iter().rev().map(str::to_owned));
        } else {
            let wanted = numbered.skip_while(|(id, _)| *id <= after);
            events.extend(wanted.map(|(_, event)| event.to_owned()));
        }
    }
    events.truncate(query.limit);
    Ok(events)
}

/// The columns that [`record`] reads, which have to be the first.
pub(super) const RECORD: &str =
    "execution.id, arn, execution.name, machine.name, machine.definition, start_date, input,
     status, stop_date, output, error, cause,
     parent, (SELECT parent.arn FROM execution parent WHERE parent.id = execution.parent),
     redrive_count, redrive_date, redrive_event";

/// How many they are.
pub(super) const RECORDS: usize = 17;

fn select(filter: &str) -> String {
    format!(
        "SELECT {RECORD} FROM execution JOIN machine ON machine.id = execution.machine {filter}"
    )
}

pub(super) fn record(row: &Row<'_>) -> Result<ExecutionRecord> {
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
    let parent = match (row.get(12)?, row.get(13)?) {
        (Some(id), Some(arn)) => Some(Parent {
            id: ExecutionId(id),
            arn,
        }),
        _ => None,
    };
    let redriven = match millis(row.get(15)?) {
        Some(date) => Some(Redriven {
            count: row.get::<_, i64>(14)?.unsigned_abs(),
            date,
            event: row.get::<_, i64>(16)?.unsigned_abs(),
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
        parent,
        redriven,
        end,
    })
}

fn unreadable(column: usize, what: String) -> rusqlite::Error {
    rusqlite::Error::FromSqlConversionFailure(column, rusqlite::types::Type::Text, what.into())
}

/// Times beyond what a time stamp can hold are not written, so that reading one means a damaged file; the nearest will do.
pub(super) fn millis(millis: Option<i64>) -> Option<Timestamp> {
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
