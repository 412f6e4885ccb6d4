/// A long list of texts, each once, in buckets by a hash: most hold one text or none.
pub(crate) struct Values {
    /// As many as a power of two.
    pub(crate) buckets: &'static [&'static [&'static str]],
}

impl Values {
    /// Whether a text is one of them.
    #[inline]
    pub(crate) fn contain(&self, text: &[u8]) -> bool {
        let bucket = self.buckets[hash(text) as usize & (self.buckets.len() - 1)];
        bucket.iter().any(|value| value.as_bytes() == text)
    }
}

/// Mixes the length and all bytes of a text. The generator has the same function.
#[inline]
fn hash(text: &[u8]) -> u64 {
    let (words, rest) = text.as_chunks::<8>();
    let rest = rest.iter().fold(text.len() as u64, |word, byte| word << 8 | u64::from(*byte));
    let mix = |mixed: u64, word: u64| (mixed.rotate_left(23) ^ word).wrapping_mul(0x9E37_79B9_7F4A_7C15);
    words.iter().fold(mix(0, rest), |mixed, word| mix(mixed, u64::from_le_bytes(*word))) >> 40
}
