//! `$match`, `$contains`, `$replace` and `$split` with functions that find matches: regular expressions, and those that
//! do as such.

use super::function::Function;
use super::value::Any;
use crate::jsonata::error::Error;
use crate::jsonata::limits::Running;
use crate::jsonata::operand::{Operand, View};
use crate::jsonata::regex::filled_in;
use crate::jsonata::{self, Evaluation, Regex};

/// One match, with the units of UTF-16 that the reference counts.
struct Found {
    text: String,
    start: f64,
    end: f64,
    groups: Any,
    whole: Any,
}

/// Asks a matcher for its first match.
fn first(
    matcher: &Any,
    text: &Any,
    name: &str,
    cx: &mut Evaluation<'_>,
) -> Result<Option<Found>, Error> {
    let matcher = function(matcher)?;
    let found = matcher.apply(vec![text.clone()], name, cx)?;
    checked(found, name)
}

/// Asks for the match after one.
fn next(found: &Found, name: &str, cx: &mut Evaluation<'_>) -> Result<Option<Found>, Error> {
    let next = found.whole.member("next");
    let found = function(&next)?.apply(Vec::new(), name, cx)?;
    checked(found, name)
}

fn function(matcher: &Any) -> Result<&Function, Error> {
    let error = || Error::new("T1006", "Attempted to invoke a non-function");
    matcher.as_function().ok_or_else(error)
}

/// The regular expression that a matcher is: its own functions go through a text once.
fn regex(matcher: &Any) -> Option<&'static Regex> {
    matcher.as_function()?.as_regex()
}

fn checked(found: Any, name: &str) -> Result<Option<Found>, Error> {
    if found.is_undefined() {
        return Ok(None);
    }
    let member = |name: &str| found.member(name);
    let is_match = member("start").as_f64().is_some()
        || member("end").as_f64().is_some()
        || member("groups").is_array()
        || member("next").as_function().is_some();
    if !is_match {
        return Err(Error::no_matcher(name));
    }
    Ok(Some(Found {
        text: member("match").as_str().unwrap_or_default().to_owned(),
        start: member("start").as_f64().unwrap_or(0.0),
        end: member("end").as_f64().unwrap_or(0.0),
        groups: member("groups"),
        whole: found,
    }))
}

/// How many matches are asked for; negative numbers have an error of their own.
fn limit(limit: &Any, code: &'static str, message: &str) -> Result<f64, Error> {
    match limit.as_f64() {
        Some(number) if number < 0.0 => Err(Error::new(code, message)),
        Some(number) => Ok(number),
        None => Ok(f64::INFINITY),
    }
}

pub(super) fn contains(text: Any, token: Any, cx: &mut Evaluation<'_>) -> Result<Any, Error> {
    if text.is_undefined() {
        return Ok(text);
    }
    if !matches!(token, Any::Function(_)) {
        return Ok(jsonata::contains(text, token)?.into_any());
    }
    if let Some(regex) = regex(&token) {
        return Ok(jsonata::contains_match(text, regex)?.into_any());
    }
    Ok(first(&token, &text, "contains", cx)?.is_some().into_any())
}

pub(super) fn find(
    text: Any,
    matcher: Any,
    most: Any,
    cx: &mut Evaluation<'_>,
) -> Result<Any, Error> {
    if text.is_undefined() {
        return Ok(Any::Undefined);
    }
    if let Some(regex) = regex(&matcher) {
        return Ok(jsonata::matches(text, regex, most)?.into_any());
    }
    let most = limit(
        &most,
        "D3040",
        "Third argument of match function must evaluate to a positive number",
    )?;
    let running = Running::enter();
    let mut matches = Vec::new();
    if most > 0.0 {
        let mut found = first(&matcher, &text, "match", cx)?;
        while let Some(here) = found.take() {
            running.round()?;
            if (matches.len() as f64) >= most {
                break;
            }
            matches.push(Any::object(vec![
                ("match".into(), here.whole.member("match")),
                ("index".into(), here.whole.member("start")),
                ("groups".into(), here.groups.clone()),
            ]));
            found = next(&here, "match", cx)?;
        }
    }
    Ok(Any::sequence(matches))
}

pub(super) fn split(
    text: Any,
    separator: Any,
    most: Any,
    cx: &mut Evaluation<'_>,
) -> Result<Any, Error> {
    if text.is_undefined() {
        return Ok(text);
    }
    if !matches!(separator, Any::Function(_)) {
        return Ok(jsonata::split_with(text, separator, most)?.into_any());
    }
    if let Some(regex) = regex(&separator) {
        return Ok(jsonata::split_by(text, regex, most)?.into_any());
    }
    let most = limit(
        &most,
        "D3020",
        "Third argument of split function must evaluate to a positive number",
    )?;
    if most <= 0.0 {
        return Ok(Any::plain_array(Vec::new()));
    }
    let units: Vec<u16> = text.as_str().unwrap_or_default().encode_utf16().collect();
    let running = Running::enter();
    let mut parts = Vec::new();
    let mut start = 0.0;
    let mut found = first(&separator, &text, "split", cx)?;
    while let Some(here) = found.take() {
        running.round()?;
        if (parts.len() as f64) >= most {
            break;
        }
        parts.push(slice(&units, start, here.start).into_any());
        start = here.end;
        found = next(&here, "split", cx)?;
    }
    if (parts.len() as f64) < most {
        parts.push(slice(&units, start, f64::INFINITY).into_any());
    }
    Ok(Any::plain_array(parts))
}

pub(super) fn replace(
    text: Any,
    pattern: Any,
    replacement: Any,
    most: Any,
    cx: &mut Evaluation<'_>,
) -> Result<Any, Error> {
    if text.is_undefined() {
        return Ok(text);
    }
    if !matches!(pattern, Any::Function(_)) {
        if matches!(replacement, Any::Function(_)) {
            // JavaScript writes the function's source into the text.
            return Ok(jsonata::replace_with(text, pattern, "", most)?.into_any());
        }
        return Ok(jsonata::replace_with(text, pattern, replacement, most)?.into_any());
    }
    if let Some(regex) = regex(&pattern)
        && !matches!(replacement, Any::Function(_))
    {
        return Ok(jsonata::replace_matches(text, regex, replacement, most)?.into_any());
    }
    let most = limit(
        &most,
        "D3011",
        "Fourth argument of replace function must evaluate to a positive number",
    )?;
    if most <= 0.0 {
        return Ok(text);
    }
    let units: Vec<u16> = text.as_str().unwrap_or_default().encode_utf16().collect();
    let running = Running::enter();
    let mut result = String::new();
    let (mut start, mut count) = (0.0, 0.0);
    let mut found = first(&pattern, &text, "replace", cx)?;
    while let Some(here) = found.take() {
        running.round()?;
        if count >= most {
            break;
        }
        result += &slice(&units, start, here.start);
        match &replacement {
            Any::Function(function) => {
                let replaced = function.apply(vec![here.whole.clone()], "replace", cx)?;
                let View::String(replaced) = replaced.view() else {
                    let message = "Attempted to replace a matched string with a non-string value";
                    return Err(Error::new("D3012", message));
                };
                result += replaced;
            }
            replacement => {
                let template = replacement.as_str().unwrap_or_default();
                let groups = here.groups.clone().into_items_or_self();
                let groups = groups.iter().map(|group| group.as_str().map(str::to_owned));
                let groups: Vec<Option<String>> = groups.collect();
                result += &filled_in(template, &here.text, &groups);
            }
        }
        start = here.start + here.text.encode_utf16().count() as f64;
        count += 1.0;
        found = next(&here, "replace", cx)?;
    }
    result += &slice(&units, start, f64::INFINITY);
    Ok(result.into_any())
}

/// Part of a text, by units.
fn slice(units: &[u16], start: f64, end: f64) -> String {
    let clamp = |position: f64| position.clamp(0.0, units.len() as f64) as usize;
    let (start, end) = (clamp(start), clamp(end));
    // JavaScript's `substring` takes its ends in either order.
    String::from_utf16_lossy(&units[start.min(end)..start.max(end)])
}
