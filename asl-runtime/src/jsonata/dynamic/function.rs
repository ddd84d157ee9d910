//! Functions as values, and calls of them.

use std::fmt;
use std::rc::Rc;

use arcstr::ArcStr;

use super::builtin::{Arguments, Builtin};
use super::signature::{self, Parameter};
use super::value::Any;
use crate::jsonata::error::Error;
use crate::jsonata::operand::Operand;
use crate::jsonata::{Evaluation, Regex, limits};
use crate::value::Value;

type Code = dyn Fn(Vec<Any>, &mut Evaluation<'_>) -> Result<Any, Error>;

/// A function.
#[derive(Clone)]
pub struct Function {
    inner: Rc<Inner>,
    /// Whether it was an argument: the reference wraps those.
    passed: bool,
}

struct Inner {
    arity: usize,
    parameters: Option<&'static [Parameter]>,
    body: Body,
}

enum Body {
    /// Written in the expression, or made from such a one.
    Lambda(Option<Box<Code>>),
    /// Built in.
    Builtin(&'static Builtin),
    /// A regular expression.
    Regex(&'static Regex),
    /// The function that gives the match after one.
    Next(Rc<Matched>),
}

/// A closure may hold a function whose closure holds a function, and so on.
impl Drop for Inner {
    fn drop(&mut self) {
        if let Body::Lambda(code) = &mut self.body
            && let Some(code) = code.take()
        {
            limits::with_stack(|| drop(code));
        }
    }
}

impl fmt::Debug for Function {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "function of {}", self.inner.arity)
    }
}

/// A call that is made when the function that ends with it has returned.
#[derive(Clone, Debug)]
pub struct TailCall {
    callee: Any,
    name: &'static str,
    arguments: Vec<Any>,
}

/// A function that is written in the expression.
pub fn function<const N: usize, R: Operand>(
    code: impl Fn([Any; N], &mut Evaluation<'_>) -> Result<R, Error> + 'static,
) -> Any {
    lambda(None, code)
}

/// A function that is written in the expression, with a signature.
pub fn function_with<const N: usize, R: Operand>(
    parameters: &'static [Parameter],
    code: impl Fn([Any; N], &mut Evaluation<'_>) -> Result<R, Error> + 'static,
) -> Any {
    lambda(Some(parameters), code)
}

fn lambda<const N: usize, R: Operand>(
    parameters: Option<&'static [Parameter]>,
    code: impl Fn([Any; N], &mut Evaluation<'_>) -> Result<R, Error> + 'static,
) -> Any {
    let code = move |arguments: Vec<Any>, cx: &mut Evaluation<'_>| {
        let mut arguments = arguments.into_iter();
        let arguments = std::array::from_fn(|_| arguments.next().unwrap_or_default());
        code(arguments, cx).map(Operand::into_any)
    };
    Function::new(N, parameters, Body::Lambda(Some(Box::new(code)))).into()
}

/// A call in tail position.
pub fn tail_call<const N: usize>(
    callee: impl Operand,
    name: &'static str,
    arguments: [Any; N],
) -> Any {
    let (callee, arguments) = (callee.into_any(), arguments.into());
    Any::TailCall(Rc::new(TailCall {
        callee,
        name,
        arguments,
    }))
}

impl From<Function> for Any {
    fn from(function: Function) -> Any {
        Any::Function(function)
    }
}

impl Function {
    fn new(arity: usize, parameters: Option<&'static [Parameter]>, body: Body) -> Function {
        let inner = Inner {
            arity,
            parameters,
            body,
        };
        Function {
            inner: Rc::new(inner),
            passed: false,
        }
    }

    /// The regular expression that it is.
    pub(super) fn as_regex(&self) -> Option<&'static Regex> {
        match self.inner.body {
            Body::Regex(regex) => Some(regex),
            _ => None,
        }
    }

    /// How many arguments it takes.
    pub(super) fn arity(&self) -> usize {
        self.inner.arity
    }

    /// What a condition makes of it: to JavaScript some are objects and some functions.
    pub(super) fn is_true(&self) -> bool {
        !self.passed && !matches!(self.inner.body, Body::Regex(_) | Body::Next(_))
    }

    /// What tells it from all others.
    pub(super) fn identity(&self) -> usize {
        Rc::as_ptr(&self.inner).addr() + usize::from(self.passed)
    }

    fn run(&self, arguments: Vec<Any>, cx: &mut Evaluation<'_>) -> Result<Any, Error> {
        match &self.inner.body {
            Body::Lambda(Some(code)) => code(arguments, cx),
            Body::Lambda(None) => Ok(Any::Undefined),
            Body::Regex(regex) => {
                let text = arguments.first().and_then(Any::as_str).unwrap_or_default();
                first_match(regex, &text.into(), None)
            }
            Body::Next(matched) => first_match(matched.regex, &matched.text, Some(matched.end)),
            Body::Builtin(builtin) => (builtin.run)(Arguments::new(arguments), cx),
        }
    }

    /// Applies it as functions do that were given it.
    pub(super) fn apply(
        &self,
        arguments: Vec<Any>,
        name: &str,
        cx: &mut Evaluation<'_>,
    ) -> Result<Any, Error> {
        let function = Function {
            passed: false,
            ..self.clone()
        };
        let name = match self.inner.body {
            Body::Builtin(builtin) => builtin.name,
            _ => name,
        };
        call(
            &function.into(),
            arguments,
            &Any::Value(Value::NULL),
            name,
            cx,
        )
    }

    /// The same with as many of the arguments as it takes, at least one.
    pub(super) fn apply_some<const N: usize>(
        &self,
        arguments: [Any; N],
        name: &str,
        cx: &mut Evaluation<'_>,
    ) -> Result<Any, Error> {
        let count = self.arity().clamp(1, N);
        self.apply(arguments.into_iter().take(count).collect(), name, cx)
    }
}

impl Any {
    /// A built-in function as a value.
    pub fn builtin(builtin: &'static Builtin) -> Any {
        Function::new(
            builtin.arity,
            Some(builtin.parameters),
            Body::Builtin(builtin),
        )
        .into()
    }

    /// A regular expression, which is a function that finds its matches.
    pub fn regex(regex: &'static Regex) -> Any {
        Function::new(2, None, Body::Regex(regex)).into()
    }

    /// Calls it where there is no context.
    pub fn call<const N: usize>(
        &self,
        name: &'static str,
        arguments: [Any; N],
        cx: &mut Evaluation<'_>,
    ) -> Result<Any, Error> {
        self.call_in(Any::Undefined, name, arguments, cx)
    }

    /// Calls it in a context; `name` is what the expression calls it.
    pub fn call_in<const N: usize>(
        &self,
        context: impl Operand,
        name: &'static str,
        arguments: [Any; N],
        cx: &mut Evaluation<'_>,
    ) -> Result<Any, Error> {
        let mut arguments: Vec<Any> = arguments.into();
        for argument in &mut arguments {
            if let Any::Function(function) = argument {
                function.passed = true;
            }
        }
        call(self, arguments, &context.into_any(), name, cx)
    }

    /// Binds the arguments that are given; what it becomes takes those that are not.
    pub fn partial<const N: usize>(&self, arguments: [Option<Any>; N]) -> Result<Any, Error> {
        let Some(function) = self.as_function() else {
            let message = "Attempted to partially apply a non-function";
            return Err(Error::new("T1008", message));
        };
        let function = function.clone();
        let open = arguments.iter().filter(|argument| argument.is_none());
        let arity = open.count();
        let code = move |given: Vec<Any>, cx: &mut Evaluation<'_>| {
            let mut given = given.into_iter();
            let arguments = arguments.iter().map(|argument| match argument {
                Some(bound) => bound.clone(),
                None => given.next().unwrap_or_default(),
            });
            let arguments = arguments.collect();
            match function.passed {
                true => function.apply(arguments, "", cx),
                false => function.run_checked(arguments, cx),
            }
        };
        Ok(Function::new(arity, None, Body::Lambda(Some(Box::new(code)))).into())
    }

    /// The function that the expression calls, where it is a field's name: it may have been meant to be a variable's.
    pub fn callee(self, name: &str) -> Result<Any, Error> {
        match self {
            Any::Undefined => {
                let message = format!("Attempted to invoke a non-function. Did you mean ${name}?");
                Err(Error::new("T1005", message))
            }
            callee => Ok(callee),
        }
    }

    /// The same where some of the arguments are left open.
    pub fn partial_callee(self, name: &str) -> Result<Any, Error> {
        match self {
            Any::Undefined => {
                let message =
                    format!("Attempted to partially apply a non-function. Did you mean ${name}?");
                Err(Error::new("T1007", message))
            }
            callee => Ok(callee),
        }
    }
}

impl Function {
    /// Runs it with arguments that its signature is not asked about, which would only put single ones into arrays.
    fn run_checked(&self, arguments: Vec<Any>, cx: &mut Evaluation<'_>) -> Result<Any, Error> {
        let arguments = match &self.inner.body {
            Body::Builtin(builtin) => signature::lifted(builtin.parameters, arguments),
            _ => arguments,
        };
        self.run(arguments, cx)
    }
}

/// A match that there may be others after.
struct Matched {
    regex: &'static Regex,
    text: ArcStr,
    end: usize,
}

/// The first match behind a position, as the reference shows it.
fn first_match(regex: &'static Regex, text: &ArcStr, after: Option<usize>) -> Result<Any, Error> {
    let Some((found, end)) = regex.first_match(text, after)? else {
        return Ok(Any::Undefined);
    };
    let text = text.clone();
    let next = Body::Next(Rc::new(Matched { regex, text, end }));
    let next = Function::new(0, None, next).into();
    let members = found.as_object().into_iter().flatten();
    let members = members.map(|(name, value)| (name.clone(), Any::Value(value.clone())));
    Ok(Any::object(
        members.chain([("next".into(), next)]).collect(),
    ))
}

/// Calls a function, and what it ends with, until there is a result.
fn call(
    callee: &Any,
    arguments: Vec<Any>,
    context: &Any,
    name: &str,
    cx: &mut Evaluation<'_>,
) -> Result<Any, Error> {
    limits::call(|| {
        let mut result = call_once(callee, arguments, context, name, cx)?;
        while let Any::TailCall(call) = result {
            limits::tail_call()?;
            let TailCall {
                callee,
                name,
                arguments,
            } = Rc::unwrap_or_clone(call);
            result = call_once(&callee, arguments, context, name, cx)?;
        }
        Ok(result)
    })
}

fn call_once(
    callee: &Any,
    arguments: Vec<Any>,
    context: &Any,
    name: &str,
    cx: &mut Evaluation<'_>,
) -> Result<Any, Error> {
    let Any::Function(function) = callee else {
        return Err(Error::new("T1006", "Attempted to invoke a non-function"));
    };
    if function.passed {
        return function.apply(arguments, name, cx);
    }
    let arguments = match function.inner.parameters {
        Some(parameters) => signature::validate(parameters, arguments, context, name)?,
        None => arguments,
    };
    function.run(arguments, cx)
}

/// `value ~> function`: the value passed to it; of two functions, the one and then the other.
pub fn apply(
    value: impl Operand,
    function: impl Operand,
    cx: &mut Evaluation<'_>,
) -> Result<Any, Error> {
    let (value, function) = (value.into_any(), function.into_any());
    if !matches!(function, Any::Function(_)) {
        let message = "The right side of the function application operator ~> must be a function";
        return Err(Error::new("T2006", message));
    }
    if !matches!(value, Any::Function(_)) {
        return call(&function, vec![value], &Any::Value(Value::NULL), "", cx);
    }
    let chain = move |arguments: Vec<Any>, cx: &mut Evaluation<'_>| {
        let argument = arguments.into_iter().next().unwrap_or_default();
        let argument = value.call("f", [argument], cx)?.collapse();
        Ok(tail_call(&function, "g", [argument]))
    };
    Ok(Function::new(1, None, Body::Lambda(Some(Box::new(chain)))).into())
}
