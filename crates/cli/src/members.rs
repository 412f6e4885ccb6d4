//! The members of an object, looked at without parsing what is in them.

use std::ops::Range;

use crate::find;

/// One member of an object.
#[derive(Debug)]
pub(crate) struct Member {
    /// Where its key is, without the quotation marks.
    pub(crate) key: Range<usize>,
    /// Where its value begins.
    pub(crate) value: usize,
}

/// The members of the object that a text begins with, up to its end or to where it stops being JSON.
pub(crate) fn members(text: &[u8]) -> Members<'_> {
    let at = skip_space(text, 0);
    let at = if text.get(at) == Some(&b'{') { at + 1 } else { text.len() };
    Members { text, at }
}

/// See [`members`].
#[derive(Debug)]
pub(crate) struct Members<'a> {
    text: &'a [u8],
    at: usize,
}

impl Iterator for Members<'_> {
    type Item = Member;

    fn next(&mut self) -> Option<Member> {
        let text = self.text;
        let open = skip_space(text, self.at);
        if text.get(open) != Some(&b'"') {
            return None;
        }
        let end = end_of_text(text, open)?;
        let colon = skip_space(text, end);
        if text.get(colon) != Some(&b':') {
            return None;
        }
        let value = skip_space(text, colon + 1);
        self.at = end_of_member(text, value);
        Some(Member { key: open + 1..end - 1, value })
    }
}

fn skip_space(text: &[u8], from: usize) -> usize {
    text.get(from..)
        .and_then(|rest| rest.iter().position(|byte| !byte.is_ascii_whitespace()))
        .map_or(text.len(), |space| from + space)
}

/// Behind the quotation mark that closes the one at `open`.
fn end_of_text(text: &[u8], open: usize) -> Option<usize> {
    let mut at = open + 1;
    loop {
        at += find::first_of(b'"', b'\\', text.get(at..)?)?;
        if text[at] == b'"' {
            return Some(at + 1);
        }
        at += 2;
    }
}

/// Behind the comma that ends the member whose value begins at `from`.
fn end_of_member(text: &[u8], from: usize) -> usize {
    let mut depth = 0_usize;
    let mut at = from;
    while let Some(byte) = text.get(at) {
        match byte {
            b'"' => match end_of_text(text, at) {
                Some(end) => {
                    at = end;
                    continue;
                }
                None => return text.len(),
            },
            b'{' | b'[' => depth += 1,
            b'}' | b']' if depth == 0 => return text.len(),
            b'}' | b']' => depth -= 1,
            b',' if depth == 0 => return at + 1,
            _ => {}
        }
        at += 1;
    }
    text.len()
}
