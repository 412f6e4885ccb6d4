//! What the reader of tables does not say of rows: where each begins, that a quote is never closed, that one has no end.

use std::collections::VecDeque;
use std::io::{self, Read};

/// No row is longer, in bytes.
const LONGEST: u64 = 16 * 1024 * 1024;

/// How much of a header an error repeats: so many names, of so many characters.
const NAMES: usize = 10;
const CHARACTERS: usize = 80;

const BOM: &[u8] = b"\xEF\xBB\xBF";

/// The bytes of a table on their way to `csv`, which takes the end of a file for the end of a quoted cell. Here it is an error,
/// because that cell has taken in all rows that follow.
///
/// Quotes, separators and line ends mean what they mean to `csv` by default.
pub(crate) struct Rows<R> {
    inner: R,
    name: String,
    delimiter: u8,
    within: Within,
    /// How many bytes were seen in all, and in the row.
    seen: u64,
    in_row: u64,
    line: u64,
    /// Where the last quoted cell begins.
    quote: u64,
    /// Where the last row begins.
    row: u64,
    /// Where the rows begin that were not asked for. These are in the buffer of the reader, so there are few.
    begun: VecDeque<u64>,
}

#[derive(PartialEq, Eq)]
enum Within {
    /// Before the first byte of a row.
    Rows,
    /// Before the first byte of a cell.
    Row,
    Cell,
    Quotes,
    /// Behind a quote that ends a cell or is the first of two.
    Quote,
}

impl<R> Rows<R> {
    /// Of the name errors begin with.
    pub(crate) fn new(inner: R, name: impl Into<String>, delimiter: u8) -> Self {
        Self {
            inner,
            name: name.into(),
            delimiter,
            within: Within::Rows,
            seen: 0,
            in_row: 0,
            line: 1,
            quote: 1,
            row: 1,
            begun: VecDeque::new(),
        }
    }

    /// In which line the next row begins. To be asked once for each row that was read, the header included.
    pub(crate) fn next_line(&mut self) -> u64 {
        self.begun.pop_front().unwrap_or(self.row)
    }

    pub(crate) fn inner(&self) -> &R {
        &self.inner
    }

    fn see(&mut self, byte: u8) {
        let in_mark = usize::try_from(self.seen).is_ok_and(|at| BOM.get(at) == Some(&byte));
        self.seen += 1;
        if in_mark {
            return;
        }
        let ends_row = matches!(byte, b'\r' | b'\n');
        if self.within == Within::Rows && !ends_row {
            self.row = self.line;
            self.in_row = 0;
            self.begun.push_back(self.line);
        }
        self.in_row += 1;
        self.within = match (&self.within, byte) {
            (Within::Quotes, b'"') => Within::Quote,
            (Within::Quotes, _) | (Within::Quote, b'"') => Within::Quotes,
            (Within::Rows | Within::Row, b'"') => {
                self.quote = self.line;
                Within::Quotes
            }
            _ if byte == self.delimiter => Within::Row,
            _ if ends_row => Within::Rows,
            _ => Within::Cell,
        };
        self.line += u64::from(byte == b'\n');
    }
}

impl<R: Read> Read for Rows<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let wrong = |line: u64, what: &str| {
            Err(io::Error::new(io::ErrorKind::InvalidData, format!("{}:{line}: {what}", self.name)))
        };
        if self.within != Within::Rows && self.in_row > LONGEST {
            return wrong(
                self.row,
                &format!("the row has more than {} MiB; perhaps a quote is not closed", LONGEST >> 20),
            );
        }
        let read = self.inner.read(buffer)?;
        if read == 0 && !buffer.is_empty() && self.within == Within::Quotes {
            return wrong(
                self.quote,
                "a quote is not closed: the cell that begins here goes on to the end; close it, or write it as `\"\"` \
                 within quotes",
            );
        }
        buffer[..read].iter().for_each(|byte| self.see(*byte));
        Ok(read)
    }
}

/// An error of the reader. Those of the input say their text once, and name it themselves.
pub(crate) fn plain(error: csv::Error) -> anyhow::Error {
    match error.into_kind() {
        csv::ErrorKind::Io(error) => error.into(),
        other => anyhow::anyhow!("{other:?}"),
    }
}

/// The names of a header for an error, shortened.
pub(crate) fn names<'a>(header: impl ExactSizeIterator<Item = &'a [u8]>) -> String {
    let more = header.len().saturating_sub(NAMES);
    let short = |name: &[u8]| {
        let name = String::from_utf8_lossy(&name[..name.len().min(4 * CHARACTERS + 4)]);
        match name.char_indices().nth(CHARACTERS) {
            Some((end, _)) => format!("{}…", &name[..end]),
            None => name.into_owned(),
        }
    };
    let names: Vec<String> = header.take(NAMES).map(short).collect();
    let names = names.join(", ");
    if more == 0 { names } else { format!("{names} and {more} more") }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a test that cannot be set up has failed")]

    use super::*;

    /// Gives one byte at once.
    struct Slow<'a>(&'a [u8]);

    impl Read for Slow<'_> {
        fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
            let length = buffer.len().min(1);
            self.0.read(&mut buffer[..length])
        }
    }

    /// The lines of the rows, or the error.
    fn lines(table: &str) -> Result<Vec<u64>, String> {
        let mut read = Vec::new();
        let rows = Rows::new(Slow(table.as_bytes()), "t", b',');
        let mut reader = csv::ReaderBuilder::new().has_headers(false).flexible(true).from_reader(rows);
        let mut row = csv::ByteRecord::new();
        while reader.read_byte_record(&mut row).map_err(|error| plain(error).to_string())? {
            read.push(reader.get_mut().next_line());
        }
        assert!(reader.get_ref().begun.is_empty(), "{table:?}");
        Ok(read)
    }

    #[test]
    fn rows_begin_where_an_editor_shows_them() {
        for (table, expected) in [
            ("", &[][..]),
            ("a", &[1]),
            ("a\r\nb\nc\r\n", &[1, 2, 3]),
            ("\n\r\n\na\n\nb", &[4, 6]),
            ("\"a\n\n\"\"\n\",b\r\n \n\"\"\n,\n", &[1, 5, 6, 7]),
            ("a\"b\nc", &[1, 2]),
            ("\"a\"b\"\nc", &[1, 2]),
            ("a,\"b\"", &[1]),
        ] {
            assert_eq!(lines(table).unwrap(), expected, "{table:?}");
        }
    }

    #[test]
    fn a_quote_that_is_not_closed_is_told_with_its_line() {
        for (table, line) in
            [("\"", 1), ("a\nb,\"c\nd\n", 2), ("a\r\n\"b\n\",\"c\r\nd", 3), ("\"a\"\"", 1), ("a\n\"\",\"\"\"\n", 2)]
        {
            let error = lines(table).unwrap_err();
            assert!(error.starts_with(&format!("t:{line}: a quote is not closed")), "{table:?}: {error}");
        }
    }

    #[test]
    fn a_header_is_shortened() {
        let header = ["ی".repeat(81), "b".repeat(80)];
        let said = names(header.iter().map(String::as_bytes));
        assert_eq!(said, format!("{}…, {}", "ی".repeat(80), "b".repeat(80)));
        assert_eq!(names([&b"a"[..]; 12].into_iter()), "a, a, a, a, a, a, a, a, a, a and 2 more");
    }
}
