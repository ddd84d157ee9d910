//! The machine as the emitter takes it: every name decided, every target resolved, every task's type known.

mod lower;
mod names;
mod tasks;

use proc_macro2::Ident;

pub(crate) use lower::{for_each_transition, lower, module};
pub(crate) use names::value_name;
pub(crate) use tasks::{function_of, method_name};

use crate::ast;
use crate::options::WorkflowType;
use crate::source::{LineCol, SourceFile};

/// A checked machine, ready to be emitted.
pub(crate) struct Workflow<'a> {
    /// The generated module.
    pub(crate) module: Ident,
    /// The definition.
    pub(crate) machine: &'a ast::StateMachine,
    /// Its text.
    pub(crate) source: &'a SourceFile,
    /// The scopes in document order: the machine's first, a scope before those inside it.
    pub(crate) scopes: Vec<Scope<'a>>,
    /// The item processors of Distributed Maps, in document order.
    pub(crate) processors: Vec<Processor>,
    /// The methods of `Tasks`, in order of first use.
    pub(crate) methods: Vec<Method>,
    /// The fields of `Substitutions`, in document order.
    pub(crate) substitutions: Vec<Substitution>,
    /// The names that Retry, Catch and Fail mention, but for the reserved ones.
    pub(crate) errors: Vec<ErrorConstant>,
    /// The execution's own types.
    pub(crate) execution: crate::options::TypeOverride,
    /// `MockTasks` is there outside of the crate's tests too.
    pub(crate) mocks: bool,
    /// The machine's type, where that is said.
    pub(crate) workflow_type: Option<WorkflowType>,
    /// A state is tested: see [`Inspect`](crate::options::Inspect).
    pub(crate) inspect: bool,
    /// The types of states that could not be read; in a definition without errors there are none.
    pub(crate) unreadable: Vec<Ident>,
}

/// A set of states that can reach each other, with its variables: the machine, a branch, an item processor.
pub(crate) struct Scope<'a> {
    /// What it is, for documentation: "the machine", "branch 1 of `Notify`", "an iteration of `Pack`".
    pub(crate) title: String,
    /// The generated `State`.
    pub(crate) state_type: Ident,
    /// The generated `Variables`.
    pub(crate) variables_type: Ident,
    /// The function that runs it.
    pub(crate) run: Ident,
    /// What the scope's variables are called in the scopes inside it.
    pub(crate) outer_name: Ident,
    /// The scopes around it, outermost first.
    pub(crate) outer: Vec<usize>,
    /// Its `StartAt`, an index into `steps`.
    pub(crate) start: usize,
    /// Its states.
    pub(crate) steps: Vec<Step<'a>>,
    /// Its variables, in order of first assignment.
    pub(crate) variables: Vec<Variable>,
}

/// The item processor of a Distributed Map: its executions are run by themselves.
pub(crate) struct Processor {
    /// The Map's `Label`, or one that is made for it: each once in a machine.
    pub(crate) label: String,
    /// The scope.
    pub(crate) scope: usize,
}

/// A `${Name}` whose value a running machine uses.
pub(crate) struct Substitution {
    /// Its name in the definition.
    pub(crate) name: String,
    /// Its field.
    pub(crate) field: Ident,
    /// What its value is.
    pub(crate) role: ast::SubstitutionRole,
    /// The lines it stands in.
    pub(crate) lines: Vec<usize>,
}

/// A variable of a scope.
pub(crate) struct Variable {
    /// Its name in the definition.
    pub(crate) name: String,
    /// Its field.
    pub(crate) field: Ident,
}

/// A state.
pub(crate) struct Step<'a> {
    /// The definition of it.
    pub(crate) state: &'a ast::State,
    /// Where it stands.
    pub(crate) place: LineCol,
    /// Its struct, and its variant of the scope's `State`.
    pub(crate) variant: Ident,
    /// Its transitions' enum.
    pub(crate) next: Ident,
    /// Its function.
    pub(crate) function: Ident,
    /// The states it can lead to, indexes into the scope's `steps`, in the order they are mentioned.
    pub(crate) targets: Vec<usize>,
    /// Whether it can end the scope.
    pub(crate) ends: bool,
    /// A Task's call.
    pub(crate) call: Option<Call<'a>>,
    /// The scopes inside it.
    pub(crate) children: Vec<usize>,
}

/// What a Task calls.
pub(crate) struct Call<'a> {
    /// Its method, an index into the workflow's `methods`; none for what is the engine's own work.
    pub(crate) method: Option<usize>,
    /// How it is called.
    pub(crate) kind: CallKind<'a>,
    /// What it is given; the state's input where there is none.
    pub(crate) arguments: Option<&'a ast::PayloadTemplate>,
}

/// How a Task's `Resource` is called.
pub(crate) enum CallKind<'a> {
    /// A function by its ARN, or a name of the user's.
    Function,
    /// `lambda:invoke`: the arguments are its `Payload`, the result comes in an envelope.
    LambdaInvoke {
        /// `invoke` or `invoke.waitForTaskToken`.
        action: &'static str,
        /// The rest of the `Parameters`, without `Payload`.
        request: Vec<&'a ast::TemplateField>,
    },
    /// Another integration, with the request and result as AWS has them.
    Service {
        /// Such as `dynamodb` or `aws-sdk:s3`.
        service: String,
        /// Such as `putItem`.
        action: String,
    },
    /// Work that a worker fetches.
    Activity,
    /// An execution of another machine.
    StartExecution {
        /// Such as `startExecution.sync`.
        action: String,
    },
}

/// A method of `Tasks`.
pub(crate) struct Method {
    /// Its name.
    pub(crate) name: Ident,
    /// What it stands for, as the definition names it.
    pub(crate) resource: String,
    /// The states that call it.
    pub(crate) states: Vec<String>,
    /// Those of them whose result comes back under a task token.
    pub(crate) callbacks: Vec<String>,
    /// Its input.
    pub(crate) input: InputType,
    /// The user's type for its output.
    pub(crate) output: Option<syn::Type>,
    /// It is called at most once.
    pub(crate) at_most_once: bool,
}

/// A method's input.
pub(crate) enum InputType {
    /// A `Value`.
    Value,
    /// A struct of the arguments' keys.
    Struct {
        /// Its name.
        name: Ident,
        /// Its fields.
        fields: Vec<InputField>,
    },
    /// A type of the user's.
    User(Box<syn::Type>),
}

/// A field of a method's input.
pub(crate) struct InputField {
    /// The key in the definition.
    pub(crate) key: String,
    /// The field.
    pub(crate) name: Ident,
    /// Its type.
    pub(crate) ty: Type,
    /// Some state leaves it out.
    pub(crate) optional: bool,
}

/// What is known of a value before it is computed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Type {
    /// A Boolean.
    Bool,
    /// An integer.
    Integer,
    /// A number.
    Number,
    /// A string.
    String,
    /// Anything.
    Value,
}

impl Type {
    /// The type of what is one or the other.
    pub(crate) fn join(self, other: Type) -> Type {
        match (self, other) {
            (a, b) if a == b => a,
            (Type::Integer, Type::Number) | (Type::Number, Type::Integer) => Type::Number,
            _ => Type::Value,
        }
    }
}

/// A constant of the generated `errors`.
pub(crate) struct ErrorConstant {
    /// The constant.
    pub(crate) constant: Ident,
    /// The error's name.
    pub(crate) name: String,
}
