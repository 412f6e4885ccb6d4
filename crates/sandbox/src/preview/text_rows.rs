use kenar_schemas::widgets::{DescriptionRow, SubtitleRow, TitleRow};
use maud::{Markup, html};

pub(super) fn title(row: &TitleRow) -> Markup {
    html! { h3.w-title dir="auto" { (row.text) } }
}

pub(super) fn subtitle(row: &SubtitleRow) -> Markup {
    html! { p.w-subtitle dir="auto" { (row.text) } }
}

pub(super) fn description(row: &DescriptionRow) -> Markup {
    html! {
        @if row.expandable {
            details.w-fold {
                summary {
                    span.w-text.w-clamped dir="auto" { (row.text) }
                    span.w-more { "نمایش بیشتر" }
                    span.w-less { "نمایش کمتر" }
                }
            }
        } @else {
            p.w-text dir="auto" { (row.text) }
        }
    }
}
