//! A semantic key that looks like one that Divar knows, and is not.

use kenar_schemas::semantics::near_keys;

use super::Warning;
use super::document::Document;

const NAME: &str = "misspelt-semantic-key";

pub(super) fn lint(document: &Document<'_>, warnings: &mut Vec<Warning>) {
    for (pointer, key, _) in document.facts() {
        warn(pointer, key, "the value is hashed and loses its meaning", warnings);
    }
    for row in &document.rows {
        for (pointer, key, _) in row.paths() {
            warn(pointer, key, "Divar does not know what the value means", warnings);
        }
    }
}

fn warn(pointer: String, key: &str, consequence: &str, warnings: &mut Vec<Warning>) {
    let hint = match near_keys(key).as_slice() {
        [] => return,
        [meant] => format!("did you mean `{meant}`?"),
        several => format!("did you mean one of `{}`?", several.join("`, `")),
    };
    let message = format!("`{}` is not a key that Divar knows; spelt like this {consequence}", visible(key));
    warnings.push(Warning { pointer, lint: NAME, message, hint: Some(hint) });
}

/// The key with what nobody sees written out: otherwise it looks like the one that is meant.
fn visible(key: &str) -> String {
    key.chars().flat_map(char::escape_debug).collect()
}
