//! A scope's types: `State`, a struct and a `…Next` per state, `Variables`; and the function that runs it.

use proc_macro2::TokenStream;
use quote::{format_ident, quote};

use super::function::ScopeEmitter;
use super::{docs, place, states};
use crate::ast::StateKind;
use crate::ir::{Scope, Step, Workflow};

/// The types of all scopes, in document order.
pub(super) fn types(workflow: &Workflow<'_>) -> TokenStream {
    let scopes = workflow.scopes.iter();
    scopes.map(|scope| scope_types(workflow, scope)).collect()
}

/// The functions of all scopes, for the machine's `impl`.
pub(super) fn functions(workflow: &Workflow<'_>) -> TokenStream {
    let mut outer_used = vec![Vec::new(); workflow.scopes.len()];
    let mut functions = vec![TokenStream::new(); workflow.scopes.len()];
    // From the inside out: what a scope's function needs of those around it follows from its states.
    for index in (0..workflow.scopes.len()).rev() {
        let emitter = ScopeEmitter {
            workflow,
            index,
            outer_used: &outer_used,
        };
        let (code, used) = emit_functions(&emitter);
        functions[index] = code;
        outer_used[index] = used;
    }
    functions.into_iter().collect()
}

/// `Task` and so on, as definitions write it.
pub(super) fn type_name(kind: &StateKind) -> &'static str {
    match kind {
        StateKind::Task(_) => "Task",
        StateKind::Pass(_) => "Pass",
        StateKind::Choice(_) => "Choice",
        StateKind::Wait(_) => "Wait",
        StateKind::Parallel(_) => "Parallel",
        StateKind::Map(_) => "Map",
        StateKind::Succeed(_) => "Succeed",
        StateKind::Fail(_) => "Fail",
    }
}

fn emit_functions(emitter: &ScopeEmitter<'_, '_>) -> (TokenStream, Vec<usize>) {
    let scope = emitter.scope();
    let functions: Vec<_> = (0..scope.steps.len())
        .map(|step| states::emit(emitter, step))
        .collect();
    let mut used: Vec<usize> = functions
        .iter()
        .flat_map(|function| function.outer_used.iter().copied())
        .collect();
    used.sort_unstable();
    used.dedup();

    let (state_type, variables_type, run) = (&scope.state_type, &scope.variables_type, &scope.run);
    let parameters = used.iter().map(|outer| {
        let outer = &emitter.workflow.scopes[*outer];
        let (name, variables) = (&outer.outer_name, &outer.variables_type);
        quote! { #name: &'a #variables }
    });
    // A future that borrows variables of the scopes around needs a name for how long that is.
    let (generics, this, lifetime) = match used.is_empty() {
        true => (quote! {}, quote! { &self }, quote! { '_ }),
        false => (quote! { <'a> }, quote! { &'a self }, quote! { 'a }),
    };
    let arms = scope.steps.iter().zip(&functions).map(|(step, function)| {
        let (variant, call) = (&step.variant, &function.call);
        quote! { #state_type::#variant(state) => #call }
    });
    let start = &scope.steps[scope.start].variant;
    // Where nothing is assigned the variables are only looked at.
    let mutable = functions
        .iter()
        .any(|function| function.assigns)
        .then(|| quote! { mut });
    let title = docs(&format!(
        "Runs {} from where it stands to its end.",
        scope.title
    ));
    let definitions = functions.iter().map(|function| &function.definition);
    let code = quote! {
        #title
        fn #run #generics(#this, mut frame: Box<Frame>, input: Value #(, #parameters)*) -> BoxFuture<#lifetime, Result<Value, Failure>> {
            boxed(move || async move {
                let (mut state, #mutable variables): (#state_type, #variables_type) =
                    frame.begin(|| #state_type::#start(#start { input }))?;
                loop {
                    frame.enter(&state, &variables).await?;
                    let next = match state { #(#arms,)* };
                    match frame.leave(next)? {
                        Transition::Next(next) => state = next,
                        Transition::End(output) => return Ok(output),
                    }
                }
            })
        }
        #(#definitions)*
    };
    (code, used)
}

fn scope_types(workflow: &Workflow<'_>, scope: &Scope<'_>) -> TokenStream {
    let state_type = &scope.state_type;
    let title = docs(&format!("Where {} stands: the checkpoint.", scope.title));
    let variants = scope.steps.iter().enumerate().map(|(index, step)| {
        let docs = docs(&format!(
            "`{}`, a {} (`{}`).",
            step.state.name.value,
            type_name(&step.state.kind),
            place(workflow, scope, index)
        ));
        let variant = &step.variant;
        quote! { #docs #variant(#variant) }
    });
    let data = state_data(scope);
    let steps = scope.steps.iter().map(|step| step_types(scope, step));
    let variables = variables(scope);
    quote! {
        #title
        #[derive(Clone, Debug, PartialEq)]
        pub enum #state_type { #(#variants,)* }
        #data
        #variables
        #(#steps)*
    }
}

fn state_data(scope: &Scope<'_>) -> TokenStream {
    let state_type = &scope.state_type;
    let infos = scope.steps.iter().map(|step| {
        let (variant, name) = (&step.variant, &step.state.name.value);
        let kind = format_ident!("{}", type_name(&step.state.kind));
        quote! { #state_type::#variant(_) => &StateInfo { name: #name, state_type: StateType::#kind } }
    });
    let inputs = scope.steps.iter().map(|step| {
        let variant = &step.variant;
        quote! { #state_type::#variant(state) => &state.input }
    });
    let restored = scope.steps.iter().map(|step| {
        let (variant, name) = (&step.variant, &step.state.name.value);
        quote! { #name => #state_type::#variant(#variant { input }) }
    });
    quote! {
        impl StateData for #state_type {
            fn info(&self) -> &'static StateInfo {
                match self { #(#infos,)* }
            }
            fn input(&self) -> &Value {
                match self { #(#inputs,)* }
            }
            fn restore(name: &str, input: Value) -> Option<Self> {
                Some(match name { #(#restored,)* _ => return None })
            }
        }
        impl Serialize for #state_type {
            fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                data::serialize_state(self, serializer)
            }
        }
        impl<'de> Deserialize<'de> for #state_type {
            fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                data::deserialize_state(deserializer)
            }
        }
    }
}

fn step_types(scope: &Scope<'_>, step: &Step<'_>) -> TokenStream {
    let (variant, next, state_type) = (&step.variant, &step.next, &scope.state_type);
    let name = &step.state.name.value;
    let payload_docs = docs(&format!("In `{name}`."));
    let next_docs = docs(&format!("Where `{name}` leads."));
    let input_docs = docs("The state's input.");
    let targets: Vec<_> = step
        .targets
        .iter()
        .map(|target| &scope.steps[*target])
        .collect();
    let variants = targets.iter().map(|target| {
        let docs = docs(&format!("To `{}`.", target.state.name.value));
        let variant = &target.variant;
        quote! { #docs #variant(#variant) }
    });
    let end_docs = docs("To the end, with this output.");
    let end = step.ends.then(|| quote! { #end_docs End(Value) });
    let arms = targets.iter().map(|target| {
        let variant = &target.variant;
        quote! { #next::#variant(state) => Transition::Next(#state_type::#variant(state)) }
    });
    let end_arm = step
        .ends
        .then(|| quote! { #next::End(output) => Transition::End(output), });
    let matched = match targets.is_empty() && !step.ends {
        // A Fail leads nowhere: its enum has no variant.
        true => quote! { match next {} },
        false => quote! { match next { #(#arms,)* #end_arm } },
    };
    quote! {
        #payload_docs
        #[derive(Clone, Debug, PartialEq)]
        pub struct #variant {
            #input_docs
            pub input: Value,
        }
        #next_docs
        #[derive(Clone, Debug, PartialEq)]
        pub enum #next { #(#variants,)* #end }
        impl From<#next> for Transition<#state_type> {
            fn from(next: #next) -> Self {
                #matched
            }
        }
    }
}

fn variables(scope: &Scope<'_>) -> TokenStream {
    let variables_type = &scope.variables_type;
    let title = docs(&format!("The variables of {}.", scope.title));
    if scope.variables.is_empty() {
        return quote! {
            #title
            #[derive(Clone, Debug, Default, PartialEq)]
            pub struct #variables_type;
            impl VariableData for #variables_type {
                fn members(&self) -> Vec<(&'static str, Option<&Value>)> {
                    Vec::new()
                }
                fn set(&mut self, _: &str, _: Value) -> bool {
                    false
                }
            }
        };
    }
    let fields = scope.variables.iter().map(|variable| {
        let docs = docs(&format!("`${}`", variable.name));
        let field = &variable.field;
        quote! { #docs pub #field: Option<Value> }
    });
    let members = scope.variables.iter().map(|variable| {
        let (field, name) = (&variable.field, &variable.name);
        quote! { (#name, self.#field.as_ref()) }
    });
    let setters = scope.variables.iter().map(|variable| {
        let (field, name) = (&variable.field, &variable.name);
        quote! { #name => self.#field = Some(value) }
    });
    quote! {
        #title
        #[derive(Clone, Debug, Default, PartialEq)]
        pub struct #variables_type { #(#fields,)* }
        impl VariableData for #variables_type {
            fn members(&self) -> Vec<(&'static str, Option<&Value>)> {
                vec![#(#members),*]
            }
            fn set(&mut self, name: &str, value: Value) -> bool {
                match name { #(#setters,)* _ => return false }
                true
            }
        }
    }
}
