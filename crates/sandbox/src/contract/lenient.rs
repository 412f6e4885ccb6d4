//! What the platform's gateway does to a request before anybody checks it: members that it does not know, `null`, empty
//! texts and the zero values of enumerations count as absent where they are not allowed.

use kenar_schemas::{Checker, Rule, Violation, Violations};
use serde_json::Value;

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
        for violation in &violations {
            drop_unknown(&mut body, violation, &mut dropped);
        }
        if dropped.len() == before {
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
        _ if is_zero(violation, body) => {
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

fn member(pointer: &str, key: &str) -> String {
    format!("{pointer}/{}", key.replace('~', "~0").replace('/', "~1"))
}
