//! JSON text from values and values from JSON text; and values as Java prints them.

use std::fmt::{self, Debug, Display, Write};
use std::slice;
use std::str::FromStr;

use super::{Kind, Map, ParseError, Value, map};

impl Value {
    /// Reads JSON text.
    pub fn parse(json: impl AsRef<[u8]>) -> Result<Value, ParseError> {
        serde_json::from_slice(json.as_ref()).map_err(ParseError)
    }

    /// Compact JSON text.
    pub fn to_json_string(&self) -> String {
        let mut json = match self.is_container() {
            true => String::with_capacity(128),
            false => String::new(),
        };
        self.write_json(&mut json);
        json
    }

    /// Appends compact JSON text.
    pub(crate) fn write_json(&self, out: &mut String) {
        // Writing to a string cannot fail.
        let _ = write_value(self, Notation::Json, out);
    }

    /// How many containers stand in each other at the deepest place: 0 for a scalar, 2 for `[[1], 2]`.
    ///
    /// Data deeper than [`MAX_DEPTH`](super::MAX_DEPTH) prints as JSON text that [`parse`](Value::parse) refuses, so who
    /// stores a value has to look first.
    pub fn depth(&self) -> usize {
        let mut deepest = 0;
        let mut inner = vec![(self, 1)];
        while let Some((value, level)) = inner.pop() {
            if value.is_container() {
                deepest = deepest.max(level);
            }
            match value.kind() {
                Kind::Array(elements) => {
                    let containers = elements.iter().filter(|element| element.is_container());
                    inner.extend(containers.map(|element| (element, level + 1)));
                }
                Kind::Object(members) => {
                    let containers = members.values().filter(|member| member.is_container());
                    inner.extend(containers.map(|member| (member, level + 1)));
                }
                _ => {}
            }
        }
        deepest
    }

    /// As Java prints collections: `{name=A, sizes=[1, 2.5]}`. Step Functions shows data so in some places.
    pub(crate) fn to_java_string(&self) -> String {
        let mut text = String::new();
        let _ = write_value(self, Notation::Java, &mut text);
        text
    }

    /// Whether [`json_len`](Value::json_len) is this at most. Where it is far less, no text is looked at.
    pub(crate) fn json_len_is_within(&self, limit: usize) -> bool {
        let mut most = 0;
        let mut inner = vec![self];
        while let Some(value) = inner.pop() {
            most += match value.kind() {
                Kind::String(string) => 2 + LONGEST_ESCAPE * string.len(),
                Kind::Array(elements) => {
                    inner.extend(elements);
                    2 + elements.len()
                }
                Kind::Object(members) => {
                    inner.extend(members.values());
                    let names = members.keys().map(|name| LONGEST_ESCAPE * name.len());
                    2 + 4 * members.len() + names.sum::<usize>()
                }
                _ => LONGEST_SCALAR,
            };
            if most > limit {
                return self.json_len() <= limit;
            }
        }
        true
    }

    /// The length of [`to_json_string`](Value::to_json_string) in bytes, without building it.
    pub fn json_len(&self) -> usize {
        let mut counter = Counter(0);
        let _ = write_value(self, Notation::Json, &mut counter);
        counter.0
    }
}

impl FromStr for Value {
    type Err = ParseError;

    fn from_str(json: &str) -> Result<Value, ParseError> {
        Value::parse(json)
    }
}

/// Compact JSON.
impl Display for Value {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write_value(self, Notation::Json, f)
    }
}

/// Compact JSON.
impl Debug for Value {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write_value(self, Notation::Json, f)
    }
}

impl Debug for Map {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_map().entries(self).finish()
    }
}

/// As long as the text of a number or of a word can be.
const LONGEST_SCALAR: usize = 25;

/// What a byte takes at most: `\u0000`.
const LONGEST_ESCAPE: usize = 6;

struct Counter(usize);

impl Write for Counter {
    fn write_str(&mut self, text: &str) -> fmt::Result {
        self.0 += text.len();
        Ok(())
    }
}

/// How a value is written.
#[derive(Clone, Copy)]
enum Notation {
    /// Compact JSON.
    Json,
    /// The `toString` of Java's maps, lists, strings and numbers.
    Java,
}

impl Notation {
    fn comma(self) -> &'static str {
        match self {
            Notation::Json => ",",
            Notation::Java => ", ",
        }
    }

    fn name(self, name: &str, out: &mut impl Write) -> fmt::Result {
        self.string(name, out)?;
        out.write_char(match self {
            Notation::Json => ':',
            Notation::Java => '=',
        })
    }

    fn string(self, string: &str, out: &mut impl Write) -> fmt::Result {
        match self {
            Notation::Json => write_string(string, out),
            Notation::Java => out.write_str(string),
        }
    }

    fn float(self, float: f64, out: &mut impl Write) -> fmt::Result {
        match self {
            // Rust's debug form is the shortest that reads back as the same number, and has a fraction or an exponent.
            Notation::Json => write!(out, "{float:?}"),
            Notation::Java => write_java_double(float, out),
        }
    }
}

/// Java switches to an exponent earlier than Rust, and writes `1.0E7` for `1e7`.
fn write_java_double(float: f64, out: &mut impl Write) -> fmt::Result {
    if float == 0.0 || (1e-3..1e7).contains(&float.abs()) {
        return write!(out, "{float:?}");
    }
    let digits = format!("{float:e}");
    let (mantissa, exponent) = digits.split_once('e').unwrap_or((&digits, "0"));
    let fraction = if mantissa.contains('.') { "" } else { ".0" };
    write!(out, "{mantissa}{fraction}E{exponent}")
}

/// A container that is being written: what of it is still to come.
enum Open<'a> {
    Array(slice::Iter<'a, Value>),
    Object(map::Iter<'a>),
}

/// Writes a value, without recursion: the data may be nested very deep.
fn write_value(value: &Value, notation: Notation, out: &mut impl Write) -> fmt::Result {
    let mut open: Vec<Open<'_>> = Vec::new();
    let mut value = value;
    loop {
        match value.kind() {
            Kind::Null => out.write_str("null")?,
            Kind::Bool(bool) => out.write_str(if bool { "true" } else { "false" })?,
            Kind::Int(int) => out.write_str(itoa::Buffer::new().format(int))?,
            Kind::Float(float) => notation.float(float, out)?,
            Kind::String(string) => notation.string(string, out)?,
            Kind::Array(elements) => {
                out.write_char('[')?;
                let mut elements = elements.iter();
                if let Some(first) = elements.next() {
                    open.push(Open::Array(elements));
                    value = first;
                    continue;
                }
                out.write_char(']')?;
            }
            Kind::Object(members) => {
                out.write_char('{')?;
                let mut members = members.iter();
                if let Some((name, first)) = members.next() {
                    notation.name(name, out)?;
                    open.push(Open::Object(members));
                    value = first;
                    continue;
                }
                out.write_char('}')?;
            }
        }
        value = loop {
            match open.last_mut() {
                None => return Ok(()),
                Some(Open::Array(elements)) => match elements.next() {
                    Some(element) => {
                        out.write_str(notation.comma())?;
                        break element;
                    }
                    None => out.write_char(']')?,
                },
                Some(Open::Object(members)) => match members.next() {
                    Some((name, member)) => {
                        out.write_str(notation.comma())?;
                        notation.name(name, out)?;
                        break member;
                    }
                    None => out.write_char('}')?,
                },
            }
            open.pop();
        };
    }
}

/// Writes a JSON string: escapes what has to be escaped and nothing else.
pub(crate) fn write_string(string: &str, out: &mut impl Write) -> fmt::Result {
    out.write_char('"')?;
    let mut rest = string;
    loop {
        let (plain, special) = rest.split_at(plain_len(rest.as_bytes()));
        out.write_str(plain)?;
        let Some(&byte) = special.as_bytes().first() else {
            return out.write_char('"');
        };
        rest = &special[1..];
        match byte {
            b'"' => out.write_str("\\\"")?,
            b'\\' => out.write_str("\\\\")?,
            b'\n' => out.write_str("\\n")?,
            b'\r' => out.write_str("\\r")?,
            b'\t' => out.write_str("\\t")?,
            0x08 => out.write_str("\\b")?,
            0x0c => out.write_str("\\f")?,
            _ => write!(out, "\\u{byte:04X}")?,
        }
    }
}

/// How many bytes come before the first one that has to be escaped.
fn plain_len(bytes: &[u8]) -> usize {
    let is_special = |byte: &u8| *byte < 0x20 || *byte == b'"' || *byte == b'\\';
    // Sixteen at a time without a way out in between: the processor looks at all of them at once.
    let is_plain = |chunk: &&[u8; 16]| {
        !chunk
            .iter()
            .fold(false, |found, byte| found | is_special(byte))
    };
    let (chunks, _) = bytes.as_chunks();
    let plain = 16 * chunks.iter().take_while(is_plain).count();
    let special = bytes[plain..].iter().position(is_special);
    special.map_or(bytes.len(), |position| plain + position)
}
