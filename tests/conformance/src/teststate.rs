//! Tests of single states: each a state cut out of its definition, all of them in one program.

use std::fs::File;
use std::io::{BufRead, BufReader, BufWriter, Write};
use std::time::Instant;

use asl_cli::test::{Definitions, Facade, Profile, build};
use asl_cli::test_state::{Prepared, Refusal, Request, Tester, prepare};
use asl_codegen::{Options, SourceFile};
use serde_json::{Map, Value, json};

use crate::{Result, Run, repository};

/// Runs the cases of a file.
pub(crate) fn run(run: &Run) -> Result<()> {
    let started = Instant::now();
    let mut definitions = Definitions::new();
    let mut cases = Vec::new();
    for line in BufReader::new(File::open(&run.cases)?).lines() {
        let mut case: Value = serde_json::from_str(&line?)?;
        // Members that the recording does not name one by one.
        if let Some(Value::Object(others)) = case.get("other_params").cloned()
            && let Some(members) = case.as_object_mut()
        {
            members.extend(others);
        }
        let prepared = prepare_case(&case, &mut definitions);
        cases.push((case["id"].clone(), prepared));
    }
    let workspace = run.workspace(Profile::Dev)?;
    let compiled = started.elapsed();
    let program = build(&mut definitions, &workspace, &Facade::Path(repository()))?;
    let built = started.elapsed() - compiled;
    let mut tester = Tester::new(&program, run.time_limit);
    let mut results = BufWriter::new(File::create(&run.results)?);
    for (id, prepared) in &cases {
        let mut line = Map::from_iter([("id".to_owned(), id.clone())]);
        let answer = match prepared {
            Err(refusal) => json!({ "code": refusal.code, "message": refusal.message }),
            Ok(prepared) => match tester.test(prepared, &definitions) {
                Ok(answer) => as_recorded(answer),
                Err(error) => json!({ "code": "Fault", "message": error.to_string() }),
            },
        };
        if let Value::Object(answer) = answer {
            line.extend(answer);
        }
        writeln!(results, "{}", Value::Object(line))?;
    }
    results.flush()?;
    eprintln!(
        "{} cases of {} states: compiled in {:.1} s, built in {:.1} s",
        cases.len(),
        definitions.len(),
        compiled.as_secs_f64(),
        built.as_secs_f64(),
    );
    Ok(())
}

fn prepare_case(
    case: &Value,
    definitions: &mut Definitions,
) -> std::result::Result<Prepared, Refusal> {
    let request = Request::from_members(case)?;
    let text = format!("{:#}\n", case["definition"]);
    let id = case["id"].as_str().unwrap_or_default();
    prepare(
        &SourceFile::new(id, text),
        &request,
        &Options::default(),
        definitions,
    )
}

/// All data are JSON text in AWS's answers; recordings show those that are objects as such.
fn as_recorded(mut answer: Value) -> Value {
    const PLAIN: &[&str] = &[
        "maxConcurrency",
        "toleratedFailureCount",
        "toleratedFailurePercentage",
    ];
    let as_text = |value: &mut Value| {
        if !value.is_object() {
            *value = value.to_string().into();
        }
    };
    if let Some(output) = answer.get_mut("output") {
        as_text(output);
    }
    let data = answer
        .get_mut("inspectionData")
        .and_then(Value::as_object_mut);
    for (name, value) in data.into_iter().flatten() {
        if !PLAIN.contains(&name.as_str()) {
            as_text(value);
        }
    }
    answer
}
