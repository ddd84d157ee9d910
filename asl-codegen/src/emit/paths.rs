//! The names of the runtime that generated code calls: the counterpart of the runtime's `macro_support.rs`.

use std::collections::BTreeSet;

use proc_macro2::{Ident, Span, TokenStream, TokenTree};
use quote::quote;

/// The steps of a Reference Path, which the code would else have to spell out.
const STEPS: &[&str] = &["Index", "Key"];

/// What generated code may name in `asl::macro_support`, types, functions and modules alike.
const NAMES: &[&str] = &[
    "BoxFuture",
    "CallInfo",
    "Definition",
    "Deserialize",
    "Deserializer",
    "ErrorName",
    "ExecutionError",
    "Failure",
    "Frame",
    "Retrier",
    "Serialize",
    "Serializer",
    "Service",
    "StateData",
    "StateInfo",
    "StateMachine",
    "StateType",
    "TaskContext",
    "TaskError",
    "Transition",
    "Value",
    "VariableData",
    "choice",
    "data",
    "intrinsics",
    "jsonata",
    "jsonpath",
    "run_in_memory",
    "text",
    "to_value",
];

/// `use` lines for those of the names that `body` mentions.
///
/// A module's own items come before what it imports by a glob, but an import by name collides with them: lowering keeps
/// the definition's names apart from these.
pub(super) fn imports(body: &TokenStream) -> TokenStream {
    let mut mentioned = BTreeSet::new();
    collect(body, &mut mentioned);
    let mentioned = |names: &'static [&'static str]| {
        let names = names.iter().filter(|name| mentioned.contains(**name));
        names
            .map(|name| Ident::new(name, Span::call_site()))
            .collect::<Vec<_>>()
    };
    let names = mentioned(NAMES);
    let steps = mentioned(STEPS);
    let steps = (!steps.is_empty())
        .then(|| quote! { use ::asl::macro_support::jsonpath::Step::{#(#steps),*}; });
    quote! {
        #steps
        use ::asl::macro_support::{#(#names),*};
    }
}

/// Whether the code mentions an identifier.
pub(super) fn mentions(code: &TokenStream, name: &str) -> bool {
    code.clone().into_iter().any(|tree| match tree {
        TokenTree::Ident(ident) => ident == name,
        TokenTree::Group(group) => mentions(&group.stream(), name),
        TokenTree::Punct(_) | TokenTree::Literal(_) => false,
    })
}

fn collect(code: &TokenStream, into: &mut BTreeSet<String>) {
    for tree in code.clone() {
        match tree {
            TokenTree::Ident(ident) => {
                into.insert(ident.to_string());
            }
            TokenTree::Group(group) => collect(&group.stream(), into),
            TokenTree::Punct(_) | TokenTree::Literal(_) => {}
        }
    }
}
