//! JSONPath in the dialect that Step Functions speaks (Jayway's), and intrinsic function calls.

use crate::source::Span;
use crate::text::Text;

/// A parsed path.
#[derive(Clone, Debug)]
pub struct Path {
    /// As it is written.
    pub text: Text,
    /// What it starts at.
    pub root: PathRoot,
    /// The steps from there.
    pub segments: Vec<Segment>,
}

/// What a path starts at.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum PathRoot {
    /// `$`: the data at hand.
    Input,
    /// `$$`: the Context Object.
    Context,
    /// `$name`: a variable.
    Variable(String),
}

/// A step of a path. A path of only `Member` and `Index` steps is a Reference Path and finds at most one value.
#[derive(Clone, Debug, PartialEq)]
pub enum Segment {
    /// `.name` or `['name']`
    Member(String),
    /// `[0]`; negative counts from the end.
    Index(i64),
    /// Anything else Jayway has (`*`, `..`, slices, filters, unions, functions): recognised, and refused as not supported yet.
    General(Span),
}

/// A call of an intrinsic function, `States.Format('{}', $.x)`.
#[derive(Clone, Debug)]
pub struct IntrinsicCall {
    /// As it is written: the whole field, of which a nested call is a part.
    pub text: Text,
    /// The name without `States.`, such as `Format`.
    pub function: String,
    /// The arguments.
    pub arguments: Vec<IntrinsicArgument>,
    /// Where the call stands.
    pub span: Span,
}

/// An argument of an intrinsic function.
#[derive(Clone, Debug)]
pub enum IntrinsicArgument {
    /// `null`
    Null,
    /// A Boolean.
    Bool(bool),
    /// A number, as it is written.
    Number(String),
    /// A quoted string, escapes resolved (for `Format`, `\{` and `\}` are kept for the template's own reading).
    String(String),
    /// A path.
    Path(Path),
    /// A nested call.
    Call(IntrinsicCall),
}
