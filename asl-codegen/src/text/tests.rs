//! What is read is what is written, and every part of it is found again in the source.

use std::fmt::Write;
use std::time::{Duration, Instant};

use super::*;

fn read(name: &str, text: &str) -> Result<Node, String> {
    let source = SourceFile::new(name, text);
    let mut diagnostics = Diagnostics::new();
    let root = parse(&source, &mut diagnostics);
    assert_eq!(root.is_some(), !diagnostics.has_errors());
    root.ok_or_else(|| diagnostics.in_order()[0].code.to_string())
}

fn json(text: &str) -> Node {
    read("a.json", text).unwrap()
}

fn yaml(text: &str) -> Node {
    let root = read("a.yaml", text).unwrap_or_else(|code| panic!("{code}: {text}"));
    assert_places(&root, text);
    root
}

/// The tree as JSON, without white space.
pub(crate) fn written(node: &Node) -> String {
    match &node.kind {
        NodeKind::Null => "null".to_string(),
        NodeKind::Bool(value) => value.to_string(),
        NodeKind::Number(number) => number.clone(),
        NodeKind::String(text) | NodeKind::Substitution(text) => format!("{:?}", text.value),
        NodeKind::Array(items) => {
            let items: Vec<String> = items.iter().map(written).collect();
            format!("[{}]", items.join(","))
        }
        NodeKind::Object(object) => {
            let members = object.members.iter();
            let members: Vec<String> = members
                .map(|member| format!("{:?}:{}", member.key.value, written(&member.value)))
                .collect();
            format!("{{{}}}", members.join(","))
        }
    }
}

/// Every string of the tree, keys included.
pub(crate) fn strings(node: &Node) -> Vec<&Text> {
    match &node.kind {
        NodeKind::String(text) => vec![text],
        NodeKind::Array(items) => items.iter().flat_map(strings).collect(),
        NodeKind::Object(object) => {
            let members = object.members.iter();
            members
                .flat_map(|member| std::iter::once(&member.key).chain(strings(&member.value)))
                .collect()
        }
        _ => Vec::new(),
    }
}

fn assert_places(root: &Node, source: &str) {
    for text in strings(root) {
        assert_place(text, source);
    }
}

/// Every character that is not white space is found at its place, as itself or as an escape.
pub(crate) fn assert_place(text: &Text, source: &str) {
    for (at, c) in text
        .value
        .char_indices()
        .filter(|(_, c)| !c.is_whitespace())
    {
        let span = text.span_of(at..at + c.len_utf8());
        let found = &source[span.start..];
        assert!(
            found.starts_with(c) || found.starts_with('\\') || found.starts_with("''"),
            "{c:?} of {:?} is at {found:?}",
            text.value
        );
    }
}

fn member<'a>(node: &'a Node, key: &str) -> &'a Node {
    let NodeKind::Object(object) = &node.kind else {
        panic!("not an object: {}", written(node));
    };
    let found = object.members.iter().find(|member| member.key.value == key);
    &found.unwrap_or_else(|| panic!("no {key}")).value
}

fn text<'a>(node: &'a Node, key: &str) -> &'a Text {
    match &member(node, key).kind {
        NodeKind::String(text) | NodeKind::Substitution(text) => text,
        other => panic!("{other:?}"),
    }
}

#[test]
fn json_keeps_values_places_and_duplicates() {
    let source =
        "\u{FEFF} {\"a\": [1, -0.50e+3, true, null, {}, []],\n \"b\": \"x\", \"b\": \"y\"} ";
    let root = json(source);
    assert_eq!(
        written(&root),
        r#"{"a":[1,-0.50e+3,true,null,{},[]],"b":"x","b":"y"}"#
    );
    assert_eq!(
        &source[root.span.range()],
        source.trim_matches(['\u{FEFF}', ' '])
    );
    assert_eq!(
        &source[member(&root, "a").span.range()],
        "[1, -0.50e+3, true, null, {}, []]"
    );
}

#[test]
fn escapes_are_decoded_and_found_again() {
    let source = r#"{"a": "q\"ü\u00e9\ud83d\ude00\/\\ \n$.x"}"#;
    let root = json(source);
    let text = text(&root, "a");
    assert_eq!(text.value, "q\"üé😀/\\ \n$.x");
    assert_places(&root, source);
    let at = text.value.find("$.x").unwrap();
    assert_eq!(&source[text.span_of(at..at + 3).range()], "$.x");
    assert_eq!(&source[text.span.range()], &source[6..source.len() - 1]);
}

#[test]
fn yaml_reads_as_json_does() {
    let source = r#"
# A definition.
StartAt: Größe # where it starts
Numbers: [1, +2, .5, 0x10, 1e3]
Words: [yes, "true", 'it''s', ~, null, True, 2012-10-17]
Empty:
States:
  Größe: &state
    Type: Pass
    "Next": Done
  Done:
    - a
    -
    - - b
      - {c: d, "e":f}
    - [g: h]
  200: x
"#;
    assert_eq!(
        written(&yaml(source)),
        concat!(
            r#"{"StartAt":"Größe","Numbers":[1,2,0.5,16,1e3],"#,
            r#""Words":["yes","true","it's",null,null,true,"2012-10-17"],"Empty":null,"#,
            r#""States":{"Größe":{"Type":"Pass","Next":"Done"},"#,
            r#""Done":["a",null,["b",{"c":"d","e":"f"}],[{"g":"h"}]],"200":"x"}}"#,
        )
    );
}

#[test]
fn collections_stand_from_their_first_to_their_last_value() {
    let source = "a:\n  b: c\n  d: [e, f] # g\n\nh:\n- i\n- j\n\nk: &l { m: n }\no: *l\n";
    let root = yaml(source);
    let excerpt = |key: &str| &source[member(&root, key).span.range()];
    assert_eq!(excerpt("a"), "b: c\n  d: [e, f]");
    assert_eq!(excerpt("h"), "- i\n- j");
    assert_eq!(excerpt("k"), "{ m: n }");
    assert_eq!(excerpt("o"), "{ m: n }");
    assert_eq!(&source[root.span.range()], source.trim_end());
}

#[test]
fn block_scalars_are_found_line_by_line() {
    let source = concat!(
        "a: |\r\n    {% $x\r\n      + ü1 %}\r\n\r\n    z\r\nb: >-\n  one\n  two\n\n  three\n    four\n",
        "c: &anchor |2\n    indented\n  less\nd: !!str >+\n\n\n   late\n\ne: |\n\n",
    );
    let root = yaml(source);
    assert_eq!(text(&root, "a").value, "{% $x\n  + ü1 %}\n\nz\n");
    assert_eq!(text(&root, "b").value, "one two\nthree\n  four");
    assert_eq!(text(&root, "c").value, "  indented\nless\n");
    assert_eq!(text(&root, "d").value, "\n\nlate\n\n");
    for (key, part) in [
        ("a", "{% $x"),
        ("a", "+ ü1 %}"),
        ("a", "z"),
        ("b", "three"),
        ("b", "  four"),
        ("c", "  indented"),
        ("c", "less"),
        ("d", "late"),
    ] {
        let text = text(&root, key);
        let at = text.value.find(part).unwrap();
        let span = text.span_of(at..at + part.len());
        assert_eq!(&source[span.range()], part, "{key}");
    }
    assert_eq!(
        &source[text(&root, "b").span.range()],
        "one\n  two\n\n  three\n    four"
    );
}

#[test]
fn folded_strings_are_found_again() {
    let source =
        "a: one\n   two  three\n\n   four\nb: \"x \\\n   y\n   \\u00fcz\"\nc: 'it''s\n  here'\n";
    let root = yaml(source);
    assert_eq!(text(&root, "a").value, "one two  three\nfour");
    assert_eq!(text(&root, "b").value, "x y üz");
    assert_eq!(text(&root, "c").value, "it's here");
    let three = text(&root, "a").span_of(9..14);
    assert_eq!(&source[three.range()], "three");
    assert_eq!(&source[text(&root, "c").span.range()], "'it''s\n  here'");
}

#[test]
fn json_in_a_yaml_file_is_json() {
    let source = "\t{\n\t\"a\":\"\\ud83d\\ude00\",\"b\":{\"c\":[1,]} }";
    assert_eq!(read("a.yaml", source).unwrap_err(), "invalid-yaml");
    let root = yaml(&source.replace(",]", "]"));
    assert_eq!(written(&root), r#"{"a":"😀","b":{"c":[1]}}"#);
    // What only YAML allows.
    assert_eq!(
        written(&yaml("{a: b, # c\n d: [1,], }")),
        r#"{"a":"b","d":[1]}"#
    );
}

#[test]
fn what_is_meant_beyond_doubt_is_read_in_spite_of_a_mistake() {
    let parsed = |text: &str| {
        let mut diagnostics = Diagnostics::new();
        let root = parse(&SourceFile::new("a.json", text), &mut diagnostics);
        assert!(diagnostics.has_errors(), "{text}");
        root.map(|root| written(&root))
    };
    for text in [
        "{\"a\": [1, true,], \"b\": \"c\",}",
        "{\"a\": [1 true], /* d */ b: 'c'}",
        "{\"a\" [,1, true] \"b\": \"c\"}",
    ] {
        let expected = r#"{"a":[1,true],"b":"c"}"#;
        assert_eq!(parsed(text).as_deref(), Some(expected), "{text}");
    }
    for text in ["{\"a\": }", "{\"a\": b}", "[007]", "[\"\\x\"]", "[1"] {
        assert_eq!(parsed(text), None, "{text}");
    }
}

#[test]
fn merge_keys_give_what_is_not_there() {
    let source =
        "a: &a {x: 1, y: 2}\nb: &b {y: 3, z: 4}\nc:\n  x: 5\n  <<: [*a, *b]\n  w: 6\n  \"<<\": 7\n";
    assert_eq!(
        written(member(&yaml(source), "c")),
        r#"{"x":5,"y":2,"z":4,"w":6,"<<":7}"#
    );
}

#[test]
fn an_alias_may_be_a_key() {
    assert_eq!(
        written(&yaml("a: &a b\n*a : c\n&d e: *d\n")),
        r#"{"a":"b","b":"c","e":"e"}"#
    );
}

#[test]
fn nesting_has_a_bound() {
    let nested = |depth: usize| format!("{{\"a\":{}1{}}}", "[".repeat(depth), "]".repeat(depth));
    assert!(read("a.json", &nested(MAX_DEPTH - 1)).is_ok());
    assert!(read("a.yaml", &nested(MAX_DEPTH - 1)).is_ok());
    for depth in [MAX_DEPTH, 10_000, 100_000] {
        let flow = format!("a: {}", "[".repeat(depth));
        let inline = "- ".repeat(depth + 1);
        let mut aliases = "a0: &a0 x\n".to_string();
        for level in 1..(depth + 1).min(20_000) {
            writeln!(aliases, "a{level}: &a{level} [*a{}]", level - 1).unwrap();
        }
        for (name, text) in [
            ("a.json", nested(depth)),
            ("a.json", "{\"a\":".repeat(depth + 1)),
            ("a.yaml", nested(depth)),
            ("a.yaml", flow),
            ("a.yaml", inline),
            ("a.yaml", aliases),
        ] {
            let started = Instant::now();
            assert_eq!(
                read(name, &text).err().as_deref(),
                Some("too-deep"),
                "{depth} in {name}"
            );
            assert!(
                started.elapsed() < Duration::from_secs(5),
                "{depth} in {name}"
            );
        }
    }
}

#[test]
fn size_has_a_bound() {
    let large = format!("\"{}\"", "x".repeat(MAX_BYTES));
    assert_eq!(read("a.json", &large).unwrap_err(), "too-large");
    // One below it takes its time, once.
    let member = "\"Stäte\":{\"Type\":\"Pass\",\"Next\":\"é\\n\"},";
    let json = format!("{{{}\"a\":1}}", member.repeat(50_000));
    let block = "Stäte:\n  Type: Pass # ü\n  Next: \"é\\n\"\n".repeat(50_000);
    for (name, text) in [("a.json", json), ("a.yaml", block)] {
        let started = Instant::now();
        assert!(read(name, &text).is_ok());
        assert!(started.elapsed() < Duration::from_secs(20), "{name}");
    }
}

#[test]
fn no_text_stops_the_compiler() {
    const SEEDS: [&str; 3] = [
        "{\"a\": [1, \"x\\u00e9\\n\", true], // ü\n 'b': ${X}, \"c\": -1.5e3}",
        "a: &x |2-\n   b ü\n\nc: !t >+\n d\n? [e, {f: g}]\n: *x\n- \"h\\x41\\\n  i\" # j\n<<: *x\n",
        "---\nk: 'l''m\n  n'\no: [p: q, \"r\":s, *t]\n...\n%YAML 1.2\n---\n{% u %}",
    ];
    // A generator of our own, so that a failure is found again.
    let mut state = 0x9E37_79B9_7F4A_7C15_u64;
    let mut random = move |below: usize| {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        (state % below as u64) as usize
    };
    for round in 0..6000 {
        let seed: Vec<char> = SEEDS[round % 3].chars().collect();
        let mut characters = seed.clone();
        for _ in 0..1 + random(4) {
            let at = random(characters.len());
            match random(4) {
                0 => characters.truncate(at + 1),
                1 => characters[at] = seed[random(seed.len())],
                2 => characters.insert(
                    at,
                    "\u{FEFF}\0\t\r\n \"'{[|&*!"
                        .chars()
                        .nth(random(15))
                        .unwrap_or('%'),
                ),
                _ => drop(characters.remove(at.min(characters.len() - 1))),
            }
            if characters.is_empty() {
                break;
            }
        }
        let text: String = characters.into_iter().collect();
        for name in ["a.json", "a.yaml"] {
            let source = SourceFile::new(name, text.as_str());
            let mut diagnostics = Diagnostics::new();
            let root = parse(&source, &mut diagnostics);
            assert!(root.is_some() || diagnostics.has_errors(), "{text:?}");
            if let Some(root) = root {
                for text in strings(&root) {
                    text.span_of(0..text.value.len());
                }
            }
            crate::render::render(&diagnostics, &source, crate::render::RenderStyle::Plain);
        }
    }
}

#[test]
fn a_substitution_needs_no_quotes() {
    let root = json("{\"a\": ${B}, \"c\": [1, ${D.e} ]}");
    assert_eq!(written(&root), r#"{"a":"${B}","c":[1,"${D.e}"]}"#);
    assert_eq!(text(&root, "a").span, Span::new(6, 10));
    for text in ["{\"a\": ${}}", "{\"a\": ${B}", "{\"a\": ${b(1)}}"] {
        assert!(read("a.json", text).is_err(), "{text}");
    }
}

#[test]
fn yaml_in_a_file_with_another_name_is_yaml() {
    let source = "# an order\n---\nStartAt: A\nStates:\n  A: {Type: Succeed}\n";
    let expected = r#"{"StartAt":"A","States":{"A":{"Type":"Succeed"}}}"#;
    assert_eq!(written(&json(source)), expected);
    assert_eq!(read("a.json", "hello").unwrap_err(), "invalid-json");
    assert_eq!(read("a.json", "\"a\": 1").unwrap_err(), "invalid-json");
}
