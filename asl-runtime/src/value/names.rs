//! The names of members while data is read.

use std::cell::RefCell;
use std::fmt;

use arcstr::ArcStr;
use serde::de::{DeserializeSeed, Deserializer, Error, Visitor};

/// The names that have been read, so far as they have a place: objects of one text mostly have the same names, and
/// share them then. It takes less memory, and looking names up stays within a few cache lines.
#[derive(Default)]
pub(super) struct Names {
    places: RefCell<Vec<ArcStr>>,
}

/// How many names are remembered of a text that has few: most have, and shall not pay for more.
const FEW: usize = 4;

/// How many names are remembered of the others.
const MANY: usize = 64;

impl Names {
    /// A name, the same one for each time that it is read.
    pub(super) fn name(&self, name: &str) -> ArcStr {
        let mut places = self.places.borrow_mut();
        if places.is_empty() {
            places.resize(FEW, ArcStr::new());
        }
        if places.len() == FEW {
            let known = &places[place(name, FEW)];
            if !known.is_empty() && known != name {
                let few = std::mem::replace(&mut *places, vec![ArcStr::new(); MANY]);
                for known in few {
                    let place = place(&known, MANY);
                    places[place] = known;
                }
            }
        }
        let place = place(name, places.len());
        let place = &mut places[place];
        if *place != name {
            *place = name.into();
        }
        place.clone()
    }
}

/// Which of so many places, a power of two, a name has. Names of one place take it from each other, which costs no more than
/// not to remember them.
fn place(name: &str, places: usize) -> usize {
    let bytes = name.as_bytes();
    let [first, middle, last] = [0, bytes.len() / 2, bytes.len().saturating_sub(1)]
        .map(|at| usize::from(bytes.get(at).copied().unwrap_or_default()));
    (bytes.len() + 3 * first + 7 * middle + 13 * last) & (places - 1)
}

/// Reads a name.
impl<'de> DeserializeSeed<'de> for &Names {
    type Value = ArcStr;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<ArcStr, D::Error> {
        deserializer.deserialize_str(self)
    }
}

impl Visitor<'_> for &Names {
    type Value = ArcStr;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a string")
    }

    fn visit_str<E: Error>(self, name: &str) -> Result<ArcStr, E> {
        Ok(self.name(name))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Value;

    #[test]
    fn a_name_is_shared_and_never_another_one() {
        let names = Names::default();
        let many: Vec<String> = (0..500).map(|number| format!("name{number}")).collect();
        for name in many.iter().chain(&many) {
            assert_eq!(names.name(name), name.as_str());
            assert!(ArcStr::ptr_eq(&names.name(name), &names.name(name)));
        }
        assert_eq!(names.name(""), "");
        assert_eq!(names.name("é"), "é");
    }

    #[test]
    fn objects_that_are_read_share_their_names() {
        let json = r#"[{ "id": 1, "deep": { "id": 2 } }, { "id": 3 }]"#;
        let converted = Value::from(serde_json::from_str::<serde_json::Value>(json).unwrap());
        for read in [Value::parse(json).unwrap(), converted] {
            let name = |value: &Value| value.as_object().unwrap().keys().next().unwrap().clone();
            let first = name(&read[0]);
            assert!(ArcStr::ptr_eq(&first, &name(&read[0]["deep"])));
            assert!(ArcStr::ptr_eq(&first, &name(&read[1])));
        }
    }
}
