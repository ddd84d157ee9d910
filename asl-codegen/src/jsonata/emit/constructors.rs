//! Arrays, objects and groups, conditions and blocks.

use proc_macro2::{Literal, TokenStream};
use quote::quote;

use super::code::{self, Code, Kind, Level};
use super::{Context, Emitter, names};
use crate::jsonata::ast::{Group, Node, NodeKind};

impl Emitter<'_> {
    /// `code{ … }`
    pub(super) fn group(&mut self, code: Code, group: &Group) -> Code {
        self.grouping(code, &group.pairs)
    }

    /// Groups by keys that are only known at run time.
    fn grouping(&mut self, input: Code, pairs: &[(Node, Node)]) -> Code {
        let item = self.names.item();
        let mut arms = Vec::new();
        for (index, (key, value)) in pairs.iter().enumerate() {
            let key = self.node(key, Context::Item(&item)).into_sequence().value();
            let value = self
                .node(value, Context::Item(&item))
                .into_sequence()
                .value();
            arms.push(quote! {
                jsonata::Part::Key(#index) => #key,
                jsonata::Part::Value(#index) => #value,
            });
        }
        let (input, parameter) = (input.operand(), item.parameter());
        let count = Literal::usize_unsuffixed(pairs.len());
        let tokens = quote! {
            jsonata::group(#input, #count, |part, #parameter| Ok(match part {
                #(#arms)*
                _ => jsonata::UNDEFINED,
            }))
        };
        Code::fallible(tokens, Kind::Value)
    }

    pub(super) fn array(&mut self, items: &[Node], context: Context<'_>) -> Code {
        let mut elements = Vec::new();
        for item in items {
            let code = self.node(item, context);
            // An array within is flattened unless it is written out as one.
            let written_out = matches!(item.kind, NodeKind::Array(_));
            elements.push(match written_out || code.kind.is_scalar() {
                true => code.into_sequence().value(),
                false => {
                    let operand = code.operand();
                    quote!(jsonata::spread_out(#operand))
                }
            });
        }
        Code::new(quote!(jsonata::array([#(#elements),*])), Kind::Value)
    }

    pub(super) fn object(&mut self, pairs: &[(Node, Node)], context: Context<'_>) -> Code {
        let Some(names) = constant_keys(pairs) else {
            let item = self.context(context);
            return self.grouping(item, pairs);
        };
        match context {
            Context::Nothing => self.members(&names, pairs, context),
            Context::Item(outer) => {
                // Were the context an array, its items would be grouped under these keys.
                let item = self.names.item();
                let code = self.members(&names, pairs, Context::Item(&item));
                if !item.is_read() {
                    return code;
                }
                let (ident, parameter, body) = (outer.read(), item.parameter(), code.into_result());
                let tokens = quote!(jsonata::grouped(#ident, |#parameter| #body));
                Code::fallible(tokens, Kind::Value)
            }
        }
    }

    pub(super) fn members(
        &mut self,
        names: &[&str],
        pairs: &[(Node, Node)],
        context: Context<'_>,
    ) -> Code {
        let mut members = Vec::new();
        for (name, (_, value)) in names.iter().zip(pairs) {
            let value = self.node(value, context).into_sequence().value();
            members.push(quote!((#name, #value)));
        }
        Code::new(quote!(jsonata::object([#(#members),*])), Kind::Value)
    }

    pub(super) fn condition(
        &mut self,
        condition: &Node,
        then: &Node,
        otherwise: Option<&Node>,
        context: Context<'_>,
    ) -> Code {
        let condition = self.node(condition, context).truthy().value();
        let then = self.node(then, context);
        let otherwise = match otherwise {
            Some(node) => self.node(node, context),
            None => Code::undefined(),
        };
        let kind = then.kind.join(otherwise.kind);
        let (then, otherwise) = (then.convert(kind).value(), otherwise.convert(kind).value());
        let tokens = quote!(if #condition { #then } else { #otherwise });
        Code::new(tokens, kind).at_level(Level::Lowest)
    }

    pub(super) fn block(&mut self, expressions: &[Node], context: Context<'_>) -> Code {
        let Some((last, before)) = expressions.split_last() else {
            return Code::undefined();
        };
        // A variable that is only read to be the result is none.
        let (before, last) = match before.split_last() {
            Some((binding, before)) if is_read_by(binding, last) => (before, binding),
            _ => (before, last),
        };
        let scope = self.names.enter();
        let mut statements = Vec::new();
        for expression in before {
            statements.push(match &expression.kind {
                NodeKind::Bind { name, value } => {
                    let code = self.node(value, context);
                    let local = self.names.bind(name, code.kind);
                    Statement::Let(local, code)
                }
                _ => Statement::Expression(self.node(expression, context)),
            });
        }
        let result = match &last.kind {
            NodeKind::Bind { value, .. } => self.node(value, context),
            _ => self.node(last, context),
        };
        // What is read by now decides which statements are worth writing.
        let statements: Vec<_> = statements.into_iter().map(Statement::tokens).collect();
        self.names.leave(scope);
        if statements.iter().all(TokenStream::is_empty) {
            return result;
        }
        let result = result.owned();
        let (kind, value) = (result.kind, result.value());
        Code::new(quote!({ #(#statements)* #value }), kind).at_level(Level::Lowest)
    }
}

/// Whether an expression is nothing but the variable that is bound.
fn is_read_by(binding: &Node, expression: &Node) -> bool {
    let name = match &binding.kind {
        NodeKind::Bind { name, .. } => name,
        _ => return false,
    };
    let plain = expression.predicates.is_empty() && expression.group.is_none();
    plain && matches!(&expression.kind, NodeKind::Variable(read) if read == name)
}

enum Statement {
    Let(names::Local, Code),
    Expression(Code),
}

impl Statement {
    fn tokens(self) -> TokenStream {
        match self {
            Statement::Let(local, code) if local.is_read() => {
                let (ident, value) = (local.ident(), code.value());
                quote!(let #ident = #value;)
            }
            // Only its error can be seen.
            Statement::Let(_, code) | Statement::Expression(code) => {
                let value = code.value();
                match code::may_fail(&value) {
                    true => quote!(let _ = #value;),
                    false => TokenStream::new(),
                }
            }
        }
    }
}

/// The keys of an object constructor, if all are literal strings and no two the same.
pub(super) fn constant_keys(pairs: &[(Node, Node)]) -> Option<Vec<&str>> {
    let keys: Option<Vec<&str>> = pairs
        .iter()
        .map(|(key, _)| match &key.kind {
            NodeKind::String(key_text) if key.predicates.is_empty() && key.group.is_none() => {
                Some(&**key_text)
            }
            _ => None,
        })
        .collect();
    let keys = keys?;
    let mut sorted = keys.clone();
    sorted.sort_unstable();
    sorted
        .windows(2)
        .all(|pair| pair[0] != pair[1])
        .then_some(keys)
}
