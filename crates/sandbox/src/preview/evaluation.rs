use kenar_schemas::widgets::EvaluationRow;
use maud::{Markup, html};

use super::{color, icon};

/// A hundred is at the right edge and zero at the left one, also where the writing runs from right to left.
pub(super) fn evaluation(row: &EvaluationRow) -> Markup {
    let at = row.indicator_percentage.map(|percent| format!("at-{}", percent.clamp(0, 100)));
    let sections = [&row.left, &row.middle, &row.right];
    html! {
        div.w-evaluation {
            @if let Some(at) = &at {
                div.w-pointer.(at) {
                    div.w-bubble dir="auto" {
                        @if let Some(name) = &row.icon_name { (icon::glyph(name)) }
                        @if let Some(text) = &row.indicator_text { bdi { (text) } }
                    }
                    div.w-tip {}
                }
            } @else if row.icon_name.is_some() || row.indicator_text.is_some() {
                div.w-pointer.w-nowhere {
                    div.w-bubble dir="auto" {
                        @if let Some(name) = &row.icon_name { (icon::glyph(name)) }
                        @if let Some(text) = &row.indicator_text { bdi { (text) } }
                    }
                }
            }
            div.w-bar dir="ltr" {
                @for section in sections { div.w-section.(color(section.section_color)) dir="auto" { (section.text) } }
            }
        }
    }
}
