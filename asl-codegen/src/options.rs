//! What a user tells the compiler besides the definition.

use std::collections::{BTreeMap, BTreeSet};

/// The options of `asl!` and of [`Builder`](crate::Builder), with the same meaning in both.
#[derive(Clone, Debug, Default)]
pub struct Options {
    /// The generated module's name; the file's where it is left out.
    pub module: Option<String>,
    /// The user's own types for a task's input and output, by method; for the execution's under `execution`.
    pub types: BTreeMap<String, TypeOverride>,
    /// Values for `${Name}`.
    pub substitutions: BTreeMap<String, String>,
    /// The machine's type. In an Express workflow what needs a durable engine is refused; where nothing is said nothing is
    /// refused, but for what a template says.
    pub workflow_type: Option<WorkflowType>,
    /// The tasks, by method, that are called at most once: one that was cut off fails, and is not called again.
    pub at_most_once: BTreeSet<String>,
    /// `MockTasks` is there in every build, for tests outside of the crate; else under `#[cfg(test)]` only.
    pub mocks: bool,
    /// One state is to be tested: its code shows its data, and its answer is a mock's.
    #[doc(hidden)]
    pub inspect: Option<Inspect>,
}

/// A machine's type on AWS.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum WorkflowType {
    /// Its executions are durable, may take a year and wait for others.
    Standard,
    /// Its executions are over within five minutes, and may run in memory.
    Express,
}

/// Which state is tested.
#[doc(hidden)]
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Inspect {
    /// The state, in whichever scope; where it is left out, the definition is a state alone, or is only to be checked.
    pub state: Option<String>,
    /// The variables that have a value in the test.
    pub variables: Vec<String>,
}

/// `fn(Input) -> Output`, where `_` or absence leaves the inferred type.
#[derive(Clone, Debug, Default)]
pub struct TypeOverride {
    /// The input's type.
    pub input: Option<syn::Type>,
    /// The output's type.
    pub output: Option<syn::Type>,
}

impl TypeOverride {
    /// Reads `fn(Input) -> Output`.
    ///
    /// # Errors
    ///
    /// Anything else, with the place in `text`.
    pub fn parse(text: &str) -> syn::Result<Self> {
        Self::from_fn(syn::parse_str(text)?)
    }

    /// From an `fn` type, as the macro reads it.
    ///
    /// # Errors
    ///
    /// More than one argument.
    pub fn from_fn(function: syn::TypeFnPtr) -> syn::Result<Self> {
        let given = |ty: syn::Type| (!matches!(ty, syn::Type::Infer(_))).then_some(ty);
        let mut inputs = function.inputs.into_iter();
        let input = inputs.next().and_then(|argument| given(argument.ty));
        if let Some(extra) = inputs.next() {
            return Err(syn::Error::new_spanned(
                extra.ty,
                "a task has one input: write `fn(Input) -> Output`",
            ));
        }
        let output = match function.output {
            syn::ReturnType::Default => None,
            syn::ReturnType::Type(_, ty) => given(*ty),
        };
        Ok(TypeOverride { input, output })
    }
}
