//! Map runs in the SQLite store.

use rusqlite::{Connection, OptionalExtension, params};

use crate::store::{ExecutionId, KeptMapRunRow, MapResultQuery, MapRunChanges};

type Result<T> = rusqlite::Result<T>;

/// Writes what a batch says of an execution's map runs.
pub(super) fn write(
    connection: &Connection,
    execution: i64,
    changes: &MapRunChanges,
) -> Result<()> {
    for row in &changes.rows {
        let id: i64 = connection
            .prepare_cached(
                "INSERT INTO map_run (execution, arn, json) VALUES (?, ?, ?)
                 ON CONFLICT (arn) DO UPDATE SET json = excluded.json RETURNING id",
            )?
            .query_row(params![execution, row.arn, row.json], |row| row.get(0))?;
        if row.drop_results {
            connection
                .prepare_cached("DELETE FROM map_result WHERE map_run = ?")?
                .execute([id])?;
        }
    }
    for result in &changes.results {
        connection
            .prepare_cached(
                "INSERT OR REPLACE INTO map_result (map_run, child, json)
                 SELECT id, ?, ? FROM map_run WHERE arn = ?",
            )?
            .execute(params![number(result.index), result.json, result.map_run])?;
    }
    Ok(())
}

/// Removes an execution's map runs.
pub(super) fn purge(connection: &Connection, execution: i64) -> Result<()> {
    for delete in [
        "DELETE FROM map_result WHERE map_run IN (SELECT id FROM map_run WHERE execution = ?)",
        "DELETE FROM map_run WHERE execution = ?",
    ] {
        connection.prepare_cached(delete)?.execute([execution])?;
    }
    Ok(())
}

pub(super) fn map_run(connection: &Connection, arn: &str) -> Result<Option<KeptMapRunRow>> {
    connection
        .prepare_cached("SELECT execution, json FROM map_run WHERE arn = ?")?
        .query_row([arn], |row| Ok((ExecutionId(row.get(0)?), row.get(1)?)))
        .optional()
}

pub(super) fn map_runs(connection: &Connection, execution: ExecutionId) -> Result<Vec<String>> {
    connection
        .prepare_cached("SELECT json FROM map_run WHERE execution = ? ORDER BY id")?
        .query_map([execution.0], |row| row.get(0))?
        .collect()
}

pub(super) fn map_results(
    connection: &Connection,
    query: &MapResultQuery,
) -> Result<Vec<(u64, String)>> {
    connection
        .prepare_cached(
            "SELECT child, map_result.json FROM map_result JOIN map_run ON map_run.id = map_run
             WHERE arn = ? AND child >= ? ORDER BY child LIMIT ?",
        )?
        .query_map(
            params![
                query.map_run,
                number(query.from),
                number(query.limit as u64)
            ],
            |row| Ok((row.get::<_, i64>(0)?.unsigned_abs(), row.get(1)?)),
        )?
        .collect()
}

fn number(number: u64) -> i64 {
    i64::try_from(number).unwrap_or(i64::MAX)
}
