//! `asl!`: an Amazon States Language file compiled where the macro stands.

use std::path::{Path, PathBuf};

use asl_codegen::{Options, RenderStyle, Severity, SourceFile, TypeOverride, compile, render_one};
use proc_macro2::{Span, TokenStream};
use quote::{quote, quote_spanned};
use syn::parse::{Parse, ParseStream};
use syn::{Ident, LitStr, Token, braced};

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
///     express,
/// );
/// ```
///
/// The path is relative to the package's root, else to the source file. Errors of the definition are errors of the build,
/// each with its place in the file.
///
/// - `mod = name`: the module's name; the file's where it is left out.
/// - `types = { task: fn(Input) -> Output }`: serde types of your own for a task, with `_` for what is inferred; under
///   `execution` for the execution's input and output. Types are named as seen from inside the module: `crate::Order`.
/// - `substitutions = { Name = "value" }`: the values of `${Name}`.
/// - `express`: the machine is an Express workflow.
#[proc_macro]
pub fn asl(input: proc_macro::TokenStream) -> proc_macro::TokenStream {
    let arguments = syn::parse_macro_input!(input as Arguments);
    expand(&arguments).into()
}

fn expand(arguments: &Arguments) -> TokenStream {
    let span = arguments.path.span();
    let name = arguments.path.value();
    let path = find(&name, span);
    let source = match SourceFile::read(&path, &name) {
        Ok(source) => source,
        Err(error) => return compile_error(&error.to_string(), span),
    };
    let compiled = compile(&source, &arguments.options);
    let found = compiled.diagnostics.in_order().into_iter().map(|found| {
        let text = render_one(found, &source, RenderStyle::Plain);
        match found.severity {
            Severity::Error => compile_error(text.trim_end(), span),
            Severity::Warning => warning(text.trim_end(), span),
        }
    });
    let code = &compiled.code;
    // An input of the build, so that a change of the file compiles it again.
    let path = path.to_string_lossy();
    quote! {
        #(#found)*
        #code
        const _: &[u8] = ::core::include_bytes!(#path);
    }
}

/// The file, from the package's root or from the folder of the source file.
fn find(name: &str, span: Span) -> PathBuf {
    let root = std::env::var_os("CARGO_MANIFEST_DIR")
        .map(PathBuf::from)
        .unwrap_or_default();
    let from_root = root.join(name);
    if from_root.exists() {
        return from_root;
    }
    let beside = span
        .local_file()
        .and_then(|file| Some(absolute(&root, file.parent()?).join(name)));
    beside.filter(|path| path.exists()).unwrap_or(from_root)
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

fn compile_error(text: &str, span: Span) -> TokenStream {
    quote_spanned! { span => ::core::compile_error! { #text } }
}

/// Stable Rust lets no macro warn, but for the use of what is deprecated.
fn warning(text: &str, span: Span) -> TokenStream {
    quote_spanned! { span =>
        const _: () = {
            #[deprecated(note = #text)]
            #[allow(non_upper_case_globals)]
            const definition: () = ();
            definition
        };
    }
}

struct Arguments {
    path: LitStr,
    options: Options,
}

impl Parse for Arguments {
    fn parse(input: ParseStream<'_>) -> syn::Result<Self> {
        let path = input.parse()?;
        let mut options = Options::default();
        while !input.is_empty() {
            input.parse::<Token![,]>()?;
            if input.is_empty() {
                break;
            }
            if input.peek(Token![mod]) {
                input.parse::<Token![mod]>()?;
                input.parse::<Token![=]>()?;
                options.module = Some(input.parse::<Ident>()?.to_string());
                continue;
            }
            let option: Ident = input.parse()?;
            match option.to_string().as_str() {
                "types" => {
                    input.parse::<Token![=]>()?;
                    types(input, &mut options)?;
                }
                "substitutions" => {
                    input.parse::<Token![=]>()?;
                    substitutions(input, &mut options)?;
                }
                "express" => options.express = true,
                other => {
                    let message = format!(
                        "unknown option `{other}`: the options are `mod = name`, `types = {{ .. }}`, \
                         `substitutions = {{ .. }}` and `express`"
                    );
                    return Err(syn::Error::new(option.span(), message));
                }
            }
        }
        Ok(Arguments { path, options })
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
