//! The dot notation.

use std::collections::HashSet;
use std::fmt::Write;

use super::{Graph, Item, Node, Shape};

/// The graph as a digraph.
pub(super) fn write(graph: &Graph) -> String {
    let mut text = concat!(
        "digraph machine {\n",
        "    compound=true;\n",
        "    fontname=\"sans-serif\";\n",
        "    node [fontname=\"sans-serif\"];\n",
        "    edge [fontname=\"sans-serif\", fontsize=10];\n",
    )
    .to_string();
    let mut groups = HashSet::new();
    items(&graph.items, 1, &mut groups, &mut text);
    for edge in &graph.edges {
        let mut attributes = Vec::new();
        if !edge.label.is_empty() {
            attributes.push(format!("label=\"{}\"", escaped(&edge.label)));
        }
        if edge.caught {
            attributes.push("style=dotted".to_string());
        }
        // An edge of a group goes to a point in it and is cut at its border.
        if groups.contains(&edge.from) {
            attributes.push(format!("ltail=cluster{}", edge.from));
        }
        if groups.contains(&edge.to) {
            attributes.push(format!("lhead=cluster{}", edge.to));
        }
        let attributes = match attributes.as_slice() {
            [] => String::new(),
            all => format!(" [{}]", all.join(", ")),
        };
        let _ = writeln!(text, "    s{} -> s{}{attributes};", edge.from, edge.to);
    }
    text.push_str("}\n");
    text
}

fn items(all: &[Item], depth: usize, groups: &mut HashSet<usize>, text: &mut String) {
    let indent = "    ".repeat(depth);
    for item in all {
        match item {
            Item::Node(node) => {
                let _ = writeln!(text, "{indent}{};", shaped(node));
            }
            Item::Group {
                id,
                label,
                items: inner,
            } => {
                groups.insert(*id);
                let _ = writeln!(text, "{indent}subgraph cluster{id} {{");
                let _ = writeln!(text, "{indent}    label=\"{}\";", escaped(label));
                let _ = writeln!(text, "{indent}    s{id} [shape=point, style=invis];");
                items(inner, depth + 1, groups, text);
                let _ = writeln!(text, "{indent}}}");
            }
        }
    }
}

fn shaped(node: &Node) -> String {
    let shape = match node.shape {
        Shape::Start => "shape=circle",
        Shape::InnerStart => "shape=circle, width=0.2",
        Shape::End => "shape=doublecircle",
        Shape::Task => "shape=box",
        Shape::Pass => "shape=box, style=rounded",
        Shape::Choice => "shape=diamond",
        Shape::Wait => "shape=parallelogram",
        Shape::Succeed => "shape=ellipse",
        Shape::Fail => "shape=hexagon",
    };
    format!("s{} [label=\"{}\", {shape}]", node.id, escaped(&node.label))
}

fn escaped(label: &str) -> String {
    let mut text = String::with_capacity(label.len());
    for c in label.chars() {
        match c {
            '"' | '\\' => text.extend(['\\', c]),
            '\n' => text.push_str("\\n"),
            c if c.is_control() => text.push(' '),
            c => text.push(c),
        }
    }
    text
}
