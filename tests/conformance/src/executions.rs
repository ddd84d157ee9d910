//! Executions of state machines: each definition a module, each case a run of one.

use std::fs::File;
use std::io::{BufWriter, Write};
use std::time::Instant;

use asl_cli::test::{Case, Definitions, Facade, Given, Profile, Runner, build, read};
use serde_json::json;

use crate::{Result, Run, repository};

/// The account that recordings show in place of the true one.
const ACCOUNT: &str = "111111111111";

/// Runs the cases of a file.
pub(crate) fn run(run: &Run, release: bool) -> Result<()> {
    let started = Instant::now();
    let mut definitions = Definitions::new();
    let mut cases = read(&run.cases, &Given::default(), &mut definitions)?;
    for case in &mut cases {
        case.start.account = Some(ACCOUNT.to_owned());
        name_worker(case);
    }
    let profile = match release {
        true => Profile::Release,
        false => Profile::Dev,
    };
    let workspace = run.workspace(profile)?;
    let compiled = started.elapsed();
    let program = build(&mut definitions, &workspace, &Facade::Path(repository()))?;
    let built = started.elapsed() - compiled;
    let mut runner = Runner::new(program, run.time_limit);
    let mut results = BufWriter::new(File::create(&run.results)?);
    let mut micros = Vec::new();
    for case in &cases {
        let outcome = runner.run(case, &definitions)?;
        micros.extend(outcome.micros);
        let mut line = json!({ "id": case.name });
        if let (Some(line), Ok(serde_json::Value::Object(outcome))) =
            (line.as_object_mut(), serde_json::to_value(outcome))
        {
            line.extend(outcome);
        }
        writeln!(results, "{line}")?;
    }
    results.flush()?;
    let ran = started.elapsed() - compiled - built;
    let refused = definitions.iter().filter(|it| it.code.is_err()).count();
    eprintln!(
        "{} cases of {} definitions: compiled in {:.1} s, built in {:.1} s, run in {:.1} s; {refused} definitions refused",
        cases.len(),
        definitions.len(),
        compiled.as_secs_f64(),
        built.as_secs_f64(),
        ran.as_secs_f64(),
    );
    micros.sort_by(f64::total_cmp);
    if let Some(median) = micros.get(micros.len() / 2) {
        let profile = if release { "release" } else { "debug" };
        eprintln!(
            "executions: median {median:.0} us each in memory, with history and mocks ({profile})"
        );
    }
    Ok(())
}

/// Who fetches an activity's task is not the machine's doing: it is taken from the recorded history.
fn name_worker(case: &mut Case) {
    let mut events = case.expected.history.iter().flatten();
    let name = events.find_map(|event| event["activityStartedEventDetails"].get("workerName"));
    let Some(name) = name.cloned() else { return };
    for mock in case.start.mocks.values_mut().flatten() {
        if let Some(mock) = mock.as_object_mut() {
            mock.insert("worker".to_owned(), name.clone());
        }
    }
}
