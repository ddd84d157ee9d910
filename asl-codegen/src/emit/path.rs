//! Paths that can find any number of values, as the constants that the runtime's `jsonpath::find` takes.

use proc_macro2::{Ident, Literal, TokenStream};
use quote::{format_ident, quote};

use super::code;
use crate::jsonpath::{
    Filter, FilterOperator, FilterPath, FilterValue, GeneralKind, Path, Segment,
};

/// The call that `call` makes of a path's selectors, with the regular expressions that they hold before it.
pub(super) fn find(path: &Path, call: impl FnOnce(TokenStream) -> TokenStream) -> TokenStream {
    let mut emitter = Emitter::default();
    let selectors = emitter.selectors(&path.segments);
    let call = call(selectors);
    let patterns = emitter.patterns;
    match patterns.is_empty() {
        true => call,
        false => quote! { { #(#patterns)* #call } },
    }
}

#[derive(Default)]
struct Emitter {
    /// The declarations of regular expressions.
    patterns: Vec<TokenStream>,
}

impl Emitter {
    fn selectors(&mut self, segments: &[Segment]) -> TokenStream {
        let selectors = segments.iter().map(|segment| self.selector(segment));
        let selectors: Vec<_> = selectors.collect();
        quote! { &[#(#selectors),*] }
    }

    fn selector(&mut self, segment: &Segment) -> TokenStream {
        let selector = match segment {
            Segment::Member(name) => quote! { Key(#name) },
            Segment::Index(index) => {
                let index = integer(*index);
                quote! { Index(#index) }
            }
            Segment::General(general) => match &general.kind {
                GeneralKind::Wildcard => quote! { Wildcard },
                GeneralKind::Descendants => quote! { Descendants },
                GeneralKind::Members(names) => quote! { Keys(&[#(#names),*]) },
                GeneralKind::Indices(indices) => {
                    let indices = indices.iter().map(|index| integer(*index));
                    quote! { Indices(&[#(#indices),*]) }
                }
                GeneralKind::Slice { from, to } => {
                    let (from, to) = (bound(*from), bound(*to));
                    quote! { Slice(#from, #to) }
                }
                GeneralKind::Filter(filter) => {
                    let filter = self.filter(filter);
                    quote! { Filter(#filter) }
                }
                GeneralKind::Function { name, arguments } => {
                    let name = function(name);
                    let arguments = self.operands(arguments);
                    quote! { Function(jsonpath::Function::#name, #arguments) }
                }
            },
        };
        quote! { jsonpath::Selector::#selector }
    }

    fn filter(&mut self, filter: &Filter) -> TokenStream {
        let filter = match filter {
            Filter::Or(any) => {
                let any: Vec<_> = any.iter().map(|filter| self.filter(filter)).collect();
                quote! { Or(&[#(#any),*]) }
            }
            Filter::And(all) => {
                let all: Vec<_> = all.iter().map(|filter| self.filter(filter)).collect();
                quote! { And(&[#(#all),*]) }
            }
            Filter::Not(filter) => {
                let filter = self.filter(filter);
                quote! { Not(&#filter) }
            }
            Filter::Exists(path) => {
                let path = self.filter_path(path);
                quote! { Exists(#path) }
            }
            Filter::Comparison {
                left,
                operator,
                right,
            } => {
                let (left, right) = (self.operand(left), self.operand(right));
                let comparison = comparison(*operator);
                quote! { Compare(#left, jsonpath::Comparison::#comparison, #right) }
            }
        };
        quote! { jsonpath::Filter::#filter }
    }

    fn filter_path(&mut self, path: &FilterPath) -> TokenStream {
        let selectors = self.selectors(&path.segments);
        match path.current {
            true => quote! { jsonpath::FilterPath::Current(#selectors) },
            false => quote! { jsonpath::FilterPath::Root(#selectors) },
        }
    }

    fn operands(&mut self, values: &[FilterValue]) -> TokenStream {
        let values: Vec<_> = values.iter().map(|value| self.operand(value)).collect();
        quote! { &[#(#values),*] }
    }

    fn operand(&mut self, value: &FilterValue) -> TokenStream {
        let operand = match value {
            FilterValue::Null => quote! { Null },
            FilterValue::Bool(value) => quote! { Bool(#value) },
            FilterValue::Number(number) => {
                // The parser has read it as a finite number.
                let number = number.parse().unwrap_or_default();
                let number = code::decimal(number);
                quote! { Number(#number) }
            }
            FilterValue::String(text) => quote! { String(#text) },
            FilterValue::Regex { pattern, flags } => {
                let name = format_ident!("PATTERN_{}", self.patterns.len() + 1);
                self.patterns.push(quote! {
                    static #name: jsonpath::Pattern = jsonpath::Pattern::new(#pattern, #flags);
                });
                quote! { Pattern(&#name) }
            }
            FilterValue::List(items) => {
                let items = self.operands(items);
                quote! { List(#items) }
            }
            FilterValue::Object(members) => {
                let members = members.iter().map(|(name, value)| {
                    let value = self.operand(value);
                    quote! { (#name, #value) }
                });
                let members: Vec<_> = members.collect();
                quote! { Object(&[#(#members),*]) }
            }
            FilterValue::Path(path) => {
                let path = self.filter_path(path);
                quote! { Path(#path) }
            }
        };
        quote! { jsonpath::Operand::#operand }
    }
}

fn integer(value: i64) -> TokenStream {
    let literal = Literal::i64_unsuffixed(value.abs());
    match value < 0 {
        true => quote! { -#literal },
        false => quote! { #literal },
    }
}

fn bound(bound: Option<i64>) -> TokenStream {
    match bound.map(integer) {
        Some(bound) => quote! { Some(#bound) },
        None => quote! { None },
    }
}

fn function(name: &str) -> Ident {
    // The parser knows these only; `size` is another name of `length`.
    let name = match name {
        "size" => "length",
        name => name,
    };
    code::name(&heck::ToUpperCamelCase::to_upper_camel_case(name))
}

fn comparison(operator: FilterOperator) -> Ident {
    let name = match operator {
        FilterOperator::Type | FilterOperator::Exists | FilterOperator::MatchesPredicate => {
            "Never".to_owned()
        }
        operator => format!("{operator:?}"),
    };
    code::name(&name)
}
