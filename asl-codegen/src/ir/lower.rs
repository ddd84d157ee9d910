//! From a checked definition to the emitter's view of it. It cannot fail: what could has been refused before.

use std::collections::HashMap;

use proc_macro2::Ident;

use super::names::{Names, constant_name, ident, type_name, value_name};
use super::tasks::{Methods, call};
use super::{ErrorConstant, Processor, Scope, Step, Substitution, Variable, Workflow};
use crate::ast::{self, StateKind, StringValue, Transition};
use crate::check::walk::children;
use crate::cloudformation::machine_of;
use crate::options::Options;
use crate::parse::{LONGEST_LABEL, has_substitution, in_label};
use crate::source::SourceFile;

/// Names that generated code uses for itself, or that Rust's prelude has.
const TYPES: &[&str] = &[
    "State",
    "Variables",
    "Tasks",
    "MockTasks",
    "Machine",
    "Substitutions",
    "Value",
    "Frame",
    "Failure",
    "Transition",
    "StateInfo",
    "StateType",
    "StateData",
    "VariableData",
    "StateMachine",
    "Definition",
    "TaskContext",
    "TaskError",
    "ErrorName",
    "Retrier",
    "CallInfo",
    "TaskInfo",
    "WorkflowType",
    "ExecutionError",
    "Service",
    "Key",
    "Index",
    "ArcStr",
    "BoxFuture",
    "Future",
    "Some",
    "None",
    "Ok",
    "Err",
    "Option",
    "Result",
    "Box",
    "Vec",
    "String",
    "From",
    "Into",
    "Self",
    "Send",
    "Sync",
    "Default",
    "Clone",
    "Debug",
    "Serialize",
    "Serializer",
    "Deserialize",
    "Deserializer",
    "Iterator",
    "ToString",
    "T",
];

/// Methods that generated code has besides the states'.
const FUNCTIONS: &[&str] = &[
    "new",
    "run",
    "run_root",
    "run_frame",
    "run_processor",
    "definition",
    "tasks",
    "substitutions",
    "retry_delay",
];

/// Lowers a machine that [`check`](crate::check()) has found nothing wrong with.
pub(crate) fn lower<'a>(
    machine: &'a ast::StateMachine,
    source: &'a SourceFile,
    options: &Options,
) -> Workflow<'a> {
    let mut lowering = Lowering {
        source,
        types: Names::without(TYPES),
        functions: Names::without(FUNCTIONS),
        outer_names: Names::without(&["state", "variables", "frame", "input", "self"]),
        methods: Methods::new(options),
        labels: Names::without(&labels(&machine.body)),
        scopes: Vec::new(),
        processors: Vec::new(),
        unreadable: Vec::new(),
    };
    // The whole machine's scope takes the plain names.
    let names = ScopeNames {
        title: "the machine".to_owned(),
        state_type: ident("State"),
        variables_type: ident("Variables"),
        run: ident("run_root"),
        outer_name: ident(&lowering.outer_names.claim("root_variables", &[""])),
    };
    lowering.scope(&machine.body, names, &[]);
    let Lowering {
        mut types,
        methods,
        scopes,
        processors,
        unreadable,
        ..
    } = lowering;
    let methods = methods.finish(&mut types);
    let errors = error_constants(&scopes);
    let substitutions = substitutions(machine, source);
    let execution = options.types.get("execution").cloned().unwrap_or_default();
    let module = module(source.asked(), options);
    Workflow {
        module,
        machine,
        source,
        scopes,
        processors,
        methods,
        substitutions,
        errors,
        execution,
        mocks: options.mocks,
        workflow_type: options.workflow_type,
        inspect: options.inspect.is_some(),
        unreadable,
    }
}

/// The substitutions that get their values when a machine is made.
fn substitutions(machine: &ast::StateMachine, source: &SourceFile) -> Vec<Substitution> {
    let mut names = Names::default();
    let mut found: Vec<Substitution> = Vec::new();
    let mut indexes: HashMap<&str, usize> = HashMap::new();
    for open in &machine.open_substitutions {
        if open.role == ast::SubstitutionRole::Definition {
            continue;
        }
        let index = *indexes.entry(&open.name).or_insert_with(|| {
            found.push(Substitution {
                name: open.name.clone(),
                field: ident(&names.claim(&value_name(&open.name), &[""])),
                role: open.role,
                lines: Vec::new(),
            });
            found.len() - 1
        });
        let line = source.line_col(open.span.start).line;
        let lines = &mut found[index].lines;
        if lines.last() != Some(&line) {
            lines.push(line);
        }
    }
    found
}

/// The module: named by the option, else after the machine in a template, else after the file.
pub(crate) fn module(file: &str, options: &Options) -> Ident {
    if let Some(module) = &options.module {
        return ident(module);
    }
    if let Some(machine) = machine_of(file) {
        return ident(&value_name(machine));
    }
    let file = file.rsplit(['/', '\\']).next().unwrap_or_default();
    // `order.asl.json` is a common form.
    ident(&value_name(file.split('.').next().unwrap_or_default()))
}

struct Lowering<'a, 'o> {
    source: &'a SourceFile,
    types: Names,
    functions: Names,
    outer_names: Names,
    methods: Methods<'a, 'o>,
    labels: Names,
    scopes: Vec<Scope<'a>>,
    processors: Vec<Processor>,
    unreadable: Vec<Ident>,
}

struct ScopeNames {
    title: String,
    state_type: Ident,
    variables_type: Ident,
    run: Ident,
    outer_name: Ident,
}

impl<'a> Lowering<'a, '_> {
    /// Adds the scope of `body` and those inside it, returns its index.
    fn scope(&mut self, body: &'a ast::Body, names: ScopeNames, outer: &[usize]) -> usize {
        let index = self.scopes.len();
        let ScopeNames {
            title,
            state_type,
            variables_type,
            run,
            outer_name,
        } = names;
        let positions = body.positions();
        let find = |name: &str| positions.get(name).copied();
        let start = find(&body.start_at.value).unwrap_or_default();
        let outer_of_children: Vec<usize> = outer.iter().copied().chain([index]).collect();
        self.scopes.push(Scope {
            title,
            state_type,
            variables_type,
            run,
            outer_name,
            outer: outer.to_vec(),
            start,
            steps: Vec::new(),
            variables: Vec::new(),
        });
        for state in &body.states {
            let step = self.step(state, &find);
            self.scopes[index].steps.push(step);
        }
        for name in &body.unreadable {
            let variant = self.types.claim(&type_name(&name.value), &["", "Next"]);
            self.unreadable.push(ident(&format!("{variant}Next")));
            self.unreadable.push(ident(&variant));
        }
        self.scopes[index].variables = variables(body);
        for position in 0..body.states.len() {
            let children = self.children(&body.states[position], &outer_of_children);
            self.scopes[index].steps[position].children = children;
        }
        index
    }

    fn step(&mut self, state: &'a ast::State, find: &dyn Fn(&str) -> Option<usize>) -> Step<'a> {
        let variant = self
            .types
            .claim(&type_name(&state.name.value), &["", "Next"]);
        let function = self
            .functions
            .claim(&value_name(&state.name.value), &["", "_attempt"]);
        let mut targets = Vec::new();
        let mut ends = false;
        for_each_transition(state, &mut |transition| match transition.and_then(find) {
            Some(target) if !targets.contains(&target) => targets.push(target),
            Some(_) => {}
            None => ends = true,
        });
        let call = match &state.kind {
            StateKind::Task(task) => Some(call(task, &mut self.methods, &state.name.value)),
            _ => None,
        };
        Step {
            state,
            place: self.source.line_col(state.name.span.start),
            next: ident(&format!("{variant}Next")),
            variant: ident(&variant),
            function: ident(&function),
            targets,
            ends,
            call,
            children: Vec::new(),
        }
    }

    fn children(&mut self, state: &'a ast::State, outer: &[usize]) -> Vec<usize> {
        let name = &state.name.value;
        match &state.kind {
            StateKind::Parallel(parallel) => {
                let branches = parallel.branches.iter().enumerate();
                let scope = |(index, body)| {
                    let number = index + 1;
                    self.child(
                        body,
                        name,
                        &format!("Branch{number}"),
                        format!("branch {number} of `{name}`"),
                        outer,
                    )
                };
                branches.map(scope).collect()
            }
            StateKind::Map(map) => {
                let distributed = map.is_distributed();
                // A child of a Distributed Map is an execution of its own, with no variables but its own.
                let (title, outer) = match distributed {
                    true => (format!("a child execution of `{name}`"), &[][..]),
                    false => (format!("an iteration of `{name}`"), outer),
                };
                let number = distributed.then(|| self.processor(map, name));
                let scope = self.child(&map.processor, name, "Iteration", title, outer);
                if let Some(number) = number {
                    self.processors[number].scope = scope;
                }
                vec![scope]
            }
            _ => Vec::new(),
        }
    }

    /// Adds the processor of a Distributed Map, returns its number.
    fn processor(&mut self, map: &ast::Map, state: &str) -> usize {
        let taken = |label: &str| self.processors.iter().any(|other| other.label == label);
        let label = match own_label(map) {
            Some(label) if !taken(label) => label.to_owned(),
            Some(label) => self.labels.claim(label, &[""]),
            None => {
                // A number may follow.
                let longest = LONGEST_LABEL - 5;
                let letters = state.chars().filter(|c| in_label(*c)).take(longest);
                let base: String = letters.collect();
                let base = if base.is_empty() { "Map" } else { &base };
                self.labels.claim(base, &[""])
            }
        };
        self.processors.push(Processor { label, scope: 0 });
        self.processors.len() - 1
    }

    fn child(
        &mut self,
        body: &'a ast::Body,
        of: &str,
        what: &str,
        title: String,
        outer: &[usize],
    ) -> usize {
        let base = format!("{}{what}", type_name(of));
        let base = self.types.claim(&base, &["State", "Variables"]);
        let run = self
            .functions
            .claim(&format!("run_{}", value_name(&base)), &[""]);
        let outer_name = self
            .outer_names
            .claim(&format!("{}_variables", value_name(&base)), &[""]);
        let names = ScopeNames {
            title,
            state_type: ident(&format!("{base}State")),
            variables_type: ident(&format!("{base}Variables")),
            run: ident(&run),
            outer_name: ident(&outer_name),
        };
        self.scope(body, names, outer)
    }
}

/// The `Label` that a Distributed Map is given.
fn own_label(map: &ast::Map) -> Option<&str> {
    let label = map.distributed.label.as_ref()?.value.as_str();
    (!has_substitution(label)).then_some(label)
}

/// The `Label`s that are given in a machine.
fn labels(body: &ast::Body) -> Vec<&str> {
    let mut labels = Vec::new();
    let mut open = vec![body];
    while let Some(body) = open.pop() {
        for state in &body.states {
            open.extend(children(state));
            if let StateKind::Map(map) = &state.kind {
                labels.extend(own_label(map));
            }
        }
    }
    labels
}

/// Calls `each` with the name of every state that `state` can lead to, and with none where it can end its scope.
pub(crate) fn for_each_transition<'a>(
    state: &'a ast::State,
    each: &mut dyn FnMut(Option<&'a str>),
) {
    let (transition, catch): (&Transition, &[ast::Catcher]) = match &state.kind {
        StateKind::Choice(choice) => {
            choice
                .rules
                .iter()
                .for_each(|rule| each(Some(&rule.next.value)));
            choice
                .default
                .iter()
                .for_each(|default| each(Some(&default.value)));
            return;
        }
        StateKind::Succeed(_) => return each(None),
        StateKind::Fail(_) => return,
        StateKind::Task(task) => (&task.transition, &task.catch),
        StateKind::Parallel(parallel) => (&parallel.transition, &parallel.catch),
        StateKind::Map(map) => (&map.transition, &map.catch),
        StateKind::Pass(pass) => (&pass.transition, &[]),
        StateKind::Wait(wait) => (&wait.transition, &[]),
    };
    each(match transition {
        Transition::Next(next) => Some(&next.value),
        Transition::End(_) => None,
    });
    catch
        .iter()
        .for_each(|catcher| each(Some(&catcher.next.value)));
}

/// The variables that the states of a scope assign, each once.
fn variables(body: &ast::Body) -> Vec<Variable> {
    let mut fields = Names::default();
    let mut variables: Vec<Variable> = Vec::new();
    for state in &body.states {
        for assign in assigns(state) {
            for assignment in &assign.variables {
                if variables
                    .iter()
                    .all(|variable| variable.name != assignment.name)
                {
                    let field = fields.claim(&value_name(&assignment.name), &[""]);
                    variables.push(Variable {
                        name: assignment.name.clone(),
                        field: ident(&field),
                    });
                }
            }
        }
    }
    variables
}

/// All `Assign`s of a state: its own, its rules' and its Catchers'.
fn assigns(state: &ast::State) -> Vec<&ast::Assign> {
    let (data, catch): (Option<&ast::DataFlow>, &[ast::Catcher]) = match &state.kind {
        StateKind::Task(task) => (Some(&task.data), &task.catch),
        StateKind::Parallel(parallel) => (Some(&parallel.data), &parallel.catch),
        StateKind::Map(map) => (Some(&map.data), &map.catch),
        StateKind::Pass(pass) => (Some(&pass.data), &[]),
        StateKind::Wait(wait) => (Some(&wait.data), &[]),
        StateKind::Succeed(succeed) => (Some(&succeed.data), &[]),
        StateKind::Choice(choice) => (Some(&choice.data), &[]),
        StateKind::Fail(_) => (None, &[]),
    };
    let rules = match &state.kind {
        StateKind::Choice(choice) => &choice.rules[..],
        _ => &[],
    };
    let own = data.and_then(|data| data.assign.as_ref());
    let rules = rules.iter().filter_map(|rule| rule.assign.as_ref());
    let caught = catch.iter().filter_map(|catcher| catcher.assign.as_ref());
    own.into_iter().chain(rules).chain(caught).collect()
}

/// A constant for every error name that Retry, Catch and Fail mention, in document order.
fn error_constants(scopes: &[Scope<'_>]) -> Vec<ErrorConstant> {
    let mut names = Names::default();
    let mut constants: Vec<ErrorConstant> = Vec::new();
    for step in scopes.iter().flat_map(|scope| &scope.steps) {
        let (retry, catch): (&[ast::Retrier], &[ast::Catcher]) = match &step.state.kind {
            StateKind::Task(task) => (&task.retry, &task.catch),
            StateKind::Parallel(parallel) => (&parallel.retry, &parallel.catch),
            StateKind::Map(map) => (&map.retry, &map.catch),
            _ => (&[], &[]),
        };
        let fail = match &step.state.kind {
            StateKind::Fail(fail) => match &fail.error {
                Some(StringValue::Literal(error)) => Some(error),
                _ => None,
            },
            _ => None,
        };
        let retried = retry.iter().flat_map(|retrier| &retrier.error_equals);
        let caught = catch.iter().flat_map(|catcher| &catcher.error_equals);
        for error in retried.chain(caught).chain(fail) {
            let reserved = matches!(
                &*error.value,
                "States.ALL" | "States.TaskFailed" | "States.Timeout"
            );
            if !reserved
                && constants
                    .iter()
                    .all(|constant| constant.name != error.value)
            {
                let constant = names.claim(&constant_name(&error.value), &[""]);
                constants.push(ErrorConstant {
                    constant: ident(&constant),
                    name: error.value.clone(),
                });
            }
        }
    }
    constants
}
