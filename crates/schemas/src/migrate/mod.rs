//! From v1 bodies to v2, with a report on every member.
//!
//! No member disappears in silence: each either stands in the v2 body at the same pointer, or a [`Note`] of the
//! [`Report`] says where it went and why. What changes beside the body is in [`REQUESTS`] and [`HEADERS`].
//!
//! A body that is valid in v1 gives one that is valid in v2. Rows keep their limits between the versions, so an invalid
//! body keeps its mistakes: check what was not built by hand, or use [`json()`], which does.
//!
//! ```
//! use kenar_schemas::legacy::{LegacyAction, LegacyButtonStyle, LegacyWideButtonBarData};
//! use kenar_schemas::migrate;
//!
//! let button = LegacyWideButtonBarData::new("رزرو کارشناس", LegacyAction::web_page("https://example.com/book")?)
//!     .with_style(LegacyButtonStyle::Secondary);
//! let migration = migrate::widget(&button.into());
//! assert_eq!(
//!     serde_json::to_string(&migration.value)?,
//!     r#"[{"button_bar":{"title":"رزرو کارشناس","action":{"open_direct_link":"https://example.com/book"}}}]"#,
//! );
//! // v2 cannot open the external browser.
//! let attention: Vec<&str> = migration.report.attention().map(|note| note.pointer.as_str()).collect();
//! assert_eq!(attention, ["/data/button/action/type"]);
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

mod post_addon;
mod report;
mod request;
mod row;
mod semantic;
mod user_addon;
mod user_verification;
mod widget;

use serde::Serialize;
use serde_json::Value;

pub use report::{Kind, Note, Report};
pub use request::{Endpoint, HEADERS, HeaderMove, REQUESTS, RequestMove};

use crate::legacy::LegacyWidget;
use crate::{
    LegacyPostAddon, LegacyUserAddon, LegacyUserVerification, Payload, PostAddon, Rule, UserAddon, UserSemantic,
    Violation, Violations, Widget, WidgetColor,
};

/// The v2 form of a v1 body, and what became of each member.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[non_exhaustive]
pub struct Migration<T> {
    /// The v2 form.
    pub value: T,
    /// What became of each member.
    pub report: Report,
}

/// Which v1 body a raw text is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum BodyKind {
    /// [`LegacyUserAddon`], to [`UserAddon`].
    UserAddon,
    /// [`LegacyPostAddon`], to [`PostAddon`].
    PostAddon,
    /// [`LegacyUserVerification`], to [`UserSemantic`].
    UserVerification,
}

/// Decisions that only the caller can make. The default makes none: what needs one is left out and noted.
///
/// ```
/// use kenar_schemas::legacy::LegacyLegendTitleRowData;
/// use kenar_schemas::migrate::Options;
///
/// let legend = LegacyLegendTitleRowData::new("کارشناسی ملک").with_subtitle("گروه نمونه").into();
/// assert!(Options::new().widget(&legend).value.is_empty());
/// assert_eq!(Options::new().with_approximate_legend().widget(&legend).value.len(), 2);
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
#[non_exhaustive]
pub struct Options {
    /// The colour of a score or section whose v1 colour v2 does not have. `None` leaves the colour out.
    pub default_color: Option<WidgetColor>,
    /// Whether a `LEGEND_TITLE_ROW` becomes a `title_row` and, when it has a subtitle, a `subtitle_row`. Its logo and
    /// its tags are lost, and a title of more than 49 characters still has no place: nothing is ever cut.
    pub approximate_legend: bool,
}

impl Options {
    /// No decision.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Sets the colour that stands in for those that v2 does not have.
    #[must_use]
    pub fn with_default_color(mut self, color: WidgetColor) -> Self {
        self.default_color = Some(color);
        self
    }

    /// Turns a `LEGEND_TITLE_ROW` into the nearest v2 rows.
    #[must_use]
    pub fn with_approximate_legend(mut self) -> Self {
        self.approximate_legend = true;
        self
    }

    /// Like [`user_addon()`], with these decisions.
    #[must_use]
    pub fn user_addon(&self, addon: &LegacyUserAddon) -> Migration<UserAddon> {
        user_addon::migrate(addon, self)
    }

    /// Like [`post_addon()`], with these decisions.
    #[must_use]
    pub fn post_addon(&self, addon: &LegacyPostAddon) -> Migration<PostAddon> {
        post_addon::migrate(addon, self)
    }

    /// Like [`widget()`], with these decisions.
    #[must_use]
    pub fn widget(&self, widget: &LegacyWidget) -> Migration<Vec<Widget>> {
        let (mut value, mut report) = (Vec::new(), Report::default());
        widget::convert(widget, "", "", self, &mut report, &mut value);
        Migration { value, report }
    }

    /// Like [`json()`], with these decisions.
    ///
    /// # Errors
    /// All violations, when the text is not a valid v1 body of that kind.
    pub fn json(&self, kind: BodyKind, text: &[u8]) -> Result<Migration<Value>, Violations> {
        let mut migration = match kind {
            BodyKind::UserAddon => written(self.user_addon(&LegacyUserAddon::check(text)?)),
            BodyKind::PostAddon => written(self.post_addon(&LegacyPostAddon::check(text)?)),
            BodyKind::UserVerification => written(user_verification(&LegacyUserVerification::check(text)?)),
        }?;
        widget::note_spellings(text, &mut migration.report);
        Ok(migration)
    }
}

/// The v2 form of a user add-on. The user moves from the body to the path; see [`REQUESTS`].
#[must_use]
pub fn user_addon(addon: &LegacyUserAddon) -> Migration<UserAddon> {
    Options::default().user_addon(addon)
}

/// The v2 form of a post add-on.
#[must_use]
pub fn post_addon(addon: &LegacyPostAddon) -> Migration<PostAddon> {
    Options::default().post_addon(addon)
}

/// The v2 form of a user verification.
#[must_use]
pub fn user_verification(verification: &LegacyUserVerification) -> Migration<UserSemantic> {
    user_verification::migrate(verification)
}

/// The v2 form of one row: one row, none when v2 has nothing like it, or two when [`Options`] say so.
///
/// The pointers of the report start at the v1 row on one side and at the list of v2 rows on the other.
#[must_use]
pub fn widget(widget: &LegacyWidget) -> Migration<Vec<Widget>> {
    Options::default().widget(widget)
}

/// The v2 form of a raw v1 body.
///
/// ```
/// use kenar_schemas::migrate::{self, BodyKind};
///
/// let body = br#"{"semantic": {"status": "SUCCEEDED"}, "verification_cost": 124000}"#;
/// let migration = migrate::json(BodyKind::UserVerification, body)?;
/// assert_eq!(migration.value["cost"], 124000);
/// assert!(migrate::json(BodyKind::UserAddon, body).is_err());
/// # Ok::<(), kenar_schemas::Violations>(())
/// ```
///
/// # Errors
/// All violations, when the text is not a valid v1 body of that kind.
pub fn json(kind: BodyKind, text: &[u8]) -> Result<Migration<Value>, Violations> {
    Options::default().json(kind, text)
}

fn written<T: Payload>(migration: Migration<T>) -> Result<Migration<Value>, Violations> {
    let Migration { value, report } = migration;
    let value = serde_json::to_value(value).map_err(|error| {
        let message = format!("this cannot be written as JSON: {error}");
        Violation::new("", Rule::Syntax, T::schema_name().into_owned(), Value::Null, message)
    })?;
    Ok(Migration { value, report })
}
