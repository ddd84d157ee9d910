//! The functions of a machine: their parameters follow from what their bodies mention.

use proc_macro2::TokenStream;
use quote::{ToTokens, quote};

use super::paths::mentions;
use crate::ir::{Scope, Step, Workflow};

/// A scope, while its functions are emitted; the scopes inside it are done.
pub(super) struct ScopeEmitter<'w, 'a> {
    pub(super) workflow: &'w Workflow<'a>,
    pub(super) index: usize,
    /// For each scope that is done: the scopes around it whose variables its `run` function takes.
    pub(super) outer_used: &'w [Vec<usize>],
}

/// A state's function, and its call from the scope's loop.
pub(super) struct StateFunction {
    pub(super) definition: TokenStream,
    pub(super) call: TokenStream,
    pub(super) outer_used: Vec<usize>,
}

impl<'w, 'a> ScopeEmitter<'w, 'a> {
    pub(super) fn scope(&self) -> &'w Scope<'a> {
        &self.workflow.scopes[self.index]
    }

    /// The state's payload that leads on to `target` with `output`, as the transition that `step` makes of it.
    pub(super) fn go(
        &self,
        step: &Step<'_>,
        target: Option<&str>,
        output: &TokenStream,
    ) -> TokenStream {
        let next = &step.next;
        let target = target.and_then(|name| {
            self.scope()
                .steps
                .iter()
                .find(|step| step.state.name.value == name)
        });
        match target {
            Some(target) => {
                let variant = &target.variant;
                // `input: input` is no Rust that a person would write.
                let input = match output.to_string().as_str() {
                    "input" => quote! { input },
                    _ => quote! { input: #output },
                };
                quote! { Ok(#next::#variant(#variant { #input })) }
            }
            None => quote! { Ok(#next::End(#output)) },
        }
    }

    /// The function of a state with the given body, in which `state` is its payload.
    pub(super) fn state_function(
        &self,
        step: &Step<'a>,
        docs: TokenStream,
        body: TokenStream,
    ) -> StateFunction {
        let variant = &step.variant;
        let (parameters, arguments, outer_used) = self.parameters(&body);
        let name = &step.function;
        let next = &step.next;
        let (asyncness, wait) = asyncness(&body);
        let definition = quote! {
            #docs
            #asyncness fn #name(&self, state: #variant, #parameters) -> Result<#next, Failure> {
                #body
            }
        };
        let call = quote! { self.#name(state, #arguments) #wait.map(Transition::from) };
        StateFunction {
            definition,
            call,
            outer_used,
        }
    }

    /// The parameters after the payload, and the arguments for them, as far as `body` mentions them.
    pub(super) fn parameters(&self, body: &TokenStream) -> (TokenStream, TokenStream, Vec<usize>) {
        let scope = self.scope();
        let mut parameters = Vec::new();
        let mut arguments = Vec::new();
        if mentions(body, "variables") {
            let variables = &scope.variables_type;
            if assigns(body) {
                parameters.push(quote! { variables: &mut #variables });
                arguments.push(quote! { &mut variables });
            } else {
                parameters.push(quote! { variables: &#variables });
                arguments.push(quote! { &variables });
            }
        }
        let used: Vec<usize> = scope
            .outer
            .iter()
            .copied()
            .filter(|outer| self.uses(body, *outer))
            .collect();
        for outer in &used {
            let outer = &self.workflow.scopes[*outer];
            let (name, variables) = (&outer.outer_name, &outer.variables_type);
            parameters.push(quote! { #name: &#variables });
            arguments.push(name.to_token_stream());
        }
        if mentions(body, "frame") {
            parameters.push(quote! { frame: &mut Frame });
            arguments.push(quote! { &mut frame });
        }
        (
            quote! { #(#parameters),* },
            quote! { #(#arguments),* },
            used,
        )
    }

    fn uses(&self, body: &TokenStream, outer: usize) -> bool {
        mentions(body, &self.workflow.scopes[outer].outer_name.to_string())
    }

    /// The call that runs the scope `child` in `frame`, for code in which this scope's variables go by their outer name.
    pub(super) fn run_child(&self, child: usize, input: TokenStream) -> TokenStream {
        let run = &self.workflow.scopes[child].run;
        let outer = self.outer_used[child]
            .iter()
            .map(|outer| &self.workflow.scopes[*outer].outer_name);
        quote! { self.#run(frame, #input #(, #outer)*) }
    }

    /// Gives this scope's variables their outer name, where one of the children wants them.
    pub(super) fn lend_variables(&self, children: &[usize]) -> TokenStream {
        if !children
            .iter()
            .any(|child| self.outer_used[*child].contains(&self.index))
        {
            return TokenStream::new();
        }
        let (name, variables) = (&self.scope().outer_name, &self.scope().variables_type);
        quote! { let #name: &#variables = variables; }
    }
}

/// Whether the body assigns a variable, of which it has the scope's struct by mutable reference then.
fn assigns(body: &TokenStream) -> bool {
    // Only `assign.rs` emits this call, and every assignment goes through it.
    mentions(body, "assign")
}

/// `async` and `.await` where the body awaits.
pub(super) fn asyncness(body: &TokenStream) -> (TokenStream, TokenStream) {
    match mentions(body, "await") {
        true => (quote! { async }, quote! { .await }),
        false => (TokenStream::new(), TokenStream::new()),
    }
}
