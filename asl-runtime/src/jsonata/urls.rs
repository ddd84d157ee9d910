//! Functions of URLs.

use super::arguments::string;
use super::error::Error;
use super::operand::Operand;
use super::text;

/// What has a meaning in a URL, and is left alone where all of one is encoded or decoded.
const RESERVED: &str = ";/?:@&=+$,#";

/// What is never encoded, besides letters and digits.
const UNRESERVED: &str = "-_.!~*'()";

/// `$encodeUrl(text)`
pub fn encode_url(operand: impl Operand) -> Result<Option<String>, Error> {
    let text = string(&operand, "encodeUrl", 1)?;
    Ok(text.map(|text| encoded(text, |c| RESERVED.contains(c))))
}

/// `$encodeUrlComponent(text)`
pub fn encode_url_component(operand: impl Operand) -> Result<Option<String>, Error> {
    let text = string(&operand, "encodeUrlComponent", 1)?;
    Ok(text.map(|text| encoded(text, |_| false)))
}

/// `$decodeUrl(text)`
pub fn decode_url(operand: impl Operand) -> Result<Option<String>, Error> {
    decode(operand, "decodeUrl", RESERVED)
}

/// `$decodeUrlComponent(text)`
pub fn decode_url_component(operand: impl Operand) -> Result<Option<String>, Error> {
    decode(operand, "decodeUrlComponent", "")
}

fn encoded(text: &str, left_alone: fn(char) -> bool) -> String {
    let mut url = String::with_capacity(text.len());
    for char in text.chars() {
        if char.is_ascii_alphanumeric() || UNRESERVED.contains(char) || left_alone(char) {
            url.push(char);
            continue;
        }
        for byte in char.encode_utf8(&mut [0; 4]).bytes() {
            let digit =
                |value: u8| char::from_digit(value.into(), 16).map(|c| c.to_ascii_uppercase());
            url.push('%');
            url.extend([digit(byte >> 4), digit(byte & 15)].into_iter().flatten());
        }
    }
    url
}

fn decode(
    operand: impl Operand,
    function: &str,
    left_alone: &str,
) -> Result<Option<String>, Error> {
    let Some(text) = string(&operand, function, 1)? else {
        return Ok(None);
    };
    match decoded(text, left_alone) {
        Some(decoded) => Ok(Some(decoded)),
        None => {
            let text = text::quoted(text);
            let message = format!("Malformed URL passed to ${function}(): {text}");
            Err(Error::new("D3140", message))
        }
    }
}

/// `None` if it is malformed.
fn decoded(text: &str, left_alone: &str) -> Option<String> {
    let mut decoded = Vec::with_capacity(text.len());
    let mut rest = text.as_bytes();
    while let [first, behind @ ..] = rest {
        if *first != b'%' {
            decoded.push(*first);
            rest = behind;
            continue;
        }
        let byte = byte(rest)?;
        if left_alone.as_bytes().contains(&byte) {
            decoded.extend(&rest[..3]);
            rest = &rest[3..];
            continue;
        }
        // A character is encoded as a whole: an encoded byte is not continued by others.
        let length = match byte {
            0..0x80 => 1,
            0xc0..0xe0 => 2,
            0xe0..0xf0 => 3,
            0xf0..0xf8 => 4,
            _ => return None,
        };
        let mut char = Vec::new();
        for _ in 0..length {
            char.push(self::byte(rest)?);
            rest = &rest[3..];
        }
        std::str::from_utf8(&char).ok()?;
        decoded.extend(char);
    }
    String::from_utf8(decoded).ok()
}

/// `%` and two hexadecimal digits.
fn byte(text: &[u8]) -> Option<u8> {
    let [b'%', high, low, ..] = text else {
        return None;
    };
    let digit = |digit: u8| char::from(digit).to_digit(16);
    u8::try_from(digit(*high)? * 16 + digit(*low)?).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn some(text: &str) -> Option<String> {
        Some(text.to_owned())
    }

    #[test]
    fn encoding() {
        assert_eq!(
            encode_url("a b?x=é&y=#1").unwrap(),
            some("a%20b?x=%C3%A9&y=#1")
        );
        assert_eq!(
            encode_url_component("a b?x=é&y=😀-_.!~*'()").unwrap(),
            some("a%20b%3Fx%3D%C3%A9%26y%3D%F0%9F%98%80-_.!~*'()")
        );
        assert_eq!(encode_url(None::<&str>).unwrap(), None);
        assert_eq!(encode_url_component(1.0).unwrap_err().code, "T0410");
    }

    #[test]
    fn decoding() {
        assert_eq!(decode_url("a%20b%3Fx=%C3%A9").unwrap(), some("a b%3Fx=é"));
        assert_eq!(
            decode_url_component("a%20b%3fx%F0%9F%98%80é").unwrap(),
            some("a b?x😀é")
        );
        for wrong in [
            "%",
            "%8",
            "%zz",
            "%C3",
            "%C3x",
            "%80",
            "%ED%A0%80",
            "%C0%80",
            "%F8%80%80%80%80",
        ] {
            let error = decode_url(wrong).unwrap_err();
            let message = format!("Malformed URL passed to $decodeUrl(): \"{wrong}\"");
            assert_eq!((error.code, error.message), ("D3140", message));
        }
    }
}
