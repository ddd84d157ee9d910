//! Paths.
//!
//! A path of names only is one call. Any other one is a chain of methods of `jsonata::Items`, one for each step; in the
//! general way it is one of `jsonata::Path`.

mod general;

use proc_macro2::{Ident, Span, TokenStream};
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
    /// The variables that its tuples have, where it is a stream of tuples.
    tuples: Option<Vec<String>>,
}

enum Start {
    /// A node's result.
    Result(Code),
    /// An expression of type `jsonata::Items`.
    Items(TokenStream),
    /// An expression of type `jsonata::Found`.
    Found(TokenStream),
    /// An expression of type `jsonata::Path`.
    Path(TokenStream),
    /// The context, of type `Any`.
    Context(Code),
}

impl Chain {
    fn of(result: Code) -> Chain {
        Chain::from(Start::Result(result))
    }

    fn from(start: Start) -> Chain {
        Chain {
            start,
            names: Vec::new(),
            tuples: None,
        }
    }

    /// Whether it takes the general way.
    fn is_general(&self) -> bool {
        match &self.start {
            Start::Result(code) => code.kind.is_any(),
            Start::Items(_) | Start::Found(_) => false,
            Start::Path(_) | Start::Context(_) => true,
        }
    }

    /// What has been emitted, as an expression of type `jsonata::Path`.
    fn path(self) -> TokenStream {
        let names = self.names;
        let path = match self.start {
            Start::Result(result) => {
                let result = result.operand();
                quote!(jsonata::Path::of(#result))
            }
            Start::Items(items) => quote!(jsonata::Path::of(#items)),
            Start::Found(found) => quote!(jsonata::Path::of(#found.items())),
            Start::Path(path) => path,
            Start::Context(context) => {
                let context = context.operand();
                quote!(jsonata::Path::context(#context))
            }
        };
        match names.is_empty() {
            true => path,
            false => quote!(#path.names(&[#(#names),*])?),
        }
    }

    fn then_path(mut self, next: impl FnOnce(TokenStream) -> TokenStream) -> Chain {
        let tuples = self.tuples.take();
        Chain {
            tuples,
            ..Chain::from(Start::Path(next(self.path())))
        }
    }

    /// What has been emitted, as what has methods for steps: `jsonata::Found` where it can be borrowed from data, else
    /// `jsonata::Items`.
    fn steps(self) -> Code {
        let (start, kind) = match self.start {
            Start::Result(result) if matches!(result.kind, Kind::Ref | Kind::MaybeRef) => {
                let result = result.operand();
                (quote!(jsonata::within(#result)), Kind::Found)
            }
            Start::Result(result) => {
                let result = result.operand();
                (quote!(jsonata::items(#result)), Kind::Items)
            }
            Start::Items(items) => (items, Kind::Items),
            Start::Found(found) => (found, Kind::Found),
            // No one asks for the steps of the general way.
            Start::Path(path) => (path, Kind::Items),
            Start::Context(context) => (context.operand(), Kind::Items),
        };
        let names = self.names;
        match names.is_empty() {
            true => Code::new(start, kind),
            false => Code::new(quote!(#start.names(&[#(#names),*])), kind),
        }
    }

    /// A step whose results are new values.
    fn then(self, next: impl FnOnce(TokenStream) -> TokenStream) -> Chain {
        Chain::from(Start::Items(next(self.steps().value())))
    }

    /// A step that finds some of what the steps before it have found.
    fn find(self, next: impl FnOnce(TokenStream) -> TokenStream) -> Chain {
        let steps = self.steps();
        let kind = steps.kind;
        Chain::of_steps(Code::new(next(steps.value()), kind))
    }

    fn of_steps(steps: Code) -> Chain {
        Chain::from(match steps.kind {
            Kind::Found => Start::Found(steps.value()),
            _ => Start::Items(steps.value()),
        })
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
        let Some((mut chain, rest)) = self.start(node, steps, context) else {
            return Code::undefined();
        };
        let keep = keep_singleton || node.keep_array;
        let is_general = self.keeps_constructed(node, steps);
        for (index, step) in rest.iter().enumerate() {
            let last = index + 1 == rest.len();
            chain = match is_general {
                true => self.general_step(chain, step),
                false => self.step(chain, step, last && !keep),
            };
        }
        if chain.is_general() {
            return self.general_end(chain, node, keep);
        }
        if let Some(group) = &node.group
            && self.are_dynamic(&group.pairs, false)
        {
            return self.general_end(chain, node, keep);
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
            let steps = chain.steps();
            return match grouped {
                true => steps,
                false => steps.method("keep", Kind::Sequence),
            };
        }
        match chain.start {
            Start::Result(result) if chain.names.is_empty() => result,
            Start::Result(result) if result.kind != Kind::Items => {
                let is_borrowed = matches!(result.kind, Kind::Ref | Kind::MaybeRef);
                let (root, names) = (result.operand(), chain.names);
                let path = quote!(jsonata::path(#root, &[#(#names),*]));
                let path = Code::new(path, Kind::Sequence);
                match is_borrowed {
                    true => path.or_borrowed(quote!(jsonata::path_ref(#root, &[#(#names),*]))),
                    false => path,
                }
            }
            _ => chain.steps(),
        }
    }

    /// The first step, or the first two if they are `$states.input` or one of its like, and the steps that are left.
    fn start<'n>(
        &mut self,
        path: &Node,
        steps: &'n [Node],
        context: Context<'_>,
    ) -> Option<(Chain, &'n [Node])> {
        if let Some((field, step)) = states_field(steps)
            && !steps[0].tuple
            && !step.tuple
        {
            let code = self.states_field(field);
            let code = self.staged(code, &step.stages);
            let chain = match code.kind {
                Kind::Items => Chain::of_steps(code),
                _ => Chain::of(code),
            };
            return Some((chain, &steps[2..]));
        }
        let (first, rest) = steps.split_first()?;
        let is_variable = matches!(first.kind, NodeKind::Variable(_));
        if first.constructs_array && !first.tuple {
            // The array is not evaluated anew for every item of the context.
            let code = self.node(first, context);
            let is_general = rest.iter().any(|step| step.tuple);
            let is_general = is_general || self.keeps_constructed(path, steps);
            let code = match is_general || code.kind.is_any() {
                true => code.into_any().method("constructed", Kind::Any),
                false => code,
            };
            return Some((Chain::of(code), rest));
        }
        let is_plain_name = matches!(&first.kind, NodeKind::Name(_)) && !evaluates(&first.stages);
        let chain = match context {
            _ if is_variable && !first.tuple => Chain::of(self.node(first, context)),
            Context::Nothing if !first.tuple => Chain::of(self.node(first, context)),
            Context::Item(_) if is_plain_name && !first.tuple => {
                let is_data = matches!(context, Context::Item(local) if local.is_data);
                let start = self.context(context);
                let start = match is_data {
                    true => Code::call("whole", [start.operand()], Kind::Items),
                    false => start,
                };
                self.step(Chain::of(start), first, false)
            }
            Context::Item(_) if !self.is_dynamic(first, false) => self.in_context(first, context),
            _ => {
                let is_whole = matches!(context, Context::Item(local) if local.is_data);
                let item = self.context(context);
                let start = match is_variable || is_whole || !item.kind.is_any() {
                    true if is_variable || is_whole => {
                        let item = item.operand();
                        Start::Path(quote!(jsonata::Path::absolute(#item)))
                    }
                    true => {
                        let item = item.operand();
                        Start::Path(quote!(jsonata::Path::context(#item)))
                    }
                    false => Start::Context(item),
                };
                self.step(Chain::from(start), first, false)
            }
        };
        Some((chain, rest))
    }

    /// A first step that has to be evaluated even if the context is undefined.
    fn in_context(&mut self, step: &Node, context: Context<'_>) -> Chain {
        let is_data = matches!(context, Context::Item(local) if local.is_data);
        let (outer, item) = (self.context(context).operand(), self.item());
        let code = self.node(step, Context::Item(&item));
        let code = self.staged(code, &step.stages);
        let (parameter, body) = (item.parameter(), code.into_step().into_result());
        let function = match is_data {
            true => quote!(in_data),
            false => quote!(in_context),
        };
        Chain::from(Start::Items(
            quote!(jsonata::#function(#outer, |#parameter| #body)?),
        ))
    }

    pub(super) fn states_field(&mut self, field: StatesField) -> Code {
        let env = self.env;
        let reference = match field {
            StatesField::Input => &env.input,
            StatesField::Result => &env.result,
            StatesField::ErrorOutput => &env.error_output,
            StatesField::Context => {
                return self.seen("context", "context", env.context.clone(), Kind::Value);
            }
        };
        match reference {
            Some(tokens) => self.seen(field.name(), field.name(), tokens.clone(), Kind::Ref),
            None => Code::undefined(),
        }
    }

    /// One step more. `whole` tells whether what a constructed array is left alone as the path's result.
    fn step(&mut self, mut chain: Chain, step: &Node, whole: bool) -> Chain {
        if chain.is_general() || self.is_dynamic(step, false) {
            return self.general_step(chain, step);
        }
        match (&step.kind, step.stages.as_slice()) {
            (NodeKind::Name(name), []) => {
                chain.names.push(name.clone());
                return chain;
            }
            (NodeKind::Name(name), [Stage::Filter(predicate)]) => {
                if let Some(index) = constant_index(predicate) {
                    return chain.find(|steps| quote!(#steps.element(#name, #index)));
                }
                let item = self.item();
                let (function, closure) = self.predicate(predicate);
                if function == "filter" {
                    return chain.find(|steps| quote!(#steps.filtered(#name, #closure)?));
                }
                let field = self.read(&item, Kind::MaybeRef).operand();
                let function = Ident::new(function, Span::call_site());
                let parameter = item.parameter();
                let body = quote!(jsonata::#function(jsonata::field(#field, #name), #closure));
                return chain.then(|steps| quote!(#steps.each(|#parameter| #body)?));
            }
            (NodeKind::Sort(terms), stages) => {
                let closure = self.sort_keys(terms);
                let sorted = chain.find(|steps| quote!(#steps.sort(#closure)?));
                return Chain::of_steps(self.staged(sorted.steps(), stages));
            }
            (NodeKind::Object(pairs), [])
                if constant_keys(pairs).is_some()
                    && step.predicates.is_empty()
                    && step.group.is_none() =>
            {
                // Items that are arrays are grouped by the same method.
                let item = self.item();
                let names = constant_keys(pairs).unwrap_or_default();
                let code = self.members(&names, pairs, Context::Item(&item));
                let (parameter, body) = (item.parameter(), code.into_result());
                return chain.then(|steps| quote!(#steps.each_object(|#parameter| #body)?));
            }
            _ => {}
        }
        let item = self.item();
        let code = self.node(step, Context::Item(&item));
        let code = self.staged(code, &step.stages);
        let method = match (step.constructs_array && step.stages.is_empty(), whole) {
            (true, true) => "construct",
            (true, false) => "construct_within",
            _ => "each",
        };
        let code = match method {
            "each" => code.into_step(),
            _ => code.into_sequence(),
        };
        let (parameter, body) = (item.parameter(), code.into_result());
        let method = Ident::new(method, Span::call_site());
        chain.then(|steps| quote!(#steps.#method(|#parameter| #body)?))
    }

    fn sort_keys(&mut self, terms: &[SortTerm]) -> TokenStream {
        let item = self.item();
        let keys = terms
            .iter()
            .map(|term| self.sort_key(term, Context::Item(&item)));
        let keys: Vec<_> = keys.collect();
        let parameter = item.parameter();
        quote!(|#parameter| Ok([#(#keys),*]))
    }

    fn sort_key(&mut self, term: &SortTerm, context: Context<'_>) -> TokenStream {
        let key = self.node(&term.expression, context).operand();
        match term.descending {
            true => quote!(jsonata::descending(#key)),
            false => quote!(jsonata::ascending(#key)),
        }
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
