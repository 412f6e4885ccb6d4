use std::ops::Range;
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::AtomicU64;

use super::framing::has_lines;
use super::source::Opened;
use super::splitter::Splitter;
use super::{Coding, Document, Framing, InputError, MAX_DOCUMENT, Source};
use crate::find;

/// How much is read at once. It fits into the second cache of a core, so that what was just read is still there when it is
/// looked at.
const BLOCK: usize = 256 << 10;

/// An input as blocks of whole documents.
pub(crate) struct Blocks {
    opened: Opened,
    framing: Framing,
    splitter: Splitter,
    /// What was read and not given out: the beginning of the next block.
    carry: Vec<u8>,
    /// Nothing more can be read.
    ended: bool,
    /// How many blocks were given out.
    given: u64,
    /// How many characters of the line in which the next block begins were given out.
    column: u64,
    /// The input begins with a byte order mark.
    mark: bool,
}

impl Blocks {
    /// Opens a source and finds out how it is laid out.
    pub(crate) fn open(source: &Source) -> Result<Self, InputError> {
        let lines = matches!(source, Source::File(path) if is_named_lines(path));
        Self::begin(source.open()?, lines)
    }

    /// `lines`: somebody has said that it is laid out in lines.
    pub(super) fn begin(mut opened: Opened, lines: bool) -> Result<Self, InputError> {
        let mut carry = vec![0; BLOCK];
        let mut length = 0;
        let mut ended = false;
        while !ended && length < carry.len() && !has_lines(&carry[..length]) {
            let more = opened.read(&mut carry[length..], 0)?;
            ended = more == 0;
            length += more;
        }
        carry.truncate(length);
        // A byte order mark belongs to no document.
        let mark = carry.starts_with(b"\xef\xbb\xbf");
        if mark {
            carry.drain(..3);
        }
        let framing = if lines { Framing::Lines } else { Framing::of(&carry, ended) };
        Ok(Self { opened, framing, splitter: Splitter::default(), carry, ended, given: 0, column: 0, mark })
    }

    /// What the input is called.
    pub(crate) fn name(&self) -> &str {
        &self.opened.name
    }

    /// How the documents are laid out.
    pub(crate) fn framing(&self) -> Framing {
        self.framing
    }

    /// What the input is compressed with.
    pub(crate) fn coding(&self) -> Option<Coding> {
        self.opened.coding
    }

    /// Whether the input begins with a byte order mark, which no block has.
    pub(crate) fn has_mark(&self) -> bool {
        self.mark
    }

    /// How many bytes were taken from the source, for a progress bar.
    pub(crate) fn taken(&self) -> Arc<AtomicU64> {
        self.opened.taken()
    }

    /// Fills a block with the next documents; `false` at the end. The line of an error counts from the first that was not
    /// given out: see [`InputError::after`].
    pub(crate) fn next(&mut self, block: &mut Block) -> Result<bool, InputError> {
        block.begin(&self.carry, self.framing, self.given, self.column);
        self.carry.clear();
        let mut looked_at = 0;
        // What was read to find out the layout may be all that a pipe has for a while.
        let mut waits = self.given == 0 && block.length > 0;
        let cut = loop {
            if !self.ended && !std::mem::take(&mut waits) {
                block.make_room();
                let more = self.opened.read(&mut block.bytes[block.length..], 0)?;
                self.ended = more == 0;
                block.length += more;
            }
            let text = &block.bytes[..block.length];
            let cut = match self.framing {
                Framing::Single => 0,
                Framing::Lines => memchr::memrchr(b'\n', &text[looked_at..]).map_or(0, |end| looked_at + end + 1),
                Framing::Array | Framing::Values => {
                    while let Some(value) = self.splitter.next(text) {
                        block.documents.push(value);
                    }
                    self.splitter.needed()
                }
            };
            looked_at = block.length;
            if block.length > MAX_DOCUMENT && block.first_length() > MAX_DOCUMENT {
                return Err(InputError::TooLong { name: self.name().to_owned(), line: 1 });
            }
            if self.ended {
                while let Some(value) = self.splitter.rest(text) {
                    block.documents.push(value);
                }
                break block.length;
            }
            if cut > 0 {
                break cut;
            }
        };
        self.carry.extend_from_slice(&block.bytes[cut..block.length]);
        block.length = cut;
        if matches!(self.framing, Framing::Array | Framing::Values) {
            if !self.ended {
                self.splitter.shift(cut);
            }
            let text = &block.bytes[..cut];
            self.column = match find::last(b'\n', text) {
                Some(end) => characters(&text[end + 1..]),
                None => self.column + characters(text),
            };
        }
        // Nothing is a document, too: one that ends before it has begun.
        if self.framing == Framing::Single && self.given == 0 {
            block.documents.push(0..cut);
        }
        self.given += 1;
        Ok(cut > 0 || !block.documents.is_empty())
    }
}

/// Whole documents of an input, in a buffer that is used again.
pub(crate) struct Block {
    /// The buffer, which is longer than what it holds.
    bytes: Vec<u8>,
    length: usize,
    framing: Framing,
    /// Where the documents are, unless they are lines.
    documents: Vec<Range<usize>>,
    index: u64,
    column: u64,
}

impl Block {
    /// An empty block.
    pub(crate) fn new() -> Self {
        Self { bytes: Vec::new(), length: 0, framing: Framing::Lines, documents: Vec::new(), index: 0, column: 0 }
    }

    /// The number of the block in its input, from 0.
    pub(crate) fn index(&self) -> u64 {
        self.index
    }

    /// All of the block, with what stands between its documents: the blocks one after the other are the input.
    pub(crate) fn text(&self) -> &[u8] {
        &self.bytes[..self.length]
    }

    fn begin(&mut self, carry: &[u8], framing: Framing, index: u64, column: u64) {
        // One long document must not make every block long for ever.
        if self.bytes.len() > 4 * BLOCK && carry.len() < BLOCK {
            self.bytes.truncate(BLOCK);
            self.bytes.shrink_to_fit();
        }
        let length = BLOCK.max(carry.len());
        if self.bytes.is_empty() {
            // Memory of the system is zeroed where it is touched; most files touch little of it.
            self.bytes = vec![0; length];
        } else if self.bytes.len() < length {
            self.bytes.resize(length, 0);
        }
        self.bytes[..carry.len()].copy_from_slice(carry);
        self.length = carry.len();
        self.documents.clear();
        (self.framing, self.index, self.column) = (framing, index, column);
    }

    fn make_room(&mut self) {
        if self.length == self.bytes.len() {
            self.bytes.resize((self.length * 2).clamp(BLOCK, MAX_DOCUMENT + BLOCK), 0);
        }
    }

    /// How long the first document is, as far as it was read.
    fn first_length(&self) -> usize {
        let text = &self.bytes[..self.length];
        match self.framing {
            Framing::Lines => memchr::memchr(b'\n', text).unwrap_or(text.len()),
            _ => self.documents.first().map_or(text.len(), Range::len),
        }
    }
}

/// A place in a [`Block`] that goes from document to document.
#[derive(Debug, Default)]
pub(crate) struct Cursor {
    at: usize,
    /// How many newlines are before it.
    lines: u64,
    /// How many characters are before it in its line.
    column: u64,
    documents: u64,
}

/// Where a document is in a [`Block`]; the numbers are those of [`Document`], counted from the beginning of the block.
#[derive(Debug)]
pub(crate) struct Piece {
    range: Range<usize>,
    line: u64,
    column: u64,
    number: u64,
}

impl Piece {
    /// Where the document is in the text of its block.
    pub(crate) fn range(&self) -> Range<usize> {
        self.range.clone()
    }

    /// The document in its block.
    pub(crate) fn of<'a>(&self, block: &'a Block) -> Document<'a> {
        let text = &block.bytes[self.range.clone()];
        Document { text, line: self.line, column: self.column, number: self.number }
    }
}

impl Cursor {
    /// The next document.
    pub(crate) fn next(&mut self, block: &Block) -> Option<Piece> {
        match block.framing {
            Framing::Lines => self.next_line(&block.bytes[..block.length]),
            _ => self.next_range(block),
        }
    }

    /// How many newlines were passed: after the last document, those of the whole block.
    pub(crate) fn lines(&self) -> u64 {
        self.lines
    }

    /// How many documents were passed.
    pub(crate) fn documents(&self) -> u64 {
        self.documents
    }

    fn next_line(&mut self, text: &[u8]) -> Option<Piece> {
        while self.at < text.len() {
            let start = self.at;
            let rest = &text[start..];
            let end = memchr::memchr(b'\n', rest);
            let line = end.map_or(rest, |end| &rest[..end]);
            let number = self.lines + 1;
            self.at += line.len() + usize::from(end.is_some());
            self.lines += u64::from(end.is_some());
            let blank = line.first().is_none_or(u8::is_ascii_whitespace) && line.trim_ascii().is_empty();
            if !blank {
                self.documents += 1;
                let range = start..start + line.len();
                return Some(Piece { range, line: number, column: 1, number: self.documents });
            }
        }
        None
    }

    fn next_range(&mut self, block: &Block) -> Option<Piece> {
        if self.at == 0 {
            self.column = block.column;
        }
        let range = usize::try_from(self.documents).ok().and_then(|index| block.documents.get(index));
        let Some(range) = range else {
            self.advance(&block.bytes[self.at..block.length]);
            return None;
        };
        self.advance(&block.bytes[self.at..range.start]);
        self.documents += 1;
        let (line, column) = (self.lines + 1, self.column + 1);
        Some(Piece { range: range.clone(), line, column, number: self.documents })
    }

    fn advance(&mut self, text: &[u8]) {
        self.at += text.len();
        match find::last(b'\n', text) {
            Some(end) => {
                self.lines += find::count(b'\n', text) as u64;
                self.column = characters(&text[end + 1..]);
            }
            None => self.column += characters(text),
        }
    }
}

/// How many characters a text in UTF-8 has: all its bytes but those that continue a character.
fn characters(text: &[u8]) -> u64 {
    text.iter().filter(|byte| (**byte & 0xc0) != 0x80).count() as u64
}

/// Whether a file is called what files of lines are called, compressed or not.
fn is_named_lines(path: &Path) -> bool {
    let is = |path: &Path, names: &[&str]| {
        path.extension().is_some_and(|extension| names.iter().any(|name| extension.eq_ignore_ascii_case(name)))
    };
    let inner = if is(path, &["gz", "zst"]) { path.with_extension("") } else { path.to_owned() };
    is(&inner, &["ndjson", "jsonl"])
}
