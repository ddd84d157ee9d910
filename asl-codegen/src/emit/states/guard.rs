//! Retriers and Catchers: the state's function around its attempts.

use proc_macro2::TokenStream;
use quote::quote;

use super::{context_first, inspect};
use crate::ast::{Catcher, ResultPath, Retrier};
use crate::emit;
use crate::emit::assign::assign;
use crate::emit::data::{self, Place};
use crate::emit::function::{Parameters, ScopeEmitter, StateFunction, assigns, asyncness, payload};
use crate::emit::paths::mentions;
use crate::ir::Step;
use crate::text::Text;

/// A state with Retriers or Catchers is tried by a function of its own; others are their only attempt.
pub(super) fn guarded(
    emitter: &ScopeEmitter<'_, '_>,
    step: &Step<'_>,
    docs: TokenStream,
    body: TokenStream,
    retry: &[Retrier],
    catch: &[Catcher],
) -> StateFunction {
    if retry.is_empty() && catch.is_empty() {
        return emitter.state_function(step, docs, body, &TokenStream::new());
    }
    let next = &step.next;
    let attempt = quote::format_ident!("{}_attempt", step.function);
    let Parameters {
        declarations,
        from_function,
        mut outer_used,
        ..
    } = emitter.parameters(&body, assigns(&body));
    let payload = payload(step, &body);
    let (asyncness, wait) = asyncness(&body);
    let attempt_docs = emit::docs(&format!("One attempt of `{}`.", step.state.name.value));
    let attempt_definition = quote! {
        #attempt_docs
        #asyncness fn #attempt(&self, #payload, #declarations) -> Result<#next, Failure> { #body }
    };
    let retriers = retriers(emitter, retry);
    let start = (!retry.is_empty()).then(|| quote! { frame.start_attempt().await?; });
    let again =
        (!retry.is_empty()).then(|| quote! { if frame.will_retry(&failure, RETRY) { continue; } });
    let catchers = catch
        .iter()
        .enumerate()
        .map(|(index, catcher)| self::catcher(emitter, step, index, catcher));
    let tried = quote! {
        #start
        let failure = match self.#attempt(state.clone(), #from_function) #wait {
            Ok(next) => return Ok(next),
            Err(failure) => frame.failed(failure),
        };
        #again
        #(#catchers)*
    };
    let tried = match retry.is_empty() {
        true => quote! { #tried Err(failure) },
        false => quote! { #retriers loop { #tried return Err(failure); } },
    };
    let mut function = emitter.state_function(step, docs, context_first(tried), &body);
    let definition = function.definition;
    function.definition = quote! { #definition #attempt_definition };
    outer_used.extend(function.outer_used);
    outer_used.sort_unstable();
    outer_used.dedup();
    function.outer_used = outer_used;
    function
}

fn retriers(emitter: &ScopeEmitter<'_, '_>, retry: &[Retrier]) -> TokenStream {
    let entries = retry.iter().map(|retrier| {
        let errors = errors(emitter, &retrier.error_equals);
        let mut entry = quote! { Retrier::on(&[#(#errors),*]) };
        if retrier.interval_seconds != 1 {
            let seconds = proc_macro2::Literal::u64_unsuffixed(retrier.interval_seconds);
            entry.extend(quote! { .interval_seconds(#seconds) });
        }
        if retrier.max_attempts != 3 {
            let attempts = proc_macro2::Literal::u64_unsuffixed(retrier.max_attempts);
            entry.extend(quote! { .max_attempts(#attempts) });
        }
        if retrier.backoff_rate != 2.0 {
            let rate = proc_macro2::Literal::f64_unsuffixed(retrier.backoff_rate);
            entry.extend(quote! { .backoff_rate(#rate) });
        }
        if let Some(seconds) = retrier.max_delay_seconds {
            let seconds = proc_macro2::Literal::u64_unsuffixed(seconds);
            entry.extend(quote! { .max_delay_seconds(#seconds) });
        }
        if retrier.full_jitter {
            entry.extend(quote! { .full_jitter() });
        }
        entry
    });
    quote! { const RETRY: &[Retrier] = &[#(#entries),*]; }
}

fn catcher(
    emitter: &ScopeEmitter<'_, '_>,
    step: &Step<'_>,
    index: usize,
    catcher: &Catcher,
) -> TokenStream {
    let errors = errors(emitter, &catcher.error_equals);
    let place = Place::start(emitter.workflow, emitter.index).with_error_output();
    let within = format!("Catch[{index}]/");
    let assigned = assign(catcher.assign.as_ref(), &within, &place);
    let output = match (&catcher.output, &catcher.result_path) {
        (Some(output), _) => place
            .template(output, &format!("{within}Output"))
            .into_value(),
        (None, None) => quote! { failure.output() },
        (None, Some(ResultPath::Discard(_))) => quote! { state.input },
        (None, Some(ResultPath::Path(path))) if path.segments.is_empty() => {
            quote! { failure.output() }
        }
        (None, Some(ResultPath::Path(path))) => {
            data::placed(path, &quote! { state.input }, &quote! { failure.output() })
        }
    };
    let (compute, store) = (assigned.compute, assigned.store);
    let mut body = quote! { #compute };
    let go = if compute.is_empty() {
        emitter.go(step, Some(&catcher.next.value), &output)
    } else {
        body.extend(quote! { let output = #output; #store });
        emitter.go(step, Some(&catcher.next.value), &quote! { output })
    };
    let mut whole = quote! { #body return #go; };
    if mentions(&whole, "error_output") {
        whole = quote! { let error_output = failure.output(); #whole };
    }
    if mentions(&whole, "input") {
        // `$states.input` of a Catcher is the state's.
        whole = quote! { let input = state.input; #whole };
    }
    let caught = inspect::caught(&place, index);
    quote! { if failure.is(&[#(#errors),*]) { #caught #whole } }
}

fn errors<'e>(
    emitter: &'e ScopeEmitter<'_, '_>,
    names: &'e [Text],
) -> impl Iterator<Item = TokenStream> + 'e {
    names.iter().map(|name| match name.value.as_str() {
        "States.ALL" => quote! { ErrorName::ALL },
        "States.TaskFailed" => quote! { ErrorName::TASK_FAILED },
        "States.Timeout" => quote! { ErrorName::TIMEOUT },
        name => {
            let constant = emitter
                .workflow
                .errors
                .iter()
                .find(|error| error.name == name);
            // Lowering has made a constant for every name.
            let constant = constant.map(|error| &error.constant);
            quote! { errors::#constant }
        }
    })
}
