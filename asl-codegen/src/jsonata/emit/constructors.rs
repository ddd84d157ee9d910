//! Arrays, objects and groups, conditions and blocks.

use proc_macro2::{Literal, TokenStream};
use quote::quote;

use super::code::{self, Code, Kind, Level};
use super::{Context, Emitter, names};
use crate::jsonata::ast::{Group, Node, NodeKind};
use crate::jsonata::bindings;

impl Emitter<'_> {
    /// `code{ … }`
    pub(super) fn group(&mut self, code: Code, group: &Group) -> Code {
        match code.kind.is_any() || self.are_dynamic(&group.pairs, false) {
            true => self.general_group(code, &group.pairs, &[]),
            false => self.grouping(code, &group.pairs),
        }
    }

    /// Groups in the general way; `names` are the variables of the input's tuples.
    pub(super) fn general_group(
        &mut self,
        input: Code,
        pairs: &[(Node, Node)],
        names: &[String],
    ) -> Code {
        let (item, tuple) = (self.item(), self.names.tuple(self.functions.len()));
        let scope = self.names.enter();
        for name in names {
            self.names.bind_in(&tuple, name);
        }
        let mut arms = Vec::new();
        for (index, (key, value)) in pairs.iter().enumerate() {
            let key = self.node(key, Context::Any(&item)).into_any().value();
            let value = self.node(value, Context::Any(&item)).into_any().value();
            arms.push(quote! {
                jsonata::Part::Key(#index) => #key,
                jsonata::Part::Value(#index) => #value,
            });
        }
        self.names.leave(scope);
        let (input, count) = (
            input.into_items().operand(),
            Literal::usize_unsuffixed(pairs.len()),
        );
        let (item, tuple) = (item.parameter(), tuple.parameter());
        let tokens = quote! {
            jsonata::group_any(#input, #count, |part, #item, #tuple| Ok(match part {
                #(#arms)*
                _ => jsonata::Any::Undefined,
            }))
        };
        Code::fallible(tokens, Kind::Any)
    }

    /// Groups by keys that are only known at run time.
    fn grouping(&mut self, input: Code, pairs: &[(Node, Node)]) -> Code {
        let item = self.item();
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
        let (input, parameter) = (input.into_items().operand(), item.parameter());
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
        let codes = items.iter().map(|item| self.node(item, context));
        let codes: Vec<Code> = codes.collect();
        let is_any = codes.iter().any(|code| code.kind.is_any());
        let mut elements = Vec::new();
        for (item, code) in items.iter().zip(codes) {
            // An array within is flattened unless it is written out as one.
            let written_out = matches!(item.kind, NodeKind::Array(_));
            let is_whole = written_out || code.kind.is_scalar();
            elements.push(match (is_any, is_whole) {
                (false, true) => code.into_sequence().value(),
                (false, false) => {
                    let operand = code.operand();
                    quote!(jsonata::spread_out(#operand))
                }
                (true, true) => {
                    let operand = code.operand();
                    quote!(jsonata::element(#operand))
                }
                (true, false) => {
                    let operand = code.operand();
                    quote!(jsonata::elements(#operand))
                }
            });
        }
        match is_any {
            true => Code::fallible(quote!(jsonata::array_of([#(#elements),*])), Kind::Any),
            false => Code::new(quote!(jsonata::array([#(#elements),*])), Kind::Value),
        }
    }

    pub(super) fn object(&mut self, pairs: &[(Node, Node)], context: Context<'_>) -> Code {
        let is_dynamic = self.are_dynamic(pairs, matches!(context, Context::Any(_)));
        let Some(names) = constant_keys(pairs) else {
            let is_data = matches!(context, Context::Item(local) if local.is_data);
            let item = self.context(context);
            let item = match is_data {
                true => Code::call("whole", [item.operand()], Kind::Items),
                false => item,
            };
            return match is_dynamic || item.kind.is_any() {
                true => self.general_group(item, pairs, &[]),
                false => self.grouping(item, pairs),
            };
        };
        match context {
            Context::Nothing => self.members(&names, pairs, context),
            // Within the members the data is an item as any other one is.
            Context::Item(local) if local.is_data => {
                let item = local.as_item();
                self.members(&names, pairs, Context::Item(&item))
            }
            // Were the context an array, its items would be grouped under these keys.
            Context::Item(outer) if !is_dynamic => {
                let item = self.item();
                let code = self.members(&names, pairs, Context::Item(&item));
                if !item.is_read() {
                    return code;
                }
                let outer = self.read(outer, Kind::MaybeRef).operand();
                let (parameter, body) = (item.parameter(), code.into_result());
                let tokens = quote!(jsonata::grouped(#outer, |#parameter| #body));
                Code::fallible(tokens, Kind::Value)
            }
            Context::Item(_) | Context::Any(_) => {
                let item = self.item();
                let code = self.members(&names, pairs, Context::Any(&item));
                if !item.is_read() {
                    return code;
                }
                let outer = self.context(context).operand();
                let (parameter, body) = (item.parameter(), code.owned().into_result());
                let tokens = quote!(jsonata::grouped_any(#outer, |#parameter| #body));
                Code::fallible(tokens, Kind::Any)
            }
        }
    }

    pub(super) fn members(
        &mut self,
        names: &[&str],
        pairs: &[(Node, Node)],
        context: Context<'_>,
    ) -> Code {
        let codes = pairs.iter().map(|(_, value)| self.node(value, context));
        let codes: Vec<Code> = codes.collect();
        let is_any = codes.iter().any(|code| code.kind.is_any());
        let members = names.iter().zip(codes).map(|(name, code)| {
            let value = match is_any {
                true => code.into_any().value(),
                false => code.into_sequence().value(),
            };
            quote!((jsonata::literal!(#name), #value))
        });
        match is_any {
            true => Code::new(quote!(jsonata::object_of([#(#members),*])), Kind::Any),
            false => Code::new(quote!(jsonata::object([#(#members),*])), Kind::Value),
        }
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
            Some((binding, before)) if is_read_by(binding, last) && bindings::is_plain(binding) => {
                (before, binding)
            }
            _ => (before, last),
        };
        let scope = self.names.enter();
        let shared = bindings::shared_names(expressions);
        let cells: TokenStream = shared.iter().map(|name| self.cell(name)).collect();
        let mut statements = Vec::new();
        for expression in before {
            statements.push(match &expression.kind {
                NodeKind::Bind { name, value } if bindings::is_plain(expression) => {
                    if shared.contains(name) {
                        let code = self.nested_binding(name, value, context);
                        self.names.has_value(name);
                        Statement::Set(code)
                    } else {
                        let code = self.node(value, context);
                        let local = self.names.bind(name, code.kind, self.functions.len());
                        Statement::Let(local, code)
                    }
                }
                _ => Statement::Expression(self.node(expression, context)),
            });
        }
        let result = match &last.kind {
            NodeKind::Bind { name, value }
                if bindings::is_plain(last) && !shared.contains(name) =>
            {
                self.node(value, context)
            }
            _ => self.node(last, context),
        };
        // What is read by now decides which statements are worth writing.
        let statements: Vec<_> = statements.into_iter().map(Statement::tokens).collect();
        self.names.leave(scope);
        if cells.is_empty() && statements.iter().all(TokenStream::is_empty) {
            return result;
        }
        let result = result.owned();
        let (kind, value) = (result.kind, result.value());
        Code::new(quote!({ #cells #(#statements)* #value }), kind).at_level(Level::Lowest)
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
    Set(Code),
    Expression(Code),
}

impl Statement {
    fn tokens(self) -> TokenStream {
        match self {
            Statement::Let(local, code) if local.is_read() => {
                let (ident, value) = (local.ident(), code.value());
                quote!(let #ident = #value;)
            }
            Statement::Set(code) => {
                let value = code.value();
                quote!(#value;)
            }
            // Only its error can be seen, and what it binds.
            Statement::Let(_, code) | Statement::Expression(code) => {
                let value = code.value();
                match code::may_fail(&value) || code::mentions(&value, "set") {
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
