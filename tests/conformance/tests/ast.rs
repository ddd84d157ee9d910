//! Our processed syntax trees against the reference's, of which a file is named in `JSONATA_AST_CASES`: a line is
//! `{"expr", "ast"}`, or `{"expr", "error"}` with the code of a syntax error. Without the variable nothing is compared.

use asl_codegen::jsonata::ast::{Node, NodeKind, Stage};
use asl_codegen::jsonata::{Ast, parse_ast};
use serde_json::{Map, Value, json};

#[test]
fn trees_are_the_references() {
    let Some(path) = std::env::var_os("JSONATA_AST_CASES") else {
        eprintln!("skipped: JSONATA_AST_CASES names no file");
        return;
    };
    let text = std::fs::read_to_string(path).expect("the file can be read");
    let (mut same, mut different) = (0, Vec::new());
    for line in text.lines() {
        // A half of a surrogate pair is no text in Rust.
        let Ok(case) = serde_json::from_str::<Value>(line) else {
            continue;
        };
        let expression = case["expr"].as_str().expect("an expression");
        let is_same = match parse_ast(expression) {
            Ok(ast) => Writer::new(&ast, expression).tree() == as_ours(&case["ast"]),
            // The file may be of a later version, in which these two are operators.
            Err(("S0211", _)) if [" ?? ", " ?: "].iter().any(|new| expression.contains(new)) => {
                continue;
            }
            Err((code, _)) => case["error"] == code,
        };
        match is_same {
            true => same += 1,
            false => different.push(expression.to_owned()),
        }
    }
    eprintln!("{same} trees are the same");
    assert!(different.is_empty(), "{different:#?}");
}

#[test]
fn a_tree_is_written_as_the_reference_writes_it() {
    let ast = parse_ast("a[0].'é'").expect("an expression");
    let name =
        |value: &str, position: i32| json!({"type": "name", "value": value, "position": position});
    let mut first = name("a", 1);
    first["stages"] = json!([{ "type": "number", "value": 0.0, "position": 3.0 }]);
    let expected = json!({ "type": "path", "steps": [first, name("é", 8)] });
    assert_eq!(
        Writer::new(&ast, "a[0].'é'").tree(),
        with_decimals(&expected)
    );
}

/// Writes a tree in the reference's form.
struct Writer<'a> {
    ast: &'a Ast,
    source: &'a str,
}

impl<'a> Writer<'a> {
    fn new(ast: &'a Ast, source: &'a str) -> Self {
        Writer { ast, source }
    }

    fn tree(&self) -> Value {
        with_decimals(&self.node(&self.ast.root))
    }

    /// A position as the reference counts: in UTF-16 units.
    fn position(&self, offset: usize) -> Value {
        json!(self.source[..offset].encode_utf16().count())
    }

    fn ancestor(&self, id: usize) -> Value {
        let ancestor = &self.ast.ancestors[id];
        json!({ "label": format!("!{}", ancestor.label), "level": ancestor.level, "index": id })
    }

    fn nodes(&self, nodes: &[Node]) -> Value {
        nodes.iter().map(|node| self.node(node)).collect()
    }

    fn pairs(&self, pairs: &[(Node, Node)]) -> Value {
        let pair = |(key, value): &(Node, Node)| json!([self.node(key), self.node(value)]);
        pairs.iter().map(pair).collect()
    }

    fn node(&self, node: &Node) -> Value {
        let mut written = self.kind(&node.kind);
        let mut add = |key: &str, value: Value| written.insert(key.to_owned(), value);
        if !matches!(node.kind, NodeKind::Path { .. } | NodeKind::Parent(_)) {
            add("position", self.position(node.span.end));
        }
        if node.keep_array {
            add("keepArray", json!(true));
        }
        if node.constructs_array {
            add("consarray", json!(true));
        }
        if !node.predicates.is_empty() {
            add("predicate", self.nodes(&node.predicates));
        }
        if !node.stages.is_empty() {
            let stage = |stage: &Stage| match stage {
                Stage::Filter(filter) => self.node(filter),
                Stage::Index { name, span } => {
                    json!({ "type": "index", "value": name, "position": self.position(span.end) })
                }
            };
            add("stages", node.stages.iter().map(stage).collect());
        }
        if let Some(group) = &node.group {
            let position = self.position(group.span.end);
            add(
                "group",
                json!({ "lhs": self.pairs(&group.pairs), "position": position }),
            );
        }
        if let Some(focus) = &node.focus {
            add("focus", json!(focus));
        }
        if let Some(index) = &node.index {
            add("index", json!(index));
        }
        if let Some(ancestor) = node.ancestor {
            add("ancestor", self.ancestor(ancestor));
        }
        if node.tuple {
            add("tuple", json!(true));
        }
        if let Some(function) = &node.next_function {
            add("nextFunction", json!(function));
        }
        Value::Object(written)
    }

    fn kind(&self, kind: &NodeKind) -> Map<String, Value> {
        let written = match kind {
            NodeKind::Path {
                steps,
                keep_singleton,
            } => {
                let mut path = json!({ "type": "path", "steps": self.nodes(steps) });
                if *keep_singleton {
                    path["keepSingletonArray"] = json!(true);
                }
                path
            }
            NodeKind::Name(name) => json!({ "type": "name", "value": name }),
            NodeKind::Variable(name) => json!({ "type": "variable", "value": name }),
            NodeKind::String(text) => json!({ "type": "string", "value": text }),
            NodeKind::Number(number) => json!({ "type": "number", "value": number }),
            NodeKind::Bool(value) => json!({ "type": "value", "value": value }),
            NodeKind::Null => json!({ "type": "value", "value": null }),
            NodeKind::Regex { pattern, flags } => json!({
                "type": "regex",
                "value": { "pattern": pattern, "flags": format!("g{flags}") },
            }),
            NodeKind::Wildcard => json!({ "type": "wildcard", "value": "*" }),
            NodeKind::Descendant => json!({ "type": "descendant", "value": "**" }),
            NodeKind::Parent(id) => json!({ "type": "parent", "slot": self.ancestor(*id) }),
            NodeKind::Placeholder => json!({ "type": "operator", "value": "?" }),
            NodeKind::Binary { operator, lhs, rhs } => json!({
                "type": "binary", "value": operator, "lhs": self.node(lhs), "rhs": self.node(rhs),
            }),
            NodeKind::Negate(operand) => json!({
                "type": "unary", "value": "-", "expression": self.node(operand),
            }),
            NodeKind::Array(items) => json!({
                "type": "unary", "value": "[", "expressions": self.nodes(items),
            }),
            NodeKind::Object(pairs) => json!({
                "type": "unary", "value": "{", "lhs": self.pairs(pairs),
            }),
            NodeKind::Function {
                procedure,
                arguments,
                partial,
            } => json!({
                "type": if *partial { "partial" } else { "function" },
                "value": "(",
                "arguments": self.nodes(arguments),
                "procedure": self.node(procedure),
            }),
            NodeKind::Lambda {
                parameters,
                signature,
                body,
            } => {
                let mut lambda = json!({
                    "type": "lambda", "arguments": parameters, "body": self.node(body),
                });
                if let Some(signature) = signature {
                    lambda["signature"] = json!(signature.definition);
                }
                lambda
            }
            NodeKind::Thunk(call) => json!({
                "type": "lambda", "thunk": true, "arguments": [], "body": self.node(call),
            }),
            NodeKind::Block(expressions) => json!({
                "type": "block", "expressions": self.nodes(expressions),
            }),
            NodeKind::Condition {
                condition,
                then,
                otherwise,
            } => {
                let mut written = json!({
                    "type": "condition", "condition": self.node(condition), "then": self.node(then),
                });
                if let Some(otherwise) = otherwise {
                    written["else"] = self.node(otherwise);
                }
                written
            }
            NodeKind::Bind { name, value } => json!({
                "type": "bind", "value": ":=", "lhs": name, "rhs": self.node(value),
            }),
            NodeKind::Apply { lhs, rhs } => json!({
                "type": "apply", "value": "~>", "lhs": self.node(lhs), "rhs": self.node(rhs),
            }),
            NodeKind::Sort(terms) => {
                let terms = terms.iter().map(|term| {
                    json!({ "descending": term.descending, "expression": self.node(&term.expression) })
                });
                json!({ "type": "sort", "terms": terms.collect::<Value>() })
            }
            NodeKind::Transform {
                pattern,
                update,
                delete,
            } => {
                let mut written = json!({
                    "type": "transform", "pattern": self.node(pattern), "update": self.node(update),
                });
                if let Some(delete) = delete {
                    written["delete"] = self.node(delete);
                }
                written
            }
        };
        match written {
            Value::Object(written) => written,
            _ => Map::new(),
        }
    }
}

/// The reference's tree without what ours says elsewhere: names of parameters and of bound variables stand alone, a
/// filter is its expression, `seekingParent` and names in ancestors are only of use while a tree is made.
fn as_ours(tree: &Value) -> Value {
    let members = match tree {
        Value::Array(items) => return items.iter().map(as_ours).collect(),
        Value::Object(members) => members,
        _ => return with_decimals(tree),
    };
    let kind = members
        .get("type")
        .and_then(Value::as_str)
        .unwrap_or_default();
    let mut written = Map::new();
    for (key, value) in members {
        if key == "seekingParent" || key == "name" || (key == "keepArray" && value == false) {
            continue;
        }
        let items = value.as_array().map(Vec::as_slice).unwrap_or_default();
        let value = match (kind, key.as_str()) {
            ("lambda", "arguments") => items.iter().map(|item| item["value"].clone()).collect(),
            ("lambda", "signature") => value.get("definition").unwrap_or(value).clone(),
            ("bind", "lhs") => value["value"].clone(),
            (_, "stages" | "predicate") => {
                let filter = |item: &Value| match item["type"] == "filter" {
                    true => as_ours(&item["expr"]),
                    false => as_ours(item),
                };
                items.iter().map(filter).collect()
            }
            _ => as_ours(value),
        };
        written.insert(key.clone(), value);
    }
    Value::Object(written)
}

/// The tree with all numbers as decimals, which is how the reference has them.
fn with_decimals(tree: &Value) -> Value {
    match tree {
        Value::Array(items) => items.iter().map(with_decimals).collect(),
        Value::Object(members) => {
            let members = members.iter();
            members
                .map(|(key, value)| (key.clone(), with_decimals(value)))
                .collect()
        }
        Value::Number(number) => json!(number.as_f64()),
        other => other.clone(),
    }
}
