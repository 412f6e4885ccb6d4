use anstyle::{AnsiColor, Style};
use serde::Serialize;

/// How bad it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub(crate) enum Level {
    /// As it should be.
    Ok,
    /// Calls may work all the same.
    Warn,
    /// Calls do not work.
    Fail,
}

/// What was looked at, and what was found.
#[derive(Debug, Serialize)]
pub(crate) struct Finding {
    level: Level,
    about: String,
    found: String,
    /// What to do.
    #[serde(skip_serializing_if = "Option::is_none")]
    next: Option<String>,
}

impl Finding {
    /// Nothing to do.
    pub(crate) fn ok(about: impl Into<String>, found: impl Into<String>) -> Self {
        Self { level: Level::Ok, about: about.into(), found: found.into(), next: None }
    }

    /// Something to look at.
    pub(crate) fn warn(about: impl Into<String>, found: impl Into<String>, next: impl Into<String>) -> Self {
        Self { level: Level::Warn, about: about.into(), found: found.into(), next: Some(next.into()) }
    }

    /// Something to mend.
    pub(crate) fn fail(about: impl Into<String>, found: impl Into<String>, next: impl Into<String>) -> Self {
        Self { level: Level::Fail, about: about.into(), found: found.into(), next: Some(next.into()) }
    }
}

/// All findings.
#[derive(Debug, Default, Serialize)]
pub(crate) struct Report {
    findings: Vec<Finding>,
}

impl Report {
    /// Adds one.
    pub(crate) fn add(&mut self, finding: Finding) {
        self.findings.push(finding);
    }

    /// Whether anything must be mended.
    pub(crate) fn fails(&self) -> bool {
        self.findings.iter().any(|finding| finding.level == Level::Fail)
    }

    /// One line a finding, and one for what to do.
    pub(crate) fn text(&self) -> String {
        let width = self.findings.iter().map(|finding| finding.about.chars().count()).max().unwrap_or_default();
        let mut text = String::new();
        for Finding { level, about, found, next } in &self.findings {
            let (word, color) = match level {
                Level::Ok => ("ok  ", AnsiColor::Green),
                Level::Warn => ("warn", AnsiColor::Yellow),
                Level::Fail => ("fail", AnsiColor::Red),
            };
            let style = Style::new().fg_color(Some(color.into())).bold();
            let found = crate::command::call::plain(found);
            text.push_str(&format!("{style}{word}{style:#}  {about:<width$}  {found}\n"));
            if let Some(next) = next {
                text.push_str(&format!("      {:width$}  next: {next}\n", ""));
            }
        }
        text
    }
}
