//! Types that follow from literals, operators and built-in functions, and where they cannot be right.
//!
//! What is read from data has no type here, nor what a sequence of one item may become.

use std::ops::Range;

use super::ast::{Ast, Node, NodeKind, Stage};
use super::functions::signature;
use super::signature::{Parameter, Signature};

/// The type of a value.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Type {
    /// `null`
    Null,
    /// `true` or `false`
    Boolean,
    /// A number.
    Number,
    /// A string.
    String,
    /// An array.
    Array,
    /// An object.
    Object,
    /// A function.
    Function,
}

impl Type {
    /// How a message calls it.
    pub fn described(self) -> &'static str {
        match self {
            Type::Null => "null",
            Type::Boolean => "a Boolean",
            Type::Number => "a number",
            Type::String => "a string",
            Type::Array => "an array",
            Type::Object => "an object",
            Type::Function => "a function",
        }
    }

    /// The letter of a signature.
    fn letter(self) -> char {
        match self {
            Type::Null => 'l',
            Type::Boolean => 'b',
            Type::Number => 'n',
            Type::String => 's',
            Type::Array => 'a',
            Type::Object => 'o',
            Type::Function => 'f',
        }
    }

    /// The type that a signature's letter stands for, where that is one.
    fn of(letter: char) -> Option<Type> {
        Some(match letter {
            'l' => Type::Null,
            'b' => Type::Boolean,
            'n' => Type::Number,
            's' => Type::String,
            'o' => Type::Object,
            _ => return None,
        })
    }
}

/// An operand or argument that always is of a wrong type.
#[derive(Clone, Debug)]
pub(super) struct Mismatch {
    pub(super) at: Range<usize>,
    pub(super) message: String,
    pub(super) found: Type,
}

/// The type of the whole expression, and what is wrong inside it.
pub(super) fn infer(ast: &Ast) -> (Option<Type>, Vec<Mismatch>) {
    let mut inference = Inference::default();
    let result = inference.node(&ast.root);
    (result, inference.found)
}

#[derive(Default)]
struct Inference {
    found: Vec<Mismatch>,
}

impl Inference {
    fn node(&mut self, node: &Node) -> Option<Type> {
        let plain = self.undecorated(node);
        for predicate in &node.predicates {
            self.node(predicate);
        }
        for stage in &node.stages {
            if let Stage::Filter(predicate) = stage {
                self.node(predicate);
            }
        }
        if let Some(group) = &node.group {
            self.pairs(&group.pairs);
            return None;
        }
        plain.filter(|_| node.predicates.is_empty() && node.stages.is_empty())
    }

    fn undecorated(&mut self, node: &Node) -> Option<Type> {
        match &node.kind {
            NodeKind::String(_) => Some(Type::String),
            NodeKind::Number(_) => Some(Type::Number),
            NodeKind::Bool(_) => Some(Type::Boolean),
            NodeKind::Null => Some(Type::Null),
            NodeKind::Regex { .. } => Some(Type::Function),
            NodeKind::Binary { .. } => self.operators(node),
            NodeKind::Negate(operand) => {
                let found = self.node(operand);
                self.operand("-", operand, found);
                Some(Type::Number)
            }
            NodeKind::Array(items) => {
                for item in items {
                    self.node(item);
                }
                Some(Type::Array)
            }
            NodeKind::Object(pairs) => {
                self.pairs(pairs);
                Some(Type::Object)
            }
            NodeKind::Function {
                procedure,
                arguments,
                partial,
            } => self.call(procedure, None, arguments).filter(|_| !partial),
            NodeKind::Thunk(call) => self.node(call),
            NodeKind::Block(expressions) => {
                let types: Vec<_> = expressions.iter().map(|e| self.node(e)).collect();
                types.last().copied().flatten()
            }
            NodeKind::Condition {
                condition,
                then,
                otherwise,
            } => {
                self.node(condition);
                let then = self.node(then);
                // Without an `else` there may be nothing, which has no type.
                let otherwise = self.node(otherwise.as_deref()?);
                then.filter(|_| then == otherwise)
            }
            NodeKind::Bind { value, .. } => self.node(value),
            NodeKind::Apply { lhs, rhs } => {
                let piped = self.node(lhs);
                match &rhs.kind {
                    NodeKind::Function {
                        procedure,
                        arguments,
                        partial: false,
                    } => self.call(procedure, Some((lhs, piped)), arguments),
                    NodeKind::Variable(_) => self.call(rhs, Some((lhs, piped)), &[]),
                    _ => {
                        self.node(rhs);
                        None
                    }
                }
            }
            NodeKind::Lambda { body, .. } => {
                self.node(body);
                Some(Type::Function)
            }
            NodeKind::Path { steps, .. } => {
                for step in steps {
                    self.node(step);
                }
                None
            }
            NodeKind::Sort(terms) => {
                for term in terms {
                    self.node(&term.expression);
                }
                None
            }
            NodeKind::Transform {
                pattern,
                update,
                delete,
            } => {
                for part in [pattern, update].into_iter().chain(delete) {
                    self.node(part);
                }
                Some(Type::Function)
            }
            NodeKind::Name(_)
            | NodeKind::Variable(_)
            | NodeKind::Wildcard
            | NodeKind::Descendant
            | NodeKind::Parent(_)
            | NodeKind::Placeholder => None,
        }
    }

    fn pairs(&mut self, pairs: &[(Node, Node)]) {
        for (key, value) in pairs {
            self.node(key);
            self.node(value);
        }
    }

    /// A chain of operators from left to right: without recursion to the left, where it may be long.
    fn operators(&mut self, node: &Node) -> Option<Type> {
        let mut chain = Vec::new();
        let mut first = node;
        while let NodeKind::Binary { operator, lhs, rhs } = &first.kind {
            chain.push((*operator, lhs, rhs));
            first = lhs;
            if !first.predicates.is_empty() || first.group.is_some() {
                break;
            }
        }
        let mut left = self.node(first);
        for (operator, lhs, rhs) in chain.into_iter().rev() {
            let right = self.node(rhs);
            left = match operator {
                "+" | "-" | "*" | "/" | "%" => {
                    self.operand(operator, lhs, left);
                    self.operand(operator, rhs, right);
                    Some(Type::Number)
                }
                ".." => {
                    self.operand(operator, lhs, left);
                    self.operand(operator, rhs, right);
                    None
                }
                "<" | "<=" | ">" | ">=" => {
                    self.compared(operator, (lhs, left), (rhs, right));
                    Some(Type::Boolean)
                }
                "=" | "!=" | "and" | "or" | "in" => Some(Type::Boolean),
                "&" => Some(Type::String),
                _ => None,
            };
        }
        left
    }

    /// An operand that has to be a number.
    fn operand(&mut self, operator: &str, node: &Node, found: Option<Type>) {
        if let Some(found) = found.filter(|found| *found != Type::Number) {
            let message = format!("`{operator}` takes numbers");
            self.mismatch(node, message, found);
        }
    }

    /// Two operands that have to be two numbers or two strings.
    fn compared(
        &mut self,
        operator: &str,
        left: (&Node, Option<Type>),
        right: (&Node, Option<Type>),
    ) {
        let comparable = |found: Type| matches!(found, Type::Number | Type::String);
        for (node, found) in [left, right] {
            if let Some(found) = found.filter(|found| !comparable(*found)) {
                let message = format!("`{operator}` takes numbers or strings");
                return self.mismatch(node, message, found);
            }
        }
        if let (Some(first), Some(second)) = (left.1, right.1)
            && first != second
        {
            let first = first.described();
            let message = format!("`{operator}` compares {first} with something else");
            self.mismatch(right.0, message, second);
        }
    }

    fn call(
        &mut self,
        procedure: &Node,
        piped: Option<(&Node, Option<Type>)>,
        arguments: &[Node],
    ) -> Option<Type> {
        let mut given: Vec<(&Node, Option<Type>)> = piped.into_iter().collect();
        for argument in arguments {
            given.push((argument, self.node(argument)));
        }
        let NodeKind::Variable(name) = &procedure.kind else {
            self.node(procedure);
            return None;
        };
        let signature = signature(name)?;
        let all = &signature.parameters;
        let needed = all.iter().filter(|parameter| !parameter.optional).count();
        // Where arguments are left out, the context may stand for the first one.
        let shifted = given.len() < all.len()
            && all.first().is_some_and(|first| first.context)
            && all[1..].iter().zip(&given).all(|(parameter, (_, found))| {
                found.is_none_or(|found| refused(parameter, found).is_none())
            });
        if (needed..=all.len()).contains(&given.len()) && !shifted {
            for (parameter, (node, found)) in all.iter().zip(given) {
                if let Some(found) = found
                    && let Some(wanted) = refused(parameter, found)
                {
                    self.mismatch(node, format!("`${name}` takes {wanted} here"), found);
                }
            }
        }
        result(&signature)
    }

    fn mismatch(&mut self, node: &Node, message: String, found: Type) {
        let at = node.extent.clone();
        self.found.push(Mismatch { at, message, found });
    }
}

/// What a parameter wants where it cannot take such an argument.
fn refused(parameter: &Parameter, found: Type) -> Option<String> {
    let letter = found.letter();
    let takes = |types: &str| types.contains(['x', 'j']) || types.contains(letter);
    if parameter.types == "a" {
        // What is no array stands for an array of it.
        let item = parameter.subtype.as_deref()?;
        let fits = found == Type::Array || item.contains(letter);
        let item = Type::of(item.chars().next()?)?;
        return (!fits)
            .then(|| format!("an array of {}s", item.described().trim_start_matches("a ")));
    }
    if takes(&parameter.types) {
        return None;
    }
    let wanted: Vec<&str> = parameter
        .types
        .chars()
        .map(|letter| match letter {
            'f' => "a function",
            'a' => "an array",
            letter => Type::of(letter).map_or("a value", Type::described),
        })
        .collect();
    Some(wanted.join(" or "))
}

/// The type of what a function gives, if it gives anything; arrays may become their only item.
fn result(signature: &Signature) -> Option<Type> {
    let (_, result) = signature.definition.split_once(':')?;
    let result = result.trim_end_matches('>');
    let mut letters = result.chars();
    let only = letters.next()?;
    Type::of(only).filter(|_| letters.next().is_none())
}
