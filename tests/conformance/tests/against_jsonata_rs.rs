//! Random expressions, compiled and run, against what `jsonata-rs` says of them.
//!
//! `jsonata-rs` is an interpreter by other people that follows the reference's tree. Where it is known to be wrong the
//! grammar below leaves the construct out; an expression that it cannot evaluate tells nothing and is passed over.

use std::collections::HashMap;
use std::fs;
use std::panic::catch_unwind;
use std::path::Path;
use std::process::Command;

use bumpalo::Bump;
use jsonata_rs::JsonAta;
use serde_json::{Value, json};

/// How many expressions are compared.
const COUNT: usize = 600;

/// Numbers that look random and are the same in every run.
struct Random(u64);

impl Random {
    fn below(&mut self, end: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        (self.0 >> 33) as usize % end
    }

    fn pick<'a>(&mut self, all: &[&'a str]) -> &'a str {
        all[self.below(all.len())]
    }

    /// An expression; `depth` bounds what is within it.
    fn expression(&mut self, depth: usize) -> String {
        if depth == 0 {
            return match self.below(5) {
                0 => self
                    .pick(&["0", "1", "2.5", "-3", "\"a\"", "\"\"", "true", "null"])
                    .to_owned(),
                _ => self.path(),
            };
        }
        let depth = depth - 1;
        let (a, b) = (self.expression(depth), self.expression(depth));
        match self.below(12) {
            0 => format!("({a} {} {b})", self.pick(&["+", "-", "*"])),
            1 => format!("({a} {} {b})", self.pick(&["=", "!=", "<", ">=", "in"])),
            2 => format!("({a} & {b})"),
            3 => format!("({a} {} {b})", self.pick(&["and", "or"])),
            4 => format!("({a} ? {b} : {})", self.expression(depth)),
            5 => format!("[{a}, {b}]"),
            6 => format!("{{ \"x\": {a}, \"y\": {b} }}"),
            7 => format!("{}[{}]", self.path(), self.predicate()),
            8 => format!("{}.({a})", self.path()),
            9 => format!(
                "${}({a})",
                self.pick(&["count", "exists", "boolean", "not", "string", "type"])
            ),
            10 => format!(
                "$map({}, function($v, $i) {{ {} }})",
                self.path(),
                self.pick(&["$v", "$i", "[$v]", "$v.id"])
            ),
            _ => format!(
                "$sum({}.{})",
                self.pick(&["items", "items[qty > 1]", "more"]),
                self.pick(&["qty", "price"])
            ),
        }
    }

    fn path(&mut self) -> String {
        let mut path = self
            .pick(&["items", "name", "order", "more", "one", "missing", "nested"])
            .to_owned();
        for _ in 0..self.below(3) {
            path.push('.');
            path += self.pick(&["id", "price", "qty", "tags", "total", "items", "missing"]);
        }
        path
    }

    fn predicate(&mut self) -> String {
        match self.below(4) {
            0 => self.pick(&["0", "1", "-1"]).to_owned(),
            1 => format!("qty {} {}", self.pick(&["=", ">", "<="]), self.below(4)),
            2 => self
                .pick(&["id = \"i1\"", "$exists(tags)", "id"])
                .to_owned(),
            _ => format!("{} in tags", self.pick(&["\"a\"", "\"b\""])),
        }
    }
}

fn data() -> Value {
    json!({
        "name": "Ann",
        "order": { "id": "o-1", "total": 12.5, "items": [{ "id": "i9", "qty": 4 }] },
        "items": [
            { "id": "i1", "price": 2, "qty": 1, "tags": ["a", "b"] },
            { "id": "i2", "price": 0.5, "qty": 3, "tags": ["b"] },
            { "id": "i3", "price": 10, "qty": 2 },
        ],
        "more": [{ "price": 1, "qty": 7 }],
        "one": [5],
        "nested": { "items": [{ "tags": ["x", "y"] }, { "tags": [] }] },
    })
}

/// What `jsonata-rs` says; nothing if it fails, or has no JSON for it.
fn oracle(expression: &str, data: &Value) -> Option<Option<Value>> {
    let evaluate = || {
        let arena = Bump::new();
        let parsed = JsonAta::new(expression, &arena).ok()?;
        let result = parsed
            .evaluate(Some(&data.to_string()), Some(&HashMap::new()))
            .ok()?;
        if result.is_undefined() {
            return Some(None);
        }
        serde_json::from_str(&result.serialize(false))
            .ok()
            .map(Some)
    };
    catch_unwind(evaluate).ok().flatten()
}

/// What `jsonata-rs` does wrong, of what the grammar can say.
fn known_fault(expected: Option<&Value>, result: &Value) -> Option<&'static str> {
    // The reference looks at the types of both operands, be one undefined.
    if ["T2001", "T2002", "T2010"]
        .iter()
        .any(|code| result["code"] == *code)
    {
        return Some("an operand of the wrong type beside an undefined one");
    }
    let expected = expected.map(Value::to_string).unwrap_or_default();
    if expected.contains("{\\\"") {
        return Some("the order of members in a text");
    }
    None
}

#[test]
fn compiled_expressions_agree() {
    std::panic::set_hook(Box::new(|_| {}));
    let mut random = Random(0x5eed);
    let (data, mut cases, mut expected) = (data(), String::new(), Vec::new());
    while expected.len() < COUNT {
        let depth = 1 + random.below(3);
        let expression = random.expression(depth);
        if let Some(result) = oracle(&expression, &data) {
            let case = json!({ "id": expected.len(), "expr": expression, "data": data });
            cases += &format!("{case}\n");
            expected.push((expression, result));
        }
    }
    drop(std::panic::take_hook());
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR"));
    let (file, results) = (
        folder.join("random.jsonl"),
        folder.join("random-results.jsonl"),
    );
    fs::write(&file, cases).unwrap();
    let run = Command::new(env!("CARGO_BIN_EXE_conformance"))
        .arg("jsonata")
        .args([&file, &results])
        .output()
        .unwrap();
    assert!(
        run.status.success(),
        "{}",
        String::from_utf8_lossy(&run.stderr)
    );
    let text = fs::read_to_string(&results).unwrap();
    let mut wrong = String::new();
    let mut count = 0;
    for (line, (expression, expected)) in text.lines().zip(&expected) {
        let result: Value = serde_json::from_str(line).unwrap();
        count += 1;
        let agrees = result.get("code").is_none() && result.get("result") == expected.as_ref();
        if !agrees && known_fault(expected.as_ref(), &result).is_none() {
            wrong += &format!("\n{expression}\n    {expected:?}\n    {line}");
        }
    }
    assert_eq!(count, COUNT, "{}", String::from_utf8_lossy(&run.stderr));
    assert!(wrong.is_empty(), "{wrong}");
}
