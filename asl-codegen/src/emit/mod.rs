//! Rust from a lowered machine: only `quote!`, every decision is made.

mod assign;
mod code;
mod data;
mod function;
mod machine;
mod mocks;
mod path;
mod paths;
mod scope;
mod states;
mod tasks;

use std::collections::BTreeSet;

use proc_macro2::{Ident, Literal, Span, TokenStream};
use quote::quote;

use crate::ir::{InputType, Scope, Type, Workflow};
use crate::jsonata::Expression;

/// The module that a definition becomes.
pub(crate) fn workflow(workflow: &Workflow<'_>) -> TokenStream {
    let functions = scope::functions(workflow);
    module(
        workflow,
        scope::types(workflow),
        machine::emit(workflow, Some(&functions)),
    )
}

/// The public face of the module, for a definition that was read as a whole and has errors: what uses it is checked.
pub(crate) fn skeleton(workflow: &Workflow<'_>) -> TokenStream {
    module(
        workflow,
        scope::types(workflow),
        machine::emit(workflow, None),
    )
}

/// The module of a definition that could not be read, or only in part: any name may be in it.
///
/// rustc says nothing about names that it misses in a module with a `compile_error!`, which the caller adds. Imports of
/// such names stay silent in turn, so that those which a glob of the user's may bring in are imported here.
pub(crate) fn unknown(module: &Ident, read: Option<&Workflow<'_>>) -> TokenStream {
    let mut names: BTreeSet<Ident> = [
        "Machine",
        "MockTasks",
        "State",
        "Substitutions",
        "Tasks",
        "Variables",
        "errors",
    ]
    .into_iter()
    .map(|name| Ident::new(name, Span::call_site()))
    .collect();
    if let Some(workflow) = read {
        names.extend(
            workflow
                .methods
                .iter()
                .filter_map(|method| match &method.input {
                    InputType::Struct { name, .. } => Some(name.clone()),
                    InputType::Value | InputType::User(_) => None,
                }),
        );
        names.extend(workflow.unreadable.iter().cloned());
        for scope in &workflow.scopes {
            names.extend([scope.state_type.clone(), scope.variables_type.clone()]);
            names.extend(scope.steps.iter().map(|step| step.variant.clone()));
            names.extend(scope.steps.iter().map(|step| step.next.clone()));
        }
    }
    let names = names.iter();
    quote! {
        #[allow(missing_docs)]
        pub mod #module {
            pub use self::definition::{#(#names),*};
        }
    }
}

fn module(workflow: &Workflow<'_>, types: TokenStream, machine: TokenStream) -> TokenStream {
    let module = &workflow.module;
    let docs = docs(&module_docs(workflow));
    let tasks = tasks::emit(workflow);
    let mocks = mocks::emit(workflow);
    let errors = errors(workflow);
    let body = quote! { #tasks #machine #types };
    let imports = paths::imports(&body);
    // Nobody has to use all of it, and in a program nothing is reachable from outside.
    quote! {
        #docs
        #[allow(dead_code, unreachable_pub)]
        pub mod #module {
            #imports
            #body
            #mocks
            #errors
        }
    }
}

/// What is known of an expression's value.
pub(crate) fn jsonata_type(expression: &Expression) -> Type {
    code::jsonata_type(expression)
}

fn module_docs(workflow: &Workflow<'_>) -> String {
    let mut text = format!("The state machine of `{}`.", workflow.source.asked());
    if let Some(comment) = &workflow.machine.comment {
        text.push_str("\n\n");
        text.push_str(comment);
    }
    text.push_str("\n\n```mermaid\n");
    text.push_str(crate::graph::mermaid(workflow.machine).trim_end());
    text.push_str("\n```");
    text
}

/// `errors`: a constant for each error name of the definition.
fn errors(workflow: &Workflow<'_>) -> TokenStream {
    if workflow.errors.is_empty() {
        return TokenStream::new();
    }
    let constants = workflow.errors.iter().map(|error| {
        let docs = docs(&format!("`{}`", error.name));
        let (constant, name) = (&error.constant, &error.name);
        quote! { #docs pub const #constant: ErrorName = ErrorName::new(#name); }
    });
    let docs = docs("The error names that the definition mentions.");
    quote! {
        #docs
        pub mod errors {
            use ::asl::ErrorName;
            #(#constants)*
        }
    }
}

/// `#[doc]` attributes, a line each, so that they print as `///` comments.
fn docs(text: &str) -> TokenStream {
    let lines = text.lines().map(|line| {
        // rustdoc and prettyplease both expect the blank after the slashes.
        let line = Literal::string(&if line.is_empty() {
            String::new()
        } else {
            format!(" {line}")
        });
        quote! { #[doc = #line] }
    });
    quote! { #(#lines)* }
}

/// The place of a state, as documentation names it: `order.json:12:5`.
fn place(workflow: &Workflow<'_>, scope: &Scope<'_>, step: usize) -> String {
    let place = scope.steps[step].place;
    let name = workflow.source.name();
    let file = name.rsplit(['/', '\\']).next().unwrap_or(name);
    format!("{file}:{}:{}", place.line, place.column)
}
