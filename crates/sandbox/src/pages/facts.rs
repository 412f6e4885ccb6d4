//! Semantic data, by what is kept of it.

use std::collections::BTreeMap;

use maud::{Markup, html};
use serde_json::Value;

use super::text::Language;
use crate::FactView;

/// One chip a fact.
pub(super) fn facts(facts: &BTreeMap<String, FactView>, language: Language) -> Markup {
    let text = language.texts();
    html! {
        @if !facts.is_empty() {
            ul.chips {
                @for (key, fact) in facts {
                    @match fact {
                        FactView::Plain { value } => (chip("chip-plain", text.fact_plain, key, Some(value), "")),
                        FactView::Extracted { value } => {
                            (chip("chip-extracted", text.fact_extracted, key, Some(value), ""))
                        }
                        FactView::Hashed => (chip("chip-hashed", text.fact_hashed, key, None, text.fact_hashed_hint)),
                    }
                }
            }
        }
    }
}

fn chip(class: &str, kept: &str, key: &str, value: Option<&Value>, hint: &str) -> Markup {
    html! {
        li.chip.(class) {
            span.chip-kind { (kept) }
            code { bdi { (key) } }
            @match value {
                Some(value) => { span.chip-value { bdi { (shown(value)) } } }
                None => { span.chip-value title=(hint) { "••••" } }
            }
        }
    }
}

/// A value as people read it, cut to what fits.
pub(super) fn shown(value: &Value) -> String {
    const LONGEST: usize = 120;
    let whole = value.as_str().map_or_else(|| value.to_string(), str::to_owned);
    match whole.char_indices().nth(LONGEST) {
        Some((end, _)) => format!("{}…", &whole[..end]),
        None => whole,
    }
}
