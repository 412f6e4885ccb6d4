//! Members and rows that the payload has under another name.

use jsonc_parser::ast::Value;
use kenar_validate::{Rule, Violation};

use super::free::is_free;
use super::round::Round;
use super::source::name_of;
use super::spelling::{meant, snake_case};
use crate::json_pointer::child;

pub(super) fn find(round: &mut Round<'_>, violations: &[Violation]) {
    for violation in violations {
        match violation.rule {
            Rule::AdditionalProperties => {
                if let Some(found) = violation.found.as_str() {
                    unknown_member(round, &violation.pointer, found, &names(&violation.limit));
                }
            }
            Rule::OneOf | Rule::AnyOf => form(round, violation, violations),
            Rule::Enum => semantic_path(round, violation),
            _ => {}
        }
    }
    older_spelling(round);
}

/// None of the keys that say which form an object has. Only the first unknown member is named, and what all forms share is
/// named where it is missing.
fn form(round: &mut Round<'_>, violation: &Violation, violations: &[Violation]) {
    let object = violation.pointer.as_str();
    let mut known = names(&violation.limit);
    let missing = violations.iter().filter(|other| other.rule == Rule::Required && other.pointer == object);
    known.extend(missing.filter_map(|other| other.limit.as_str()));
    let source = round.source;
    for member in source.members(object) {
        let name = name_of(member);
        let same = known.contains(&snake_case(name).as_str());
        if !known.contains(&name) && (same || violation.found.as_str() == Some(name)) {
            unknown_member(round, object, name, &known);
        }
    }
}

/// A member, or the key of a row or an action, that nothing knows.
fn unknown_member(round: &mut Round<'_>, object: &str, found: &str, known: &[&str]) {
    let Some(to) = meant(found, known) else { return };
    let source = round.source;
    let value = source.members(object).iter().find(|member| name_of(member) == found).map(|member| &member.value);
    let address = matches!(value, Some(Value::StringLit(text)) if text.value.contains("://"));
    if to == "image_id" && address {
        round.refuse(object, found, "this means \"image_id\", which takes the id of an upload or `logo`, no address");
        return;
    }
    round.rename(object, found, to);
}

fn names(limit: &serde_json::Value) -> Vec<&str> {
    limit.as_array().into_iter().flatten().filter_map(serde_json::Value::as_str).collect()
}

/// A path of `semantic_paths` is made of names, too.
fn semantic_path(round: &mut Round<'_>, violation: &Violation) {
    if !crate::json_pointer::names(&violation.pointer).any(|name| name == "semantic_paths") {
        return;
    }
    let source = round.source;
    let Some(value @ Value::StringLit(path)) = source.at(&violation.pointer) else { return };
    let allowed = names(&violation.limit);
    let snake = path.value.split('.').map(snake_case).collect::<Vec<_>>().join(".");
    let same = allowed.iter().find(|known| **known == snake);
    let renamed = allowed.iter().find(|known| snake == "image_url" && **known == "image_id");
    if let Some(to) = same.or(renamed) {
        round.replace(value, to, &violation.pointer, &format!("the path is {to:?} now"));
    }
}

/// `hasDivider` is read in some rows and never written, so nothing complains of it.
fn older_spelling(round: &mut Round<'_>) {
    let source = round.source;
    let mut objects = Vec::new();
    walk(&source.root, "", &mut |pointer, value| {
        if let Value::Object(object) = value
            && object.properties.iter().any(|member| name_of(member) == "hasDivider")
        {
            objects.push(pointer.to_owned());
        }
    });
    for object in objects {
        // In semantic data any name is a name.
        let facts = object == round.semantic() || object.ends_with("/semantic_paths");
        let unclaimed = !round.edits.iter().any(|edit| edit.repair.pointer == object);
        if !facts && unclaimed {
            round.rename(&object, "hasDivider", "has_divider");
        }
    }
}

/// Visits a value and all below it, except what belongs to the app.
pub(super) fn walk<'a>(value: &'a Value<'a>, pointer: &str, visit: &mut impl FnMut(&str, &'a Value<'a>)) {
    if is_free(pointer) {
        return;
    }
    visit(pointer, value);
    match value {
        Value::Object(object) => {
            for member in &object.properties {
                walk(&member.value, &child(pointer, name_of(member)), visit);
            }
        }
        Value::Array(array) => {
            for (index, element) in array.elements.iter().enumerate() {
                walk(element, &format!("{pointer}/{index}"), visit);
            }
        }
        _ => {}
    }
}
