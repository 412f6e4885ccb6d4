//! What the platform's gateway does to a request before anybody checks it: members that it does not know, `null`, empty
//! texts and the zero values of enumerations count as absent where they are not allowed, and an absent list or object
//! counts as an empty one. So does a foreign value of a predefined semantic key, which the platform does not use.

use kenar_schemas::{Checker, Rule, Violation, Violations};
use serde_json::Value;

use super::place::member;

/// How often a body is looked at anew. What was hidden inside a wrong form is only found when the form is right.
const ROUNDS: usize = 16;

/// A body without what counts as absent, and the JSON Pointers of what was dropped; or what is wrong with it all the
/// same.
pub(super) fn without_unknown(
    checker: &Checker,
    text: &[u8],
    violations: Violations,
) -> Result<(Vec<u8>, Vec<String>), Violations> {
    let unreadable = |violation: &Violation| matches!(violation.rule, Rule::Syntax | Rule::DuplicateKey);
    let Ok(mut body) = serde_json::from_slice::<Value>(text) else { return Err(violations) };
    if violations.iter().any(unreadable) {
        return Err(violations);
    }
    let mut dropped = Vec::new();
    drop_nulls(&mut body, "", &mut dropped);
    for _ in 0..ROUNDS {
        let Err(violations) = checker.check_value(&body) else {
            return Ok((body.to_string().into_bytes(), dropped));
        };
        let before = dropped.len();
        let mut filled = false;
        for violation in &violations {
            drop_unknown(&mut body, violation, &mut dropped);
            filled |= fill_in(checker, &mut body, violation);
        }
        if dropped.len() == before && !filled {
            return Err(violations);
        }
    }
    Err(violations)
}

fn drop_nulls(value: &mut Value, pointer: &str, dropped: &mut Vec<String>) {
    match value {
        Value::Object(members) => {
            members.retain(|key, value| {
                let here = member(pointer, key);
                if value.is_null() {
                    dropped.push(here);
                    return false;
                }
                drop_nulls(value, &here, dropped);
                true
            });
        }
        Value::Array(items) => {
            for (index, item) in items.iter_mut().enumerate() {
                drop_nulls(item, &format!("{pointer}/{index}"), dropped);
            }
        }
        _ => {}
    }
}

fn drop_unknown(body: &mut Value, violation: &Violation, dropped: &mut Vec<String>) {
    let found = violation.found.as_str().unwrap_or_default();
    let (object, key) = match violation.rule {
        // The names of unknown members are cut when they are long.
        Rule::AdditionalProperties => (violation.pointer.as_str(), found.trim_end_matches('…').to_owned()),
        // Of two members of which one is allowed an empty one was not set.
        Rule::OneOf | Rule::AnyOf | Rule::Not => {
            let Some(Value::Object(members)) = body.pointer_mut(&violation.pointer) else { return };
            members.retain(|key, value| {
                let empty = value.as_str().is_some_and(str::is_empty);
                if empty {
                    dropped.push(member(&violation.pointer, key));
                }
                !empty
            });
            return;
        }
        _ if is_unused(violation) || is_zero(violation, body) => {
            let Some((object, key)) = violation.pointer.rsplit_once('/') else { return };
            (object, key.replace("~1", "/").replace("~0", "~"))
        }
        _ => return,
    };
    let Some(Value::Object(members)) = body.pointer_mut(object) else { return };
    let cut = found.ends_with('…') && !members.contains_key(&key);
    members.retain(|own, _| {
        let goes = if cut { own.starts_with(&key) } else { *own == key };
        if goes {
            dropped.push(member(object, own));
        }
        !goes
    });
}

/// Adds a list or an object that is missing: to the gateway one that is absent and one that is empty are the same.
fn fill_in(checker: &Checker, body: &mut Value, violation: &Violation) -> bool {
    let (Rule::Required, Some(key)) = (violation.rule, violation.limit.as_str()) else { return false };
    let place = member(&violation.pointer, key);
    for empty in [Value::Array(Vec::new()), Value::Object(serde_json::Map::new())] {
        let Some(Value::Object(members)) = body.pointer_mut(&violation.pointer) else { return false };
        members.insert(key.to_owned(), empty);
        let fits = checker
            .check_value(body)
            .map_or_else(|violations| !violations.iter().any(|found| found.pointer.starts_with(&place)), |()| true);
        if fits {
            return true;
        }
    }
    if let Some(Value::Object(members)) = body.pointer_mut(&violation.pointer) {
        members.remove(key);
    }
    false
}

/// Whether the value is a foreign one of a predefined semantic key. The platform uses such a key with its own values only.
fn is_unused(violation: &Violation) -> bool {
    violation.rule == Rule::Enum && violation.pointer.starts_with("/semantic/")
}

/// Whether the value is what protobuf has where nothing was set.
fn is_zero(violation: &Violation, body: &Value) -> bool {
    match (violation.rule, body.pointer(&violation.pointer)) {
        (Rule::Enum, Some(Value::String(text))) => {
            text.is_empty() || text == "UNKNOWN" || text.ends_with("_UNSPECIFIED")
        }
        (Rule::MinLength | Rule::Pattern, Some(Value::String(text))) => text.is_empty(),
        _ => false,
    }
}
