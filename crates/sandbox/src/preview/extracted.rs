//! What Divar takes out of a row.

use kenar_schemas::Widget;
use kenar_schemas::semantics::extract;
use maud::{Markup, html};

use crate::pages::Language;

/// One chip a semantic key: the path that was asked for and the value that it leads to.
pub(super) fn chips(widget: &Widget, language: Language) -> Markup {
    if widget.semantic_paths.is_empty() {
        return html! {};
    }
    let text = language.texts();
    let (values, errors) = extract(widget);
    html! {
        ul.w-chips lang=(language.code()) dir=(language.direction()) aria-label=(text.extracted_title) {
            @for (key, value) in &values {
                @let path = widget.semantic_paths.get(key).map(String::as_str).unwrap_or_default();
                li.chip.chip-extracted {
                    bdi { (key) } " ← " code dir="ltr" title=(short(&value.to_string())) { (path) }
                }
            }
            @for error in &errors {
                li.chip.chip-nothing {
                    bdi { (error.key) } " ← " code dir="ltr" { (error.path) }
                    " · " (if error.is_unset() { text.path_unset } else { text.path_unknown })
                }
            }
        }
    }
}

/// A text that fits into a tooltip.
fn short(text: &str) -> String {
    const LONGEST: usize = 200;
    match text.char_indices().nth(LONGEST) {
        Some((end, _)) => format!("{}…", &text[..end]),
        None => text.to_owned(),
    }
}
