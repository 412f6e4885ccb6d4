//! Rows that are there to be tapped.

use kenar_schemas::widgets::{ButtonBar, SelectorRow};
use maud::{Markup, html};

use super::tap::{arrow, tap};
use super::{Context, icon, picture};

pub(super) fn button(row: &ButtonBar, index: usize, context: &Context<'_>) -> Markup {
    let face = html! { bdi { (row.title) } };
    tap(Some(&row.action), "w-button", index, context, &face)
}

pub(super) fn selector(row: &SelectorRow, index: usize, context: &Context<'_>) -> Markup {
    let face = html! {
        @if let Some(name) = &row.icon_name { (icon::icon(name)) }
        @if let Some(image) = &row.image_id { (picture::thumbnail(image, context)) }
        span.w-grow dir="auto" { (row.title) }
        @if row.action.is_some() { (arrow()) }
    };
    tap(row.action.as_ref(), "w-line", index, context, &face)
}
