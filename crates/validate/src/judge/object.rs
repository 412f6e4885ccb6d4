use kenar_schemas::Violation;

use super::Mode;
use crate::read::{Reader, Step, Stop, Text};

/// The members that an object must have.
pub(crate) struct Required {
    /// The bits of all of them.
    pub(crate) all: u32,
    /// Bit and name of each, in the order of the document.
    pub(crate) names: &'static [(u32, &'static str)],
}

/// An object that is being read.
pub(crate) struct Object<'a, Mark> {
    first: bool,
    /// The first key, where it was read to find out what the object is. It is given out once more.
    ahead: Option<Text<'a>>,
    seen: u32,
    mark: Mark,
}

impl<'a, Mark: Copy> Object<'a, Mark> {
    /// Begins to read an object; nothing when there is another value, which is read then.
    #[inline(always)]
    pub(crate) fn begin<M: Mode<'a, Mark = Mark>>(reader: &mut Reader<'a>, mode: &mut M) -> Step<Option<Self>> {
        if reader.peek()? != b'{' {
            return mode.wrong_type(reader, "object").map(|()| None);
        }
        reader.begin()?;
        Ok(Some(Self { first: true, ahead: None, seen: 0, mark: mode.mark() }))
    }

    /// The next key.
    #[inline(always)]
    pub(crate) fn next(&mut self, reader: &mut Reader<'a>) -> Step<Option<Text<'a>>> {
        if self.ahead.is_some() {
            return Ok(self.ahead.take());
        }
        let key = reader.key(self.first);
        self.first = false;
        key
    }

    /// The object before its first key is asked for once more.
    #[inline(always)]
    pub(crate) fn with(mut self, key: Text<'a>) -> Self {
        self.ahead = Some(key);
        self
    }

    /// A member is there. Twice is once too often.
    #[inline(always)]
    pub(crate) fn once(&mut self, bit: u32) -> Step {
        if self.seen & bit != 0 {
            return Err(Stop);
        }
        self.seen |= bit;
        Ok(())
    }

    /// Whether one of these members was there.
    #[inline(always)]
    pub(crate) fn has(&self, bits: u32) -> bool {
        self.seen & bits != 0
    }

    /// All members were read.
    #[inline(always)]
    pub(crate) fn end<M: Mode<'a, Mark = Mark>>(mut self, mode: &mut M, required: &'static Required) -> Step {
        if self.seen & required.all == required.all {
            return Ok(());
        }
        for (bit, name) in required.names {
            if self.seen & bit == 0 {
                mode.broken_at(&mut self.mark, |pointer| Violation::missing(pointer, name))?;
            }
        }
        Ok(())
    }
}
