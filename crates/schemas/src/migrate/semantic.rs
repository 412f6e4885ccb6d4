//! The facts of a body: the same keys, and the reverse secrecy.

use serde_json::Number;

use super::report::{Kind, Report};
use crate::check::escape;
use crate::legacy::{LegacyPostSemantic, LegacySemanticValue};
use crate::masking::is_masked;
use crate::semantics::{KeyKind, Semantic, key_kind};

/// Converts the facts, which stand at `/semantic` on both sides.
pub(super) fn texts<'a>(
    entries: impl Iterator<Item = (&'a str, &'a str)>,
    sensitives: Option<&[String]>,
    report: &mut Report,
) -> Semantic {
    let mut semantic = Semantic::new();
    for (key, value) in entries {
        let pointer = format!("/semantic/{}", escape(key));
        let sensitive = sensitives.is_some_and(|keys| keys.iter().any(|name| name == key));
        let kind = key_kind(key);
        if kind == KeyKind::Predefined && garde::Validate::validate(&Semantic::new().with(key, value)).is_err() {
            let message = "v2 predefines this key and does not take this value of it; choose an allowed one";
            report.add(pointer, Kind::Unmappable, message);
            continue;
        }
        semantic = semantic.with(key, value);
        let to = pointer.clone();
        match (kind, sensitive) {
            (KeyKind::Predefined, true) => {
                let message = "v2 keeps the values of predefined keys readable; use another key to have it hashed";
                report.add(&pointer, Kind::NowReadable { to: to.clone() }, message);
            }
            (KeyKind::Masked | KeyKind::Hashed, false) => {
                let message = "v2 hashes every value whose key is not predefined; to keep it readable, show it in a \
                               widget and name its place in `semantic_paths`, or have the key predefined";
                report.add(&pointer, Kind::NowHashed { to: to.clone() }, message);
            }
            (KeyKind::Predefined, false) | (KeyKind::Masked | KeyKind::Hashed, true) => {}
        }
        if kind == KeyKind::Masked && !is_masked(value) {
            report.add(pointer, Kind::MustMask { to }, "the app has to mask this value before it is sent");
        }
    }
    if sensitives.is_some() {
        let message = "v2 hashes every value whose key is not predefined, so there is nothing to choose";
        report.add("/semantic_sensitives", Kind::Dropped, message);
    }
    semantic
}

/// Converts facts that may hold numbers; v2 takes texts only.
pub(super) fn values(facts: &LegacyPostSemantic, sensitives: Option<&[String]>, report: &mut Report) -> Semantic {
    let written: Vec<(&str, String)> = facts
        .iter()
        .map(|(key, value)| {
            let text = match value {
                LegacySemanticValue::Text(text) => text.clone(),
                LegacySemanticValue::Number(number) => {
                    let pointer = format!("/semantic/{}", escape(key));
                    let (text, message) = digits(number);
                    report.add(&pointer, Kind::Changed { to: pointer.clone() }, message);
                    text
                }
            };
            (key, text)
        })
        .collect();
    texts(written.iter().map(|(key, text)| (*key, text.as_str())), sensitives, report)
}

/// The largest magnitude up to which a float holds every whole number.
const EXACT: f64 = 9_007_199_254_740_992.0;

/// A number as a text. `1398`, `1398.0` and `1.398e3` are one number and give one text: its hash must not depend on how
/// it was written.
fn digits(number: &Number) -> (String, &'static str) {
    let text = match number.as_f64().filter(|_| number.is_f64()) {
        Some(value) if value.fract() == 0.0 && value.abs() <= EXACT => format!("{value:.0}"),
        Some(value) if value.abs() > EXACT => {
            return (
                number.to_string(),
                "v2 takes texts only, and this number is too large to know its last digits; write the text by hand",
            );
        }
        _ => number.to_string(),
    };
    (text, "v2 takes texts only; the number is written as one")
}
