//! Facts as a table.
//!
//! | Column | Meaning |
//! |---|---|
//! | `divar_user_id` or `post_token` | whom or what the row is about; one of the two must be there |
//! | `ticket_uuid`, `cost` | the payment ticket, and what the service cost in rials |
//! | `access_token` | the consent for this row, where it is not that of all |
//! | `ticket_holder` | for posts: the user whom the ticket was issued for |
//! | any other | a key of the semantic data |
//!
//! An empty cell says nothing: its key is left out. The table itself is read by `csv`, which knows quotes and line breaks
//! in cells; columns are told by their names here, because most of them are keys that only the input knows.

use std::collections::HashSet;
use std::path::Path;

use anyhow::{Context, bail};
use csv::{ByteRecord, Trim};
use serde_json::{Map, Value, json};

use super::Problem;
use super::digest::Fingerprinting;
use super::kind::{POST, USER};
use super::source::{Raw, Reader, Whole};
use crate::counted::counted;
use crate::csv_rows::{self, Rows, plain};

pub(crate) struct Table {
    reader: csv::Reader<Rows<Reader>>,
    columns: Vec<Column>,
    record: ByteRecord,
}

/// What the cells of a column are.
enum Column {
    /// A member of the line, beside the body.
    Line(&'static str),
    /// A member of the body.
    Body(&'static str),
    /// A member of the body that is a number.
    Number(&'static str),
    /// A key of the semantic data.
    Key(String),
}

impl Column {
    fn of(name: &str) -> Self {
        match name {
            POST => Self::Line(POST),
            USER => Self::Line(USER),
            "access_token" => Self::Line("access_token"),
            "ticket_holder" => Self::Line("ticket_holder"),
            "ticket_uuid" => Self::Body("ticket_uuid"),
            "cost" => Self::Number("cost"),
            key => Self::Key(key.to_owned()),
        }
    }
}

impl Table {
    /// Reads the header.
    pub(crate) fn open(reader: Reader, delimiter: u8, path: &Path) -> anyhow::Result<Self> {
        let mut reader = csv::ReaderBuilder::new()
            .delimiter(delimiter)
            .flexible(true)
            .trim(Trim::Headers)
            .from_reader(Rows::new(reader, path.to_string_lossy(), delimiter));
        let cannot = || format!("the header of {} cannot be read", path.display());
        reader.byte_headers().map_err(plain)?;
        reader.get_mut().next_line();
        let header = reader.headers().with_context(cannot)?;
        let names: Vec<&str> = header.iter().collect();
        let mut seen = HashSet::new();
        for (index, name) in names.iter().enumerate() {
            if name.is_empty() {
                bail!("{}:1: column {} has no name", path.display(), index + 1);
            }
            if !seen.insert(name) {
                let name = csv_rows::names([name.as_bytes()].into_iter());
                bail!("{}:1: the column `{name}` comes twice", path.display());
            }
        }
        match (names.contains(&POST), names.contains(&USER)) {
            (true, false) | (false, true) => {}
            (true, true) => {
                bail!("{}:1: a table is about posts or about users; leave out `{POST}` or `{USER}`", path.display())
            }
            (false, false) => bail!(
                "{}:1: no column says what the rows are about; name one `{POST}` or `{USER}` (found: {})",
                path.display(),
                csv_rows::names(names.iter().map(|name| name.as_bytes()))
            ),
        }
        let columns = names.into_iter().map(Column::of).collect();
        Ok(Self { reader, columns, record: ByteRecord::new() })
    }

    pub(crate) fn next(&mut self) -> anyhow::Result<Option<Raw>> {
        if !self.reader.read_byte_record(&mut self.record).map_err(plain)? {
            return Ok(None);
        }
        let number = self.reader.get_mut().next_line();
        let (value, problem) = self.line();
        Ok(Some(Raw { number, text: value.to_string(), problem }))
    }

    /// The row as a line.
    fn line(&self) -> (Value, Option<Problem>) {
        let (expected, found) = (self.columns.len(), self.record.len());
        if expected != found {
            let message = format!(
                "the row has {} and the header {expected}; quote cells that hold the separator",
                counted(found as u64, "cell")
            );
            let cells: Vec<_> = self.record.iter().map(String::from_utf8_lossy).collect();
            return (json!(cells), Some(Problem::new(message)));
        }
        let (mut line, mut body, mut semantic) = (Map::new(), Map::new(), Map::new());
        let mut problem = None;
        for (index, (column, cell)) in self.columns.iter().zip(self.record.iter()).enumerate() {
            let cell = std::str::from_utf8(cell).unwrap_or_else(|_| {
                let message = format!("cell {} is not UTF-8; save the table as UTF-8", index + 1);
                problem = Some(Problem::new(message));
                ""
            });
            match column {
                Column::Key(key) if !cell.is_empty() => drop(semantic.insert(key.clone(), cell.into())),
                Column::Line(name) if !cell.trim().is_empty() => {
                    drop(line.insert((*name).to_owned(), cell.trim().into()))
                }
                Column::Body(name) if !cell.trim().is_empty() => {
                    drop(body.insert((*name).to_owned(), cell.trim().into()))
                }
                Column::Number(name) if !cell.trim().is_empty() => {
                    let number = cell.trim().parse::<i64>().map_or_else(|_| cell.into(), Value::from);
                    body.insert((*name).to_owned(), number);
                }
                _ => {}
            }
        }
        body.insert("semantic".to_owned(), semantic.into());
        line.insert("body".to_owned(), body.into());
        (line.into(), problem)
    }

    pub(crate) fn inner(&self) -> &Fingerprinting<Whole> {
        self.reader.get_ref().inner().get_ref()
    }
}

/// What parts the cells: a comma, a semicolon or a tab, whichever makes a header of the first line.
pub(crate) fn delimiter(beginning: &[u8]) -> u8 {
    let header = beginning.split(|byte| *byte == b'\n').next().unwrap_or_default();
    let names_target = |delimiter: &u8| {
        let names = header.split(|byte| byte == delimiter);
        let name = |cell: &[u8]| {
            String::from_utf8_lossy(cell)
                .trim_matches(|c: char| c.is_whitespace() || c == '"' || c == '\u{feff}')
                .to_owned()
        };
        names.map(name).any(|name| name == POST || name == USER)
    };
    *b",;\t".iter().find(|delimiter| names_target(delimiter)).unwrap_or(&b',')
}
