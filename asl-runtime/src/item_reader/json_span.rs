//! Where a JSON value ends, in text that comes in pieces.

/// Finds the end of a value without looking at what it is.
///
/// It sees brackets, quotes and what separates values; whether the text between is JSON is for others to say.
#[derive(Default)]
pub(super) struct Span {
    /// How many brackets are open.
    nesting: u64,
    in_string: bool,
    escaped: bool,
}

impl Span {
    /// Goes on with the next bytes of the value, of which there is at least one: where it ends, if it does.
    pub(super) fn end(&mut self, bytes: &[u8]) -> Option<usize> {
        let mut at = 0;
        while at < bytes.len() {
            if self.in_string {
                if self.escaped {
                    self.escaped = false;
                    at += 1;
                    continue;
                }
                at += memchr::memchr2(b'"', b'\\', &bytes[at..])? + 1;
                match bytes[at - 1] {
                    b'\\' => self.escaped = true,
                    _ => {
                        self.in_string = false;
                        if self.nesting == 0 {
                            return Some(at);
                        }
                    }
                }
                continue;
            }
            match bytes[at] {
                b'"' => self.in_string = true,
                b'{' | b'[' => self.nesting += 1,
                b'}' | b']' => match self.nesting {
                    // It belongs to what the value stands in.
                    0 => return Some(at),
                    1 => return Some(at + 1),
                    _ => self.nesting -= 1,
                },
                b',' | b' ' | b'\t' | b'\r' | b'\n' if self.nesting == 0 => return Some(at),
                _ => {}
            }
            at += 1;
        }
        None
    }
}
