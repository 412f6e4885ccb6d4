//! Reading JSON from its beginning to its end, without keeping anything.
//!
//! Considered and measured: `sonic-rs`, `simd-json`, `jiter` and `serde_json`. Under the same rules the fastest of them reaches two
//! thirds of what this does, because each of them hands over texts, where a rule needs no more than their length. What is
//! JSON is what `serde_json` takes for it; the tests hold the two against each other.

mod number;
mod skip;
mod string;

pub(crate) use number::Number;
pub(crate) use string::Text;

/// There is nothing more to read: the text is not JSON, or its reader has seen enough.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Stop;

pub(crate) type Step<T = ()> = Result<T, Stop>;

/// How deep objects and arrays may lie in each other, as in `serde_json`.
const DEEPEST: u8 = 127;

/// A place in a JSON text.
#[derive(Debug, Clone)]
pub(crate) struct Reader<'a> {
    text: &'a str,
    at: usize,
    depth: u8,
}

impl<'a> Reader<'a> {
    pub(crate) fn new(text: &'a str) -> Self {
        Self { text, at: 0, depth: 0 }
    }

    #[inline(always)]
    fn bytes(&self) -> &'a [u8] {
        self.text.as_bytes()
    }

    /// The place, in bytes.
    pub(crate) fn at(&self) -> usize {
        self.at
    }

    /// Goes on at a place that was reached before, at the same depth.
    pub(crate) fn go_to(&mut self, place: usize) {
        self.at = place;
    }

    /// What was read since a place.
    pub(crate) fn since(&self, place: usize) -> &'a str {
        self.text.get(place..self.at).unwrap_or_default()
    }

    /// The first byte of the next value, without reading it.
    #[inline(always)]
    pub(crate) fn peek(&mut self) -> Step<u8> {
        match self.bytes().get(self.at) {
            Some(byte) if *byte > b' ' => Ok(*byte),
            _ => self.peek_after_space(),
        }
    }

    #[inline(never)]
    fn peek_after_space(&mut self) -> Step<u8> {
        self.space();
        self.bytes().get(self.at).copied().ok_or(Stop)
    }

    /// Goes over spaces and line ends.
    pub(crate) fn space(&mut self) {
        while let Some(b' ' | b'\n' | b'\r' | b'\t') = self.bytes().get(self.at) {
            self.at += 1;
        }
    }

    #[inline(always)]
    fn literal(&mut self, literal: &[u8]) -> Step {
        match self.bytes().get(self.at..self.at + literal.len()) {
            Some(found) if found == literal => {
                self.at += literal.len();
                Ok(())
            }
            _ => Err(Stop),
        }
    }

    /// Whatever follows the document is not part of it.
    pub(crate) fn end(&mut self) -> Step {
        self.space();
        if self.at == self.text.len() { Ok(()) } else { Err(Stop) }
    }

    /// Reads the bracket that an object or an array begins with, which was [seen](Self::peek).
    #[inline(always)]
    pub(crate) fn begin(&mut self) -> Step {
        if self.depth == DEEPEST {
            return Err(Stop);
        }
        self.at += 1;
        self.depth += 1;
        Ok(())
    }

    /// Whether there is another item; reads the comma before it, or the bracket that ends the list.
    #[inline(always)]
    pub(crate) fn another(&mut self, bracket: u8, first: bool) -> Step<bool> {
        let found = self.peek()?;
        if found == bracket {
            self.at += 1;
            self.depth -= 1;
            return Ok(false);
        }
        if !first {
            if found != b',' {
                return Err(Stop);
            }
            self.at += 1;
        }
        Ok(true)
    }

    /// The key of the next member, up to its value, or nothing at the end of the object.
    #[inline(always)]
    pub(crate) fn key(&mut self, first: bool) -> Step<Option<Text<'a>>> {
        if !self.another(b'}', first)? {
            return Ok(None);
        }
        let key = self.string()?;
        if self.peek()? != b':' {
            return Err(Stop);
        }
        self.at += 1;
        Ok(Some(key))
    }

    /// Reads `true` or `false`.
    #[inline(always)]
    pub(crate) fn boolean(&mut self) -> Step<bool> {
        match self.peek()? {
            b't' => self.literal(b"true").map(|()| true),
            b'f' => self.literal(b"false").map(|()| false),
            _ => Err(Stop),
        }
    }
}
