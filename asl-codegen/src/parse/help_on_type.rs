//! What to write in place of a value of the wrong type.

use crate::text::{Node, NodeKind, Text};

/// Fields that have a path and no form without one.
const ONLY_PATHS: &[&str] = &["InputPath", "ItemsPath", "OutputPath", "ResultPath"];

/// The help for a field that wants another type, where what was meant can be told.
pub(super) fn help_on_type(name: &str, node: &Node, wanted: &str) -> Option<String> {
    match &node.kind {
        NodeKind::String(text)
            if wanted.contains("number") && text.value.parse::<f64>().is_ok() =>
        {
            Some("remove the quotes".to_owned())
        }
        NodeKind::String(text) if wanted.contains("expression") && text.value.starts_with('$') => {
            Some(format!("write `{{% {} %}}`", text.value))
        }
        NodeKind::String(text) if wanted.contains("Boolean") => Some(boolean(node, text)),
        NodeKind::Number(_) | NodeKind::Bool(_) if wanted == "a string" => {
            Some("put it in double quotes".to_owned())
        }
        NodeKind::Number(_) | NodeKind::Bool(_) if wanted == "a path" => {
            let literal = name
                .strip_suffix("Path")
                .filter(|_| !ONLY_PATHS.contains(&name))?;
            Some(format!(
                "for a value that is not computed write `{literal}`"
            ))
        }
        _ => None,
    }
}

/// YAML 1.1 took `yes`, `no`, `on` and `off` for Booleans; in YAML 1.2 they are texts.
fn boolean(node: &Node, text: &Text) -> String {
    let word = text.value.to_lowercase();
    let plain = node.span.end - node.span.start == text.value.len();
    match word.as_str() {
        "true" | "false" => "remove the quotes".to_owned(),
        "yes" | "on" | "y" if plain => yaml_word(&text.value, "true"),
        "no" | "off" | "n" if plain => yaml_word(&text.value, "false"),
        _ => "write `true` or `false`".to_owned(),
    }
}

fn yaml_word(word: &str, boolean: &str) -> String {
    format!("write `{boolean}`; since YAML 1.2 `{word}` is a text like any other")
}
