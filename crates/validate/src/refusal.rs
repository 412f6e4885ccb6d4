use std::fmt;

use crate::generated;
use crate::judge::{Listing, Trail};
use crate::read::{Reader, Stop};
use crate::{Schema, Violation, Violations};

/// A text that the contract does not allow. What is wrong with it is found out when somebody asks.
#[derive(Clone)]
pub struct Refusal<'a> {
    schema: Schema,
    text: Text<'a>,
    trail: Trail,
}

#[derive(Clone, Copy)]
enum Text<'a> {
    Utf8(&'a str),
    Bytes(&'a [u8]),
}

impl<'a> Refusal<'a> {
    /// Of a text in UTF-8, which was read as far as the trail says.
    pub(crate) fn of_text(schema: Schema, text: &'a str, trail: Trail) -> Self {
        Self { schema, text: Text::Utf8(text), trail }
    }

    /// Of a text that is not UTF-8.
    pub(crate) fn of_bytes(schema: Schema, text: &'a [u8]) -> Self {
        Self { schema, text: Text::Bytes(text), trail: Trail::default() }
    }

    /// What is wrong with the text. Less work than [`check`](crate::check), which judges again.
    ///
    /// # Errors
    /// All violations, as `check` tells them.
    pub fn explain(&self) -> Result<(), Violations> {
        self.explain_some(usize::MAX)
    }

    /// The same with at most so many violations. It looks no further then, and takes no more memory: a text of some megabytes
    /// can have millions of them.
    ///
    /// # Errors
    /// Violations, of the whole text or of a part of it.
    pub fn explain_some(&self, most: usize) -> Result<(), Violations> {
        // A refusal is one for at least one reason.
        let most = most.max(1);
        match self.text {
            Text::Bytes(text) => generated::component(self.schema).checker().check(text),
            Text::Utf8(text) => match self.list(text, most) {
                Ok(violations) => Violations::from_list(violations),
                Err(Stop) => kenar_schemas::syntax(text),
            },
        }
    }

    fn list(&self, text: &str, most: usize) -> Result<Vec<Violation>, Stop> {
        let mut reader = Reader::new(text);
        let mut listing = Listing::new(self.trail, most);
        let read = generated::root(self.schema, &mut reader, &mut listing).and_then(|()| reader.end());
        if read.is_ok() || listing.is_full() { Ok(listing.violations) } else { Err(Stop) }
    }
}

impl fmt::Display for Refusal<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "the contract does not allow this as {}", self.schema)
    }
}

impl std::error::Error for Refusal<'_> {}

impl fmt::Debug for Refusal<'_> {
    /// Without the text, which may hold what should not be written down.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Refusal").field("schema", &self.schema).finish_non_exhaustive()
    }
}
