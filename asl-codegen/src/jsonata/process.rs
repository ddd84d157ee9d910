//! From the parsed tree to the processed one: the reference's post-parse stage.

use std::ops::Range;

use super::ast::{Ancestor, AncestorId, Ast, Group, Node, NodeKind, SortTerm, Stage};
use super::raw::{Raw, RawKind, RawTerm};
use super::syntax::SyntaxError;

/// Processes a parsed expression.
pub(super) fn process(raw: Raw) -> Result<Ast, SyntaxError> {
    let mut processor = Processor::default();
    let root = processor.node(raw)?;
    if matches!(root.kind, NodeKind::Parent(_)) || !root.seeking_parent.is_empty() {
        return Err(SyntaxError::new("S0217", root.extent));
    }
    Ok(Ast {
        root,
        ancestors: processor.ancestors,
    })
}

#[derive(Default)]
struct Processor {
    ancestors: Vec<Ancestor>,
}

impl Processor {
    fn node(&mut self, raw: Raw) -> Result<Node, SyntaxError> {
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

    fn boxed(&mut self, raw: Box<Raw>) -> Result<Box<Node>, SyntaxError> {
        Ok(Box::new(self.node(*raw)?))
    }

    fn nodes(&mut self, raws: Vec<Raw>) -> Result<Vec<Node>, SyntaxError> {
        raws.into_iter().map(|raw| self.node(raw)).collect()
    }

    fn pairs(&mut self, raws: Vec<(Raw, Raw)>) -> Result<Vec<(Node, Node)>, SyntaxError> {
        raws.into_iter()
            .map(|(key, value)| Ok((self.node(key)?, self.node(value)?)))
            .collect()
    }

    fn kind(
        &mut self,
        kind: RawKind,
        span: Range<usize>,
        extent: Range<usize>,
        keep_array: bool,
    ) -> Result<Node, SyntaxError> {
        let (kind, seeking) = match kind {
            RawKind::End => return Err(SyntaxError::new("S0207", span)),
            RawKind::Name(name) => {
                let mut step = Node::new(NodeKind::Name(name), span, extent);
                step.keep_array = keep_array;
                return Ok(path(vec![step], keep_array));
            }
            RawKind::Parent => return Ok(self.parent(span, extent)),
            RawKind::Binary { operator, lhs, rhs } => {
                return self.binary(operator, *lhs, *rhs, span, extent, keep_array);
            }
            RawKind::Predicate { lhs, rhs } => return self.predicate(*lhs, *rhs, span),
            RawKind::Group { lhs, pairs } => return self.group(*lhs, pairs, span),
            RawKind::Sort { lhs, terms } => return self.sort(*lhs, terms, span, extent),
            RawKind::Negate(operand) => {
                let mut operand = self.node(*operand)?;
                if let NodeKind::Number(number) = &mut operand.kind {
                    *number = -*number;
                    operand.extent.start = extent.start;
                    return Ok(operand);
                }
                let seeking = seeking_of(&operand);
                (NodeKind::Negate(Box::new(operand)), seeking)
            }
            RawKind::Array(items) => {
                let items = self.nodes(items)?;
                let seeking = seeking_of_all(&items);
                (NodeKind::Array(items), seeking)
            }
            RawKind::Object(pairs) => {
                let pairs = self.pairs(pairs)?;
                let seeking = pairs
                    .iter()
                    .flat_map(|(key, value)| seeking_of(key).into_iter().chain(seeking_of(value)));
                let seeking = seeking.collect();
                (NodeKind::Object(pairs), seeking)
            }
            RawKind::Function {
                procedure,
                arguments,
                partial,
            } => {
                let arguments = self.nodes(arguments)?;
                let seeking = seeking_of_all(&arguments);
                let procedure = self.boxed(procedure)?;
                let kind = NodeKind::Function {
                    procedure,
                    arguments,
                    partial,
                };
                (kind, seeking)
            }
            RawKind::Lambda {
                parameters,
                signature,
                body,
            } => {
                let parameters =
                    parameters
                        .into_iter()
                        .filter_map(|parameter| match parameter.kind {
                            RawKind::Variable(name) => Some(name),
                            _ => None,
                        });
                let parameters = parameters.collect();
                let body = Box::new(tail_call(self.node(*body)?));
                let kind = NodeKind::Lambda {
                    parameters,
                    signature,
                    body,
                };
                (kind, Vec::new())
            }
            RawKind::Block(expressions) => return self.block(expressions, span, extent),
            RawKind::Condition {
                condition,
                then,
                otherwise,
            } => {
                let condition = self.boxed(condition)?;
                let then = self.boxed(then)?;
                let otherwise = otherwise.map(|node| self.boxed(node)).transpose()?;
                let mut seeking = seeking_of(&condition);
                seeking.extend(seeking_of(&then));
                seeking.extend(otherwise.iter().flat_map(|node| seeking_of(node)));
                let kind = NodeKind::Condition {
                    condition,
                    then,
                    otherwise,
                };
                (kind, seeking)
            }
            RawKind::Transform {
                pattern,
                update,
                delete,
            } => {
                let kind = NodeKind::Transform {
                    pattern: self.boxed(pattern)?,
                    update: self.boxed(update)?,
                    delete: delete.map(|node| self.boxed(node)).transpose()?,
                };
                (kind, Vec::new())
            }
            RawKind::Variable(name) => (NodeKind::Variable(name), Vec::new()),
            RawKind::String(string) => (NodeKind::String(string), Vec::new()),
            RawKind::Number(number) => (NodeKind::Number(number), Vec::new()),
            RawKind::Bool(bool) => (NodeKind::Bool(bool), Vec::new()),
            RawKind::Null => (NodeKind::Null, Vec::new()),
            RawKind::Regex { pattern, flags } => (NodeKind::Regex { pattern, flags }, Vec::new()),
            RawKind::Placeholder => (NodeKind::Placeholder, Vec::new()),
            RawKind::Wildcard => (NodeKind::Wildcard, Vec::new()),
            RawKind::Descendant => (NodeKind::Descendant, Vec::new()),
        };
        let mut node = Node::new(kind, span, extent);
        node.seeking_parent = seeking;
        Ok(node)
    }

    fn parent(&mut self, span: Range<usize>, extent: Range<usize>) -> Node {
        let id = self.ancestors.len();
        self.ancestors.push(Ancestor {
            label: id,
            level: 1,
        });
        Node::new(NodeKind::Parent(id), span, extent)
    }

    fn binary(
        &mut self,
        operator: &'static str,
        lhs: Raw,
        rhs: Raw,
        span: Range<usize>,
        extent: Range<usize>,
        keep_array: bool,
    ) -> Result<Node, SyntaxError> {
        match (operator, rhs.kind) {
            (":=", kind) => {
                let name = match lhs.kind {
                    RawKind::Variable(name) => name,
                    _ => return Err(SyntaxError::new("S0212", lhs.extent)),
                };
                let value = Box::new(self.node(Raw { kind, ..rhs })?);
                let seeking = seeking_of(&value);
                let mut node = Node::new(NodeKind::Bind { name, value }, span, extent);
                node.seeking_parent = seeking;
                Ok(node)
            }
            ("@", RawKind::Variable(name)) => {
                let mut node = self.node(lhs)?;
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
            ("#", RawKind::Variable(name)) => {
                let mut node = self.node(lhs)?;
                if !matches!(node.kind, NodeKind::Path { .. }) {
                    node.stages
                        .extend(node.predicates.drain(..).map(Stage::Filter));
                    node = path(vec![node], false);
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
            (".", kind) => self.dot(lhs, Raw { kind, ..rhs }),
            (operator, kind) => {
                let lhs = Box::new(self.node(lhs)?);
                let rhs = Box::new(self.node(Raw { kind, ..rhs })?);
                if operator == "~>" {
                    let keep = lhs.keep_array || rhs.keep_array;
                    let mut node = Node::new(NodeKind::Apply { lhs, rhs }, span, extent);
                    node.keep_array = keep;
                    return Ok(node);
                }
                let mut seeking = seeking_of(&lhs);
                seeking.extend(seeking_of(&rhs));
                let kind = NodeKind::Binary { operator, lhs, rhs };
                let mut node = Node::new(kind, span, extent);
                node.seeking_parent = seeking;
                Ok(node)
            }
        }
    }

    fn dot(&mut self, lhs: Raw, rhs: Raw) -> Result<Node, SyntaxError> {
        let left = self.node(lhs)?;
        let mut seeking = Vec::new();
        let mut result = match left.kind {
            NodeKind::Path { .. } => left,
            _ => {
                if let NodeKind::Parent(id) = left.kind {
                    seeking.push(id);
                }
                path(vec![left], false)
            }
        };
        if !seeking.is_empty() {
            result.seeking_parent = seeking;
        }
        let mut rest = self.node(rhs)?;
        result.extent.end = rest.extent.end;
        let NodeKind::Path {
            steps,
            keep_singleton,
        } = &mut result.kind
        else {
            return Ok(result);
        };
        if let (Some(name), Some(last)) = (called_by_name(&rest), steps.last_mut())
            && matches!(last.kind, NodeKind::Function { partial: false, .. })
        {
            last.next_function = Some(name);
        }
        match rest.kind {
            NodeKind::Path { steps: more, .. } => steps.extend(more),
            _ => {
                rest.stages
                    .extend(rest.predicates.drain(..).map(Stage::Filter));
                steps.push(rest);
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
        *keep_singleton |= steps.iter().any(|step| step.keep_array);
        let last = steps.len() - 1;
        for at in [0, last] {
            if matches!(steps[at].kind, NodeKind::Array(_)) {
                steps[at].constructs_array = true;
            }
        }
        self.resolve_parents(&mut result)?;
        Ok(result)
    }

    fn predicate(&mut self, lhs: Raw, rhs: Raw, span: Range<usize>) -> Result<Node, SyntaxError> {
        let mut node = self.node(lhs)?;
        let is_path = matches!(node.kind, NodeKind::Path { .. });
        let step = last_step(&mut node);
        if step.group.is_some() {
            return Err(SyntaxError::new("S0209", span));
        }
        let predicate = self.node(rhs)?;
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
            step.predicates.push(predicate);
        }
        Ok(node)
    }

    fn group(
        &mut self,
        lhs: Raw,
        pairs: Vec<(Raw, Raw)>,
        span: Range<usize>,
    ) -> Result<Node, SyntaxError> {
        let mut node = self.node(lhs)?;
        if node.group.is_some() {
            return Err(SyntaxError::new("S0210", span));
        }
        let pairs = self.pairs(pairs)?;
        node.group = Some(Group { pairs, span });
        Ok(node)
    }

    fn sort(
        &mut self,
        lhs: Raw,
        terms: Vec<RawTerm>,
        span: Range<usize>,
        extent: Range<usize>,
    ) -> Result<Node, SyntaxError> {
        let mut node = self.node(lhs)?;
        if !matches!(node.kind, NodeKind::Path { .. }) {
            node = path(vec![node], false);
        }
        let mut seeking = Vec::new();
        let mut processed = Vec::with_capacity(terms.len());
        for term in terms {
            let expression = self.node(term.expression)?;
            seeking.extend(seeking_of(&expression));
            processed.push(SortTerm {
                descending: term.descending,
                expression,
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
    ) -> Result<Node, SyntaxError> {
        let expressions = self.nodes(expressions)?;
        let constructs = expressions.iter().any(|node| match &node.kind {
            NodeKind::Path { steps, .. } => {
                node.constructs_array || steps.first().is_some_and(|step| step.constructs_array)
            }
            _ => node.constructs_array,
        });
        let seeking = seeking_of_all(&expressions);
        let mut node = Node::new(NodeKind::Block(expressions), span, extent);
        node.constructs_array = constructs;
        node.seeking_parent = seeking;
        Ok(node)
    }

    /// Finds the steps that the `%` in the last step of a path mean.
    fn resolve_parents(&mut self, node: &mut Node) -> Result<(), SyntaxError> {
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
    fn seek_parent(&mut self, node: &mut Node, id: AncestorId) -> Result<(), SyntaxError> {
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
fn tail_call(node: Node) -> Node {
    let Node { kind, .. } = node;
    let kind = match kind {
        NodeKind::Function { partial: false, .. } if node.predicates.is_empty() => {
            let (span, extent) = (node.span.clone(), node.extent.clone());
            let call = Node { kind, ..node };
            return Node::new(NodeKind::Thunk(Box::new(call)), span, extent);
        }
        NodeKind::Condition {
            condition,
            then,
            otherwise,
        } => NodeKind::Condition {
            condition,
            then: Box::new(tail_call(*then)),
            otherwise: otherwise.map(|node| Box::new(tail_call(*node))),
        },
        NodeKind::Block(mut expressions) => {
            if let Some(last) = expressions.pop() {
                expressions.push(tail_call(last));
            }
            NodeKind::Block(expressions)
        }
        kind => kind,
    };
    Node { kind, ..node }
}
