//! The intrinsic functions: names, numbers of arguments, and what each argument has to be.

use super::IntrinsicArgument;

/// What an argument of an intrinsic function has to be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Parameter {
    /// Any value.
    Any,
    /// A string.
    String,
    /// A number.
    Number,
    /// A Boolean.
    Boolean,
    /// An array or an object, which has no literal form.
    Structure,
}

impl Parameter {
    /// Whether a literal can be this; of a path or a call it is not known before it runs.
    pub(super) fn accepts(self, argument: &IntrinsicArgument) -> bool {
        match argument {
            IntrinsicArgument::Path(_) | IntrinsicArgument::Call(_) => true,
            _ if self == Parameter::Any => true,
            IntrinsicArgument::String(_) => self == Parameter::String,
            IntrinsicArgument::Number(_) => self == Parameter::Number,
            IntrinsicArgument::Bool(_) => self == Parameter::Boolean,
            IntrinsicArgument::Null => false,
        }
    }

    /// How a message calls it.
    pub(super) fn described(self) -> &'static str {
        match self {
            Parameter::Any => "a value",
            Parameter::String => "a string",
            Parameter::Number => "a number",
            Parameter::Boolean => "a Boolean",
            Parameter::Structure => "a path to an array or object",
        }
    }
}

/// An intrinsic function.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Signature {
    /// The name without `States.`.
    pub(super) name: &'static str,
    /// What the arguments have to be, in order.
    parameters: &'static [Parameter],
    /// How many of them have to be there.
    required: usize,
    /// Whether any number of further arguments may follow.
    variadic: bool,
    /// Whether the result can be a string.
    pub(crate) gives_string: bool,
}

impl Signature {
    /// What the argument at `index` has to be.
    pub(super) fn parameter(&self, index: usize) -> Parameter {
        let parameter = self.parameters.get(index).copied();
        parameter.unwrap_or(Parameter::Any)
    }

    /// Whether it can be called with so many arguments.
    pub(super) fn takes(&self, count: usize) -> bool {
        count >= self.required && (self.variadic || count <= self.parameters.len())
    }

    /// How many arguments it takes, for a message.
    pub(super) fn arity(&self) -> String {
        let most = self.parameters.len();
        let plural = |count: usize| if count == 1 { "" } else { "s" };
        match self.required {
            0 if self.variadic => "any number of arguments".to_owned(),
            0 if most == 0 => "no arguments".to_owned(),
            least if self.variadic => format!("at least {least} argument{}", plural(least)),
            least if least == most => format!("{least} argument{}", plural(least)),
            least => format!("{least} to {most} arguments"),
        }
    }
}

/// The function of that name, given without `States.`.
pub(crate) fn signature(name: &str) -> Option<&'static Signature> {
    FUNCTIONS.iter().find(|function| function.name == name)
}

/// All names, without `States.`.
pub(super) fn names() -> impl Iterator<Item = &'static str> {
    FUNCTIONS.iter().map(|function| function.name)
}

const fn function(name: &'static str, parameters: &'static [Parameter]) -> Signature {
    Signature {
        name,
        parameters,
        required: parameters.len(),
        variadic: false,
        gives_string: false,
    }
}

impl Signature {
    const fn at_least(mut self, required: usize) -> Self {
        self.required = required;
        self
    }

    const fn variadic(mut self) -> Self {
        self.variadic = true;
        self
    }

    const fn gives_string(mut self) -> Self {
        self.gives_string = true;
        self
    }
}

const FUNCTIONS: &[Signature] = {
    use Parameter::{Any, Boolean, Number, String, Structure};
    &[
        function("Array", &[]).variadic(),
        function("ArrayContains", &[Structure, Any]),
        function("ArrayGetItem", &[Structure, Number]).gives_string(),
        function("ArrayLength", &[Structure]),
        function("ArrayPartition", &[Structure, Number]),
        function("ArrayRange", &[Number, Number, Number]),
        function("ArrayUnique", &[Structure]),
        function("Base64Decode", &[String]).gives_string(),
        function("Base64Encode", &[String]).gives_string(),
        function("Format", &[String]).variadic().gives_string(),
        function("Hash", &[Any, String]).gives_string(),
        function("JsonMerge", &[Structure, Structure, Boolean]),
        function("JsonToString", &[Any]).gives_string(),
        function("MathAdd", &[Number, Number]),
        function("MathRandom", &[Number, Number, Number]).at_least(2),
        function("StringSplit", &[String, String]),
        function("StringToJson", &[String]),
        function("UUID", &[]).gives_string(),
    ]
};
