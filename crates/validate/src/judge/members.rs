use std::borrow::Cow;
use std::collections::HashSet;

use crate::read::{Step, Stop, Text};

/// The keys of an object that takes any key: each only once.
pub(crate) struct Names<'a> {
    few: [&'a [u8]; FEW],
    count: usize,
    many: Option<HashSet<Cow<'a, [u8]>>>,
}

/// Up to so many keys it is faster to look at each than to look one up.
const FEW: usize = 12;

impl<'a> Names<'a> {
    #[inline(always)]
    pub(crate) fn new() -> Self {
        Self { few: [b""; FEW], count: 0, many: None }
    }

    /// A key is there. Twice is once too often.
    #[inline]
    pub(crate) fn once(&mut self, key: Text<'a>) -> Step {
        if self.many.is_some() || key.is_escaped() || self.count == FEW {
            return self.look_up(key.bytes());
        }
        if self.few[..self.count].contains(&key.raw) {
            return Err(Stop);
        }
        self.few[self.count] = key.raw;
        self.count += 1;
        Ok(())
    }

    #[inline(never)]
    fn look_up(&mut self, key: Cow<'a, [u8]>) -> Step {
        let few = &self.few[..self.count];
        let many = self.many.get_or_insert_with(|| few.iter().copied().map(Cow::Borrowed).collect());
        if many.insert(key) { Ok(()) } else { Err(Stop) }
    }
}
