//! Definitions, and mistakes to put into them.

use proptest::prelude::*;
use proptest::sample::{Index, select};

/// Definitions that compile, with most of what the language has.
pub(crate) const SEEDS: &[(&str, &str)] = &[
    ("seed.json", include_str!("seeds/order.json")),
    ("seed.json", include_str!("seeds/report.json")),
    ("seed.yaml", include_str!("seeds/order.yaml")),
    ("seed.yaml", include_str!("seeds/report.yaml")),
];

/// What stands in the way of readers: brackets, marks of YAML, broken escapes, wide characters, expressions.
const STRANGE: &[&str] = &[
    "{",
    "}",
    "[",
    "]",
    "\"",
    "'",
    ",",
    ":",
    "\\",
    "\n",
    "\r\n",
    "\t",
    " ",
    "-",
    "- ",
    "? ",
    "| ",
    ">",
    "&a ",
    "*a",
    "<<: *a\n",
    "!Sub ",
    "!!str ",
    "---\n",
    "...",
    "#",
    "//",
    "/*",
    "%",
    "@",
    "`",
    "\u{feff}",
    "\u{0}",
    "\u{1b}[31m",
    "\u{a0}",
    "\u{2028}",
    "\u{202e}",
    "é",
    "😀",
    "\\ud800",
    "\\ude00\\ud83d",
    "\\u0000",
    "\\x",
    "null",
    "true",
    "1e999",
    "-0",
    "007",
    ".5",
    "99999999999999999999",
    "${Name}",
    "\"${Name}\"",
    "${",
    "{%",
    "%}",
    "{% $x %}",
    "$",
    "$$.",
    "..",
    "[?(@.a",
    "$states.",
    "$states.input",
    "States.Format('{}')",
    "\"Type\": \"Fail\",",
    "\"QueryLanguage\": \"JSONata\",",
    "\"States\": {},",
    "\"Resources\": {},",
    "",
];

/// A mistake.
#[derive(Clone, Debug)]
pub(crate) enum Mutation {
    Delete(Index),
    Duplicate(Index),
    Swap(Index, Index),
    /// A part of the text from one token to another, put elsewhere.
    Splice(Index, Index, Index),
    /// Before a token.
    Insert(Index, &'static str),
    /// Within a token.
    Break(Index, Index, &'static str),
    Replace(Index, &'static str),
    Truncate(Index),
}

impl Arbitrary for Mutation {
    type Parameters = ();
    type Strategy = BoxedStrategy<Mutation>;

    fn arbitrary_with((): ()) -> Self::Strategy {
        let at = any::<Index>;
        prop_oneof![
            at().prop_map(Mutation::Delete),
            at().prop_map(Mutation::Duplicate),
            (at(), at()).prop_map(|(a, b)| Mutation::Swap(a, b)),
            (at(), at(), at()).prop_map(|(a, b, c)| Mutation::Splice(a, b, c)),
            (at(), select(STRANGE)).prop_map(|(a, text)| Mutation::Insert(a, text)),
            (at(), at(), select(STRANGE)).prop_map(|(a, b, text)| Mutation::Break(a, b, text)),
            (at(), select(STRANGE)).prop_map(|(a, text)| Mutation::Replace(a, text)),
            at().prop_map(Mutation::Truncate),
        ]
        .boxed()
    }
}

/// `text` with the mistakes in it.
pub(crate) fn mutated(text: &str, mutations: &[Mutation]) -> String {
    let mut tokens = tokens(text);
    for mutation in mutations {
        if tokens.is_empty() {
            break;
        }
        let len = tokens.len();
        match mutation {
            Mutation::Delete(at) => {
                tokens.remove(at.index(len));
            }
            Mutation::Duplicate(at) => tokens.insert(at.index(len), tokens[at.index(len)].clone()),
            Mutation::Swap(a, b) => tokens.swap(a.index(len), b.index(len)),
            Mutation::Splice(from, to, at) => {
                let (from, to) = (from.index(len), to.index(len));
                let part = tokens[from.min(to)..from.max(to)].to_vec();
                let at = at.index(len);
                tokens.splice(at..at, part);
            }
            Mutation::Insert(at, text) => tokens.insert(at.index(len), (*text).to_owned()),
            Mutation::Break(at, within, text) => {
                let token = &mut tokens[at.index(len)];
                let starts: Vec<usize> = token.char_indices().map(|(at, _)| at).collect();
                if !starts.is_empty() {
                    token.insert_str(starts[within.index(starts.len())], text);
                }
            }
            Mutation::Replace(at, text) => tokens[at.index(len)] = (*text).to_owned(),
            Mutation::Truncate(at) => tokens.truncate(at.index(len)),
        }
    }
    tokens.concat()
}

/// Words, blanks and single marks.
fn tokens(text: &str) -> Vec<String> {
    let kind = |c: char| match c {
        c if c.is_alphanumeric() || c == '_' => 0,
        ' ' | '\n' => 1,
        _ => 2,
    };
    let characters: Vec<char> = text.chars().collect();
    characters
        .chunk_by(|a, b| kind(*a) == kind(*b) && kind(*a) != 2)
        .map(|part| part.iter().collect())
        .collect()
}
