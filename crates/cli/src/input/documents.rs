use super::blocks::Cursor;
use super::{Block, Blocks, Document, Framing, InputError, Source};

/// An input, one document after the other.
pub(crate) struct Documents {
    blocks: Blocks,
    block: Block,
    cursor: Cursor,
    /// How many lines and documents the blocks before this one had.
    lines: u64,
    documents: u64,
}

impl Documents {
    /// Opens a source and finds out how it is laid out.
    pub(crate) fn open(source: &Source) -> Result<Self, InputError> {
        Ok(Self::new(Blocks::open(source)?))
    }

    pub(super) fn new(blocks: Blocks) -> Self {
        Self { blocks, block: Block::new(), cursor: Cursor::default(), lines: 0, documents: 0 }
    }

    /// What the input is called.
    pub(crate) fn name(&self) -> &str {
        self.blocks.name()
    }

    /// How the documents are laid out, for those that write them in the same way.
    pub(crate) fn framing(&self) -> Framing {
        self.blocks.framing()
    }

    /// The next document; `None` at the end. White space between documents is passed over.
    pub(crate) fn next(&mut self) -> Result<Option<Document<'_>>, InputError> {
        let piece = loop {
            if let Some(piece) = self.cursor.next(&self.block) {
                break piece;
            }
            self.lines += self.cursor.lines();
            self.documents += self.cursor.documents();
            self.cursor = Cursor::default();
            if !self.blocks.next(&mut self.block).map_err(|error| error.after(self.lines))? {
                return Ok(None);
            }
        };
        let document = piece.of(&self.block);
        Ok(Some(Document { line: document.line + self.lines, number: document.number + self.documents, ..document }))
    }
}
