use std::borrow::Cow;

use super::{Reader, Step, Stop};

/// A string as it is written between its quotation marks.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Text<'a> {
    pub(crate) raw: &'a str,
    pub(crate) escaped: bool,
}

const ONES: u64 = 0x0101_0101_0101_0101;
const HIGHS: u64 = 0x8080_8080_8080_8080;

/// Marks, by their highest bit, the bytes of a word that end a string or stand for something else. Beyond the first mark
/// there may be false ones.
#[inline(always)]
const fn special(word: u64) -> u64 {
    let quote = word ^ (ONES * b'"' as u64);
    let backslash = word ^ (ONES * b'\\' as u64);
    let quotes = quote.wrapping_sub(ONES) & !quote;
    let backslashes = backslash.wrapping_sub(ONES) & !backslash;
    let controls = word.wrapping_sub(ONES * 0x20) & !word;
    (quotes | backslashes | controls) & HIGHS
}

impl<'a> Reader<'a> {
    /// Reads a string.
    #[inline(always)]
    pub(crate) fn string(&mut self) -> Step<Text<'a>> {
        if self.peek()? != b'"' {
            return Err(Stop);
        }
        self.at += 1;
        let start = self.at;
        self.plain();
        match self.bytes().get(self.at) {
            Some(b'"') => {
                let raw = self.since(start);
                self.at += 1;
                Ok(Text { raw, escaped: false })
            }
            Some(b'\\') => self.escaped(start),
            _ => Err(Stop),
        }
    }

    /// Goes to the next byte that is not itself in a string.
    #[inline(always)]
    fn plain(&mut self) {
        let bytes = self.bytes();
        while let Some((word, _)) = bytes.get(self.at..).and_then(<[u8]>::split_first_chunk::<8>) {
            let marks = special(u64::from_le_bytes(*word));
            if marks != 0 {
                self.at += (marks.trailing_zeros() / 8) as usize;
                return;
            }
            self.at += 8;
        }
        while let Some(byte) = bytes.get(self.at) {
            if matches!(byte, b'"' | b'\\' | ..0x20) {
                return;
            }
            self.at += 1;
        }
    }

    #[inline(never)]
    fn escaped(&mut self, start: usize) -> Step<Text<'a>> {
        loop {
            match self.bytes().get(self.at) {
                Some(b'"') => {
                    let raw = self.since(start);
                    self.at += 1;
                    return Ok(Text { raw, escaped: true });
                }
                Some(b'\\') => {
                    let (_, length) = escape(&self.bytes()[self.at..])?;
                    self.at += length;
                }
                _ => return Err(Stop),
            }
            if self.bytes().get(self.at) != Some(&b'\\') {
                self.plain();
            }
        }
    }
}

/// The character that an escape at the beginning of a text stands for, and how long the escape is. One half of a pair of
/// surrogates alone is no character.
#[inline]
fn escape(text: &[u8]) -> Step<(char, usize)> {
    let plain = match text.get(1) {
        Some(b'u') => {
            let first = unit(&text[2..])?;
            return match char::from_u32(first) {
                Some(character) => Ok((character, 6)),
                None if first < 0xDC00 && text.get(6..8) == Some(br"\u") => {
                    let second = unit(&text[8..])?.checked_sub(0xDC00).filter(|low| *low < 0x400).ok_or(Stop)?;
                    let code = 0x10000 + ((first - 0xD800) << 10) + second;
                    char::from_u32(code).map(|character| (character, 12)).ok_or(Stop)
                }
                None => Err(Stop),
            };
        }
        Some(plain @ (b'"' | b'\\' | b'/')) => char::from(*plain),
        Some(b'b') => '\u{8}',
        Some(b'f') => '\u{c}',
        Some(b'n') => '\n',
        Some(b'r') => '\r',
        Some(b't') => '\t',
        _ => return Err(Stop),
    };
    Ok((plain, 2))
}

/// Four hexadecimal digits.
#[inline]
fn unit(text: &[u8]) -> Step<u32> {
    let (digits, _) = text.split_first_chunk::<4>().ok_or(Stop)?;
    let mut value = 0;
    for digit in digits {
        value = value << 4 | DIGITS[usize::from(*digit)];
    }
    if value & NO_DIGIT == 0 { Ok(value) } else { Err(Stop) }
}

/// Above all that four digits give.
const NO_DIGIT: u32 = 0xFFF0_0000;

/// The value of each byte as a hexadecimal digit.
const DIGITS: [u32; 256] = {
    let mut digits = [NO_DIGIT; 256];
    let mut value = 0;
    while value < 16 {
        digits[b"0123456789abcdef"[value as usize] as usize] = value;
        digits[b"0123456789ABCDEF"[value as usize] as usize] = value;
        value += 1;
    }
    digits
};

/// How many Unicode scalar values a text without escapes has.
#[inline]
fn count(text: &str) -> usize {
    text.chars().count()
}

impl<'a> Text<'a> {
    /// How many Unicode scalar values the text has.
    pub(crate) fn count(self) -> usize {
        if !self.escaped {
            return count(self.raw);
        }
        let mut rest = self.raw.as_bytes();
        let mut count = 0;
        while let Some(byte) = rest.first() {
            // An escape that was read once is a good one.
            let length = if *byte == b'\\' { escape(rest).map_or(1, |(_, length)| length) } else { 1 };
            count += usize::from(*byte & 0xC0 != 0x80);
            rest = &rest[length..];
        }
        count
    }

    /// The text that is meant.
    #[inline]
    pub(crate) fn decoded(self) -> Cow<'a, str> {
        if self.escaped { Cow::Owned(self.decode()) } else { Cow::Borrowed(self.raw) }
    }

    #[inline(never)]
    fn decode(self) -> String {
        let mut decoded = String::with_capacity(self.raw.len());
        let mut rest = self.raw;
        while let Some(place) = rest.find('\\') {
            decoded.push_str(&rest[..place]);
            let Ok((character, length)) = escape(&rest.as_bytes()[place..]) else { break };
            decoded.push(character);
            rest = &rest[place + length..];
        }
        decoded.push_str(rest);
        decoded
    }
}
