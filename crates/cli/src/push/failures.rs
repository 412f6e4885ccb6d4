//! The items that failed, each as a line that can be mended and pushed.

use std::fmt;
use std::fs::{self, File, OpenOptions};
use std::io::Write;
use std::path::{Path, PathBuf};

use anyhow::Context;
use serde::de::{Deserialize, Deserializer, MapAccess, Visitor};
use serde_json::Value;
use serde_json::value::RawValue;
use sha2::{Digest, Sha256};

use super::digest::hex;
use super::ledger::{Ledger, beside};
use super::source::uncompressed;

/// The failures file of a push. It is in its place when the push has ended.
#[derive(Debug)]
pub(crate) struct Failures {
    path: PathBuf,
    part: PathBuf,
    file: Option<File>,
    hash: Sha256,
}

impl Failures {
    pub(crate) fn new(path: PathBuf) -> Self {
        let part = beside(&path, ".part");
        Self { path, part, file: None, hash: Sha256::new() }
    }

    /// Where the failures of an input are kept: `cases.failed.ndjson` for `cases.csv`, `cases.failed-2.ndjson` for
    /// `cases.failed.ndjson`.
    pub(crate) fn beside(input: &Path) -> PathBuf {
        let stem = uncompressed(input).file_stem().map(|stem| stem.to_string_lossy().into_owned()).unwrap_or_default();
        let stem = match stem.rsplit_once(".failed") {
            Some((before, "")) => format!("{before}.failed-2"),
            Some((before, number)) => match number.strip_prefix('-').and_then(|number| number.parse::<u32>().ok()) {
                Some(number) => format!("{before}.failed-{}", number.saturating_add(1)),
                None => format!("{stem}.failed"),
            },
            None => format!("{stem}.failed"),
        };
        input.with_file_name(format!("{stem}.ndjson"))
    }

    pub(crate) fn path(&self) -> &Path {
        &self.path
    }

    /// Whether the file can be written when the first item fails. To be asked while no other push writes it.
    pub(crate) fn check(&self) -> anyhow::Result<()> {
        let context = || format!("{} cannot be created; name another place with --failures", self.part.display());
        let left = self.part.try_exists().with_context(context)?;
        create(&self.part, false).with_context(context)?;
        if left { Ok(()) } else { fs::remove_file(&self.part).with_context(context) }
    }

    /// Adds an item: its line as it was, and why it failed.
    pub(crate) fn add(&mut self, text: &str, error: &Value) -> anyhow::Result<()> {
        let line = with_error(text, error) + "\n";
        self.hash.update(&line);
        let context = || format!("{} cannot be written", self.part.display());
        let file = match &mut self.file {
            Some(file) => file,
            none => none.insert(create(&self.part, true).with_context(context)?),
        };
        file.write_all(line.as_bytes()).with_context(context)
    }

    /// Puts the file into its place. Without failures there is none, unless the push did not come to its end.
    pub(crate) fn finish(self, ledger: &mut Ledger, complete: bool) -> anyhow::Result<Option<PathBuf>> {
        let context = || format!("{} cannot be put into its place", self.path.display());
        let Some(file) = self.file else {
            if complete {
                let removed = fs::remove_file(&self.path);
                removed
                    .or_else(|error| if error.kind() == std::io::ErrorKind::NotFound { Ok(()) } else { Err(error) })
                    .with_context(|| format!("{} of an earlier push cannot be removed", self.path.display()))?;
            }
            return Ok(None);
        };
        file.sync_all().with_context(context)?;
        ledger.expect_failures(hex(self.hash))?;
        fs::rename(&self.part, &self.path).with_context(context)?;
        Ok(Some(self.path))
    }
}

/// Opens a file that only its owner may read: lines may have access tokens.
fn create(path: &Path, truncate: bool) -> std::io::Result<File> {
    let mut options = OpenOptions::new();
    options.write(true).create(true).truncate(truncate);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options.open(path)
}

fn with_error(text: &str, error: &Value) -> String {
    let mut line = String::from("{");
    match serde_json::from_str::<Members<'_>>(text) {
        Ok(Members(members)) => {
            for (name, value) in members {
                if name != ERROR {
                    line.push_str(&format!("{}:{value},", Value::from(name)));
                }
            }
        }
        Err(_) => line.push_str(&format!("\"text\":{},", Value::from(text))),
    }
    line.push_str(&format!("\"{ERROR}\":{error}}}"));
    line
}

const ERROR: &str = "error";

/// The members of an object, as they are written.
struct Members<'l>(Vec<(String, &'l RawValue)>);

impl<'de: 'l, 'l> Deserialize<'de> for Members<'l> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Members_;

        impl<'de> Visitor<'de> for Members_ {
            type Value = Members<'de>;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("an object")
            }

            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
                let mut members = Vec::new();
                while let Some(member) = map.next_entry()? {
                    members.push(member);
                }
                Ok(Members(members))
            }
        }

        deserializer.deserialize_map(Members_)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn failures_of_failures_are_numbered() {
        let names = [
            ("cases.csv", "cases.failed.ndjson"),
            ("a/cases.ndjson.gz", "a/cases.failed.ndjson"),
            ("cases", "cases.failed.ndjson"),
            ("cases.failed.ndjson", "cases.failed-2.ndjson"),
            ("cases.failed-9.ndjson", "cases.failed-10.ndjson"),
            ("cases.failed-safe.ndjson", "cases.failed-safe.failed.ndjson"),
            ("پرونده.csv", "پرونده.failed.ndjson"),
        ];
        for (input, failures) in names {
            assert_eq!(Failures::beside(Path::new(input)), Path::new(failures));
        }
    }

    #[test]
    fn a_line_is_kept_as_it_was_written() {
        let error = serde_json::json!({ "line": 3 });
        let lines = [
            (
                r#"{"b": 1.50e2, "error": {"line": 9}, "a": {"z":1, "y":"\u06cc"}}"#,
                r#"{"b":1.50e2,"a":{"z":1, "y":"\u06cc"},"error":{"line":3}}"#,
            ),
            ("{}", r#"{"error":{"line":3}}"#),
            ("[1", r#"{"text":"[1","error":{"line":3}}"#),
        ];
        for (text, kept) in lines {
            assert_eq!(with_error(text, &error), kept);
        }
    }
}
