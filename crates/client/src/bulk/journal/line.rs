//! How a line looks.

use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use uuid::Uuid;

use crate::bulk::key::Mark;

/// The version of the format.
pub(super) const VERSION: u32 = 1;
const FORMAT: &str = "kenar-bulk";
/// No line is longer, in bytes.
pub(super) const LONGEST: u64 = 4096;
/// `,"sum":"01234567"}` and the line break.
const TAIL: usize = 19;

/// Something that happened to an item.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Line {
    /// A call is about to be made that may spend its ticket.
    Begun(Mark),
    /// It is done. The id is that of the receipt, where it has one.
    Done(Mark, Option<Uuid>),
    /// It failed, and its ticket cannot have been spent.
    Failed(Mark),
}

/// The first line: what a journal is about.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Header {
    journal: String,
    pub(super) version: u32,
    pub(super) operation: String,
    /// The base URL. What a sandbox was sent is not on the platform.
    pub(super) server: String,
}

#[derive(Deserialize)]
struct Written<'l> {
    begun: Option<&'l str>,
    done: Option<&'l str>,
    failed: Option<&'l str>,
    id: Option<&'l str>,
}

impl Line {
    pub(super) fn write(self) -> String {
        sealed(match self {
            Self::Begun(mark) => format!(r#"{{"begun":"{mark}""#),
            Self::Done(mark, None) => format!(r#"{{"done":"{mark}""#),
            Self::Done(mark, Some(id)) => format!(r#"{{"done":"{mark}","id":"{id}""#),
            Self::Failed(mark) => format!(r#"{{"failed":"{mark}""#),
        })
    }

    pub(super) fn read(line: &[u8]) -> Option<Self> {
        let written: Written<'_> = serde_json::from_slice(opened(line)?).ok()?;
        let mark = |text: &str| Mark::read(text);
        match written {
            Written { begun: Some(item), done: None, failed: None, id: None } => mark(item).map(Self::Begun),
            Written { begun: None, done: Some(item), failed: None, id: None } => Some(Self::Done(mark(item)?, None)),
            Written { begun: None, done: Some(item), failed: None, id: Some(id) } => {
                Some(Self::Done(mark(item)?, Some(Uuid::try_parse(id).ok()?)))
            }
            Written { begun: None, done: None, failed: Some(item), id: None } => mark(item).map(Self::Failed),
            _ => None,
        }
    }
}

impl Header {
    pub(crate) fn new(operation: &str, server: &str) -> Self {
        Self {
            journal: FORMAT.to_owned(),
            version: VERSION,
            operation: operation.to_owned(),
            server: server.to_owned(),
        }
    }

    pub(super) fn write(&self) -> String {
        // Texts and a number: nothing in it can fail to be written.
        let mut line = serde_json::to_string(self).unwrap_or_default();
        line.pop();
        sealed(line)
    }

    /// Reads the first line.
    pub(super) fn read(line: &[u8]) -> Option<Self> {
        let header: Self = serde_json::from_slice(opened(line)?).ok()?;
        (header.journal == FORMAT).then_some(header)
    }
}

/// Ends a line.
fn sealed(line: String) -> String {
    let sum = sum(line.as_bytes());
    format!("{line},\"sum\":\"{sum}\"}}\n")
}

/// The JSON of a line that is whole.
fn opened(line: &[u8]) -> Option<&[u8]> {
    let (said, tail) = line.split_at_checked(line.len().checked_sub(TAIL)?)?;
    let expected = format!(",\"sum\":\"{}\"}}\n", sum(said));
    (tail == expected.as_bytes()).then_some(line)
}

fn sum(line: &[u8]) -> String {
    let hash = Sha256::digest(line);
    format!("{:02x}{:02x}{:02x}{:02x}", hash[0], hash[1], hash[2], hash[3])
}
