use std::fmt::Write;

use super::{Finding, Level, Report, Summary, Tally, counted, not_shown};

/// JUnit XML: a suite for each file, a failed case for each refused document, and one case for all the others.
///
/// quick-junit was considered: it brings a calendar, hashes and UUIDs along for what are five elements here.
#[derive(Debug, Default)]
pub(super) struct Junit {
    /// The cases of the file that is being read, and how many of them there are and fail.
    cases: String,
    tests: u64,
    failures: u64,
}

impl Report for Junit {
    fn begin(&mut self, out: &mut Vec<u8>) {
        out.extend_from_slice(b"<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<testsuites name=\"kenar validate\">\n");
    }

    fn finding(&mut self, _: &mut Vec<u8>, file: &str, finding: &Finding) {
        let first = finding.issues.first();
        let mut body = String::new();
        for issue in &finding.issues {
            let (line, column) = issue.place.as_ref().map_or((finding.line, 1), |place| (place.line, place.column));
            let hint = issue.hint.as_deref().map(|hint| format!(" ({hint})")).unwrap_or_default();
            let (level, rule, message) = (issue.level.name(), issue.rule, &issue.message);
            let at = if issue.pointer.is_empty() { String::new() } else { format!(" at {}", issue.pointer) };
            let _ = writeln!(body, "{file}:{line}:{column}: {level}[{rule}]{at}: {message}{hint}");
        }
        if finding.more > 0 {
            let _ = writeln!(body, "and {} more", finding.more);
        }
        let (document, line) = (finding.document, finding.line);
        let file = escape(file);
        let _ = write!(
            self.cases,
            "    <testcase classname=\"{file}\" name=\"document {document}\" file=\"{file}\" line=\"{line}\">"
        );
        if finding.invalid {
            let error = finding.issues.iter().find(|issue| issue.level == Level::Error).or(first);
            let (rule, message) = error.map_or(("", ""), |issue| (issue.rule, issue.message.as_str()));
            let (rule, message) = (escape(rule), escape(message));
            let _ = write!(self.cases, "<failure type=\"{rule}\" message=\"{message}\">{}</failure>", escape(&body));
            self.failures += 1;
        } else {
            let _ = write!(self.cases, "<system-out>{}</system-out>", escape(&body));
        }
        self.cases.push_str("</testcase>\n");
        self.tests += 1;
    }

    fn file(&mut self, out: &mut Vec<u8>, file: &str, tally: &Tally) {
        // Valid documents with warnings have cases of their own.
        let others = (tally.documents - tally.invalid).saturating_sub(self.tests - self.failures);
        if others > 0 || self.tests == 0 {
            let name = counted(others, "valid document");
            let _ = writeln!(self.cases, "    <testcase classname=\"{}\" name=\"{name}\"/>", escape(file));
            self.tests += 1;
        }
        self.suite(out, file, 0);
    }

    fn unreadable(&mut self, out: &mut Vec<u8>, file: &str, message: &str) {
        let (name, message) = (escape(file), escape(message));
        let _ = writeln!(
            self.cases,
            "    <testcase classname=\"{name}\" name=\"can be read\"><error message=\"{message}\"/></testcase>"
        );
        self.tests += 1;
        self.suite(out, file, 1);
    }

    fn end(&mut self, out: &mut Vec<u8>, summary: &Summary) {
        if let Some(note) = not_shown(summary) {
            // Two hyphens would end the comment.
            out.extend_from_slice(format!("  <!-- {} -->\n", note.replace("--", "")).as_bytes());
        }
        out.extend_from_slice(b"</testsuites>\n");
    }
}

impl Junit {
    fn suite(&mut self, out: &mut Vec<u8>, file: &str, errors: u64) {
        let (name, tests, failures) = (escape(file), self.tests, self.failures);
        let open =
            format!("  <testsuite name=\"{name}\" tests=\"{tests}\" failures=\"{failures}\" errors=\"{errors}\">\n");
        out.extend_from_slice(open.as_bytes());
        out.extend_from_slice(self.cases.as_bytes());
        out.extend_from_slice(b"  </testsuite>\n");
        *self = Self::default();
    }
}

/// Text in XML, without the characters that XML cannot have at all.
fn escape(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for character in text.chars() {
        match character {
            '&' => escaped.push_str("&amp;"),
            '<' => escaped.push_str("&lt;"),
            '>' => escaped.push_str("&gt;"),
            '"' => escaped.push_str("&quot;"),
            '\n' | '\t' => escaped.push(character),
            '\0'..='\u{1f}' | '\u{fffe}' | '\u{ffff}' => escaped.push('\u{fffd}'),
            other => escaped.push(other),
        }
    }
    escaped
}
