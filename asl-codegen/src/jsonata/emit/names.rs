//! The names of emitted variables: readable, and never one that means something else.

use std::cell::Cell;
use std::collections::HashSet;
use std::rc::Rc;

use heck::ToSnakeCase;
use proc_macro2::{Ident, Span, TokenStream, TokenTree};
use quote::quote;

use super::Environment;
use super::code::Kind;
use crate::jsonata::Expression;

/// What emitted code itself calls something.
const OURS: [&str; 12] = [
    "item", "tuple", "part", "change", "cx", "jsonata", "Ok", "Some", "None", "String", "if",
    "_scope",
];

/// A variable of emitted code, and whether anything has read it.
#[derive(Clone)]
pub(super) struct Local {
    ident: Ident,
    read: Rc<Cell<bool>>,
    /// How many functions are around it.
    pub(super) depth: usize,
    /// Whether it is the data that the expression is evaluated over, which counts as one item.
    pub(super) is_data: bool,
}

impl Local {
    fn new(ident: Ident, depth: usize) -> Local {
        Local {
            ident,
            read: Rc::default(),
            depth,
            is_data: false,
        }
    }

    /// The same as an item of a path.
    pub(super) fn as_item(&self) -> Local {
        Local {
            is_data: false,
            ..self.clone()
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

/// Where the value of a variable is.
#[derive(Clone)]
pub(super) enum Place {
    /// In a variable of Rust.
    Local(Kind),
    /// In a `jsonata::Cell`; whether it has a value for sure.
    Cell(Rc<Cell<bool>>),
    /// In the tuple that the local is, under this name.
    Tuple(String),
}

/// A variable of the expression's own.
#[derive(Clone)]
pub(super) struct Variable {
    name: String,
    pub(super) local: Local,
    pub(super) place: Place,
}

/// The expression's own variables that can be seen, innermost last, and the names that are taken.
pub(super) struct Names {
    taken: HashSet<String>,
    variables: Vec<Variable>,
    /// The names by which functions know what the expression sees.
    captured: Vec<(String, Ident)>,
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
            if let Some(tokens) = (env.variable)(name) {
                collect(tokens, &mut taken);
            }
        }
        Names {
            taken,
            variables: Vec::new(),
            captured: Vec::new(),
        }
    }

    /// The `$` and `$$` of an expression with data of its own.
    pub(super) fn data(&mut self) -> Local {
        self.taken.insert("data".to_owned());
        let mut local = Local::new(Ident::new("data", Span::call_site()), 0);
        local.is_data = true;
        self.variables.push(Variable {
            name: "$".to_owned(),
            local: local.clone(),
            place: Place::Local(Kind::MaybeRef),
        });
        local
    }

    /// A new `$`. Whatever is called so outside is not needed within.
    pub(super) fn item(&self, depth: usize) -> Local {
        Local::new(Ident::new("item", Span::call_site()), depth)
    }

    /// What an item's tuple is called.
    pub(super) fn tuple(&self, depth: usize) -> Local {
        Local::new(Ident::new("tuple", Span::call_site()), depth)
    }

    /// The variables that `$name` may be, innermost first.
    pub(super) fn found(&self, name: &str) -> Vec<Variable> {
        let variables = self.variables.iter().rev();
        variables
            .filter(|known| known.name == name)
            .cloned()
            .collect()
    }

    /// The variable that `$name` is.
    pub(super) fn innermost(&self, name: &str) -> Option<&Variable> {
        self.variables.iter().rev().find(|known| known.name == name)
    }

    /// A variable for `$name` from here on, until its scope is left.
    pub(super) fn bind(&mut self, name: &str, kind: Kind, depth: usize) -> Local {
        let local = self.local_for(name, depth);
        self.push(name, local.clone(), Place::Local(kind));
        local
    }

    /// A variable for `$name` that functions share; gives it and whether it has a value yet.
    pub(super) fn bind_cell(&mut self, name: &str, depth: usize) -> (Local, Rc<Cell<bool>>) {
        let local = self.local_for(name, depth);
        let bound = Rc::new(Cell::new(false));
        self.push(name, local.clone(), Place::Cell(bound.clone()));
        (local, bound)
    }

    /// From here on a variable that functions share has a value.
    pub(super) fn has_value(&self, name: &str) {
        if let Some(Place::Cell(bound)) = self.innermost(name).map(|variable| &variable.place) {
            bound.set(true);
        }
    }

    /// A variable that is in a tuple.
    pub(super) fn bind_in(&mut self, tuple: &Local, name: &str) {
        self.push(name, tuple.clone(), Place::Tuple(name.to_owned()));
    }

    fn push(&mut self, name: &str, local: Local, place: Place) {
        let name = name.to_owned();
        self.variables.push(Variable { name, local, place });
    }

    fn local_for(&mut self, name: &str, depth: usize) -> Local {
        let same = self.variables.iter().rev();
        let same = same
            .filter(|known| !matches!(known.place, Place::Tuple(_)) && known.local.ident != "data")
            .find(|known| known.name == name);
        let ident = match same {
            // It hides the one it has the name of, here as there.
            Some(known) => known.local.ident.clone(),
            None => self.fresh(name),
        };
        Local::new(ident, depth)
    }

    /// The name by which functions know something that the expression sees.
    pub(super) fn captured(&mut self, key: &str, like: &str) -> Ident {
        if let Some((_, ident)) = self.captured.iter().find(|(known, _)| known == key) {
            return ident.clone();
        }
        let ident = self.fresh(like);
        self.captured.push((key.to_owned(), ident.clone()));
        ident
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
                && self.variables.iter().all(|known| known.local.ident != name)
                && self.captured.iter().all(|(_, ident)| ident != name)
        };
        while !is_free(&base) {
            base.push('_');
        }
        Ident::new(&base, Span::call_site())
    }

    /// Starts a scope; gives what ends it.
    pub(super) fn enter(&self) -> usize {
        self.variables.len()
    }

    /// Ends a scope.
    pub(super) fn leave(&mut self, scope: usize) {
        self.variables.truncate(scope);
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
