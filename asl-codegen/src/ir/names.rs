//! Rust names for the definition's names: in Rust's case, no keywords, each once.

use std::collections::{HashMap, HashSet};

use heck::{ToShoutySnakeCase, ToSnakeCase, ToUpperCamelCase};
use proc_macro2::{Ident, Span};

/// Hands out names, each once.
#[derive(Default)]
pub(super) struct Names {
    taken: HashSet<String>,
    /// The number that each base was given last.
    numbers: HashMap<String, usize>,
}

impl Names {
    /// With these names taken.
    pub(super) fn without(taken: &[&str]) -> Self {
        Names {
            taken: taken.iter().map(|name| (*name).to_owned()).collect(),
            ..Names::default()
        }
    }

    /// `base` followed by each of `suffixes` (of which one is empty), numbered where one of them is taken.
    pub(super) fn claim(&mut self, base: &str, suffixes: &[&str]) -> String {
        // The numbers before are taken, and there may be thousands.
        let mut number = self.numbers.get(base).copied().unwrap_or_default();
        let name = loop {
            number += 1;
            let name = match number {
                1 => base.to_owned(),
                _ => format!("{base}{number}"),
            };
            let mut all = suffixes.iter().map(|suffix| format!("{name}{suffix}"));
            if !all.any(|name| self.taken.contains(&name)) {
                break name;
            }
        };
        self.numbers.insert(base.to_owned(), number);
        let all = suffixes.iter().map(|suffix| format!("{name}{suffix}"));
        self.taken.extend(all);
        name
    }
}

/// `Reserve stock` as `ReserveStock`.
pub(super) fn type_name(name: &str) -> String {
    identifier(name.to_upper_camel_case(), "State")
}

/// `ReserveStock` as `reserve_stock`.
pub(crate) fn value_name(name: &str) -> String {
    identifier(name.to_snake_case(), "state")
}

/// `OutOfStock` as `OUT_OF_STOCK`.
pub(super) fn constant_name(name: &str) -> String {
    identifier(name.to_shouty_snake_case(), "NAME")
}

fn identifier(name: String, prefix: &str) -> String {
    // heck keeps letters and digits of any script, of which Rust takes the XID ones.
    let name: String = name
        .chars()
        .filter(|c| *c == '_' || unicode_ident(*c))
        .collect();
    match name.chars().next() {
        None | Some('_') => format!("{prefix}{name}"),
        Some(first) if first.is_numeric() => format!("{prefix}{name}"),
        _ => name,
    }
}

fn unicode_ident(c: char) -> bool {
    // A character is one of an identifier's if an identifier of it parses.
    c.is_ascii_alphanumeric()
        || (!c.is_ascii() && syn::parse_str::<Ident>(&format!("a{c}")).is_ok())
}

/// An identifier; a keyword becomes a raw one, or gets an underscore where it cannot.
pub(super) fn ident(name: &str) -> Ident {
    if syn::parse_str::<Ident>(name).is_ok() {
        return Ident::new(name, Span::call_site());
    }
    match name {
        "self" | "Self" | "super" | "crate" | "_" => {
            Ident::new(&format!("{name}_"), Span::call_site())
        }
        _ => Ident::new_raw(name, Span::call_site()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_read_as_rust() {
        assert_eq!(type_name("Reserve stock?"), "ReserveStock");
        assert_eq!(type_name("1st try"), "State1stTry");
        assert_eq!(type_name("📦"), "State");
        assert_eq!(value_name("ReserveStock"), "reserve_stock");
        assert_eq!(value_name("größe"), "größe");
        assert_eq!(ident("type").to_string(), "r#type");
        assert_eq!(ident("self").to_string(), "self_");
    }

    #[test]
    fn a_name_is_given_once() {
        let mut names = Names::without(&["State"]);
        assert_eq!(names.claim("State", &["", "Next"]), "State2");
        assert_eq!(names.claim("A", &["", "Next"]), "A");
        assert_eq!(names.claim("A", &["", "Next"]), "A2");
        assert_eq!(names.claim("ANext", &["", "Next"]), "ANext2");
        // Counting up from the first each time would take minutes.
        for number in 3..50_000 {
            assert_eq!(names.claim("A", &["", "Next"]), format!("A{number}"));
        }
    }
}
