//! JSON: the elements of an array, or the members of an object that `ItemsPointer` leads to, are the items.

use super::json_span::Span;
use super::object::{ITEM_LIMIT, Parser, ReadError};
use crate::value::{Map, Value, ValueReader};

/// Reads JSON that comes in pieces.
pub(super) struct Json {
    /// The parts of `ItemsPointer`.
    pointer: Vec<String>,
    /// How many of them have been followed.
    followed: usize,
    place: Place,
    /// The name or item that is being read, and what of it came in earlier pieces.
    span: Span,
    begun: Vec<u8>,
    /// The name of the member that is being read, of an object of items.
    name: Option<Value>,
    /// The number of the element that comes next: of an array that the pointer leads through, or of the items.
    index: u64,
    values: ValueReader,
}

/// Where in the text it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Place {
    /// Before a value that the pointer leads through or to.
    Value,
    /// Before an element of an array that it leads through; `]` can come instead if it is the first.
    Element { first: bool },
    /// Before the name of a member of an object that it leads through, or that has the items.
    Name { first: bool },
    /// In such a name.
    InName,
    /// Before the colon behind it, and then?
    Colon(Next),
    /// Before a value that it leads past.
    Passed,
    /// In such a value.
    InPassed,
    /// Behind that.
    BehindPassed,
    /// Before an item; `]` can come instead if it is an array's first.
    Item { first: bool },
    /// In an item.
    InItem,
    /// Behind an item.
    BehindItem,
    /// Behind the last one.
    End,
}

/// What to do with a member.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Next {
    Follow,
    Pass,
    Item,
}

impl Json {
    /// Of the array or object at this JSON Pointer, `/data/orders`.
    pub(super) fn new(pointer: Option<&str>) -> Result<Json, ReadError> {
        let pointer = pointer.unwrap_or_default();
        let mut parts = pointer.split('/');
        if !parts.next().unwrap_or_default().is_empty() {
            return Err(ReadError::Other(format!(
                "ItemsPointer `{pointer}` is not a JSON Pointer: it has to begin with `/`"
            )));
        }
        Ok(Json {
            pointer: parts
                .map(|part| part.replace("~1", "/").replace("~0", "~"))
                .collect(),
            followed: 0,
            place: Place::Value,
            span: Span::default(),
            begun: Vec::new(),
            name: None,
            index: 0,
            values: ValueReader::default(),
        })
    }

    /// Whether the value that is being read is the one that has the items.
    fn is_at_items(&self) -> bool {
        self.followed == self.pointer.len()
    }

    fn leads_nowhere(&self) -> ReadError {
        let pointer: String = self.pointer.iter().map(|part| format!("/{part}")).collect();
        ReadError::Other(format!("ItemsPointer `{pointer}` leads to nothing"))
    }

    fn unexpected(&self, byte: u8) -> ReadError {
        let found = match byte {
            b' '..=b'~' => format!("`{}`", byte as char),
            _ => format!("the byte {byte:#04x}"),
        };
        let place = match (self.place, self.index) {
            (Place::End, _) => "behind the items".to_owned(),
            (_, index) if self.is_at_items() && index > 0 => format!("behind item {}", index - 1),
            _ => "before the first item".to_owned(),
        };
        ReadError::Other(format!("it is not JSON: unexpected {found} {place}"))
    }

    /// A step that one byte decides, which is no white space. Whether the byte has been used up.
    fn step(&mut self, byte: u8) -> Result<bool, ReadError> {
        self.place = match (self.place, byte) {
            (Place::Value, b'[') if self.is_at_items() => Place::Item { first: true },
            (Place::Value, b'{') if self.is_at_items() && !self.pointer.is_empty() => {
                Place::Name { first: true }
            }
            (Place::Value, _) if self.is_at_items() => {
                return Err(ReadError::Exact(
                    "Attempting to map over non-iterable node.",
                ));
            }
            (Place::Value, b'{') => Place::Name { first: true },
            (Place::Value, b'[') => {
                self.index = 0;
                Place::Element { first: true }
            }
            (Place::Value, _) => return Err(self.leads_nowhere()),

            (Place::Element { first: true }, b']') => return Err(self.leads_nowhere()),
            (Place::Element { .. }, _) => {
                let wanted = self.pointer[self.followed] == self.index.to_string();
                self.index += 1;
                self.place = self.enter(if wanted { Next::Follow } else { Next::Pass });
                return Ok(false);
            }
            (Place::Name { .. }, b'"') => {
                self.span = Span::default();
                self.place = Place::InName;
                return Ok(false);
            }
            (Place::Name { first: true }, b'}') if self.is_at_items() => Place::End,
            (Place::Name { first: true }, b'}') => return Err(self.leads_nowhere()),
            (Place::Colon(next), b':') => self.enter(next),
            (Place::Passed, _) => {
                self.span = Span::default();
                self.place = Place::InPassed;
                return Ok(false);
            }
            (Place::BehindPassed, b',') if self.name.is_none() => Place::Element { first: false },
            (Place::BehindPassed, b',') => Place::Name { first: false },
            (Place::BehindPassed, b'}' | b']') => return Err(self.leads_nowhere()),

            (Place::Item { first: true }, b']') => Place::End,
            (Place::Item { .. }, b',' | b']' | b'}') => return Err(self.unexpected(byte)),
            (Place::Item { .. }, _) => {
                self.span = Span::default();
                self.place = Place::InItem;
                return Ok(false);
            }
            (Place::BehindItem, b',') if self.name.is_none() => Place::Item { first: false },
            (Place::BehindItem, b',') => Place::Name { first: false },
            (Place::BehindItem, b']') if self.name.is_none() => Place::End,
            (Place::BehindItem, b'}') if self.name.is_some() => Place::End,
            _ => return Err(self.unexpected(byte)),
        };
        Ok(true)
    }

    fn enter(&mut self, next: Next) -> Place {
        match next {
            Next::Follow => {
                self.followed += 1;
                self.name = None;
                self.index = 0;
                Place::Value
            }
            Next::Pass => Place::Passed,
            Next::Item => Place::Item { first: false },
        }
    }

    /// The whole text of a name or an item has come.
    fn complete(&mut self, text: &[u8], items: &mut Vec<Value>) -> Result<(), ReadError> {
        if self.place == Place::InName {
            let name = self.values.read(text);
            let name =
                name.map_err(|error| ReadError::Other(format!("it is not JSON: {error}")))?;
            let next = match name.as_str() {
                _ if self.is_at_items() => Next::Item,
                Some(name) if name == self.pointer[self.followed] => Next::Follow,
                _ => Next::Pass,
            };
            self.name = Some(name);
            self.place = Place::Colon(next);
            return Ok(());
        }
        let index = self.index;
        self.index += 1;
        let item = self
            .values
            .read(text)
            .map_err(|error| ReadError::Other(format!("item {index} is not JSON: {error}")))?;
        items.push(match &self.name {
            None => item,
            Some(name) => {
                let mut member = Map::with_capacity(2);
                member.insert("Key", name);
                member.insert("Value", item);
                member.into()
            }
        });
        self.place = Place::BehindItem;
        Ok(())
    }

    fn keep(&mut self, bytes: &[u8]) -> Result<(), ReadError> {
        if self.begun.len() + bytes.len() > ITEM_LIMIT {
            let what = match self.place {
                Place::InName => "a name".to_owned(),
                _ => format!("item {}", self.index),
            };
            return Err(ReadError::Other(format!(
                "{what} is longer than {ITEM_LIMIT} bytes"
            )));
        }
        self.begun.extend_from_slice(bytes);
        Ok(())
    }
}

impl Parser for Json {
    fn feed(&mut self, mut bytes: &[u8], items: &mut Vec<Value>) -> Result<(), ReadError> {
        while let Some(&byte) = bytes.first() {
            match self.place {
                Place::InName | Place::InItem => {
                    let Some(end) = self.span.end(bytes) else {
                        return self.keep(bytes);
                    };
                    if self.begun.is_empty() && end <= ITEM_LIMIT {
                        self.complete(&bytes[..end], items)?;
                    } else {
                        self.keep(&bytes[..end])?;
                        let mut text = std::mem::take(&mut self.begun);
                        self.complete(&text, items)?;
                        text.clear();
                        self.begun = text;
                    }
                    bytes = &bytes[end..];
                }
                Place::End if self.has_all() => return Ok(()),
                Place::InPassed => {
                    let Some(end) = self.span.end(bytes) else {
                        return Ok(());
                    };
                    self.place = Place::BehindPassed;
                    bytes = &bytes[end..];
                }
                _ if byte.is_ascii_whitespace() => bytes = bytes.trim_ascii_start(),
                _ => {
                    if self.step(byte)? {
                        bytes = &bytes[1..];
                    }
                }
            }
        }
        Ok(())
    }

    fn end(&mut self, _: &mut Vec<Value>) -> Result<(), ReadError> {
        match self.place {
            Place::End => Ok(()),
            Place::Value if self.followed == 0 => Err(ReadError::Exact(
                "Attempting to map over non-iterable node.",
            )),
            _ if self.is_at_items() => Err(ReadError::Other(format!(
                "it ends in the middle of the items, of which {} are complete",
                self.index
            ))),
            _ => Err(ReadError::Other("it ends before the items".to_owned())),
        }
    }

    fn has_all(&self) -> bool {
        self.place == Place::End && !self.pointer.is_empty()
    }
}
