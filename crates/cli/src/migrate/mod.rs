//! Bodies of v1 on their way to v2, one at a time.

mod output;
mod report;

use clap::ValueEnum;
use kenar_schemas::migrate::{BodyKind, Migration, Options};
use kenar_schemas::{Violation, WidgetColor};
use kenar_validate::Schema;
use serde_json::Value;

pub(crate) use output::Output;
pub(crate) use report::{Entry, Outcome};

/// A v1 body.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum From {
    /// A v1 add-on of a user; becomes a v2 one.
    UserAddon,
    /// A v1 add-on of a post; becomes a v2 one.
    PostAddon,
    /// A v1 user verification; becomes semantic data of a user.
    UserVerification,
}

impl From {
    fn kind(self) -> BodyKind {
        match self {
            Self::UserAddon => BodyKind::UserAddon,
            Self::PostAddon => BodyKind::PostAddon,
            Self::UserVerification => BodyKind::UserVerification,
        }
    }
}

/// The colours that v2 has.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
#[value(rename_all = "SCREAMING_SNAKE_CASE")]
#[allow(missing_docs, reason = "the names say it")]
pub(crate) enum Color {
    SuccessPrimary,
    SuccessSecondary,
    WarningPrimary,
    WarningSecondary,
    ErrorPrimary,
}

impl Color {
    /// The colour of the contract.
    pub(crate) fn of_widget(self) -> WidgetColor {
        match self {
            Self::SuccessPrimary => WidgetColor::SuccessPrimary,
            Self::SuccessSecondary => WidgetColor::SuccessSecondary,
            Self::WarningPrimary => WidgetColor::WarningPrimary,
            Self::WarningSecondary => WidgetColor::WarningSecondary,
            Self::ErrorPrimary => WidgetColor::ErrorPrimary,
        }
    }
}

/// Why a document has no v2 form.
#[derive(Debug)]
pub(crate) enum Refused {
    /// Nothing shows which v1 body it is.
    Unknown(String),
    /// It is no valid v1 body of its kind.
    Invalid(From, Vec<Violation>),
}

/// Migrates one document; without `from`, its members say what it is.
pub(crate) fn migrate(from: Option<From>, options: &Options, text: &[u8]) -> Result<(From, Migration<Value>), Refused> {
    let from = match from {
        Some(from) => from,
        None => detect(text)?,
    };
    match options.json(from.kind(), text) {
        Ok(migration) => Ok((from, migration)),
        Err(violations) => Err(Refused::Invalid(from, violations.into_iter().collect())),
    }
}

fn detect(text: &[u8]) -> Result<From, Refused> {
    let unknown = |message: &str| Err(Refused::Unknown(message.to_owned()));
    let Ok(value) = serde_json::from_slice::<Value>(text) else {
        // The check of any kind says where the text stops being JSON.
        return Ok(From::UserAddon);
    };
    match crate::kind::detect(text) {
        Some(Schema::LegacyUserAddon) => Ok(From::UserAddon),
        Some(Schema::LegacyPostAddon) => Ok(From::PostAddon),
        Some(Schema::LegacyUserVerification) => Ok(From::UserVerification),
        // Without a member of its own, v1 semantic data looks like that of v2; `cost` has another name in v1.
        Some(Schema::UserSemantic) if value.get("cost").is_none() => Ok(From::UserVerification),
        Some(Schema::UserAddon | Schema::PostAddon | Schema::UserSemantic) => {
            unknown("this is a v2 body already; `kenar validate` checks it")
        }
        Some(Schema::Widget | Schema::Action | Schema::Semantic) => {
            unknown("this is a part of a body; migrate whole bodies")
        }
        _ => unknown("nothing shows which v1 body this is; name it with `--from`"),
    }
}
