use kenar_schemas::Violation;
use kenar_schemas::migrate::Report;
use serde::Serialize;

/// What became of one document: one line of the report.
#[derive(Debug, Serialize)]
pub(crate) struct Entry<'a> {
    /// The input.
    pub(crate) input: &'a str,
    /// The line in which the document begins, from 1.
    pub(crate) line: u64,
    /// The number of the document in its input, from 1.
    pub(crate) number: u64,
    /// The v1 body that it is, if that is known.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) from: Option<&'a str>,
    /// What became of it.
    #[serde(flatten)]
    pub(crate) outcome: Outcome<'a>,
}

/// What became of a document.
#[derive(Debug, Serialize)]
#[serde(tag = "outcome", rename_all = "camelCase")]
pub(crate) enum Outcome<'a> {
    /// It has a v2 form.
    Migrated {
        /// What became of its members.
        notes: &'a Report,
    },
    /// It is not valid, so there is nothing to convert.
    Invalid {
        /// What is wrong.
        violations: &'a [Violation],
    },
    /// Nobody knows what it is.
    Unknown {
        /// Why.
        message: &'a str,
    },
}
