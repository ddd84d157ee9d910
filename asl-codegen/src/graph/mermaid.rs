//! The Mermaid notation.

use std::fmt::Write;

use super::{Graph, Item, Node, Shape};

/// The graph as a flowchart.
pub(super) fn write(graph: &Graph) -> String {
    let mut text = "flowchart TD\n".to_string();
    items(&graph.items, 1, &mut text);
    for edge in &graph.edges {
        let arrow = if edge.caught { "-.->" } else { "-->" };
        let _ = match edge.label.as_str() {
            "" => writeln!(text, "    s{} {arrow} s{}", edge.from, edge.to),
            label => writeln!(
                text,
                "    s{} {arrow}|\"{}\"| s{}",
                edge.from,
                escaped(label),
                edge.to
            ),
        };
    }
    text
}

fn items(all: &[Item], depth: usize, text: &mut String) {
    let indent = "    ".repeat(depth);
    for item in all {
        match item {
            Item::Node(node) => {
                text.push_str(&indent);
                text.push_str(&shaped(node));
                text.push('\n');
            }
            Item::Group {
                id,
                label,
                items: inner,
            } => {
                let _ = writeln!(text, "{indent}subgraph s{id}[\"{}\"]", escaped(label));
                items(inner, depth + 1, text);
                let _ = writeln!(text, "{indent}end");
            }
        }
    }
}

fn shaped(node: &Node) -> String {
    let id = node.id;
    let label = match node.shape {
        Shape::InnerStart => " ".to_string(),
        _ => escaped(&node.label),
    };
    match node.shape {
        Shape::Start | Shape::InnerStart => format!("s{id}((\"{label}\"))"),
        Shape::End => format!("s{id}(((\"{label}\")))"),
        Shape::Task => format!("s{id}[\"{label}\"]"),
        Shape::Pass => format!("s{id}(\"{label}\")"),
        Shape::Choice => format!("s{id}{{\"{label}\"}}"),
        Shape::Wait => format!("s{id}[/\"{label}\"/]"),
        Shape::Succeed => format!("s{id}([\"{label}\"])"),
        Shape::Fail => format!("s{id}{{{{\"{label}\"}}}}"),
    }
}

/// A label in quotes may hold anything but what Mermaid, its Markdown or its HTML reads as something else.
fn escaped(label: &str) -> String {
    let mut text = String::with_capacity(label.len());
    // `1. x` and `- x` would be lists.
    let list = label.find(|c: char| !c.is_ascii_digit()).unwrap_or(0);
    let mut before = ' ';
    let mut characters = label.char_indices().peekable();
    while let Some((at, c)) = characters.next() {
        let after = characters.peek().map_or(' ', |(_, c)| *c);
        let special = match c {
            '"' | '#' | '&' | '<' | '>' | '`' | '*' | '~' | '%' | '\\' | ';' | '|' => true,
            '.' | ')' | '-' | '+' => at == list,
            // Within a word it is no emphasis.
            '_' => !before.is_alphanumeric() || !after.is_alphanumeric(),
            // `$$` would be a formula.
            '$' => before == '$' || after == '$',
            _ => false,
        };
        before = c;
        match c {
            '\n' => text.push_str("<br>"),
            _ if special => {
                let _ = write!(text, "#{};", c as u32);
            }
            c if c.is_control() => text.push(' '),
            c => text.push(c),
        }
    }
    text
}
