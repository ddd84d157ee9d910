//! AWS's answer, made of what the program has seen.

use serde_json::{Map, Value};

use super::InspectionLevel;

/// The answer's members, all data as JSON.
pub(super) fn answer(seen: &Value, input: &Value, jsonata: bool, level: InspectionLevel) -> Value {
    let mut answer = Map::new();
    let mut add = |name: &str, value: Option<&Value>| {
        if let Some(value) = value {
            answer.insert(name.to_owned(), value.clone());
        }
    };
    add("output", seen.get("output"));
    add("error", seen.get("error"));
    add("cause", seen.get("cause"));
    let data = (level != InspectionLevel::Info).then(|| inspection_data(seen, input, jsonata));
    add("inspectionData", data.as_ref());
    add("nextState", seen.get("next_state"));
    add("status", seen.get("status"));
    answer.into()
}

/// Each stage of the data flow by AWS's name.
fn inspection_data(seen: &Value, input: &Value, jsonata: bool) -> Value {
    let mut data = Map::new();
    data.insert("input".to_owned(), input.clone());
    let stages = seen["stages"].as_object();
    for (stage, value) in stages.into_iter().flatten() {
        let name = match (stage.as_str(), jsonata) {
            ("arguments", true) => "afterArguments",
            ("arguments", false) => "afterParameters",
            (name, _) => name,
        };
        data.insert(name.to_owned(), value.clone());
    }
    for (name, member) in [
        ("variables", "variables"),
        ("errorDetails", "error_details"),
    ] {
        if let Some(members) = seen[member].as_object().filter(|it| !it.is_empty()) {
            data.insert(name.to_owned(), members.clone().into());
        }
    }
    data.into()
}
