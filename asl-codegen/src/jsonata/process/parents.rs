//! Which step each `%` means.

use super::Processor;
use crate::jsonata::ast::{AncestorId, Node, NodeKind};
use crate::jsonata::syntax::{Result, SyntaxError};

impl Processor {
    /// Finds the steps that the `%` in the last step of a path mean.
    pub(super) fn resolve_parents(&mut self, node: &mut Node) -> Result<()> {
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
    pub(super) fn seek_parent(&mut self, node: &mut Node, id: AncestorId) -> Result<()> {
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

/// The `%` of a node that are still looking for their step.
pub(super) fn seeking_of(node: &Node) -> Vec<AncestorId> {
    let mut seeking = node.seeking_parent.clone();
    if let NodeKind::Parent(id) = node.kind {
        seeking.push(id);
    }
    seeking
}

pub(super) fn seeking_of_all(nodes: &[Node]) -> Vec<AncestorId> {
    nodes.iter().flat_map(seeking_of).collect()
}
