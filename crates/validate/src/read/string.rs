use std::borrow::Cow;

use wide::u8x32;

use super::{Reader, Step, Stop};

/// A string as it is written between its quotation marks.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Text<'a> {
    pub(crate) raw: &'a [u8],
    /// By how many bytes the escapes are longer than one each; no escape is shorter than two.
    excess: usize,
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

/// The same of 32 bytes, a bit for each and no false ones.
#[inline(always)]
fn specials(block: u8x32) -> u32 {
    let quotes = block.simd_eq(u8x32::splat(b'"'));
    let backslashes = block.simd_eq(u8x32::splat(b'\\'));
    let controls = block.min(u8x32::splat(0x1F)).simd_eq(block);
    (quotes | backslashes | controls).to_bitmask()
}

impl<'a> Reader<'a> {
    /// Reads a string.
    #[inline(always)]
    pub(crate) fn string(&mut self) -> Step<Text<'a>> {
        if self.peek()? != b'"' {
            return Err(Stop);
        }
        match self.short() {
            Some((text, ..)) => Ok(text),
            None => self.longer(),
        }
    }

    /// Reads a string that was [seen](Self::peek), and counts its Unicode scalar values.
    #[inline(always)]
    pub(crate) fn counted(&mut self) -> Step<(Text<'a>, usize)> {
        match self.short() {
            // The count comes with the search, without a branch of its own.
            Some((text, block, marks)) => {
                // Bytes that continue a character begin with the bits 10.
                let continued = (block & u8x32::splat(0xC0)).simd_eq(u8x32::splat(0x80)).to_bitmask();
                let before = (marks & marks.wrapping_neg()).wrapping_sub(1);
                Ok((text, text.raw.len() - (continued & before).count_ones() as usize))
            }
            None => {
                let text = self.longer()?;
                Ok((text, text.count()))
            }
        }
    }

    /// Reads a string that ends in the block that it begins in and has no escapes, as most do.
    #[inline(always)]
    fn short(&mut self) -> Option<(Text<'a>, u8x32, u32)> {
        let bytes = self.bytes().get(self.at + 1..)?;
        let block = u8x32::new(*bytes.first_chunk::<32>()?);
        let marks = specials(block);
        let length = marks.trailing_zeros() as usize;
        if bytes.get(length) != Some(&b'"') || marks == 0 {
            return None;
        }
        self.at += length + 2;
        Some((Text { raw: &bytes[..length], excess: 0 }, block, marks))
    }

    #[inline(never)]
    fn longer(&mut self) -> Step<Text<'a>> {
        self.at += 1;
        let start = self.at;
        self.plain();
        match self.bytes().get(self.at) {
            Some(b'"') => {
                let raw = &self.bytes()[start..self.at];
                self.at += 1;
                Ok(Text { raw, excess: 0 })
            }
            Some(b'\\') => self.escaped(start),
            _ => Err(Stop),
        }
    }

    /// Goes to the next byte that is not itself in a string.
    #[inline]
    fn plain(&mut self) {
        let bytes = self.bytes();
        while let Some((block, _)) = bytes.get(self.at..).and_then(<[u8]>::split_first_chunk::<32>) {
            let marks = specials(u8x32::new(*block));
            if marks != 0 {
                self.at += marks.trailing_zeros() as usize;
                return;
            }
            self.at += 32;
        }
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
        let bytes = self.bytes();
        let mut excess = 0;
        loop {
            match bytes.get(self.at) {
                Some(b'\\') => {
                    // A text that is escaped at all is often escaped as a whole.
                    while let Some(unit) = bytes.get(self.at..).and_then(plain_unit) {
                        self.at += unit;
                        excess += unit - 1;
                    }
                    if bytes.get(self.at) == Some(&b'\\') {
                        let (_, length) = escape(&bytes[self.at..])?;
                        self.at += length;
                        excess += length - 1;
                    }
                }
                Some(b'"') => {
                    let raw = &bytes[start..self.at];
                    self.at += 1;
                    return Ok(Text { raw, excess });
                }
                Some(0x20..) => {
                    self.at += 1;
                    self.plain();
                }
                _ => return Err(Stop),
            }
        }
    }
}

/// The length of the escape with four digits at the beginning of a text, if there is one that stands for a character of its
/// own.
#[inline(always)]
fn plain_unit(text: &[u8]) -> Option<usize> {
    let ([b'\\', b'u', digits @ ..], _) = text.split_first_chunk::<6>()? else { return None };
    let [first, second, third, fourth] = digits.map(|digit| DIGITS[usize::from(digit)]);
    let unit = first << 12 | second << 8 | third << 4 | fourth;
    (unit < 0x1_0000 && unit & 0xF800 != 0xD800).then_some(6)
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
    let [first, second, third, fourth] = digits.map(|digit| DIGITS[usize::from(digit)]);
    let unit = first << 12 | second << 8 | third << 4 | fourth;
    if unit < 0x1_0000 { Ok(unit) } else { Err(Stop) }
}

/// Makes a number of four digits too large, wherever it stands.
const NO_DIGIT: u32 = 0x0001_0000;

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

/// How many characters begin in a block of less than 256 bytes. Bytes that continue a character begin with the bits 10.
#[inline(always)]
fn beginnings(block: &[u8]) -> u8 {
    // Summed up in bytes, which the compiler does for many at once.
    block.iter().map(|byte| u8::from((*byte as i8) >= -0x40)).sum()
}

impl<'a> Text<'a> {
    /// How many Unicode scalar values the text has.
    #[inline]
    pub(crate) fn count(self) -> usize {
        let (blocks, rest) = self.raw.as_chunks::<64>();
        let whole: usize = blocks.iter().map(|block| usize::from(beginnings(block))).sum();
        whole + usize::from(beginnings(rest)) - self.excess
    }

    /// Whether it is written with escapes.
    #[inline(always)]
    pub(crate) fn is_escaped(self) -> bool {
        self.excess > 0
    }

    /// The bytes that are meant.
    #[inline(always)]
    pub(crate) fn bytes(self) -> Cow<'a, [u8]> {
        if self.is_escaped() { Cow::Owned(self.decode().into_bytes()) } else { Cow::Borrowed(self.raw) }
    }

    /// The text that is meant.
    #[inline]
    pub(crate) fn decoded(self) -> Cow<'a, str> {
        if self.is_escaped() { Cow::Owned(self.decode()) } else { Cow::Borrowed(self.raw()) }
    }

    /// The text as it is written, which is all of a string in UTF-8.
    fn raw(self) -> &'a str {
        std::str::from_utf8(self.raw).unwrap_or_default()
    }

    #[inline(never)]
    fn decode(self) -> String {
        let mut decoded = String::with_capacity(self.raw.len());
        let mut rest = self.raw();
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
