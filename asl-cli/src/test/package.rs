//! The crates that compiled definitions are written into: a program, and libraries that cargo builds side by side.

use std::collections::BTreeMap;
use std::fmt::Write;
use std::path::{Path, PathBuf};

use super::definitions::Definitions;
use super::facade::Facade;

/// How many definitions a library has.
const IN_A_LIBRARY: usize = 32;

/// The program's `main.rs`; the list of libraries is added to it.
const PROGRAM: &str = include_str!("program/main.rs");

/// What fills the buckets that a case has; it takes time to build, and most definitions read and write none.
const BUCKETS: &str = include_str!("program/buckets.rs");
const NO_BUCKETS: &str =
    "async fn buckets(_: &[Value]) -> Result<Option<asl::Buckets>, String> {\n    Ok(None)\n}\n";

/// Whether a definition has a Distributed Map, which may read from buckets and write to them.
fn needs_buckets(definitions: &Definitions) -> bool {
    let mut all = (0..definitions.len()).filter_map(|number| definitions.get(number));
    all.any(|it| matches!(&it.code, Ok(code) if code.text.contains("distributed::Map")))
}

/// The files of the workspace, by their paths in it.
pub(super) fn files(
    definitions: &Definitions,
    program: &str,
    facade: &Facade,
) -> BTreeMap<PathBuf, String> {
    let mut files = BTreeMap::new();
    let mut members = vec![program.to_owned()];
    let (features, buckets) = match needs_buckets(definitions) {
        true => (&["buckets"][..], BUCKETS),
        false => (&[][..], NO_BUCKETS),
    };
    let with_features = facade.with_features(features);
    let mut dependencies = format!(
        "asl-rs = {with_features}\n\
         serde = {{ version = \"1\", features = [\"derive\"] }}\n\
         serde_json = {{ version = \"1\", features = [\"preserve_order\", \"float_roundtrip\"] }}\n\
         tokio = {{ version = \"1\", features = [\"rt\", \"time\", \"test-util\"] }}\n"
    );
    let mut table = String::new();
    let count = definitions.len().div_ceil(IN_A_LIBRARY);
    for library in 0..count {
        // Cargo would take the libraries of workspaces that share a target folder for each other.
        let name = format!("{program}_definitions_{library:02}");
        let manifest = manifest(&name, &format!("asl-rs = {facade}\n"));
        files.insert(Path::new(&name).join("Cargo.toml"), manifest);
        let range = library * IN_A_LIBRARY..((library + 1) * IN_A_LIBRARY).min(definitions.len());
        let mut modules = String::new();
        let mut arms = String::new();
        for number in range {
            let Some(Ok(code)) = definitions.get(number).map(|it| &it.code) else {
                continue;
            };
            let module = &code.module;
            // Writing to a string can't fail.
            let _ = writeln!(modules, "mod d{number};");
            let _ = writeln!(
                arms,
                "        {number} => Arc::new(d{number}::{module}::Machine::new(d{number}::{module}::MockTasks::from(mocks))),"
            );
            files.insert(source(&name, number), code.text.clone());
        }
        let library = format!(
            "#![allow(warnings)]\n{modules}\nuse std::sync::Arc;\nuse asl::testing::Mocks;\n\n\
             pub fn machine(number: usize, mocks: Mocks) -> Option<Arc<dyn asl::StateMachine>> {{\n    \
             Some(match number {{\n{arms}        _ => return None,\n    }})\n}}\n"
        );
        files.insert(Path::new(&name).join("src/lib.rs"), library);
        let _ = writeln!(dependencies, "{name} = {{ path = \"../{name}\" }}");
        let _ = write!(table, "{name}::machine, ");
        members.push(name);
    }
    files.insert(
        Path::new(program).join("Cargo.toml"),
        manifest(program, &dependencies),
    );
    let main = format!("{PROGRAM}\n{buckets}\nconst LIBRARIES: &[Library] = &[{table}];\n");
    files.insert(Path::new(program).join("src/main.rs"), main);
    // Nobody debugs the program, and a library is built anew as a whole in about the time that rustc needs to keep track.
    let profile = "[profile.dev]\ndebug = 0\nincremental = false\n";
    files.insert(
        "Cargo.toml".into(),
        format!("[workspace]\nresolver = \"3\"\nmembers = {members:?}\n\n{profile}"),
    );
    files
}

/// The number of the definition whose code is in this file.
pub(super) fn definition_at(file: &Path) -> Option<usize> {
    let name = file.file_stem()?.to_str()?;
    name.strip_prefix('d')?.parse().ok()
}

fn source(library: &str, number: usize) -> PathBuf {
    Path::new(library).join(format!("src/d{number}.rs"))
}

fn manifest(name: &str, dependencies: &str) -> String {
    format!(
        "[package]\nname = \"{name}\"\nversion = \"0.0.0\"\nedition = \"2024\"\npublish = false\n\n[dependencies]\n{dependencies}"
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_leads_to_its_definition() {
        assert_eq!(definition_at(&source("definitions_00", 12)), Some(12));
        assert_eq!(definition_at(Path::new("definitions_00/src/lib.rs")), None);
    }
}
