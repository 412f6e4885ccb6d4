/// A long list of texts, each once.
pub(crate) struct Values {
    /// The texts of each length in bytes, sorted.
    pub(crate) by_length: &'static [&'static [&'static str]],
}

impl Values {
    /// Whether a text is one of them.
    pub(crate) fn contain(&self, text: &[u8]) -> bool {
        let same_length = self.by_length.get(text.len());
        same_length.is_some_and(|values| values.binary_search_by(|value| value.as_bytes().cmp(text)).is_ok())
    }
}
