//! What is wrong with an expression's syntax: the reference's codes and texts, and how we put them.

use std::ops::Range;

use crate::diagnostic::Diagnostic;
use crate::text::Text;

/// What reading gives; an error is boxed, as it is large and rare.
pub(super) type Result<T> = std::result::Result<T, Box<SyntaxError>>;

/// A mistake that the lexer or the parser found; the first one ends the reading.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct SyntaxError {
    /// The reference's code, `S0201`, or a name of ours.
    pub(super) code: &'static str,
    /// The bytes of the expression that are wrong.
    pub(super) span: Range<usize>,
    /// What was found, as the reference's text quotes it.
    token: String,
    /// What was expected, or which parameter it is about.
    value: String,
    help: Option<String>,
}

impl SyntaxError {
    pub(super) fn new(code: &'static str, span: Range<usize>) -> Box<Self> {
        Box::new(SyntaxError {
            code,
            span,
            token: String::new(),
            value: String::new(),
            help: None,
        })
    }

    /// Half of a surrogate pair, which no Rust string can hold.
    pub(super) fn lone_surrogate(span: Range<usize>) -> Box<Self> {
        SyntaxError::new("lone-surrogate", span)
    }

    /// An expression that is nested too deep to be compiled without fear for the stack.
    pub(super) fn too_deep(span: Range<usize>) -> Box<Self> {
        SyntaxError::new("too-deep", span)
    }

    /// An expression of too many parts.
    pub(super) fn too_large(span: Range<usize>) -> Box<Self> {
        SyntaxError::new("too-large", span)
    }

    pub(super) fn token(mut self: Box<Self>, token: impl Into<String>) -> Box<Self> {
        self.token = token.into();
        self
    }

    pub(super) fn value(mut self: Box<Self>, value: impl Into<String>) -> Box<Self> {
        self.value = value.into();
        self
    }

    pub(super) fn help(mut self: Box<Self>, help: impl Into<String>) -> Box<Self> {
        self.help = Some(help.into());
        self
    }

    /// The reference's message for the code.
    pub(super) fn reference_message(&self) -> Option<String> {
        let SyntaxError { token, value, .. } = self;
        Some(match self.code {
            "S0101" => "String literal must be terminated by a matching quote".to_owned(),
            "S0102" => format!("Number out of range: {}", quoted(token)),
            "S0103" => format!("Unsupported escape sequence: \\{}", quoted(token)),
            "S0104" => "The escape sequence \\u must be followed by 4 hex digits".to_owned(),
            "S0105" => "Quoted property name must be terminated with a backquote (`)".to_owned(),
            "S0106" => "Comment has no closing tag".to_owned(),
            "S0201" => format!("Syntax error: {}", quoted(token)),
            "S0202" => format!("Expected {}, got {}", quoted(value), quoted(token)),
            "S0203" => format!("Expected {} before end of expression", quoted(value)),
            "S0204" => format!("Unknown operator: {}", quoted(token)),
            "S0207" => "Unexpected end of expression".to_owned(),
            "S0208" => format!(
                "Parameter {value} of function definition must be a variable name (start with $)"
            ),
            "S0209" => "A predicate cannot follow a grouping expression in a step".to_owned(),
            "S0210" => "Each step can only have one grouping expression".to_owned(),
            "S0211" => format!(
                "The symbol {} cannot be used as a unary operator",
                quoted(token)
            ),
            "S0212" => "The left side of := must be a variable name (start with $)".to_owned(),
            "S0213" => {
                format!(
                    "The literal value {token} cannot be used as a step within a path expression"
                )
            }
            "S0214" => format!(
                "The right side of {} must be a variable name (start with $)",
                quoted(token)
            ),
            "S0215" => {
                "A context variable binding must precede any predicates on a step".to_owned()
            }
            "S0216" => {
                "A context variable binding must precede the 'order-by' clause on a step".to_owned()
            }
            "S0217" => {
                "The object representing the 'parent' cannot be derived from this expression"
                    .to_owned()
            }
            "S0301" => "Empty regular expressions are not allowed".to_owned(),
            "S0302" => "No terminating / in regular expression".to_owned(),
            "S0401" => "Type parameters can only be applied to functions and arrays".to_owned(),
            "S0402" => "Choice groups containing parameterized types are not supported".to_owned(),
            _ => return None,
        })
    }

    /// What is wrong, in our words: the end of the message, and of the label.
    fn what(&self) -> String {
        let SyntaxError { token, value, .. } = self;
        match self.code {
            "S0101" => "this string is not closed".to_owned(),
            "S0102" => "this number is too large".to_owned(),
            "S0103" => format!("strings have no escape `\\{token}`"),
            "S0104" => "`\\u` needs four hexadecimal digits".to_owned(),
            "S0105" => "this quoted name is not closed".to_owned(),
            "S0106" => "this comment is not closed".to_owned(),
            "S0201" => format!("unexpected `{token}`"),
            "S0202" => format!("expected `{value}`, found `{token}`"),
            "S0203" => format!("expected `{value}` before the end"),
            "S0204" => format!("there is no operator `{token}`"),
            "S0207" => "it ends where an operand is missing".to_owned(),
            "S0208" => "a function's parameter has to be a `$name`".to_owned(),
            "S0209" => "a predicate cannot follow a grouping".to_owned(),
            "S0210" => "a step can be grouped only once".to_owned(),
            "S0211" => format!("an operand is missing before `{token}`"),
            "S0212" => "only a `$name` can be assigned to".to_owned(),
            "S0213" => format!("`{token}` cannot be a step of a path"),
            "S0214" => format!("`{token}` has to be followed by a `$name`"),
            "S0215" => "`@` has to come before predicates".to_owned(),
            "S0216" => "`@` has to come before the sorting".to_owned(),
            "S0217" => "there is no parent here that `%` could mean".to_owned(),
            "S0301" => "a regular expression cannot be empty".to_owned(),
            "S0302" => "this regular expression is not closed".to_owned(),
            "S0401" => "only `a` and `f` can have a type parameter".to_owned(),
            "S0402" => "a choice of types cannot have type parameters".to_owned(),
            "lone-surrogate" => "half of a surrogate pair is no text".to_owned(),
            "too-deep" => "it is nested too deep".to_owned(),
            _ => "it has too many parts".to_owned(),
        }
    }

    /// The finding, placed in the document; `offset` is where the expression starts in `text`.
    pub(super) fn diagnostic(&self, text: &Text, offset: usize) -> Diagnostic {
        let what = self.what();
        let span = text.span_of(self.span.start + offset..self.span.end + offset);
        let code = match self.code {
            "too-deep" | "too-large" => "jsonata-too-large",
            _ => "jsonata-syntax",
        };
        let diagnostic = Diagnostic::error(code, span, format!("invalid JSONata: {what}"))
            .label(what)
            .maybe_help(self.help.clone());
        match self.reference_message() {
            Some(message) => diagnostic.note(format!("JSONata {}: {message}", self.code)),
            None => diagnostic,
        }
    }
}

/// A string as JSON writes it, which is how the reference's texts quote.
fn quoted(string: &str) -> String {
    let mut json = String::from("\"");
    for char in string.chars() {
        match char {
            '"' => json.push_str("\\\""),
            '\\' => json.push_str("\\\\"),
            '\n' => json.push_str("\\n"),
            '\r' => json.push_str("\\r"),
            '\t' => json.push_str("\\t"),
            char if char < ' ' => json.push_str(&format!("\\u{:04x}", u32::from(char))),
            char => json.push(char),
        }
    }
    json.push('"');
    json
}
