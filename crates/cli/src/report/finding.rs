use kenar_validate::Schema;
use serde_json::Value;

use super::place::Place;

/// What there is to say about one document.
#[derive(Debug)]
pub(crate) struct Finding {
    /// The line in which the document begins, from 1.
    pub(crate) line: u64,
    /// The number of the document in its file, from 1.
    pub(crate) document: u64,
    /// The payload that it was held to.
    pub(crate) schema: Schema,
    /// Violations, then warnings, each in document order.
    pub(crate) issues: Vec<Issue>,
    /// How many more violations and warnings it has.
    pub(crate) more: usize,
    /// Whether it is refused, by a violation or by a warning that is denied.
    pub(crate) invalid: bool,
}

impl Finding {
    /// Counts lines and documents from the beginning of the file where they were counted from that of a block.
    pub(crate) fn move_down(&mut self, lines: u64, documents: u64) {
        self.line += lines;
        self.document += documents;
        for issue in &mut self.issues {
            let Some(place) = &mut issue.place else { continue };
            place.line += lines;
            place.end_line += lines;
            // What was found is a place, too.
            if let (Some(facts), "syntax") = (&mut issue.facts, issue.rule) {
                facts.found = format!("line {} column {}", place.line, place.column).into();
            }
        }
    }
}

/// How bad an issue is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Level {
    /// A violation of the contract, or a warning that is denied.
    Error,
    /// Allowed and probably wrong.
    Warning,
}

impl Level {
    /// The name, which is the same in all formats.
    pub(crate) const fn name(self) -> &'static str {
        match self {
            Self::Error => "error",
            Self::Warning => "warning",
        }
    }
}

/// A violation or a warning.
#[derive(Debug)]
pub(crate) struct Issue {
    pub(crate) level: Level,
    /// JSON Pointer of the value that it is about.
    pub(crate) pointer: String,
    /// The name of the rule or lint.
    pub(crate) rule: &'static str,
    /// What is allowed and what was found; a lint has neither.
    pub(crate) facts: Option<Facts>,
    pub(crate) message: String,
    pub(crate) hint: Option<String>,
    /// Where it is; `None` when the format does not ask.
    pub(crate) place: Option<Place>,
}

/// What a rule allows and what was found.
#[derive(Debug)]
pub(crate) struct Facts {
    pub(crate) limit: Value,
    pub(crate) found: Value,
}
