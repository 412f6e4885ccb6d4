//! Draws rows as the Divar app would: one column, right to left, in Persian.
//!
//! The artwork of Divar is not ours: icons are glyphs of our own, or a tile with the letters of the name.

mod carousel;
mod evaluation;
mod event;
mod extracted;
mod facts;
mod icon;
mod picture;
mod score;
mod tap;
mod text_rows;
mod touch;

use kenar_schemas::{PostToken, Row, Widget, WidgetColor};
use maud::{Markup, html};

use crate::pages::{AddonRef, Language, Side};

/// What is around the rows.
pub(crate) struct Context<'a> {
    /// The language of what we say about the rows. The rows themselves are in Persian.
    pub(crate) language: Language,
    /// The slug of the app whose rows they are.
    pub(crate) app: &'a str,
    /// Who looks at them.
    pub(crate) side: Side,
    /// What a tap may do.
    pub(crate) taps: Taps<'a>,
    /// Whether chips say what Divar takes as semantic data.
    pub(crate) extracted: bool,
    /// Whether the rows are in a file, with no sandbox behind them.
    pub(crate) alone: bool,
}

/// What a tap on a row may do.
#[derive(Clone, Copy)]
pub(crate) enum Taps<'a> {
    /// Nothing: the rows are a picture.
    None,
    /// Links work. What needs the app's server does not: the rows are nowhere.
    Links,
    /// Everything works, because it is known where the rows are.
    All {
        /// The add-on that they belong to.
        addon: &'a AddonRef,
        /// The post on which they are shown.
        post: Option<&'a PostToken>,
    },
}

/// Draws a list of rows.
pub(crate) fn widgets(list: &[Widget], context: &Context<'_>) -> Markup {
    html! {
        @for (index, widget) in list.iter().enumerate() {
            (self::widget(widget, index, context))
        }
    }
}

/// Draws one row, which is the one at this place of its add-on.
pub(crate) fn widget(widget: &Widget, index: usize, context: &Context<'_>) -> Markup {
    let divider = has_divider(&widget.row);
    html! {
        div.w.w-divided[divider] data-row=(widget.row.key()) {
            (row(&widget.row, index, context))
            @if context.extracted { (extracted::chips(widget, context.language)) }
        }
    }
}

fn row(row: &Row, index: usize, context: &Context<'_>) -> Markup {
    match row {
        Row::TitleRow(row) => text_rows::title(row),
        Row::SubtitleRow(row) => text_rows::subtitle(row),
        Row::DescriptionRow(row) => text_rows::description(row),
        Row::ButtonBar(row) => touch::button(row, index, context),
        Row::SelectorRow(row) => touch::selector(row, index, context),
        Row::EventRow(row) => event::event(row, context),
        Row::ScoreRow(row) => score::score(row, index, context),
        Row::EvaluationRow(row) => evaluation::evaluation(row),
        Row::GroupInfoRow(row) => facts::facts(row),
        Row::ImageCarouselRow(row) => carousel::carousel(row, context),
        other => html! { p.w-text { code dir="ltr" { (other.key()) } } },
    }
}

fn has_divider(row: &Row) -> bool {
    match row {
        Row::TitleRow(row) => row.has_divider,
        Row::SubtitleRow(row) => row.has_divider,
        Row::DescriptionRow(row) => row.has_divider,
        Row::SelectorRow(row) => row.has_divider,
        Row::EventRow(row) => row.has_divider,
        Row::ScoreRow(row) => row.has_divider,
        Row::GroupInfoRow(row) => row.has_divider,
        Row::ImageCarouselRow(row) => row.has_divider,
        _ => false,
    }
}

/// The class that gives a colour.
fn color(color: Option<WidgetColor>) -> &'static str {
    match color {
        Some(WidgetColor::SuccessPrimary) => "w-success",
        Some(WidgetColor::SuccessSecondary) => "w-success-weak",
        Some(WidgetColor::WarningPrimary) => "w-warning",
        Some(WidgetColor::WarningSecondary) => "w-warning-weak",
        Some(WidgetColor::ErrorPrimary) => "w-error",
        _ => "w-plain",
    }
}

pub(crate) use picture::app_tile;
