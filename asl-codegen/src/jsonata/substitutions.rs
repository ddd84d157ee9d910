//! `${Name}` without a value in expressions: variables whose names no variable can have.

use std::ops::Range;

use super::raw::RawKind;
use crate::ast::SubstitutionRole;
use crate::parse::{Piece, find_substitutions, pieces};

/// The variable that a substitution outside of strings is.
pub(super) fn bare(name: &str) -> String {
    format!("{{{name}}}")
}

/// The variable that a substitution in a string is.
fn quoted(name: &str) -> String {
    format!("'{name}'")
}

/// The parts of a string with substitutions in it.
pub(super) fn parts(string: &str) -> impl Iterator<Item = RawKind> {
    let parts = pieces(string, |name| Some(quoted(name)));
    parts.into_iter().map(|piece| match piece {
        Piece::Text(text) => RawKind::String(text.to_owned()),
        Piece::Substitution(variable) => RawKind::Variable(variable),
    })
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
