//! What is sent: a file or stdin, together with members from flags.

use std::fmt;
use std::fs::File;
use std::io::{self, IsTerminal as _, Read as _, Write as _};
use std::path::{Path, PathBuf};

use anyhow::{Context as _, bail};
use kenar_schemas::Payload;
use serde::de::{Deserializer, MapAccess, Visitor};
use serde::{Deserialize, Serialize};
use serde_json::value::RawValue;

use super::failure::{Failure, Invalid};

/// Where the body of a call comes from.
#[derive(Debug, Clone, clap::Args)]
pub(crate) struct Body {
    /// A file with the body; `-` is stdin
    #[arg(long = "body", value_name = "FILE", value_hint = clap::ValueHint::FilePath)]
    pub(crate) file: Option<PathBuf>,
}

/// A member of the body from a flag: its name and its JSON, if the flag was given.
pub(crate) type Member = (&'static str, Option<Result<String, serde_json::Error>>);

/// The longest body that is read, in bytes. Nothing that long has ever been taken.
const LONGEST: u64 = 64 * 1024 * 1024;

/// A member from a flag.
pub(crate) fn member<T: Serialize>(name: &'static str, value: &Option<T>) -> Member {
    (name, value.as_ref().map(serde_json::to_string))
}

/// A body that was checked, and the text of it.
pub(super) struct Checked<T> {
    pub(super) value: T,
    pub(super) text: String,
}

impl Body {
    /// Reads the body, puts in what flags say, and checks it.
    pub(super) fn checked<T: Payload>(&self, members: Vec<Member>) -> Result<Checked<T>, Failure> {
        let mut given = Vec::new();
        for (name, text) in members {
            if let Some(text) = text {
                given.push((name, text.with_context(|| format!("the value of `{name}` cannot be written as JSON"))?));
            }
        }
        let read = self.file.as_deref().map(read).transpose()?;
        let text = match (&read, given.is_empty()) {
            (None, true) => {
                let problem =
                    "there is no body; name a file with --body, `--body -` for stdin, or give its members as flags";
                return Err(Failure::Other(anyhow::anyhow!(problem)));
            }
            (Some(bytes), true) => bytes.clone(),
            (Some(bytes), false) => match merged(bytes, &given) {
                Some(text) => text,
                // No object: its check says what it is.
                None => bytes.clone(),
            },
            (None, false) => written(&given),
        };
        match T::check(&text) {
            Ok(value) => {
                let text = serde_json::to_string(&value).context("the body cannot be written as JSON")?;
                Ok(Checked { value, text })
            }
            Err(violations) => {
                let file = self.file.clone().zip(read);
                let flags = given.into_iter().map(|(name, _)| name).collect();
                Err(Failure::Invalid(Box::new(Invalid { violations, file, flags })))
            }
        }
    }
}

/// Reads a JSON text from a file, or from stdin for `-`, up to a limit.
pub(crate) fn read(path: &Path) -> anyhow::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    let (shown, result) = if path == Path::new("-") {
        if io::stdin().is_terminal() {
            // Without stderr there is nobody to tell.
            let _ = writeln!(anstream::stderr(), "Reading from the terminal; Ctrl-D on a line of its own ends it.");
        }
        ("stdin".to_owned(), io::stdin().lock().take(LONGEST + 1).read_to_end(&mut bytes))
    } else {
        let file = File::open(path).with_context(|| format!("{} cannot be opened", path.display()))?;
        (path.display().to_string(), file.take(LONGEST + 1).read_to_end(&mut bytes))
    };
    if result.with_context(|| format!("{shown} cannot be read"))? as u64 > LONGEST {
        bail!("{shown} is longer than {} MiB, which no body is", LONGEST / 1024 / 1024);
    }
    // Some editors write a byte order mark, which is no JSON.
    if bytes.starts_with(BYTE_ORDER_MARK) {
        bytes.drain(..BYTE_ORDER_MARK.len());
    }
    Ok(bytes)
}

const BYTE_ORDER_MARK: &[u8] = "\u{feff}".as_bytes();

/// An object as it is written: every member in its place, doubled ones too, so that the check finds what the author wrote.
struct Members<'a>(Vec<(String, &'a RawValue)>);

impl<'de: 'a, 'a> Deserialize<'de> for Members<'a> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Object;

        impl<'de> Visitor<'de> for Object {
            type Value = Vec<(String, &'de RawValue)>;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("an object")
            }

            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
                let mut members = Vec::new();
                while let Some(member) = map.next_entry()? {
                    members.push(member);
                }
                Ok(members)
            }
        }

        deserializer.deserialize_map(Object).map(Members)
    }
}

/// A flag takes the place of the member that the file has.
fn merged(bytes: &[u8], given: &[(&str, String)]) -> Option<Vec<u8>> {
    let Members(members) = serde_json::from_slice(bytes).ok()?;
    let own = members.iter().filter(|(name, _)| !given.iter().any(|(flag, _)| flag == name));
    let own = own.map(|(name, value)| (name.as_str(), value.get()));
    Some(object(own.chain(given.iter().map(|(name, value)| (*name, value.as_str())))))
}

fn written(given: &[(&str, String)]) -> Vec<u8> {
    object(given.iter().map(|(name, value)| (*name, value.as_str())))
}

fn object<'a>(members: impl Iterator<Item = (&'a str, &'a str)>) -> Vec<u8> {
    let members = members.map(|(name, value)| format!("{}:{value}", serde_json::Value::from(name)));
    format!("{{{}}}", members.collect::<Vec<_>>().join(",")).into_bytes()
}
