//! Data in the history: JSON text within JSON.

use std::borrow::Cow;

use serde::de::Error as _;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use crate::value::Value;

/// Data of an execution in its history: AWS shows it as JSON text.
#[derive(Clone, Debug, PartialEq)]
pub struct JsonText(pub Value);

impl Serialize for JsonText {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        // The text is escaped once more: in one go, which is faster than piece by piece as it is written.
        serializer.serialize_str(&self.0.to_json_string())
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
