//! Misspelt keys of semantic data.

use jsonc_parser::ast::Value;
use kenar_schemas::masking::{MaskedKey, is_masked};
use kenar_schemas::semantics::{allowed_values, near_keys};

use super::round::Round;
use super::source::name_of;

pub(super) fn find(round: &mut Round<'_>) {
    let source = round.source;
    let object = round.semantic();
    for member in source.members(object) {
        let key = name_of(member);
        let meant = match near_keys(key).as_slice() {
            [] => continue,
            [meant] => *meant,
            several => {
                round.refuse(object, key, format!("this is equally near to `{}`; choose one", several.join("` and `")));
                continue;
            }
        };
        match obstacle(round, key, meant, &member.value) {
            Some(reason) => round.refuse(object, key, reason),
            None => round.rename(object, key, meant),
        }
    }
}

/// Why a key may not get the name that it means: with another name, the value is treated in another way.
fn obstacle(round: &Round<'_>, key: &str, meant: &str, value: &Value<'_>) -> Option<String> {
    if let Some(Value::Array(sensitives)) = round.source.at("/semantic_sensitives")
        && sensitives.elements.iter().any(|name| matches!(name, Value::StringLit(name) if name.value == key))
    {
        return Some(format!("this means `{meant}`, and `semantic_sensitives` names it; change both"));
    }
    let text = match value {
        Value::StringLit(text) => text.value.as_ref(),
        _ => return Some(format!("this means `{meant}`, whose value is a text, and this one is none")),
    };
    if let Some(allowed) = allowed_values(meant) {
        let foreign = !allowed.contains(&text.trim());
        return foreign.then(|| {
            format!("this means `{meant}`, which takes `{}` only, and this value is another one", allowed.join("`, `"))
        });
    }
    let raw = MaskedKey::from_key(meant).is_some() && !is_masked(text) && !round.options.mask;
    raw.then(|| format!("this means `{meant}`, whose value must be masked, and this one is not; `--mask` repairs both"))
}
