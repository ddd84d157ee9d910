//! What the SQLite store reads: its statements.

use std::collections::HashMap;
use std::sync::Arc;

use jiff::Timestamp;
use rusqlite::types::ValueRef;
use rusqlite::{Connection, OptionalExtension, Row, params};

use super::writes::number;
use crate::store::{
    End, ExecutionId, ExecutionRecord, ExecutionStatus, HistoryQuery, LiveExecution, LiveQuery,
    Parent, Redriven,
};

type Result<T> = rusqlite::Result<T>;

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

pub(super) fn redriven_under(
    connection: &Connection,
    id: ExecutionId,
    client_token: &str,
) -> Result<Option<Timestamp>> {
    let date = connection
        .prepare_cached("SELECT date FROM client_token WHERE execution = ? AND token = ?")?
        .query_row(params![id.0, client_token], |row| row.get(0))
        .optional()?;
    Ok(millis(date))
}

pub(super) fn set_aside(connection: &Connection) -> Result<Vec<(ExecutionId, String)>> {
    let mut aside = connection.prepare(
        "SELECT execution, set_aside FROM live WHERE set_aside IS NOT NULL ORDER BY execution",
    )?;
    let rows = aside.query_map([], |row| Ok((ExecutionId(row.get(0)?), row.get(1)?)))?;
    rows.collect()
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

/// The columns that [`record`] reads.
const RECORD: &str =
    "execution.id, arn, execution.name, machine.name, machine.definition, start_date, input,
     status, stop_date, output, error, cause,
     parent, (SELECT parent.arn FROM execution parent WHERE parent.id = execution.parent),
     redrive_count, redrive_date, redrive_event";

pub(super) fn select(filter: &str) -> String {
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
