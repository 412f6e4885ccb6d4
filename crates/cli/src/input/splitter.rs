use std::ops::Range;

use crate::find;

/// Finds the ends of JSON values in a text that arrives in pieces. It looks at brackets, commas, quotation marks and
/// backslashes only; whether a value is JSON is for its reader to say.
///
/// A list at the outermost level is opened: its elements are the values. What is wrong with the layout becomes a value that is
/// no JSON, so that nothing is passed over: a missing element or closing bracket an empty one, stray characters themselves.
#[derive(Debug, Default)]
pub(super) struct Splitter {
    /// Up to where the text was looked at.
    seen: usize,
    /// Where the value that is being read began.
    start: Option<usize>,
    /// How many brackets of the value are open.
    depth: usize,
    within: Within,
    list: List,
}

/// What the splitter is in, at the depth it is in.
#[derive(Debug, Default, Clone, Copy, PartialEq, Eq)]
enum Within {
    #[default]
    Structure,
    /// A text, between its quotation marks.
    Text,
    /// A text, after a backslash.
    Escape,
    /// A number, a word or anything else that has no end of its own.
    Bare,
}

/// The list at the outermost level.
#[derive(Debug, Default, Clone, Copy, PartialEq, Eq)]
enum List {
    #[default]
    None,
    /// After the bracket that opens it.
    Opened,
    /// After an element and its comma, when another one must follow.
    Comma,
    /// After an element.
    Element,
}

impl Splitter {
    /// The next value that ends in `text`, if there is one. The text must be the one of the last call, longer or shifted as
    /// [`shift`](Self::shift) was told.
    pub(super) fn next(&mut self, text: &[u8]) -> Option<Range<usize>> {
        while self.seen < text.len() {
            match self.within {
                Within::Text => {
                    match find::first_of(b'"', b'\\', &text[self.seen..]) {
                        None => self.seen = text.len(),
                        Some(at) if text[self.seen + at] == b'\\' => {
                            self.within = Within::Escape;
                            self.seen += at + 1;
                        }
                        Some(at) => {
                            self.within = Within::Structure;
                            self.seen += at + 1;
                            if self.depth == 0 && self.list == List::None {
                                return self.ended(self.seen);
                            }
                        }
                    }
                    continue;
                }
                Within::Escape => {
                    self.within = Within::Text;
                    self.seen += 1;
                    continue;
                }
                Within::Bare => {
                    let end = text[self.seen..].iter().position(|byte| ends_bare(*byte));
                    self.seen = end.map_or(text.len(), |end| self.seen + end);
                    if end.is_some() {
                        self.within = Within::Structure;
                        return self.ended(self.seen);
                    }
                    continue;
                }
                Within::Structure => {}
            }
            if self.depth > 0 {
                let skip = text[self.seen..].iter().position(|byte| matches!(byte, b'"' | b'{' | b'}' | b'[' | b']'));
                self.seen = skip.map_or(text.len(), |skip| self.seen + skip);
                if skip.is_none() {
                    break;
                }
            }
            let at = self.seen;
            let found = if self.list == List::None { self.between_values(text[at]) } else { self.in_list(text[at]) };
            if found.is_some() {
                return found;
            }
        }
        None
    }

    /// One byte where no list is open around the value.
    fn between_values(&mut self, byte: u8) -> Option<Range<usize>> {
        let at = self.seen;
        self.seen += 1;
        match byte {
            b'[' if self.start.is_none() => self.list = List::Opened,
            b'{' | b'[' => {
                self.start.get_or_insert(at);
                self.depth += 1;
            }
            b'}' | b']' if self.depth > 0 => {
                self.depth -= 1;
                if self.depth == 0 {
                    return self.ended(self.seen);
                }
            }
            b'"' => {
                self.start.get_or_insert(at);
                self.within = Within::Text;
            }
            byte if self.start.is_none() && !byte.is_ascii_whitespace() => {
                self.start = Some(at);
                self.within = Within::Bare;
            }
            _ => {}
        }
        None
    }

    /// One byte in the outermost list.
    fn in_list(&mut self, byte: u8) -> Option<Range<usize>> {
        let at = self.seen;
        self.seen += 1;
        match byte {
            b'"' => {
                self.start.get_or_insert(at);
                self.within = Within::Text;
            }
            b'{' | b'[' => {
                self.start.get_or_insert(at);
                self.depth += 1;
            }
            b'}' | b']' if self.depth > 0 => self.depth -= 1,
            b',' if self.depth == 0 => {
                self.list = List::Comma;
                self.start.get_or_insert(at);
                return self.ended(at);
            }
            b']' => {
                if self.list == List::Comma {
                    self.start.get_or_insert(at);
                }
                self.list = List::None;
                return self.ended(at);
            }
            byte if !byte.is_ascii_whitespace() => {
                self.start.get_or_insert(at);
            }
            _ => {}
        }
        if self.start.is_some() {
            self.list = List::Element;
        }
        None
    }

    /// The text has ended: what remains of it.
    pub(super) fn rest(&mut self, text: &[u8]) -> Option<Range<usize>> {
        let unclosed = self.list != List::None;
        let start = self.start.or(unclosed.then_some(text.len()))?;
        // An element may be whole where the list is not: the missing end is a value of its own, in the next call.
        let whole = unclosed && start < text.len() && self.depth == 0 && self.within == Within::Structure;
        *self = Self { seen: text.len(), ..Self::default() };
        if whole {
            self.list = List::Opened;
        }
        Some(start..text.len())
    }

    /// The first bytes of the text were taken away.
    pub(super) fn shift(&mut self, by: usize) {
        self.seen -= by;
        self.start = self.start.map(|start| start - by);
    }

    /// What of a text must be kept until more arrives: the value that has not ended, or nothing.
    pub(super) fn needed(&self) -> usize {
        self.start.unwrap_or(self.seen)
    }

    fn ended(&mut self, end: usize) -> Option<Range<usize>> {
        self.start.take().map(|start| start..end)
    }
}

/// Whether a byte cannot belong to a number, a word or stray characters.
fn ends_bare(byte: u8) -> bool {
    byte.is_ascii_whitespace() || matches!(byte, b'{' | b'[' | b'"')
}
