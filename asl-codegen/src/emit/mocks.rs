//! `MockTasks`: the tasks with answers that a test writes down.

use proc_macro2::{Ident, Span, TokenStream};
use quote::quote;

use super::docs;
use super::tasks::signature;
use crate::ir::{InputType, Method, Workflow};

/// Names of the runtime stand here with their paths: an import that only a test needs would be unused elsewhere.
pub(super) fn emit(workflow: &Workflow<'_>) -> TokenStream {
    let cfg = (!workflow.mocks).then(|| quote! { #[cfg(test)] });
    let title = docs(
        "The tasks for tests: calls are recorded, and answered as a test says by `on_…`.\n\n\
         It is a [`Mocks`](::asl::testing::Mocks) with a method for each task.",
    );
    let scripts = workflow.methods.iter().map(script);
    let scripts = (!workflow.methods.is_empty()).then(|| {
        quote! { #cfg impl MockTasks { #(#scripts)* } }
    });
    let calls = workflow.methods.iter().map(call);
    quote! {
        #title
        #cfg
        #[derive(Clone, Debug, Default)]
        pub struct MockTasks(::asl::testing::Mocks);

        #scripts

        #cfg
        impl Tasks for MockTasks { #(#calls)* }

        #cfg
        impl From<::asl::testing::Mocks> for MockTasks {
            fn from(mocks: ::asl::testing::Mocks) -> Self {
                MockTasks(mocks)
            }
        }

        #cfg
        impl ::core::ops::Deref for MockTasks {
            type Target = ::asl::testing::Mocks;

            fn deref(&self) -> &::asl::testing::Mocks {
                &self.0
            }
        }
    }
}

/// The task's name, without the `r#` of a keyword.
fn name(method: &Method) -> String {
    let name = method.name.to_string();
    name.trim_start_matches("r#").to_owned()
}

fn script(method: &Method) -> TokenStream {
    let docs = docs(&format!("What [`Tasks::{}`] answers.", method.name));
    let name = name(method);
    let on = Ident::new(&format!("on_{name}"), Span::call_site());
    quote! {
        #docs
        pub fn #on(&self) -> ::asl::testing::Script {
            self.0.task(#name)
        }
    }
}

fn call(method: &Method) -> TokenStream {
    let name = name(method);
    let signature = signature(method);
    let input = match &method.input {
        InputType::User(_) => quote! { ::asl::testing::Input(&input).write() },
        InputType::Value | InputType::Struct { .. } => quote! { Some(::asl::to_value(&input)) },
    };
    let call = quote! { self.0.call(#name, #input, cx) };
    let body = match &method.output {
        None => call,
        Some(ty) => quote! {
            let answer = #call;
            async move { ::asl::testing::Output::<#ty>::new().read(answer.await?) }
        },
    };
    // The user's types may be such as can only be read or written: that is an error of a call that needs more, not of
    // the build.
    let user = matches!(method.input, InputType::User(_)) || method.output.is_some();
    let fallbacks = user.then(|| {
        quote! {
            #[allow(unused_imports)]
            use ::asl::testing::{Unreadable as _, Unwritable as _};
        }
    });
    quote! { #signature { #fallbacks #body } }
}
