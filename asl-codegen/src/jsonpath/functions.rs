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
    /// An array, which has no literal form.
    Array,
    /// An object, which has no literal form.
    Object,
}

impl Parameter {
    /// Whether a value of type `found` can be this.
    pub(super) fn includes(self, found: Parameter) -> bool {
        self == Parameter::Any || found == Parameter::Any || self == found
    }

    /// Whether a literal can be this; of a path it is not known before it runs, and what calls give is looked at apart.
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
            Parameter::Array => "an array",
            Parameter::Object => "an object",
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
    /// What the result is.
    pub(super) gives: Parameter,
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

    /// Whether AWS takes it where a string is wanted.
    pub(crate) fn gives_string(&self) -> bool {
        self.gives == Parameter::String || self.name == "ArrayGetItem"
    }

    /// What its arguments are, for a message.
    pub(super) fn described_parameters(&self) -> Option<String> {
        let mut all: Vec<&str> = self.parameters.iter().map(|p| p.described()).collect();
        let last = all.pop()?;
        Some(match all[..] {
            [] => last.to_owned(),
            _ => format!("{} and {last}", all.join(", ")),
        })
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
        gives: Parameter::Any,
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

    const fn gives(mut self, result: Parameter) -> Self {
        self.gives = result;
        self
    }
}

const FUNCTIONS: &[Signature] = {
    use Parameter::{Any, Array, Boolean, Number, Object, String};
    &[
        function("Array", &[]).variadic().gives(Array),
        function("ArrayContains", &[Array, Any]).gives(Boolean),
        function("ArrayGetItem", &[Array, Number]),
        function("ArrayLength", &[Array]).gives(Number),
        function("ArrayPartition", &[Array, Number]).gives(Array),
        function("ArrayRange", &[Number, Number, Number]).gives(Array),
        function("ArrayUnique", &[Array]).gives(Array),
        function("Base64Decode", &[String]).gives(String),
        function("Base64Encode", &[String]).gives(String),
        function("Format", &[String]).variadic().gives(String),
        function("Hash", &[Any, String]).gives(String),
        function("JsonMerge", &[Object, Object, Boolean]).gives(Object),
        function("JsonToString", &[Any]).gives(String),
        function("MathAdd", &[Number, Number]).gives(Number),
        function("MathRandom", &[Number, Number, Number])
            .at_least(2)
            .gives(Number),
        function("StringSplit", &[String, String]).gives(Array),
        function("StringToJson", &[String]),
        function("UUID", &[]).gives(String),
    ]
};
