use std::io::{Read, Write};
use std::path::PathBuf;

use anyhow::{Context, bail};
use clap::builder::PossibleValuesParser;
use kenar_schemas::masking::{MaskedKey, is_masked};

use crate::closed_pipe;
use crate::exit::Exit;
use crate::mask::{Column, Table};

/// Hide the sensitive values of semantic data as Divar does.
///
/// The values of VIN, chassis_number, engine_number, real_estate_id and old_real_estate_id must not leave an app in the
/// clear: it sends the SHA-256 of the trimmed value, in upper case and with ASCII digits, the same in every app. An old
/// deed is written `book|page`. A value that is masked already stays as it is.
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  kenar mask VIN - < vin.txt
  kenar mask old_real_estate_id '1234|56'
  kenar mask --csv cars.csv --column VIN --output masked.csv
  kenar mask --csv خودروها.csv --column 'شماره شاسی=chassis_number' --column VIN > masked.csv

A value on the command line can be read by everybody who may list the processes of this
machine, and stays in the history of the shell: prefer `-`.

Exit codes:
  0  all is masked
  1  a value cannot be masked; its row is left out of the output and named on stderr
  2  it could not be done")]
pub(crate) struct Arguments {
    /// The sensitive key that the value belongs to.
    #[arg(required_unless_present = "csv", value_parser = PossibleValuesParser::new(MaskedKey::ALL.map(MaskedKey::as_str)))]
    key: Option<String>,
    /// The value, or `-` to read it from stdin.
    #[arg(required_unless_present = "csv")]
    value: Option<Secret>,
    /// A CSV file with a header, or `-` for stdin, of which columns are masked. All other cells stay as they are.
    #[arg(long, value_name = "FILE", conflicts_with_all = ["key", "value"], requires = "column")]
    csv: Option<PathBuf>,
    /// A column to mask, by the name in the header, and the key that its values belong to when the column is not called
    /// like it.
    #[arg(long, value_name = "NAME[=KEY]", requires = "csv")]
    column: Vec<Column>,
    /// What stands between the cells of a row.
    #[arg(long, value_name = "CHARACTER", default_value = ",", value_parser = delimiter, requires = "csv")]
    delimiter: u8,
    /// Where to write the masked file; stdout when it is left out.
    #[arg(long, short, value_name = "FILE", requires = "csv")]
    output: Option<PathBuf>,
}

/// A value as it was given, which nothing prints.
#[derive(Clone)]
struct Secret(String);

impl std::fmt::Debug for Secret {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("…")
    }
}

impl From<String> for Secret {
    fn from(value: String) -> Self {
        Self(value)
    }
}

pub(crate) fn run(arguments: Arguments) -> anyhow::Result<Exit> {
    let Arguments { key, value, csv, column, delimiter, output } = arguments;
    if let Some(csv) = csv {
        return Table { csv: &csv, columns: &column, delimiter, output: output.as_deref() }.mask();
    }
    let (Some(key), Some(value)) = (key, value) else { bail!("give a key and a value, or `--csv`") };
    let key = MaskedKey::from_key(&key).with_context(|| format!("`{key}` is not one of the five sensitive keys"))?;
    one(key, value)
}

/// The longest value that is read from stdin; the longest real one is a tenth of it.
const LONGEST: u64 = 4096;

fn one(key: MaskedKey, value: Secret) -> anyhow::Result<Exit> {
    let raw = if value.0 == "-" { from_stdin()? } else { value.0 };
    let masked = if is_masked(raw.trim()) {
        closed_pipe::tell("note: the value is masked already and stays as it is")?;
        raw.trim().to_owned()
    } else {
        match key.mask(&raw) {
            Ok(masked) => masked.to_string(),
            Err(error) => {
                closed_pipe::tell(&format!("error: this value of {} cannot be masked: {error}", key.as_str()))?;
                return Ok(Exit::Wrong);
            }
        }
    };
    closed_pipe::fine(writeln!(anstream::stdout(), "{masked}"))?;
    Ok(Exit::Fine)
}

fn from_stdin() -> anyhow::Result<String> {
    let mut bytes = Vec::new();
    std::io::stdin().take(LONGEST + 1).read_to_end(&mut bytes).context("stdin cannot be read")?;
    if bytes.len() as u64 > LONGEST {
        bail!("stdin has more than {LONGEST} bytes; it takes one value, and `--csv -` takes a file of them");
    }
    // The error of the standard library would repeat no byte either, but says nothing of what to do.
    let text = String::from_utf8(bytes).ok().context("stdin is not UTF-8; convert the value first")?;
    if text.trim().contains(['\n', '\r']) {
        bail!("stdin has several lines; it takes one value, and `--csv -` takes a file of them");
    }
    Ok(text)
}

fn delimiter(text: &str) -> Result<u8, String> {
    match text.as_bytes() {
        b"\\t" => Ok(b'\t'),
        [byte] if byte.is_ascii() && !matches!(byte, b'"' | b'\n' | b'\r') => Ok(*byte),
        _ => Err("expected one ASCII character, such as `;`, or `\\t` for a tab".to_owned()),
    }
}
