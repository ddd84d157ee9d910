//! The names of the runtime that generated code calls: the counterpart of the runtime's `macro_support.rs`.

use std::collections::HashSet;

use proc_macro2::{Ident, Spacing, Span, TokenStream, TokenTree};
use quote::quote;

/// The steps of a Reference Path, which the code would else have to spell out.
const STEPS: &[&str] = &["Index", "Key"];

/// What generated code may name in `asl::macro_support`, types, functions and modules alike.
const NAMES: &[&str] = &[
    "ArcStr",
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
    "TaskInfo",
    "Transition",
    "Value",
    "VariableData",
    "WorkflowType",
    "boxed",
    "choice",
    "data",
    "distributed",
    "intrinsics",
    "jsonata",
    "jsonpath",
    "pin",
    "run_in_memory",
    "text",
    "to_value",
];

/// `use` lines for those of the names that `body` mentions.
///
/// An import collides with an item of the same name: lowering keeps the definition's names apart from these.
pub(super) fn imports(body: &TokenStream) -> TokenStream {
    let mut used = HashSet::new();
    collect_mentioned(body, &mut used);
    let mentioned = |names: &'static [&'static str]| {
        let names = names.iter().filter(|name| used.contains(**name));
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
    visit_mentioned(code, &mut |ident| ident == name)
}

fn collect_mentioned(code: &TokenStream, into: &mut HashSet<String>) {
    visit_mentioned(code, &mut |ident| {
        into.insert(ident.to_string());
        false
    });
}

/// Calls `found` with each identifier that is a use, until it says that this is enough.
fn visit_mentioned(code: &TokenStream, found: &mut dyn FnMut(&Ident) -> bool) -> bool {
    let is = |tree: Option<&TokenTree>, c| matches!(tree, Some(TokenTree::Punct(punct)) if punct.as_char() == c);
    // The two tokens before, which say whether a name ends a path or follows a dot or `fn`.
    let mut before: [Option<TokenTree>; 2] = [None, None];
    let mut trees = code.clone().into_iter().peekable();
    while let Some(tree) = trees.next() {
        match &tree {
            TokenTree::Group(group) if visit_mentioned(&group.stream(), found) => return true,
            TokenTree::Ident(ident) => {
                let [second, first] = [before[0].as_ref(), before[1].as_ref()];
                let member = is(first, '.') || is(first, ':') && is(second, ':');
                let defined = matches!(first, Some(TokenTree::Ident(before)) if before == "fn");
                // `name: ` is a field's label or a declaration, `name::` a path.
                let label = matches!(trees.peek(), Some(TokenTree::Punct(punct))
                    if punct.as_char() == ':' && punct.spacing() == Spacing::Alone);
                if !(member || defined || label) && found(ident) {
                    return true;
                }
            }
            _ => {}
        }
        before = [before[1].take(), Some(tree)];
    }
    false
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
