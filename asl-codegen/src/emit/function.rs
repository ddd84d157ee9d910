//! The functions of a machine: their parameters follow from what their bodies mention.

use proc_macro2::TokenStream;
use quote::{ToTokens, quote};

use super::paths::{has_member, mentions};
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
    /// Whether it assigns one of its scope's variables.
    pub(super) assigns: bool,
}

/// What a function takes after the payload.
pub(super) struct Parameters {
    pub(super) declarations: TokenStream,
    /// The arguments in the scope's loop, which owns what they refer to.
    pub(super) from_loop: TokenStream,
    /// The arguments in a function that has them as parameters itself.
    pub(super) from_function: TokenStream,
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

    /// The function of a state with the given body, in which `state` is its payload; `helpers` is code that it calls with
    /// its own parameters.
    pub(super) fn state_function(
        &self,
        step: &Step<'a>,
        docs: TokenStream,
        body: TokenStream,
        helpers: &TokenStream,
    ) -> StateFunction {
        let assigns = assigns(&body) || assigns(helpers);
        let Parameters {
            declarations,
            from_loop,
            outer_used,
            ..
        } = self.parameters(&body, assigns);
        let (name, next, payload) = (&step.function, &step.next, payload(step, &body));
        let (asyncness, wait) = asyncness(&body);
        let definition = quote! {
            #docs
            #asyncness fn #name(&self, #payload, #declarations) -> Result<#next, Failure> {
                #body
            }
        };
        let call = quote! { self.#name(state, #from_loop) #wait.map(Transition::from) };
        StateFunction {
            definition,
            call,
            outer_used,
            assigns,
        }
    }

    /// The parameters after the payload, as far as `body` mentions them.
    pub(super) fn parameters(&self, body: &TokenStream, assigns: bool) -> Parameters {
        let scope = self.scope();
        let mut declarations = Vec::new();
        let mut from_loop = Vec::new();
        let mut from_function = Vec::new();
        if mentions(body, "variables") {
            let variables = &scope.variables_type;
            let mutable = assigns.then(|| quote! { mut });
            declarations.push(quote! { variables: &#mutable #variables });
            from_loop.push(quote! { &#mutable variables });
            from_function.push(quote! { variables });
        }
        let outer_used: Vec<usize> = scope
            .outer
            .iter()
            .copied()
            .filter(|outer| self.uses(body, *outer))
            .collect();
        for outer in &outer_used {
            let outer = &self.workflow.scopes[*outer];
            let (name, variables) = (&outer.outer_name, &outer.variables_type);
            declarations.push(quote! { #name: &#variables });
            from_loop.push(name.to_token_stream());
            from_function.push(name.to_token_stream());
        }
        if mentions(body, "frame") {
            declarations.push(quote! { frame: &mut Frame });
            from_loop.push(quote! { &mut frame });
            from_function.push(quote! { frame });
        }
        Parameters {
            declarations: quote! { #(#declarations),* },
            from_loop: quote! { #(#from_loop),* },
            from_function: quote! { #(#from_function),* },
            outer_used,
        }
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

/// The payload's parameter, under a name if the body uses it.
pub(super) fn payload(step: &Step<'_>, body: &TokenStream) -> TokenStream {
    let variant = &step.variant;
    match mentions(body, "state") {
        true => quote! { state: #variant },
        false => quote! { _: #variant },
    }
}

/// Whether the body assigns a variable, of which it has the scope's struct by mutable reference then.
pub(super) fn assigns(body: &TokenStream) -> bool {
    // Only `assign.rs` emits this call, and every assignment goes through it.
    has_member(body, "assign")
}

/// `async` and `.await` where the body awaits.
pub(super) fn asyncness(body: &TokenStream) -> (TokenStream, TokenStream) {
    match has_member(body, "await") {
        true => (quote! { async }, quote! { .await }),
        false => (TokenStream::new(), TokenStream::new()),
    }
}
