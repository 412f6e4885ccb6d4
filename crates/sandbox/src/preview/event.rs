use kenar_schemas::widgets::EventRow;
use maud::{Markup, html};

use super::{Context, icon, picture};

pub(super) fn event(row: &EventRow, context: &Context<'_>) -> Markup {
    html! {
        div.w-line {
            @if let Some(name) = &row.icon_name { (icon::icon(name)) }
            @if let Some(image) = &row.image_id { (picture::thumbnail(image, context)) }
            div.w-grow {
                div.w-strong dir="auto" { (row.title) }
                @if let Some(subtitle) = &row.subtitle { div.w-small dir="auto" { (subtitle) } }
            }
            @if let Some(label) = &row.label { span.w-label dir="auto" { (label) } }
        }
    }
}
