//! "Did you mean": the known name that a wrong one was most likely meant to be.

/// Of how many wrong names of one kind the meant ones are looked for, where the candidates may be many too.
pub(crate) const MOST_SUGGESTIONS: usize = 50;

/// The candidate that `name` is most likely a misspelling of.
///
/// A name that differs only in case wins; otherwise the nearest one by insertions, deletions, replacements and
/// swapped neighbours: at most two of them, and fewer in short names, where two would turn any name into any
/// other. Of equally near ones the first wins. Where none is near, the shortest that begins with `name`.
pub fn did_you_mean<'a>(
    name: &str,
    candidates: impl IntoIterator<Item = &'a str>,
) -> Option<&'a str> {
    // A misspelt name is short; a long text here is something else, and distances cost the product of lengths.
    const LONGEST: usize = 200;
    let lower = name.to_lowercase();
    let length = lower.chars().count();
    if length > LONGEST {
        return None;
    }
    let allowed = match length {
        0 | 1 => 0,
        2..=4 => 1,
        _ => 2,
    };
    let mut best: Option<(usize, &str)> = None;
    // The rest of the name may have been left out.
    let mut begun: Option<&str> = None;
    for candidate in candidates {
        if candidate == name || candidate.len() > 4 * LONGEST {
            continue;
        }
        let candidate_lower = candidate.to_lowercase();
        if candidate_lower == lower {
            return Some(candidate);
        }
        if candidate_lower.chars().count().abs_diff(length) > allowed {
            let shorter = begun.is_none_or(|known| candidate.len() < known.len());
            if length >= 4 && shorter && candidate_lower.starts_with(&lower) {
                begun = Some(candidate);
            }
            continue;
        }
        let distance = strsim::damerau_levenshtein(&lower, &candidate_lower);
        if distance <= allowed && best.is_none_or(|(least, _)| distance < least) {
            best = Some((distance, candidate));
        }
    }
    best.map(|(_, candidate)| candidate).or(begun)
}

#[cfg(test)]
mod tests {
    use super::did_you_mean;

    const FIELDS: [&str; 6] = ["Next", "End", "Type", "InputPath", "OutputPath", "Output"];

    #[test]
    fn finds_the_nearest_name() {
        assert_eq!(did_you_mean("Nxet", FIELDS), Some("Next"));
        assert_eq!(did_you_mean("InputPaht", FIELDS), Some("InputPath"));
        assert_eq!(did_you_mean("OuputPaths", FIELDS), Some("OutputPath"));
        assert_eq!(did_you_mean("end", FIELDS), Some("End"));
        let long = ["NumericGreaterThanPath", "NumericGreaterThan"];
        assert_eq!(did_you_mean("NumericGreater", long), Some(long[1]));
    }

    #[test]
    fn the_same_name_in_other_case_wins_over_a_nearer_spelling() {
        assert_eq!(did_you_mean("OUTPUT", ["Outpu", "Output"]), Some("Output"));
        assert_eq!(did_you_mean("ÉTAT", ["Etat", "État"]), Some("État"));
    }

    #[test]
    fn says_nothing_rather_than_something_unlikely() {
        assert_eq!(did_you_mean("Foo", FIELDS), None);
        assert_eq!(did_you_mean("E", FIELDS), None);
        assert_eq!(did_you_mean("", FIELDS), None);
        assert_eq!(did_you_mean("Next", ["Next"]), None);
        assert_eq!(did_you_mean(&"a".repeat(100_000), FIELDS), None);
    }
}
