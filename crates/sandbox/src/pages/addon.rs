//! Add-ons, drawn and explained.

use std::fmt;
use std::str::FromStr;

use jiff::Timestamp;
use kenar_schemas::legacy::LegacyWidget;
use kenar_schemas::migrate::{self, Note};
use kenar_schemas::{AddonId, PostToken, Widget};
use maud::{Markup, html};

use super::facts::facts;
use super::notes::notes;
use super::post::Side;
use super::text::Language;
use crate::ContentView;
use crate::preview::{self, Context, Taps, app_tile};

/// Which add-on of the sandbox. Written as `post:12`, `user:<uuid>` or `business:<id>`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum AddonRef {
    /// The number of one that is on a post.
    Post(u64),
    /// The id of one of a person.
    User(AddonId),
    /// The id of one of a business.
    Business(String),
}

impl fmt::Display for AddonRef {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Post(id) => write!(f, "post:{id}"),
            Self::User(id) => write!(f, "user:{id}"),
            Self::Business(id) => write!(f, "business:{id}"),
        }
    }
}

impl maud::Render for AddonRef {
    fn render_to(&self, buffer: &mut String) {
        self.to_string().render_to(buffer);
    }
}

impl FromStr for AddonRef {
    type Err = ();

    fn from_str(text: &str) -> Result<Self, ()> {
        let (kind, id) = text.split_once(':').ok_or(())?;
        match kind {
            "post" => id.parse().map(Self::Post).map_err(drop),
            "user" => id.parse().map(Self::User).map_err(drop),
            "business" => Ok(Self::Business(id.to_owned())),
            _ => Err(()),
        }
    }
}

/// The rows of an add-on, in the form of v2.
pub(super) struct Rows {
    pub(super) widgets: Vec<Widget>,
    /// What became of members of v1 rows, with the number of the row.
    pub(super) notes: Vec<(usize, Note)>,
    /// Whether some of it could not be read.
    pub(super) unreadable: bool,
}

/// Reads the rows of an add-on; rows of v1 become what v2 would make of them.
pub(super) fn rows(content: &ContentView) -> Rows {
    let list = content.widgets.as_array().map(Vec::as_slice).unwrap_or_default();
    let mut rows = Rows { widgets: Vec::new(), notes: Vec::new(), unreadable: !content.widgets.is_array() };
    for (index, row) in list.iter().enumerate() {
        if content.version == 1 {
            match serde_json::from_value::<LegacyWidget>(row.clone()) {
                Ok(row) => {
                    let migration = migrate::widget(&row);
                    rows.widgets.extend(migration.value);
                    rows.notes.extend(migration.report.iter().map(|note| (index, note.clone())));
                }
                Err(_) => rows.unreadable = true,
            }
        } else {
            match serde_json::from_value::<Widget>(row.clone()) {
                Ok(row) => rows.widgets.push(row),
                Err(_) => rows.unreadable = true,
            }
        }
    }
    rows
}

/// An add-on and where it is.
pub(super) struct Shown<'a> {
    pub(super) addon: AddonRef,
    pub(super) app: &'a str,
    pub(super) content: &'a ContentView,
    pub(super) post: Option<&'a PostToken>,
    pub(super) side: Side,
    pub(super) extracted: bool,
}

/// The add-on as a column of the Divar app, and beside it what there is to say about it.
pub(super) fn article(shown: &Shown<'_>, language: Language, origin: &Markup) -> Markup {
    let text = language.texts();
    let rows = rows(shown.content);
    let reported: Vec<(String, &Note)> = rows.notes.iter().map(|(row, note)| (format!("/{row}"), note)).collect();
    let taps = Taps::All { addon: &shown.addon, post: shown.post };
    let context =
        Context { language, app: shown.app, side: shown.side, taps, extracted: shown.extracted, alone: false };
    html! {
        article.addon {
            div.phone lang="fa" dir="rtl" { (preview::widgets(&rows.widgets, &context)) }
            div.about {
                header.about-app { (app_tile(shown.app)) strong dir="ltr" { (shown.app) } span.tag { "v" (shown.content.version) } }
                (origin)
                (facts(&shown.content.semantic, language))
                @if let Some(note) = &shown.content.notes {
                    h4 { (text.notes) }
                    p.quote dir="auto" { (note) }
                }
                @if rows.unreadable { p.warning { (text.legacy_unreadable) } }
                @if shown.content.version == 1 {
                    p.hint { (text.legacy_note) }
                    @if !rows.notes.is_empty() {
                        h4 { (text.migration_report) }
                        (notes(&reported, language))
                    }
                }
                (raw(shown.content, text.raw))
            }
        }
    }
}

fn raw(content: &ContentView, title: &str) -> Markup {
    let pretty = serde_json::to_string_pretty(&content.widgets).unwrap_or_default();
    html! {
        details {
            summary { (title) }
            pre.code dir="ltr" { (pretty) }
            @if !content.other.is_empty() {
                pre.code dir="ltr" { (serde_json::to_string_pretty(&content.other).unwrap_or_default()) }
            }
        }
    }
}

/// The add-on in small, as a picture.
pub(super) fn miniature(app: &str, content: &ContentView, language: Language) -> Markup {
    let context = Context { language, app, side: Side::Demand, taps: Taps::None, extracted: false, alone: false };
    html! { div.phone lang="fa" dir="rtl" { (preview::widgets(&rows(content).widgets, &context)) } }
}

/// A moment, to the second.
pub(super) fn moment(moment: Timestamp) -> Markup {
    let moment = moment.strftime("%Y-%m-%d %H:%M:%S").to_string();
    html! { time dir="ltr" { (moment) } }
}
