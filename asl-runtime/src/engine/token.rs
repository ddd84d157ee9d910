//! Task tokens: the text under which a call's result comes from outside.

use std::fmt;
use std::ops::RangeInclusive;
use std::str::FromStr;

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;

use super::EngineError;
use crate::callback::CallbackId;
use crate::store::ExecutionId;

/// Which callback of which execution.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct TaskToken {
    pub(super) execution: ExecutionId,
    pub(super) callback: CallbackId,
}

impl TaskToken {
    /// All that an execution may have.
    pub(super) fn all_of(execution: ExecutionId) -> RangeInclusive<TaskToken> {
        let token = |bits| TaskToken {
            execution,
            callback: CallbackId::from_bits(bits),
        };
        token(0)..=token(u128::MAX)
    }
}

impl fmt::Display for TaskToken {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut bytes = [0; 24];
        bytes[..8].copy_from_slice(&self.execution.0.to_be_bytes());
        bytes[8..].copy_from_slice(&self.callback.to_bits().to_be_bytes());
        f.write_str(&URL_SAFE_NO_PAD.encode(bytes))
    }
}

impl FromStr for TaskToken {
    type Err = EngineError;

    fn from_str(text: &str) -> Result<Self, EngineError> {
        let bytes = URL_SAFE_NO_PAD.decode(text).ok();
        let bytes: Option<[u8; 24]> = bytes.and_then(|bytes| bytes.try_into().ok());
        let bytes = bytes.ok_or(EngineError::InvalidToken)?;
        let (mut execution, mut callback) = ([0; 8], [0; 16]);
        execution.copy_from_slice(&bytes[..8]);
        callback.copy_from_slice(&bytes[8..]);
        Ok(TaskToken {
            execution: ExecutionId(i64::from_be_bytes(execution)),
            callback: CallbackId::from_bits(u128::from_be_bytes(callback)),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tokens_are_read_back() {
        let token = TaskToken {
            execution: ExecutionId(17),
            callback: CallbackId::random(),
        };
        assert_eq!(token.to_string().parse::<TaskToken>().unwrap(), token);
        for text in ["", "?", "AAAA", &"A".repeat(33)] {
            let read = text.parse::<TaskToken>();
            assert!(matches!(read, Err(EngineError::InvalidToken)), "{text}");
        }
    }
}
