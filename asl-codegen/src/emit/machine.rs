//! The `Machine`: the tasks, `run`, and what the engine needs.

use proc_macro2::TokenStream;
use quote::quote;

use super::docs;
use crate::ast::SubstitutionRole;
use crate::ir::Workflow;
use crate::options::WorkflowType;

pub(super) fn emit(workflow: &Workflow<'_>, functions: Option<&TokenStream>) -> TokenStream {
    let title = docs(&format!(
        "The state machine of `{}` with its tasks.",
        workflow.source.asked()
    ));
    let new_docs = docs(match workflow.substitutions.is_empty() {
        true => "The machine with these tasks.",
        false => "The machine with these tasks and values of its substitutions.",
    });
    let tasks_docs = docs("The tasks.");
    let run = run(workflow);
    let name = workflow.module.to_string();
    let name = name.trim_start_matches("r#");
    let file = workflow.source.name();
    // A template may change around a definition that stays the same.
    let text = workflow.source.text();
    let definition = text.get(workflow.machine.body.span.range()).unwrap_or(text);
    let hash = format!("{:016x}", fnv1a(definition.as_bytes()));
    let timeout = match &workflow.machine.timeout_seconds {
        Some(seconds) => {
            let seconds = proc_macro2::Literal::u64_unsuffixed(seconds.value);
            quote! { Some(#seconds) }
        }
        None => quote! { None },
    };
    let workflow_type = match workflow.workflow_type {
        None => quote! { None },
        Some(WorkflowType::Standard) => quote! { Some(WorkflowType::Standard) },
        Some(WorkflowType::Express) => quote! { Some(WorkflowType::Express) },
    };
    let tasks = workflow.methods.iter().map(|method| {
        let name = method.name.to_string();
        let (name, states) = (name.trim_start_matches("r#"), &method.states);
        quote! { TaskInfo { name: #name, states: &[#(#states),*] } }
    });
    let run_frame = match functions {
        Some(_) => quote! { self.run_root(frame, input) },
        // The definition has errors, which the build reports: this never runs.
        None => quote! { unimplemented!() },
    };
    let run_processor = run_processor(workflow, functions.is_some());
    let Substitutions {
        definition,
        member,
        parameter,
        argument,
        accessor,
    } = substitutions(workflow);
    quote! {
        #definition
        #title
        #[derive(Clone, Debug)]
        pub struct Machine<T> { tasks: T, #member }

        impl<T: Tasks> Machine<T> {
            #new_docs
            pub fn new(tasks: T, #parameter) -> Self {
                Machine { tasks, #argument }
            }
            #tasks_docs
            pub fn tasks(&self) -> &T {
                &self.tasks
            }
            #accessor
            #run
            #functions
        }

        impl<T: Tasks> StateMachine for Machine<T> {
            fn definition(&self) -> &'static Definition {
                &Definition {
                    name: #name,
                    file: #file,
                    hash: #hash,
                    workflow_type: #workflow_type,
                    timeout_seconds: #timeout,
                    tasks: &[#(#tasks),*],
                }
            }
            fn run_frame<'a>(&'a self, frame: Box<Frame>, input: Value) -> BoxFuture<'a, Result<Value, Failure>> {
                #run_frame
            }
            #run_processor
        }
    }
}

/// What runs the children of Distributed Maps, where there are any.
fn run_processor(workflow: &Workflow<'_>, runs: bool) -> TokenStream {
    if workflow.processors.is_empty() || !runs {
        return TokenStream::new();
    }
    let arms = workflow.processors.iter().map(|processor| {
        let (label, run) = (&processor.label, &workflow.scopes[processor.scope].run);
        quote! { #label => self.#run(frame, input) }
    });
    quote! {
        fn run_processor<'a>(&'a self, label: &str, frame: Box<Frame>, input: Value) -> Option<BoxFuture<'a, Result<Value, Failure>>> {
            Some(match label { #(#arms,)* _ => return None })
        }
    }
}

/// The pieces of code that a machine with substitutions has more; without, they are empty.
#[derive(Default)]
struct Substitutions {
    definition: TokenStream,
    member: TokenStream,
    parameter: TokenStream,
    argument: TokenStream,
    accessor: TokenStream,
}

fn substitutions(workflow: &Workflow<'_>) -> Substitutions {
    if workflow.substitutions.is_empty() {
        return Substitutions::default();
    }
    let fields = workflow.substitutions.iter().map(|substitution| {
        let lines: Vec<_> = substitution.lines.iter().map(usize::to_string).collect();
        let (lines, plural) = (lines.join(", "), if lines.len() > 1 { "s" } else { "" });
        let docs = docs(&format!(
            "`${{{}}}`, line{plural} {lines}",
            substitution.name
        ));
        let field = &substitution.field;
        let ty = match substitution.role {
            SubstitutionRole::Number => quote! { u64 },
            SubstitutionRole::String => quote! { ArcStr },
            SubstitutionRole::Value | SubstitutionRole::Definition => quote! { Value },
        };
        quote! { #docs pub #field: #ty }
    });
    let title = docs(&format!(
        "The values of the substitutions in `{}`: what deploying it would put in their places.",
        workflow.source.asked()
    ));
    let accessor_docs = docs("The values of its substitutions.");
    Substitutions {
        definition: quote! {
            #title
            #[derive(Clone, Debug, PartialEq)]
            pub struct Substitutions { #(#fields),* }
        },
        member: quote! { substitutions: Substitutions },
        parameter: quote! { substitutions: Substitutions },
        argument: quote! { substitutions },
        accessor: quote! {
            #accessor_docs
            pub fn substitutions(&self) -> &Substitutions {
                &self.substitutions
            }
        },
    }
}

fn run(workflow: &Workflow<'_>) -> TokenStream {
    let docs = docs(
        "Runs an execution in memory, as an Express workflow: nothing is stored, and nothing survives a crash.\n\n\
         # Errors\n\n\
         The error that the execution ended with.",
    );
    let types = &workflow.execution;
    let (input_type, input) = match &types.input {
        Some(ty) => (quote! { #ty }, quote! { data::execution_input(&input)? }),
        None => (quote! { impl Into<Value> }, quote! { input.into() }),
    };
    let run = quote! { run_in_memory(self, #input).await };
    let (output_type, run) = match &types.output {
        Some(ty) => (quote! { #ty }, quote! { data::execution_output(#run?) }),
        None => (quote! { Value }, run),
    };
    quote! {
        #docs
        pub async fn run(&self, input: #input_type) -> Result<#output_type, ExecutionError> {
            #run
        }
    }
}

/// A hash that stays the same between builds and machines, which `std`'s does not promise.
fn fnv1a(bytes: &[u8]) -> u64 {
    bytes.iter().fold(0xcbf2_9ce4_8422_2325, |hash, byte| {
        (hash ^ u64::from(*byte)).wrapping_mul(0x0100_0000_01b3)
    })
}
