//! A body that is a form. progenitor would compare it with JSON.

use httpmock::When;
use serde::Serialize;

/// Calls with exactly these fields.
pub(crate) fn body(when: When, value: &impl Serialize) -> When {
    let text = match serde_urlencoded::to_string(value) {
        Ok(text) => text,
        // Answers no call, and says why when it is asserted.
        Err(error) => return when.body(format!("a form cannot hold the expected body: {error}")),
    };
    let fields: Vec<(String, String)> = form_urlencoded::parse(text.as_bytes()).into_owned().collect();
    let count = fields.len();
    let when = fields.into_iter().fold(when, |when, (name, value)| when.form_urlencoded_tuple(name, value));
    // No further fields. The expressions match every name and every value.
    when.form_urlencoded_tuple_count("", "", count)
}
