//! The `Tasks` trait and the types of its methods' inputs.

use proc_macro2::TokenStream;
use quote::quote;

use super::code::rust_type;
use super::docs;
use crate::ir::{InputType, Method, Workflow};

pub(super) fn emit(workflow: &Workflow<'_>) -> TokenStream {
    let methods = workflow.methods.iter().map(method);
    let inputs = workflow.methods.iter().map(input);
    let title = docs("The tasks of the machine: what its Task states call.");
    quote! {
        #title
        pub trait Tasks: Send + Sync + 'static { #(#methods)* }
        #(#inputs)*
    }
}

fn method(method: &Method) -> TokenStream {
    let list = |states: &[String]| {
        let states: Vec<_> = states.iter().map(|state| format!("`{state}`")).collect();
        states.join(", ")
    };
    let mut text = format!("`{}`, called by {}.", method.resource, list(&method.states));
    if !method.callbacks.is_empty() {
        text.push_str(&format!(
            "\n\nIt hands the task token on; what comes back under the token is the result of {}.",
            list(&method.callbacks)
        ));
    }
    let docs = docs(&text);
    let signature = signature(method);
    quote! { #docs #signature; }
}

/// `fn charge(&self, input: ChargeInput, cx: &TaskContext) -> impl Future<…> + Send`
pub(super) fn signature(method: &Method) -> TokenStream {
    let name = &method.name;
    let input = match &method.input {
        InputType::Value => quote! { Value },
        InputType::Struct { name, .. } => quote! { #name },
        InputType::User(ty) => quote! { #ty },
    };
    let output = match &method.output {
        Some(ty) => quote! { #ty },
        None => quote! { Value },
    };
    quote! {
        fn #name(
            &self,
            input: #input,
            cx: &TaskContext,
        ) -> impl Future<Output = Result<#output, TaskError>> + Send
    }
}

fn input(method: &Method) -> TokenStream {
    let InputType::Struct { name, fields } = &method.input else {
        return TokenStream::new();
    };
    let title = docs(&format!("The input of [`Tasks::{}`].", method.name));
    let members = fields.iter().map(|field| {
        let docs = docs(&format!("`{}`", field.key));
        let (name, key) = (&field.name, &field.key);
        let ty = rust_type(field.ty);
        let ty = if field.optional {
            quote! { Option<#ty> }
        } else {
            ty
        };
        let rename =
            (name.to_string().trim_start_matches("r#") != key).then(|| quote! { rename = #key });
        let skip = field
            .optional
            .then(|| quote! { skip_serializing_if = "Option::is_none" });
        let serde = match (rename, skip) {
            (None, None) => TokenStream::new(),
            (Some(one), None) | (None, Some(one)) => quote! { #[serde(#one)] },
            (Some(rename), Some(skip)) => quote! { #[serde(#rename, #skip)] },
        };
        quote! { #docs #serde pub #name: #ty }
    });
    quote! {
        #title
        #[derive(Clone, Debug, PartialEq, Serialize)]
        #[serde(crate = "::asl::macro_support::serde")]
        pub struct #name { #(#members,)* }
    }
}
