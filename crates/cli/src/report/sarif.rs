use serde_json::{Value, json};

use super::{Finding, Report, Summary, not_shown, write_json};

/// SARIF 2.1.0, written while it is found out.
///
/// serde-sarif was considered: it has the whole log in memory before it writes any of it, which has no bound here.
#[derive(Debug, Default)]
pub(super) struct Sarif {
    any: bool,
    notes: Vec<Value>,
}

impl Report for Sarif {
    fn begin(&mut self, out: &mut Vec<u8>) {
        out.extend_from_slice(
            b"{\"$schema\":\"https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json\",\
              \"version\":\"2.1.0\",\"runs\":[{\"columnKind\":\"unicodeCodePoints\",\"results\":[",
        );
    }

    fn finding(&mut self, out: &mut Vec<u8>, file: &str, finding: &Finding) {
        for issue in &finding.issues {
            let region = issue.place.as_ref().map(|place| {
                json!({
                    "startLine": place.line,
                    "startColumn": place.column,
                    "endLine": place.end_line,
                    "endColumn": place.end_column,
                })
            });
            let mut physical = json!({ "artifactLocation": { "uri": uri(file) } });
            if let Some(region) = region {
                physical["region"] = region;
            }
            let hint = issue.hint.as_deref().map(|hint| format!(" ({hint})")).unwrap_or_default();
            let mut properties = json!({
                "document": finding.document,
                "pointer": issue.pointer,
                "schema": finding.schema.name(),
            });
            if let Some(facts) = &issue.facts {
                properties["limit"] = facts.limit.clone();
                properties["found"] = facts.found.clone();
            }
            out.extend_from_slice(if std::mem::replace(&mut self.any, true) { b",\n" } else { b"\n" });
            write_json(
                out,
                &json!({
                    "ruleId": issue.rule,
                    "level": issue.level.name(),
                    "message": { "text": format!("{}{hint}", issue.message) },
                    "locations": [{
                        "physicalLocation": physical,
                        "logicalLocations": [{ "fullyQualifiedName": issue.pointer, "kind": "value" }],
                    }],
                    "properties": properties,
                }),
            );
        }
    }

    fn unreadable(&mut self, _: &mut Vec<u8>, _file: &str, message: &str) {
        self.notes.push(json!({ "level": "error", "message": { "text": message } }));
    }

    fn end(&mut self, out: &mut Vec<u8>, summary: &Summary) {
        if let Some(note) = not_shown(summary) {
            self.notes.push(json!({ "level": "note", "message": { "text": note } }));
        }
        out.extend_from_slice(b"\n],\"invocations\":");
        write_json(
            out,
            &json!([{
                "executionSuccessful": summary.unreadable == 0,
                "toolExecutionNotifications": self.notes,
            }]),
        );
        let names = summary.tally.rules.keys().chain(summary.tally.lints.keys());
        let rules: Vec<Value> = names.map(|name| json!({ "id": name })).collect();
        let driver = json!({ "name": "kenar", "semanticVersion": env!("CARGO_PKG_VERSION"), "rules": rules });
        out.extend_from_slice(b",\n\"tool\":");
        write_json(out, &json!({ "driver": driver }));
        out.extend_from_slice(b"}]}\n");
    }
}

/// A path as a URI, relative to where the command runs if it is.
fn uri(file: &str) -> String {
    let mut uri = String::with_capacity(file.len() + 8);
    if std::path::Path::new(file).is_absolute() {
        uri.push_str(if file.starts_with('/') { "file://" } else { "file:///" });
    }
    for byte in file.bytes() {
        match byte {
            b'A'..=b'Z' | b'a'..=b'z' | b'0'..=b'9' | b'-' | b'.' | b'_' | b'~' | b'/' => uri.push(char::from(byte)),
            b':' => uri.push(':'),
            b'\\' if cfg!(windows) => uri.push('/'),
            _ => uri.push_str(&format!("%{byte:02X}")),
        }
    }
    uri
}
