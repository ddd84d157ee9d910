//! The steps of a path that can find any number of values: wildcards, slices, filters, functions.

use super::Segment;
use crate::source::Span;

/// A step that is more than a name or an index.
#[derive(Clone, Debug, PartialEq)]
pub struct General {
    /// What it is.
    pub kind: GeneralKind,
    /// Where it stands.
    pub span: Span,
}

/// What a [`General`] step is.
#[derive(Clone, Debug, PartialEq)]
pub enum GeneralKind {
    /// `.*` or `[*]`: all members or items.
    Wildcard,
    /// `..`: the step after it is taken from the value and from all values inside it.
    Descendants,
    /// `['a', 'b']`: an object of these members.
    Members(Vec<String>),
    /// `[0, 2]`; negative ones count from the end.
    Indices(Vec<i64>),
    /// `[1:3]`, `[1:]` or `[:3]`; negative ones count from the end.
    Slice {
        /// The first item.
        from: Option<i64>,
        /// The item after the last one.
        to: Option<i64>,
    },
    /// `[?(…)]`: the items that it holds for.
    Filter(Filter),
    /// `.length()`
    Function {
        /// Its name, one of [`FUNCTIONS`].
        name: String,
        /// The arguments.
        arguments: Vec<FilterValue>,
    },
}

/// The functions that a path can end in.
pub const FUNCTIONS: [&str; 13] = [
    "append", "avg", "concat", "first", "index", "keys", "last", "length", "max", "min", "size",
    "stddev", "sum",
];

/// The condition of a filter.
#[derive(Clone, Debug, PartialEq)]
pub enum Filter {
    /// `a || b`
    Or(Vec<Filter>),
    /// `a && b`
    And(Vec<Filter>),
    /// `!a`
    Not(Box<Filter>),
    /// A path on its own: whether it finds something.
    Exists(FilterPath),
    /// `a == b`
    Comparison {
        /// The left side.
        left: FilterValue,
        /// What has to hold between the two.
        operator: FilterOperator,
        /// The right side.
        right: FilterValue,
    },
}

/// A value in a filter.
#[derive(Clone, Debug, PartialEq)]
pub enum FilterValue {
    /// `null`
    Null,
    /// A Boolean.
    Bool(bool),
    /// A number, as it is written.
    Number(String),
    /// A string, in single or double quotes or in none.
    String(String),
    /// `/pattern/flags`
    Regex {
        /// Between the slashes.
        pattern: String,
        /// Behind them.
        flags: String,
    },
    /// An array.
    List(Vec<FilterValue>),
    /// An object.
    Object(Vec<(String, FilterValue)>),
    /// What a path finds.
    Path(FilterPath),
}

/// A path in a filter.
#[derive(Clone, Debug, PartialEq)]
pub struct FilterPath {
    /// `@`, the item that the filter looks at; otherwise `$`, what the whole path starts at.
    pub current: bool,
    /// The steps from there.
    pub segments: Vec<Segment>,
}

/// What two values of a filter are compared by.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[allow(missing_docs)] // The names in `OPERATORS` say it.
pub enum FilterOperator {
    Equals,
    SameAs,
    NotEquals,
    NotSameAs,
    LessThan,
    LessThanEquals,
    GreaterThan,
    GreaterThanEquals,
    Matches,
    In,
    NotIn,
    Contains,
    All,
    Size,
    Exists,
    Type,
    MatchesPredicate,
    Empty,
    SubsetOf,
    AnyOf,
    NoneOf,
}

/// The operators as they are written; words in any case.
pub(super) const OPERATORS: [(&str, FilterOperator); 21] = [
    ("==", FilterOperator::Equals),
    ("===", FilterOperator::SameAs),
    ("!=", FilterOperator::NotEquals),
    ("!==", FilterOperator::NotSameAs),
    ("<", FilterOperator::LessThan),
    ("<=", FilterOperator::LessThanEquals),
    (">", FilterOperator::GreaterThan),
    (">=", FilterOperator::GreaterThanEquals),
    ("=~", FilterOperator::Matches),
    ("in", FilterOperator::In),
    ("nin", FilterOperator::NotIn),
    ("contains", FilterOperator::Contains),
    ("all", FilterOperator::All),
    ("size", FilterOperator::Size),
    ("exists", FilterOperator::Exists),
    ("type", FilterOperator::Type),
    ("matches", FilterOperator::MatchesPredicate),
    ("empty", FilterOperator::Empty),
    ("subsetof", FilterOperator::SubsetOf),
    ("anyof", FilterOperator::AnyOf),
    ("noneof", FilterOperator::NoneOf),
];
