//! `Assign` and what follows it: the values are computed before the variables change.

use proc_macro2::TokenStream;
use quote::{format_ident, quote};

use super::data::Place;
use crate::ast::Assign;

/// The code for an `Assign`: what computes the values, and what then puts them into the variables.
#[derive(Default)]
pub(super) struct Assigned {
    pub(super) compute: TokenStream,
    pub(super) store: TokenStream,
}

/// `within` is the place of a rule or Catcher that has it in the state: `Choices[0]/`.
pub(super) fn assign(assign: Option<&Assign>, within: &str, place: &Place<'_, '_>) -> Assigned {
    let mut assigned = Assigned::default();
    let scope = &place.workflow.scopes[place.scope];
    for assignment in assign.iter().flat_map(|assign| &assign.variables) {
        let Some(variable) = scope
            .variables
            .iter()
            .find(|variable| variable.name == assignment.name)
        else {
            continue;
        };
        let location = match assignment.key.value == assignment.name {
            true => format!("{within}Assign/{}", assignment.name),
            false => assignment.key.value.clone(),
        };
        let value = place.template(&assignment.value, &location).into_value();
        let (field, name) = (&variable.field, &variable.name);
        let new = format_ident!("new_{}", field.to_string().trim_start_matches("r#"));
        assigned.compute.extend(quote! { let #new = #value; });
        assigned
            .store
            .extend(quote! { variables.#field = frame.assign(#name, #new); });
    }
    assigned
}
