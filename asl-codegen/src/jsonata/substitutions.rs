//! `${Name}` without a value in expressions: variables whose names no variable can have.

use std::ops::Range;

use super::raw::RawKind;
use crate::ast::SubstitutionRole;
use crate::parse::find_substitutions;

/// The variable that a substitution outside of strings is.
pub(super) fn bare(name: &str) -> String {
    format!("{{{name}}}")
}

/// The variable that a substitution in a string is.
fn quoted(name: &str) -> String {
    format!("'{name}'")
}

/// The parts of a string with substitutions in it.
pub(super) fn parts(string: &str) -> Vec<RawKind> {
    let literal = |part: &str| RawKind::String(part.to_owned());
    let mut parts = Vec::new();
    let mut done = 0;
    for (place, name) in find_substitutions(string) {
        parts.push(literal(&string[done..place.start]));
        parts.push(RawKind::Variable(quoted(name)));
        done = place.end;
    }
    parts.push(literal(&string[done..]));
    parts.retain(|part| !matches!(part, RawKind::String(text) if text.is_empty()));
    parts
}

/// The substitution that a variable stands for, and what its value is.
pub(super) fn of_variable(variable: &str) -> Option<(&str, SubstitutionRole)> {
    let within = |open, close| variable.strip_prefix(open)?.strip_suffix(close);
    match (within('{', '}'), within('\'', '\'')) {
        (Some(name), _) => Some((name, SubstitutionRole::Value)),
        (_, Some(name)) => Some((name, SubstitutionRole::String)),
        _ => None,
    }
}

/// The substitutions in the text of an expression that no variable stands for, as they are parts of a name; in comments
/// they are nothing.
pub(super) fn in_names(
    source: &str,
    read: impl Fn(&Range<usize>) -> bool,
) -> Vec<(Range<usize>, String)> {
    let in_comment = |at: usize| {
        let opened = source[..at].rfind("/*");
        opened.is_some_and(|opened| !source[opened..at].contains("*/"))
    };
    find_substitutions(source)
        .into_iter()
        .filter(|(place, _)| !read(place) && !in_comment(place.start))
        .map(|(place, name)| (place, name.to_owned()))
        .collect()
}
