use std::collections::BTreeMap;

use serde::Serialize;

use super::ndjson::Object;
use super::{Finding, Report, Summary, Tally, not_shown, write_json};

/// One object. What is known at the end stands at the end, so that the findings need not wait for it.
#[derive(Debug, Default)]
pub(super) struct Json {
    any: bool,
    files: Vec<File>,
    unreadable: Vec<Unreadable>,
}

#[derive(Debug, Serialize)]
struct File {
    file: String,
    schemas: BTreeMap<&'static str, u64>,
    documents: u64,
    invalid: u64,
}

#[derive(Debug, Serialize)]
struct Unreadable {
    file: String,
    message: String,
}

#[derive(Serialize)]
struct Counts<'a> {
    files: u64,
    unreadable: u64,
    documents: u64,
    valid: u64,
    invalid: u64,
    schemas_detected: bool,
    rules: &'a BTreeMap<&'static str, u64>,
    lints: &'a BTreeMap<&'static str, u64>,
    not_shown: u64,
    #[serde(skip_serializing_if = "Option::is_none")]
    note: Option<String>,
}

impl Report for Json {
    fn begin(&mut self, out: &mut Vec<u8>) {
        out.extend_from_slice(b"{\"findings\":[");
    }

    fn finding(&mut self, out: &mut Vec<u8>, file: &str, finding: &Finding) {
        out.extend_from_slice(if std::mem::replace(&mut self.any, true) { b",\n" } else { b"\n" });
        write_json(out, &Object::new(file, finding, |_| true));
    }

    fn file(&mut self, _: &mut Vec<u8>, file: &str, tally: &Tally) {
        let schemas = tally.schemas.iter().map(|(schema, documents)| (schema.name(), *documents)).collect();
        let Tally { documents, invalid, .. } = *tally;
        self.files.push(File { file: file.to_owned(), schemas, documents, invalid });
    }

    fn unreadable(&mut self, _: &mut Vec<u8>, file: &str, message: &str) {
        self.unreadable.push(Unreadable { file: file.to_owned(), message: message.to_owned() });
    }

    fn end(&mut self, out: &mut Vec<u8>, summary: &Summary) {
        let tally = &summary.tally;
        out.extend_from_slice(b"\n],\n\"files\":");
        write_json(out, &self.files);
        out.extend_from_slice(b",\n\"unreadable\":");
        write_json(out, &self.unreadable);
        out.extend_from_slice(b",\n\"summary\":");
        write_json(
            out,
            &Counts {
                files: summary.files,
                unreadable: summary.unreadable,
                documents: tally.documents,
                valid: tally.documents - tally.invalid,
                invalid: tally.invalid,
                schemas_detected: !summary.told,
                rules: &tally.rules,
                lints: &tally.lints,
                not_shown: summary.not_shown,
                note: not_shown(summary),
            },
        );
        out.extend_from_slice(b"}\n");
    }
}
