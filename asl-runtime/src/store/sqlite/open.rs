//! Opening a SQLite store: everything that can be wrong is found here, before anything is written.

use std::fs::{self, File, OpenOptions, TryLockError};
use std::io;
use std::path::Path;
use std::time::Duration;

use rusqlite::config::DbConfig;
use rusqlite::{Connection, ErrorCode, OpenFlags};

use super::{Synchronous, check, schema};
use crate::store::StoreError;

/// How long to wait for another program, which may read and even write the file for a moment.
pub(super) const BUSY_TIMEOUT: Duration = Duration::from_secs(10);

/// More than there are statements.
const CACHED_STATEMENTS: usize = 128;

pub(super) struct Opened {
    pub(super) writer: Connection,
    pub(super) reader: Connection,
    pub(super) lock: File,
}

pub(super) fn open(path: &Path, synchronous: Synchronous) -> Result<Opened, StoreError> {
    let context = Context { path };
    context.check_place()?;
    // Before the file is opened in any way: closing it again would take away the locks that SQLite holds for this process.
    let lock = context.lock()?;
    context.check_writable()?;
    context.roll_back()?;
    check::check(path)?;

    let mut writer = context.connect()?;
    context.check_schema(&mut writer)?;
    let setup = || -> rusqlite::Result<Connection> {
        writer.set_db_config(DbConfig::SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, false)?;
        writer.pragma_update(None, "journal_mode", "WAL")?;
        let synchronous = match synchronous {
            Synchronous::Full => "FULL",
            Synchronous::Normal => "NORMAL",
        };
        writer.pragma_update(None, "synchronous", synchronous)?;
        // Rows are only written for executions that were just looked up.
        writer.pragma_update(None, "foreign_keys", "OFF")?;
        let reader = Connection::open_with_flags(
            path,
            OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_NO_MUTEX,
        )?;
        configure(&reader)?;
        Ok(reader)
    };
    let reader = setup().map_err(|error| context.error(&error))?;
    // SQLite takes the mode as a wish: a file system may lack what the log needs.
    let mode = writer.pragma_query_value(None, "journal_mode", |row| row.get::<_, String>(0));
    if mode.map_err(|error| context.error(&error))? != "wal" {
        return Err(context.unusable("there can be no write-ahead log here"));
    }
    Ok(Opened {
        writer,
        reader,
        lock,
    })
}

/// What all connections have in common.
fn configure(connection: &Connection) -> rusqlite::Result<()> {
    connection.busy_timeout(BUSY_TIMEOUT)?;
    connection.set_prepared_statement_cache_capacity(CACHED_STATEMENTS);
    // A statement keeps its plan, whatever it is given: SQLite would prepare some anew for each value.
    connection.set_db_config(DbConfig::SQLITE_DBCONFIG_ENABLE_QPSG, true)?;
    Ok(())
}

/// What an error of SQLite's means for a file.
pub(super) fn error(path: &Path, error: &rusqlite::Error) -> StoreError {
    let path = path.to_owned();
    match error.sqlite_error_code() {
        Some(ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked) => StoreError::Locked { path },
        Some(ErrorCode::ReadOnly) => StoreError::ReadOnly { path },
        Some(ErrorCode::NotADatabase) => StoreError::NotADatabase { path },
        Some(ErrorCode::DatabaseCorrupt) => StoreError::Damaged {
            path,
            what: error.to_string(),
        },
        _ => StoreError::Unusable {
            path,
            what: error.to_string(),
        },
    }
}

struct Context<'a> {
    path: &'a Path,
}

impl Context<'_> {
    fn unusable(&self, what: impl ToString) -> StoreError {
        StoreError::Unusable {
            path: self.path.to_owned(),
            what: what.to_string(),
        }
    }

    fn error(&self, error: &rusqlite::Error) -> StoreError {
        self::error(self.path, error)
    }

    /// A folder that exists, and a file that is one and may be written, or is not there yet.
    fn check_place(&self) -> Result<(), StoreError> {
        let folder = match self.path.parent() {
            Some(folder) if folder.as_os_str().is_empty() => Path::new("."),
            Some(folder) => folder,
            None => return Err(self.unusable("the path names no file")),
        };
        if !folder.is_dir() {
            return Err(self.unusable(format!("the folder `{}` does not exist", folder.display())));
        }
        match fs::metadata(self.path) {
            Ok(file) if !file.is_file() => Err(self.unusable("it is not a file")),
            // The system lets an administrator write to such a file all the same.
            Ok(file) if file.permissions().readonly() => Err(StoreError::ReadOnly {
                path: self.path.to_owned(),
            }),
            Ok(_) => Ok(()),
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(()),
            Err(error) => Err(self.unusable(error)),
        }
    }

    fn check_writable(&self) -> Result<(), StoreError> {
        match OpenOptions::new().write(true).open(self.path) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => Err(self.io_error(error)),
            _ => Ok(()),
        }
    }

    fn io_error(&self, error: io::Error) -> StoreError {
        match error.kind() {
            io::ErrorKind::PermissionDenied | io::ErrorKind::ReadOnlyFilesystem => {
                StoreError::ReadOnly {
                    path: self.path.to_owned(),
                }
            }
            _ => self.unusable(error),
        }
    }

    /// The engine's own lock, for as long as the file stays open. It is not on the database itself, which other programs
    /// may read.
    fn lock(&self) -> Result<File, StoreError> {
        // One lock for a file, whatever links lead to it.
        let path = fs::canonicalize(self.path).unwrap_or_else(|_| self.path.to_owned());
        let path = check::with_suffix(&path, ".lock");
        let lock = OpenOptions::new()
            .create(true)
            .truncate(false)
            .write(true)
            .open(path);
        let lock = lock.map_err(|error| self.io_error(error))?;
        match lock.try_lock() {
            Ok(()) => Ok(lock),
            Err(TryLockError::WouldBlock) => Err(StoreError::Locked {
                path: self.path.to_owned(),
            }),
            Err(TryLockError::Error(error)) => Err(self.unusable(error)),
        }
    }

    /// Undoes what a crash has left half done while the tables were created or changed, which is not logged yet: until then
    /// the file may well lack a part of what its header says there is.
    fn roll_back(&self) -> Result<(), StoreError> {
        let journal = fs::metadata(check::with_suffix(self.path, "-journal"));
        if !journal.is_ok_and(|journal| journal.len() > 0) {
            return Ok(());
        }
        let connection = self.connect()?;
        let tables = tables(&connection);
        tables.map(drop).map_err(|error| self.error(&error))
    }

    fn connect(&self) -> Result<Connection, StoreError> {
        let connect = || -> rusqlite::Result<Connection> {
            let connection = Connection::open_with_flags(
                self.path,
                // One thread has it at a time: it needs no locks of its own, which cost as much as reading a row.
                OpenFlags::SQLITE_OPEN_READ_WRITE
                    | OpenFlags::SQLITE_OPEN_CREATE
                    | OpenFlags::SQLITE_OPEN_NO_MUTEX,
            )?;
            configure(&connection)?;
            // Until it is known whose file it is, closing it must leave everything as it is.
            let log = fs::metadata(check::with_suffix(self.path, "-wal"));
            let keep_log = log.is_ok_and(|log| log.len() > 0);
            connection.set_db_config(DbConfig::SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, keep_log)?;
            Ok(connection)
        };
        connect().map_err(|error| self.error(&error))
    }

    /// Makes sure that the file is a store of this version; makes one of an older one or of a database that is empty.
    fn check_schema(&self, connection: &mut Connection) -> Result<(), StoreError> {
        let path = || self.path.to_owned();
        let number =
            |pragma: &str| connection.pragma_query_value(None, pragma, |row| row.get::<_, i64>(0));
        let read = || {
            Ok((
                number("application_id")?,
                number("user_version")?,
                tables(connection)?,
            ))
        };
        let (application, version, tables) = read().map_err(|error| self.error(&error))?;
        let complete = |version| {
            let missing =
                schema::tables(version).find(|table| !tables.iter().any(|found| found == table));
            missing.map_or(Ok(()), |table| {
                Err(StoreError::Damaged {
                    path: path(),
                    what: format!("it has no table `{table}`"),
                })
            })
        };
        match (application, version) {
            (0, 0) if tables.is_empty() => {
                schema::migrate(connection, 0).map_err(|error| self.error(&error))
            }
            (schema::APPLICATION_ID, found @ 1..=schema::VERSION) => {
                complete(found)?;
                schema::migrate(connection, found).map_err(|error| self.error(&error))
            }
            (schema::APPLICATION_ID, found) if found > schema::VERSION => {
                Err(StoreError::NewerSchema {
                    path: path(),
                    found,
                    supported: schema::VERSION,
                })
            }
            (schema::APPLICATION_ID, found) => Err(StoreError::Damaged {
                path: path(),
                what: format!("there is no schema version {found}"),
            }),
            _ => Err(StoreError::OtherApplication { path: path() }),
        }
    }
}

fn tables(connection: &Connection) -> rusqlite::Result<Vec<String>> {
    let mut tables = connection.prepare("SELECT name FROM sqlite_schema WHERE type = 'table'")?;
    let names = tables.query_map([], |row| row.get(0))?;
    names.collect()
}
