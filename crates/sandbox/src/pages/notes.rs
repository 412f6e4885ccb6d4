//! What became of the members of a v1 body.

use kenar_schemas::migrate::Note;
use maud::{Markup, html};

use super::text::Language;

/// The notes that somebody should look at, and folded away those that are harmless. Each comes with what its pointer
/// starts at.
pub(super) fn notes(notes: &[(String, &Note)], language: Language) -> Markup {
    let text = language.texts();
    let (attention, harmless): (Vec<_>, Vec<_>) = notes.iter().partition(|(_, note)| note.kind.needs_attention());
    html! {
        @if !attention.is_empty() { (list(&attention)) }
        @if !harmless.is_empty() {
            details {
                summary { (text.migration_harmless) " (" (language.number(harmless.len())) ")" }
                (list(&harmless))
            }
        }
    }
}

fn list(notes: &[&(String, &Note)]) -> Markup {
    html! {
        ul.report dir="ltr" lang="en" {
            @for (root, note) in notes {
                li.attention[note.kind.needs_attention()] {
                    code { (root) (note.pointer) } " " span.tag { (note.kind.as_str()) }
                    @if let Some(to) = note.kind.to() { " → " code { (to) } }
                    br;
                    (note.message)
                }
            }
        }
    }
}
