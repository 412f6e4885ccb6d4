//! Lists of which only a part may fit.

use maud::{Markup, html};

use super::visit::Visit;

/// How many of one kind are shown; a sandbox under load may hold any number.
pub(super) const MOST: usize = 60;

/// A section with a table. `count` is how many there are, shown or not.
pub(super) fn table(id: &str, title: &str, heads: &[&str], rows: &[Markup], count: usize, visit: &Visit) -> Markup {
    html! {
        section id=(id) {
            h2 { (title) }
            (bare(title, heads, rows, count, visit))
        }
    }
}

/// The table without a section around it.
pub(super) fn bare(title: &str, heads: &[&str], rows: &[Markup], count: usize, visit: &Visit) -> Markup {
    html! {
        @if rows.is_empty() { p.empty { (visit.texts().none_yet) } } @else {
            div.card.scroll tabindex="0" role="region" aria-label=(title) {
                table {
                    thead { tr { @for head in heads { th scope="col" { (head) } } } }
                    tbody { @for row in rows { (row) } }
                }
            }
            (rest(count, visit))
        }
    }
}

/// Says how many are not shown.
pub(super) fn rest(count: usize, visit: &Visit) -> Markup {
    html! {
        @if let Some(rest @ 1..) = count.checked_sub(MOST) {
            p.hint { (visit.texts().and_more) " " (visit.language.number(rest)) }
        }
    }
}
