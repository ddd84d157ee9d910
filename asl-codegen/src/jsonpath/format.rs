//! The template of `States.Format`: text with `{}` in it.

/// A part of a `States.Format` template.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum FormatPart {
    /// Text that is taken as it stands, escapes resolved.
    Text(String),
    /// `{}`: the next argument.
    Argument,
}

/// The parts of a `States.Format` template, given as [`IntrinsicArgument::String`](super::IntrinsicArgument::String) holds it.
pub fn format_parts(template: &str) -> Vec<FormatPart> {
    let mut parts = Vec::new();
    let mut plain = String::new();
    let mut rest = template.chars().peekable();
    while let Some(next) = rest.next() {
        match next {
            '\\' => match rest.next_if(|c| is_escapable(*c)) {
                Some(escaped) => plain.push(escaped),
                None => plain.push('\\'),
            },
            '{' if rest.next_if_eq(&'}').is_some() => {
                if !plain.is_empty() {
                    parts.push(FormatPart::Text(std::mem::take(&mut plain)));
                }
                parts.push(FormatPart::Argument);
            }
            _ => plain.push(next),
        }
    }
    if !plain.is_empty() {
        parts.push(FormatPart::Text(plain));
    }
    parts
}

/// What a backslash protects; before anything else it is a character like others.
pub(super) fn is_escapable(c: char) -> bool {
    matches!(c, '\'' | '\\' | '{' | '}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn braces_can_be_escaped_and_other_backslashes_stay() {
        let text = |text: &str| FormatPart::Text(text.to_owned());
        assert_eq!(
            format_parts(r"\{{}\} is"),
            [text("{"), FormatPart::Argument, text("} is")]
        );
        assert_eq!(
            format_parts(r"\\{}, it\'s \n {"),
            [text(r"\"), FormatPart::Argument, text(r", it's \n {")]
        );
        assert_eq!(format_parts(""), []);
    }
}
