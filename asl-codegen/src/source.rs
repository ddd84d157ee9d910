//! A definition's text and places in it.

use std::fmt;
use std::fs::File;
use std::io::{self, Read};
use std::ops::Range;
use std::path::{Path, PathBuf};
use std::sync::{Arc, OnceLock};

use crate::cloudformation::{Origin, file_with_definition, split_machine, without_machine};
use crate::diagnostic::{Diagnostic, Diagnostics};
use crate::lines::Lines;
use crate::render::{self, RenderStyle};
use crate::states::States;
use crate::suggest::did_you_mean;
use crate::text::{self, MAX_BYTES};

/// A range of bytes in a [`SourceFile`].
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Span {
    /// Offset of the first byte.
    pub start: usize,
    /// Offset after the last byte.
    pub end: usize,
}

impl Span {
    /// The span of `start..end`.
    pub const fn new(start: usize, end: usize) -> Self {
        Span { start, end }
    }

    /// For what has no place in the text: it is about the whole file, or about something else.
    pub const NOWHERE: Span = Span::new(usize::MAX, usize::MAX);

    /// The smallest span that holds both.
    pub fn to(self, other: Span) -> Span {
        Span::new(self.start.min(other.start), self.end.max(other.end))
    }

    /// The span as a range, for slicing.
    pub fn range(self) -> Range<usize> {
        self.start..self.end
    }
}

/// A value and where it stands in the source.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Spanned<T> {
    /// The value.
    pub value: T,
    /// Where it stands.
    pub span: Span,
}

impl<T> Spanned<T> {
    /// `value`, which stands at `span`.
    pub fn new(value: T, span: Span) -> Self {
        Spanned { value, span }
    }

    /// The same place with another value.
    pub fn map<U>(self, f: impl FnOnce(T) -> U) -> Spanned<U> {
        Spanned::new(f(self.value), self.span)
    }
}

/// The notation a definition is written in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Format {
    /// JSON, as Step Functions stores it.
    Json,
    /// YAML, as SAM and the AWS Toolkit allow it (`.yaml`, `.yml`).
    Yaml,
}

/// A line and a column, both counted from 1; the column counts characters.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct LineCol {
    /// The line, from 1.
    pub line: usize,
    /// The column in characters, from 1.
    pub column: usize,
}

/// A definition's text, under the name that diagnostics show.
#[derive(Clone, Debug)]
pub struct SourceFile {
    name: String,
    text: String,
    format: Format,
    lines: Box<Lines>,
    states: OnceLock<Arc<States>>,
    origin: Box<Origin>,
}

impl SourceFile {
    /// A source of the given text; the format follows from the name's extension.
    ///
    /// `name` is the path as diagnostics should show it: relative, so that messages are the same on every machine.
    pub fn new(name: impl Into<String>, text: impl Into<String>) -> Self {
        let (name, text) = (name.into(), text.into());
        let format = match name.rsplit_once('.') {
            Some((_, "yaml" | "yml")) => Format::Yaml,
            _ => Format::Json,
        };
        let lines = Box::new(Lines::new(&text));
        SourceFile {
            name,
            text,
            format,
            lines,
            states: OnceLock::new(),
            origin: Box::default(),
        }
    }

    /// Reads the file at `path`, to be shown as `name`. Both may end with `#Machine`, which names a machine in a template.
    pub fn read(path: &Path, name: &str) -> Result<SourceFile, ReadError> {
        let (file, machine) = split_machine(path);
        let shown = match machine {
            Some(_) => without_machine(name),
            None => name,
        };
        let source = SourceFile::read_whole(&file, shown)?;
        Ok(source.with_origin(Origin {
            files: vec![file],
            asked: machine.is_some().then(|| name.to_owned()),
            machine,
            deployment: None,
        }))
    }

    /// Reads the file at `path`, whatever it is called.
    pub(crate) fn read_whole(path: &Path, name: &str) -> Result<SourceFile, ReadError> {
        let failed = |diagnostic| ReadError::new(name, diagnostic);
        let mut bytes = Vec::new();
        File::open(path)
            .and_then(|file| {
                // A directory opens like a file on some systems, and says so only when it is read.
                if file.metadata()?.is_dir() {
                    return Err(io::ErrorKind::IsADirectory.into());
                }
                file.take(MAX_BYTES as u64 + 1).read_to_end(&mut bytes)
            })
            .map_err(|error| failed(unreadable(path, &error)))?;
        if bytes.len() > MAX_BYTES {
            return Err(failed(text::too_large()));
        }
        let text = String::from_utf8(bytes).map_err(|error| failed(not_utf8(&error)))?;
        Ok(SourceFile::new(name, text))
    }

    /// The machine that is meant, by its logical id, of those in a template; as `#Machine` behind a file's name says it.
    ///
    /// ```
    /// use asl_codegen::{SourceFile, check};
    ///
    /// let template = r#"{ "Resources": { "Order": { "Type": "AWS::StepFunctions::StateMachine", "Properties": {
    ///     "Definition": { "StartAt": "Done", "States": { "Done": { "Type": "Succeed" } } } } } } }"#;
    /// let source = SourceFile::new("template.json", template);
    /// assert!(check(&source.clone().with_machine("Order"), &Default::default()).is_empty());
    /// assert!(check(&source.with_machine("Other"), &Default::default()).has_errors());
    /// ```
    pub fn with_machine(mut self, id: impl Into<String>) -> Self {
        let id = id.into();
        self.origin.asked = Some(format!("{}#{id}", self.name));
        self.origin.machine = Some(id);
        self
    }

    /// The file that has the definition: this one, or the one that it names if it is a template.
    pub fn into_definition(self) -> SourceFile {
        file_with_definition(self)
    }

    pub(crate) fn with_origin(mut self, origin: Origin) -> Self {
        self.origin = Box::new(origin);
        self
    }

    pub(crate) fn origin(&self) -> &Origin {
        &self.origin
    }

    /// The files that the text comes from, which are inputs of a build: its own, before it the template that names it.
    pub fn files(&self) -> &[PathBuf] {
        &self.origin.files
    }

    /// What the user called it: its name, or `template.yaml#Machine`.
    pub fn asked(&self) -> &str {
        self.origin.asked.as_deref().unwrap_or(&self.name)
    }

    /// The path that diagnostics show.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// The whole text.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// The notation.
    pub fn format(&self) -> Format {
        self.format
    }

    /// The bytes of a line, counted from 1, its line end included; a line that does not exist is empty.
    pub fn line(&self, line: usize) -> Range<usize> {
        self.lines.line(&self.text, line)
    }

    /// Line and column of a byte offset; an offset past the end gives the end.
    pub fn line_col(&self, offset: usize) -> LineCol {
        self.lines.line_col(&self.text, offset)
    }

    /// The states in the text, which are looked for when they are first asked for.
    pub(crate) fn states(&self) -> &States {
        self.states.get_or_init(|| Arc::new(States::new(self)))
    }

    /// Where the text ends, white space after it aside.
    pub(crate) fn content_end(&self) -> usize {
        self.lines.content_end()
    }
}

/// Why a file could not be read: a diagnostic that names the file and shows no excerpt.
#[derive(Clone, Debug)]
pub struct ReadError {
    /// The file's name without its text, as renderers take it.
    pub source: SourceFile,
    /// What is wrong with it.
    pub diagnostics: Diagnostics,
}

impl ReadError {
    fn new(name: &str, diagnostic: Diagnostic) -> Self {
        let mut diagnostics = Diagnostics::new();
        diagnostics.report(diagnostic);
        ReadError {
            source: SourceFile::new(name, ""),
            diagnostics,
        }
    }
}

impl fmt::Display for ReadError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let rendered = render::render_each(&self.diagnostics, &self.source, RenderStyle::Plain);
        f.write_str(&rendered.concat())
    }
}

impl std::error::Error for ReadError {}

fn unreadable(path: &Path, error: &io::Error) -> Diagnostic {
    let report = |code, message: &str| Diagnostic::error(code, Span::default(), message);
    match error.kind() {
        io::ErrorKind::NotFound | io::ErrorKind::NotADirectory => {
            report("file-not-found", "the file does not exist")
                .maybe_help(similar_files(path))
                .note(format!("it was looked for at {}", path.display()))
        }
        io::ErrorKind::IsADirectory => report("file-not-readable", "this is a directory")
            .help("give the path of a file with a definition"),
        io::ErrorKind::PermissionDenied => report(
            "file-not-readable",
            "the file may not be read: permission denied",
        ),
        _ => report("file-not-readable", "the file cannot be read").note(error.to_string()),
    }
}

/// What there is in place of a missing file.
fn similar_files(path: &Path) -> Option<String> {
    let folder = match path.parent() {
        Some(folder) if folder.as_os_str().is_empty() => Path::new("."),
        Some(folder) => folder,
        None => return None,
    };
    let shown = folder
        .file_name()
        .map_or(".".into(), |name| name.to_string_lossy().into_owned());
    let Ok(entries) = folder.read_dir() else {
        return Some(format!("there is no folder `{shown}` either"));
    };
    // Enough to find a name among, in a folder however large.
    let mut names: Vec<String> = entries
        .take(1000)
        .filter_map(|entry| entry.ok()?.file_name().into_string().ok())
        .collect();
    names.sort();
    let wanted = path.file_name()?.to_string_lossy();
    let stem = |name: &str| name.split('.').next().unwrap_or_default().to_lowercase();
    let definition = |name: &&String| {
        let extension = name.rsplit_once('.').map(|(_, extension)| extension);
        matches!(extension, Some("json" | "yaml" | "yml" | "asl"))
    };
    let definitions: Vec<&String> = names.iter().filter(definition).collect();
    if let Some(same) = definitions.iter().find(|name| stem(name) == stem(&wanted)) {
        return Some(format!("did you mean `{same}`?"));
    }
    if let Some(similar) = did_you_mean(&wanted, names.iter().map(String::as_str)) {
        return Some(format!("did you mean `{similar}`?"));
    }
    let listed: Vec<String> = definitions
        .iter()
        .take(5)
        .map(|name| format!("`{name}`"))
        .collect();
    (!listed.is_empty()).then(|| format!("the folder holds {}", listed.join(", ")))
}

fn not_utf8(error: &std::string::FromUtf8Error) -> Diagnostic {
    let bytes = error.as_bytes();
    let at = error.utf8_error().valid_up_to();
    let line = bytes[..at].iter().filter(|byte| **byte == b'\n').count() + 1;
    let byte = bytes.get(at).copied().unwrap_or_default();
    let utf16 = bytes.starts_with(&[0xFF, 0xFE]) || bytes.starts_with(&[0xFE, 0xFF]);
    let help = if utf16 {
        "it looks like UTF-16: save it as UTF-8"
    } else {
        "save it as UTF-8"
    };
    Diagnostic::error("not-utf-8", Span::default(), "the file is not UTF-8")
        .help(help)
        .note(format!(
            "the first wrong byte is 0x{byte:02X}, at offset {at} in line {line}"
        ))
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::*;

    #[test]
    fn lines_and_columns_count_characters_from_one() {
        let source = SourceFile::new("a.yml", "ä\r\nb😀c\n");
        assert_eq!(source.format(), Format::Yaml);
        let place = |at| {
            let LineCol { line, column } = source.line_col(at);
            (line, column)
        };
        assert_eq!(place(0), (1, 1));
        assert_eq!(place(2), (1, 2));
        assert_eq!(place(9), (2, 3));
        assert_eq!(place(99), (3, 1));
        assert_eq!(&source.text()[source.line(2)], "b😀c\n");
        assert_eq!(source.line(3), 11..11);
        assert_eq!(source.line(4), 11..11);
    }

    #[test]
    fn a_file_that_cannot_be_read_is_a_diagnostic() {
        let folder = std::env::temp_dir().join(format!("asl-read-{}", std::process::id()));
        fs::create_dir_all(folder.join("sub.json")).unwrap();
        fs::write(folder.join("order.asl.json"), "{}").unwrap();
        fs::write(folder.join("other.json"), b"{\n\"a\": \"\xE9\"}").unwrap();
        fs::write(folder.join("wide.json"), b"\xFF\xFE{\0}\0").unwrap();
        let read = |name: &str| SourceFile::read(&folder.join(name), name);
        let refused = |name: &str| read(name).unwrap_err().to_string();

        assert_eq!(read("order.asl.json").unwrap().text(), "{}");
        assert_eq!(
            refused("oder.asl.json"),
            format!(
                "error[file-not-found]: the file does not exist\n--> oder.asl.json\n = help: did you mean `order.asl.json`?\n \
                 = note: it was looked for at {}\n",
                folder.join("oder.asl.json").display()
            )
        );
        assert!(refused("order.json").contains("did you mean `order.asl.json`?"));
        assert!(refused("some.json").contains("the folder holds `order.asl.json`, `other.json`, "));
        assert!(refused("nowhere/order.json").contains("no folder `nowhere`"));
        assert!(refused("sub.json").contains("error[file-not-readable]: this is a directory"));
        assert!(refused("other.json").contains("0xE9, at offset 8 in line 2"));
        assert!(refused("wide.json").contains("UTF-16"));
        fs::remove_dir_all(&folder).unwrap();
    }
}
