//! The built-in functions: the reference's at 2.0.6 and the ones that Step Functions adds.

use super::ast::{Node, NodeKind};
use super::signature::Signature;

/// Name and signature of every function. `$eval` is missing because Step Functions refuses it.
const FUNCTIONS: &[(&str, &str)] = &[
    ("abs", "<n-:n>"),
    ("append", "<xx:a>"),
    ("assert", "<bs?:x>"),
    ("average", "<a<n>:n>"),
    ("base64decode", "<s-:s>"),
    ("base64encode", "<s-:s>"),
    ("boolean", "<x-:b>"),
    ("ceil", "<n-:n>"),
    ("clone", "<(oa)-:o>"),
    ("contains", "<s-(sf):b>"),
    ("count", "<a:n>"),
    ("decodeUrl", "<s-:s>"),
    ("decodeUrlComponent", "<s-:s>"),
    ("distinct", "<x:x>"),
    ("each", "<o-f:a>"),
    ("encodeUrl", "<s-:s>"),
    ("encodeUrlComponent", "<s-:s>"),
    ("error", "<s?:x>"),
    ("exists", "<x:b>"),
    ("filter", "<af>"),
    ("floor", "<n-:n>"),
    ("formatBase", "<n-n?:s>"),
    ("formatInteger", "<n-s:s>"),
    ("formatNumber", "<n-so?:s>"),
    ("fromMillis", "<n-s?s?:s>"),
    ("hash", "<xs:s>"),
    ("join", "<a<s>s?:s>"),
    ("keys", "<x-:a<s>>"),
    ("length", "<s-:n>"),
    ("lookup", "<x-s:x>"),
    ("lowercase", "<s-:s>"),
    ("map", "<af>"),
    ("match", "<s-f<s:o>n?:a<o>>"),
    ("max", "<a<n>:n>"),
    ("merge", "<a<o>:o>"),
    ("millis", "<:n>"),
    ("min", "<a<n>:n>"),
    ("not", "<x-:b>"),
    ("now", "<s?s?:s>"),
    ("number", "<(nsb)-:n>"),
    ("pad", "<s-ns?:s>"),
    ("parse", "<s:x>"),
    ("parseInteger", "<s-s:n>"),
    ("partition", "<an:a<a>>"),
    ("power", "<n-n:n>"),
    ("random", "<n?:n>"),
    ("range", "<nnn:a<n>>"),
    ("reduce", "<afj?:j>"),
    ("replace", "<s-(sf)(sf)n?:s>"),
    ("reverse", "<a:a>"),
    ("round", "<n-n?:n>"),
    ("shuffle", "<a:a>"),
    ("sift", "<o-f?:o>"),
    ("single", "<af?>"),
    ("sort", "<af?:a>"),
    ("split", "<s-(sf)n?:a<s>>"),
    ("spread", "<x-:a<o>>"),
    ("sqrt", "<n-:n>"),
    ("string", "<x-b?:s>"),
    ("substring", "<s-nn?:s>"),
    ("substringAfter", "<s-s:s>"),
    ("substringBefore", "<s-s:s>"),
    ("sum", "<a<n>:n>"),
    ("toMillis", "<s-s?:n>"),
    ("trim", "<s-:s>"),
    ("type", "<x:s>"),
    ("uppercase", "<s-:s>"),
    ("uuid", "<:s>"),
    ("zip", "<a+>"),
];

/// The functions whose second argument is a function that is applied to each item.
pub(super) const HIGHER_ORDER: [&str; 6] = ["each", "filter", "map", "reduce", "sift", "single"];

/// The signature of a function.
pub(super) fn signature(name: &str) -> Option<Signature> {
    let at = FUNCTIONS.binary_search_by_key(&name, |(name, _)| name);
    let (_, definition) = FUNCTIONS[at.ok()?];
    Signature::parse(definition, 0..0).ok()
}

/// The names of all functions.
pub(super) fn names() -> impl Iterator<Item = &'static str> {
    FUNCTIONS.iter().map(|(name, _)| *name)
}

/// Whether a function takes one value and no more where it is passed to a [`HIGHER_ORDER`] one.
pub(super) fn passable(name: &str) -> bool {
    name == "string" || signature(name).is_some_and(|signature| arity(&signature).1 == 1)
}

/// Whether an expression is a function, as far as that can be seen.
pub(super) fn is_function(node: &Node) -> bool {
    let is_plain = node.predicates.is_empty() && node.group.is_none();
    is_plain
        && match &node.kind {
            NodeKind::Lambda { .. }
            | NodeKind::Regex { .. }
            | NodeKind::Transform { .. }
            | NodeKind::Function { partial: true, .. } => true,
            NodeKind::Variable(name) => signature(name).is_some(),
            NodeKind::Apply { lhs, .. } => is_function(lhs),
            _ => false,
        }
}

/// How many arguments a signature takes at least and at most.
pub(super) fn arity(signature: &Signature) -> (usize, usize) {
    let needed = signature.parameters.iter();
    let needed = needed.filter(|parameter| !parameter.context && !parameter.optional);
    let most = match signature.parameters.iter().any(|p| p.repeated) {
        true => usize::MAX,
        false => signature.parameters.len(),
    };
    (needed.count(), most)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_list_is_sorted_and_every_signature_reads() {
        let all: Vec<_> = names().collect();
        assert!(all.is_sorted());
        assert!(all.iter().all(|name| signature(name).is_some()));
        assert_eq!(signature("eval"), None);
    }

    #[test]
    fn arities_follow_from_signatures() {
        let of = |name| arity(&signature(name).unwrap());
        assert_eq!(of("substring"), (1, 3));
        assert_eq!(of("append"), (2, 2));
        assert_eq!(of("millis"), (0, 0));
        assert_eq!(of("zip"), (1, usize::MAX));
    }
}
