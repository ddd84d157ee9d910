//! What the SQLite store lists: the youngest executions first, by indexes that have them in that order.

use jiff::Timestamp;
use rusqlite::{Connection, OptionalExtension, Params, Row, params};

use super::reads::{record, select};
use super::writes::number;
use crate::store::{ExecutionId, ExecutionRecord, ExecutionStatus, ListPosition, ListQuery};

type Result<T> = rusqlite::Result<T>;

// Whatever is asked for is found where it stands in an index, without a walk through what is not asked for. There is none
// without a machine and a status, which would cost every start a page more: the youngest of all are among the youngest of
// each definition and status, which are few.
const OF_DEFINITION: &str = "SELECT start_date, id FROM execution
    WHERE machine = ?1 AND status = ?2 AND (start_date, id) < (?3, ?4) AND start_date >= ?5
    ORDER BY start_date DESC, id DESC LIMIT ?6";

const OF_PARENT: &str = "SELECT start_date, id FROM execution
    WHERE parent = ?1 AND (start_date, id) < (?2, ?3) AND start_date >= ?4
        AND (?5 IS NULL OR machine IN (SELECT id FROM machine WHERE name = ?5)) AND (?6 IS NULL OR status = ?6)
    ORDER BY start_date DESC, id DESC LIMIT ?7";

const DEFINITIONS: &str = "SELECT id FROM machine";

const DEFINITIONS_OF_MACHINE: &str = "SELECT id FROM machine WHERE name = ?";

const ONE: &str = "WHERE execution.id = ?";

/// The executions that a query asks for.
pub(super) fn list(connection: &Connection, query: &ListQuery) -> Result<Vec<ExecutionRecord>> {
    // What is found is still there when it is read.
    let connection = connection.unchecked_transaction()?;
    let mut found = positions(&connection, query)?;
    found.sort_unstable_by(|a, b| b.cmp(a));
    found.truncate(query.limit);
    let found = found.into_iter().map(|(_, id)| ExecutionId(id));
    found
        .filter_map(|id| one(&connection, id).transpose())
        .collect()
}

/// The execution of this number.
pub(super) fn one(connection: &Connection, id: ExecutionId) -> Result<Option<ExecutionRecord>> {
    let mut one = connection.prepare_cached(&select(ONE))?;
    one.query_row([id.0], record).optional()
}

/// Where they stand, and more of them than are asked for.
fn positions(connection: &Connection, query: &ListQuery) -> Result<Vec<(i64, i64)>> {
    let limit = number(query.limit as u64);
    let before = query
        .started_before
        .map(|before| (millis_up(before), i64::MIN));
    let after_page = query
        .before
        .map(|ListPosition { start_date, id }| (start_date.as_millisecond(), id.0));
    let before = before.into_iter().chain(after_page).min();
    let (date, id) = before.unwrap_or((i64::MAX, i64::MAX));
    let from = query.started_from.map_or(i64::MIN, millis_up);
    if let Some(parent) = query.parent {
        let status = query.status.map(ExecutionStatus::as_str);
        let wanted = params![parent.0, date, id, from, query.machine, status, limit];
        return connection
            .prepare_cached(OF_PARENT)?
            .query_map(wanted, position)?
            .collect();
    }
    let definitions: Vec<i64> = match &query.machine {
        Some(name) => ids(connection, DEFINITIONS_OF_MACHINE, [name])?,
        None => ids(connection, DEFINITIONS, [])?,
    };
    let status = query.status.as_ref();
    let statuses = status.map_or(&ExecutionStatus::ALL[..], std::slice::from_ref);
    let mut of_definition = connection.prepare_cached(OF_DEFINITION)?;
    let mut found = Vec::new();
    for definition in definitions {
        for status in statuses {
            let wanted = params![definition, status.as_str(), date, id, from, limit];
            for position in of_definition.query_map(wanted, position)? {
                found.push(position?);
            }
        }
    }
    Ok(found)
}

fn ids(connection: &Connection, sql: &str, parameters: impl Params) -> Result<Vec<i64>> {
    let mut ids = connection.prepare_cached(sql)?;
    ids.query_map(parameters, |row| row.get(0))?.collect()
}

fn position(row: &Row<'_>) -> Result<(i64, i64)> {
    Ok((row.get(0)?, row.get(1)?))
}

/// The first whole millisecond that is not before: times in the store are whole ones.
fn millis_up(time: Timestamp) -> i64 {
    let millis = time.as_millisecond();
    // The milliseconds of a time before 1970 are rounded up already.
    millis + i64::from(time.as_nanosecond() > i128::from(millis) * 1_000_000)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::store::sqlite::schema;

    #[test]
    fn no_listing_walks_through_what_is_not_asked_for() {
        let mut connection = Connection::open_in_memory().unwrap();
        schema::migrate(&mut connection, 0).unwrap();
        for (sql, index) in [
            (OF_DEFINITION, "COVERING INDEX execution_listed"),
            (OF_PARENT, "INDEX execution_children"),
            (
                DEFINITIONS_OF_MACHINE,
                "COVERING INDEX sqlite_autoindex_machine_1",
            ),
            (&select(ONE), "execution USING INTEGER PRIMARY KEY"),
        ] {
            let mut plan = connection
                .prepare(&format!("EXPLAIN QUERY PLAN {sql}"))
                .unwrap();
            let nulls = vec![rusqlite::types::Null; plan.parameter_count()];
            let steps = plan.query_map(rusqlite::params_from_iter(nulls), |row| row.get(3));
            let steps: Vec<String> = steps.unwrap().collect::<Result<_>>().unwrap();
            assert!(steps[0].contains(index), "{steps:?}");
            let slow = |step: &String| step.contains("SCAN") || step.contains("B-TREE");
            assert!(!steps.iter().any(slow), "{steps:?}");
        }
    }

    #[test]
    fn times_between_milliseconds_count() {
        for (time, millis) in [
            ("1970-01-01T00:00:00Z", 0),
            ("1970-01-01T00:00:00.000000001Z", 1),
            ("1970-01-01T00:00:00.001Z", 1),
            ("1969-12-31T23:59:59.9995Z", 0),
            ("1969-12-31T23:59:59.999Z", -1),
            ("1969-12-31T23:59:59.9985Z", -1),
        ] {
            assert_eq!(millis_up(time.parse().unwrap()), millis, "{time}");
        }
    }
}
