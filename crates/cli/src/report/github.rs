use std::fmt::Write;

use super::{Finding, Report, Summary, not_shown};

/// Workflow commands that GitHub Actions shows beside the lines of a change.
#[derive(Debug)]
pub(super) struct Github;

impl Report for Github {
    fn finding(&mut self, out: &mut Vec<u8>, file: &str, finding: &Finding) {
        for issue in &finding.issues {
            let mut line = format!("::{} ", issue.level.name());
            if file != "-" {
                let _ = write!(line, "file={},", property(file));
            }
            if let Some(place) = &issue.place {
                let _ = write!(line, "line={},endLine={},col={},", place.line, place.end_line, place.column);
                // GitHub refuses an annotation with columns of two lines.
                if place.line == place.end_line {
                    let _ = write!(line, "endColumn={},", place.end_column);
                }
            }
            let pointer = if issue.pointer.is_empty() { String::new() } else { format!("{}: ", issue.pointer) };
            let hint = issue.hint.as_deref().map(|hint| format!("\n{hint}")).unwrap_or_default();
            let message = data(&format!("{pointer}{}{hint}", issue.message));
            let _ = writeln!(line, "title={}::{message}", property(&format!("kenar {}", issue.rule)));
            out.extend_from_slice(line.as_bytes());
        }
        if finding.more > 0 {
            let text = format!("document {} of {file} has {} more", finding.document, finding.more);
            out.extend_from_slice(format!("::notice::{}\n", data(&text)).as_bytes());
        }
    }

    fn end(&mut self, out: &mut Vec<u8>, summary: &Summary) {
        if let Some(note) = not_shown(summary) {
            out.extend_from_slice(format!("::notice::{note}\n").as_bytes());
        }
    }
}

/// Text that ends with the line.
fn data(text: &str) -> String {
    text.replace('%', "%25").replace('\r', "%0D").replace('\n', "%0A")
}

/// Text that ends with a comma or colon.
fn property(text: &str) -> String {
    data(text).replace(':', "%3A").replace(',', "%2C")
}
