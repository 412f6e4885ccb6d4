//! What is wrong with a configuration file, and where.

use std::fmt;
use std::io;
use std::ops::Range;
use std::path::{Path, PathBuf};

use super::names::{did_you_mean, list};

/// A configuration file cannot be used.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum ConfigFileError {
    /// It is not there, or not a text, or not allowed to be read.
    #[error("{} cannot be read: {source}", file.display())]
    Unreadable {
        /// The file.
        file: PathBuf,
        /// Why.
        source: io::Error,
    },
    /// It holds something that is not known or not allowed.
    #[error("{0}")]
    Wrong(Box<WrongLine>),
}

/// One place of a configuration file and what is wrong there. Its text shows the line, but no secret.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct WrongLine {
    /// The file.
    pub file: PathBuf,
    /// The line, from 1.
    pub line: usize,
    /// The column in characters, from 1.
    pub column: usize,
    /// What is wrong and what is allowed.
    pub problem: String,
    /// The line itself, cut off where a secret begins.
    pub text: String,
    /// How many characters of it are meant.
    pub width: usize,
}

impl fmt::Display for WrongLine {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { file, line, column, problem, text, width } = self;
        let number = line.to_string();
        writeln!(f, "{}:{line}:{column}: {problem}", file.display())?;
        writeln!(f, "{number} | {text}")?;
        // Tabs are kept, so that the mark stands below what it means.
        let before: String = text.chars().take(column - 1).map(|c| if c == '\t' { '\t' } else { ' ' }).collect();
        write!(f, "{:1$} | {before:2$}{3}", "", number.len(), column - 1, "^".repeat(*width))
    }
}

/// What is wrong, before it is known in which file.
pub(super) struct Wrong {
    span: Option<Range<usize>>,
    problem: String,
}

impl Wrong {
    pub(super) fn new(span: Option<Range<usize>>, problem: impl Into<String>) -> Self {
        Self { span, problem: problem.into() }
    }

    pub(super) fn at(self, file: &Path, text: &str) -> WrongLine {
        let span = self.span.unwrap_or(0..0);
        let (start, end) = (floor(text, span.start), floor(text, span.end));
        let line_start = text[..start].rfind('\n').map_or(0, |newline| newline + 1);
        let line_end = text[start..].find('\n').map_or(text.len(), |newline| start + newline);
        let shown = without_secret(text[line_start..line_end].trim_end_matches('\r'));
        let column = text[line_start..start].chars().count() + 1;
        let meant = text[start..end.clamp(start, line_end)].chars().count();
        let room = (shown.chars().count() + 1).saturating_sub(column);
        WrongLine {
            file: file.to_owned(),
            line: text[..start].matches('\n').count() + 1,
            column,
            problem: self.problem,
            text: shown.to_owned(),
            width: meant.min(room).max(1),
        }
    }
}

impl From<toml::de::Error> for Wrong {
    fn from(error: toml::de::Error) -> Self {
        let message = error.message();
        // serde lists what it would have taken, each name between backticks, after the one that it found.
        let problem = match message.strip_prefix("unknown field `").and_then(|rest| rest.split_once('`')) {
            Some((found, rest)) => {
                let known: Vec<&str> = rest.split('`').skip(1).step_by(2).collect();
                format!("there is no key {found:?} here{} {}", did_you_mean(found, &known), list(&known))
            }
            None => message.trim_end().replace('\n', "; "),
        };
        Self { span: error.span(), problem }
    }
}

/// The nearest place before that is not in the middle of a character.
fn floor(text: &str, index: usize) -> usize {
    (0..=index.min(text.len())).rev().find(|index| text.is_char_boundary(*index)).unwrap_or(0)
}

/// A line that may hold a key or a secret is only shown up to its value.
fn without_secret(line: &str) -> &str {
    match line.find('=') {
        Some(equals) if ["key", "secret"].iter().any(|word| line.contains(word)) => &line[..=equals],
        _ => line,
    }
}
