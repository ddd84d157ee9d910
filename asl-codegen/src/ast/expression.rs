//! Values that are computed: payload templates, paths, intrinsic calls, JSONata expressions.

use crate::jsonata::Expression;
use crate::jsonpath::{IntrinsicCall, Path};
use crate::source::{Span, Spanned};
use crate::text::Text;

/// A value of the definition in which some parts are computed: `Parameters`, `ResultSelector`, `ItemSelector`, `Assign` in
/// JSONPath; `Arguments`, `Output`, `Assign`, `Items` in JSONata; `Result` (nothing computed).
#[derive(Clone, Debug)]
pub struct PayloadTemplate {
    /// What it is.
    pub kind: TemplateKind,
    /// Where it stands.
    pub span: Span,
}

/// What a [`PayloadTemplate`] is.
#[derive(Clone, Debug)]
pub enum TemplateKind {
    /// `null`
    Null,
    /// A Boolean.
    Bool(bool),
    /// A number, as it is written.
    Number(String),
    /// A string that is taken as it stands.
    String(Text),
    /// An array.
    Array(Vec<PayloadTemplate>),
    /// An object; the keys without their `.$`.
    Object(Vec<TemplateField>),
    /// A JSONPath (the value of a `.$` key): `$.x`, `$$.x` or `$variable.x`.
    Path(Path),
    /// An intrinsic function's call (the value of a `.$` key).
    Intrinsic(IntrinsicCall),
    /// `{% … %}`
    Jsonata(Expression),
    /// `${Name}` without quotes and without a value: any JSON.
    Substitution(Text),
}

/// A member of a template's object.
#[derive(Clone, Debug)]
pub struct TemplateField {
    /// The key as it is written, `.$` included.
    pub key: Text,
    /// The key of the result: without `.$`.
    pub name: String,
    /// The value.
    pub value: PayloadTemplate,
}

/// A number that is written down or computed: `TimeoutSeconds`, `TimeoutSecondsPath`, `MaxConcurrency`, `Seconds`, …
#[derive(Clone, Debug)]
pub enum Amount<T = u64> {
    /// Written down.
    Literal(Spanned<T>),
    /// By a `…Path` field.
    Path(Path),
    /// By `{% … %}`.
    Jsonata(Expression),
    /// By a substitution that has no value.
    Substitution(Text),
}

/// A string that is written down or computed: `Error`, `Cause`, `Timestamp`, and their `…Path` forms.
#[derive(Clone, Debug)]
pub enum StringValue {
    /// Written down.
    Literal(Text),
    /// By a `…Path` field.
    Path(Path),
    /// An intrinsic function's call in a `…Path` field.
    Intrinsic(IntrinsicCall),
    /// By `{% … %}`.
    Jsonata(Expression),
}

/// `InputPath` and `OutputPath`: a path, or `null` for an empty object.
#[derive(Clone, Debug)]
pub enum OptionalPath {
    /// `null`: the data is `{}`.
    Null(Span),
    /// A path.
    Path(Path),
}
