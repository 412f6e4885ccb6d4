//! The lines of an input, one after the other, each as one JSON text.

use std::io::{self, BufRead, BufReader, Chain, Cursor, Read};
use std::path::{Path, PathBuf};

use anyhow::{Context, bail};

use super::digest::{Fingerprint, Fingerprinting};
use super::kind::Content;
use super::table::Table;
use super::{Problem, places};
use crate::input;

/// No line is longer, in bytes.
const LONGEST: u64 = 16 * 1024 * 1024;

/// How much of an input is looked at to know its format: at least the header of a table.
const BEGINNING: u64 = 64 * 1024;

/// How an input is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
pub(crate) enum Format {
    /// One JSON object a line.
    Ndjson,
    /// A table with a header.
    Csv,
}

/// A line of the input.
pub(crate) struct Raw {
    /// From 1, as an editor counts them. Of a record of several lines, the first.
    pub(crate) number: u64,
    /// The JSON text, or what could be read of it.
    pub(crate) text: String,
    /// Why it is no JSON text of one line.
    pub(crate) problem: Option<Problem>,
}

/// What was looked at to know the format comes first.
pub(crate) type Whole = Chain<Cursor<Vec<u8>>, input::Raw>;

pub(crate) type Reader = BufReader<Fingerprinting<Whole>>;

/// An input that is being read.
pub(crate) struct Source {
    path: PathBuf,
    lines: Lines,
}

enum Lines {
    Ndjson { reader: Box<Reader>, number: u64 },
    Csv(Box<Table>),
}

impl Source {
    /// Opens an input. Without a format, its name or its first character tells.
    pub(crate) fn open(path: &Path, format: Option<Format>, content: Content) -> anyhow::Result<Self> {
        if path.as_os_str() == "-" || !places::stays(path) {
            bail!(
                "push needs a file, because what is done is remembered beside it; write the lines to a file and name that"
            );
        }
        let mut raw = input::Raw::open(&input::Source::File(path.to_owned()))?;
        let mut beginning = Vec::new();
        raw.by_ref().take(BEGINNING).read_to_end(&mut beginning)?;
        let format = format.unwrap_or_else(|| guess(path, &beginning));
        let has_mark = beginning.starts_with(BYTE_ORDER_MARK);
        let delimiter = super::table::delimiter(&beginning);
        let mut reader: Reader = BufReader::new(Fingerprinting::new(Cursor::new(beginning).chain(raw)));
        let lines = match format {
            Format::Ndjson => {
                if has_mark {
                    reader.read_exact(&mut [0; BYTE_ORDER_MARK.len()])?;
                }
                Lines::Ndjson { reader: Box::new(reader), number: 0 }
            }
            Format::Csv if content == Content::Addons => {
                bail!(
                    "{} is a table, and the rows of an add-on do not fit into one; write one JSON object a line",
                    path.display()
                );
            }
            Format::Csv => Lines::Csv(Box::new(Table::open(reader, delimiter, path)?)),
        };
        Ok(Self { path: path.to_owned(), lines })
    }

    /// The next line, if there is one. Empty ones do not count.
    pub(crate) fn next(&mut self) -> anyhow::Result<Option<Raw>> {
        match &mut self.lines {
            Lines::Ndjson { reader, number } => loop {
                let context = || format!("{}, after line {number}", self.path.display());
                let Some(raw) = next_line(reader, *number + 1).with_context(context)? else { return Ok(None) };
                *number += 1;
                if raw.problem.is_some() || !raw.text.trim().is_empty() {
                    return Ok(Some(raw));
                }
            },
            Lines::Csv(table) => table.next(),
        }
    }

    /// How much of the file was read.
    pub(crate) fn bytes(&self) -> u64 {
        self.inner().inner().get_ref().1.taken()
    }

    /// What was read. At the end, the whole input.
    pub(crate) fn fingerprint(&self) -> Fingerprint {
        self.inner().fingerprint()
    }

    fn inner(&self) -> &Fingerprinting<Whole> {
        match &self.lines {
            Lines::Ndjson { reader, .. } => reader.get_ref(),
            Lines::Csv(table) => table.inner(),
        }
    }
}

const BYTE_ORDER_MARK: &[u8] = "\u{feff}".as_bytes();

/// The name of a file without that of its compression.
pub(crate) fn uncompressed(path: &Path) -> PathBuf {
    match path.extension().and_then(|extension| extension.to_str()) {
        Some("gz" | "zst") => path.with_extension(""),
        _ => path.to_owned(),
    }
}

fn guess(path: &Path, beginning: &[u8]) -> Format {
    let name = uncompressed(path).extension().map(|extension| extension.to_string_lossy().to_lowercase());
    match name.as_deref() {
        Some("csv" | "tsv") => Format::Csv,
        Some("ndjson" | "jsonl" | "json") => Format::Ndjson,
        _ => {
            let text = beginning.strip_prefix(BYTE_ORDER_MARK).unwrap_or(beginning);
            match text.iter().find(|byte| !byte.is_ascii_whitespace()) {
                Some(b'{' | b'[') | None => Format::Ndjson,
                Some(_) => Format::Csv,
            }
        }
    }
}

fn next_line(reader: &mut Reader, number: u64) -> io::Result<Option<Raw>> {
    let mut line = Vec::new();
    if reader.by_ref().take(LONGEST).read_until(b'\n', &mut line)? == 0 {
        return Ok(None);
    }
    if line.len() as u64 == LONGEST && !line.ends_with(b"\n") {
        let rest_is_empty = reader.fill_buf()?.is_empty();
        if !rest_is_empty {
            reader.skip_until(b'\n')?;
            line.truncate(80);
            let problem = Problem::new(format!("the line has more than {} MiB", LONGEST >> 20));
            let text = String::from_utf8_lossy(&line).into_owned();
            return Ok(Some(Raw { number, text, problem: Some(problem) }));
        }
    }
    while line.last().is_some_and(|byte| matches!(byte, b'\n' | b'\r')) {
        line.pop();
    }
    let (text, problem) = match String::from_utf8(line) {
        Ok(text) => (text, None),
        Err(error) => {
            let column = error.utf8_error().valid_up_to() + 1;
            let problem = Problem::new(format!("column {column}: the text is not UTF-8; save the file as UTF-8"));
            (String::from_utf8_lossy(error.as_bytes()).into_owned(), Some(problem))
        }
    };
    Ok(Some(Raw { number, text, problem }))
}
