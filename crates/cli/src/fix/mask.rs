//! Sensitive values that are not masked.

use jsonc_parser::ast::Value;
use kenar_schemas::masking::{MaskedKey, is_masked};

use super::round::Round;
use super::source::name_of;
use crate::json_pointer::child;

pub(super) fn find(round: &mut Round<'_>) {
    let source = round.source;
    let object = round.semantic();
    for member in source.members(object) {
        let name = name_of(member);
        let Some(key) = MaskedKey::from_key(name) else { continue };
        let Value::StringLit(text) = &member.value else {
            round.refuse(object, name, "this value must be masked, and is no text");
            continue;
        };
        if is_masked(&text.value) {
            continue;
        }
        if !round.options.mask {
            round.refuse(object, name, "this value must be masked before it leaves the app; `--mask` does it");
            continue;
        }
        match key.mask(&text.value) {
            Ok(masked) => round.replace(&member.value, masked.as_str(), &child(object, name), "the value is masked"),
            Err(error) => round.refuse(object, name, format!("this value must be masked and cannot be: {error}")),
        }
    }
}
