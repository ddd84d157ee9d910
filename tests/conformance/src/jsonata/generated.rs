//! The crates that the functions are written into: several, so that cargo builds them side by side and none of them
//! takes rustc long.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use super::function::{Function, Refused};
use crate::repository;

/// How many functions a crate has.
const IN_A_CRATE: usize = 200;

/// The generated files.
pub(super) struct Generated {
    /// The text of each, by its path in the scratch folder.
    pub(super) files: BTreeMap<PathBuf, String>,
    /// The function that stands in a line of a file.
    places: BTreeMap<(PathBuf, u64), usize>,
}

impl Generated {
    /// The files of these functions and of the program that calls them; what is refused keeps its place and is never
    /// called.
    pub(super) fn of(functions: &[Result<Function, Refused>], program: &str) -> Generated {
        let mut generated = Generated {
            files: BTreeMap::new(),
            places: BTreeMap::new(),
        };
        let runtime = repository().join("asl-runtime");
        let runtime = format!("{{ path = {:?}, default-features = false }}", runtime);
        let mut members = vec!["scope".to_owned(), program.to_owned()];
        generated.package("scope", &[("asl-runtime", &runtime)]);
        generated.file("scope/src/lib.rs", include_str!("program/scope.rs"));
        for (number, chunk) in functions.chunks(IN_A_CRATE).enumerate() {
            // One target folder serves all files of cases, and cargo takes crates of one name for the same.
            let name = format!("{program}_cases_{number:02}");
            generated.package(&name, &[("scope", "{ path = \"../scope\" }")]);
            generated.functions(&name, number * IN_A_CRATE, chunk);
            members.push(name);
        }
        let crates: Vec<_> = members[2..].to_vec();
        let dependencies: Vec<_> = crates
            .iter()
            .map(|name| format!("{{ path = \"../{name}\" }}"))
            .collect();
        let mut dependencies: Vec<_> = crates
            .iter()
            .zip(&dependencies)
            .map(|(name, path)| (&**name, &**path))
            .collect();
        dependencies.push(("scope", "{ path = \"../scope\" }"));
        generated.package(program, &dependencies);
        let tables: Vec<_> = crates.iter().map(|name| format!("{name}::CASES")).collect();
        let table = format!(
            "const CRATES: &[&[Case]] = &[{}];\nconst IN_A_CRATE: usize = {IN_A_CRATE};\n",
            tables.join(", ")
        );
        generated.file(
            &format!("{program}/src/main.rs"),
            &(include_str!("program/main.rs").to_owned() + "\n" + &table),
        );
        // Optimization costs more time than it saves; so do the checks that rely on line numbers.
        let profile = "[profile.dev]\nopt-level = 0\ndebug = 0\nincremental = false\n";
        generated.file(
            "Cargo.toml",
            &format!("[workspace]\nresolver = \"3\"\nmembers = {members:?}\n\n{profile}"),
        );
        generated
    }

    /// The function at a place.
    pub(super) fn function_at(&self, file: &Path, line: u64) -> Option<usize> {
        self.places.get(&(file.to_path_buf(), line)).copied()
    }

    fn file(&mut self, path: &str, text: &str) {
        self.files.insert(path.into(), text.to_owned());
    }

    fn package(&mut self, name: &str, dependencies: &[(&str, &str)]) {
        let mut manifest =
            format!("[package]\nname = \"{name}\"\nedition = \"2024\"\n\n[dependencies]\n");
        for (name, source) in dependencies {
            manifest += &format!("{name} = {source}\n");
        }
        self.file(&format!("{name}/Cargo.toml"), &manifest);
    }

    /// A crate of functions, each in a line of its own.
    fn functions(&mut self, name: &str, first: usize, functions: &[Result<Function, Refused>]) {
        let path = format!("{name}/src/lib.rs");
        let mut text = String::from("#![allow(warnings)]\nuse scope::*;\n\n");
        let mut line = text.lines().count() as u64;
        let mut table = Vec::new();
        for (index, function) in functions.iter().enumerate() {
            let index = first + index;
            let Ok(Function { expression, body }) = function else {
                table.push("refused".to_owned());
                continue;
            };
            text += &format!(
                "// {expression:?}\nfn case_{index}(scope: &mut Scope<'_>) -> Result<Option<Value>, jsonata::Error> {{ let data = scope.data.as_ref(); {body} }}\n"
            );
            line += 2;
            self.places.insert((path.clone().into(), line), index);
            table.push(format!("case_{index}"));
        }
        text += &format!("pub const CASES: &[Case] = &[{}];\n", table.join(", "));
        self.file(&path, &text);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_of_a_file_leads_to_its_function() {
        let function = |expression: &str| {
            Ok(Function {
                expression: expression.to_owned(),
                body: quote::quote!(Ok(None)),
            })
        };
        let functions = [
            function("a"),
            Err(Refused::new("S0201", "")),
            function("\"\n\""),
        ];
        let generated = Generated::of(&functions, "program");
        let path = Path::new("program_cases_00/src/lib.rs");
        let text = &generated.files[path];
        for (number, line) in text.lines().enumerate() {
            let expected = match line {
                line if line.contains("fn case_0") => Some(0),
                line if line.contains("fn case_2") => Some(2),
                _ => None,
            };
            assert_eq!(
                generated.function_at(path, number as u64 + 1),
                expected,
                "{line}"
            );
        }
        assert!(text.ends_with("&[case_0, refused, case_2];\n"), "{text}");
    }
}
