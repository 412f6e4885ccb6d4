//! What Divar takes and keeps of a payload, and what v2 makes of one of v1.

use kenar_schemas::masking::is_masked;
use kenar_schemas::migrate::{Migration, Note};
use kenar_schemas::semantics::{KeyKind, extract, key_kind, lint};
use kenar_schemas::{Semantic, Widget};
use maud::{Markup, html};
use serde_json::Value;

use super::super::facts::shown;
use super::super::notes::notes;
use super::super::visit::Visit;

/// The values that `semantic_paths` lead to.
pub(super) fn extracted(rows: &[Result<Widget, String>], visit: &Visit) -> Markup {
    let text = visit.texts();
    let values = rows.iter().flatten().enumerate().flat_map(|(index, widget)| {
        let path = |key: &str| widget.semantic_paths.get(key).cloned().unwrap_or_default();
        let (values, errors) = extract(widget);
        let values = values.into_iter().map(|(key, value)| (index, path(&key), key, Ok(value)));
        let errors = errors.into_iter().map(|error| {
            let problem = if error.is_unset() { text.path_unset } else { text.path_unknown };
            (index, error.path, error.key, Err(problem))
        });
        values.chain(errors).collect::<Vec<_>>()
    });
    let values: Vec<_> = values.collect();
    html! {
        @if !values.is_empty() {
            div.card {
                h2 { (text.extracted_values) }
                div.scroll {
                    table {
                        thead { tr { th { (text.row) } th { (text.key) } th { (text.path) } th { (text.value) } } }
                        tbody {
                            @for (index, path, key, value) in &values {
                                tr {
                                    td { (visit.language.number(index + 1)) }
                                    td { code { bdi { (key) } } }
                                    td { code dir="ltr" { (path) } }
                                    @match value {
                                        Ok(value) => { td { bdi { (shown(value)) } } }
                                        Err(problem) => { td.attention { (problem) } }
                                    }
                                }
                            }
                        }
                    }
                }
            }
        }
    }
}

/// What becomes of each key of the semantic data, and what is probably a mistake.
pub(super) fn kept(semantic: Option<&Value>, visit: &Visit) -> Markup {
    let text = visit.texts();
    let facts: Vec<(&String, &Value)> = semantic.and_then(Value::as_object).into_iter().flatten().collect();
    let lints = semantic
        .and_then(|semantic| serde_json::from_value::<Semantic>(semantic.clone()).ok())
        .map(|semantic| lint(&semantic))
        .unwrap_or_default();
    let fate = |key: &str, value: &Value| match key_kind(key) {
        KeyKind::Predefined => ("chip-plain", text.kept_plain),
        KeyKind::Masked if value.as_str().is_some_and(is_masked) => ("chip-hashed", text.kept_masked),
        KeyKind::Masked => ("chip-nothing", text.must_mask),
        KeyKind::Hashed => ("chip-hashed", text.kept_hashed),
    };
    html! {
        @if !facts.is_empty() {
            div.card {
                h2 { (text.semantics) }
                ul.chips {
                    @for (key, value) in facts {
                        @let (class, fate) = fate(key, value);
                        li.chip.(class) { span.chip-kind { (fate) } code { bdi { (key) } } }
                    }
                }
                @if !lints.is_empty() {
                    h3 { (text.lints) }
                    ul.report dir="ltr" lang="en" {
                        @for lint in &lints { li.attention { code { bdi { (lint.key) } } br; (lint.message) } }
                    }
                }
            }
        }
    }
}

/// The v2 form of a payload of v1, and what became of each member.
pub(super) fn migration(migration: &Migration<Value>, visit: &Visit) -> Markup {
    let text = visit.texts();
    let reported: Vec<(String, &Note)> = migration.report.iter().map(|note| (String::new(), note)).collect();
    html! {
        div.card {
            h2 { (text.migrated) }
            @if !reported.is_empty() {
                h3 { (text.migration_report) " (" (visit.language.number(reported.len())) ")" }
                (notes(&reported, visit.language))
            }
            details open {
                summary { "JSON" }
                pre.code dir="ltr" { (serde_json::to_string_pretty(&migration.value).unwrap_or_default()) }
            }
        }
    }
}
