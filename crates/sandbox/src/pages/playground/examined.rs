//! Everything that is to be said of one payload.

use kenar_schemas::legacy::LegacyWidget;
use kenar_schemas::migrate::{self, BodyKind, Migration};
use kenar_schemas::{Violation, Widget};
use maud::{Markup, html};
use serde_json::Value;
use serde_json::value::RawValue;

use super::super::post::Side;
use super::super::visit::Visit;
use super::kind::Kind;
use super::listing::listing;
use super::place::place;
use super::report::{extracted, kept, migration};
use crate::preview::{self, Context, Taps};

/// How many rows and violations are shown; a payload of a megabyte may have tens of thousands.
const MOST_ROWS: usize = 200;
const MOST_VIOLATIONS: usize = 100;

/// A payload that was looked at.
pub(super) struct Examined {
    pub(super) kind: Kind,
    pub(super) violations: Vec<Violation>,
    /// Everything that is to be said of it.
    pub(super) markup: Markup,
}

/// Checks, draws and explains a payload; `alone` where no sandbox is behind what is drawn.
pub(super) fn examine(payload: &str, chosen: Option<Kind>, visit: &Visit, alone: bool) -> Examined {
    let text = visit.texts();
    let value: Option<Value> = serde_json::from_str(payload).ok();
    let detected = value.as_ref().map_or_else(|| Kind::guess(payload), Kind::detect);
    let kind = chosen.unwrap_or(detected);
    let violations = violations(kind, payload);
    let migrated = legacy(kind).and_then(|body| migrate::json(body, payload.as_bytes()).ok());
    let value = value.unwrap_or_default();
    let rows = rows(kind, &value);
    let semantic = semantic(kind, &value, migrated.as_ref());
    let markup = html! {
        div #result.result {
            (verdict(kind, chosen.is_some(), violations.len(), visit))
            @if kind.has_rows() { div.card.drawn { h2 { (text.drawn) } (drawn(&rows, visit, alone)) } }
            @if !violations.is_empty() {
                div.card {
                    h2 { (text.violations) }
                    @let shown: Vec<Violation> = violations.iter().take(MOST_VIOLATIONS).cloned().collect();
                    @if violations.len() > shown.len() {
                        p.hint {
                            (text.violations_more) ": " (visit.language.number(violations.len() - shown.len()))
                        }
                    }
                    (listing(payload, &place(payload, shown), visit))
                }
            }
            (extracted(&rows, visit))
            (kept(semantic, visit))
            @if kind.is_legacy() {
                @match &migrated {
                    Some(migrated) => (migration(migrated, visit)),
                    None => { div.card { h2 { (text.migrated) } p.empty { (text.migration_blocked) } } }
                }
            }
        }
    };
    Examined { kind, violations, markup }
}

fn verdict(kind: Kind, chosen: bool, violations: usize, visit: &Visit) -> Markup {
    let text = visit.texts();
    html! {
        div.verdict.verdict-bad[violations > 0] role="status" {
            strong {
                @if violations == 0 { (text.valid) } @else { (text.violations) ": " (visit.language.number(violations)) }
            }
            span { (if chosen { text.chosen_as } else { text.detected_as }) " " b { (kind.title(text)) } }
            @if violations == 0 { span.hint { (text.valid_hint) } }
        }
    }
}

fn violations(kind: Kind, payload: &str) -> Vec<Violation> {
    let list: Option<Vec<&RawValue>> = match kind {
        Kind::Widgets => serde_json::from_str(payload).ok(),
        _ => None,
    };
    match list {
        Some(list) => {
            let rows = list.iter().enumerate().flat_map(|(index, row)| {
                let found = Kind::Widget.check(row.get().as_bytes()).err().into_iter().flatten();
                found.map(move |mut violation| {
                    violation.pointer = format!("/{index}{}", violation.pointer);
                    violation
                })
            });
            rows.collect()
        }
        None => kind.check(payload.as_bytes()).err().into_iter().flatten().collect(),
    }
}

fn legacy(kind: Kind) -> Option<BodyKind> {
    match kind {
        Kind::LegacyUserAddon => Some(BodyKind::UserAddon),
        Kind::LegacyPostAddon => Some(BodyKind::PostAddon),
        Kind::LegacyVerification => Some(BodyKind::UserVerification),
        _ => None,
    }
}

/// The rows of a payload; what cannot be drawn says why. A row may break limits and be drawn all the same.
fn rows(kind: Kind, value: &Value) -> Vec<Result<Widget, String>> {
    let list = match kind {
        Kind::Widget => Some(std::slice::from_ref(value)).filter(|_| value.is_object()),
        Kind::Widgets => value.as_array().map(Vec::as_slice),
        Kind::LegacyUserAddon | Kind::LegacyPostAddon => {
            value.pointer("/widgets/widget_list").and_then(Value::as_array).map(Vec::as_slice)
        }
        _ => value.get("widgets").and_then(Value::as_array).map(Vec::as_slice),
    };
    let list = list.unwrap_or_default().iter().take(MOST_ROWS);
    if kind.is_legacy() {
        let migrated = list.flat_map(|row| match serde_json::from_value::<LegacyWidget>(row.clone()) {
            Ok(row) => migrate::widget(&row).value.into_iter().map(Ok).collect(),
            Err(error) => vec![Err(error.to_string())],
        });
        return migrated.collect();
    }
    list.map(|row| serde_json::from_value(row.clone()).map_err(|error| error.to_string())).collect()
}

fn drawn(rows: &[Result<Widget, String>], visit: &Visit, alone: bool) -> Markup {
    let text = visit.texts();
    let language = visit.language;
    let context =
        Context { language, app: "sample-app", side: Side::Supply, taps: Taps::Links, extracted: true, alone };
    html! {
        @if rows.is_empty() { p.empty { (text.nothing_to_draw) } } @else {
            div.phone lang="fa" dir="rtl" {
                @for (index, row) in rows.iter().enumerate() {
                    @match row {
                        Ok(widget) => (preview::widget(widget, index, &context)),
                        Err(why) => {
                            div.w.w-undrawn lang=(language.code()) dir=(language.direction()) {
                                (text.undrawable) " " bdi dir="ltr" { (why) }
                            }
                        }
                    }
                }
            }
        }
    }
}

/// The facts that a payload states, as v2 has them.
fn semantic<'a>(kind: Kind, value: &'a Value, migrated: Option<&'a Migration<Value>>) -> Option<&'a Value> {
    match (kind, migrated) {
        (Kind::Semantic, _) => Some(value),
        (_, Some(migrated)) => migrated.value.get("semantic"),
        _ => value.get("semantic"),
    }
}
