//! What each state does, as the body of its function.

use proc_macro2::TokenStream;
use quote::quote;

use super::assign::assign;
use super::code;
use super::data::Place;
use super::function::{ScopeEmitter, StateFunction};
use super::{choice, docs, function, place};
use crate::ast::{
    self, Amount, Catcher, DataFlow, Items, QueryLanguage, ResultPath, Retrier, StateKind, StringValue, Transition,
    WaitUntil,
};
use crate::ir::{CallKind, InputType, Step};

/// The functions of a state, and the call that the scope's loop makes.
pub(super) fn emit(emitter: &ScopeEmitter<'_, '_>, index: usize) -> StateFunction {
    let step = &emitter.scope().steps[index];
    let docs = docs(&documentation(emitter, index));
    let start = Place::start(emitter.workflow, emitter.index);
    match &step.state.kind {
        StateKind::Task(task) => {
            let body = task_body(emitter, step, task, &start);
            guarded(emitter, step, docs, body, &task.retry, &task.catch)
        }
        StateKind::Parallel(parallel) => {
            let body = parallel_body(emitter, step, parallel, &start);
            guarded(emitter, step, docs, body, &parallel.retry, &parallel.catch)
        }
        StateKind::Map(map) => {
            let body = map_body(emitter, step, map, &start);
            guarded(emitter, step, docs, body, &map.retry, &map.catch)
        }
        StateKind::Pass(pass) => {
            let body = pass_body(emitter, step, pass, &start);
            emitter.state_function(step, docs, context_first(body))
        }
        StateKind::Choice(choice) => {
            emitter.state_function(step, docs, context_first(choice::body(emitter, step, choice)))
        }
        StateKind::Wait(wait) => {
            let body = wait_body(emitter, step, wait, &start);
            emitter.state_function(step, docs, context_first(body))
        }
        StateKind::Succeed(succeed) => {
            let body = succeed_body(emitter, step, succeed, &start);
            emitter.state_function(step, docs, context_first(body))
        }
        StateKind::Fail(fail) => emitter.state_function(step, docs, context_first(fail_body(fail, &start))),
    }
}

fn documentation(emitter: &ScopeEmitter<'_, '_>, index: usize) -> String {
    let step = &emitter.scope().steps[index];
    let what = match (&step.state.kind, &step.call) {
        (StateKind::Task(_), Some(call)) => {
            format!("a Task that calls [`Tasks::{}`]", emitter.workflow.methods[call.method].name)
        }
        (kind, _) => format!("a {}", super::scope::type_name(kind)),
    };
    format!("`{}`, {what} (`{}`).", step.state.name.value, place(emitter.workflow, emitter.scope(), index))
}

/// The Context Object at the start of a body that mentions it.
fn context_first(body: TokenStream) -> TokenStream {
    match super::paths::mentions(&body, "context") {
        true => quote! { let context = frame.context(); #body },
        false => body,
    }
}

/// `input`, and `raw_input` where `InputPath` makes a difference.
pub(super) fn effective_input(data: &DataFlow, place: &Place<'_, '_>) -> TokenStream {
    match &data.input_path {
        None => quote! { let input = state.input; },
        Some(path) => {
            // The path applies to what comes in, which the code that follows calls `raw_input`.
            let raw = Place { root: code::name("raw_input"), ..place.clone() };
            let selected = raw.select(path);
            quote! { let raw_input = state.input; let input = #selected; }
        }
    }
}

/// A state with Retriers or Catchers is tried by a function of its own; others are their only attempt.
fn guarded(
    emitter: &ScopeEmitter<'_, '_>,
    step: &Step<'_>,
    docs: TokenStream,
    body: TokenStream,
    retry: &[Retrier],
    catch: &[Catcher],
) -> StateFunction {
    let body = context_first(body);
    if retry.is_empty() && catch.is_empty() {
        return emitter.state_function(step, docs, body);
    }
    let (variant, next) = (&step.variant, &step.next);
    let attempt = quote::format_ident!("{}_attempt", step.function);
    // The attempt leaves the payload to those that may follow.
    let (parameters, _, mut outer_used) = emitter.parameters(&body);
    let (_, arguments, _) = emitter.parameters(&body);
    let arguments = reborrowed(arguments);
    let (asyncness, wait) = function::asyncness(&body);
    let attempt_docs = super::docs(&format!("One attempt of `{}`.", step.state.name.value));
    let attempt_definition = quote! {
        #attempt_docs
        #asyncness fn #attempt(&self, state: #variant, #parameters) -> Result<#next, Failure> { #body }
    };
    let retriers = retriers(emitter, retry);
    let start = (!retry.is_empty()).then(|| quote! { frame.start_attempt().await?; });
    let again = (!retry.is_empty()).then(|| quote! { if frame.will_retry(&failure, RETRY) { continue; } });
    let catchers = catch.iter().map(|catcher| self::catcher(emitter, step, catcher));
    let tried = quote! {
        #start
        let failure = match self.#attempt(state.clone(), #arguments) #wait {
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
    let mut function = emitter.state_function(step, docs, context_first(tried));
    let definition = function.definition;
    function.definition = quote! { #definition #attempt_definition };
    outer_used.extend(function.outer_used);
    outer_used.sort_unstable();
    outer_used.dedup();
    function.outer_used = outer_used;
    function
}

/// The arguments for an attempt: the state's function has references already where the scope's loop has values.
fn reborrowed(arguments: TokenStream) -> TokenStream {
    arguments.into_iter().filter(|tree| !matches!(tree.to_string().as_str(), "&" | "mut")).collect()
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

fn catcher(emitter: &ScopeEmitter<'_, '_>, step: &Step<'_>, catcher: &Catcher) -> TokenStream {
    let errors = errors(emitter, &catcher.error_equals);
    let place = Place::start(emitter.workflow, emitter.index).with_error_output();
    let assigned = assign(catcher.assign.as_ref(), &place);
    let output = match (&catcher.output, &catcher.result_path) {
        (Some(output), _) => place.template(output, "Output").into_value(),
        (None, None) => quote! { failure.output() },
        (None, Some(ResultPath::Discard(_))) => quote! { state.input },
        (None, Some(ResultPath::Path(path))) if path.segments.is_empty() => quote! { failure.output() },
        (None, Some(ResultPath::Path(path))) => {
            let (steps, text) = (super::data::steps(&path.segments), &path.text.value);
            quote! { data::place(state.input, #steps, #text, failure.output())? }
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
    if super::paths::mentions(&whole, "error_output") {
        whole = quote! { let error_output = failure.output(); #whole };
    }
    if super::paths::mentions(&whole, "input") && super::paths::mentions(&(quote! { #compute #output }), "input") {
        // `$states.input` of a Catcher is the state's.
        let named = catcher.output.is_some() || !compute.is_empty();
        if named {
            whole = quote! { let input = state.input; #whole };
        }
    }
    quote! { if failure.is(&[#(#errors),*]) { #whole } }
}

fn errors<'e>(
    emitter: &'e ScopeEmitter<'_, '_>,
    names: &'e [crate::text::Text],
) -> impl Iterator<Item = TokenStream> + 'e {
    names.iter().map(|name| match name.value.as_str() {
        "States.ALL" => quote! { ErrorName::ALL },
        "States.TaskFailed" => quote! { ErrorName::TASK_FAILED },
        "States.Timeout" => quote! { ErrorName::TIMEOUT },
        name => {
            let constant = emitter.workflow.errors.iter().find(|error| error.name == name);
            // Lowering has made a constant for every name.
            let constant = constant.map(|error| &error.constant);
            quote! { errors::#constant }
        }
    })
}

fn next(transition: &Transition) -> Option<&str> {
    match transition {
        Transition::Next(next) => Some(&next.value),
        Transition::End(_) => None,
    }
}

/// What comes after a result: `ResultSelector`, `Assign`, `ResultPath`, `OutputPath` or `Assign`, `Output`; then the transition.
fn finish(
    emitter: &ScopeEmitter<'_, '_>,
    step: &Step<'_>,
    data: &DataFlow,
    start: &Place<'_, '_>,
    transition: &Transition,
) -> TokenStream {
    let place = start.with_result("result");
    match step.state.query_language {
        QueryLanguage::Jsonata => {
            let assigned = assign(data.assign.as_ref(), &place);
            let (compute, store) = (assigned.compute, assigned.store);
            let output = match &data.output {
                Some(output) => place.template(output, "Output").into_value(),
                None => quote! { result },
            };
            leave(emitter, step, quote! { #compute }, output, store, transition)
        }
        QueryLanguage::JsonPath => {
            let selected = data.result_selector.as_ref().map(|selector| {
                let selected = place.template(selector, "ResultSelector").into_value();
                quote! { let result = #selected; }
            });
            let assigned = assign(data.assign.as_ref(), &place);
            let (compute, store) = (assigned.compute, assigned.store);
            let raw = match data.input_path {
                Some(_) => quote! { raw_input },
                None => quote! { input },
            };
            let combined = match &data.result_path {
                None => quote! { result },
                Some(ResultPath::Discard(_)) => raw,
                Some(ResultPath::Path(path)) if path.segments.is_empty() => quote! { result },
                Some(ResultPath::Path(path)) => {
                    let (steps, text) = (super::data::steps(&path.segments), &path.text.value);
                    quote! { data::place(#raw, #steps, #text, result)? }
                }
            };
            let before = quote! { #selected #compute };
            match &data.output_path {
                None => leave(emitter, step, before, combined, store, transition),
                Some(path) => {
                    let output = place.with_result("output").select(path);
                    leave(emitter, step, quote! { #before let output = #combined; }, output, store, transition)
                }
            }
        }
    }
}

/// The end of a body: the output, the variables, the transition.
fn leave(
    emitter: &ScopeEmitter<'_, '_>,
    step: &Step<'_>,
    before: TokenStream,
    output: TokenStream,
    store: TokenStream,
    transition: &Transition,
) -> TokenStream {
    if store.is_empty() {
        let go = emitter.go(step, next(transition), &output);
        return quote! { #before #go };
    }
    let go = emitter.go(step, next(transition), &quote! { output });
    quote! { #before let output = #output; #store #go }
}

fn task_body(
    emitter: &ScopeEmitter<'_, '_>,
    step: &Step<'_>,
    task: &ast::Task,
    start: &Place<'_, '_>,
) -> TokenStream {
    let Some(call) = &step.call else { return TokenStream::new() };
    let method = &emitter.workflow.methods[call.method];
    let input = effective_input(&task.data, start);
    let location = match step.state.query_language {
        QueryLanguage::Jsonata => "Arguments",
        QueryLanguage::JsonPath => "Parameters",
    };
    let location = match call.kind {
        CallKind::LambdaInvoke { .. } => format!("{location}/Payload"),
        _ => location.to_owned(),
    };
    let arguments = match (&method.input, call.arguments) {
        (InputType::Struct { name, fields }, Some(template)) => {
            let ast::TemplateKind::Object(given) = &template.kind else { return TokenStream::new() };
            let fields = fields.iter().map(|field| {
                let value = given.iter().find(|given| given.name == field.key);
                let value = value.map(|given| start.field(given, &location).into_type(field.ty));
                let value = match (value, field.optional) {
                    (Some(value), true) => quote! { Some(#value) },
                    (Some(value), false) => value,
                    (None, _) => quote! { None },
                };
                let name = &field.name;
                quote! { #name: #value }
            });
            quote! { #name { #(#fields),* } }
        }
        (_, Some(template)) => start.template(template, &location).into_value(),
        (_, None) => quote! { input.clone() },
    };
    let timeouts = timeouts(task, start);
    let call_info = match &call.kind {
        CallKind::Function => {
            let resource = &task.resource.value;
            quote! { CallInfo::Function { resource: #resource } }
        }
        CallKind::LambdaInvoke { .. } => {
            quote! { CallInfo::Service(Service { resource_type: "lambda", resource: "invoke" }) }
        }
        CallKind::Service { service, action } => {
            quote! { CallInfo::Service(Service { resource_type: #service, resource: #action }) }
        }
    };
    let request = match &call.kind {
        CallKind::LambdaInvoke { request } => {
            let request = start.object(request.iter().copied(), location.trim_end_matches("/Payload"));
            quote! { &data::lambda_request(#request, &arguments)? }
        }
        _ => quote! { &arguments },
    };
    let (convert, argument) = match &method.input {
        InputType::User(ty) => {
            let resource = &method.resource;
            (quote! { let input_of_task: #ty = data::task_input(&arguments, #resource)?; }, quote! { input_of_task })
        }
        _ => (TokenStream::new(), quote! { arguments }),
    };
    let name = &method.name;
    let mut handler = quote! { self.tasks.#name(#argument, &cx) };
    if method.output.is_some() {
        handler = quote! { data::task_output(#handler) };
    }
    let mut result = quote! { frame.call(CALL, &cx, Box::pin(#handler)).await? };
    if let CallKind::LambdaInvoke { .. } = call.kind {
        result = quote! { data::lambda_response(#result) };
    }
    let finish = finish(emitter, step, &task.data, start, &task.transition);
    quote! {
        const CALL: &CallInfo = &#call_info;
        #input
        let arguments = #arguments;
        #convert
        #timeouts
        let cx = frame.schedule(CALL, #request)?;
        let result = #result;
        #finish
    }
}

fn timeouts(task: &ast::Task, place: &Place<'_, '_>) -> TokenStream {
    let limit = |amount: &Option<Amount>, field: &str, method: &str| {
        let amount = amount.as_ref()?;
        let seconds = self::amount(amount, field, place);
        let method = code::name(method);
        Some(quote! { frame.#method(#seconds); })
    };
    let timeout = limit(&task.timeout, "TimeoutSeconds", "timeout_seconds");
    let heartbeat = limit(&task.heartbeat, "HeartbeatSeconds", "heartbeat_seconds");
    quote! { #timeout #heartbeat }
}

/// The code of a number of seconds or of items, a `u64`.
fn amount(amount: &Amount, field: &str, place: &Place<'_, '_>) -> TokenStream {
    match amount {
        Amount::Literal(amount) => {
            let amount = proc_macro2::Literal::u64_unsuffixed(amount.value);
            quote! { #amount }
        }
        Amount::Path(path) => {
            let (value, text, field) = (place.selected(path), &path.text.value, format!("{field}Path"));
            quote! { data::whole_number(#value, #field, #text)? }
        }
        Amount::Jsonata(expression) => place.checked(expression, field, "whole_number_result"),
    }
}

fn pass_body(
    emitter: &ScopeEmitter<'_, '_>,
    step: &Step<'_>,
    pass: &ast::Pass,
    start: &Place<'_, '_>,
) -> TokenStream {
    let input = effective_input(&pass.data, start);
    if step.state.query_language == QueryLanguage::Jsonata {
        return quiet(emitter, step, &pass.data, start, &pass.transition);
    }
    let result = match (&pass.result, &pass.data.arguments) {
        (Some(result), _) => start.template(result, "Result").into_value(),
        (None, Some(parameters)) => start.template(parameters, "Parameters").into_value(),
        (None, None) => match (&pass.data.result_path, &pass.data.assign) {
            // What is not there cannot change anything: the input goes on.
            (None, None) if pass.data.output_path.is_none() => {
                let go = emitter.go(step, next(&pass.transition), &quote! { input });
                return quote! { #input #go };
            }
            _ => quote! { input.clone() },
        },
    };
    let finish = finish(emitter, step, &pass.data, start, &pass.transition);
    quote! { #input let result = #result; #finish }
}

/// A state without a result: `Assign` and `Output`, or `OutputPath`, over its input.
fn quiet(
    emitter: &ScopeEmitter<'_, '_>,
    step: &Step<'_>,
    data: &DataFlow,
    start: &Place<'_, '_>,
    transition: &Transition,
) -> TokenStream {
    let input = effective_input(data, start);
    let assigned = assign(data.assign.as_ref(), start);
    let output = match (&data.output, &data.output_path) {
        (Some(output), _) => start.template(output, "Output").into_value(),
        (None, Some(path)) => start.select(path),
        (None, None) => quote! { input },
    };
    let leave = leave(emitter, step, assigned.compute, output, assigned.store, transition);
    quote! { #input #leave }
}

fn wait_body(
    emitter: &ScopeEmitter<'_, '_>,
    step: &Step<'_>,
    wait: &ast::Wait,
    start: &Place<'_, '_>,
) -> TokenStream {
    let wait_for = match &wait.until {
        WaitUntil::Seconds(Amount::Literal(seconds)) => {
            let seconds = proc_macro2::Literal::u64_unsuffixed(seconds.value);
            quote! { frame.wait_seconds(#seconds).await?; }
        }
        WaitUntil::Seconds(Amount::Path(path)) => {
            let (found, text) = (start.lookup(path), &path.text.value);
            quote! { frame.wait_seconds(data::seconds(#found, #text)?).await?; }
        }
        WaitUntil::Seconds(Amount::Jsonata(expression)) => {
            let seconds = start.checked(expression, "Seconds", "whole_number_result");
            quote! { let seconds = #seconds; frame.wait_seconds(seconds).await?; }
        }
        WaitUntil::Timestamp(StringValue::Literal(text)) => {
            let text = &text.value;
            quote! { frame.wait_until(data::timestamp_literal(#text)?).await?; }
        }
        WaitUntil::Timestamp(StringValue::Path(path)) => {
            let (found, text) = (start.lookup(path), &path.text.value);
            quote! { frame.wait_until(data::timestamp(#found, #text)?).await?; }
        }
        WaitUntil::Timestamp(StringValue::Jsonata(expression)) => {
            let due = start.checked(expression, "Timestamp", "timestamp_result");
            quote! { let due = #due; frame.wait_until(due).await?; }
        }
        // The checker refuses it: `TimestampPath` is a path.
        WaitUntil::Timestamp(StringValue::Intrinsic(_)) => TokenStream::new(),
    };
    let input = effective_input(&wait.data, start);
    let rest = quiet(emitter, step, &wait.data, start, &wait.transition);
    // `quiet` begins with the input, which the wait may read as well.
    let rest: TokenStream = rest.into_iter().skip(input.clone().into_iter().count()).collect();
    quote! { #input #wait_for #rest }
}

fn succeed_body(
    emitter: &ScopeEmitter<'_, '_>,
    step: &Step<'_>,
    succeed: &ast::Succeed,
    start: &Place<'_, '_>,
) -> TokenStream {
    quiet(emitter, step, &succeed.data, start, &Transition::End(Default::default()))
}

fn fail_body(fail: &ast::Fail, start: &Place<'_, '_>) -> TokenStream {
    let text = |value: &Option<StringValue>, field: &str| match value {
        None => quote! { None },
        Some(StringValue::Literal(text)) => {
            let text = &text.value;
            quote! { Some(#text.into()) }
        }
        Some(StringValue::Path(path)) => {
            let found = start.required(path, &format!("{field}Path"));
            quote! { Some(data::string(#found).into()) }
        }
        Some(StringValue::Intrinsic(call)) => {
            let value = start.intrinsic(call, &format!("{field}Path"));
            quote! { Some(data::string(#value).into()) }
        }
        Some(StringValue::Jsonata(expression)) => {
            let value = start.checked(expression, field, "string_result");
            quote! { Some(#value.into()) }
        }
    };
    let (error, cause) = (text(&fail.error, "Error"), text(&fail.cause, "Cause"));
    let code = quote! { Err(Failure::new(#error, #cause)) };
    match super::paths::mentions(&code, "input") {
        true => quote! { let input = state.input; #code },
        false => code,
    }
}

fn parallel_body(
    emitter: &ScopeEmitter<'_, '_>,
    step: &Step<'_>,
    parallel: &ast::Parallel,
    start: &Place<'_, '_>,
) -> TokenStream {
    let input = effective_input(&parallel.data, start);
    let arguments = parallel.data.arguments.as_ref().map(|template| {
        let location = match step.state.query_language {
            QueryLanguage::Jsonata => "Arguments",
            QueryLanguage::JsonPath => "Parameters",
        };
        let arguments = start.template(template, location).into_value();
        quote! { let arguments = #arguments; }
    });
    let given = if arguments.is_some() { quote! { arguments.clone() } } else { quote! { input.clone() } };
    let lend = emitter.lend_variables(&step.children);
    let last = step.children.len().saturating_sub(1);
    let arms = step.children.iter().enumerate().map(|(index, child)| {
        let run = emitter.run_child(*child, given.clone());
        let index = proc_macro2::Literal::usize_unsuffixed(index);
        if step.children.len() - 1 == last && index.to_string() == last.to_string() {
            quote! { _ => Box::pin(#run) }
        } else {
            quote! { #index => Box::pin(#run) }
        }
    });
    let count = proc_macro2::Literal::usize_unsuffixed(step.children.len());
    let run = match step.children.as_slice() {
        [only] => {
            let run = emitter.run_child(*only, given.clone());
            quote! { frame.parallel(1, |_, frame| Box::pin(#run)).await? }
        }
        _ => quote! { frame.parallel(#count, |branch, frame| match branch { #(#arms),* }).await? },
    };
    let finish = finish(emitter, step, &parallel.data, start, &parallel.transition);
    quote! { #input #arguments #lend let result = #run; #finish }
}

fn map_body(
    emitter: &ScopeEmitter<'_, '_>,
    step: &Step<'_>,
    map: &ast::Map,
    start: &Place<'_, '_>,
) -> TokenStream {
    let input = effective_input(&map.data, start);
    let items = match &map.items {
        None => quote! { data::items(&input, None)? },
        Some(Items::Path(path)) => {
            let (selected, text) = (start.selected(path), &path.text.value);
            quote! { data::items(&#selected, Some(#text))? }
        }
        Some(Items::Template(template)) => match &template.kind {
            ast::TemplateKind::Jsonata(expression) => start.checked(expression, "Items", "items_result"),
            _ => {
                let value = start.template(template, "Items").into_value();
                quote! { data::items(&#value, None)? }
            }
        },
    };
    let limit = match &map.max_concurrency {
        None => quote! { 0 },
        Some(limit) => amount(limit, "MaxConcurrency", start),
    };
    let lend = emitter.lend_variables(&step.children);
    let Some(child) = step.children.first() else { return TokenStream::new() };
    let run = emitter.run_child(*child, quote! { item });
    let finish = finish(emitter, step, &map.data, start, &map.transition);
    let Some(selector) = &map.item_selector else {
        return quote! {
            #input
            let items = #items;
            #lend
            let result = frame.map(&items, #limit, |frame, item| Box::pin(#run)).await?;
            #finish
        };
    };
    let item = start.in_item_selector().template(selector, "ItemSelector").into_value();
    let mentions = |name| super::paths::mentions(&item, name);
    let borrow = mentions("input").then(|| quote! { let input = &input; });
    let context = mentions("item_context").then(|| quote! { let item_context = frame.context(); });
    let mutable = (mentions("evaluation") || mentions("random")).then(|| quote! { mut });
    quote! {
        #input
        let items = #items;
        #lend
        let result = {
            #borrow
            let run = |#mutable frame: Frame, _| -> BoxFuture<'_, Result<Value, Failure>> {
                Box::pin(async move {
                    #context
                    let item = #item;
                    #run.await
                })
            };
            frame.map(&items, #limit, run).await?
        };
        #finish
    }
}
