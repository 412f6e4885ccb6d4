//! What became of each member of a v1 body.

use std::fmt;

use serde::Serialize;

/// What became of a member.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize)]
#[serde(tag = "kind", rename_all = "camelCase")]
#[non_exhaustive]
pub enum Kind {
    /// The same value, and everything below it that has no note of its own, stands elsewhere in the v2 body.
    Moved {
        /// JSON Pointer into the v2 body.
        to: String,
    },
    /// It no longer stands in the body: the v2 path names it.
    MovedToPath {
        /// The parameter of the v2 path.
        parameter: &'static str,
    },
    /// It is carried, but its form or its meaning is another one.
    Changed {
        /// JSON Pointer into the v2 body.
        to: String,
    },
    /// A value that v1 kept readable; v2 keeps only a hash of it.
    NowHashed {
        /// JSON Pointer into the v2 body.
        to: String,
    },
    /// A value that v1 kept as a hash; v2 keeps it readable.
    NowReadable {
        /// JSON Pointer into the v2 body.
        to: String,
    },
    /// One of the five sensitive values, carried unmasked. Mask it before it is sent: [`crate::masking`].
    MustMask {
        /// JSON Pointer into the v2 body.
        to: String,
    },
    /// v2 has no such member. It only repeated what stands elsewhere, or chose a look.
    Dropped,
    /// v2 has no such member, and content or behaviour goes with it.
    Lost,
    /// v2 has the member or the row, but not this value of it, or no such row at all. It was left out; somebody has to
    /// decide what takes its place.
    Unmappable,
}

impl Kind {
    /// Where the member stands in the v2 body, if it does.
    #[must_use]
    pub fn to(&self) -> Option<&str> {
        match self {
            Self::Moved { to }
            | Self::Changed { to }
            | Self::NowHashed { to }
            | Self::NowReadable { to }
            | Self::MustMask { to } => Some(to),
            Self::MovedToPath { .. } | Self::Dropped | Self::Lost | Self::Unmappable => None,
        }
    }

    /// Whether somebody should look at it. Only [`Moved`](Self::Moved) and [`Dropped`](Self::Dropped) are harmless.
    #[must_use]
    pub fn needs_attention(&self) -> bool {
        !matches!(self, Self::Moved { .. } | Self::Dropped)
    }

    /// The name as it is written in machine-readable output.
    #[must_use]
    pub fn as_str(&self) -> &'static str {
        match self {
            Self::Moved { .. } => "moved",
            Self::MovedToPath { .. } => "movedToPath",
            Self::Changed { .. } => "changed",
            Self::NowHashed { .. } => "nowHashed",
            Self::NowReadable { .. } => "nowReadable",
            Self::MustMask { .. } => "mustMask",
            Self::Dropped => "dropped",
            Self::Lost => "lost",
            Self::Unmappable => "unmappable",
        }
    }
}

/// What became of one member.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct Note {
    /// JSON Pointer (RFC 6901) into the v1 body.
    pub pointer: String,
    /// What became of the member.
    #[serde(flatten)]
    pub kind: Kind,
    /// Why, and what to do, in one sentence. It never repeats a value.
    pub message: String,
}

impl fmt::Display for Note {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.pointer, self.kind.as_str())?;
        match &self.kind {
            Kind::MovedToPath { parameter } => write!(f, " {{{parameter}}}")?,
            kind => {
                if let Some(to) = kind.to() {
                    write!(f, " -> {to}")?;
                }
            }
        }
        write!(f, ": {}", self.message)
    }
}

/// What became of a v1 body. A member without a note, and without one on a member around it, stands in the v2 body at
/// the same pointer.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize)]
#[serde(transparent)]
pub struct Report(Vec<Note>);

impl Report {
    /// The notes, in the order of the conversion.
    #[must_use]
    pub fn as_slice(&self) -> &[Note] {
        &self.0
    }

    /// Iterates over the notes in the order of the conversion.
    pub fn iter(&self) -> std::slice::Iter<'_, Note> {
        self.0.iter()
    }

    /// The notes that somebody should look at; see [`Kind::needs_attention`].
    pub fn attention(&self) -> impl Iterator<Item = &Note> {
        self.0.iter().filter(|note| note.kind.needs_attention())
    }

    /// The notes on exactly this member.
    pub fn at<'a>(&'a self, pointer: &'a str) -> impl Iterator<Item = &'a Note> {
        self.0.iter().filter(move |note| note.pointer == pointer)
    }

    pub(super) fn add(&mut self, pointer: impl Into<String>, kind: Kind, message: impl Into<String>) {
        self.0.push(Note { pointer: pointer.into(), kind, message: message.into() });
    }
}

impl<'a> IntoIterator for &'a Report {
    type Item = &'a Note;
    type IntoIter = std::slice::Iter<'a, Note>;

    fn into_iter(self) -> Self::IntoIter {
        self.iter()
    }
}

impl fmt::Display for Report {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (index, note) in self.0.iter().enumerate() {
            if index > 0 {
                f.write_str("\n")?;
            }
            note.fmt(f)?;
        }
        Ok(())
    }
}
