use crate::{Refusal, Schema, judge, judge_str};

/// So many bytes are checked for UTF-8 at once: as many as stay in the cache until their lines are read.
const BLOCK: usize = 32 * 1024;

/// Judges every line of a text, as in newline-delimited JSON. Lines of nothing but white space are no documents.
///
/// `told` gets each line, without its end, and the refusal of the contract if there is one. The last line needs no line end.
///
/// ```
/// use kenar_validate::{Schema, each_line};
///
/// let mut refused = Vec::new();
/// each_line(Schema::Semantic, b"{\"a\": \"b\"}\n\n{\"a\": 1}\n", |line, verdict| {
///     if verdict.is_err() {
///         refused.push(line.to_owned());
///     }
/// });
/// assert_eq!(refused, [br#"{"a": 1}"#]);
/// ```
pub fn each_line<'a>(schema: Schema, mut text: &'a [u8], mut told: impl FnMut(&'a [u8], Result<(), Refusal<'a>>)) {
    while !text.is_empty() {
        let (within, beyond) = text.split_at(BLOCK.min(text.len()));
        let end = match (beyond, memchr::memrchr(b'\n', within)) {
            ([], _) => text.len(),
            (_, Some(end)) => end + 1,
            // A line that is longer than a block.
            (beyond, None) => memchr::memchr(b'\n', beyond).map_or(text.len(), |end| BLOCK + end + 1),
        };
        let (block, rest) = text.split_at(end);
        text = rest;
        let checked = simdutf8::basic::from_utf8(block).ok();
        let mut start = 0;
        for end in memchr::memchr_iter(b'\n', block).chain((block.last() != Some(&b'\n')).then_some(block.len())) {
            let line = &block[start..end];
            let text = checked.map(|block| &block[start..end]);
            start = end + 1;
            if line.first().is_some_and(|byte| *byte > b' ') || !line.trim_ascii().is_empty() {
                told(
                    line,
                    match text {
                        Some(text) => judge_str(schema, text),
                        // One line is not UTF-8, the others may be.
                        None => judge(schema, line),
                    },
                );
            }
        }
    }
}
