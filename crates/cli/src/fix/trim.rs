//! Spaces around a text.

use jsonc_parser::ast::Value;
use kenar_schemas::semantics::allowed_values;

use super::member_name::walk;
use super::round::Round;
use super::source::range_of;
use super::{Edit, Repair};
use crate::json_pointer::{child, names};

pub(super) fn find(round: &mut Round<'_>) {
    let source = round.source;
    let semantic = round.semantic();
    let mut edits = Vec::new();
    walk(&source.root, "", &mut |pointer, value| {
        let Value::StringLit(text) = value else { return };
        // What is nothing but spaces says nothing; whether it should, only its writer knows.
        let trimmed = text.value.trim();
        if trimmed.len() == text.value.len() || trimmed.is_empty() || !may_trim(pointer, semantic, trimmed) {
            return;
        }
        let range = range_of(value);
        let Some(literal) = source.text.get(range.clone()) else { return };
        let kept = inner(literal);
        for (from, to) in [(1, kept.start), (kept.end, literal.len() - 1)] {
            if from < to {
                let repair = Repair { pointer: pointer.to_owned(), message: "spaces around the text are gone".into() };
                edits.push(Edit { range: range.start + from..range.start + to, with: String::new(), repair });
            }
        }
    });
    round.edits.extend(edits);
}

/// Facts are hashed as they are sent, and a list of keys names them as they are written: neither is trimmed, except for the
/// values of predefined keys.
fn may_trim(pointer: &str, semantic: &str, trimmed: &str) -> bool {
    let names: Vec<String> = names(pointer).collect();
    let Some(last) = names.last() else { return true };
    if child(semantic, last) == pointer {
        return allowed_values(last).is_some_and(|allowed| allowed.contains(&trimmed));
    }
    !names.iter().any(|name| name == "semantic_sensitives")
}

/// What remains of a literal, in bytes, without the spaces at both ends of its text. An escape is one character.
fn inner(literal: &str) -> std::ops::Range<usize> {
    let mut start = None;
    let mut end = 1;
    let mut rest = literal.get(1..literal.len() - 1).unwrap_or_default();
    while let Some(first) = rest.chars().next() {
        let length = match rest.as_bytes() {
            [b'\\', b'u', ..] => 6.min(rest.len()),
            [b'\\', _, ..] => 2,
            _ => first.len_utf8(),
        };
        let Some((unit, after)) = rest.split_at_checked(length) else { break };
        let at = literal.len() - 1 - rest.len();
        if !is_space(unit) {
            start.get_or_insert(at);
            end = at + length;
        }
        rest = after;
    }
    start.unwrap_or(end)..end
}

fn is_space(unit: &str) -> bool {
    match unit.strip_prefix("\\u").and_then(|code| u32::from_str_radix(code, 16).ok()) {
        Some(code) => char::from_u32(code).is_some_and(char::is_whitespace),
        None => matches!(unit, "\\n" | "\\r" | "\\t" | "\\f") || unit.chars().all(char::is_whitespace),
    }
}
