/// How far a verdict got in the outermost list that it stopped in. Its items up to there need not be read again to say
/// what is wrong. It is written on the way out only, so it costs nothing where nothing is wrong.
#[derive(Debug, Default, Clone, Copy)]
pub(crate) struct Trail {
    /// Where the list begins, in bytes. No list that is an item or a member begins at 0.
    pub(crate) list: usize,
    /// How many of its items are as they should be.
    pub(crate) count: usize,
    /// Where the next one begins, which is not.
    pub(crate) item: usize,
}
