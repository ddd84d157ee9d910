//! Words for what the YAML parser refuses.

use saphyr_parser::Parser;

use super::yaml_places::Places;
use crate::diagnostic::Diagnostic;
use crate::source::Span;

/// The code of mistakes in YAML.
pub(super) const CODE: &str = "invalid-yaml";

/// What the parser says, in our words: what it looked for, what to write. Looked up by a part of its message.
const WORDS: &[(&str, &str, &str)] = &[
    ("tab", TAB, "YAML is indented with spaces only"),
    (
        "mapping values are not allowed",
        "a key and its value stand where none can stand",
        "put a text that holds `: ` in quotes, or indent the line as the other keys of its mapping",
    ),
    (
        "simple key expect",
        "a key has no colon",
        "write `key: value`; a text of several lines starts with `|` or `>`",
    ),
    (
        "did not find expected key",
        "the line does not fit into its mapping",
        "indent the keys of one mapping alike, and write `key: value`",
    ),
    (
        "did not find expected '-' indicator",
        "the line does not fit into its sequence",
        "start every item of a sequence with `- `, indented alike",
    ),
    (
        "block sequence entries are not allowed",
        "an item of a sequence stands where none can stand",
        "start the sequence on a line of its own",
    ),
    (
        "expected ',' or '}'",
        "a mapping in braces lacks a comma or its end",
        "write `,` between members and `}` at the end",
    ),
    (
        "expected ',' or ']'",
        "a sequence in brackets lacks a comma or its end",
        "write `,` between items and `]` at the end",
    ),
    (
        "quoted scalar, found unexpected",
        "a string is not closed",
        "close it with the quote that opens it",
    ),
    (
        "invalid indentation in quoted scalar",
        "a string is not closed",
        "close it with the quote that opens it, or indent its further lines more than its key",
    ),
    (
        "unknown escape character",
        "the string holds an escape that YAML does not know",
        "write `\\\\` for a backslash, or put the string in single quotes",
    ),
    (
        "hexadecimal number",
        "the string holds an escape with too few digits",
        "write `\\x` with two, `\\u` with four and `\\U` with eight hexadecimal digits",
    ),
    (
        "invalid Unicode character escape",
        "the string holds an escape that stands for no character",
        "write the character itself",
    ),
    (
        "unknown anchor",
        "an alias has no anchor",
        "write `&name` before the value that `*name` repeats, further up; quote a text that starts with `*`",
    ),
    (
        "unexpected character",
        "a plain text cannot start with this character",
        "put the text in quotes",
    ),
    (
        "trailing content after double-quoted",
        "text stands after a quoted string",
        "put all of the text inside of the quotes",
    ),
    (
        "misplaced bracket",
        "a bracket closes nothing",
        "remove it, or put the text in quotes",
    ),
    (
        "block scalar",
        "a block of text is not written correctly",
        "write `|` or `>` alone at the end of its line, and indent all lines of the text alike",
    ),
    (
        "byte order mark",
        "a byte order mark stands inside of the document",
        "remove it",
    ),
    (
        "indentation",
        "a line is indented less than what it belongs to",
        "indent the line as the others of its mapping or sequence",
    ),
    (
        "document",
        "the document does not end where it should",
        "a file holds one definition",
    ),
];

/// How many mistakes are looked for behind the first: each takes another reading of the text.
const MOST_FURTHER: usize = 8;

const TAB: &str = "a tab indents a line";

/// Mistakes that spoil no more than their line and what is indented below it.
const OF_ONE_LINE: &[&str] = &[
    TAB,
    "a key and its value stand where none can stand",
    "a key has no colon",
    "an expression is not in quotes",
    "the line does not fit into its mapping",
    "the string holds an escape that YAML does not know",
    "a plain text cannot start with this character",
    "text stands after a quoted string",
];

/// The mistakes behind one that the parser does not go past: those in the text without the lines that it spoils.
pub(super) fn further_errors(text: &str, first: &Diagnostic) -> Vec<Diagnostic> {
    let mut found: Vec<Diagnostic> = Vec::new();
    let mut rest = text.to_owned();
    while found.len() < MOST_FURTHER {
        let last = found.last().unwrap_or(first);
        if last.code != CODE || !OF_ONE_LINE.contains(&last.message.as_str()) {
            break;
        }
        let end = blank_out(&mut rest, last);
        let error = Parser::new_from_str(&rest).find_map(|event| event.err());
        let Some(error) = error else {
            break;
        };
        let at = Places::new(&rest).byte(error.marker().index());
        let next = scan_error(&rest, at, error.info());
        if next.primary.span.start < end {
            break;
        }
        found.push(next);
    }
    found
}

/// Puts blanks in place of a mistake's line and of all that is indented below it; gives where that ends.
fn blank_out(text: &mut String, mistake: &Diagnostic) -> usize {
    let at = mistake.primary.span.start;
    let from = text[..at].rfind('\n').map_or(0, |line| line + 1);
    let indentation = |line: &str| line.len() - line.trim_start_matches(' ').len();
    let own = indentation(&text[from..]);
    let by_tab = |line: &str| line.trim_start_matches(' ').starts_with('\t');
    let mut to = from;
    for (index, line) in text[from..].split_inclusive('\n').enumerate() {
        // A tab says nothing of what belongs to what.
        let belongs = match mistake.message == TAB {
            true => by_tab(line),
            false => line.trim().is_empty() || indentation(line) > own,
        };
        if index > 0 && !belongs {
            break;
        }
        to += line.len();
    }
    let blanks: String = text[from..to]
        .bytes()
        .map(|byte| if byte == b'\n' { '\n' } else { ' ' })
        .collect();
    text.replace_range(from..to, &blanks);
    to
}

/// A mistake at `at`, of which the parser says `info`.
pub(super) fn scan_error(text: &str, at: usize, info: &str) -> Diagnostic {
    if info.contains("recursion limit") {
        return super::too_deep(Span::new(at, at));
    }
    let span = if info.contains("simple key expect") {
        // The parser has gone on to the next line to look for the colon.
        let line = text[..at].rfind('\n').unwrap_or(0);
        place(text, line)
    } else if info.contains("unknown escape") {
        unknown_escape(text, at)
    } else {
        place(text, at)
    };
    let error = |message: &str| Diagnostic::error(CODE, span, message.to_string());
    let before = text[..span.start].trim_end_matches([' ', '\t']);
    if before.ends_with('{') && text[span.start..].starts_with('%') {
        return error("an expression is not in quotes")
            .label("`{` starts a mapping here")
            .help("write `\"{% … %}\"`, or put the expression on lines of its own after `|`");
    }
    if before.ends_with("$") && text[span.start..].starts_with('{') {
        return error("a substitution is not in quotes")
            .label("`{` starts a mapping here")
            .help("write `\"${Name}\"`, and give it in `substitutions`");
    }
    let known = WORDS.iter().find(|(part, ..)| info.contains(part));
    match known {
        Some((_, message, help)) => error(message).help(*help),
        None => {
            let info = info.replace('\'', "`");
            error("the file is not valid YAML").label(info)
        }
    }
}

/// One character at `at`, or, where that is the end of the line or of the text, the place after what stands before.
fn place(text: &str, at: usize) -> Span {
    let rest = &text[at..];
    match rest.chars().next() {
        Some(c) if !c.is_whitespace() => Span::new(at, at + c.len_utf8()),
        _ => {
            let end = text[..at].trim_end().len();
            Span::new(end, end)
        }
    }
}

/// The first escape that YAML does not know in the string that opens at `at`.
fn unknown_escape(text: &str, at: usize) -> Span {
    let mut characters = text[at..].char_indices();
    while let Some((offset, c)) = characters.next() {
        if c != '\\' {
            continue;
        }
        let start = at + offset;
        match characters.next() {
            Some((_, escaped)) if !"0abtnvfre \"/\\N_LPxuU\t\r\n".contains(escaped) => {
                return Span::new(start, start + 1 + escaped.len_utf8());
            }
            _ => {}
        }
    }
    place(text, at)
}
