//! Unified diffs of texts whose lines keep their number: written while the text is read.

use std::collections::VecDeque;
use std::io::{self, Write};

use anstyle::{AnsiColor, Style};

/// Unchanged lines around a change.
const CONTEXT: usize = 3;

/// A hunk is written when it has this many bytes, so that a text without end that changes in each line does not fill the
/// memory.
const LONGEST: usize = 8 << 20;

/// A diff of one file on its way.
#[derive(Debug)]
pub(crate) struct UnifiedDiff<'a, W> {
    output: W,
    name: &'a str,
    color: bool,
    begun: bool,
    /// The number of the next line, from 1.
    line: u64,
    before: VecDeque<Vec<u8>>,
    hunk: Option<Hunk>,
    /// The beginning of the next line, before and after.
    begun_line: (Vec<u8>, Vec<u8>),
}

#[derive(Debug)]
struct Hunk {
    start: u64,
    /// Lines with the character that marks each.
    lines: Vec<(u8, Vec<u8>)>,
    bytes: usize,
    /// How many of the last lines are unchanged.
    unchanged: usize,
}

impl<'a, W: Write> UnifiedDiff<'a, W> {
    pub(crate) fn new(output: W, name: &'a str, color: bool) -> Self {
        Self {
            output,
            name,
            color,
            begun: false,
            line: 1,
            before: VecDeque::new(),
            hunk: None,
            begun_line: Default::default(),
        }
    }

    /// The next piece of the text, before and after, with the same number of lines.
    pub(crate) fn text(&mut self, mut old: &[u8], mut new: &[u8]) -> io::Result<()> {
        while let (Some(old_end), Some(new_end)) = (end_of_line(old), end_of_line(new)) {
            let (mut before, mut after) = std::mem::take(&mut self.begun_line);
            before.extend_from_slice(&old[..old_end]);
            after.extend_from_slice(&new[..new_end]);
            self.line(&before, &after)?;
            (old, new) = (&old[old_end..], &new[new_end..]);
        }
        self.begun_line.0.extend_from_slice(old);
        self.begun_line.1.extend_from_slice(new);
        Ok(())
    }

    /// The next line, before and after, each with its end.
    fn line(&mut self, old: &[u8], new: &[u8]) -> io::Result<()> {
        let number = self.line;
        self.line += 1;
        if old == new {
            let Some(hunk) = &mut self.hunk else {
                self.remember(old);
                return Ok(());
            };
            hunk.push(b' ', old);
            hunk.unchanged += 1;
            // A change within the next lines would have shared the context.
            return if hunk.unchanged > 2 * CONTEXT { self.close() } else { Ok(()) };
        }
        let before = &mut self.before;
        let hunk = self.hunk.get_or_insert_with(|| {
            let mut hunk = Hunk { start: number - before.len() as u64, lines: Vec::new(), bytes: 0, unchanged: 0 };
            before.drain(..).for_each(|line| hunk.push(b' ', &line));
            hunk
        });
        hunk.push(b'-', old);
        hunk.push(b'+', new);
        hunk.unchanged = 0;
        if hunk.bytes > LONGEST { self.close() } else { Ok(()) }
    }

    /// Writes what is left. Without a change nothing is written at all.
    pub(crate) fn finish(mut self) -> io::Result<()> {
        let (old, new) = std::mem::take(&mut self.begun_line);
        if !old.is_empty() || !new.is_empty() {
            self.line(&old, &new)?;
        }
        self.close()?;
        self.output.flush()
    }

    fn remember(&mut self, line: &[u8]) {
        if self.before.len() == CONTEXT {
            self.before.pop_front();
        }
        self.before.push_back(line.to_vec());
    }

    fn close(&mut self) -> io::Result<()> {
        let Some(Hunk { start, mut lines, unchanged, .. }) = self.hunk.take() else { return Ok(()) };
        let after = lines.split_off(lines.len() - unchanged.saturating_sub(CONTEXT));
        after.iter().for_each(|(_, line)| self.remember(line));
        if !self.begun {
            self.begun = true;
            let name = self.name;
            self.styled(Style::new().bold(), format!("--- {name}").as_bytes())?;
            self.styled(Style::new().bold(), format!("+++ {name}").as_bytes())?;
        }
        let count = lines.iter().filter(|(mark, _)| *mark != b'+').count();
        let header = format!("@@ -{start},{count} +{start},{count} @@");
        self.styled(AnsiColor::Cyan.on_default(), header.as_bytes())?;
        for (mark, line) in lines {
            let style = match mark {
                b'-' => AnsiColor::Red.on_default(),
                b'+' => AnsiColor::Green.on_default(),
                _ => Style::new(),
            };
            let (text, whole) = match line.strip_suffix(b"\n") {
                Some(text) => (text, true),
                None => (line.as_slice(), false),
            };
            self.styled(style, &[&[mark], text].concat())?;
            if !whole {
                self.styled(Style::new(), b"\\ No newline at end of file")?;
            }
        }
        Ok(())
    }

    fn styled(&mut self, style: Style, line: &[u8]) -> io::Result<()> {
        if self.color {
            write!(self.output, "{style}")?;
        }
        self.output.write_all(line)?;
        if self.color {
            write!(self.output, "{style:#}")?;
        }
        self.output.write_all(b"\n")
    }
}

impl Hunk {
    fn push(&mut self, mark: u8, line: &[u8]) {
        self.bytes += line.len();
        self.lines.push((mark, line.to_vec()));
    }
}

fn end_of_line(text: &[u8]) -> Option<usize> {
    memchr::memchr(b'\n', text).map(|end| end + 1)
}
