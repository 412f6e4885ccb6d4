//! What a command's `FILE…` arguments hold, as a sequence of JSON documents.
//!
//! [`expand`] turns arguments (names, patterns, `-`) into [`Source`]s. [`Documents`] reads one source document by document
//! and is what most commands need:
//!
//! ```ignore
//! for source in input::expand(&arguments.files)? {
//!     let mut documents = Documents::open(&source)?;
//!     while let Some(document) = documents.next()? {
//!         use_it(document.text, document.line, document.number);
//!     }
//! }
//! ```
//!
//! [`Blocks`] is below it: the same in pieces of some 256 KiB that several threads can share.
//!
//! Gzip and Zstandard are recognised by their first bytes, never by a name. How documents are laid out ([`Framing`]) is
//! decided from the beginning of the input. Whatever the length of the input, no more is held than a block and the longest
//! document, which may have [`MAX_DOCUMENT`] bytes.

mod blocks;
mod coding;
mod documents;
mod error;
mod framing;
mod names;
mod raw;
mod source;
mod splitter;
#[cfg(test)]
mod tests;

pub(crate) use blocks::{Block, Blocks, Cursor};
pub(crate) use coding::Coding;
pub(crate) use documents::Documents;
pub(crate) use error::InputError;
pub(crate) use framing::Framing;
pub(crate) use names::expand;
pub(crate) use raw::Raw;
pub(crate) use source::Source;

/// The longest document that is read, in bytes. The platform's own limits are far below; what is longer is usually a
/// missing bracket or quotation mark.
pub(crate) const MAX_DOCUMENT: usize = 64 << 20;

/// One document of an input.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Document<'a> {
    /// The JSON text, perhaps with white space around it. It may be anything: nobody has parsed it.
    pub(crate) text: &'a [u8],
    /// The line in which the text begins, from 1.
    pub(crate) line: u64,
    /// The column in which the text begins, in characters from 1.
    pub(crate) column: u64,
    /// The number of the document in its input, from 1.
    pub(crate) number: u64,
}
