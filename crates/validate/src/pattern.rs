//! Patterns as the generator takes them apart: parts one after the other, none of which can take what the next one needs.

/// Some characters.
pub(crate) struct Class {
    /// A bit for each ASCII character.
    pub(crate) ascii: u128,
    /// The ranges of the others, both ends included.
    pub(crate) others: &'static [(char, char)],
}

impl Class {
    #[inline]
    fn has(&self, character: char) -> bool {
        if character.is_ascii() {
            return self.ascii >> (character as u32) & 1 == 1;
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

/// Whether a whole text is made of these parts.
pub(crate) fn fits(parts: &[Part], text: &str) -> bool {
    let mut characters = text.chars();
    for Part { class, min, max } in parts {
        let mut count = 0;
        while count < *max {
            let mut next = characters.clone();
            if !next.next().is_some_and(|character| class.has(character)) {
                break;
            }
            characters = next;
            count += 1;
        }
        if count < *min {
            return false;
        }
    }
    characters.as_str().is_empty()
}
