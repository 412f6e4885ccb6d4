use std::fmt;

use super::escape;

/// The place of a value. It is written down only where something is wrong.
#[derive(Clone, Copy)]
pub(super) enum Pointer<'p> {
    Document,
    Member(&'p Pointer<'p>, &'p str),
    Item(&'p Pointer<'p>, usize),
}

impl fmt::Display for Pointer<'_> {
    /// As a JSON Pointer (RFC 6901).
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Document => Ok(()),
            Self::Member(parent, key) if key.contains(['~', '/']) => write!(f, "{parent}/{}", escape(key)),
            Self::Member(parent, key) => write!(f, "{parent}/{key}"),
            Self::Item(parent, index) => write!(f, "{parent}/{index}"),
        }
    }
}
