//! The built-in functions that are functions of Rust.

use super::code::Kind;

/// How a function's call is emitted.
pub(super) struct Built {
    pub(super) name: &'static str,
    /// The name of the Rust function.
    pub(super) function: &'static str,
    pub(super) kind: Kind,
    pub(super) fails: bool,
    /// Whether the Rust function takes the evaluation as its last argument.
    pub(super) evaluation: bool,
}

const fn may_fail(name: &'static str, function: &'static str, kind: Kind) -> Built {
    Built {
        name,
        function,
        kind,
        fails: true,
        evaluation: false,
    }
}

const fn infallible(name: &'static str, function: &'static str, kind: Kind) -> Built {
    Built {
        fails: false,
        ..may_fail(name, function, kind)
    }
}

const fn with_evaluation(
    name: &'static str,
    function: &'static str,
    kind: Kind,
    fails: bool,
) -> Built {
    Built {
        fails,
        evaluation: true,
        ..may_fail(name, function, kind)
    }
}

pub(super) const FINITE: Kind = Kind::Number { finite: true };

/// The functions that are called with their arguments, the ones left out being undefined.
const BUILT: &[Built] = &[
    may_fail("abs", "abs", Kind::MaybeNumber),
    infallible("append", "append", Kind::Sequence),
    may_fail("assert", "assert", Kind::Sequence),
    may_fail("average", "average", Kind::MaybeNumber),
    may_fail("base64decode", "base64_decode", Kind::MaybeString),
    may_fail("base64encode", "base64_encode", Kind::MaybeString),
    may_fail("boolean", "boolean", Kind::MaybeBool),
    may_fail("ceil", "ceil", Kind::MaybeNumber),
    may_fail("contains", "contains", Kind::MaybeBool),
    infallible("count", "count", FINITE),
    may_fail("decodeUrl", "decode_url", Kind::MaybeString),
    may_fail(
        "decodeUrlComponent",
        "decode_url_component",
        Kind::MaybeString,
    ),
    infallible("distinct", "distinct", Kind::Items),
    may_fail("encodeUrl", "encode_url", Kind::MaybeString),
    may_fail(
        "encodeUrlComponent",
        "encode_url_component",
        Kind::MaybeString,
    ),
    may_fail("error", "error", Kind::Sequence),
    infallible("exists", "exists", Kind::Bool),
    may_fail("floor", "floor", Kind::MaybeNumber),
    may_fail("formatBase", "format_base", Kind::MaybeString),
    may_fail("formatInteger", "format_integer", Kind::MaybeString),
    may_fail("formatNumber", "format_number", Kind::MaybeString),
    may_fail("fromMillis", "from_millis", Kind::MaybeString),
    may_fail("hash", "hash", Kind::MaybeString),
    may_fail("join", "join", Kind::MaybeString),
    infallible("keys", "keys", Kind::Items),
    may_fail("length", "length", Kind::MaybeNumber),
    may_fail("lookup", "lookup", Kind::Items),
    may_fail("lowercase", "lowercase", Kind::MaybeString),
    may_fail("max", "max", Kind::MaybeNumber),
    may_fail("merge", "merge", Kind::MaybeValue),
    with_evaluation("millis", "millis", FINITE, false),
    may_fail("min", "min", Kind::MaybeNumber),
    may_fail("not", "not", Kind::MaybeBool),
    with_evaluation("now", "now", Kind::String, false),
    may_fail("number", "number", Kind::MaybeNumber),
    may_fail("pad", "pad", Kind::MaybeString),
    may_fail("parse", "parse", Kind::MaybeValue),
    may_fail("parseInteger", "parse_integer", Kind::MaybeNumber),
    may_fail("partition", "partition", Kind::MaybeValue),
    may_fail("power", "power", Kind::MaybeNumber),
    with_evaluation("random", "random", FINITE, true),
    may_fail("range", "range", Kind::Items),
    may_fail("replace", "replace", Kind::MaybeString),
    infallible("reverse", "reverse", Kind::Sequence),
    may_fail("round", "round", Kind::MaybeNumber),
    may_fail("sort", "sort", Kind::Sequence),
    may_fail("split", "split", Kind::MaybeValue),
    infallible("spread", "spread", Kind::Items),
    may_fail("sqrt", "sqrt", Kind::MaybeNumber),
    may_fail("string", "string", Kind::MaybeString),
    may_fail("substring", "substring", Kind::MaybeString),
    may_fail("substringAfter", "substring_after", Kind::MaybeString),
    may_fail("substringBefore", "substring_before", Kind::MaybeString),
    may_fail("sum", "sum", Kind::MaybeNumber),
    with_evaluation("toMillis", "to_millis", Kind::MaybeNumber, true),
    may_fail("trim", "trim", Kind::MaybeString),
    infallible("type", "type_of", Kind::MaybeString),
    may_fail("uppercase", "uppercase", Kind::MaybeString),
    with_evaluation("uuid", "uuid", Kind::String, false),
];

/// The functions whose last argument may be left out.
pub(super) const OPTIONAL: [&str; 13] = [
    "assert",
    "error",
    "formatBase",
    "formatNumber",
    "join",
    "pad",
    "random",
    "replace",
    "round",
    "split",
    "string",
    "substring",
    "toMillis",
];

/// The function of a name.
pub(super) fn built(name: &str) -> Option<&'static Built> {
    let at = BUILT.binary_search_by_key(&name, |built| built.name);
    Some(&BUILT[at.ok()?])
}

/// Whether a function's calls become calls of a function of Rust.
pub(super) fn is_plain(name: &str) -> bool {
    built(name).is_some()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::jsonata::functions::{self, HIGHER_ORDER};

    #[test]
    fn the_list_is_sorted_and_holds_known_functions() {
        assert!(BUILT.is_sorted_by_key(|built| built.name));
        assert!(
            BUILT
                .iter()
                .all(|built| functions::signature(built.name).is_some())
        );
        assert!(
            HIGHER_ORDER
                .iter()
                .all(|name| functions::signature(name).is_some())
        );
    }
}
