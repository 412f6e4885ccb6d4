//! Where bytes are in a text.
//!
//! `memchr` and `simdutf8` ask the processor what it can do before they do anything. A virtual machine needs 30 µs for the
//! answer, which is more than everything else that is done with a short text. So a short one is gone through byte by byte.
//! What reads lines calls `memchr` itself: there are many of them, and the end of each block would be short.

use std::str;

/// How many bytes are short.
const SHORT: usize = 4 << 10;

/// The first place of a byte.
pub(crate) fn first(byte: u8, text: &[u8]) -> Option<usize> {
    match text.len() {
        0..=SHORT => text.iter().position(|other| *other == byte),
        _ => memchr::memchr(byte, text),
    }
}

/// The first place of one of two bytes.
pub(crate) fn first_of(one: u8, two: u8, text: &[u8]) -> Option<usize> {
    match text.len() {
        0..=SHORT => text.iter().position(|byte| *byte == one || *byte == two),
        _ => memchr::memchr2(one, two, text),
    }
}

/// The last place of a byte.
pub(crate) fn last(byte: u8, text: &[u8]) -> Option<usize> {
    match text.len() {
        0..=SHORT => text.iter().rposition(|other| *other == byte),
        _ => memchr::memrchr(byte, text),
    }
}

/// How often a byte is there.
pub(crate) fn count(byte: u8, text: &[u8]) -> usize {
    match text.len() {
        0..=SHORT => text.iter().filter(|other| **other == byte).count(),
        _ => memchr::memchr_iter(byte, text).count(),
    }
}

/// The text, if it is UTF-8.
pub(crate) fn utf8(text: &[u8]) -> Option<&str> {
    match text.len() {
        0..=SHORT => str::from_utf8(text).ok(),
        _ => simdutf8::basic::from_utf8(text).ok(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_long_text_is_searched_as_a_short_one() {
        for length in [0, 1, SHORT - 1, SHORT, SHORT + 1, 2 * SHORT] {
            let mut text = vec![b'.'; length];
            assert_eq!((first(b'a', &text), last(b'a', &text), first_of(b'a', b'b', &text)), (None, None, None));
            assert_eq!(count(b'.', &text), length);
            let places = [length / 3, length / 2, length.saturating_sub(1)];
            for place in places.into_iter().filter(|place| *place < length) {
                text[place] = b'a';
            }
            assert_eq!(first(b'a', &text), places.into_iter().find(|place| *place < length), "{length}");
            assert_eq!(first_of(b'b', b'a', &text), first(b'a', &text), "{length}");
            assert_eq!(last(b'a', &text), length.checked_sub(1), "{length}");
            assert_eq!(utf8(&text).map(str::len), Some(length));
            if let Some(byte) = text.last_mut() {
                *byte = 0xff;
                assert_eq!(utf8(&text), None, "{length}");
            }
        }
    }
}
