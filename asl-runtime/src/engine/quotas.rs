//! AWS's limits of what callers may give, and its words where they give more.

use super::Inner;

/// How many bytes the name of an error may have.
const ERROR: usize = 256;

/// How many bytes a cause may have.
const CAUSE: usize = 32_768;

/// What AWS's `ValidationException` says of a value that is too long.
pub(super) fn too_long(member: &str, most: usize) -> String {
    format!(
        "1 validation error detected: Value at '{member}' failed to satisfy constraint: \
         Member must have length less than or equal to {most}"
    )
}

/// How many characters a client token may have.
const CLIENT_TOKEN: usize = 64;

/// Why a client token can't be taken, if it can't.
pub(super) fn check_client_token(token: &str) -> Result<(), String> {
    let constraint = match token.chars().count() {
        0 => "Member must have length greater than or equal to 1",
        length if length > CLIENT_TOKEN => return Err(too_long("clientToken", CLIENT_TOKEN)),
        _ if !token.chars().all(|c| c.is_ascii_graphic()) => {
            "Member must satisfy regular expression pattern: [!-~]+"
        }
        _ => return Ok(()),
    };
    Err(format!(
        "1 validation error detected: Value at 'clientToken' failed to satisfy constraint: {constraint}"
    ))
}

/// How many executions a page may have.
const PAGE: usize = 1_000;

/// How many executions a page has that is asked for so many, where 0 stands for AWS's default.
pub(super) fn page(max_results: usize) -> Result<usize, String> {
    match max_results {
        0 => Ok(100),
        1..=PAGE => Ok(max_results),
        _ => Err(format!(
            "1 validation error detected: Value '{max_results}' at 'maxResults' failed to satisfy constraint: \
             Member must have value less than or equal to {PAGE}"
        )),
    }
}

/// Why an error and its cause can't be taken, if they can't.
pub(super) fn check_error(error: Option<&str>, cause: Option<&str>) -> Result<(), String> {
    for (member, text, most) in [("error", error, ERROR), ("cause", cause, CAUSE)] {
        if text.is_some_and(|text| text.len() > most) {
            return Err(too_long(member, most));
        }
    }
    Ok(())
}

impl Inner {
    /// Why data of so many bytes can't be taken, if it can't.
    pub(super) fn check_data(&self, member: &str, bytes: usize) -> Result<(), String> {
        match self.options.data_limit {
            Some(most) if bytes > most => Err(too_long(member, most)),
            _ => Ok(()),
        }
    }
}
