//! The syntax tree as it is parsed, before [`process`](super::process) gives it its meaning.

use std::ops::Range;

use super::signature::Signature;

/// A node of the parsed tree.
#[derive(Clone, Debug)]
pub(super) struct Raw {
    pub(super) kind: RawKind,
    /// The token that makes it what it is: the place that the reference gives it (its end, to be exact).
    pub(super) span: Range<usize>,
    /// All that belongs to it.
    pub(super) extent: Range<usize>,
    /// Whether `[]` follows.
    pub(super) keep_array: bool,
    /// How many nodes are on the longest way down, this one included.
    pub(super) depth: usize,
    /// How many `&` in a row end here.
    pub(super) chain: usize,
}

/// What a [`Raw`] node is.
#[derive(Clone, Debug)]
pub(super) enum RawKind {
    /// The end of the expression, where an operand should be.
    End,
    Name(String),
    Variable(String),
    String(String),
    Number(f64),
    Bool(bool),
    Null,
    Regex {
        pattern: String,
        flags: String,
    },
    /// `?` as an argument.
    Placeholder,
    Wildcard,
    Descendant,
    Parent,
    /// `a.b`, `a + b`, `a .. b`, `a ~> b`, `$a := b`, `a@$b`, `a#$b` and so on.
    Binary {
        operator: &'static str,
        lhs: Box<Raw>,
        rhs: Box<Raw>,
    },
    /// `a[b]`
    Predicate {
        lhs: Box<Raw>,
        rhs: Box<Raw>,
    },
    /// `a{b: c}`
    Group {
        lhs: Box<Raw>,
        pairs: Vec<(Raw, Raw)>,
    },
    /// `a^(<b, >c)`
    Sort {
        lhs: Box<Raw>,
        terms: Vec<RawTerm>,
    },
    Negate(Box<Raw>),
    Array(Vec<Raw>),
    Object(Vec<(Raw, Raw)>),
    Function {
        procedure: Box<Raw>,
        arguments: Vec<Raw>,
        partial: bool,
    },
    Lambda {
        parameters: Vec<Raw>,
        signature: Option<Signature>,
        body: Box<Raw>,
    },
    Block(Vec<Raw>),
    Condition {
        condition: Box<Raw>,
        then: Box<Raw>,
        otherwise: Option<Box<Raw>>,
    },
    Transform {
        pattern: Box<Raw>,
        update: Box<Raw>,
        delete: Option<Box<Raw>>,
    },
}

/// One term of `^(...)`.
#[derive(Clone, Debug)]
pub(super) struct RawTerm {
    pub(super) descending: bool,
    pub(super) expression: Raw,
}
