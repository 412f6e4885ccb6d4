use std::borrow::Cow;
use std::fmt;

use kenar_client::schemas::{Violation, Violations};
use serde_json::{Value, json};

/// Why a line of the input cannot be sent.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
pub(crate) struct Problem {
    /// One sentence; empty when the violations say it all.
    message: String,
    /// What the body breaks. The pointers begin at the line.
    violations: Vec<Violation>,
}

impl Problem {
    pub(crate) fn new(message: impl Into<String>) -> Self {
        Self { message: message.into(), violations: Vec::new() }
    }

    /// The violations of the body of a line.
    pub(crate) fn of_body(violations: Violations) -> Self {
        let mut violations: Vec<Violation> = violations.into_iter().collect();
        for violation in &mut violations {
            violation.pointer.insert_str(0, "/body");
        }
        Self { message: String::new(), violations }
    }

    /// Each thing that is wrong, in one line of text.
    pub(crate) fn complaints(&self) -> impl Iterator<Item = String> {
        let message = (!self.message.is_empty()).then(|| plain(&self.message).into_owned());
        message.into_iter().chain(self.violations.iter().map(|violation| plain(&violation.to_string()).into_owned()))
    }

    /// The same for programs.
    pub(crate) fn to_json(&self, line: u64) -> Value {
        let mut said = json!({ "line": line, "message": self.to_string() });
        if !self.violations.is_empty() {
            said["violations"] = json!(self.violations);
        }
        said
    }
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (index, complaint) in self.complaints().enumerate() {
            if index > 0 {
                f.write_str("; ")?;
            }
            f.write_str(&complaint)?;
        }
        Ok(())
    }
}

/// A text on one line, without what a terminal would obey.
pub(crate) fn plain(text: &str) -> Cow<'_, str> {
    if !text.contains(char::is_control) {
        return Cow::Borrowed(text);
    }
    let written = |character: char| {
        if character.is_control() { character.escape_default().to_string() } else { character.to_string() }
    };
    Cow::Owned(text.chars().map(written).collect())
}
