//! `asl!`: an Amazon States Language file compiled where the macro stands.

use std::path::{Path, PathBuf};

use asl_codegen::suggest::did_you_mean;
use asl_codegen::{
    Options, Severity, TypeOverride, WorkflowType, compile_file, placeholder, render_for_rustc,
    split_machine,
};
use proc_macro2::{Delimiter, Group, Span, TokenStream, TokenTree};
use quote::{quote, quote_spanned};
use syn::ext::IdentExt;
use syn::parse::{Parse, ParseStream, Parser};
use syn::{Ident, LitStr, Token, braced, bracketed};

/// Compiles an Amazon States Language definition to a module of typed, async Rust.
///
/// ```ignore
/// asl::asl!("workflows/order.json");
///
/// asl::asl!(
///     "workflows/order.json",
///     mod = order,
///     types = { execution: fn(Order) -> Receipt, charge_card: fn(_) -> Charge },
///     substitutions = { Stage = "test" },
///     at_most_once = [charge_card],
///     express,
///     mocks,
/// );
/// ```
///
/// The path is relative to the package's root, else to the source file. Errors of the definition are errors of the build,
/// each with its place in the file.
///
/// - `mod = name`: the module's name; the file's, or that of the machine in a template, where it is left out.
/// - `types = { task: fn(Input) -> Output }`: serde types of your own for a task, with `_` for what is inferred; under
///   `execution` for the execution's input and output. Types are named as seen from inside the module: `crate::Order`.
/// - `substitutions = { Name = "value" }`: the values of `${Name}`, put into the text before it is compiled.
/// - `at_most_once = [task, ..]`: tasks that a crash must not have called twice. A task is called at least once: one that
///   was cut off when the process ended is called again, with the same idempotency key. One of these is not: it fails with
///   `Asl.TaskInterrupted`, since nobody knows whether it has done its work. A Catcher matches that by this name,
///   `States.TaskFailed` or `States.ALL`; a Retrier by this name alone, since to try it again is to call it again.
/// - `express`: the machine is an Express workflow, in which what needs a durable engine is an error.
/// - `standard`: the machine is a Standard workflow, which `Engine::start_sync_execution` refuses as AWS does. Where neither
///   is said it takes both calls.
/// - `mocks`: `MockTasks` is part of every build, for integration tests and other crates; without it the crate's own tests
///   have it, and no other build.
///
/// # Substitutions
///
/// `${Name}` (of CloudFormation, SAM, Terraform) needs no value as a Task's `Resource` or as the function's name of
/// `lambda:invoke`: it names the task's method. In what a state uses (a string or a part of one, a string in an expression or
/// an intrinsic function, a number of seconds, or without quotes any JSON) it becomes a field of the generated
/// `Substitutions`, which `Machine::new` takes:
///
/// ```ignore
/// let substitutions = order::Substitutions {
///     table_name: std::env::var("TABLE_NAME")?.into(), // "TableName": "${TableName}"
///     cool_off: 30,                                    // "Seconds": ${CoolOff}
/// };
/// let machine = order::Machine::new(Shop, substitutions);
/// ```
///
/// Where it decides what is compiled (a path, a key, a state's or an error's name) `substitutions = { .. }` has to say it.
///
/// # Templates
///
/// A machine may stay in its CloudFormation or SAM template, JSON or YAML, under its logical id:
///
/// ```ignore
/// asl::asl!("infra/template.yaml#OrderMachine"); // mod order_machine
/// ```
///
/// A template with one machine needs no `#`. The definition may be in `Definition`, in `DefinitionString` (with `!Sub` or
/// `Fn::Join` around it too), or in the local file that `DefinitionUri` names; errors have their place in the file that
/// it is in. The rest of the template may hold anything.
///
/// `!Ref Name` and `!GetAtt Name.Attribute` are the substitutions `${Name}` and `${Name.Attribute}`, so that a Task with
/// `Resource: !GetAtt ReserveFunction.Arn` calls the method `reserve_function`. `DefinitionSubstitutions` that are written
/// down are values; what they have from `!Ref` and other functions stays open under the definition's own name. Parameters'
/// defaults are no values, since each deployment may change them. A machine of type `EXPRESS` is `express`, one of type `STANDARD`
/// or of none `standard`, where the macro says nothing else.
#[proc_macro]
pub fn asl(input: proc_macro::TokenStream) -> proc_macro::TokenStream {
    expand(syn::parse_macro_input!(input as Arguments)).into()
}

fn expand(arguments: Arguments) -> TokenStream {
    let span = arguments.path.span();
    let name = arguments.path.value();
    let mut options = Options::default();
    let read = |input: ParseStream<'_>| read_options(input, &mut options);
    if let Err(error) = read.parse2(arguments.options) {
        return with(placeholder(&name, &options), error.to_compile_error());
    }
    let path = find(&name, span);
    let (source, compiled) = compile_file(&path, &name, &options);
    let found = compiled.diagnostics.in_order().into_iter().map(|found| {
        let text = render_for_rustc(found, &source);
        match found.severity {
            Severity::Error => quote_spanned! { span => ::core::compile_error! { #text } },
            Severity::Warning => warning(&text, span),
        }
    });
    let code = with(compiled.code, found.collect());
    // Inputs of the build, so that a change of a file compiles it again. What is not there yet cannot be one.
    let inputs = source.files().iter().map(|file| {
        let path = file.to_string_lossy();
        quote! { const _: &[u8] = ::core::include_bytes!(#path); }
    });
    quote! { #code #(#inputs)* }
}

/// The generated module with what was found inside it.
fn with(module: TokenStream, found: TokenStream) -> TokenStream {
    let mut trees: Vec<TokenTree> = module.into_iter().collect();
    if let Some(TokenTree::Group(body)) = trees.pop() {
        let body = [body.stream(), found].into_iter().collect();
        trees.push(Group::new(Delimiter::Brace, body).into());
    }
    trees.into_iter().collect()
}

/// The file, from the package's root or from the folder of the source file.
fn find(name: &str, span: Span) -> PathBuf {
    let root = std::env::var_os("CARGO_MANIFEST_DIR")
        .map(PathBuf::from)
        .unwrap_or_default();
    let exists = |path: &Path| split_machine(path).0.exists();
    let from_root = root.join(name);
    if exists(&from_root) {
        return from_root;
    }
    let beside = span
        .local_file()
        .and_then(|file| Some(absolute(&root, file.parent()?).join(name)));
    // Where it is missed: a file of a similar name is looked for there.
    let folder_is_missing = !from_root.parent().is_some_and(Path::is_dir);
    beside
        .filter(|path| exists(path) || folder_is_missing)
        .unwrap_or(from_root)
}

/// A source file's folder: rustc names it relative to where it runs, which is the workspace's root.
fn absolute(root: &Path, folder: &Path) -> PathBuf {
    let here = std::env::current_dir().unwrap_or_default().join(folder);
    if here.exists() {
        here
    } else {
        root.join(folder)
    }
}

/// Stable Rust lets no macro warn, but for the use of what is deprecated.
fn warning(text: &str, span: Span) -> TokenStream {
    quote_spanned! { span =>
        const _: () = {
            #[deprecated(note = #text)]
            #[allow(non_upper_case_globals)]
            const asl_warning: () = ();
            asl_warning
        };
    }
}

struct Arguments {
    path: LitStr,
    /// What follows, which is read on its own: with the path there is a module for its errors.
    options: TokenStream,
}

impl Parse for Arguments {
    fn parse(input: ParseStream<'_>) -> syn::Result<Self> {
        Ok(Arguments {
            path: input.parse()?,
            options: input.parse()?,
        })
    }
}

/// `, option, option = …,`
fn read_options(input: ParseStream<'_>, options: &mut Options) -> syn::Result<()> {
    while !input.is_empty() {
        input.parse::<Token![,]>()?;
        if input.is_empty() {
            break;
        }
        let option = input.call(Ident::parse_any)?;
        match option.to_string().as_str() {
            "mod" => {
                input.parse::<Token![=]>()?;
                options.module = Some(input.parse::<Ident>()?.to_string());
            }
            "types" => {
                input.parse::<Token![=]>()?;
                types(input, options)?;
            }
            "substitutions" => {
                input.parse::<Token![=]>()?;
                substitutions(input, options)?;
            }
            "at_most_once" => {
                input.parse::<Token![=]>()?;
                let content;
                bracketed!(content in input);
                let tasks = content.parse_terminated(Ident::parse_any, Token![,])?;
                let tasks = tasks.iter().map(|task| task.to_string());
                options.at_most_once.extend(tasks);
            }
            "express" => workflow_type(&option, WorkflowType::Express, options)?,
            "standard" => workflow_type(&option, WorkflowType::Standard, options)?,
            "mocks" => options.mocks = true,
            other => {
                let known = [
                    "mod",
                    "types",
                    "substitutions",
                    "at_most_once",
                    "express",
                    "standard",
                    "mocks",
                ];
                let near =
                    did_you_mean(other, known).map(|near| format!(": did you mean `{near}`?"));
                let near = near.unwrap_or_default();
                let message = format!(
                    "unknown option `{other}`{near}\n\
                     the options are `mod = name`, `types = {{ .. }}`, `substitutions = {{ .. }}`, \
                     `at_most_once = [ .. ]`, `express`, `standard` and `mocks`"
                );
                return Err(syn::Error::new(option.span(), message));
            }
        }
    }
    Ok(())
}

/// `express` or `standard`
fn workflow_type(option: &Ident, given: WorkflowType, options: &mut Options) -> syn::Result<()> {
    match options.workflow_type.replace(given) {
        Some(other) if other != given => Err(syn::Error::new(
            option.span(),
            "a machine is `express` or `standard`, not both",
        )),
        _ => Ok(()),
    }
}

/// `{ task: fn(Input) -> Output, … }`
fn types(input: ParseStream<'_>, options: &mut Options) -> syn::Result<()> {
    let content;
    braced!(content in input);
    while !content.is_empty() {
        let task: Ident = content.parse()?;
        content.parse::<Token![:]>()?;
        let types = TypeOverride::from_fn(content.parse()?)?;
        options.types.insert(task.to_string(), types);
        if !content.is_empty() {
            content.parse::<Token![,]>()?;
        }
    }
    Ok(())
}

/// `{ Name = "value", "Other.Name" = "value", … }`
fn substitutions(input: ParseStream<'_>, options: &mut Options) -> syn::Result<()> {
    let content;
    braced!(content in input);
    while !content.is_empty() {
        let name = match content.peek(LitStr) {
            true => content.parse::<LitStr>()?.value(),
            false => content.parse::<Ident>()?.to_string(),
        };
        content.parse::<Token![=]>()?;
        options
            .substitutions
            .insert(name, content.parse::<LitStr>()?.value());
        if !content.is_empty() {
            content.parse::<Token![,]>()?;
        }
    }
    Ok(())
}
