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

/// The substitutions in the text of an expression that stand in none of the places `read`, as they are parts of a name;
/// in comments they are nothing.
pub(super) fn in_names(source: &str, mut read: Vec<Range<usize>>) -> Vec<(Range<usize>, String)> {
    let found = find_substitutions(source);
    if found.is_empty() {
        return Vec::new();
    }
    read.sort_by_key(|place| place.start);
    let is_read = |place: &Range<usize>| {
        let after = read.partition_point(|read| read.start <= place.start);
        after > 0 && place.end <= read[after - 1].end
    };
    let opened = source.match_indices("/*").map(|(at, _)| (at, true));
    let closed = source.match_indices("*/").map(|(at, _)| (at, false));
    let mut marks: Vec<(usize, bool)> = opened.chain(closed).collect();
    marks.sort_unstable();
    let in_comment = |at: usize| {
        let before = marks.partition_point(|(mark, _)| mark + "/*".len() <= at);
        before > 0 && marks[before - 1].1
    };
    found
        .into_iter()
        .filter(|(place, _)| !is_read(place) && !in_comment(place.start))
        .map(|(place, name)| (place, name.to_owned()))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_hold_what_is_neither_read_nor_in_a_comment() {
        let source =
            "/* ${A} */ ${B} & '${C}${D}' & $states.input.'${E}' /* ${F} ${G} */ & a.`${H}`";
        let place = |text: &str| {
            let at = source.find(text).unwrap();
            at..at + text.len()
        };
        // In any order, as they are found.
        let read = vec![place("'${C}${D}'"), place("${B}"), place("'${C}${D}'")];
        let names = in_names(source, read).into_iter().map(|(_, name)| name);
        assert_eq!(names.collect::<Vec<_>>(), ["E", "H"]);
    }

    #[test]
    fn many_in_a_comment_take_no_more_time_than_their_number() {
        let source = format!("/* {} */ 1", "${A} ".repeat(200_000));
        assert!(in_names(&source, Vec::new()).is_empty());
    }
}
