//! The definitions that cases run, each compiled once.

use std::collections::BTreeMap;
use std::collections::HashMap;

use asl_codegen::ast::{Body, StateKind};
use asl_codegen::{Diagnostics, Inspect, Options, Severity, SourceFile, WorkflowType, compile};

/// The distinct definitions of a run.
#[derive(Debug, Default)]
pub struct Definitions {
    all: Vec<Definition>,
    known: HashMap<Key, usize>,
}

/// What decides what a definition becomes.
type Key = (
    String,
    String,
    BTreeMap<String, String>,
    Option<WorkflowType>,
    Option<Inspect>,
);

/// A definition, compiled or refused.
#[derive(Debug)]
pub struct Definition {
    /// Its text, under the name that diagnostics show.
    pub source: SourceFile,
    /// What the compiler found.
    pub diagnostics: Diagnostics,
    /// The generated code, or why there is none.
    pub code: Result<Code, Refused>,
    /// Its states of all scopes, with the `Resource` of those that are Tasks.
    states: BTreeMap<String, Option<String>>,
}

/// Generated code.
#[derive(Clone, Debug)]
pub struct Code {
    /// The name of the module.
    pub module: String,
    /// The module, formatted.
    pub text: String,
}

/// Why a definition has no code.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Refused {
    /// It has errors, of these codes.
    Errors(Vec<&'static str>),
    /// Substitutions have no value.
    Substitutions(Vec<String>),
    /// The generated code does not compile, which is a fault of the compiler.
    Fault(String),
}

impl Definitions {
    /// No definitions yet.
    pub fn new() -> Self {
        Definitions::default()
    }

    /// Compiles a definition, unless it is known; gives its number.
    pub fn add(&mut self, source: SourceFile, options: &Options) -> usize {
        // One that is written in a case is the same in whichever case.
        let file = match source.files() {
            [] => String::new(),
            _ => source.asked().to_owned(),
        };
        let key = (
            file,
            source.text().to_owned(),
            options.substitutions.clone(),
            options.workflow_type,
            options.inspect.clone(),
        );
        if let Some(known) = self.known.get(&key) {
            return *known;
        }
        let number = self.all.len();
        self.all.push(Definition::new(source, options));
        self.known.insert(key, number);
        number
    }

    /// The definition of this number.
    pub fn get(&self, number: usize) -> Option<&Definition> {
        self.all.get(number)
    }

    /// All of them, in the order of their numbers.
    pub fn iter(&self) -> impl Iterator<Item = &Definition> {
        self.all.iter()
    }

    /// How many there are.
    pub fn len(&self) -> usize {
        self.all.len()
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.all.is_empty()
    }

    /// Notes that rustc refuses the code of a definition.
    pub(super) fn refuse(&mut self, number: usize, message: String) {
        if let Some(definition) = self.all.get_mut(number) {
            definition.code = Err(Refused::Fault(message));
        }
    }
}

impl Definition {
    fn new(source: SourceFile, options: &Options) -> Self {
        let options = Options {
            mocks: true,
            ..options.clone()
        };
        let mut states = BTreeMap::new();
        let mut open = Vec::new();
        if let Some((machine, _)) = asl_codegen::read(&source, &options, &mut Diagnostics::new()) {
            states_of(&machine.body, &mut states);
            open.extend(machine.open_substitutions.into_iter().map(|it| it.name));
        }
        open.sort();
        open.dedup();
        let compiled = compile(&source, &options);
        let code = if compiled.diagnostics.has_errors() {
            let errors = compiled.diagnostics.in_order().into_iter();
            let errors = errors.filter(|found| found.severity == Severity::Error);
            Err(Refused::Errors(errors.map(|found| found.code).collect()))
        } else if !open.is_empty() {
            Err(Refused::Substitutions(open))
        } else {
            code(&compiled.code, &source)
        };
        Definition {
            source,
            diagnostics: compiled.diagnostics,
            code,
            states,
        }
    }

    /// Its states, of all scopes.
    pub fn states(&self) -> impl Iterator<Item = &str> {
        self.states.keys().map(String::as_str)
    }

    /// Whether it has a state of this name.
    pub fn has_state(&self, state: &str) -> bool {
        self.states.contains_key(state)
    }

    /// The `Resource` of a Task.
    pub fn resource(&self, state: &str) -> Option<&str> {
        self.states.get(state)?.as_deref()
    }
}

fn code(code: &proc_macro2::TokenStream, source: &SourceFile) -> Result<Code, Refused> {
    let fault = |error: syn::Error| Refused::Fault(error.to_string());
    let module: syn::ItemMod = syn::parse2(code.clone()).map_err(fault)?;
    Ok(Code {
        module: module.ident.to_string(),
        text: asl_codegen::format(code, source).map_err(fault)?,
    })
}

fn states_of(body: &Body, states: &mut BTreeMap<String, Option<String>>) {
    for state in &body.states {
        let resource = match &state.kind {
            StateKind::Task(task) => Some(task.resource.value.to_string()),
            _ => None,
        };
        states.insert(state.name.value.to_string(), resource);
        match &state.kind {
            StateKind::Parallel(parallel) => {
                for branch in &parallel.branches {
                    states_of(branch, states);
                }
            }
            StateKind::Map(map) => states_of(&map.processor, states),
            _ => {}
        }
    }
}
