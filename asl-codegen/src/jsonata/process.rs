//! From the parsed tree to the processed one: the reference's post-parse stage.

use std::ops::Range;

use super::ast::{Ancestor, AncestorId, Ast, Group, Node, NodeKind, SortTerm, Stage};
use super::raw::{Raw, RawKind, RawTerm};
use super::signature::Signature;
use super::syntax::{Result, SyntaxError};

/// Processes a parsed expression.
pub(super) fn process(raw: Box<Raw>) -> Result<Ast> {
    let mut processor = Processor::default();
    let root = processor.node(*raw)?;
    if matches!(root.kind, NodeKind::Parent(_)) || !root.seeking_parent.is_empty() {
        return Err(SyntaxError::new("S0217", root.extent));
    }
    Ok(Ast {
        root: *root,
        ancestors: processor.ancestors,
    })
}

#[derive(Default)]
struct Processor {
    ancestors: Vec<Ancestor>,
}

impl Processor {
    fn node(&mut self, raw: Raw) -> Result<Box<Node>> {
        let Raw {
            kind,
            span,
            extent,
            keep_array,
            ..
        } = raw;
        let end = extent.end;
        let mut node = self.kind(kind, span, extent, keep_array)?;
        node.keep_array |= keep_array;
        node.extent.end = node.extent.end.max(end);
        Ok(node)
    }

    fn nodes(&mut self, raws: Vec<Raw>) -> Result<Vec<Node>> {
        let mut nodes = Vec::with_capacity(raws.len());
        for raw in raws {
            nodes.push(*self.node(raw)?);
        }
        Ok(nodes)
    }

    fn pairs(&mut self, raws: Vec<(Raw, Raw)>) -> Result<Vec<(Node, Node)>> {
        let mut pairs = Vec::with_capacity(raws.len());
        for (key, value) in raws {
            let key = self.node(key)?;
            pairs.push((*key, *self.node(value)?));
        }
        Ok(pairs)
    }

    /// A function for each kind that has children keeps the frames of the recursion small.
    fn kind(
        &mut self,
        kind: RawKind,
        span: Range<usize>,
        extent: Range<usize>,
        keep_array: bool,
    ) -> Result<Box<Node>> {
        match kind {
            RawKind::End => Err(SyntaxError::new("S0207", span)),
            RawKind::Binary { operator, lhs, rhs } => {
                self.chain(operator, lhs, rhs, span, extent, keep_array)
            }
            RawKind::Predicate { lhs, rhs } => self.predicate(lhs, rhs, span),
            RawKind::Group { lhs, pairs } => self.group(lhs, pairs, span),
            RawKind::Sort { lhs, terms } => self.sort(lhs, terms, span, extent),
            RawKind::Negate(operand) => self.negate(operand, span, extent),
            RawKind::Array(items) => {
                let items = self.nodes(items)?;
                let seeking = seeking_of_all(&items);
                Ok(seeker(NodeKind::Array(items), seeking, span, extent))
            }
            RawKind::Object(pairs) => self.object(pairs, span, extent),
            RawKind::Function {
                procedure,
                arguments,
                partial,
            } => self.function(procedure, arguments, partial, span, extent),
            RawKind::Lambda {
                parameters,
                signature,
                body,
            } => self.lambda(parameters, signature, body, span, extent),
            RawKind::Block(expressions) => self.block(expressions, span, extent),
            RawKind::Condition {
                condition,
                then,
                otherwise,
            } => self.condition(condition, then, otherwise, span, extent),
            RawKind::Transform {
                pattern,
                update,
                delete,
            } => {
                let kind = NodeKind::Transform {
                    pattern: self.node(*pattern)?,
                    update: self.node(*update)?,
                    delete: match delete {
                        Some(delete) => Some(self.node(*delete)?),
                        None => None,
                    },
                };
                Ok(seeker(kind, Vec::new(), span, extent))
            }
            kind => Ok(self.leaf(kind, span, extent, keep_array)),
        }
    }

    fn leaf(
        &mut self,
        kind: RawKind,
        span: Range<usize>,
        extent: Range<usize>,
        keep_array: bool,
    ) -> Box<Node> {
        let kind = match kind {
            RawKind::Name(name) => {
                let mut step = Node::new(NodeKind::Name(name), span, extent);
                step.keep_array = keep_array;
                return Box::new(path(vec![step], keep_array));
            }
            RawKind::Parent => {
                let id = self.ancestors.len();
                self.ancestors.push(Ancestor {
                    label: id,
                    level: 1,
                });
                NodeKind::Parent(id)
            }
            RawKind::Variable(name) => NodeKind::Variable(name),
            RawKind::String(string) => NodeKind::String(string),
            RawKind::Number(number) => NodeKind::Number(number),
            RawKind::Bool(bool) => NodeKind::Bool(bool),
            RawKind::Regex { pattern, flags } => NodeKind::Regex { pattern, flags },
            RawKind::Placeholder => NodeKind::Placeholder,
            RawKind::Wildcard => NodeKind::Wildcard,
            RawKind::Descendant => NodeKind::Descendant,
            // All others have been dealt with.
            _ => NodeKind::Null,
        };
        Box::new(Node::new(kind, span, extent))
    }

    fn negate(
        &mut self,
        operand: Box<Raw>,
        span: Range<usize>,
        extent: Range<usize>,
    ) -> Result<Box<Node>> {
        let mut operand = self.node(*operand)?;
        if let NodeKind::Number(number) = &mut operand.kind {
            *number = -*number;
            operand.extent.start = extent.start;
            return Ok(operand);
        }
        let seeking = seeking_of(&operand);
        Ok(seeker(NodeKind::Negate(operand), seeking, span, extent))
    }

    fn object(
        &mut self,
        pairs: Vec<(Raw, Raw)>,
        span: Range<usize>,
        extent: Range<usize>,
    ) -> Result<Box<Node>> {
        let pairs = self.pairs(pairs)?;
        let mut seeking = Vec::new();
        for (key, value) in &pairs {
            seeking.extend(seeking_of(key));
            seeking.extend(seeking_of(value));
        }
        Ok(seeker(NodeKind::Object(pairs), seeking, span, extent))
    }

    fn function(
        &mut self,
        procedure: Box<Raw>,
        arguments: Vec<Raw>,
        partial: bool,
        span: Range<usize>,
        extent: Range<usize>,
    ) -> Result<Box<Node>> {
        let arguments = self.nodes(arguments)?;
        let seeking = seeking_of_all(&arguments);
        let kind = NodeKind::Function {
            procedure: self.node(*procedure)?,
            arguments,
            partial,
        };
        Ok(seeker(kind, seeking, span, extent))
    }

    fn lambda(
        &mut self,
        parameters: Vec<Raw>,
        signature: Option<Signature>,
        body: Box<Raw>,
        span: Range<usize>,
        extent: Range<usize>,
    ) -> Result<Box<Node>> {
        let parameters = parameters.into_iter();
        let parameters = parameters.filter_map(|parameter| match parameter.kind {
            RawKind::Variable(name) => Some(name),
            _ => None,
        });
        let kind = NodeKind::Lambda {
            parameters: parameters.collect(),
            signature,
            body: tail_call(self.node(*body)?),
        };
        Ok(seeker(kind, Vec::new(), span, extent))
    }

    fn condition(
        &mut self,
        condition: Box<Raw>,
        then: Box<Raw>,
        otherwise: Option<Box<Raw>>,
        span: Range<usize>,
        extent: Range<usize>,
    ) -> Result<Box<Node>> {
        let condition = self.node(*condition)?;
        let then = self.node(*then)?;
        let mut seeking = seeking_of(&condition);
        seeking.extend(seeking_of(&then));
        let otherwise = match otherwise {
            Some(otherwise) => Some(self.node(*otherwise)?),
            None => None,
        };
        seeking.extend(otherwise.iter().flat_map(|node| seeking_of(node)));
        let kind = NodeKind::Condition {
            condition,
            then,
            otherwise,
        };
        Ok(seeker(kind, seeking, span, extent))
    }

    /// `a & b & c`: without recursion from left to right, as such a chain may be long.
    fn chain(
        &mut self,
        operator: &'static str,
        lhs: Box<Raw>,
        rhs: Box<Raw>,
        span: Range<usize>,
        extent: Range<usize>,
        keep_array: bool,
    ) -> Result<Box<Node>> {
        let is_chain = |raw: &Raw| {
            matches!(&raw.kind, RawKind::Binary { operator: "&", .. }) && !raw.keep_array
        };
        if operator != "&" || !is_chain(&lhs) {
            return self.binary(operator, lhs, rhs, span, extent, keep_array);
        }
        let mut links = vec![(rhs, span, extent)];
        let mut first = *lhs;
        while is_chain(&first) {
            let RawKind::Binary { lhs, rhs, .. } = first.kind else {
                break;
            };
            links.push((rhs, first.span, first.extent));
            first = *lhs;
        }
        let mut node = self.node(first)?;
        for (rhs, span, extent) in links.into_iter().rev() {
            node = self.operation("&", node, rhs, span, extent)?;
        }
        Ok(node)
    }

    fn binary(
        &mut self,
        operator: &'static str,
        lhs: Box<Raw>,
        rhs: Box<Raw>,
        span: Range<usize>,
        extent: Range<usize>,
        keep_array: bool,
    ) -> Result<Box<Node>> {
        match operator {
            ":=" => self.bind(lhs, rhs, span, extent),
            "@" => self.focus(lhs, rhs, span, keep_array),
            "#" => self.index(lhs, rhs, span),
            "." => self.dot(lhs, rhs),
            "~>" => self.apply(lhs, rhs, span, extent),
            _ => {
                let lhs = self.node(*lhs)?;
                self.operation(operator, lhs, rhs, span, extent)
            }
        }
    }

    fn operation(
        &mut self,
        operator: &'static str,
        lhs: Box<Node>,
        rhs: Box<Raw>,
        span: Range<usize>,
        extent: Range<usize>,
    ) -> Result<Box<Node>> {
        let rhs = self.node(*rhs)?;
        let mut seeking = seeking_of(&lhs);
        seeking.extend(seeking_of(&rhs));
        let kind = NodeKind::Binary { operator, lhs, rhs };
        Ok(seeker(kind, seeking, span, extent))
    }

    fn apply(
        &mut self,
        lhs: Box<Raw>,
        rhs: Box<Raw>,
        span: Range<usize>,
        extent: Range<usize>,
    ) -> Result<Box<Node>> {
        let lhs = self.node(*lhs)?;
        let rhs = self.node(*rhs)?;
        let keep = lhs.keep_array || rhs.keep_array;
        let mut node = seeker(NodeKind::Apply { lhs, rhs }, Vec::new(), span, extent);
        node.keep_array = keep;
        Ok(node)
    }

    fn bind(
        &mut self,
        lhs: Box<Raw>,
        rhs: Box<Raw>,
        span: Range<usize>,
        extent: Range<usize>,
    ) -> Result<Box<Node>> {
        let RawKind::Variable(name) = lhs.kind else {
            return Err(SyntaxError::new("S0212", lhs.extent));
        };
        let value = self.node(*rhs)?;
        let seeking = seeking_of(&value);
        Ok(seeker(
            NodeKind::Bind { name, value },
            seeking,
            span,
            extent,
        ))
    }

    fn focus(
        &mut self,
        lhs: Box<Raw>,
        rhs: Box<Raw>,
        span: Range<usize>,
        keep_array: bool,
    ) -> Result<Box<Node>> {
        let RawKind::Variable(name) = rhs.kind else {
            return Err(SyntaxError::new("S0214", rhs.extent).token("@"));
        };
        let mut node = self.node(*lhs)?;
        let step = last_step(&mut node);
        if !step.stages.is_empty() || !step.predicates.is_empty() {
            return Err(SyntaxError::new("S0215", span));
        }
        if matches!(step.kind, NodeKind::Sort(_)) {
            return Err(SyntaxError::new("S0216", span));
        }
        step.keep_array |= keep_array;
        step.focus = Some(name);
        step.tuple = true;
        Ok(node)
    }

    fn index(&mut self, lhs: Box<Raw>, rhs: Box<Raw>, span: Range<usize>) -> Result<Box<Node>> {
        let RawKind::Variable(name) = rhs.kind else {
            return Err(SyntaxError::new("S0214", rhs.extent).token("#"));
        };
        let mut node = self.node(*lhs)?;
        if !matches!(node.kind, NodeKind::Path { .. }) {
            let predicates = std::mem::take(&mut node.predicates);
            node.stages
                .extend(predicates.into_iter().map(Stage::Filter));
            node = Box::new(path(vec![*node], false));
        }
        let step = last_step(&mut node);
        if step.stages.is_empty() {
            step.index = Some(name);
        } else {
            step.stages.push(Stage::Index { name, span });
        }
        step.tuple = true;
        Ok(node)
    }

    fn dot(&mut self, lhs: Box<Raw>, rhs: Box<Raw>) -> Result<Box<Node>> {
        let left = self.node(*lhs)?;
        let rest = self.node(*rhs)?;
        let mut result = match left.kind {
            NodeKind::Path { .. } => left,
            _ => {
                let parent = match left.kind {
                    NodeKind::Parent(id) => vec![id],
                    _ => Vec::new(),
                };
                let mut result = path(vec![*left], false);
                result.seeking_parent = parent;
                Box::new(result)
            }
        };
        result.extent.end = rest.extent.end;
        if let NodeKind::Path {
            steps,
            keep_singleton,
        } = &mut result.kind
        {
            join(steps, rest)?;
            *keep_singleton |= steps.iter().any(|step| step.keep_array);
        }
        self.resolve_parents(&mut result)?;
        Ok(result)
    }

    fn predicate(&mut self, lhs: Box<Raw>, rhs: Box<Raw>, span: Range<usize>) -> Result<Box<Node>> {
        let mut node = self.node(*lhs)?;
        let is_path = matches!(node.kind, NodeKind::Path { .. });
        let step = last_step(&mut node);
        if step.group.is_some() {
            return Err(SyntaxError::new("S0209", span));
        }
        let predicate = self.node(*rhs)?;
        if !predicate.seeking_parent.is_empty() {
            for id in predicate.seeking_parent.clone() {
                if self.ancestors[id].level == 1 {
                    self.seek_parent(step, id)?;
                } else {
                    self.ancestors[id].level -= 1;
                }
            }
            step.seeking_parent.extend(seeking_of(&predicate));
        }
        if is_path {
            step.stages.push(Stage::Filter(*predicate));
        } else {
            step.predicates.push(*predicate);
        }
        Ok(node)
    }

    fn group(
        &mut self,
        lhs: Box<Raw>,
        pairs: Vec<(Raw, Raw)>,
        span: Range<usize>,
    ) -> Result<Box<Node>> {
        let mut node = self.node(*lhs)?;
        if node.group.is_some() {
            return Err(SyntaxError::new("S0210", span));
        }
        let pairs = self.pairs(pairs)?;
        node.group = Some(Group { pairs, span });
        Ok(node)
    }

    fn sort(
        &mut self,
        lhs: Box<Raw>,
        terms: Vec<RawTerm>,
        span: Range<usize>,
        extent: Range<usize>,
    ) -> Result<Box<Node>> {
        let mut node = self.node(*lhs)?;
        if !matches!(node.kind, NodeKind::Path { .. }) {
            node = Box::new(path(vec![*node], false));
        }
        let mut seeking = Vec::new();
        let mut processed = Vec::with_capacity(terms.len());
        for term in terms {
            let expression = self.node(term.expression)?;
            seeking.extend(seeking_of(&expression));
            processed.push(SortTerm {
                descending: term.descending,
                expression: *expression,
            });
        }
        let extent = span.start..extent.end;
        let mut step = Node::new(NodeKind::Sort(processed), span, extent);
        step.seeking_parent = seeking;
        if let NodeKind::Path { steps, .. } = &mut node.kind {
            steps.push(step);
        }
        self.resolve_parents(&mut node)?;
        Ok(node)
    }

    fn block(
        &mut self,
        expressions: Vec<Raw>,
        span: Range<usize>,
        extent: Range<usize>,
    ) -> Result<Box<Node>> {
        let expressions = self.nodes(expressions)?;
        let constructs = expressions.iter().any(|node| match &node.kind {
            NodeKind::Path { steps, .. } => {
                node.constructs_array || steps.first().is_some_and(|step| step.constructs_array)
            }
            _ => node.constructs_array,
        });
        let seeking = seeking_of_all(&expressions);
        let mut node = seeker(NodeKind::Block(expressions), seeking, span, extent);
        node.constructs_array = constructs;
        Ok(node)
    }

    /// Finds the steps that the `%` in the last step of a path mean.
    fn resolve_parents(&mut self, node: &mut Node) -> Result<()> {
        let NodeKind::Path { steps, .. } = &mut node.kind else {
            return Ok(());
        };
        let Some(last) = steps.last() else {
            return Ok(());
        };
        let mut unresolved = Vec::new();
        for id in seeking_of(last) {
            // The steps before the last one, from the nearest on.
            let mut before = steps.len() - 1;
            while self.ancestors[id].level > 0 {
                if before == 0 {
                    unresolved.push(id);
                    break;
                }
                before -= 1;
                let mut at = before;
                // Of several steps in a row that bind the focus only the first counts.
                while before > 0 && steps[at].focus.is_some() && steps[before - 1].focus.is_some() {
                    before -= 1;
                    at = before;
                }
                self.seek_parent(&mut steps[at], id)?;
            }
        }
        node.seeking_parent.extend(unresolved);
        Ok(())
    }

    /// Looks for what a `%` means at a node, which may be the step or contain it.
    fn seek_parent(&mut self, node: &mut Node, id: AncestorId) -> Result<()> {
        match &mut node.kind {
            NodeKind::Name(_) | NodeKind::Wildcard => {
                self.ancestors[id].level -= 1;
                if self.ancestors[id].level == 0 {
                    if let Some(known) = node.ancestor {
                        self.ancestors[id].label = self.ancestors[known].label;
                    }
                    node.ancestor = Some(id);
                    node.tuple = true;
                }
                Ok(())
            }
            NodeKind::Parent(_) => {
                self.ancestors[id].level += 1;
                Ok(())
            }
            NodeKind::Block(expressions) => match expressions.last_mut() {
                Some(last) => {
                    node.tuple = true;
                    self.seek_parent(last, id)
                }
                None => Ok(()),
            },
            NodeKind::Path { steps, .. } => {
                node.tuple = true;
                let mut steps = steps.iter_mut().rev();
                if let Some(last) = steps.next() {
                    self.seek_parent(last, id)?;
                }
                for step in steps {
                    if self.ancestors[id].level <= 0 {
                        break;
                    }
                    self.seek_parent(step, id)?;
                }
                Ok(())
            }
            _ => Err(SyntaxError::new("S0217", node.extent.clone())),
        }
    }
}

/// A node with the `%` that are still looking for their step.
fn seeker(
    kind: NodeKind,
    seeking: Vec<AncestorId>,
    span: Range<usize>,
    extent: Range<usize>,
) -> Box<Node> {
    let mut node = Box::new(Node::new(kind, span, extent));
    node.seeking_parent = seeking;
    node
}

/// Adds what is behind a `.` to the steps before it.
fn join(steps: &mut Vec<Node>, mut rest: Box<Node>) -> Result<()> {
    if let (Some(name), Some(last)) = (called_by_name(&rest), steps.last_mut())
        && matches!(last.kind, NodeKind::Function { partial: false, .. })
    {
        last.next_function = Some(name);
    }
    match &mut rest.kind {
        NodeKind::Path { steps: more, .. } => steps.append(more),
        _ => {
            let predicates = std::mem::take(&mut rest.predicates);
            rest.stages
                .extend(predicates.into_iter().map(Stage::Filter));
            steps.push(*rest);
        }
    }
    for step in steps.iter_mut() {
        let literal = match &mut step.kind {
            NodeKind::Number(number) => number.to_string(),
            NodeKind::Bool(bool) => bool.to_string(),
            NodeKind::Null => "null".to_owned(),
            // A string is a name here.
            NodeKind::String(name) => {
                step.kind = NodeKind::Name(std::mem::take(name));
                continue;
            }
            _ => continue,
        };
        return Err(SyntaxError::new("S0213", step.extent.clone()).token(literal));
    }
    let last = steps.len() - 1;
    for at in [0, last] {
        if matches!(steps[at].kind, NodeKind::Array(_)) {
            steps[at].constructs_array = true;
        }
    }
    Ok(())
}

fn path(steps: Vec<Node>, keep_singleton: bool) -> Node {
    let (span, extent) = match steps.first() {
        Some(first) => (first.span.clone(), first.extent.clone()),
        None => (0..0, 0..0),
    };
    let kind = NodeKind::Path {
        steps,
        keep_singleton,
    };
    Node::new(kind, span, extent)
}

/// The last step of a path; any other node itself.
fn last_step(node: &mut Node) -> &mut Node {
    let is_path = matches!(&node.kind, NodeKind::Path { steps, .. } if !steps.is_empty());
    if !is_path {
        return node;
    }
    match &mut node.kind {
        NodeKind::Path { steps, .. } => {
            let last = steps.len() - 1;
            &mut steps[last]
        }
        _ => unreachable!("it was seen to be a path"),
    }
}

/// The `%` of a node that are still looking for their step.
fn seeking_of(node: &Node) -> Vec<AncestorId> {
    let mut seeking = node.seeking_parent.clone();
    if let NodeKind::Parent(id) = node.kind {
        seeking.push(id);
    }
    seeking
}

fn seeking_of_all(nodes: &[Node]) -> Vec<AncestorId> {
    nodes.iter().flat_map(seeking_of).collect()
}

/// The name of a function that is called without its `$`.
fn called_by_name(node: &Node) -> Option<String> {
    let NodeKind::Function {
        procedure,
        partial: false,
        ..
    } = &node.kind
    else {
        return None;
    };
    match &procedure.kind {
        NodeKind::Path { steps, .. } => match steps.as_slice() {
            [
                Node {
                    kind: NodeKind::Name(name),
                    ..
                },
            ] => Some(name.clone()),
            _ => None,
        },
        _ => None,
    }
}

/// Marks the calls in tail position.
fn tail_call(mut node: Box<Node>) -> Box<Node> {
    let is_call = matches!(node.kind, NodeKind::Function { partial: false, .. });
    if is_call && node.predicates.is_empty() {
        let (span, extent) = (node.span.clone(), node.extent.clone());
        return Box::new(Node::new(NodeKind::Thunk(node), span, extent));
    }
    node.kind = match node.kind {
        NodeKind::Condition {
            condition,
            then,
            otherwise,
        } => NodeKind::Condition {
            condition,
            then: tail_call(then),
            otherwise: otherwise.map(tail_call),
        },
        NodeKind::Block(mut expressions) => {
            if let Some(last) = expressions.pop() {
                expressions.push(*tail_call(Box::new(last)));
            }
            NodeKind::Block(expressions)
        }
        kind => kind,
    };
    node
}
