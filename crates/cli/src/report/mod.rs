//! What a check has found, in the formats that people and programs read. One format a file.
//!
//! A report is written while documents are read, so it has the same bounds as the reading: a [`Finding`] is written and
//! forgotten. Lines and columns count from 1, columns in characters.

mod excerpt;
mod finding;
mod github;
mod hint;
mod human;
mod json;
mod junit;
mod ndjson;
mod place;
mod plain;
mod sarif;
mod tally;

use serde::Serialize;

use crate::counted::counted;

pub(crate) use finding::{Facts, Finding, Issue, Level};
pub(crate) use hint::hint;
pub(crate) use place::{Place, range_of, range_of_pointer};
pub(crate) use plain::harmless;
pub(crate) use tally::{LISTED, Summary, Tally};

/// A format of the report.
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
pub(crate) enum Format {
    /// For people: the source around each violation, a hint, and a summary
    Human,
    /// One JSON object: findings, files and summary
    Json,
    /// One JSON object a line for each document with findings
    Ndjson,
    /// Annotations of GitHub Actions
    Github,
    /// SARIF 2.1.0, for code scanning
    Sarif,
    /// JUnit XML, for continuous integration
    Junit,
}

impl Format {
    /// A report in this format.
    pub(crate) fn report(self) -> Box<dyn Report> {
        match self {
            Self::Human => Box::<human::Human>::default(),
            Self::Json => Box::<json::Json>::default(),
            Self::Ndjson => Box::new(ndjson::Ndjson),
            Self::Github => Box::new(github::Github),
            Self::Sarif => Box::<sarif::Sarif>::default(),
            Self::Junit => Box::<junit::Junit>::default(),
        }
    }

    /// What a report in this format needs to know of an issue.
    pub(crate) const fn detail(self) -> Detail {
        match self {
            Self::Human => Detail { places: true, excerpts: true, at_most: 20 },
            Self::Ndjson => Detail { places: false, excerpts: false, at_most: usize::MAX },
            Self::Github => Detail { places: true, excerpts: false, at_most: 20 },
            Self::Json | Self::Sarif | Self::Junit => Detail { places: true, excerpts: false, at_most: 100 },
        }
    }

    /// How many documents are shown when nobody has said; `None` for all.
    pub(crate) const fn shown(self) -> Option<u64> {
        match self {
            Self::Human | Self::Github => Some(100),
            Self::Junit => Some(1_000),
            Self::Json | Self::Ndjson | Self::Sarif => None,
        }
    }

    /// How many documents can be shown at all. The totals of JUnit stand before what they count, so it is held in memory.
    pub(crate) const fn most(self) -> u64 {
        match self {
            Self::Junit => 10_000,
            _ => u64::MAX,
        }
    }
}

/// What a report needs to know of an issue.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Detail {
    /// Where it is. A syntax error always has a place.
    pub(crate) places: bool,
    /// The source around it.
    pub(crate) excerpts: bool,
    /// How many issues of one document are told.
    pub(crate) at_most: usize,
}

/// A report that is being written.
pub(crate) trait Report: Send {
    /// Before everything.
    fn begin(&mut self, _: &mut Vec<u8>) {}

    /// What there is to say about a document of a file.
    fn finding(&mut self, out: &mut Vec<u8>, file: &str, finding: &Finding);

    /// At the end of a file.
    fn file(&mut self, _: &mut Vec<u8>, _file: &str, _: &Tally) {}

    /// A file could not be read, or not to its end.
    fn unreadable(&mut self, _: &mut Vec<u8>, _file: &str, _message: &str) {}

    /// After everything.
    fn end(&mut self, _: &mut Vec<u8>, _: &Summary) {}
}

/// Writes JSON. Nothing fails here: it goes to memory, and all keys are texts.
fn write_json(out: &mut Vec<u8>, value: &impl Serialize) {
    let _ = serde_json::to_writer(out, value);
}

/// What is not in the report because of its limit; `None` when all is.
fn not_shown(summary: &Summary) -> Option<String> {
    let documents = counted(summary.not_shown, "more document");
    (summary.not_shown > 0).then(|| format!("{documents} with findings not shown; --max-errors shows more"))
}
