//! A piece of emitted Rust and what is known of its type.

use proc_macro2::{Delimiter, Ident, Literal, Span, TokenStream, TokenTree};
use quote::quote;

use super::{Emitted, Shape};

/// The Rust type of a piece of code.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    /// `f64`
    Number {
        /// Whether it is known to be neither infinite nor NaN.
        finite: bool,
    },
    /// `bool`
    Bool,
    /// A literal: `&'static str`
    Str,
    /// `ArcStr`
    String,
    /// `Value`
    Value,
    /// `&Value`
    Ref,
    /// `Option<f64>`
    MaybeNumber,
    /// `Option<bool>`
    MaybeBool,
    /// `Option<String>` or `Option<ArcStr>`
    MaybeString,
    /// `Option<Value>`
    MaybeValue,
    /// `Option<&Value>`
    MaybeRef,
    /// `jsonata::Sequence`
    Sequence,
    /// `&jsonata::Sequence`
    SequenceRef,
    /// `jsonata::Items`: a result whose single item has not been taken out yet.
    Items,
    /// `jsonata::Found`: the same, borrowed from data.
    Found,
    /// `&[Value]`
    Slice,
    /// `jsonata::FromContext`
    Context,
    /// `jsonata::Any`
    Any,
    /// `&jsonata::Any`
    AnyRef,
    /// `jsonata::Any`: a result whose single item has not been taken out yet.
    AnyItems,
    /// `Vec<jsonata::SortKey>`
    Keys,
}

impl Kind {
    /// Whether it is one thing that is no array for sure.
    pub(super) fn is_scalar(self) -> bool {
        matches!(
            self,
            Kind::Number { .. } | Kind::Bool | Kind::Str | Kind::String
        )
    }

    /// Whether it cannot be undefined.
    pub(super) fn is_definite(self) -> bool {
        self.is_scalar() || matches!(self, Kind::Value | Kind::Ref | Kind::Slice)
    }

    /// Whether it may be a number that is infinite or NaN.
    pub(super) fn may_be_infinite(self) -> bool {
        matches!(self, Kind::Number { finite: false } | Kind::MaybeNumber) || self.is_any()
    }

    /// Whether it may be a function.
    pub(super) fn is_any(self) -> bool {
        matches!(self, Kind::Any | Kind::AnyRef | Kind::AnyItems)
    }

    /// The type that holds either, for the two ends of a condition.
    pub(super) fn join(self, other: Kind) -> Kind {
        match (self, other) {
            (a, b) if a.is_any() || b.is_any() => Kind::Any,
            (Kind::Number { finite: a }, Kind::Number { finite: b }) => {
                Kind::Number { finite: a && b }
            }
            (Kind::Str | Kind::String, Kind::Str | Kind::String) => Kind::String,
            (a, b) if a == b && matches!(a, Kind::Bool | Kind::MaybeNumber | Kind::MaybeBool) => a,
            (a, b) if a.is_definite() && b.is_definite() => Kind::Value,
            _ => Kind::Sequence,
        }
    }
}

/// How tightly the operators of a piece of code bind, from loose to tight.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Level {
    /// `if` and blocks
    Lowest,
    Or,
    And,
    Sum,
    Product,
    Unary,
    /// Calls, paths, literals
    Highest,
}

/// A piece of emitted Rust.
#[derive(Clone)]
pub(super) struct Code {
    tokens: TokenStream,
    pub(super) kind: Kind,
    /// Whether `tokens` is a `Result` that still needs its `?`.
    fallible: bool,
    level: Level,
    /// What borrows where that is enough.
    borrowed: Option<TokenStream>,
}

impl Code {
    pub(super) fn new(tokens: TokenStream, kind: Kind) -> Code {
        Code {
            tokens,
            kind,
            fallible: false,
            level: Level::Highest,
            borrowed: None,
        }
    }

    /// The same with other code for where it is only looked at.
    pub(super) fn or_borrowed(self, tokens: TokenStream) -> Code {
        Code {
            borrowed: Some(tokens),
            ..self
        }
    }

    /// Code of type `Result`, whose `Ok` is of the kind.
    pub(super) fn fallible(tokens: TokenStream, kind: Kind) -> Code {
        Code {
            fallible: true,
            ..Code::new(tokens, kind)
        }
    }

    /// The value behind a reference: `input.clone()` where the reference is `&input`.
    fn cloned(self) -> Code {
        let tokens: Vec<TokenTree> = self.tokens.clone().into_iter().collect();
        match &tokens[..] {
            [TokenTree::Punct(and), name @ TokenTree::Ident(_)] if and.as_char() == '&' => {
                Code::new(quote!(#name.clone()), Kind::Value)
            }
            _ => self.method("clone", Kind::Value),
        }
    }

    pub(super) fn at_level(self, level: Level) -> Code {
        Code { level, ..self }
    }

    /// A call of one of `jsonata`'s functions that cannot fail.
    pub(super) fn call<const N: usize>(
        function: &str,
        arguments: [TokenStream; N],
        kind: Kind,
    ) -> Code {
        let function = Ident::new(function, Span::call_site());
        Code::new(quote!(jsonata::#function(#(#arguments),*)), kind)
    }

    /// A call of one of `jsonata`'s functions that can fail.
    pub(super) fn try_call<const N: usize>(
        function: &str,
        arguments: [TokenStream; N],
        kind: Kind,
    ) -> Code {
        Code {
            fallible: true,
            ..Code::call(function, arguments, kind)
        }
    }

    pub(super) fn undefined() -> Code {
        Code::new(quote!(jsonata::UNDEFINED), Kind::Sequence)
    }

    pub(super) fn is_undefined(&self) -> bool {
        self.tokens.to_string() == quote!(jsonata::UNDEFINED).to_string()
    }

    /// The value, errors passed on.
    pub(super) fn value(self) -> TokenStream {
        let tokens = self.tokens;
        if self.fallible {
            quote!(#tokens?)
        } else {
            tokens
        }
    }

    /// The value as an argument of type `impl Operand`.
    pub(super) fn operand(mut self) -> TokenStream {
        match self.borrowed.take() {
            Some(borrowed) => borrowed,
            None => self.value(),
        }
    }

    /// The value as a `&dyn Operand`.
    pub(super) fn reference(self) -> TokenStream {
        let parenthesised = self.level < Level::Unary && !self.fallible && self.borrowed.is_none();
        let operand = self.operand();
        match parenthesised {
            true => quote!(&(#operand)),
            false => quote!(&#operand),
        }
    }

    /// The value where operators of `level` are around it.
    pub(super) fn at(self, level: Level) -> TokenStream {
        let parenthesised = self.level < level && !self.fallible;
        let value = self.value();
        if parenthesised {
            quote!((#value))
        } else {
            value
        }
    }

    /// The value as a closure's result.
    pub(super) fn into_result(self) -> TokenStream {
        let tokens = self.tokens;
        if self.fallible {
            tokens
        } else {
            quote!(Ok(#tokens))
        }
    }

    /// What a method without arguments gives.
    pub(super) fn method(self, name: &str, kind: Kind) -> Code {
        let name = Ident::new(name, Span::call_site());
        let receiver = self.receiver();
        Code::new(quote!(#receiver.#name()), kind)
    }

    fn receiver(self) -> TokenStream {
        let simple = self.level == Level::Highest && !starts_with_operator(&self.tokens);
        let fallible = self.fallible;
        let value = self.value();
        if simple || fallible {
            value
        } else {
            quote!((#value))
        }
    }

    /// As a `jsonata::Sequence`.
    pub(super) fn into_sequence(self) -> Code {
        match self.kind {
            Kind::Sequence => self,
            Kind::Items | Kind::Found => self.method("collapse", Kind::Sequence),
            Kind::Str => {
                let text = self.into_text().value();
                Code::call("sequence", [text], Kind::Sequence)
            }
            _ => Code::call("sequence", [self.value()], Kind::Sequence),
        }
    }

    /// A `&str` as an `ArcStr`.
    fn into_text(self) -> Code {
        let is_literal = is_literal(&self.tokens);
        let text = self.value();
        match is_literal {
            true => Code::new(quote!(jsonata::literal!(#text)), Kind::String),
            false => Code::new(quote!(jsonata::ArcStr::from(#text)), Kind::String),
        }
    }

    /// Without a borrow, its single item not taken out yet.
    pub(super) fn into_items(self) -> Code {
        match self.kind {
            Kind::Found => self.method("items", Kind::Items),
            _ => self,
        }
    }

    /// As what a closure gives that is evaluated for each item.
    pub(super) fn into_step(self) -> Code {
        match self.kind {
            Kind::Items | Kind::Found => self.into_items(),
            Kind::Str => self.into_sequence(),
            _ => self.owned(),
        }
    }

    /// A node's result, a sequence of one item being that item.
    pub(super) fn collapsed(self) -> Code {
        match self.kind {
            Kind::Items => self.into_sequence(),
            // As an argument it is that item as it is.
            Kind::Found => {
                let found = self.clone().value();
                self.into_sequence().or_borrowed(found)
            }
            _ => self,
        }
    }

    /// As a `jsonata::Any`.
    pub(super) fn into_any(self) -> Code {
        match self.kind {
            Kind::Any => self,
            Kind::AnyItems => Code {
                kind: Kind::Any,
                ..self
            },
            Kind::AnyRef => Code {
                kind: Kind::Any,
                ..self.cloned()
            },
            _ => Code::call("any", [self.value()], Kind::Any),
        }
    }

    /// The value as a receiver of a method of `jsonata::Any`.
    pub(super) fn any_receiver(self) -> TokenStream {
        match self.kind {
            Kind::AnyRef => {
                let tokens: Vec<TokenTree> = self.tokens.clone().into_iter().collect();
                match &tokens[..] {
                    [TokenTree::Punct(and), name @ TokenTree::Ident(_)] if and.as_char() == '&' => {
                        quote!(#name)
                    }
                    _ => self.receiver(),
                }
            }
            _ => self.into_any().receiver(),
        }
    }

    /// As a `bool`: what a condition makes of it.
    pub(super) fn truthy(self) -> Code {
        match self.kind {
            Kind::Bool => self,
            Kind::MaybeBool => {
                let receiver = self.receiver();
                Code::new(quote!(#receiver.unwrap_or(false)), Kind::Bool)
            }
            _ => Code::try_call("truthy", [self.operand()], Kind::Bool),
        }
    }

    /// As a kind that [`Kind::join`] gave for it and another.
    pub(super) fn convert(self, kind: Kind) -> Code {
        match (kind, self.kind) {
            (Kind::String, Kind::Str) => self.into_text(),
            (Kind::Value, Kind::Value) => self,
            (Kind::Value, Kind::Ref) => self.cloned(),
            (Kind::Value, _) => Code::call("value", [self.value()], Kind::Value),
            (Kind::Sequence, _) => self.into_sequence(),
            (Kind::Any, _) => self.into_any(),
            _ => self,
        }
    }

    /// Without a borrow, so that it can leave the block it is computed in.
    pub(super) fn owned(self) -> Code {
        match self.kind {
            Kind::Items | Kind::Found | Kind::SequenceRef => self.into_sequence(),
            Kind::Ref => self.cloned(),
            Kind::MaybeRef => self.valued(),
            Kind::Str => self.into_text(),
            Kind::Slice => Code::call("value", [self.value()], Kind::Value),
            Kind::AnyRef => self.into_any(),
            _ => self,
        }
    }

    /// An `Option` of something as one of a value.
    fn valued(self) -> Code {
        let receiver = self.receiver();
        Code::new(quote!(#receiver.map(jsonata::value)), Kind::MaybeValue)
    }

    /// As what [`emit`](super::emit) promises.
    pub(super) fn emitted(self) -> Emitted {
        let (code, shape) = match self.kind {
            Kind::Number { .. } => (self, Shape::Number),
            Kind::Bool => (self, Shape::Bool),
            Kind::Str | Kind::String => (self.owned(), Shape::String),
            Kind::Value | Kind::Ref | Kind::Slice => (self.owned(), Shape::Value),
            Kind::MaybeValue | Kind::MaybeRef => (self.owned(), Shape::Maybe),
            Kind::MaybeNumber | Kind::MaybeBool | Kind::MaybeString => {
                (self.valued(), Shape::Maybe)
            }
            Kind::Any | Kind::AnyRef | Kind::AnyItems => {
                let value = self.into_any().receiver();
                let value = quote!(#value.into_value());
                (Code::fallible(value, Kind::MaybeValue), Shape::Maybe)
            }
            Kind::Sequence
            | Kind::SequenceRef
            | Kind::Items
            | Kind::Found
            | Kind::Context
            | Kind::Keys => {
                let sequence = self.into_sequence();
                (
                    sequence.method("into_value", Kind::MaybeValue),
                    Shape::Maybe,
                )
            }
        };
        Emitted {
            tokens: code.value(),
            shape,
        }
    }
}

/// `Ok` of an expression, or what is before its `?` if that ends all of it.
pub(super) fn into_result(tokens: TokenStream) -> TokenStream {
    let all: Vec<TokenTree> = tokens.clone().into_iter().collect();
    let is_operator = |token: &TokenTree| matches!(token, TokenTree::Punct(punct) if !matches!(punct.as_char(), '.' | ':' | '?'));
    match all.split_last() {
        Some((TokenTree::Punct(last), before))
            if last.as_char() == '?' && !before.iter().any(is_operator) =>
        {
            before.iter().cloned().collect()
        }
        _ => quote!(Ok(#tokens)),
    }
}

/// A variable that is read; what is not `Copy` is borrowed.
pub(super) fn read(ident: &Ident, kind: Kind) -> Code {
    match kind {
        Kind::Value => Code::new(quote!(&#ident), Kind::Ref).at_level(Level::Unary),
        Kind::MaybeValue => Code::new(quote!(#ident.as_ref()), Kind::MaybeRef),
        Kind::Sequence => {
            let tokens = quote!(&#ident);
            Code::new(tokens, Kind::SequenceRef).at_level(Level::Unary)
        }
        Kind::String => Code::new(quote!(&*#ident), Kind::Str).at_level(Level::Unary),
        Kind::MaybeString => Code::new(quote!(#ident.clone()), Kind::MaybeString),
        Kind::Any => Code::new(quote!(&#ident), Kind::AnyRef).at_level(Level::Unary),
        kind => Code::new(quote!(#ident), kind),
    }
}

/// A literal number.
pub(super) fn number(number: f64) -> Code {
    let literal = Literal::f64_unsuffixed(number.abs());
    let kind = Kind::Number { finite: true };
    match number.is_sign_negative() {
        true => Code::new(quote!(-#literal), kind).at_level(Level::Unary),
        false => Code::new(quote!(#literal), kind),
    }
}

pub(super) fn starts_with_operator(tokens: &TokenStream) -> bool {
    matches!(tokens.clone().into_iter().next(), Some(TokenTree::Punct(_)))
}

fn is_literal(tokens: &TokenStream) -> bool {
    let mut tokens = tokens.clone().into_iter();
    matches!(
        (tokens.next(), tokens.next()),
        (Some(TokenTree::Literal(_)), None)
    )
}

/// Whether code mentions a name.
pub(super) fn mentions(tokens: &TokenStream, name: &str) -> bool {
    tokens.clone().into_iter().any(|token| match token {
        TokenTree::Ident(ident) => ident == name,
        TokenTree::Group(group) => mentions(&group.stream(), name),
        _ => false,
    })
}

/// Whether code has a `?` of its own, outside of closures it may contain.
pub(super) fn may_fail(tokens: &TokenStream) -> bool {
    tokens.clone().into_iter().any(|token| match token {
        TokenTree::Punct(punct) => punct.as_char() == '?',
        TokenTree::Group(group) => {
            group.delimiter() != Delimiter::None && may_fail(&group.stream())
        }
        _ => false,
    })
}
