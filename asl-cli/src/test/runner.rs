//! Cases through the program that their definitions are built into.

use std::path::PathBuf;
use std::time::Duration;

use serde_json::json;

use super::case::{Case, Outcome};
use super::child::{Answer, Program};
use super::definitions::Definitions;
use super::workspace::Workspace;
use super::{Facade, Result, package};

/// How often generated code is built, without what rustc refused before.
const ROUNDS: usize = 4;

/// Builds all that compiles into one program. What rustc refuses becomes a refused definition: a fault of the compiler, and
/// no reason for the others to fail.
///
/// # Errors
///
/// The program can't be built.
pub fn build(
    definitions: &mut Definitions,
    workspace: &Workspace,
    facade: &Facade,
) -> Result<PathBuf> {
    for _ in 0..ROUNDS {
        let files = package::files(definitions, workspace.program(), facade);
        workspace.write(&files)?;
        let refusals = match workspace.build()? {
            Ok(program) => return Ok(program),
            Err(refusals) => refusals,
        };
        for refusal in refusals {
            match package::definition_at(&refusal.file) {
                Some(number) => definitions.refuse(number, refusal.message),
                None => {
                    let file = refusal.file.display();
                    return Err(format!("{file}:{}: {}", refusal.line, refusal.message).into());
                }
            }
        }
    }
    Err("rustc keeps refusing the generated code".into())
}

/// Runs cases, one after the other.
#[derive(Debug)]
pub struct Runner {
    program: Program,
}

impl Runner {
    /// Runs cases with what [`build`] has built.
    pub fn new(program: PathBuf, time_limit: Duration) -> Runner {
        Runner {
            program: Program::new(program, time_limit),
        }
    }

    /// What comes of a case.
    ///
    /// # Errors
    ///
    /// The program can't be started, or answers what is no outcome.
    pub fn run(&mut self, case: &Case, definitions: &Definitions) -> Result<Outcome> {
        for definition in case.definitions() {
            if let Some(Err(refused)) = definitions.get(definition).map(|it| &it.code) {
                return Ok(Outcome::refused(refused));
            }
        }
        let question = json!({ "definition": case.definition, "start": case.start });
        match self.program.ask(&question.to_string())? {
            Answer::Line(line) => serde_json::from_str(&line)
                .map_err(|error| format!("the program's answer can't be read: {error}").into()),
            Answer::Crash => Ok(Outcome::of_status("CRASHED")),
            Answer::Hang => Ok(Outcome::of_status("HANGS")),
        }
    }
}
