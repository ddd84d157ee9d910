//! YAML 1.2 with the core schema, into the same tree as JSON.
//!
//! Events come from saphyr-parser; the tree is built with a stack of our own. What JSON cannot say (other keys than
//! strings, several documents, infinities) is refused. Aliases are copied, merge keys merged. A tag with a meaning of
//! someone's own becomes an object around its value, as CloudFormation's long forms are: see [`super::tag`].

use std::borrow::Cow;
use std::collections::{HashMap, HashSet};

use saphyr_parser::{Event, Parser, ScalarStyle, Tag};

use super::scalar::{self, Resolved};
use super::yaml_error::{CODE, further_errors, scan_error};
use super::yaml_places::Places;
use super::{MAX_DEPTH, Member, Node, NodeKind, Object, Text, bom_len, json, tag, too_deep};
use crate::cloudformation::is_template;
use crate::diagnostic::{Diagnostic, Diagnostics};
use crate::source::Span;

/// How much aliases may copy in all: each node counts as so many bytes, and so does its text.
const MAX_COPIED: usize = 16 << 20;
const NODE_WEIGHT: usize = 16;

/// Reads `text`; `None` after an error.
pub(super) fn parse(text: &str, diagnostics: &mut Diagnostics) -> Option<Node> {
    if text[bom_len(text)..].trim_start().starts_with('{') {
        // JSON is YAML, and is read best as what it is; the words for mistakes are YAML's.
        let mut found = Diagnostics::new();
        if let Some(root) = json::parse(text, &mut found)
            && !found.has_errors()
        {
            return Some(root);
        }
    }
    let mut reader = Reader {
        text,
        places: Places::new(text),
        stack: Vec::new(),
        depth: 0,
        anchors: HashMap::new(),
        copied: 0,
        root: None,
        errors: Vec::new(),
        not_json: Vec::new(),
    };
    if let Err(error) = reader.document() {
        let further = further_errors(text, &error);
        reader.errors.push(*error);
        reader.errors.extend(further);
    }
    let Reader {
        root,
        mut errors,
        not_json,
        ..
    } = reader;
    if !root.as_ref().is_some_and(is_template) {
        errors.extend(not_json);
    }
    let clean = errors.is_empty();
    for error in errors {
        diagnostics.report(error);
    }
    root.filter(|_| clean)
}

/// A mistake after which reading cannot go on.
type Stop = Box<Diagnostic>;

/// A collection that is not complete yet.
struct Open {
    start: usize,
    anchor: usize,
    tag: Option<Text>,
    /// In brackets, whose end the parser knows; a block's is the end of what it holds last.
    flow: bool,
    content: Content,
    /// Of the values so far.
    size: Size,
    /// Where the last value ended.
    end: usize,
}

enum Content {
    Sequence(Vec<Node>),
    Mapping(Vec<Entry>, Option<Key>),
}

struct Entry {
    key: Key,
    value: Node,
}

struct Key {
    text: Text,
    /// `<<` without quotes.
    merge: bool,
}

/// How large a value is, aliases copied.
#[derive(Clone, Copy, Default)]
struct Size {
    weight: usize,
    depth: usize,
}

struct Reader<'a> {
    text: &'a str,
    places: Places<'a>,
    stack: Vec<Open>,
    /// How deep the tree is here: a collection with a tag is two levels.
    depth: usize,
    /// By the parser's number.
    anchors: HashMap<usize, (Node, Size)>,
    copied: usize,
    root: Option<Node>,
    errors: Vec<Diagnostic>,
    /// Numbers that JSON does not have, which matter in a definition and not in what a template holds besides.
    not_json: Vec<Diagnostic>,
}

impl<'a> Reader<'a> {
    fn document(&mut self) -> Result<(), Stop> {
        let mut documents = 0;
        for event in Parser::new_from_str(self.text) {
            let (event, span) = match event {
                Ok(found) => found,
                Err(found) => {
                    let at = self.places.byte(found.marker().index());
                    return Err(Box::new(scan_error(self.text, at, found.info())));
                }
            };
            let span = Span::new(
                self.places.byte(span.start.index()),
                self.places.byte(span.end.index()),
            );
            match event {
                Event::DocumentStart(_) => {
                    documents += 1;
                    if documents > 1 {
                        return Err(error(span, "the file holds a second document")
                            .label("another document starts here")
                            .help("a file holds one definition: remove the `---`, or put the second in a file of its own")
                            .into());
                    }
                }
                Event::Scalar(value, style, anchor, tag) => {
                    self.scalar(value, style, anchor, tag, span)?;
                }
                Event::SequenceStart(anchor, tag) => {
                    self.open(Content::Sequence(Vec::new()), anchor, tag, span)?;
                }
                Event::MappingStart(anchor, tag) => {
                    self.open(Content::Mapping(Vec::new(), None), anchor, tag, span)?;
                }
                Event::SequenceEnd | Event::MappingEnd => self.close(span)?,
                Event::Alias(anchor) => self.alias(anchor, span)?,
                Event::StreamStart | Event::StreamEnd | Event::DocumentEnd | Event::Nothing => {}
            }
        }
        if documents == 0 {
            let end = self.text.len();
            return Err(error(Span::new(end, end), "the file holds no definition")
                .help("a definition is a mapping with the keys `StartAt` and `States`")
                .into());
        }
        Ok(())
    }

    fn scalar(
        &mut self,
        value: Cow<'_, str>,
        style: ScalarStyle,
        anchor: usize,
        tag: Option<Cow<'_, Tag>>,
        span: Span,
    ) -> Result<(), Stop> {
        let (core, own) = self.tag(tag, span);
        let text = self.places.scalar(&value, style, span);
        let span = text.span;
        let plain = style == ScalarStyle::Plain;
        if self.wants_key() {
            if let Some(tag) = own {
                self.errors
                    .push(error(tag.span, "a key has a tag").label("a tag"));
            }
            let merge = plain && *value == *"<<";
            if plain && value.is_empty() {
                return Err(error(span, "a key is missing")
                    .label("expected a key before this")
                    .into());
            }
            if anchor > 0 {
                let kind = NodeKind::String(text.clone());
                self.anchors
                    .insert(anchor, (Node { kind, span }, Size::of_text(&text)));
            }
            self.set_key(Key { text, merge });
            return Ok(());
        }
        let resolved = match core.as_deref() {
            Some("str" | "!") => Resolved::String,
            None if !plain => Resolved::String,
            _ => scalar::resolve(&value),
        };
        let kind = match resolved {
            Resolved::Kind(kind) => kind,
            Resolved::String => NodeKind::String(text),
            Resolved::NotJson => {
                self.not_json.push(
                    error(
                        span,
                        format!("`{value}` is a number that JSON does not have"),
                    )
                    .label("not a value of a definition")
                    .help("put it in quotes to make it a string"),
                );
                NodeKind::Null
            }
        };
        let size = Size::of(&kind);
        self.tagged(Node { kind, span }, size, anchor, own)
    }

    fn open(
        &mut self,
        content: Content,
        anchor: usize,
        tag: Option<Cow<'_, Tag>>,
        span: Span,
    ) -> Result<(), Stop> {
        let (_, tag) = self.tag(tag, span);
        let start = self.places.after_properties(span.start);
        if self.wants_key() {
            return Err(error(Span::new(start, start), "a key is a collection")
                .label("expected a string")
                .help("keys of a definition are strings; quote a text that starts with `{`, `[` or `?`")
                .into());
        }
        self.depth += 1 + usize::from(tag.is_some());
        if self.depth > MAX_DEPTH {
            return Err(too_deep(span).into());
        }
        let flow = start < span.end && self.text[start..].starts_with(['[', '{']);
        let start = match content {
            // An item's dash that is not indented more than its key is not in the parser's span.
            Content::Sequence(_) if !flow && !self.text[start..].starts_with('-') => {
                let before = self.text[..start].trim_end_matches([' ', '\t']);
                before.strip_suffix('-').map_or(start, str::len)
            }
            _ => start,
        };
        self.stack.push(Open {
            start,
            anchor,
            tag,
            flow,
            content,
            size: Size::default(),
            end: start,
        });
        Ok(())
    }

    fn close(&mut self, span: Span) -> Result<(), Stop> {
        let Some(open) = self.stack.pop() else {
            return Ok(());
        };
        self.depth -= 1 + usize::from(open.tag.is_some());
        // The parser's span of a closing bracket goes on to the end of the line.
        let end = if open.flow { span.start + 1 } else { open.end };
        let kind = match open.content {
            Content::Sequence(items) => NodeKind::Array(items),
            Content::Mapping(entries, _) => {
                let members = self.merge(entries)?;
                NodeKind::Object(Object { members })
            }
        };
        let span = Span::new(open.start, end);
        let size = Size {
            weight: open.size.weight + NODE_WEIGHT,
            depth: open.size.depth + 1,
        };
        self.tagged(Node { kind, span }, size, open.anchor, open.tag)
    }

    /// Completes a value that may have a tag.
    fn tagged(
        &mut self,
        mut node: Node,
        mut size: Size,
        anchor: usize,
        tag: Option<Text>,
    ) -> Result<(), Stop> {
        if let Some(tag) = tag {
            size.weight += NODE_WEIGHT + tag.value.len();
            size.depth += 1;
            node = tag::long_form(tag, node);
        }
        self.complete(node, size, anchor)
    }

    fn alias(&mut self, anchor: usize, span: Span) -> Result<(), Stop> {
        let Some((_, size)) = self.anchors.get(&anchor) else {
            return Err(error(span, "an alias stands inside of what it repeats")
                .label("would never end")
                .into());
        };
        let size = *size;
        self.copy(size, span)?;
        if self.depth + size.depth > MAX_DEPTH {
            return Err(too_deep(span).into());
        }
        let node = self.anchors[&anchor].0.clone();
        if self.wants_key() {
            let NodeKind::String(text) = node.kind else {
                return Err(error(span, "a key is not a string")
                    .label("repeats something else")
                    .into());
            };
            self.set_key(Key { text, merge: false });
        } else {
            let end = span.end;
            self.complete(node, size, 0)?;
            if let Some(open) = self.stack.last_mut() {
                open.end = end;
            }
        }
        Ok(())
    }

    /// Puts a finished value where it belongs.
    fn complete(&mut self, node: Node, size: Size, anchor: usize) -> Result<(), Stop> {
        if anchor > 0 {
            self.copy(size, node.span)?;
            self.anchors.insert(anchor, (node.clone(), size));
        }
        let Some(open) = self.stack.last_mut() else {
            self.root = Some(node);
            return Ok(());
        };
        open.size.weight += size.weight;
        open.size.depth = open.size.depth.max(size.depth);
        open.end = open.end.max(node.span.end);
        match &mut open.content {
            Content::Sequence(items) => items.push(node),
            Content::Mapping(entries, key) => {
                if let Some(key) = key.take() {
                    open.size.weight += key.text.value.len();
                    entries.push(Entry { key, value: node });
                }
            }
        }
        Ok(())
    }

    /// Counts a copy, so that anchors and aliases cannot fill the memory.
    fn copy(&mut self, size: Size, span: Span) -> Result<(), Stop> {
        self.copied += size.weight;
        if self.copied <= MAX_COPIED {
            return Ok(());
        }
        Err(error(span, "the aliases repeat too much")
            .label("with this they make more than 16 MiB")
            .into())
    }

    fn wants_key(&self) -> bool {
        let top = self.stack.last().map(|open| &open.content);
        matches!(top, Some(Content::Mapping(_, None)))
    }

    fn set_key(&mut self, key: Key) {
        if let Some(Content::Mapping(_, waiting)) =
            self.stack.last_mut().map(|open| &mut open.content)
        {
            *waiting = Some(key);
        }
    }

    /// The members of a mapping, with those of its merge keys where the mapping itself does not have the key.
    fn merge(&mut self, entries: Vec<Entry>) -> Result<Vec<Member>, Stop> {
        let merges = entries.iter().any(|entry| entry.key.merge);
        let own = entries.iter().filter(|entry| merges && !entry.key.merge);
        let mut seen: HashSet<String> = own.map(|entry| entry.key.text.value.clone()).collect();
        let mut members = Vec::with_capacity(entries.len());
        for Entry { key, value } in entries {
            if !key.merge {
                let key = key.text;
                members.push(Member { key, value });
                continue;
            }
            let sources = match value.kind {
                NodeKind::Array(items) => items,
                _ => vec![value],
            };
            for source in sources {
                let NodeKind::Object(object) = source.kind else {
                    return Err(error(source.span, "a merge key `<<` takes a mapping")
                        .label("not a mapping")
                        .also(key.text.span, "merged here")
                        .into());
                };
                for member in object.members {
                    if seen.insert(member.key.value.clone()) {
                        members.push(member);
                    }
                }
            }
        }
        Ok(members)
    }

    /// A tag's suffix where it says what untagged YAML can say too; else the tag as it is written.
    fn tag(&self, tag: Option<Cow<'_, Tag>>, span: Span) -> (Option<String>, Option<Text>) {
        let Some(tag) = tag else {
            return (None, None);
        };
        let core = matches!(
            tag.suffix.as_str(),
            "str" | "int" | "float" | "bool" | "null" | "map" | "seq"
        );
        if tag.is_yaml_core_schema() && core || tag.handle.is_empty() && tag.suffix == "!" {
            return (Some(tag.suffix.clone()), None);
        }
        (None, Some(self.places.tag(span.start)))
    }
}

impl Size {
    fn of(kind: &NodeKind) -> Size {
        match kind {
            NodeKind::String(text) => Size::of_text(text),
            _ => Size {
                weight: NODE_WEIGHT,
                depth: 0,
            },
        }
    }

    fn of_text(text: &Text) -> Size {
        Size {
            weight: NODE_WEIGHT + text.value.len(),
            depth: 0,
        }
    }
}

fn error(span: Span, message: impl Into<String>) -> Diagnostic {
    Diagnostic::error(CODE, span, message)
}
