//! What the world outside knows of a process, whatever becomes of it: a file that is only appended to, a line a fact.

use std::collections::BTreeSet;
use std::fs::{File, OpenOptions};
use std::io::{self, Write};
use std::path::Path;

/// A fact. Names and keys hold no blanks.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Fact {
    /// The engine has said that this execution is durable.
    Created(String),
    /// The engine has said that this execution has ended.
    Ended(String),
    /// A task was called.
    Called {
        /// The task.
        task: String,
        /// The call's idempotency key.
        key: String,
    },
    /// The call came back.
    Done {
        /// The task.
        task: String,
        /// The call's idempotency key.
        key: String,
    },
    /// A call waits for an answer under a token.
    Token {
        /// The call's idempotency key.
        key: String,
        /// The token.
        token: String,
    },
}

impl Fact {
    fn parse(line: &str) -> Option<Fact> {
        let mut words = line.split(' ').map(str::to_owned);
        let mut word = || words.next();
        Some(match word()?.as_str() {
            "created" => Fact::Created(word()?),
            "ended" => Fact::Ended(word()?),
            "called" => Fact::Called {
                task: word()?,
                key: word()?,
            },
            "done" => Fact::Done {
                task: word()?,
                key: word()?,
            },
            "token" => Fact::Token {
                key: word()?,
                token: word()?,
            },
            _ => return None,
        })
    }

    fn line(&self) -> String {
        match self {
            Fact::Created(name) => format!("created {name}\n"),
            Fact::Ended(name) => format!("ended {name}\n"),
            Fact::Called { task, key } => format!("called {task} {key}\n"),
            Fact::Done { task, key } => format!("done {task} {key}\n"),
            Fact::Token { key, token } => format!("token {key} {token}\n"),
        }
    }
}

/// The file, open for more.
pub(crate) struct Ledger(File);

impl Ledger {
    pub(crate) fn open(path: &Path) -> io::Result<Ledger> {
        let file = OpenOptions::new().create(true).append(true).open(path)?;
        Ok(Ledger(file))
    }

    /// Adds a fact: one write, so that a kill leaves it whole or leaves nothing of it.
    pub(crate) fn note(&self, fact: &Fact) {
        (&self.0)
            .write_all(fact.line().as_bytes())
            .expect("the ledger can be written");
    }
}

/// The facts of a ledger; none where there is no file yet.
pub(crate) fn read(path: &Path) -> Vec<Fact> {
    let text = std::fs::read_to_string(path).unwrap_or_default();
    facts(&text)
}

/// The facts of a ledger's text.
pub(crate) fn facts(text: &str) -> Vec<Fact> {
    text.lines().filter_map(Fact::parse).collect()
}

/// The keys of the calls among some facts.
pub(crate) fn called(facts: &[Fact]) -> impl Iterator<Item = &str> {
    facts.iter().filter_map(|fact| match fact {
        Fact::Called { key, .. } => Some(&**key),
        _ => None,
    })
}

/// What comes twice.
pub(crate) fn repeated<'a>(keys: impl Iterator<Item = &'a str>) -> BTreeSet<&'a str> {
    let mut seen = BTreeSet::new();
    keys.filter(|key| !seen.insert(*key)).collect()
}
