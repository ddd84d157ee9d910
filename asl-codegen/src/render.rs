//! Diagnostics as text, the way rustc prints them.

use std::borrow::Cow;
use std::ops::Range;

use annotate_snippets::{AnnotationKind, Group, Level, Origin, Renderer, Snippet};

use crate::diagnostic::{Diagnostic, Diagnostics, Label, Severity};
use crate::source::{LineCol, SourceFile, Span};

/// Whether rendered text has colours.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum RenderStyle {
    /// Text alone: for logs, files and `compile_error!`.
    #[default]
    Plain,
    /// With ANSI escape sequences, for a terminal.
    Colored,
}

/// Each finding as a text of its own, in order of position, each ending with a line end.
pub fn render_each(
    diagnostics: &Diagnostics,
    source: &SourceFile,
    style: RenderStyle,
) -> Vec<String> {
    let all = diagnostics.in_order();
    all.into_iter()
        .map(|found| render_one(found, source, style))
        .collect()
}

/// All findings in order of position, and a last line that counts them. Empty where nothing was found.
pub fn render(diagnostics: &Diagnostics, source: &SourceFile, style: RenderStyle) -> String {
    let errors = diagnostics.count(Severity::Error);
    let warnings = diagnostics.count(Severity::Warning);
    let counted = |count: usize, what: &str| match count {
        0 => None,
        1 => Some(format!("1 {what}")),
        _ => Some(format!("{count} {what}s")),
    };
    let counts = [counted(errors, "error"), counted(warnings, "warning")];
    let counts = counts.into_iter().flatten().collect::<Vec<_>>().join(", ");
    let name = visible(source.name());
    let last = match (errors, warnings) {
        (0, 0) => return String::new(),
        (0, _) => Level::WARNING.primary_title(format!("`{name}`: {counts}")),
        _ => Level::ERROR.primary_title(format!("could not compile `{name}`: {counts}")),
    };
    let mut text = String::new();
    for found in render_each(diagnostics, source, style) {
        text.push_str(&found);
        text.push('\n');
    }
    text.push_str(&renderer(style).render(&[Group::with_title(last)]));
    text.push('\n');
    text
}

/// One finding, ending with a line end.
pub fn render_one(diagnostic: &Diagnostic, source: &SourceFile, style: RenderStyle) -> String {
    let level = match diagnostic.severity {
        Severity::Error => Level::ERROR,
        Severity::Warning => Level::WARNING,
    };
    let title = level
        .primary_title(visible(&diagnostic.message))
        .id(diagnostic.code);
    let excerpts = excerpts(diagnostic, source);
    let name = visible(source.name());
    let mut group = match excerpts[..] {
        [] => title.element(Origin::path(name.as_ref())),
        _ => title.elements(excerpts.iter().map(|excerpt| excerpt.snippet(&name))),
    };
    if let Some(help) = &diagnostic.help {
        group = group.element(Level::HELP.message(visible(help)));
    }
    if let Some(note) = &diagnostic.note {
        group = group.element(Level::NOTE.message(visible(note)));
    }
    let left_out = diagnostic.labels.len().saturating_sub(MOST_LABELS);
    if left_out > 0 {
        group =
            group.element(Level::NOTE.message(format!("and {left_out} more places like these")));
    }
    let rendered = renderer(style).render(&[group]);
    let mut text = String::with_capacity(rendered.len() + 1);
    for line in rendered.lines() {
        text.push_str(line.trim_end());
        text.push('\n');
    }
    for excerpt in &excerpts {
        text = excerpt.with_true_place(text, &name);
    }
    text
}

/// One finding as the text of a `compile_error!` or of a warning: rustc writes `error: ` before it.
pub fn render_for_rustc(diagnostic: &Diagnostic, source: &SourceFile) -> String {
    let text = render_one(diagnostic, source, RenderStyle::Plain);
    let (_, rest) = text.split_once('\n').unwrap_or_default();
    let title = visible(&diagnostic.message);
    format!("{title} [{}]\n{}", diagnostic.code, rest.trim_end())
}

fn renderer(style: RenderStyle) -> Renderer {
    let renderer = match style {
        RenderStyle::Plain => Renderer::plain(),
        RenderStyle::Colored => Renderer::styled(),
    };
    // Long lines are cut by `Excerpt`, which knows what to keep.
    renderer.term_width(10_000)
}

/// `text` without control characters, which a definition's names may hold and a terminal would obey.
fn visible(text: &str) -> Cow<'_, str> {
    if !text.contains(char::is_control) {
        return Cow::Borrowed(text);
    }
    let shown = text.chars().map(|c| match c {
        c if c.is_control() => c.escape_default().to_string(),
        c => c.to_string(),
    });
    Cow::Owned(shown.collect())
}

/// Lines that a diagnostic speaks of, long ones cut, and its labels in them.
///
/// Only these lines are handed to the renderer, so that its work does not grow with the file (a minified definition
/// is one line of a megabyte).
struct Excerpt {
    text: String,
    first_line: usize,
    labels: Vec<(AnnotationKind, Range<usize>, String)>,
    /// Where the excerpt's first label stands in the file; the renderer will take the line and find another column.
    place: LineCol,
}

/// Of so many labels besides the primary one the places are shown.
const MOST_LABELS: usize = 8;
/// Labels that are further apart, in lines, stand in excerpts of their own.
const FARTHEST: usize = 100;
/// A line that is longer is cut.
const LONGEST_LINE: usize = 160;
/// How much of a long line is kept before the first label, after the last one, and of the label itself.
const KEPT_BEFORE: usize = 40;
const KEPT_AFTER: usize = 40;
const LONGEST_SPAN: usize = 80;
const CUT: &str = "...";

/// The excerpts that show a diagnostic's labels, that of the primary one first; none if it is about no place.
fn excerpts(diagnostic: &Diagnostic, source: &SourceFile) -> Vec<Excerpt> {
    let nowhere = diagnostic.primary.span == Span::NOWHERE;
    if nowhere || source.content_end() == 0 {
        return Vec::new();
    }
    let mut marks = vec![Mark::new(
        AnnotationKind::Primary,
        &diagnostic.primary,
        source,
    )];
    let others = diagnostic.labels.iter().take(MOST_LABELS);
    marks.extend(others.map(|label| Mark::new(AnnotationKind::Context, label, source)));
    marks.extend(state_mark(&marks, source));
    // Of labels on one line the first counts most.
    marks.sort_by_key(|mark| mark.line);
    let mut excerpts: Vec<Excerpt> = marks
        .chunk_by(|one, next| next.line - one.line <= FARTHEST)
        .map(|marks| Excerpt::new(marks, source))
        .collect();
    excerpts.sort_by_key(|excerpt| !excerpt.is_primary());
    excerpts
}

/// The name of the state around the primary place, where no line that is shown anyway has it.
fn state_mark(marks: &[Mark], source: &SourceFile) -> Option<Mark> {
    let key = source.states().key_around(marks[0].span.start)?;
    let label = Label {
        span: key,
        text: "in this state".to_owned(),
    };
    let mark = Mark::new(AnnotationKind::Context, &label, source);
    marks
        .iter()
        .all(|other| other.line != mark.line)
        .then_some(mark)
}

impl Excerpt {
    /// Of marks in order of their lines, at least one.
    fn new(marks: &[Mark], source: &SourceFile) -> Excerpt {
        let is_primary = |mark: &&Mark| mark.kind == AnnotationKind::Primary;
        let first = marks.iter().find(is_primary).unwrap_or(&marks[0]);
        let mut excerpt = Excerpt {
            text: String::new(),
            first_line: marks[0].line,
            labels: Vec::new(),
            place: source.line_col(first.span.start),
        };
        let last_line = marks[marks.len() - 1].line;
        for line in excerpt.first_line..=last_line {
            excerpt.add(line, marks, source);
        }
        // The renderer shows the control characters of ASCII by signs of their own, and lets these through. The dot has as
        // many bytes as they.
        let control = |c: char| matches!(c, '\u{80}'..='\u{9f}');
        if excerpt.text.contains(control) {
            excerpt.text = excerpt.text.replace(control, "·");
        }
        excerpt
    }

    fn add(&mut self, line: usize, marks: &[Mark], source: &SourceFile) {
        let range = source.line(line);
        let start = range.start;
        let whole = source.text()[range].trim_end_matches(['\r', '\n']);
        let here = marks.iter().filter(|mark| mark.line == line);
        if here.clone().next().is_some() {
            let cut = Cut::new(whole, here.clone().map(|mark| mark.range(start)));
            let line_start = self.text.len();
            self.text.push_str(&cut.text);
            self.labels.extend(here.map(|mark| {
                let place = cut.place(mark.range(start));
                let place = line_start + place.start..line_start + place.end;
                (mark.kind, place, mark.text.clone())
            }));
        } else if marks.iter().any(|mark| mark.line.abs_diff(line) <= 2) {
            // Between two labels the renderer shows a line or two, and drops more.
            let shown = &whole[..floor(whole, whole.len().min(LONGEST_LINE))];
            self.text.push_str(shown.trim_end());
        }
        self.text.push('\n');
    }

    fn is_primary(&self) -> bool {
        let mut kinds = self.labels.iter().map(|(kind, ..)| *kind);
        kinds.any(|kind| kind == AnnotationKind::Primary)
    }

    fn snippet<'a>(&'a self, name: &'a str) -> Snippet<'a, annotate_snippets::Annotation<'a>> {
        let annotations = self.labels.iter().map(|(kind, range, text)| {
            let annotation = kind.span(range.clone());
            if text.is_empty() {
                annotation
            } else {
                annotation.label(text.as_str())
            }
        });
        Snippet::source(self.text.as_str())
            .line_start(self.first_line)
            .path(name)
            .annotations(annotations)
    }

    /// Puts the place in the file where the renderer wrote that in the excerpt.
    fn with_true_place(&self, rendered: String, name: &str) -> String {
        let LineCol { line, column } = self.place;
        let place = format!(" {name}:{line}:");
        let Some(at) = rendered.find(&place) else {
            return rendered;
        };
        let (before, after) = rendered.split_at(at + place.len());
        let after = after.trim_start_matches(|c: char| c.is_ascii_digit());
        format!("{before}{column}{after}")
    }
}

/// A label, put on one line.
struct Mark {
    kind: AnnotationKind,
    line: usize,
    span: Span,
    text: String,
}

impl Mark {
    /// A span of several lines marks what it covers of the first one; one at the end of the text what stands last.
    fn new(kind: AnnotationKind, label: &Label, source: &SourceFile) -> Mark {
        let text = source.text();
        let start = floor(text, label.span.start.min(source.content_end()));
        let line = source.line_col(start).line;
        let line_end = source.line(line).end;
        let end = match label.span.end < line_end {
            true => ceil(text, label.span.end.max(start)),
            false => start + text[start..line_end].trim_end().len(),
        };
        Mark {
            kind,
            line,
            span: Span::new(start, end),
            text: visible(&label.text).into_owned(),
        }
    }

    /// In its line, which starts at `line_start`.
    fn range(&self, line_start: usize) -> Range<usize> {
        self.span.start - line_start..self.span.end - line_start
    }
}

/// A line of which a part is kept.
struct Cut {
    text: String,
    kept: Range<usize>,
    /// How far what is kept has moved to the right.
    shift: usize,
}

impl Cut {
    fn new(line: &str, marks: impl Iterator<Item = Range<usize>>) -> Cut {
        if line.len() <= LONGEST_LINE {
            return Cut {
                text: line.to_string(),
                kept: 0..line.len(),
                shift: 0,
            };
        }
        let mut marks = marks.map(|mark| mark.start..mark.end.min(mark.start + LONGEST_SPAN));
        // The primary label comes first; others are kept where they are near.
        let mut around = marks.next().unwrap_or(0..0);
        for mark in marks {
            let both = around.start.min(mark.start)..around.end.max(mark.end);
            if both.len() <= LONGEST_LINE - KEPT_BEFORE {
                around = both;
            }
        }
        let start = floor(line, around.start.saturating_sub(KEPT_BEFORE));
        let end = ceil(line, (around.end + KEPT_AFTER).min(line.len()));
        let before = if start > 0 { CUT } else { "" };
        let after = if end < line.len() { CUT } else { "" };
        Cut {
            text: format!("{before}{}{after}", &line[start..end]),
            kept: start..end,
            shift: before.len(),
        }
    }

    /// Where a part of the whole line stands in what is kept; what was cut away is at the dots.
    fn place(&self, part: Range<usize>) -> Range<usize> {
        if part.end < self.kept.start {
            return 0..self.shift;
        }
        if part.start > self.kept.end {
            return self.text.len() - CUT.len()..self.text.len();
        }
        let place =
            |at: usize| at.clamp(self.kept.start, self.kept.end) - self.kept.start + self.shift;
        place(part.start)..place(part.end)
    }
}

/// The last character boundary up to `at`.
fn floor(text: &str, at: usize) -> usize {
    text.floor_char_boundary(at)
}

/// The first character boundary from `at` on.
fn ceil(text: &str, at: usize) -> usize {
    text.ceil_char_boundary(at)
}

#[cfg(test)]
mod tests {
    use std::time::{Duration, Instant};

    use super::*;

    fn place(source: &SourceFile, part: &str) -> Span {
        let start = source.text().find(part).unwrap();
        Span::new(start, start + part.len())
    }

    fn rendered(source: &SourceFile, diagnostic: Diagnostic) -> String {
        render_one(&diagnostic, source, RenderStyle::Plain)
    }

    #[test]
    fn labels_help_and_note_stand_as_rustc_prints_them() {
        let text = "\n".repeat(10)
            + "    \"ReserveStock\": {\n      \"Next\": \"ChargeCrad\"\n    },\n    \"ChargeCard\": {\n";
        let source = SourceFile::new("workflows/order.json", text);
        let diagnostic = Diagnostic::error(
            "next-not-found",
            place(&source, "\"ChargeCrad\""),
            "`Next` names a state that does not exist: `ChargeCrad`",
        )
        .label("no state of this name in the enclosing `States`")
        .also(
            place(&source, "\"ChargeCard\""),
            "a state with a similar name",
        )
        .help("did you mean `ChargeCard`?")
        .note("section \"Transitions\" of the specification");
        let expected = r#"error[next-not-found]: `Next` names a state that does not exist: `ChargeCrad`
  --> workflows/order.json:12:15
   |
12 |       "Next": "ChargeCrad"
   |               ^^^^^^^^^^^^ no state of this name in the enclosing `States`
13 |     },
14 |     "ChargeCard": {
   |     ------------ a state with a similar name
   |
   = help: did you mean `ChargeCard`?
   = note: section "Transitions" of the specification
"#;
        assert_eq!(rendered(&source, diagnostic), expected);
    }

    #[test]
    fn findings_come_in_order_and_are_counted() {
        let source = SourceFile::new("a.json", "{\n  \"a\": 1\n}\n");
        let mut diagnostics = Diagnostics::new();
        assert_eq!(render(&diagnostics, &source, RenderStyle::Plain), "");
        diagnostics.report(Diagnostic::warning("late", Span::new(4, 7), "comes second"));
        assert!(
            render(&diagnostics, &source, RenderStyle::Plain)
                .ends_with("\n\nwarning: `a.json`: 1 warning\n")
        );
        diagnostics.report(Diagnostic::error("early", Span::new(0, 1), "comes first"));
        diagnostics.report(Diagnostic::error("end", Span::new(13, 13), "comes last"));
        let text = render(&diagnostics, &source, RenderStyle::Plain);
        let heads: Vec<&str> = text
            .lines()
            .filter(|line| line.contains('[') || line.contains("-->"))
            .collect();
        assert_eq!(
            heads,
            [
                "error[early]: comes first",
                " --> a.json:1:1",
                "warning[late]: comes second",
                " --> a.json:2:3",
                "error[end]: comes last",
                " --> a.json:3:2",
            ]
        );
        assert!(text.ends_with("\n\nerror: could not compile `a.json`: 2 errors, 1 warning\n"));
        assert_eq!(
            render_each(&diagnostics, &source, RenderStyle::Plain).len(),
            3
        );
        assert!(render(&diagnostics, &source, RenderStyle::Colored).contains("\u{1b}["));
    }

    #[test]
    fn a_span_of_several_lines_marks_the_first() {
        let source = SourceFile::new("a.json", "{\n  \"ä\": {\n    \"b\": 1\n  }\n}\n");
        let diagnostic = Diagnostic::error("x", Span::new(10, 25), "wrong").label("this state");
        let expected =
            "error[x]: wrong\n --> a.json:2:8\n  |\n2 |   \"ä\": {\n  |        ^ this state\n";
        assert_eq!(rendered(&source, diagnostic), expected);
    }

    #[test]
    fn long_lines_are_cut_and_their_columns_are_those_of_the_file() {
        let member = "\"Zustand\":{\"Type\":\"Päss\"},";
        let text = format!(
            "{{{}\"Wrong\":1,{}}}",
            member.repeat(20_000),
            member.repeat(20_000)
        );
        let source = SourceFile::new("a.json", text);
        let wrong = place(&source, "\"Wrong\"");
        let column = source.line_col(wrong.start).column;
        let diagnostic = Diagnostic::error("x", wrong, "wrong")
            .also(Span::new(wrong.end + 1, wrong.end + 2), "near")
            .also(Span::new(1, 5), "far");
        // That takes as long as reading the file, and happens once.
        source.states();
        let started = Instant::now();
        let found = rendered(&source, diagnostic);
        assert!(started.elapsed() < Duration::from_millis(500));
        assert!(
            found.contains(&format!(" --> a.json:1:{column}\n")),
            "{found}"
        );
        assert!(found.contains("},\"Wrong\":1,\"Zustand\":{"), "{found}");
        assert!(
            found.contains("--- far") && found.contains("- near"),
            "{found}"
        );
        assert!(found.len() < 2000, "{found}");
        // A span that is long itself.
        let diagnostic =
            Diagnostic::error("x", Span::new(0, 1_000_000), "wrong").label("all of it");
        let found = rendered(&source, diagnostic);
        assert!(
            found.contains("^ all of it") && found.len() < 1000,
            "{found}"
        );
    }

    #[test]
    fn a_terminal_is_not_given_control_characters() {
        let source = SourceFile::new("a.json", "{\"\u{9b}31m\": \u{7}\"\u{85}\" }");
        let diagnostic = Diagnostic::error("x", place(&source, "m"), "wrong").label("here");
        let found = rendered(&source, diagnostic);
        assert!(
            found.contains("1 | {\"·31m\": ␇\"·\" }\n  |      ^ here"),
            "{found}"
        );
    }

    #[test]
    fn labels_far_apart_stand_in_excerpts_of_their_own() {
        let far = format!("{{\n  \"first\": 1,{}  ", "\n".repeat(5_000));
        let long = "\"b\": 0, ".repeat(1_000);
        let source = SourceFile::new("a.json", format!("{far}{long}\"second\": 1\n}}\n"));
        let diagnostic = Diagnostic::error("x", place(&source, "\"second\""), "wrong")
            .label("the second")
            .also(place(&source, "\"first\""), "the first");
        let found = rendered(&source, diagnostic);
        assert!(found.contains("--> a.json:5002:8003\n"), "{found}");
        let first = "::: a.json:2:3\n     |\n   2 |   \"first\": 1,\n     |   ------- the first\n";
        assert!(found.ends_with(first), "{found}");
    }

    #[test]
    fn of_many_labels_some_are_shown() {
        let source = SourceFile::new("a.json", "{\n".repeat(20));
        let label = |at: usize| Span::new(2 * at, 2 * at + 1);
        let diagnostic = Diagnostic::error("x", label(0), "wrong");
        let diagnostic = (1..20).fold(diagnostic, |found, at| found.also(label(at), "here"));
        let found = rendered(&source, diagnostic);
        assert_eq!(found.matches("- here").count(), MOST_LABELS);
        assert!(
            found.ends_with("= note: and 11 more places like these\n"),
            "{found}"
        );
    }

    #[test]
    fn many_findings_take_no_longer_each_than_few() {
        // White space around, one line, labels at its other end, and labels many lines away.
        let member = "\"é\": 1, ";
        let line = format!("{{{}\"z\": 1}}", member.repeat(20_000));
        let texts = [
            format!("{0}{line}{0}", " ".repeat(500_000)),
            format!("{}\"z\": 1", member.replace(' ', "\n").repeat(10_000)),
        ];
        for text in texts {
            let source = SourceFile::new("a.json", text);
            let started = Instant::now();
            for (at, _) in source.text().match_indices("\"é\"").take(2_000) {
                let diagnostic = Diagnostic::error("x", Span::new(at, at + 4), "wrong")
                    .also(place(&source, "\"z\""), "last");
                assert!(rendered(&source, diagnostic).contains("^^^"));
            }
            // A tenth of that in a release build; minutes where a finding costs as much as the text is long.
            assert!(started.elapsed() < Duration::from_secs(10));
        }
    }

    #[test]
    fn any_span_and_any_text_can_be_shown() {
        let source = SourceFile::new("a\u{1b}[31m.json", "{\t\"ü\": \"\u{202e}😀\"\r\n\r\n");
        let end = source.text().len();
        for start in 0..=end + 2 {
            for stop in start..=end + 2 {
                let diagnostic = Diagnostic::error("x", Span::new(start, stop), "a\u{1b}[0m\nb")
                    .label("l\u{7}")
                    .also(Span::new(stop, start), "m");
                let found = rendered(&source, diagnostic);
                assert!(!found.contains(['\u{1b}', '\u{7}', '\r']), "{found:?}");
            }
        }
        let empty = SourceFile::new("a.json", "");
        let found = rendered(
            &empty,
            Diagnostic::error("x", Span::default(), "wrong").help("h"),
        );
        assert_eq!(found, "error[x]: wrong\n--> a.json\n = help: h\n");
    }
}
