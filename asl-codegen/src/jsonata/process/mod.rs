//! From the parsed tree to the processed one: the reference's post-parse stage.

// Boxes keep the frames of the recursion small.
#![allow(clippy::boxed_local)]

mod parents;
mod steps;

use std::ops::Range;

use self::parents::{seeking_of, seeking_of_all};
use self::steps::{filter_stage, join, last_step, path, tail_call};
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
            node.stages.extend(predicates.into_iter().map(filter_stage));
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
            step.stages.push(Stage::Filter(predicate));
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
