//! Masking the columns of a CSV file, row by row.

mod column;

use std::io::{self, BufRead, BufReader, Cursor, Read as _, Write};
use std::path::Path;

use anyhow::{Context, bail};
use csv::{ByteRecord, ReaderBuilder, Terminator, WriterBuilder};
use kenar_schemas::masking::{MaskedKey, is_masked};

pub(crate) use column::Column;

use crate::atomic_file::AtomicFile;
use crate::closed_pipe;
use crate::counted::counted;
use crate::csv_rows::{Rows, names, plain};
use crate::exit::Exit;
use crate::input::{Raw, Source};

/// A file with columns to mask.
pub(crate) struct Table<'a> {
    /// Where it is read; `-` is stdin.
    pub(crate) csv: &'a Path,
    /// The columns to mask.
    pub(crate) columns: &'a [Column],
    /// What stands between the cells.
    pub(crate) delimiter: u8,
    /// Where it is written; stdout when there is none.
    pub(crate) output: Option<&'a Path>,
}

/// How far the end of the first line is looked for, in bytes.
const FIRST_LINE: u64 = 1 << 20;

/// What is said where writing fails.
const CANNOT: &str = "the output cannot be written";

const BOM: &[u8] = b"\xEF\xBB\xBF";

impl Table<'_> {
    /// Masks the columns. A row of which a value cannot be masked is left out and named on stderr: written as it is, it
    /// would let out what must not be let out.
    pub(crate) fn mask(&self) -> anyhow::Result<Exit> {
        let (name, source) = match self.csv {
            csv if csv == Path::new("-") => ("(stdin)".into(), Source::Stdin),
            csv => (csv.to_string_lossy(), Source::File(csv.to_owned())),
        };
        self.mask_from(&name, BufReader::new(Raw::open(&source)?))
    }

    fn mask_from(&self, name: &str, mut input: impl BufRead) -> anyhow::Result<Exit> {
        // Spreadsheets write, and want to find again, a byte order mark and their own line ends.
        let mut start = Vec::new();
        input.by_ref().take(FIRST_LINE).read_until(b'\n', &mut start)?;
        let bom = start.starts_with(BOM);
        let crlf = start.ends_with(b"\r\n");
        let input = Cursor::new(start).chain(input);
        match self.output {
            Some(path) => {
                let mut file = AtomicFile::create(path)?;
                let exit = self.rows(name, input, bom, crlf, &mut file)?;
                if exit == Exit::Wrong && file.replaces(self.csv) {
                    // The rows that were left out would be nowhere any more.
                    let next = "name another --output, or mend these rows first";
                    closed_pipe::tell(&format!(
                        "{name}: stays as it was: it is the input, and rows would be lost; {next}"
                    ))?;
                } else {
                    file.commit()?;
                }
                Ok(exit)
            }
            None => {
                let mut exit = Exit::Fine;
                let written = self.rows(name, input, bom, crlf, &mut io::stdout().lock());
                closed_pipe::allowed(written.map(|outcome| exit = outcome))?;
                Ok(exit)
            }
        }
    }

    fn rows(
        &self,
        name: &str,
        input: impl BufRead,
        bom: bool,
        crlf: bool,
        output: &mut dyn Write,
    ) -> anyhow::Result<Exit> {
        let rows = Rows::new(input, name, self.delimiter);
        let mut reader = ReaderBuilder::new().delimiter(self.delimiter).from_reader(rows);
        let header = reader.byte_headers().map_err(plain)?.clone();
        reader.get_mut().next_line();
        let columns = self.places(name, &header)?;
        if bom {
            output.write_all(BOM).context(CANNOT)?;
        }
        let terminator = if crlf { Terminator::CRLF } else { Terminator::Any(b'\n') };
        let mut writer = WriterBuilder::new().delimiter(self.delimiter).terminator(terminator).from_writer(output);
        write(&mut writer, &header).context(CANNOT)?;
        let (mut written, mut left_out) = (0_u64, 0_u64);
        let mut row = ByteRecord::new();
        loop {
            let problem = match reader.read_byte_record(&mut row) {
                Ok(false) => break,
                Ok(true) => masked(&row, &header, &columns),
                Err(error) => match malformed(&error) {
                    Some(problem) => Err(problem),
                    None => return Err(plain(error)),
                },
            };
            let line = reader.get_mut().next_line();
            match problem {
                Ok(row) => {
                    write(&mut writer, &row).context(CANNOT)?;
                    written += 1;
                }
                Err(problem) => {
                    closed_pipe::tell(&format!("{name}:{line}: {problem}; the row is left out"))?;
                    left_out += 1;
                }
            }
        }
        writer.flush().context(CANNOT)?;
        if left_out > 0 {
            closed_pipe::tell(&format!("{} masked, {left_out} left out", counted(written, "row")))?;
            return Ok(Exit::Wrong);
        }
        Ok(Exit::Fine)
    }

    /// Where the columns stand in the header.
    fn places(&self, name: &str, header: &ByteRecord) -> anyhow::Result<Vec<(usize, MaskedKey)>> {
        let mut places = Vec::new();
        for column in self.columns {
            let named = |cell: &[u8]| str::from_utf8(cell).is_ok_and(|cell| cell.trim() == column.name);
            let mut found = header.iter().enumerate().filter(|(_, cell)| named(cell)).map(|(index, _)| index);
            let (first, second) = (found.next(), found.next());
            let Some(index) = first else {
                bail!("{name}: there is no column {:?}; there are {}", column.name, names(header.iter()));
            };
            if second.is_some() {
                bail!("{name}: there are two columns {:?}; give them different names", column.name);
            }
            places.push((index, column.key));
        }
        Ok(places)
    }
}

/// The row with its sensitive cells masked, or why it cannot be. Never repeats a cell.
fn masked(row: &ByteRecord, header: &ByteRecord, columns: &[(usize, MaskedKey)]) -> Result<ByteRecord, String> {
    let mut cells = Vec::with_capacity(row.len());
    for (index, cell) in row.iter().enumerate() {
        let keys = columns.iter().find(|(column, _)| *column == index);
        let Some((_, key)) = keys else {
            cells.push(cell.to_vec());
            continue;
        };
        let column = String::from_utf8_lossy(header.get(index).unwrap_or_default()).into_owned();
        let text = str::from_utf8(cell).map_err(|_| format!("column {column:?}: the value is not UTF-8"))?;
        // There is nothing to hide in an empty cell, and a masked one is done.
        if text.trim().is_empty() || is_masked(text) {
            cells.push(cell.to_vec());
        } else {
            let hash = key.mask(text).map_err(|error| format!("column {column:?}: {error}"))?;
            cells.push(hash.as_str().as_bytes().to_vec());
        }
    }
    Ok(ByteRecord::from(cells))
}

/// What an output refuses is an error of the output, not of the table.
fn write(writer: &mut csv::Writer<&mut dyn Write>, row: &ByteRecord) -> io::Result<()> {
    writer.write_byte_record(row).map_err(io::Error::from)
}

/// What is wrong with a row that the reader refuses; `None` when it is not the row that is wrong.
fn malformed(error: &csv::Error) -> Option<String> {
    match error.kind() {
        csv::ErrorKind::UnequalLengths { expected_len, len, .. } => {
            Some(format!("the header has {} and this row has {len}", counted(*expected_len, "cell")))
        }
        _ => None,
    }
}
