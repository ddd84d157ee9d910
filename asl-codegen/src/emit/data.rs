//! Payload templates, paths, intrinsic calls and JSONata where they stand: what `$` and `$states` mean there, and the code.

use proc_macro2::{Ident, Literal, TokenStream, TokenTree};
use quote::quote;

use super::code::{self, Code, Gives};
use super::path::find;
use crate::ast::{OptionalPath, PayloadTemplate, TemplateField, TemplateKind};
use crate::ir::{Scope, Workflow};
use crate::jsonata::{self, Emitted, Environment, Expression, Shape};
use crate::jsonpath::{
    FormatPart, IntrinsicArgument, IntrinsicCall, Path, PathRoot, Segment, format_parts,
};
use crate::parse::{Piece, leading_substitution, pieces};
use crate::text::Text;

/// A place in a state's code, with the names of the data that are in reach there.
#[derive(Clone)]
pub(super) struct Place<'w, 'a> {
    pub(super) workflow: &'w Workflow<'a>,
    pub(super) scope: usize,
    /// What a JSONPath's `$` is.
    pub(super) root: Ident,
    /// `$states.input`
    pub(super) input: Ident,
    /// `$states.result`
    pub(super) result: Option<Ident>,
    /// `$states.errorOutput`
    pub(super) error_output: Option<Ident>,
    /// `$$` and `$states.context`
    pub(super) context: Ident,
}

impl<'w, 'a> Place<'w, 'a> {
    /// Where a state begins: `input` is all there is.
    pub(super) fn start(workflow: &'w Workflow<'a>, scope: usize) -> Self {
        let input = code::name("input");
        let context = code::name("context");
        Place {
            workflow,
            scope,
            root: input.clone(),
            input,
            result: None,
            error_output: None,
            context,
        }
    }

    /// Where a state's result is known, under this name.
    pub(super) fn with_result(&self, result: &str) -> Self {
        let result = code::name(result);
        Place {
            root: result.clone(),
            result: Some(result),
            ..self.clone()
        }
    }

    /// Where a Map computes the input of an iteration, which has a Context Object of its own.
    pub(super) fn in_item_selector(&self) -> Self {
        Place {
            context: code::name("item_context"),
            ..self.clone()
        }
    }

    /// Where an error was caught.
    pub(super) fn with_error_output(&self) -> Self {
        let error_output = code::name("error_output");
        Place {
            root: error_output.clone(),
            error_output: Some(error_output),
            ..self.clone()
        }
    }

    fn scope(&self) -> &'w Scope<'a> {
        &self.workflow.scopes[self.scope]
    }

    /// The value of a template that stands at `location` (`Arguments`, `Output`, …).
    pub(super) fn template(&self, template: &PayloadTemplate, location: &str) -> Code {
        let code = |tokens, gives| Code { tokens, gives };
        match &template.kind {
            TemplateKind::Null => Code::value(quote! { Value::NULL }),
            TemplateKind::Bool(value) => code(quote! { #value }, Gives::Bool),
            TemplateKind::Number(number) => code::number(number),
            TemplateKind::String(text) => self.string(&text.value),
            TemplateKind::Substitution(text) => {
                let place = self.substitution_of(text);
                Code::value(quote! { #place.clone() })
            }
            TemplateKind::Array(elements) => {
                let element = |(index, element)| {
                    self.template(element, &format!("{location}[{index}]"))
                        .into_value()
                };
                let elements = elements.iter().enumerate().map(element);
                Code::value(quote! { data::array([#(#elements),*]) })
            }
            TemplateKind::Object(fields) => Code::value(self.object(fields, location)),
            TemplateKind::Path(path) => Code::value(self.required(path, location)),
            TemplateKind::Intrinsic(call) => self.intrinsic(call, location),
            TemplateKind::Jsonata(expression) => self.jsonata(expression, location),
        }
    }

    /// A string that is written down, with what substitutions put into it.
    pub(super) fn string(&self, text: &str) -> Code {
        let code = |tokens, gives| Code { tokens, gives };
        match &self.pieces(text)[..] {
            [] => code(quote! { "" }, Gives::Literal),
            [Piece::Text(text)] => code(quote! { #text }, Gives::Literal),
            [Piece::Substitution(place)] => code(place.clone(), Gives::Shared),
            pieces => {
                let pieces = pieces.iter().map(|piece| match piece {
                    Piece::Text(text) => quote! { #text },
                    Piece::Substitution(place) => quote! { &*#place },
                });
                code(quote! { [#(#pieces),*].concat() }, Gives::String)
            }
        }
    }

    /// A string's parts: what substitutions without a value are replaced by, and the text between them.
    fn pieces<'t>(&self, text: &'t str) -> Vec<Piece<'t, TokenStream>> {
        pieces(text, |name| self.substitution(name))
    }

    /// The place of a substitution's value, where the machine is given one. The name of a task has none.
    fn substitution(&self, name: &str) -> Option<TokenStream> {
        let mut all = self.workflow.substitutions.iter();
        let field = &all.find(|known| known.name == name)?.field;
        Some(quote! { self.substitutions.#field })
    }

    /// The place of the value of a string that is one substitution.
    pub(super) fn substitution_of(&self, text: &Text) -> TokenStream {
        let place = leading_substitution(&text.value).and_then(|name| self.substitution(name));
        // Lowering has found a field for it.
        place.unwrap_or_else(|| quote! { Value::NULL })
    }

    /// A template's object; `fields` are its members.
    pub(super) fn object<'f>(
        &self,
        fields: impl IntoIterator<Item = &'f TemplateField>,
        location: &str,
    ) -> TokenStream {
        let fields = fields.into_iter().map(|field| {
            let value = self.field(field, location).into_value();
            let name = &field.name;
            quote! { (text!(#name), #value) }
        });
        quote! { data::object([#(#fields),*]) }
    }

    /// The value of a template's member.
    pub(super) fn field(&self, field: &TemplateField, location: &str) -> Code {
        self.template(
            &field.value,
            &member_location(&field.value, &field.key.value, &field.name, location),
        )
    }

    /// The value at a path that has to be there, cloned.
    pub(super) fn required(&self, path: &Path, location: &str) -> TokenStream {
        let found = self.lookup(path);
        let text = &path.text.value;
        let root = &self.root;
        quote! { data::required(#found, #text, #location, &#root)? }
    }

    /// The value at a path, as an `Option<&Value>`.
    pub(super) fn lookup(&self, path: &Path) -> TokenStream {
        let base = self.base(&path.root);
        if !path.is_reference_path() {
            let found = self.find(path);
            return quote! { #found.as_ref() };
        }
        let steps = steps(&path.segments);
        match (&path.root, path.segments.is_empty()) {
            (PathRoot::Variable(_), true) => base,
            (PathRoot::Variable(_), false) => {
                quote! { #base.and_then(|value| jsonpath::lookup(value, #steps)) }
            }
            (_, true) => quote! { Some(&#base) },
            (_, false) => quote! { jsonpath::lookup(&#base, #steps) },
        }
    }

    /// What a path finds that may find several values, as an `Option<Value>`.
    fn find(&self, path: &Path) -> TokenStream {
        let base = self.base(&path.root);
        find(path, |selectors| match &path.root {
            PathRoot::Variable(_) => {
                quote! { #base.map(|value| jsonpath::find(value, #selectors)).transpose()?.flatten() }
            }
            _ => quote! { jsonpath::find(&#base, #selectors)? },
        })
    }

    /// What a path starts at: a place of a `Value`, for a variable an `Option<&Value>`.
    fn base(&self, root: &PathRoot) -> TokenStream {
        match root {
            PathRoot::Input => {
                let root = &self.root;
                quote! { #root }
            }
            PathRoot::Context => {
                let context = &self.context;
                quote! { #context }
            }
            // JSONPath checks that there is such a one.
            PathRoot::Variable(name) => {
                let variable = self.variable(name);
                variable.unwrap_or_else(|| quote! { None::<&Value> })
            }
        }
    }

    /// A variable of this scope or of one around it, as an `Option<&Value>`.
    fn variable(&self, name: &str) -> Option<TokenStream> {
        let find = |scope: &'w Scope<'a>| {
            scope
                .variables
                .iter()
                .find(|variable| variable.name == name)
        };
        if let Some(variable) = find(self.scope()) {
            let field = &variable.field;
            return Some(quote! { variables.#field.as_ref() });
        }
        for outer in self
            .scope()
            .outer
            .iter()
            .rev()
            .map(|outer| &self.workflow.scopes[*outer])
        {
            if let Some(variable) = find(outer) {
                let (outer, field) = (&outer.outer_name, &variable.field);
                return Some(quote! { #outer.#field.as_ref() });
            }
        }
        // JSONata may read a variable that nothing assigns: it is undefined.
        None
    }

    /// `InputPath` and `OutputPath` applied to the value that is called `from`.
    pub(super) fn select(&self, path: &OptionalPath) -> TokenStream {
        match path {
            OptionalPath::Null(_) => quote! { data::object([]) },
            OptionalPath::Path(path) => self.selected(path),
        }
    }

    /// The value at a path that has to be there, with the error text of a path outside of a template.
    pub(super) fn selected(&self, path: &Path) -> TokenStream {
        let base = self.base(&path.root);
        let text = &path.text.value;
        if !path.is_reference_path() {
            let found = self.find(path);
            return quote! { data::found(#found, #text)? };
        }
        let steps = steps(&path.segments);
        match &path.root {
            PathRoot::Variable(_) => quote! { data::select_variable(#base, #steps, #text)? },
            _ if path.segments.is_empty() => quote! { #base.clone() },
            _ => quote! { data::select(&#base, #steps, #text)? },
        }
    }

    /// An intrinsic function's value.
    pub(super) fn intrinsic(&self, call: &IntrinsicCall, location: &str) -> Code {
        if let ("Format", [IntrinsicArgument::String(template), arguments @ ..]) =
            (&*call.function, &call.arguments[..])
        {
            return self.format(template, arguments, location);
        }
        let function = code::name(&heck::ToSnakeCase::to_snake_case(call.function.as_str()));
        let text = &call.text.value;
        let arguments = call.arguments.iter();
        let arguments = arguments.map(|argument| self.argument(argument, location).into_value());
        let arguments: Vec<TokenStream> = arguments.collect();
        let called = match (call.function.as_str(), &arguments[..]) {
            ("Array", elements) => quote! { intrinsics::array([#(#elements),*]) },
            ("Format", [template, arguments @ ..]) => {
                quote! { intrinsics::format(&#template, &[#(#arguments),*]) }
            }
            ("UUID", _) => quote! { intrinsics::uuid(frame.random()) },
            ("MathRandom", [start, end]) => {
                quote! { { let (start, end) = (#start, #end); intrinsics::math_random(frame.random(), &start, &end, None) } }
            }
            ("MathRandom", [start, end, seed]) => quote! {
                { let (start, end, seed) = (#start, #end, #seed);
                intrinsics::math_random(frame.random(), &start, &end, Some(&seed)) }
            },
            (_, arguments) => quote! { intrinsics::#function(#(&#arguments),*) },
        };
        Code::value(quote! { data::intrinsic(#called, #text, #location)? })
    }

    /// `States.Format` with a template that is written down: its parts, joined.
    fn format(&self, template: &str, arguments: &[IntrinsicArgument], location: &str) -> Code {
        if template.is_empty() {
            return Code {
                tokens: quote! { "" },
                gives: Gives::Literal,
            };
        }
        let mut arguments = arguments.iter();
        let mut part = |part| match part {
            FormatPart::Text(text) => quote! { #text },
            FormatPart::Argument => {
                // The checker has counted them.
                let argument = arguments.next().unwrap_or(&IntrinsicArgument::Null);
                let argument = self.argument(argument, location).into_value();
                quote! { &*intrinsics::text(&#argument) }
            }
        };
        let mut parts = Vec::new();
        for piece in self.pieces(template) {
            match piece {
                Piece::Text(text) => parts.extend(format_parts(text).into_iter().map(&mut part)),
                Piece::Substitution(place) => parts.push(quote! { &*#place }),
            }
        }
        Code {
            tokens: quote! { [#(#parts),*].concat() },
            gives: Gives::String,
        }
    }

    fn argument(&self, argument: &IntrinsicArgument, location: &str) -> Code {
        let code = |tokens, gives| Code { tokens, gives };
        match argument {
            IntrinsicArgument::Null => Code::value(quote! { Value::NULL }),
            IntrinsicArgument::Bool(value) => code(quote! { #value }, Gives::Bool),
            IntrinsicArgument::Number(number) => code::number(number),
            IntrinsicArgument::String(text) => self.string(text),
            IntrinsicArgument::Path(path) => Code::value(self.required(path, location)),
            IntrinsicArgument::Call(call) => self.intrinsic(call, location),
        }
    }

    /// An expression's value; undefined is an error.
    fn jsonata(&self, expression: &Expression, location: &str) -> Code {
        let emitted = self.expression(expression);
        let shape = emitted.shape;
        let source = expression.source();
        let gives = match shape {
            Shape::Bool => Gives::Bool,
            Shape::Number => Gives::Number,
            Shape::String => Gives::String,
            Shape::Value | Shape::Maybe => Gives::Value,
        };
        // What cannot fail needs no closure to fail in.
        let value = if may_fail(&emitted.tokens) {
            let result = emitted.into_result();
            quote! { data::evaluate(#location, #source, || #result)? }
        } else {
            emitted.tokens
        };
        let tokens = match shape {
            Shape::Maybe => quote! { data::defined(#location, #source, #value)? },
            _ => value,
        };
        Code { tokens, gives }
    }

    /// A `Condition`: a Boolean.
    pub(super) fn condition(&self, expression: &Expression, location: &str) -> TokenStream {
        let code = self.jsonata(expression, location);
        match code.gives {
            Gives::Bool => code.tokens,
            _ => {
                let source = expression.source();
                let value = code.into_value();
                quote! { data::boolean_result(#value, #location, #source)? }
            }
        }
    }

    /// An expression whose value has to be of one type, which `check` (a function of the runtime's `data`) says.
    pub(super) fn checked(
        &self,
        expression: &Expression,
        location: &str,
        check: &str,
    ) -> TokenStream {
        let value = self.jsonata(expression, location).into_value();
        let source = expression.source();
        let check = code::name(check);
        quote! { data::#check(#value, #location, #source)? }
    }

    fn expression(&self, expression: &Expression) -> Emitted {
        let reference = |name: &Option<Ident>| name.as_ref().map(|name| quote! { &#name });
        let variable = |name: &str| self.variable(name);
        let (input, context) = (&self.input, &self.context);
        let environment = Environment {
            input: Some(quote! { &#input }),
            result: reference(&self.result),
            error_output: reference(&self.error_output),
            context: quote! { #context.clone() },
            variable: &variable,
            substitution: &|name| self.substitution(name).unwrap_or_default(),
            cx: quote! { &mut frame.evaluation() },
        };
        jsonata::emit(expression, &environment)
    }
}

/// Where a member of a template stands, as error texts say it: JSONPath names the key, JSONata the way to it.
fn member_location(value: &PayloadTemplate, key: &str, name: &str, location: &str) -> String {
    match value.kind {
        TemplateKind::Path(_) | TemplateKind::Intrinsic(_) => key.to_owned(),
        _ => format!("{location}/{name}"),
    }
}

/// Whether the code returns early on an error.
pub(super) fn may_fail(code: &TokenStream) -> bool {
    code.clone().into_iter().any(|tree| match tree {
        TokenTree::Punct(punct) => punct.as_char() == '?',
        TokenTree::Group(group) => may_fail(&group.stream()),
        TokenTree::Ident(_) | TokenTree::Literal(_) => false,
    })
}

/// The input with a result where `ResultPath` points to.
pub(super) fn placed(path: &Path, input: &TokenStream, result: &TokenStream) -> TokenStream {
    let text = &path.text.value;
    match &*path.segments {
        // Most are of one member.
        [Segment::Member(name)] => quote! { data::put(#input, text!(#name), #text, #result)? },
        segments => {
            let steps = steps(segments);
            quote! { data::place(#input, #steps, #text, #result)? }
        }
    }
}

/// A Reference Path's steps, as the runtime takes them.
pub(super) fn steps(segments: &[Segment]) -> TokenStream {
    let steps = segments.iter().map(|segment| match segment {
        Segment::Member(name) => quote! { Key(#name) },
        Segment::Index(index) => {
            let index = Literal::i64_unsuffixed(*index);
            quote! { Index(#index) }
        }
        // `find` has these.
        Segment::General(_) => TokenStream::new(),
    });
    quote! { &[#(#steps),*] }
}
