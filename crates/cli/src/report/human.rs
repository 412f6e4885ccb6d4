use std::fmt::Write;

use anstyle::{AnsiColor, Style};
use serde_json::Value;

use super::plain::{name, sentence};
use super::{Finding, Issue, Level, Report, Summary, Tally, not_shown};
use crate::counted::{counted, grouped};

const ERROR: Style = AnsiColor::Red.on_default().bold();
const WARNING: Style = AnsiColor::Yellow.on_default().bold();
const FINE: Style = AnsiColor::Green.on_default().bold();
const STRONG: Style = Style::new().bold();
const FRAME: Style = AnsiColor::Blue.on_default();

/// For people on a terminal.
#[derive(Debug, Default)]
pub(super) struct Human;

impl Report for Human {
    fn finding(&mut self, out: &mut Vec<u8>, file: &str, finding: &Finding) {
        let mut text = String::new();
        for issue in &finding.issues {
            show(&mut text, file, finding, issue);
        }
        if finding.more > 0 {
            let of = format!("document {} of {}", grouped(finding.document), name(file));
            let _ = writeln!(text, "{} more in {of}\n", grouped(finding.more as u64));
        }
        out.extend_from_slice(text.as_bytes());
    }

    fn end(&mut self, out: &mut Vec<u8>, summary: &Summary) {
        let mut text = String::new();
        summarise(&mut text, summary);
        out.extend_from_slice(text.as_bytes());
    }
}

/// Nothing fails that is written to a text.
fn show(text: &mut String, file: &str, finding: &Finding, issue: &Issue) {
    let style = match issue.level {
        Level::Error => ERROR,
        Level::Warning => WARNING,
    };
    let (level, rule, message) = (issue.level.name(), issue.rule, sentence(&issue.message));
    let _ = writeln!(text, "{style}{level}[{rule}]{style:#}{STRONG}: {message}{STRONG:#}");
    let (line, column) = issue.place.as_ref().map_or((finding.line, 1), |place| (place.line, place.column));
    let number = line.to_string();
    let gutter = " ".repeat(number.len());
    let _ = write!(text, "{gutter}{FRAME}-->{FRAME:#} {}:{line}:{column}", name(file));
    if finding.document > 1 {
        let _ = write!(text, " (document {})", grouped(finding.document));
    }
    if !issue.pointer.is_empty() {
        let _ = write!(text, " at {}", name(&issue.pointer));
    }
    text.push('\n');
    if let Some(excerpt) = issue.place.as_ref().and_then(|place| place.excerpt.as_ref()) {
        let (before, marked, after) = (&excerpt.before, &excerpt.marked, &excerpt.after);
        let (indent, mark) = (" ".repeat(excerpt.indent), "^".repeat(excerpt.length));
        let _ = writeln!(text, "{gutter} {FRAME}|{FRAME:#}");
        let source = format!(" {before}{marked}{after}");
        let _ = writeln!(text, "{FRAME}{number} |{FRAME:#}{}", source.trim_end());
        let _ = writeln!(text, "{gutter} {FRAME}|{FRAME:#} {indent}{style}{mark}{style:#}");
    }
    if let Some(facts) = &issue.facts {
        let _ = writeln!(text, "{gutter} {FRAME}={FRAME:#} limit: {}", brief(&facts.limit));
        if !facts.found.is_null() {
            let _ = writeln!(text, "{gutter} {FRAME}={FRAME:#} found: {}", brief(&facts.found));
        }
    }
    if let Some(hint) = &issue.hint {
        let _ = writeln!(text, "{gutter} {FRAME}={FRAME:#} hint: {}", sentence(hint));
    }
    text.push('\n');
}

/// A limit or what was found, in one line.
fn brief(value: &Value) -> String {
    let all = match value {
        Value::Array(values) => values.iter().map(ToString::to_string).collect::<Vec<_>>().join(", "),
        other => other.to_string(),
    };
    sentence(&all)
}

fn summarise(text: &mut String, summary: &Summary) {
    let tally = &summary.tally;
    if let Some(note) = not_shown(summary) {
        let _ = writeln!(text, "{note}");
    }
    let documents = counted(tally.documents, "document");
    let files = counted(summary.files, "file");
    let verdict = match tally.invalid {
        0 => format!("{FINE}all valid{FINE:#}"),
        invalid => {
            let valid = grouped(tally.documents - invalid);
            format!("{valid} valid, {ERROR}{} invalid{ERROR:#}", grouped(invalid))
        }
    };
    if tally.documents == 0 {
        let _ = writeln!(text, "no documents in {files}");
        return;
    }
    let _ = writeln!(text, "{documents} in {files}: {verdict}");
    let schemas: Vec<String> = tally.schemas.iter().map(|(schema, count)| kind(tally, schema.name(), *count)).collect();
    let told = if summary.told { "as told" } else { "detected; --schema says it" };
    if !schemas.is_empty() {
        let _ = writeln!(text, "checked as {} ({told})", schemas.join(", "));
    }
    for note in tally.notes() {
        let _ = writeln!(text, "{WARNING}note{WARNING:#}: {note}");
    }
    counts(text, &tally.rules, ERROR);
    counts(text, &tally.lints, WARNING);
}

fn kind(tally: &Tally, schema: &str, count: u64) -> String {
    if tally.schemas.len() == 1 { schema.to_owned() } else { format!("{schema} {}", grouped(count)) }
}

/// The most frequent first.
fn counts(text: &mut String, counts: &std::collections::BTreeMap<&'static str, u64>, style: Style) {
    let mut counts: Vec<(&str, u64)> = counts.iter().map(|(rule, count)| (*rule, *count)).collect();
    counts.sort_by_key(|(_, count)| std::cmp::Reverse(*count));
    for (rule, count) in counts {
        let _ = writeln!(text, "{:>9} {style}{rule}{style:#}", grouped(count));
    }
}
