//! Data in the history: JSON text within JSON.

use std::borrow::Cow;
use std::cell::RefCell;

use serde::de::Error as _;
use serde::ser::Error as _;
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use serde_json::value::{RawValue, to_raw_value};

use super::Truncation;
use crate::value::Value;

/// Data of an execution in its history: AWS shows it as JSON text.
#[derive(Clone, Debug, PartialEq)]
pub struct JsonText(pub Value);

/// How events are written.
enum Texts {
    /// Each for itself, as AWS shows it.
    Apart,
    /// Together, for a store: what was written last may be next too.
    Together(Option<Written>),
}

struct Written {
    data: Value,
    /// Its text, as a JSON string.
    text: Box<RawValue>,
}

thread_local! {
    static TEXTS: RefCell<Texts> = const { RefCell::new(Texts::Apart) };
}

/// Has events written as a store keeps them: data that one after the other shows is printed and escaped once, and that
/// nothing was cut off goes without saying. What `write` does with events is to write them with serde_json.
pub(crate) fn as_stored<T>(write: impl FnOnce() -> T) -> T {
    struct Forget;
    impl Drop for Forget {
        fn drop(&mut self) {
            TEXTS.set(Texts::Apart);
        }
    }
    TEXTS.set(Texts::Together(None));
    let _forget = Forget;
    write()
}

/// Whether a store need not be told of this: nothing is ever cut off.
pub(super) fn goes_without_saying(details: &Truncation) -> bool {
    !details.truncated && TEXTS.with_borrow(|texts| matches!(texts, Texts::Together(_)))
}

impl Serialize for JsonText {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        TEXTS.with_borrow_mut(|texts| {
            let Texts::Together(last) = texts else {
                // The text is escaped once more: in one go, which is faster than piece by piece as it is written.
                return serializer.serialize_str(&self.0.to_json_string());
            };
            if let Some(last) = last
                && last.data.is_same(&self.0)
            {
                return last.text.serialize(serializer);
            }
            let written = Written {
                text: to_raw_value(&self.0.to_json_string()).map_err(S::Error::custom)?,
                data: self.0.clone(),
            };
            last.insert(written).text.serialize(serializer)
        })
    }
}

impl<'de> Deserialize<'de> for JsonText {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = Cow::<str>::deserialize(deserializer)?;
        Value::parse(text.as_ref())
            .map(JsonText)
            .map_err(D::Error::custom)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::value;

    #[test]
    fn what_is_shared_is_written_as_what_is_not() {
        let data = value!({ "note": "\"quoted\" \n", "n": [1, 2.5] });
        let others = [
            data.clone(),
            data.clone(),
            value!("text"),
            value!(1),
            value!(1),
            data,
        ];
        let texts: Vec<JsonText> = others.into_iter().map(JsonText).collect();
        let write = || serde_json::to_string(&texts).unwrap();
        let alone = write();
        assert_eq!(as_stored(write), alone);
        assert_eq!(
            serde_json::from_str::<Vec<JsonText>>(&alone).unwrap(),
            texts
        );
        // What was shared is forgotten, whatever happens.
        let _ = std::panic::catch_unwind(|| as_stored(|| panic!("on purpose")));
        assert!(TEXTS.with_borrow(|texts| matches!(texts, Texts::Apart)));
    }
}
