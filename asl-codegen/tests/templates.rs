//! Machines in templates: every `tests/templates/<name>.{json,yaml}` against its `<name>.txt`, what checking it says; and the
//! ways from a template to one machine's code.
//!
//! `UPDATE_EXPECT=1 cargo test -p asl-codegen --test templates` writes the `.txt` files anew.

mod support;

use std::fs;
use std::path::{Path, PathBuf};

use asl_codegen::{
    Builder, Compiled, Options, RenderStyle, Severity, SourceFile, check_all, check_with,
    compile_file, format, render,
};

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/templates")
}

#[test]
fn templates_give_these_diagnostics() {
    let mut golden = support::Golden::default();
    for template in support::files(&folder(), &["json", "yaml"]) {
        let name = template.file_name().unwrap().to_str().unwrap();
        let source = SourceFile::read(&template, name).unwrap();
        let checked = check_all(&source, &Options::default());
        let texts = checked.iter();
        let texts = texts.map(|(source, found)| render(found, source, RenderStyle::Plain));
        let found = texts.collect::<String>();
        let extension = template.extension().unwrap().to_str().unwrap();
        let expected = template.with_extension(format!("{extension}.txt"));
        golden.compare(&expected, &found);
    }
    golden.finish();
}

/// The generated code, or what is wrong.
fn compiled(name: &str) -> (SourceFile, Result<String, String>) {
    let (source, Compiled { code, diagnostics }) =
        compile_file(&folder().join(name), name, &Options::default());
    let code = match diagnostics.count(Severity::Error) {
        0 => Ok(format(&code, &source).unwrap()),
        _ => Err(render(&diagnostics, &source, RenderStyle::Plain)),
    };
    (source, code)
}

#[test]
fn a_machine_of_a_template_becomes_a_module_of_its_name() {
    let (source, code) = compiled("shop.yaml#OrderMachine");
    let code = code.unwrap();
    assert_eq!(source.name(), "shop.yaml");
    assert_eq!(source.files(), [folder().join("shop.yaml")]);
    for part in [
        "pub mod order_machine {",
        "fn reserve_function(",
        "fn charge_function(",
        "\"orders\"",
        "(`shop.yaml:13:11`)",
    ] {
        assert!(code.contains(part), "no {part} in\n{code}");
    }
}

#[test]
fn a_definition_may_be_in_a_file_of_its_own() {
    let (source, code) = compiled("shop.yaml#ShipMachine");
    let code = code.unwrap();
    let files = ["shop.yaml", "workflows/ship.asl.yaml"].map(|name| folder().join(name));
    assert_eq!(source.name(), "workflows/ship.asl.yaml");
    assert_eq!(source.files(), files);
    for part in ["pub mod ship_machine {", "fn ship_function(", "2"] {
        assert!(code.contains(part), "no {part} in\n{code}");
    }
}

#[test]
fn a_name_that_does_not_lead_to_one_machine_is_refused() {
    for (name, expected) in [
        (
            "shop.yaml",
            "`shop.yaml#OrderMachine` or `shop.yaml#ShipMachine`",
        ),
        ("shop.yaml#OderMachine", "did you mean `OrderMachine`?"),
        ("none.yaml", "error[no-machine]"),
        ("none.yaml#Order", "a resource of another type"),
        ("workflows/ship.asl.yaml#Ship", "leave out `#Ship`"),
        ("shpo.yaml#OrderMachine", "did you mean `shop.yaml`?"),
    ] {
        let (_, code) = compiled(name);
        let error = code.unwrap_err();
        assert!(error.contains(expected), "{name}: {error}");
    }
}

#[test]
fn a_type_in_the_template_is_the_machines() {
    let name = "mistakes.yaml#Mapping";
    let source = SourceFile::read(&folder().join(name), name).unwrap();
    let found = check_with(&source, &Options::default());
    let codes: Vec<_> = found.in_order().iter().map(|found| found.code).collect();
    assert!(codes.contains(&"not-in-express"), "{codes:?}");
}

/// A file whose own name looks like one with a machine behind it.
#[test]
fn a_file_that_exists_wins() {
    let folder = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join("hash");
    fs::create_dir_all(&folder).unwrap();
    let definition = r#"{ "StartAt": "Done", "States": { "Done": { "Type": "Succeed" } } }"#;
    fs::write(folder.join("order.json#2"), definition).unwrap();
    let name = "order.json#2";
    let (source, compiled) = compile_file(&folder.join(name), name, &Options::default());
    assert!(compiled.diagnostics.is_empty());
    assert_eq!(source.name(), name);
}

#[test]
fn a_build_script_compiles_a_machine_of_a_template() {
    let out = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join("templates");
    fs::create_dir_all(&out).unwrap();
    let built = Builder::new("tests/templates/shop.yaml#ShipMachine");
    built.out_dir(&out).compile().unwrap();
    let code = fs::read_to_string(out.join("ship_machine.rs")).unwrap();
    assert!(code.contains("ship_function"), "{code}");
}
