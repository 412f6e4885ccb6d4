//! Text of others on a terminal: nothing in it can act on the terminal or on the text around it.

use std::fmt::Write;

use unicode_width::UnicodeWidthChar;

const FIRST_STRONG_ISOLATE: char = '\u{2068}';
const POP_ISOLATE: char = '\u{2069}';

/// How many columns a text takes: the sum of its characters, which is how terminals count. Joiners take none.
pub(crate) fn width(text: &str) -> usize {
    text.chars().map(|character| character.width().unwrap_or(0)).sum()
}

/// Makes what would act on the terminal, or reverse what follows it, visible. Joiners and marks of direction stay: ordinary
/// Persian has them.
pub(crate) fn clean(text: &[u8]) -> String {
    let text = String::from_utf8_lossy(text);
    let mut cleaned = String::with_capacity(text.len());
    for character in text.chars() {
        match character {
            '\t' => cleaned.push_str("  "),
            '\0'..='\u{1f}' => cleaned.extend(char::from_u32(0x2400 + u32::from(character))),
            '\u{7f}' => cleaned.push('\u{2421}'),
            '\u{80}'..='\u{9f}' | '\u{2028}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{feff}' => {
                // Nothing fails that is written to a text.
                let _ = write!(cleaned, "<U+{:04X}>", u32::from(character));
            }
            other => cleaned.push(other),
        }
    }
    cleaned
}

/// The same for a text of several lines.
pub(crate) fn harmless(text: &str) -> String {
    let lines = text.split('\n').map(|line| clean(line.as_bytes()));
    lines.collect::<Vec<_>>().join("\n")
}

/// A message or name, cleaned and with its quotations isolated.
pub(crate) fn sentence(text: &str) -> String {
    let cleaned = clean(text.as_bytes());
    Direction { within: false, delimiters: &['"', '`'] }.isolate(&cleaned)
}

/// A name, isolated as a whole.
pub(crate) fn name(text: &str) -> String {
    let cleaned = clean(text.as_bytes());
    if has_other_direction(&cleaned) { isolated(&cleaned) } else { cleaned }
}

/// Isolates what is between quotation marks where it has letters that are written from right to left, so that it turns around
/// nothing but itself: the marks and everything between two quotations stay in their order and columns.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Direction {
    /// Whether the text is in a quotation.
    within: bool,
    delimiters: &'static [char],
}

impl Default for Direction {
    fn default() -> Self {
        Self { within: false, delimiters: &['"'] }
    }
}

impl Direction {
    /// Isolates the quotations of the next part of a text. A part may begin and end in one.
    pub(crate) fn isolate(&mut self, part: &str) -> String {
        let mut out = String::with_capacity(part.len());
        let mut run = 0;
        let mut escaped = false;
        for (at, character) in part.char_indices() {
            let delimits = !escaped && self.delimiters.contains(&character);
            escaped = self.within && !escaped && character == '\\';
            if delimits {
                self.within = !self.within;
                push_run(&mut out, &part[run..at]);
                out.push(character);
                run = at + character.len_utf8();
            }
        }
        push_run(&mut out, &part[run..]);
        out
    }
}

fn push_run(out: &mut String, run: &str) {
    if has_other_direction(run) {
        out.push_str(&isolated(run));
    } else {
        out.push_str(run);
    }
}

fn isolated(text: &str) -> String {
    format!("{FIRST_STRONG_ISOLATE}{text}{POP_ISOLATE}")
}

/// Whether a text has letters that are written from right to left: Hebrew, Arabic and their neighbours.
fn has_other_direction(text: &str) -> bool {
    let other = |character| {
        matches!(character,
            '\u{590}'..='\u{8ff}' | '\u{fb1d}'..='\u{fdff}' | '\u{fe70}'..='\u{fefe}'
            | '\u{10800}'..='\u{10fff}' | '\u{1e800}'..='\u{1efff}')
    };
    text.chars().any(other)
}
