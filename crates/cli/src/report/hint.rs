//! What to do about a violation, where its message does not say it already.

use kenar_validate::{Rule, Schema, Violation};
use serde_json::Value;

use crate::counted::counted;

/// A hint for a violation of a payload.
pub(crate) fn hint(violation: &Violation, schema: Schema) -> Option<String> {
    let Violation { rule, limit, found, .. } = violation;
    let legacy = schema.name().starts_with("legacy");
    Some(match rule {
        Rule::Syntax => "nothing else was checked in this document".to_owned(),
        Rule::DuplicateKey => "readers of JSON disagree on which one counts".to_owned(),
        Rule::Type if !legacy && violation.pointer == "/widgets" && found == "object" => {
            "version 1 had an object here; `kenar migrate` turns version 1 into version 2".to_owned()
        }
        Rule::Type => return retype(limit.as_str()?, found.as_str()?).map(str::to_owned),
        Rule::Required => format!("add the member {limit}"),
        Rule::AdditionalProperties => match found.as_str()? {
            key if !legacy && is_legacy(key) => {
                format!("{key:?} belongs to version 1; `kenar migrate` turns version 1 into version 2")
            }
            _ => "remove it, or correct its spelling".to_owned(),
        },
        Rule::MaxLength => format!(
            "{}; characters are counted as Unicode scalar values, a zero-width non-joiner is one",
            by(limit, found, "shorten it by", "character")?
        ),
        Rule::MinLength => {
            format!("write at least {} more", counted(limit.as_u64()?.checked_sub(found.as_u64()?)?, "character"))
        }
        Rule::MaxItems => by(limit, found, "remove", "item")?,
        Rule::MinItems => format!("add at least {}", counted(limit.as_u64()?.checked_sub(found.as_u64()?)?, "item")),
        Rule::Minimum => format!("write {limit} or more"),
        Rule::Maximum => format!("write {limit} or less"),
        Rule::OneOf if limit.is_array() && found.is_array() => "keep exactly one of them".to_owned(),
        Rule::OneOf if limit.is_array() => "write exactly one of them".to_owned(),
        Rule::AnyOf if limit.is_array() => "add at least one of them".to_owned(),
        Rule::Pattern => return form(limit.as_str()?).map(str::to_owned),
        _ => return None,
    })
}

/// What a pattern means, in words.
fn form(pattern: &str) -> Option<&'static str> {
    Some(match pattern {
        _ if pattern.starts_with("^[Hh][Tt][Tt][Pp][Ss]?://") => {
            "write an address that begins with https:// or http:// and has no spaces"
        }
        _ if pattern.starts_with("^[0-9A-Fa-f]{8}-") => "write a UUID, as in 57c76b48-d381-4b8a-b34f-355f6869b6ed",
        "^[A-Za-z0-9_-]{8,16}$" => "write 8 to 16 letters, digits, `_` or `-`",
        _ => return None,
    })
}

fn by(limit: &Value, found: &Value, verb: &str, noun: &str) -> Option<String> {
    Some(format!("{verb} {}", counted(found.as_u64()?.checked_sub(limit.as_u64()?)?, noun)))
}

/// What turns one type into another.
fn retype(expected: &str, found: &str) -> Option<&'static str> {
    Some(match (expected, found) {
        (_, "null") => "leave the member out where there is nothing to say",
        ("string", "integer" | "number" | "boolean") => "write it in quotation marks",
        ("integer" | "number" | "boolean", "string") => "write it without quotation marks",
        ("integer", "number") => "write it without a fraction",
        ("array", "object" | "string") => "put it in a list: [ … ]",
        _ => return None,
    })
}

/// Whether a member was in version 1 of the API and is not in version 2.
fn is_legacy(key: &str) -> bool {
    const KEYS: [&str; 11] = [
        "@type",
        "fallback_link",
        "link_in_spec",
        "management_permalink",
        "payload",
        "removal_permalink",
        "selector",
        "semantic_sensitives",
        "verification_cost",
        "widget_list",
        "widget_type",
    ];
    KEYS.contains(&key)
}
