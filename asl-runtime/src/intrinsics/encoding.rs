//! `States.Base64Encode`, `States.Base64Decode` and `States.Hash`.

use base64::Engine;
use base64::alphabet::STANDARD;
use base64::engine::{DecodePaddingMode, GeneralPurpose, GeneralPurposeConfig};
use md5::Md5;
use sha1::Sha1;
use sha2::{Digest, Sha256, Sha384, Sha512};

use super::{IntrinsicError, Result, string};
use crate::value::Value;

/// Padded when written; as tolerant as Java's decoder when read.
const BASE64: GeneralPurpose = GeneralPurpose::new(
    &STANDARD,
    GeneralPurposeConfig::new()
        .with_decode_padding_mode(DecodePaddingMode::Indifferent)
        .with_decode_allow_trailing_bits(true),
);

/// Step Functions takes no more characters than this.
const LONGEST: usize = 10_000;

fn limited(data: &str) -> Result<&str> {
    match data.chars().nth(LONGEST) {
        None => Ok(data),
        Some(_) => Err(IntrinsicError::new(format!(
            "The data is longer than {LONGEST} characters"
        ))),
    }
}

/// `States.Base64Encode`
pub fn base64_encode(data: &Value) -> Result {
    Ok(BASE64.encode(limited(string("data", data)?)?).into())
}

/// `States.Base64Decode`: bytes that are no UTF-8 become replacement characters.
pub fn base64_decode(data: &Value) -> Result {
    let bytes = BASE64.decode(limited(string("data", data)?)?);
    let bytes =
        bytes.map_err(|error| IntrinsicError::new(format!("The data is not Base64: {error}")))?;
    Ok(String::from_utf8_lossy(&bytes).into())
}

/// `States.Hash`: the digest in hexadecimal, of a string's characters or of the JSON text of anything else.
pub fn hash(data: &Value, algorithm: &Value) -> Result {
    let algorithm = string("algorithm", algorithm)?;
    match data.as_str() {
        Some(text) => hash_text(limited(text)?, algorithm),
        None => hash_text(limited(&data.to_json_string())?, algorithm),
    }
}

/// The digest of a text in hexadecimal: `MD5`, `SHA-1`, `SHA-256`, `SHA-384` or `SHA-512`.
pub fn hash_text(text: &str, algorithm: &str) -> Result {
    fn digest<D: Digest>(text: &str) -> Vec<u8> {
        D::digest(text).to_vec()
    }
    let digest = match algorithm {
        "MD5" => digest::<Md5>(text),
        "SHA-1" => digest::<Sha1>(text),
        "SHA-256" => digest::<Sha256>(text),
        "SHA-384" => digest::<Sha384>(text),
        "SHA-512" => digest::<Sha512>(text),
        other => {
            return Err(IntrinsicError::new(format!(
                "The algorithm must be MD5, SHA-1, SHA-256, SHA-384 or SHA-512, but was: {other}"
            )));
        }
    };
    let hexadecimal: String = digest.iter().map(|byte| format!("{byte:02x}")).collect();
    Ok(hexadecimal.into())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::value;

    #[test]
    fn base64_goes_there_and_back() {
        for (text, encoded) in [("", ""), ("a", "YQ=="), ("Grüße 😀", "R3LDvMOfZSDwn5iA")] {
            assert_eq!(base64_encode(&text.into()).unwrap(), encoded.into());
            assert_eq!(base64_decode(&encoded.into()).unwrap(), text.into());
        }
        assert_eq!(base64_decode(&"YQ".into()).unwrap(), "a".into());
        assert_eq!(base64_decode(&"/w==".into()).unwrap(), "\u{FFFD}".into());
        for wrong in [value!("Y"), value!("Y Q="), value!("_w=="), value!(1)] {
            assert!(base64_decode(&wrong).is_err(), "{wrong}");
        }
        assert!(base64_encode(&Value::NULL).is_err());
    }

    #[test]
    fn data_is_limited_in_characters() {
        let (longest, longer) = ("é".repeat(LONGEST).into(), "é".repeat(LONGEST + 1).into());
        assert!(base64_encode(&longest).is_ok() && base64_encode(&longer).is_err());
        assert!(hash(&longest, &"MD5".into()).is_ok() && hash(&longer, &"MD5".into()).is_err());
    }

    #[test]
    fn digests_are_the_well_known_ones() {
        let digest = |data: Value, algorithm: &str| hash(&data, &algorithm.into()).unwrap();
        for (algorithm, of_nothing) in [
            ("MD5", "d41d8cd98f00b204e9800998ecf8427e"),
            ("SHA-1", "da39a3ee5e6b4b0d3255bfef95601890afd80709"),
            (
                "SHA-256",
                "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
            ),
        ] {
            assert_eq!(digest("".into(), algorithm), of_nothing.into());
        }
        assert_eq!(digest("".into(), "SHA-384").as_str().unwrap().len(), 96);
        assert_eq!(digest("".into(), "SHA-512").as_str().unwrap().len(), 128);
        assert_eq!(
            digest(value!({ "a": 1 }), "MD5"),
            digest(r#"{"a":1}"#.into(), "MD5")
        );
        assert!(hash(&"".into(), &"sha-256".into()).is_err());
        assert!(hash(&"".into(), &1.into()).is_err());
    }
}
