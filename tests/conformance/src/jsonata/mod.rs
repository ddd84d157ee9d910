//! JSONata: each expression a function, each case a call of one.

mod case;
mod function;
mod generated;

use std::collections::HashMap;
use std::fs;
use std::io::{BufWriter, Write};
use std::time::{Duration, Instant};

use asl_cli::test::{Answer, Profile, Program, Workspace};
use serde_json::json;

use self::case::Case;
use self::function::{Function, Refused};
use self::generated::Generated;
use crate::{Result, Run};

/// How often generated code is built, without what rustc refused before.
const ROUNDS: usize = 6;

/// Runs the cases of a file.
pub(crate) fn run(run: &Run) -> Result<()> {
    let text = fs::read_to_string(&run.cases)?;
    let (cases, unread) = case::read(&text);
    if unread > 0 {
        eprintln!("{unread} lines are no cases, or hold half a surrogate pair");
    }
    let started = Instant::now();
    let (mut functions, of_case) = functions(&cases);
    let workspace = run.workspace(Profile::Dev)?;
    let compiled = started.elapsed();
    let program = build(&workspace, &mut functions)?;
    let built = started.elapsed() - compiled;
    let mut program = Program::new(program, run.time_limit);
    let mut results = BufWriter::new(fs::File::create(&run.results)?);
    let mut lost = Vec::new();
    for (case, index) in cases.iter().zip(of_case) {
        let line = match &functions[index] {
            Ok(_) => match program.ask(&format!("{index} {}", case.line))? {
                Answer::Line(line) => format!("{{\"id\":{},{}", case.id, &line[1..]),
                answer => {
                    lost.push(format!("{} ({answer:?}): {}", case.id, case.expression));
                    continue;
                }
            },
            Err(Refused { code, message }) => {
                json!({ "id": case.id, "code": code, "message": message }).to_string()
            }
        };
        writeln!(results, "{line}")?;
    }
    results.flush()?;
    let ran = started.elapsed() - compiled - built;
    report(&functions, cases.len(), [compiled, built, ran], &lost);
    Ok(())
}

/// The functions that the cases need, and which one each of them calls.
fn functions(cases: &[Case<'_>]) -> (Vec<std::result::Result<Function, Refused>>, Vec<usize>) {
    let mut known = HashMap::new();
    let mut functions = Vec::new();
    let mut of_case = Vec::with_capacity(cases.len());
    for case in cases {
        let index = *known
            .entry((case.expression.clone(), case.states))
            .or_insert_with(|| {
                functions.push(function::compile(&case.expression, case.states));
                functions.len() - 1
            });
        of_case.push(index);
    }
    (functions, of_case)
}

/// Builds the functions. Those that rustc refuses become refusals: our mistake, and no reason for the others to fail.
fn build(
    workspace: &Workspace,
    functions: &mut [std::result::Result<Function, Refused>],
) -> Result<std::path::PathBuf> {
    for _ in 0..ROUNDS {
        let generated = Generated::of(functions, workspace.program());
        workspace.write(&generated.files)?;
        let refusals = match workspace.build()? {
            Ok(program) => return Ok(program),
            Err(refusals) => refusals,
        };
        let mut any = false;
        for refusal in refusals {
            let Some(index) = generated.function_at(&refusal.file, refusal.line) else {
                return Err(refusal.message.into());
            };
            if let Ok(function) = &functions[index] {
                eprintln!(
                    "rustc refuses {:?}: {}",
                    function.expression, refusal.message
                );
                any = true;
                functions[index] = Err(Refused::new("rustc", refusal.message));
            }
        }
        if !any {
            break;
        }
    }
    Err("rustc keeps refusing the generated code".into())
}

fn report(
    functions: &[std::result::Result<Function, Refused>],
    cases: usize,
    [compiled, built, ran]: [Duration; 3],
    lost: &[String],
) {
    for lost in lost {
        eprintln!("lost: {lost}");
    }
    let refused = functions
        .iter()
        .filter(|function| function.is_err())
        .count();
    eprintln!(
        "{cases} cases of {} expressions: compiled in {:.1} s, built in {:.1} s, run in {:.1} s; {refused} expressions refused, {} cases lost",
        functions.len(),
        compiled.as_secs_f64(),
        built.as_secs_f64(),
        ran.as_secs_f64(),
        lost.len(),
    );
}
