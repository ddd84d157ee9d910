//! Names of machines behind files' names, and files that templates name.

use std::path::{Path, PathBuf};

use super::{Deployment, Origin, functions};
use crate::diagnostic::Diagnostic;
use crate::source::SourceFile;
use crate::text::Text;

/// `template.yaml#OrderMachine`, split. A file that has such a name itself is meant as a whole.
///
/// ```
/// let (path, machine) = asl_codegen::split_machine("infra/template.yaml#Order".as_ref());
/// assert_eq!((path.to_str(), machine.as_deref()), (Some("infra/template.yaml"), Some("Order")));
/// ```
pub fn split_machine(path: &Path) -> (PathBuf, Option<String>) {
    let whole = || (path.to_owned(), None);
    if path.exists() {
        return whole();
    }
    match path.to_str().and_then(split) {
        Some((path, machine)) => (path.into(), Some(machine.to_owned())),
        None => whole(),
    }
}

/// The machine that a name ends with.
pub(crate) fn machine_of(name: &str) -> Option<&str> {
    split(name).map(|(_, machine)| machine)
}

/// The name without the machine that it ends with.
pub(crate) fn without_machine(name: &str) -> &str {
    split(name).map_or(name, |(name, _)| name)
}

/// At the last `#`, if a logical id follows, which is letters and digits.
fn split(name: &str) -> Option<(&str, &str)> {
    let (file, machine) = name.rsplit_once('#')?;
    let id = !machine.is_empty() && machine.bytes().all(|byte| byte.is_ascii_alphanumeric());
    (id && !file.is_empty()).then_some((file, machine))
}

/// The file that the template at `source` names as the definition of one of its machines.
pub(super) fn beside(
    source: &SourceFile,
    path: &Text,
    machine: &str,
    deployment: &Deployment,
) -> Result<SourceFile, Box<Diagnostic>> {
    let origin = source.origin();
    let Some(template) = origin.files.last() else {
        return Err(Box::new(
            Diagnostic::error(
                "definition-elsewhere",
                path.span,
                "the definition is in another file",
            )
            .label("looked for beside the template, whose place is not known")
            .help("give the template as a file, or the file of the definition"),
        ));
    };
    let relative = path.value.trim_start_matches("./");
    let in_folder_of = |file: &Path| file.parent().unwrap_or(Path::new("")).join(relative);
    let file = in_folder_of(template);
    let name = in_folder_of(Path::new(source.name()));
    match SourceFile::read_whole(&file, &name.to_string_lossy()) {
        Ok(definition) if !deployment.fits(definition.text().matches("${").count()) => {
            Err(Box::new(functions::too_large(path.span)))
        }
        Ok(definition) => Ok(definition.with_origin(Origin {
            files: [&origin.files[..], &[file]].concat(),
            asked: Some(source.asked().to_owned()),
            machine: Some(machine.to_owned()),
            deployment: Some(deployment.clone()),
        })),
        Err(error) => {
            let reasons = error.diagnostics.in_order();
            let mut reason = reasons.first().map_or_else(
                || Diagnostic::error("file-not-readable", path.span, "the file cannot be read"),
                |reason| (*reason).clone(),
            );
            reason.primary.span = path.span;
            // Where it was looked for, the label says.
            reason.note = reason.note.filter(|_| reason.code != "file-not-found");
            Err(Box::new(
                reason.label("the definition, beside the template"),
            ))
        }
    }
}
