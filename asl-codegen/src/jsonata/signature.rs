//! Signatures of functions, `<s-nn?:s>`: what arguments a function takes.

use std::ops::Range;

use super::syntax::{Result, SyntaxError};

/// A parsed signature.
#[derive(Clone, Debug, PartialEq)]
pub struct Signature {
    /// As it is written, blanks left out.
    pub definition: String,
    /// The parameters.
    pub parameters: Vec<Parameter>,
}

/// A parameter of a [`Signature`].
#[derive(Clone, Debug, PartialEq)]
pub struct Parameter {
    /// The types it takes, a letter each: `s` string, `n` number, `b` boolean, `l` null, `o` object, `a` array,
    /// `f` function, `j` any JSON, `x` anything.
    pub types: String,
    /// What an array has to hold, or a function's own signature: `n` in `a<n>`.
    pub subtype: Option<String>,
    /// `-`: the context stands in where it is left out.
    pub context: bool,
    /// `?`
    pub optional: bool,
    /// `+`
    pub repeated: bool,
}

impl Signature {
    /// Reads a signature that stands at `span`.
    pub(super) fn parse(definition: &str, span: Range<usize>) -> Result<Signature> {
        let mut parameters: Vec<Parameter> = Vec::new();
        let chars: Vec<char> = definition.chars().collect();
        let mut at = 1;
        while let Some(&char) = chars.get(at) {
            match char {
                ':' => break,
                's' | 'n' | 'b' | 'l' | 'o' | 'a' | 'f' | 'j' | 'x' => {
                    parameters.push(Parameter::of(char.to_string()));
                }
                '(' => {
                    let end = closing(&chars, at, '(', ')');
                    let choice: String = chars[at + 1..end.min(chars.len())].iter().collect();
                    if choice.contains('<') {
                        return Err(SyntaxError::new("S0402", span));
                    }
                    parameters.push(Parameter::of(choice));
                    at = end;
                }
                '<' => {
                    let end = closing(&chars, at, '<', '>');
                    match parameters.last_mut() {
                        Some(last) if last.types == "a" || last.types == "f" => {
                            last.subtype =
                                Some(chars[at + 1..end.min(chars.len())].iter().collect());
                        }
                        _ => return Err(SyntaxError::new("S0401", span)),
                    }
                    at = end;
                }
                '-' | '?' | '+' => {
                    if let Some(last) = parameters.last_mut() {
                        last.context |= char == '-';
                        last.optional |= char == '?';
                        last.repeated |= char == '+';
                    }
                }
                _ => {}
            }
            at += 1;
        }
        Ok(Signature {
            definition: definition.to_owned(),
            parameters,
        })
    }
}

impl Parameter {
    fn of(types: String) -> Parameter {
        Parameter {
            types,
            subtype: None,
            context: false,
            optional: false,
            repeated: false,
        }
    }
}

/// Where the bracket that is opened at `start` is closed, or the end.
fn closing(chars: &[char], start: usize, open: char, close: char) -> usize {
    let mut depth = 1;
    let mut at = start + 1;
    while let Some(&char) = chars.get(at) {
        if char == close {
            depth -= 1;
            if depth == 0 {
                break;
            }
        } else if char == open {
            depth += 1;
        }
        at += 1;
    }
    at
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parse(definition: &str) -> Signature {
        Signature::parse(definition, 0..0).unwrap()
    }

    #[test]
    fn parameters_and_their_marks() {
        let signature = parse("<s-(sf)n?:a<s>>");
        let types: Vec<_> = signature.parameters.iter().map(|p| &*p.types).collect();
        assert_eq!(types, ["s", "sf", "n"]);
        assert!(signature.parameters[0].context && !signature.parameters[0].optional);
        assert!(signature.parameters[2].optional);
        assert_eq!(
            parse("<a<n>:n>").parameters[0].subtype.as_deref(),
            Some("n")
        );
        assert!(parse("<a+>").parameters[0].repeated);
        assert!(parse("<:n>").parameters.is_empty());
    }

    #[test]
    fn type_parameters_only_where_they_have_a_meaning() {
        let code = |definition| Signature::parse(definition, 0..1).unwrap_err().code;
        assert_eq!(code("<n<s>>"), "S0401");
        assert_eq!(code("<(sa<n>)>"), "S0402");
        // What is left open is read to the end.
        assert_eq!(parse("<a<n").parameters[0].subtype.as_deref(), Some("n"));
    }
}
