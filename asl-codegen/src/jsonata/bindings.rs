//! What expressions bind, and where functions read it.

use std::collections::HashMap;

use super::ast::{Node, NodeKind, Stage};

/// The names that a block binds in other places than its statements, or that functions read before they are bound, or
/// while they are bound again and again: the variables that live in cells.
pub(super) fn shared_names(statements: &[Node]) -> Vec<String> {
    #[derive(Default)]
    struct Uses {
        /// The statements that bind it.
        bound: Vec<usize>,
        nested: bool,
        /// The first and last statement with a function that reads it.
        read: Option<(usize, usize)>,
    }
    let mut names: Vec<String> = Vec::new();
    let mut uses: HashMap<String, Uses> = HashMap::new();
    for (index, statement) in statements.iter().enumerate() {
        let mut found = Found::default();
        match &statement.kind {
            NodeKind::Bind { name, value } if is_plain(statement) => {
                uses.entry(name.clone()).or_default().bound.push(index);
                names.push(name.clone());
                found.node(value, false);
            }
            _ => found.node(statement, false),
        }
        for name in found.bound {
            names.push(name.clone());
            uses.entry(name).or_default().nested = true;
        }
        for name in found.read {
            let read = &mut uses.entry(name).or_default().read;
            *read = Some((read.map_or(index, |(first, _)| first), index));
        }
    }
    let is_shared = |uses: &Uses| match (&uses.bound[..], uses.read) {
        _ if uses.nested => true,
        ([], _) | (_, None) => false,
        ([only], Some((first, _))) => first <= *only,
        (_, Some(_)) => true,
    };
    names.retain(|name| uses.get(name).is_some_and(is_shared));
    names.sort_unstable();
    names.dedup();
    names
}

/// Whether nothing follows a binding that would look at its value.
pub(super) fn is_plain(binding: &Node) -> bool {
    binding.predicates.is_empty() && binding.group.is_none() && !binding.keep_array
}

/// The names that an expression binds outside of blocks and functions within it.
pub(super) fn bindings(node: &Node) -> Vec<String> {
    let mut found = Found::default();
    found.node(node, false);
    found.bound.sort_unstable();
    found.bound.dedup();
    found.bound
}

/// What an expression binds outside of blocks and functions, and what the functions in it read.
#[derive(Default)]
struct Found {
    bound: Vec<String>,
    read: Vec<String>,
}

impl Found {
    fn node(&mut self, node: &Node, in_function: bool) {
        self.within(node, in_function, false);
    }

    /// `inner` tells whether bindings belong to a block or function within.
    fn within(&mut self, node: &Node, in_function: bool, inner: bool) {
        match &node.kind {
            NodeKind::Variable(name) if in_function => self.read.push(name.clone()),
            NodeKind::Bind { name, .. } if !inner => self.bound.push(name.clone()),
            _ => {}
        }
        let is_function = matches!(
            node.kind,
            NodeKind::Lambda { .. } | NodeKind::Transform { .. }
        );
        let is_inner = inner || is_function || matches!(node.kind, NodeKind::Block(_));
        let mut first = node;
        // Chains of operators may be long.
        while let NodeKind::Binary { lhs, rhs, .. } = &first.kind {
            self.within(rhs, in_function, inner);
            self.decorations(first, in_function, inner);
            first = lhs;
        }
        if !std::ptr::eq(first, node) {
            return self.within(first, in_function, inner);
        }
        self.decorations(node, in_function, inner);
        for child in children(node) {
            self.within(child, in_function || is_function, is_inner);
        }
    }

    fn decorations(&mut self, node: &Node, in_function: bool, inner: bool) {
        for child in decorations(node) {
            self.within(child, in_function, inner);
        }
    }
}

/// The nodes in what follows a node: its predicates, stages and group.
pub(super) fn decorations(node: &Node) -> impl Iterator<Item = &Node> {
    let stages = node.stages.iter().filter_map(|stage| match stage {
        Stage::Filter(predicate) => Some(&**predicate),
        Stage::Index { .. } => None,
    });
    let pairs = node.group.iter().flat_map(|group| &group.pairs);
    let pairs = pairs.flat_map(|(key, value)| [key, value]);
    node.predicates.iter().chain(stages).chain(pairs)
}

/// The nodes that a node is made of, what follows it left out.
pub(super) fn children(node: &Node) -> Vec<&Node> {
    match &node.kind {
        NodeKind::Path { steps: nodes, .. } | NodeKind::Array(nodes) | NodeKind::Block(nodes) => {
            nodes.iter().collect()
        }
        NodeKind::Object(pairs) => pairs.iter().flat_map(|(key, value)| [key, value]).collect(),
        NodeKind::Function {
            procedure,
            arguments,
            ..
        } => std::iter::once(&**procedure).chain(arguments).collect(),
        NodeKind::Negate(node)
        | NodeKind::Thunk(node)
        | NodeKind::Lambda { body: node, .. }
        | NodeKind::Bind { value: node, .. } => vec![node],
        NodeKind::Binary { lhs, rhs, .. } | NodeKind::Apply { lhs, rhs } => vec![lhs, rhs],
        NodeKind::Condition {
            condition,
            then,
            otherwise,
        } => {
            let mut all = vec![&**condition, then];
            all.extend(otherwise.as_deref());
            all
        }
        NodeKind::Sort(terms) => terms.iter().map(|term| &term.expression).collect(),
        NodeKind::Transform {
            pattern,
            update,
            delete,
        } => {
            let mut all = vec![&**pattern, update];
            all.extend(delete.as_deref());
            all
        }
        _ => Vec::new(),
    }
}
