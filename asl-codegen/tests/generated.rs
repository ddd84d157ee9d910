//! Every `tests/generated/<name>.json` against its `<name>.rs`: the code that the compiler makes of it.
//!
//! `UPDATE_EXPECT=1 cargo test -p asl-codegen --test generated` writes the `.rs` files anew. That they compile, and what
//! they do when they run, is tested by `tests/machines` of the root package.

mod support;

use std::fs;
use std::path::PathBuf;

use asl_codegen::{Builder, Compiled, Options, SourceFile, TypeOverride, compile, format};

/// The example's definition is shown too.
const ORDER: &str = "../examples/order/order.json";

#[test]
fn definitions_give_this_code() {
    let mut golden = support::Golden::default();
    let folder = root().join("tests/generated");
    let definitions = support::files(&folder, &["json"]);
    assert!(!definitions.is_empty());
    for definition in definitions.into_iter().chain([root().join(ORDER)]) {
        let name = definition.file_name().unwrap().to_str().unwrap();
        let source = SourceFile::read(&definition, name).unwrap();
        let Compiled { code, diagnostics } = compile(&source, &Options::default());
        assert!(diagnostics.is_empty(), "{name}: {diagnostics:?}");
        let text = format(&code, &source).unwrap();
        golden.compare(&folder.join(name).with_extension("rs"), &text);
    }
    golden.finish();
}

/// The macro hands what `compile` gives to rustc; the builder writes it down.
#[test]
fn a_build_script_gives_the_same_code_as_the_macro() {
    let gather = "tests/generated/gather.json";
    let written = written(Builder::new(gather), "gather.rs");
    assert_eq!(written, formatted(gather, &Options::default()));

    let payment = "tests/generated/payment.json";
    let types = "fn(crate::Charge) -> crate::Charged";
    let builder = Builder::new(payment)
        .module("paying")
        .types("charge", types)
        .mocks(true)
        .at_most_once("charge")
        .express();
    let mut options = Options {
        module: Some("paying".to_owned()),
        workflow_type: Some(asl_codegen::WorkflowType::Express),
        mocks: true,
        at_most_once: ["charge".to_owned()].into(),
        ..Options::default()
    };
    let parsed = TypeOverride::parse(types).unwrap();
    options.types.insert("charge".to_owned(), parsed);
    let written = self::written(builder, "paying.rs");
    assert_eq!(written, formatted(payment, &options));
    assert!(written.contains("frame.at_most_once();"));
    assert!(written.contains("pub struct MockTasks") && !written.contains("#[cfg(test)]"));
}

/// The text of the file that a builder writes.
fn written(builder: Builder, file: &str) -> String {
    let folder = std::env::temp_dir().join(format!("asl-generated-{}", std::process::id()));
    fs::create_dir_all(&folder).unwrap();
    builder.out_dir(&folder).compile().unwrap();
    let text = fs::read_to_string(folder.join(file)).unwrap();
    fs::remove_dir_all(&folder).unwrap();
    text
}

fn formatted(name: &str, options: &Options) -> String {
    let source = SourceFile::read(&root().join(name), name).unwrap();
    format(&compile(&source, options).code, &source).unwrap()
}

fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}
