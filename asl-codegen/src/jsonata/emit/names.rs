//! The names of emitted variables: readable, and never one that means something else.

use std::cell::Cell;
use std::collections::HashSet;
use std::rc::Rc;

use heck::ToSnakeCase;
use proc_macro2::{Ident, Span, TokenStream, TokenTree};
use quote::quote;

use super::code::Kind;
use super::{Environment, Expression};

/// What emitted code itself calls something.
const OURS: [&str; 8] = [
    "item", "part", "jsonata", "Ok", "Some", "None", "String", "if",
];

/// A variable of emitted code, and whether anything has read it.
#[derive(Clone)]
pub(super) struct Local {
    ident: Ident,
    read: Rc<Cell<bool>>,
}

impl Local {
    fn new(ident: Ident) -> Local {
        Local {
            ident,
            read: Rc::default(),
        }
    }

    /// Its name, to declare it.
    pub(super) fn ident(&self) -> &Ident {
        &self.ident
    }

    /// Its name, to read it.
    pub(super) fn read(&self) -> &Ident {
        self.read.set(true);
        &self.ident
    }

    pub(super) fn is_read(&self) -> bool {
        self.read.get()
    }

    /// It as an expression.
    pub(super) fn parameter_read(&self) -> TokenStream {
        let ident = self.read();
        quote!(#ident)
    }

    /// It as a closure's parameter: `_` if the body does not read it.
    pub(super) fn parameter(&self) -> TokenStream {
        let ident = &self.ident;
        if self.is_read() {
            quote!(#ident)
        } else {
            quote!(_)
        }
    }
}

/// The expression's own variables that can be seen, innermost last, and the names that are taken.
pub(super) struct Names {
    taken: HashSet<String>,
    /// JSONata's name, ours, and what it holds.
    locals: Vec<(String, Local, Kind)>,
}

impl Names {
    pub(super) fn new(expression: &Expression, env: &Environment<'_>) -> Names {
        let mut taken: HashSet<String> = OURS.map(str::to_owned).into();
        let fixed = [&env.input, &env.result, &env.error_output];
        for tokens in fixed.into_iter().flatten() {
            collect(tokens.clone(), &mut taken);
        }
        collect(env.context.clone(), &mut taken);
        collect(env.cx.clone(), &mut taken);
        for (name, _) in &expression.variables {
            collect((env.variable)(name), &mut taken);
        }
        Names {
            taken,
            locals: Vec::new(),
        }
    }

    /// The `$` and `$$` of an expression with data of its own.
    pub(super) fn data(&mut self) -> Local {
        self.taken.insert("data".to_owned());
        let data = Local::new(Ident::new("data", Span::call_site()));
        self.locals
            .push(("$".to_owned(), data.clone(), Kind::MaybeRef));
        data
    }

    /// A new `$`. Whatever is called so outside is not needed within.
    pub(super) fn item(&self) -> Local {
        Local::new(Ident::new("item", Span::call_site()))
    }

    /// The variable that `$name` is; it counts as read.
    pub(super) fn local(&self, name: &str) -> Option<(Ident, Kind)> {
        let found = self.locals.iter().rev().find(|(known, ..)| known == name);
        found.map(|(_, local, kind)| (local.read().clone(), *kind))
    }

    /// A variable for `$name` from here on, until its scope is left.
    pub(super) fn bind(&mut self, name: &str, kind: Kind) -> Local {
        let same = self.locals.iter().rev().find(|(known, ..)| known == name);
        let ident = match same {
            // It hides the one it has the name of, here as there.
            Some((_, local, _)) => local.ident.clone(),
            None => self.fresh(name),
        };
        let local = Local::new(ident);
        self.locals.push((name.to_owned(), local.clone(), kind));
        local
    }

    fn fresh(&self, name: &str) -> Ident {
        let mut base: String = name.to_snake_case();
        base.retain(|c| c.is_ascii_alphanumeric() || c == '_');
        if !base.starts_with(|c: char| c.is_ascii_alphabetic()) {
            base.insert_str(0, "v_");
        }
        let is_free = |name: &str| {
            syn::parse_str::<Ident>(name).is_ok()
                && !self.taken.contains(name)
                && self.locals.iter().all(|(_, local, _)| local.ident != name)
        };
        while !is_free(&base) {
            base.push('_');
        }
        Ident::new(&base, Span::call_site())
    }

    /// Starts a scope; gives what ends it.
    pub(super) fn enter(&self) -> usize {
        self.locals.len()
    }

    /// Ends a scope.
    pub(super) fn leave(&mut self, scope: usize) {
        self.locals.truncate(scope);
    }
}

/// Adds the identifiers of a piece of code.
fn collect(tokens: TokenStream, taken: &mut HashSet<String>) {
    for token in tokens {
        match token {
            TokenTree::Ident(ident) => {
                taken.insert(ident.to_string());
            }
            TokenTree::Group(group) => collect(group.stream(), taken),
            _ => {}
        }
    }
}
