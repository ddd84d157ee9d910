//! Paths.
//!
//! A path of names only is one call. Any other one is a chain of methods of `jsonata::Items`, one for each step.

use proc_macro2::TokenStream;
use quote::quote;

use super::code::{Code, Kind};
use super::constructors::constant_keys;
use super::{Context, Emitter, constant_index};
use crate::jsonata::ast::{Node, NodeKind, SortTerm, Stage};
use crate::jsonata::check::{StatesField, states_field};

/// As much of a path as has been emitted.
struct Chain {
    start: Start,
    /// Names that have not been emitted yet.
    names: Vec<String>,
}

enum Start {
    /// A node's result.
    Result(Code),
    /// An expression of type `jsonata::Items`.
    Items(TokenStream),
}

impl Chain {
    fn of(result: Code) -> Chain {
        Chain {
            start: Start::Result(result),
            names: Vec::new(),
        }
    }

    /// What has been emitted, as an expression of type `jsonata::Items`.
    fn items(self) -> TokenStream {
        let names = self.names;
        match self.start {
            Start::Result(result) => {
                let result = result.operand();
                match names.is_empty() {
                    true => quote!(jsonata::items(#result)),
                    false => quote!(jsonata::items(#result).names(&[#(#names),*])),
                }
            }
            Start::Items(items) => match names.is_empty() {
                true => items,
                false => quote!(#items.names(&[#(#names),*])),
            },
        }
    }

    fn then(self, next: impl FnOnce(TokenStream) -> TokenStream) -> Chain {
        Chain {
            start: Start::Items(next(self.items())),
            names: Vec::new(),
        }
    }
}

impl Emitter<'_> {
    pub(super) fn path(
        &mut self,
        node: &Node,
        steps: &[Node],
        keep_singleton: bool,
        context: Context<'_>,
    ) -> Code {
        let Some((mut chain, rest)) = self.start(steps, context) else {
            return Code::refused();
        };
        let keep = keep_singleton || node.keep_array;
        for (index, step) in rest.iter().enumerate() {
            let last = index + 1 == rest.len();
            chain = self.step(chain, step, last && !keep);
        }
        let code = self.end(chain, keep, node.group.is_some());
        match &node.group {
            Some(group) => self.group(code, group),
            None => code,
        }
    }

    /// A path's result before the single item of a sequence is taken out, if that has still to be done.
    fn end(&mut self, chain: Chain, keep: bool, grouped: bool) -> Code {
        if keep || grouped {
            let items = chain.items();
            return match grouped {
                true => Code::new(items, Kind::Items),
                false => Code::new(quote!(#items.keep()), Kind::Sequence),
            };
        }
        match chain.start {
            Start::Result(result) if chain.names.is_empty() => result,
            Start::Result(result) => {
                let (root, names) = (result.operand(), chain.names);
                Code::new(quote!(jsonata::path(#root, &[#(#names),*])), Kind::Sequence)
            }
            Start::Items(_) => Code::new(chain.items(), Kind::Items),
        }
    }

    /// The first step, or the first two if they are `$states.input` or one of its like, and the steps that are left.
    fn start<'n>(
        &mut self,
        steps: &'n [Node],
        context: Context<'_>,
    ) -> Option<(Chain, &'n [Node])> {
        if let Some((field, step)) = states_field(steps) {
            let code = self.states_field(field);
            let code = self.staged(code, &step.stages);
            let chain = match code.kind {
                Kind::Items => Chain {
                    start: Start::Items(code.value()),
                    names: Vec::new(),
                },
                _ => Chain::of(code),
            };
            return Some((chain, &steps[2..]));
        }
        let (first, rest) = steps.split_first()?;
        let at_top = matches!(context, Context::Nothing);
        let chain = match &first.kind {
            NodeKind::Variable(_) => Chain::of(self.node(first, context)),
            // The array is not evaluated anew for every item of the context.
            _ if first.constructs_array => Chain::of(self.node(first, context)),
            NodeKind::Name(_) if !evaluates(&first.stages) => {
                self.step(Chain::of(self.context(context)), first, false)
            }
            _ if at_top => Chain::of(self.node(first, context)),
            _ => self.in_context(first, context),
        };
        Some((chain, rest))
    }

    /// A first step that has to be evaluated even if the context is undefined.
    fn in_context(&mut self, step: &Node, context: Context<'_>) -> Chain {
        let (outer, item) = (self.context(context).operand(), self.names.item());
        let code = self.node(step, Context::Item(&item));
        let code = self.staged(code, &step.stages);
        let code = match code.kind {
            Kind::Items => code,
            _ => code.into_sequence(),
        };
        let (parameter, body) = (item.parameter(), code.into_result());
        Chain {
            start: Start::Items(quote!(jsonata::in_context(#outer, |#parameter| #body)?)),
            names: Vec::new(),
        }
    }

    fn states_field(&self, field: StatesField) -> Code {
        let env = self.env;
        let reference = match field {
            StatesField::Input => &env.input,
            StatesField::Result => &env.result,
            StatesField::ErrorOutput => &env.error_output,
            StatesField::Context => return Code::new(env.context.clone(), Kind::Value),
        };
        match reference {
            Some(tokens) => Code::new(tokens.clone(), Kind::Ref),
            None => Code::undefined(),
        }
    }

    /// One step more. `whole` tells whether what a constructed array is left alone as the path's result.
    fn step(&mut self, mut chain: Chain, step: &Node, whole: bool) -> Chain {
        match (&step.kind, step.stages.as_slice()) {
            (NodeKind::Name(name), []) => {
                chain.names.push(name.clone());
                return chain;
            }
            (NodeKind::Name(name), [Stage::Filter(predicate)]) => {
                if let Some(index) = constant_index(predicate) {
                    return chain.then(|items| quote!(#items.element(#name, #index)));
                }
            }
            (NodeKind::Sort(terms), stages) => {
                let closure = self.sort_keys(terms);
                let sorted = chain.then(|items| quote!(#items.sort(#closure)?));
                let code = self.staged(Code::new(sorted.items(), Kind::Items), stages);
                return Chain {
                    start: Start::Items(code.value()),
                    names: Vec::new(),
                };
            }
            (NodeKind::Object(pairs), [])
                if constant_keys(pairs).is_some()
                    && step.predicates.is_empty()
                    && step.group.is_none() =>
            {
                // Items that are arrays are grouped by the same method.
                let item = self.names.item();
                let names = constant_keys(pairs).unwrap_or_default();
                let code = self.members(&names, pairs, Context::Item(&item));
                let (parameter, body) = (item.parameter(), code.into_result());
                return chain.then(|items| quote!(#items.each_object(|#parameter| #body)?));
            }
            _ => {}
        }
        let item = self.names.item();
        let code = self.node(step, Context::Item(&item));
        let code = self.staged(code, &step.stages);
        let method = match (step.constructs_array && step.stages.is_empty(), whole) {
            (true, true) => quote!(construct),
            (true, false) => quote!(construct_within),
            _ => quote!(each),
        };
        let code = match code.kind {
            Kind::Items => code,
            _ => code.into_sequence(),
        };
        let (parameter, body) = (item.parameter(), code.into_result());
        chain.then(|items| quote!(#items.#method(|#parameter| #body)?))
    }

    fn sort_keys(&mut self, terms: &[SortTerm]) -> TokenStream {
        let item = self.names.item();
        let mut keys = Vec::new();
        for term in terms {
            let key = self
                .node(&term.expression, Context::Item(&item))
                .into_sequence()
                .value();
            let order = if term.descending {
                quote!(descending)
            } else {
                quote!(ascending)
            };
            keys.push(quote!(jsonata::#order(#key)));
        }
        let parameter = item.parameter();
        quote!(|#parameter| Ok(vec![#(#keys),*]))
    }
}

/// Whether there is something to evaluate in a step's stages.
fn evaluates(stages: &[Stage]) -> bool {
    match stages {
        [] => false,
        [Stage::Filter(predicate)] => constant_index(predicate).is_none(),
        _ => true,
    }
}
