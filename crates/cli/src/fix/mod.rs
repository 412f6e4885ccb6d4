//! Repairs of one JSON document, as edits of its text.
//!
//! Only the places of the repairs change: the order of members, the spelling of numbers, spaces and escapes stay byte for
//! byte. An edit never adds or removes a line. Nothing is ever lost: a name is not changed into one that is there already,
//! and what a repair would have to guess is left and told.

mod edit;
mod free;
mod mask;
mod member_name;
mod round;
mod semantic_key;
mod source;
mod spelling;
#[cfg(test)]
mod tests;
mod trim;

use kenar_validate::{Rule, Schema, Violation};

use edit::Edit;
use round::Round;
use source::Source;

/// What may be repaired.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Options {
    /// Whether sensitive values are masked.
    pub(crate) mask: bool,
}

/// What became of one document.
#[derive(Debug)]
pub(crate) struct Outcome {
    /// The repaired text; the same when nothing could be repaired.
    pub(crate) text: String,
    /// What was repaired, in the order of the repairs.
    pub(crate) repairs: Vec<Repair>,
    /// What was not.
    pub(crate) left: Vec<Left>,
}

/// One repair that was made.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Repair {
    /// JSON Pointer of the repaired value, or of the object whose member has another name now.
    pub(crate) pointer: String,
    /// What was done. Never repeats a value.
    pub(crate) message: String,
}

/// Something wrong that is left as it is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Left {
    /// JSON Pointer into the repaired text.
    pub(crate) pointer: String,
    /// Why, and what to do. Never repeats a sensitive value.
    pub(crate) message: String,
}

/// How often the repaired text is looked at again. A repair can bring to light another one below it: a row that has its
/// name back has members. No payload is half as deep.
const ROUNDS: usize = 16;

/// The payload that a document is meant to be, also where its names are misspelt.
pub(crate) fn detect(text: &str) -> Option<Schema> {
    crate::kind::detect_misspelt(text.as_bytes(), spelling::snake_case)
}

/// Repairs one document.
pub(crate) fn repair(schema: Schema, text: &str, options: Options) -> Outcome {
    let mut text = text.to_owned();
    let mut repairs = Vec::new();
    for _ in 0..ROUNDS {
        let violations = violations(schema, &text);
        if let [Violation { rule: Rule::Syntax, .. }] = violations.as_slice() {
            return Outcome { text, repairs, left: told(violations) };
        }
        let Some(source) = Source::parse(&text) else {
            let mut left = told(violations);
            left.push(Left { pointer: String::new(), message: "nested too deep to be repaired".to_owned() });
            return Outcome { text, repairs, left };
        };
        let mut round = Round::new(schema, &source, options);
        member_name::find(&mut round, &violations);
        trim::find(&mut round);
        semantic_key::find(&mut round);
        mask::find(&mut round);
        let Round { edits, left, .. } = round;
        if edits.is_empty() {
            return Outcome { left: remaining(left, violations), text, repairs };
        }
        let (edited, made) = edit::apply(&text, edits);
        repairs.extend(made);
        text = edited;
    }
    let left = told(violations(schema, &text));
    Outcome { text, repairs, left }
}

fn violations(schema: Schema, text: &str) -> Vec<Violation> {
    kenar_validate::check(schema, text.as_bytes()).err().into_iter().flatten().collect()
}

/// The violations that no refused repair speaks of, after the refusals.
fn remaining(refused: Vec<Refused>, violations: Vec<Violation>) -> Vec<Left> {
    let named = |violation: &Violation| {
        refused.iter().any(|refused| {
            refused.object == violation.pointer && violation.found.as_str() == Some(refused.member.as_str())
        })
    };
    let violations: Vec<Violation> = violations.into_iter().filter(|violation| !named(violation)).collect();
    refused.into_iter().map(Refused::told).chain(told(violations)).collect()
}

fn told(violations: Vec<Violation>) -> Vec<Left> {
    violations
        .into_iter()
        .map(|violation| Left {
            message: format!("{} [{}]", violation.message, violation.rule),
            pointer: violation.pointer,
        })
        .collect()
}

/// A member that could have been repaired and was not.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Refused {
    /// JSON Pointer of the object.
    object: String,
    member: String,
    reason: String,
}

impl Refused {
    fn told(self) -> Left {
        Left { pointer: crate::json_pointer::child(&self.object, &self.member), message: self.reason }
    }
}
