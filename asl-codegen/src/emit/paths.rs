//! The names of the runtime that generated code calls: the counterpart of the runtime's `macro_support.rs`.

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
/// An import collides with an item of the same name: lowering keeps the definition's names apart from these.
pub(super) fn imports(body: &TokenStream) -> TokenStream {
    let mentioned = |names: &'static [&'static str]| {
        let names = names.iter().filter(|name| mentions(body, name));
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

/// Whether the code uses a variable or an import: the name of a field, a method, a function's definition or the end of a
/// path does not count.
pub(super) fn mentions(code: &TokenStream, name: &str) -> bool {
    let punct = |tree: Option<&TokenTree>, c| matches!(tree, Some(TokenTree::Punct(punct)) if punct.as_char() == c);
    let trees: Vec<TokenTree> = code.clone().into_iter().collect();
    trees.iter().enumerate().any(|(index, tree)| match tree {
        TokenTree::Group(group) => mentions(&group.stream(), name),
        TokenTree::Ident(ident) if ident == name => {
            let back = |by| index.checked_sub(by).and_then(|at| trees.get(at));
            let member = punct(back(1), '.') || punct(back(1), ':') && punct(back(2), ':');
            let defined = matches!(back(1), Some(TokenTree::Ident(before)) if before == "fn");
            // `name: ` is a field's label or a declaration, `name::` a path.
            let label = punct(trees.get(index + 1), ':') && !punct(trees.get(index + 2), ':');
            !(member || defined || label)
        }
        _ => false,
    })
}

/// Whether the code has `.name`, a field or a call of a method.
pub(super) fn has_member(code: &TokenStream, name: &str) -> bool {
    let mut after_dot = false;
    code.clone().into_iter().any(|tree| {
        let found = match &tree {
            TokenTree::Ident(ident) => after_dot && ident == name,
            TokenTree::Group(group) => has_member(&group.stream(), name),
            TokenTree::Punct(_) | TokenTree::Literal(_) => false,
        };
        after_dot = matches!(&tree, TokenTree::Punct(punct) if punct.as_char() == '.');
        found
    })
}
