use kenar_schemas::widgets::GroupInfoRow;
use maud::{Markup, html};

pub(super) fn facts(row: &GroupInfoRow) -> Markup {
    html! {
        dl.w-facts {
            @for item in &row.items {
                div {
                    dt dir="auto" { (item.title) }
                    dd dir="auto" { (item.value) }
                }
            }
        }
    }
}
