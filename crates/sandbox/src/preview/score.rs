use kenar_schemas::widgets::{Score, ScoreRow};
use maud::{Markup, html};

use super::tap::{arrow, tap};
use super::{Context, color, icon};
use crate::pages::Language;

pub(super) fn score(row: &ScoreRow, index: usize, context: &Context<'_>) -> Markup {
    let face = html! {
        @if let Some(name) = &row.icon_name { (icon::icon(name)) }
        span.w-grow dir="auto" { (row.title) }
        span.w-score.(color(row.score_color)) dir="auto" {
            @match &row.score {
                Score::Percentage(percent) => { (Language::Persian.number(percent)) "٪" }
                Score::Descriptive(words) => (words),
            }
        }
        @if row.action.is_some() { (arrow()) }
    };
    tap(row.action.as_ref(), "w-line", index, context, &face)
}
