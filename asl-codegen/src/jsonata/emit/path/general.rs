//! Paths of the general way: a chain of methods of `jsonata::Path`.

use proc_macro2::TokenStream;
use quote::quote;

use super::{Chain, Start};
use crate::jsonata::ast::{Node, NodeKind, SortTerm, Stage};
use crate::jsonata::emit::code::{Code, Kind};
use crate::jsonata::emit::{Context, Emitter, constant_index};

impl Emitter<'_> {
    /// The result of a path of the general way.
    pub(super) fn general_end(&mut self, mut chain: Chain, node: &Node, keep: bool) -> Code {
        let tuples = chain.tuples.take();
        let Some(group) = &node.group else {
            if let (Start::Result(result), true, false) =
                (&chain.start, chain.names.is_empty(), keep)
            {
                return result.clone();
            }
            if let (Start::Context(context), false) = (&chain.start, keep) {
                let (context, names) = (context.clone().any_receiver(), &chain.names);
                return Code::fallible(quote!(#context.path(&[#(#names),*])), Kind::Any);
            }
            let path = chain.path();
            let code = match (tuples.is_some() && node.tuple, keep) {
                (true, _) => quote!(#path.end_with_tuples()),
                (false, true) => quote!(#path.end_keeping()),
                (false, false) => quote!(#path.end()),
            };
            return Code::new(code, Kind::AnyItems);
        };
        let path = chain.path();
        let input = Code::new(quote!(#path.end_with_tuples()), Kind::AnyItems);
        self.general_group(input, &group.pairs, &tuples.unwrap_or_default())
    }

    /// A step of the general way.
    pub(super) fn general_step(&mut self, mut chain: Chain, step: &Node) -> Chain {
        let is_stream = chain.tuples.is_some() || step.tuple;
        let mut names = chain.tuples.clone().unwrap_or_default();
        if let (NodeKind::Name(name), [], false) = (&step.kind, &step.stages[..], is_stream) {
            chain.names.push(name.clone());
            return chain;
        }
        if let NodeKind::Sort(terms) = &step.kind {
            let closure = self.general_sort_keys(terms, &names);
            if !is_stream {
                let sorted = chain.then_path(|path| quote!(#path.sort(#closure)?));
                if step.stages.is_empty() {
                    return sorted;
                }
                let sorted = Code::new(sorted.path(), Kind::AnyItems).method("end", Kind::AnyItems);
                let staged = self.staged(sorted, &step.stages).operand();
                return Chain::from(Start::Path(quote!(jsonata::Path::of(#staged))));
            }
            let index = match &step.index {
                Some(name) => quote!(Some(#name)),
                None => quote!(None),
            };
            names.extend(step.index.clone());
            chain = chain.then_path(|path| quote!(#path.sort_to_tuples(#index, #closure)?));
        } else if is_stream {
            let mut bindings = Vec::new();
            for (name, binding) in [(&step.focus, quote!(Focus)), (&step.index, quote!(Index))] {
                if let Some(name) = name {
                    bindings.push(quote!(jsonata::Binding::#binding(#name)));
                }
            }
            let label = step.ancestor.map(|id| self.label(id));
            if let Some(label) = &label {
                bindings.push(quote!(jsonata::Binding::Parent(#label)));
            }
            let closure =
                self.any_closure(&names, |this, context| this.general_node(step, context));
            let new = step.focus.iter().chain(&step.index).chain(&label).cloned();
            let new: Vec<String> = new.chain(self.tuple_names(step)).collect();
            names.extend(new);
            chain = chain.then_path(|path| quote!(#path.tuples(&[#(#bindings),*], #closure)?));
        } else {
            let closure = self.any_closure(&names, |this, context| {
                let code = this.general_node(step, context);
                this.staged(code, &step.stages)
            });
            return chain.then_path(|path| quote!(#path.each(#closure)?));
        }
        for stage in &step.stages {
            chain = match stage {
                Stage::Filter(predicate) => match constant_index(predicate) {
                    Some(index) => chain.then_path(|path| quote!(#path.position(#index))),
                    None => {
                        let closure = self.any_predicate(predicate, &names);
                        chain.then_path(|path| quote!(#path.filter(#closure)?))
                    }
                },
                Stage::Index { name, .. } => {
                    names.push(name.clone());
                    chain.then_path(|path| quote!(#path.index(#name)))
                }
            };
        }
        chain.tuples = Some(names);
        chain
    }

    /// A step's node; an array constructor's array stays one.
    fn general_node(&mut self, step: &Node, context: Context<'_>) -> Code {
        let code = self.node(step, context);
        match step.constructs_array && matches!(step.kind, NodeKind::Array(_)) {
            true => code.into_any().method("constructed", Kind::Any),
            false => code,
        }
    }

    /// The variables that a step's own tuples bring along.
    fn tuple_names(&self, step: &Node) -> Vec<String> {
        match &step.kind {
            NodeKind::Block(expressions) if step.tuple => expressions
                .last()
                .map_or_else(Vec::new, |last| self.tuple_names(last)),
            NodeKind::Path { steps, .. } if step.tuple => {
                let mut names = Vec::new();
                for step in steps {
                    names.extend(step.focus.iter().chain(&step.index).cloned());
                    names.extend(step.ancestor.map(|id| self.label(id)));
                    names.extend(step.stages.iter().filter_map(|stage| match stage {
                        Stage::Index { name, .. } => Some(name.clone()),
                        Stage::Filter(_) => None,
                    }));
                    names.extend(self.tuple_names(step));
                }
                names
            }
            _ => Vec::new(),
        }
    }

    fn general_sort_keys(&mut self, terms: &[SortTerm], names: &[String]) -> TokenStream {
        self.any_closure(names, |this, context| {
            let keys = terms.iter().map(|term| this.sort_key(term, context));
            let keys: Vec<_> = keys.collect();
            Code::new(quote!(vec![#(#keys),*]), Kind::Keys)
        })
    }
}
