//! Operators.

use proc_macro2::TokenStream;
use quote::quote;

use super::code::{self, Code, Kind, Level};
use super::{Context, Emitter};
use crate::jsonata::ast::{Node, NodeKind};

impl Emitter<'_> {
    pub(super) fn binary(
        &mut self,
        operator: &str,
        lhs: &Node,
        rhs: &Node,
        context: Context<'_>,
    ) -> Code {
        if operator == "&" {
            return self.concatenation(lhs, rhs, context);
        }
        let (lhs, rhs) = (self.node(lhs, context), self.node(rhs, context));
        let function = match operator {
            "and" | "or" => return logic(operator, lhs, rhs),
            "+" | "-" | "*" | "/" | "%" => return arithmetic(operator, lhs, rhs),
            "=" => "equal",
            "!=" => "not_equal",
            "<" => "less",
            "<=" => "less_or_equal",
            ">" => "greater",
            ">=" => "greater_or_equal",
            "in" => "includes",
            // There is no other one left.
            _ => "range_of",
        };
        let operands = [lhs.operand(), rhs.operand()];
        match operator {
            "=" | "!=" | "in" => Code::call(function, operands, Kind::Bool),
            ".." => Code::try_call(function, operands, Kind::Sequence),
            _ => Code::try_call(function, operands, Kind::MaybeBool),
        }
    }

    /// `a & b & c` as one text.
    fn concatenation(&mut self, lhs: &Node, rhs: &Node, context: Context<'_>) -> Code {
        let mut parts = Vec::new();
        parts_of(lhs, &mut parts);
        parts_of(rhs, &mut parts);
        // What is written out is put together here.
        let mut texts: Vec<TokenStream> = Vec::new();
        let mut written = String::new();
        let mut computed = None;
        let mut may_be_infinite = false;
        for (index, part) in parts.into_iter().enumerate() {
            match &part.kind {
                NodeKind::String(text) if part.predicates.is_empty() && part.group.is_none() => {
                    written.push_str(text);
                }
                _ => {
                    if !written.is_empty() {
                        let text = std::mem::take(&mut written);
                        texts.push(quote!(&#text));
                    }
                    let code = self.node(part, context);
                    let text = code.clone().reference();
                    // A number that has no text is an error before that of an operand further to the right.
                    if index > 1 && may_be_infinite && code::may_fail(&text) {
                        texts = vec![quote!(&jsonata::concat([#(#texts),*])?)];
                        may_be_infinite = false;
                    }
                    may_be_infinite |= code.kind.may_be_infinite();
                    texts.push(text);
                    let operand = code.operand();
                    computed = Some(quote!(jsonata::text(#operand)));
                }
            }
        }
        match computed {
            None => Code::new(quote!(#written), Kind::Str),
            Some(only) if texts.len() == 1 && written.is_empty() => {
                Code::fallible(only, Kind::String)
            }
            Some(_) => {
                if !written.is_empty() {
                    texts.push(quote!(&#written));
                }
                Code::fallible(quote!(jsonata::concat([#(#texts),*])), Kind::String)
            }
        }
    }

    pub(super) fn negate(&mut self, operand: &Node, context: Context<'_>) -> Code {
        let operand = self.node(operand, context);
        match operand.kind {
            Kind::Number { finite: true } => {
                let operand = operand.at(Level::Highest);
                let kind = Kind::Number { finite: true };
                Code::new(quote!(-#operand), kind).at_level(Level::Unary)
            }
            _ => Code::try_call("negate", [operand.operand()], Kind::MaybeNumber),
        }
    }
}

/// The operands of a chain of `&` from left to right: without recursion to the left, where it may be long.
fn parts_of<'n>(node: &'n Node, parts: &mut Vec<&'n Node>) {
    let mut right = Vec::new();
    let mut first = node;
    while let NodeKind::Binary {
        operator: "&",
        lhs,
        rhs,
    } = &first.kind
        && first.predicates.is_empty()
        && first.group.is_none()
    {
        right.push(rhs);
        first = lhs;
    }
    parts.push(first);
    for node in right.into_iter().rev() {
        parts_of(node, parts);
    }
}

fn logic(operator: &str, lhs: Code, rhs: Code) -> Code {
    let (lhs, rhs) = (lhs.truthy(), rhs.truthy());
    if operator == "and" {
        let (lhs, rhs) = (lhs.at(Level::And), rhs.at(Level::Unary));
        Code::new(quote!(#lhs && #rhs), Kind::Bool).at_level(Level::And)
    } else {
        // Rust asks for no parentheses here; the reader is glad of them.
        let (lhs, rhs) = (lhs.at(Level::Or), rhs.at(Level::And));
        Code::new(quote!(#lhs || #rhs), Kind::Bool).at_level(Level::Or)
    }
}

fn arithmetic(operator: &str, lhs: Code, rhs: Code) -> Code {
    if let (Kind::Number { finite: true }, Kind::Number { finite: true }) = (lhs.kind, rhs.kind) {
        return plain_arithmetic(operator, lhs, rhs);
    }
    let function = match operator {
        "+" => "add",
        "-" => "subtract",
        "*" => "multiply",
        "/" => "divide",
        _ => "remainder",
    };
    Code::try_call(function, [lhs.operand(), rhs.operand()], Kind::MaybeNumber)
}

/// Numbers for sure, and finite ones: nothing can go wrong before the result is used.
fn plain_arithmetic(operator: &str, lhs: Code, rhs: Code) -> Code {
    let (level, tokens): (Level, fn(TokenStream, TokenStream) -> TokenStream) = match operator {
        "+" => (Level::Sum, |a, b| quote!(#a + #b)),
        "-" => (Level::Sum, |a, b| quote!(#a - #b)),
        "*" => (Level::Product, |a, b| quote!(#a * #b)),
        "/" => (Level::Product, |a, b| quote!(#a / #b)),
        _ => (Level::Product, |a, b| quote!(#a % #b)),
    };
    let tighter = match level {
        Level::Sum => Level::Product,
        _ => Level::Unary,
    };
    let tokens = tokens(lhs.at(level), rhs.at(tighter));
    Code::new(tokens, code::Kind::Number { finite: false }).at_level(level)
}
