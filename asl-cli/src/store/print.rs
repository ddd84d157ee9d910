//! What is in a store as people read it, and as JSON with AWS's names.

use asl_runtime::ExecutionStatus;
use asl_runtime::engine::NextToken;
use asl_runtime::store::{ExecutionRecord, ListPosition};
use serde_json::{Map, Value, json};

pub(super) fn executions(records: &[ExecutionRecord], limit: usize, json: bool) {
    // A full page may have another one after it.
    let next = records.last().filter(|_| records.len() == limit);
    if json {
        let mut page = Map::new();
        let executions: Vec<Value> = records
            .iter()
            .map(|record| summary(record).into())
            .collect();
        page.insert("executions".into(), executions.into());
        if let Some(next) = next {
            page.insert("nextToken".into(), token(next).to_string().into());
        }
        return print_json(&page.into());
    }
    let width = |text: fn(&ExecutionRecord) -> &str, head: &str| {
        let widths = records.iter().map(|record| text(record).chars().count());
        widths.chain([head.len()]).max().unwrap_or(0)
    };
    let name = width(|record| &record.name, "NAME");
    let machine = width(|record| &record.machine, "MACHINE");
    anstream::println!(
        "{:name$}  {:machine$}  {:9}  STARTED",
        "NAME",
        "MACHINE",
        "STATUS"
    );
    for record in records {
        anstream::println!(
            "{:name$}  {:machine$}  {:9}  {}{}",
            record.name,
            record.machine,
            status(record).as_str(),
            record.start_date,
            record.end.as_ref().map_or(String::new(), |end| {
                let took = end.stop_date.duration_since(record.start_date);
                format!("  took {took:#}")
            })
        );
    }
    if let Some(next) = next {
        anstream::println!("there may be more: --after {}", token(next));
    }
}

/// Executions that could not be run, each with the reason.
pub(super) fn set_aside(aside: &[(ExecutionRecord, String)], json: bool) {
    if json {
        let executions = aside.iter().map(|(record, reason)| {
            let mut execution = summary(record);
            execution.insert("setAside".into(), reason.as_str().into());
            Value::from(execution)
        });
        let executions: Vec<Value> = executions.collect();
        return print_json(&json!({ "executions": executions }));
    }
    for (record, reason) in aside {
        anstream::println!("{}: {reason}", record.arn);
    }
}

/// Where the next page begins.
fn token(last: &ExecutionRecord) -> NextToken {
    ListPosition::of(last).into()
}

fn status(record: &ExecutionRecord) -> ExecutionStatus {
    record
        .end
        .as_ref()
        .map_or(ExecutionStatus::Running, |end| end.status)
}

/// As `ListExecutions` gives it.
fn summary(record: &ExecutionRecord) -> Map<String, Value> {
    let mut summary = Map::new();
    let mut member = |name: &str, value: Value| summary.insert(name.into(), value);
    member("executionArn", record.arn.as_str().into());
    member("stateMachineName", record.machine.as_str().into());
    member("name", record.name.as_str().into());
    member("status", status(record).as_str().into());
    member("startDate", record.start_date.to_string().into());
    if let Some(end) = &record.end {
        member("stopDate", end.stop_date.to_string().into());
    }
    summary
}

/// As `DescribeExecution` gives it.
pub(super) fn description(record: &ExecutionRecord, json: bool) {
    let mut description = summary(record);
    let mut member = |name: &str, value: Option<&str>| {
        if let Some(value) = value {
            description.insert(name.into(), value.into());
        }
    };
    member("definition", Some(&record.definition));
    member(
        "parentExecutionArn",
        record.parent.as_ref().map(|parent| &*parent.arn),
    );
    member("input", Some(&record.input));
    if let Some(end) = &record.end {
        member("output", end.output.as_deref());
        member("error", end.error.as_deref());
        member("cause", end.cause.as_deref());
    }
    if let Some(redriven) = &record.redriven {
        description.insert("redriveCount".into(), redriven.count.into());
        description.insert("redriveDate".into(), redriven.date.to_string().into());
    }
    if json {
        return print_json(&description.into());
    }
    for (name, value) in &description {
        anstream::println!(
            "{name:18}  {}",
            value.as_str().map_or(value.to_string(), str::to_owned)
        );
    }
}

/// An event's number.
pub(super) fn event_id(event: &str) -> Option<u64> {
    let event: Value = serde_json::from_str(event).ok()?;
    event["id"].as_u64()
}

/// An event as a line: its number, time and type, and what it is about.
pub(super) fn event(event: &str, json: bool) {
    if json {
        return anstream::println!("{event}");
    }
    let event: Value = serde_json::from_str(event).unwrap_or_default();
    let members = event.as_object().into_iter().flatten();
    let details = members.filter(|(name, _)| name.ends_with("EventDetails"));
    let about: Vec<&str> = details
        .flat_map(|(_, details)| {
            ["name", "resource", "error", "cause"].map(|name| details[name].as_str())
        })
        .flatten()
        .collect();
    let line = format!(
        "{:>5}  {}  {}  {}",
        event["id"].as_u64().unwrap_or_default(),
        event["timestamp"].as_str().unwrap_or_default(),
        event["type"].as_str().unwrap_or_default(),
        about.join("  ")
    );
    anstream::println!("{}", line.trim_end());
}

pub(super) fn problems(problems: &[String], json: bool) {
    if json {
        return print_json(&json!({ "problems": problems }));
    }
    for problem in problems {
        anstream::println!("{problem}");
    }
    anstream::println!(
        "{}",
        match problems.len() {
            0 => String::from("all fits together"),
            1 => String::from("1 problem"),
            more => format!("{more} problems"),
        }
    );
}

fn print_json(value: &Value) {
    // A value is always written.
    anstream::println!(
        "{}",
        serde_json::to_string_pretty(value).unwrap_or_default()
    );
}
