use super::splitter::Splitter;
use crate::find;

/// How the documents of an input are laid out.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Framing {
    /// One document a line (NDJSON).
    Lines,
    /// One list whose elements are the documents.
    Array,
    /// Documents one after the other, each over as many lines as it likes.
    Values,
    /// One document that is the whole input.
    Single,
}

impl Framing {
    /// Decides from the beginning of an input; `whole` says that it is all there is.
    ///
    /// What is no JSON is laid out in some way, too. It is read as lines where a line is a value of its own, or cannot go on
    /// in the next line: one broken line is one broken document then. Otherwise a broken document is one document, which has
    /// one syntax error and not one in each of its lines.
    pub(super) fn of(beginning: &[u8], whole: bool) -> Self {
        if has_lines(beginning) {
            return Self::Lines;
        }
        if beginning.trim_ascii_start().starts_with(b"[") {
            return Self::Array;
        }
        if !whole {
            return Self::Values;
        }
        let mut splitter = Splitter::default();
        let mut values = 0;
        while let Some(value) = splitter.next(beginning) {
            if beginning.get(value.start) != Some(&b'{') {
                return Self::Single;
            }
            values += 1;
        }
        if splitter.rest(beginning).is_some() {
            values += 1;
        }
        if values > 1 { Self::Values } else { Self::Single }
    }
}

/// Whether the first line and the one below it can only be lines of NDJSON. More input cannot change it.
pub(super) fn has_lines(beginning: &[u8]) -> bool {
    let text = beginning.trim_ascii_start();
    let Some(end) = find::first(b'\n', text) else { return false };
    let (first, below) = (text[..end].trim_ascii_end(), &text[end + 1..]);
    let next = below.trim_ascii_start();
    if next.is_empty() {
        return false;
    }
    let opens = |text: &[u8]| matches!(text.first(), Some(b'{' | b'['));
    match end_of_value(first) {
        Some(end) => !opens(first[end..].trim_ascii_start()),
        // After one of these a value goes on in the next line, whatever that begins with.
        None if opens(first) && matches!(first.last(), Some(b'{' | b'[' | b':')) => false,
        // Here it would have to go on with something else than a brace at the beginning of the line.
        None => {
            let line = below.trim_ascii_start();
            let line = find::first(b'\n', line).map_or(line, |end| &line[..end]);
            let element = first.starts_with(b"[") && first.ends_with(b",");
            !element && line.len() > 1 && below.starts_with(b"{") && (opens(first) || end_of_value(line).is_some())
        }
    }
}

/// Where the object or list that a line begins with is closed.
fn end_of_value(line: &[u8]) -> Option<usize> {
    let mut depth = 0_usize;
    let mut at = 0;
    while at < line.len() {
        match line[at] {
            b'{' | b'[' => depth += 1,
            b'}' | b']' => depth = depth.checked_sub(1)?,
            b'"' => loop {
                at += 1 + find::first_of(b'"', b'\\', line.get(at + 1..)?)?;
                if line[at] == b'"' {
                    break;
                }
                at += 1;
            },
            _ => {}
        }
        if depth == 0 {
            // A line that begins with anything else is no object and no list.
            return matches!(line[0], b'{' | b'[').then_some(at + 1);
        }
        at += 1;
    }
    None
}
