use std::ops::Range;

use super::plain::{Direction, clean, width};

/// How many columns an excerpt takes at most.
const WIDTH: usize = 104;
/// How many of them are before the marked part, when there is more.
const BEFORE: usize = 36;
/// How many of them the marked part takes.
const MARKED: usize = 56;

/// The source around a place, ready for a terminal.
///
/// annotate-snippets, ariadne, codesnake and miette were considered. None isolates text of the other direction, and the first
/// replaces the characters that do it; none keeps a line of a megabyte from the screen. Both are all that is needed here.
#[derive(Debug)]
pub(crate) struct Excerpt {
    /// The line up to the marked part.
    pub(crate) before: String,
    /// The marked part, or as much of it as is in its first line.
    pub(crate) marked: String,
    /// The rest of the line.
    pub(crate) after: String,
    /// How many columns are before the marked part.
    pub(crate) indent: usize,
    /// How many columns the marked part takes.
    pub(crate) length: usize,
}

impl Excerpt {
    /// What is around a stretch of a text.
    pub(crate) fn of(text: &[u8], range: Range<usize>) -> Self {
        let begin = memchr::memrchr(b'\n', &text[..range.start]).map_or(0, |end| end + 1);
        let rest = memchr::memchr(b'\n', &text[range.start..]).map_or(text.len(), |end| range.start + end);
        let end = range.end.clamp(range.start, rest);
        // A line may have megabytes: no more of it is looked at than can be shown. Four bytes are the longest character.
        let near = begin.max(range.start.saturating_sub(4 * WIDTH));
        let before = last(&clean(&text[near..range.start]), BEFORE, near > begin);
        let marked =
            first(&clean(&text[range.start..end.min(range.start + 4 * WIDTH)]), MARKED, end > range.start + 4 * WIDTH);
        let left = WIDTH.saturating_sub(width(&before) + width(&marked));
        let after = if marked.ends_with('…') {
            String::new()
        } else {
            first(&clean(text[end..rest.min(end + 4 * WIDTH)].trim_ascii_end()), left, rest > end + 4 * WIDTH)
        };
        let (indent, length) = (width(&before), width(&marked).max(1));
        let mut direction = Direction::default();
        let mut isolate = |part: &str| direction.isolate(part);
        Self { before: isolate(&before), marked: isolate(&marked), after: isolate(&after), indent, length }
    }
}

/// The beginning of a text in so many columns.
fn first(text: &str, columns: usize, more: bool) -> String {
    if width(text) <= columns && !more {
        return text.to_owned();
    }
    let mut used = 1;
    let fits = |character: &char| {
        used += width(character.encode_utf8(&mut [0; 4]));
        used <= columns
    };
    text.chars().take_while(fits).chain(['…']).collect()
}

/// The end of a text in so many columns.
fn last(text: &str, columns: usize, more: bool) -> String {
    if width(text) <= columns && !more {
        return text.to_owned();
    }
    let mut used = 1;
    let mut from = text.len();
    for (at, character) in text.char_indices().rev() {
        used += width(character.encode_utf8(&mut [0; 4]));
        if used > columns {
            break;
        }
        from = at;
    }
    format!("…{}", &text[from..])
}
