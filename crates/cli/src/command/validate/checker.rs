use std::collections::BTreeMap;

use kenar_validate::{Refusal, Rule, Schema, Violation, is_valid, judge, judge_str};

use crate::find;
use crate::input::{Block, Cursor, Document};
use crate::kind::{self, Own};
use crate::lint::{Warning, lint};
use crate::report::{Detail, Facts, Finding, Issue, LISTED, Level, Place, Tally, hint, range_of, range_of_pointer};

/// How documents are judged.
#[derive(Debug, Clone, Copy)]
pub(super) struct Checker {
    /// What the documents of the file are.
    pub(super) schema: Schema,
    /// How that is known.
    pub(super) known: Known,
    pub(super) lint: bool,
    pub(super) deny_warnings: bool,
    /// Whether anybody wants to know more than the verdict.
    pub(super) explain: bool,
    pub(super) detail: Detail,
}

/// How it is known what documents are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Known {
    /// Somebody has said so.
    Told,
    /// The first of them told.
    Detected,
    /// Nothing has told yet.
    Not,
}

/// What was found in a block. Lines and documents are counted from its beginning.
#[derive(Debug, Default)]
pub(super) struct Found {
    pub(super) findings: Vec<Finding>,
    pub(super) tally: Tally,
    /// How many newlines are in the block.
    pub(super) lines: u64,
    /// How many documents have findings that the report has no room for.
    pub(super) not_shown: u64,
}

/// How many findings are held for a block. Lines of two bytes make a hundred thousand documents of a block.
const HELD: usize = 512;

impl Checker {
    /// Judges the documents of a block. `shown` says how many findings the report can take at most; `full` makes room when
    /// there are many.
    pub(super) fn block(&self, block: &Block, shown: u64, mut full: impl FnMut(&mut Found)) -> Found {
        let mut found = Found::default();
        let mut cursor = Cursor::default();
        let mut left = shown;
        // Once for all documents, while they are in the cache. When one is not UTF-8 the others may be.
        let utf8 = find::utf8(block.text());
        while let Some(piece) = cursor.next(block) {
            let document = piece.of(block);
            let verdict = match utf8.and_then(|text| text.get(piece.range())) {
                Some(text) => judge_str(self.schema, text),
                None => judge(self.schema, document.text),
            };
            if verdict.is_ok() && !self.lint {
                continue;
            }
            if let Some(finding) = self.document(&document, verdict.err(), left > 0, &mut found) {
                left -= 1;
                found.findings.push(finding);
                if found.findings.len() >= HELD {
                    full(&mut found);
                }
            }
        }
        found.lines = cursor.lines();
        found.tally.documents = cursor.documents();
        let others: u64 = found.tally.schemas.values().sum();
        if found.tally.documents > others && self.known != Known::Not {
            *found.tally.schemas.entry(self.schema).or_default() += found.tally.documents - others;
        }
        found
    }

    /// Judges a document that needs a second look. Other payloads than that of the file are counted.
    fn document<'a>(
        &self,
        document: &Document<'a>,
        mut refusal: Option<Refusal<'a>>,
        show: bool,
        found: &mut Found,
    ) -> Option<Finding> {
        let tally = &mut found.tally;
        let text = document.text;
        let mut schema = self.schema;
        let mut fits = None;
        let own = match (&refusal, self.known) {
            (None, _) | (_, Known::Told) => None,
            (Some(_), Known::Not) => kind::detect(text),
            (Some(_), Known::Detected) => match kind::among(text, schema) {
                Some(Own::Told(own)) => Some(own),
                Some(Own::Perhaps(own)) => {
                    fits = Some(own).filter(|own| is_valid(*own, text));
                    None
                }
                None => None,
            },
        };
        if let Some(own) = own {
            schema = own;
            refusal = judge(own, text).err();
            *tally.schemas.entry(own).or_default() += 1;
        }
        if let Some(other) = fits {
            *tally.others.entry((schema, other)).or_default() += 1;
        }
        let warnings = match std::str::from_utf8(text) {
            Ok(text) if self.lint => lint(schema, text),
            _ => Vec::new(),
        };
        let denied = self.deny_warnings && !warnings.is_empty();
        if !self.explain {
            tally.invalid += u64::from(refusal.is_some() || denied);
            return None;
        }
        let invalid = refusal.is_some() || denied;
        let violations = refusal.and_then(|refusal| refusal.explain_some(LISTED + 1).err());
        tally.invalid += u64::from(invalid);
        let mut violations: Vec<Violation> = violations.into_iter().flatten().collect();
        tally.cut_off += u64::from(violations.len() > LISTED);
        violations.truncate(LISTED);
        count(&mut tally.rules, violations.iter().map(|violation| violation.rule.as_str()));
        count(&mut tally.lints, warnings.iter().map(|warning| warning.lint));
        let all = violations.len() + warnings.len();
        if !show || all == 0 {
            found.not_shown += u64::from(all > 0);
            return None;
        }
        let violations = violations.into_iter().map(|violation| {
            // What is missing at the top makes it something else.
            let other = if violation.pointer.is_empty() { fits.take() } else { None };
            let mut issue = self.violation(violation, schema, document);
            issue.hint = match (issue.hint, other) {
                (Some(hint), Some(other)) => Some(format!("{hint}, if it is no {other}, as which it is valid")),
                (hint, _) => hint,
            };
            issue
        });
        let warnings = warnings.into_iter().map(|warning| self.warning(warning, document));
        let issues: Vec<Issue> = violations.chain(warnings).take(self.detail.at_most).collect();
        let more = all - issues.len();
        Some(Finding { line: document.line, document: document.number, schema, issues, more, invalid })
    }

    fn violation(&self, violation: Violation, schema: Schema, document: &Document<'_>) -> Issue {
        let text = document.text;
        let syntax = violation.rule == Rule::Syntax;
        let place = (self.detail.places || syntax)
            .then(|| Place::of(document, range_of(&violation, text), self.detail.excerpts));
        let hint = hint(&violation, schema);
        let Violation { pointer, rule, limit, found, mut message, .. } = violation;
        if syntax && text.trim_ascii().is_empty() {
            message = "a value is missing here".to_owned();
        } else if let (true, Some((said, _))) = (syntax, message.rsplit_once(" at line ")) {
            // That line counts from the beginning of the document; the place counts from that of the file.
            message.truncate(said.len());
        }
        let facts = Some(Facts { limit, found });
        Issue { level: Level::Error, pointer, rule: rule.as_str(), facts, message, hint, place }
    }

    fn warning(&self, warning: Warning, document: &Document<'_>) -> Issue {
        let Warning { pointer, lint, message, hint } = warning;
        // No excerpt: some lints are about values that should not have been written down in the first place.
        let place = self.detail.places.then(|| Place::of(document, range_of_pointer(&pointer, document.text), false));
        let level = if self.deny_warnings { Level::Error } else { Level::Warning };
        Issue { level, pointer, rule: lint, facts: None, message, hint, place }
    }
}

fn count(counts: &mut BTreeMap<&'static str, u64>, names: impl Iterator<Item = &'static str>) {
    for name in names {
        *counts.entry(name).or_default() += 1;
    }
}
