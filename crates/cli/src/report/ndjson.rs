use serde::Serialize;
use serde_json::Value;

use super::{Finding, Issue, Report, write_json};

/// One object a line for each document with findings.
#[derive(Debug)]
pub(super) struct Ndjson;

impl Report for Ndjson {
    fn finding(&mut self, out: &mut Vec<u8>, file: &str, finding: &Finding) {
        let places = |issue: &Issue| issue.rule == "syntax";
        write_json(out, &Object::new(file, finding, places));
        out.push(b'\n');
    }
}

/// A document with findings, in JSON.
#[derive(Serialize)]
pub(super) struct Object<'a> {
    file: &'a str,
    line: u64,
    document: u64,
    violations: Vec<Violation<'a>>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    warnings: Vec<Warning<'a>>,
    #[serde(skip_serializing_if = "is_none")]
    more: usize,
}

#[derive(Serialize)]
struct Violation<'a> {
    pointer: &'a str,
    rule: &'static str,
    limit: &'a Value,
    found: &'a Value,
    message: &'a str,
    #[serde(flatten)]
    position: Option<Position>,
}

#[derive(Serialize)]
struct Warning<'a> {
    pointer: &'a str,
    lint: &'static str,
    level: &'static str,
    message: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    hint: Option<&'a str>,
    #[serde(flatten)]
    position: Option<Position>,
}

#[derive(Serialize)]
struct Position {
    line: u64,
    column: u64,
}

impl<'a> Object<'a> {
    /// `places` says of which issues the position is told.
    pub(super) fn new(file: &'a str, finding: &'a Finding, places: impl Fn(&Issue) -> bool) -> Self {
        let position = |issue: &Issue| {
            let place = issue.place.as_ref().filter(|_| places(issue));
            place.map(|place| Position { line: place.line, column: place.column })
        };
        let mut violations = Vec::with_capacity(finding.issues.len());
        let mut warnings = Vec::new();
        for issue in &finding.issues {
            let Issue { level, pointer, rule, facts, message, hint, .. } = issue;
            let position = position(issue);
            match facts {
                Some(facts) => {
                    violations.push(Violation {
                        pointer,
                        rule,
                        limit: &facts.limit,
                        found: &facts.found,
                        message,
                        position,
                    });
                }
                None => {
                    let (level, hint) = (level.name(), hint.as_deref());
                    warnings.push(Warning { pointer, lint: rule, level, message, hint, position });
                }
            }
        }
        Self { file, line: finding.line, document: finding.document, violations, warnings, more: finding.more }
    }
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde passes references")]
fn is_none(more: &usize) -> bool {
    *more == 0
}
