//! The syntax tree as the reference evaluates it: paths are lists of steps, and predicates, bindings and groupings
//! belong to the step they apply to.

use std::ops::Range;

use super::signature::Signature;

/// A processed expression.
#[derive(Clone, Debug)]
pub struct Ast {
    /// The outermost node.
    pub root: Node,
    /// What each `%` of the expression has found.
    pub ancestors: Vec<Ancestor>,
}

/// An index into [`Ast::ancestors`].
pub type AncestorId = usize;

/// What a `%` means: the context of a step, which the tuple stream carries under this label.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Ancestor {
    /// The number in the reference's label `!0`; several `%` may share one.
    pub label: usize,
    /// How many steps up it is still to be looked for; 0 once it is found.
    pub level: i64,
}

/// A node of the processed tree. Most nodes have nothing but a kind; the rest of the fields are what the grammar
/// lets follow a step.
#[derive(Clone, Debug)]
pub struct Node {
    /// What it is.
    pub kind: NodeKind,
    /// The token that makes it what it is; the reference's position is its end. Paths and parents have the place
    /// of what they start with.
    pub span: Range<usize>,
    /// All that belongs to it.
    pub extent: Range<usize>,
    /// `[]`: one result stays an array.
    pub keep_array: bool,
    /// On an array constructor (or a block that holds one) in a path: its result is not flattened.
    pub constructs_array: bool,
    /// Predicates of a node that is no step.
    pub predicates: Vec<Node>,
    /// Predicates and index bindings of a step, in order.
    pub stages: Vec<Stage>,
    /// `{ … }` behind it.
    pub group: Option<Group>,
    /// `@$name`: the variable that the step's result is bound to.
    pub focus: Option<String>,
    /// `#$name`: the variable that the position is bound to.
    pub index: Option<String>,
    /// The `%` that means this step's context.
    pub ancestor: Option<AncestorId>,
    /// Whether it makes or needs a tuple stream.
    pub tuple: bool,
    /// `%` within that have not found their step yet.
    pub seeking_parent: Vec<AncestorId>,
    /// The name of the function that is called next in a chain of calls.
    pub next_function: Option<String>,
}

/// What a [`Node`] is.
#[derive(Clone, Debug)]
pub enum NodeKind {
    /// `a.b.c`, and every field name.
    Path {
        /// The steps.
        steps: Vec<Node>,
        /// `[]` somewhere: one result stays an array.
        keep_singleton: bool,
    },
    /// A field's name as a step.
    Name(String),
    /// `$name`; `$` is the empty name and `$$` is `$`.
    Variable(String),
    /// A string.
    String(String),
    /// A number.
    Number(f64),
    /// `true` or `false`
    Bool(bool),
    /// `null`
    Null,
    /// `/pattern/flags`
    Regex {
        /// Between the slashes.
        pattern: String,
        /// `i` and `m`.
        flags: String,
    },
    /// `*`
    Wildcard,
    /// `**`
    Descendant,
    /// `%`
    Parent(AncestorId),
    /// `?` as an argument.
    Placeholder,
    /// `a + b` and all other operators that only take two values.
    Binary {
        /// The operator.
        operator: &'static str,
        /// The left side.
        lhs: Box<Node>,
        /// The right side.
        rhs: Box<Node>,
    },
    /// `-a`
    Negate(Box<Node>),
    /// `[a, b]`
    Array(Vec<Node>),
    /// `{a: b}`
    Object(Vec<(Node, Node)>),
    /// `f(a)`
    Function {
        /// What is called.
        procedure: Box<Node>,
        /// The arguments.
        arguments: Vec<Node>,
        /// Whether one of the arguments is a [`NodeKind::Placeholder`].
        partial: bool,
    },
    /// `function($a) { b }`
    Lambda {
        /// The names of its parameters.
        parameters: Vec<String>,
        /// What it takes.
        signature: Option<Signature>,
        /// Its body.
        body: Box<Node>,
    },
    /// A call in tail position, which runs when the function has returned.
    Thunk(Box<Node>),
    /// `(a; b)`
    Block(Vec<Node>),
    /// `a ? b : c`
    Condition {
        /// What decides.
        condition: Box<Node>,
        /// If it is true.
        then: Box<Node>,
        /// If it is not.
        otherwise: Option<Box<Node>>,
    },
    /// `$name := a`
    Bind {
        /// The variable.
        name: String,
        /// Its value.
        value: Box<Node>,
    },
    /// `a ~> b`
    Apply {
        /// What is passed on.
        lhs: Box<Node>,
        /// The function it is passed to.
        rhs: Box<Node>,
    },
    /// `^(a, >b)`, a step of its own.
    Sort(Vec<SortTerm>),
    /// `|a|b, c|`
    Transform {
        /// What is changed.
        pattern: Box<Node>,
        /// What is merged into it.
        update: Box<Node>,
        /// What is taken out of it.
        delete: Option<Box<Node>>,
    },
}

/// What a step does with its results.
#[derive(Clone, Debug)]
pub enum Stage {
    /// `[a]`
    Filter(Box<Node>),
    /// `#$name` behind a predicate.
    Index {
        /// The variable.
        name: String,
        /// The `#`.
        span: Range<usize>,
    },
}

/// `{a: b}` behind a node.
#[derive(Clone, Debug)]
pub struct Group {
    /// The keys and the values.
    pub pairs: Vec<(Node, Node)>,
    /// The `{`.
    pub span: Range<usize>,
}

/// One term of [`NodeKind::Sort`].
#[derive(Clone, Debug)]
pub struct SortTerm {
    /// `>`
    pub descending: bool,
    /// What is compared.
    pub expression: Node,
}

impl Node {
    pub(super) fn new(kind: NodeKind, span: Range<usize>, extent: Range<usize>) -> Node {
        Node {
            kind,
            span,
            extent,
            keep_array: false,
            constructs_array: false,
            predicates: Vec::new(),
            stages: Vec::new(),
            group: None,
            focus: None,
            index: None,
            ancestor: None,
            tuple: false,
            seeking_parent: Vec::new(),
            next_function: None,
        }
    }

    /// Whether a block or condition may end in a call in tail position ([`NodeKind::Thunk`]), and whether it always does.
    pub(super) fn ends_in_call(&self) -> (bool, bool) {
        match &self.kind {
            NodeKind::Thunk(_) => (true, true),
            NodeKind::Block(expressions) => match expressions.last() {
                Some(last) => last.ends_in_call(),
                None => (false, false),
            },
            NodeKind::Condition {
                then, otherwise, ..
            } => {
                let (then_may, then_does) = then.ends_in_call();
                let (else_may, else_does) = match otherwise {
                    Some(otherwise) => otherwise.ends_in_call(),
                    None => (false, false),
                };
                (then_may || else_may, then_does && else_does)
            }
            _ => (false, false),
        }
    }
}
