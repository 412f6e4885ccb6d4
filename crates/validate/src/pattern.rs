//! Patterns as the generator takes them apart: parts one after the other, none of which can take what the next one needs.

/// Some characters.
pub(crate) struct Class {
    /// Which of the ASCII characters.
    ascii: [bool; 128],
    /// The ranges of the others, both ends included.
    others: &'static [(char, char)],
}

impl Class {
    /// A class from a bit for each ASCII character, and the ranges of the others.
    pub(crate) const fn new(bits: u128, others: &'static [(char, char)]) -> Self {
        let mut ascii = [false; 128];
        let mut code = 0;
        while code < 128 {
            ascii[code] = bits >> code & 1 == 1;
            code += 1;
        }
        Self { ascii, others }
    }

    /// How many characters and bytes at the beginning of a text in UTF-8 are in the class, at most so many characters.
    #[inline]
    fn take(&self, text: &[u8], max: usize) -> (usize, usize) {
        let ascii = text.iter().take(max).take_while(|byte| self.ascii.get(usize::from(**byte)) == Some(&true)).count();
        if ascii == max || self.others.is_empty() || text.get(ascii).is_none_or(u8::is_ascii) {
            return (ascii, ascii);
        }
        let rest = std::str::from_utf8(&text[ascii..]).unwrap_or_default().char_indices().take(max - ascii);
        let others = rest.take_while(|(_, character)| self.has(*character)).map(|(at, found)| at + found.len_utf8());
        let (count, length) = others.fold((0, 0), |(count, _), length| (count + 1, length));
        (ascii + count, ascii + length)
    }

    fn has(&self, character: char) -> bool {
        if let Some(ascii) = self.ascii.get(character as usize) {
            return *ascii;
        }
        self.others.iter().any(|(first, last)| (*first..=*last).contains(&character))
    }
}

/// So many characters of a class.
pub(crate) struct Part {
    pub(crate) class: Class,
    pub(crate) min: usize,
    pub(crate) max: usize,
}

/// Whether a whole text in UTF-8 is made of these parts.
pub(crate) fn fits(parts: &'static [Part], mut text: &[u8]) -> bool {
    for Part { class, min, max } in parts {
        let (count, length) = class.take(text, *max);
        if count < *min {
            return false;
        }
        text = &text[length..];
    }
    text.is_empty()
}
