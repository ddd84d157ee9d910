//! A piece of an expression's code together with the type it has, and the way from one type to another.

use proc_macro2::{Ident, Literal, Span, TokenStream};
use quote::{ToTokens, quote};

use crate::ir::Type;
use crate::jsonata::{self, Environment, Expression, Shape};

/// Code that computes a value.
pub(super) struct Code {
    /// An expression.
    pub(super) tokens: TokenStream,
    /// What it gives.
    pub(super) gives: Gives,
}

/// What an expression's Rust type is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Gives {
    /// `bool`
    Bool,
    /// `i64`, a literal
    Integer,
    /// `f64`, a literal as JSON writes it
    Decimal,
    /// `f64`, which JSONata prints without a fraction where it has none
    Number,
    /// `&'static str`, a literal
    Literal,
    /// `ArcStr` or `String`
    String,
    /// A place that holds an `ArcStr`
    Shared,
    /// `Value`
    Value,
}

impl Code {
    pub(super) fn value(tokens: TokenStream) -> Code {
        Code {
            tokens,
            gives: Gives::Value,
        }
    }

    /// The code for a `Value`.
    pub(super) fn into_value(self) -> TokenStream {
        let tokens = self.tokens;
        match self.gives {
            Gives::Value => tokens,
            Gives::Number => quote! { Value::number(#tokens) },
            Gives::Literal => quote! { Value::from(text!(#tokens)) },
            Gives::Shared => quote! { Value::from(#tokens.clone()) },
            Gives::Bool | Gives::Integer | Gives::Decimal | Gives::String => {
                quote! { Value::from(#tokens) }
            }
        }
    }

    /// The code for a `&str`, of code that gives a string.
    pub(super) fn into_str(self) -> TokenStream {
        let tokens = self.tokens;
        match self.gives {
            Gives::Literal => tokens,
            _ => quote! { &*#tokens },
        }
    }

    /// The code for a field of the given type, which is one that [`type_of`](crate::ir::type_of) found for this or a wider one.
    pub(super) fn into_type(self, ty: Type) -> TokenStream {
        let tokens = self.tokens;
        match (ty, self.gives) {
            (Type::Value, gives) => Code { tokens, gives }.into_value(),
            (Type::Number, Gives::Integer) => {
                let number = tokens
                    .to_string()
                    .replace(' ', "")
                    .parse()
                    .unwrap_or_default();
                Literal::f64_unsuffixed(number).into_token_stream()
            }
            (Type::String, Gives::Literal) => quote! { #tokens.to_owned() },
            (Type::String, Gives::String | Gives::Shared) => quote! { #tokens.to_string() },
            (Type::String, Gives::Value) => quote! { data::string(#tokens) },
            (Type::Integer, Gives::Value) => quote! { data::integer(#tokens) },
            (Type::Bool, Gives::Value) => quote! { data::boolean(#tokens) },
            _ => tokens,
        }
    }
}

/// The Rust type of a field.
pub(super) fn rust_type(ty: Type) -> TokenStream {
    match ty {
        Type::Bool => quote! { bool },
        Type::Integer => quote! { i64 },
        Type::Number => quote! { f64 },
        Type::String => quote! { String },
        Type::Value => quote! { Value },
    }
}

/// A number as Rust writes it, of type `i64` or `f64`.
pub(super) fn number(text: &str) -> Code {
    match (text.parse::<i64>(), text.parse::<f64>()) {
        (Ok(integer), _) => {
            let literal = match i32::try_from(integer) {
                Ok(_) => Literal::i64_unsuffixed(integer),
                // Rust takes an integer for an `i32` where nothing says otherwise.
                Err(_) => Literal::i64_suffixed(integer),
            };
            Code {
                tokens: literal.into_token_stream(),
                gives: Gives::Integer,
            }
        }
        (_, Ok(number)) if number.is_finite() => Code {
            tokens: Literal::f64_unsuffixed(number).into_token_stream(),
            gives: Gives::Decimal,
        },
        // JSON's grammar allows 1e999, which no number holds; Step Functions' parser would have refused it.
        _ => Code::value(quote! { Value::NULL }),
    }
}

/// A finite number of type `f64`.
pub(super) fn decimal(number: f64) -> TokenStream {
    let literal = Literal::f64_unsuffixed(number.abs());
    match number.is_sign_negative() {
        true => quote! { -#literal },
        false => quote! { #literal },
    }
}

/// What is known of an expression's value without a place to evaluate it in.
pub(super) fn jsonata_type(expression: &Expression) -> Type {
    let nothing = |_: &str| None;
    let environment = Environment {
        input: Some(quote! { input }),
        result: Some(quote! { result }),
        error_output: Some(quote! { error_output }),
        context: quote! { context },
        variable: &nothing,
        substitution: &|_| quote! { substitution },
        cx: quote! { cx },
    };
    match jsonata::emit(expression, &environment).shape {
        Shape::Bool => Type::Bool,
        Shape::Number => Type::Number,
        Shape::String => Type::String,
        Shape::Value | Shape::Maybe => Type::Value,
    }
}

/// An identifier of generated code itself.
pub(super) fn name(text: &str) -> Ident {
    Ident::new(text, Span::call_site())
}
