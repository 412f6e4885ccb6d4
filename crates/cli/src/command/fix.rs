use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};

use anyhow::{Context as _, bail};
use kenar_validate::Schema;
use serde_json::Value;

use crate::atomic_file::AtomicFile;
use crate::closed_pipe;
use crate::counted::counted;
use crate::exit::Exit;
use crate::fix::{self, Left, Options};
use crate::input::{self, Block, Blocks, Cursor, Document, Source};
use crate::json_pointer::shown;
use crate::packed::Packed;
use crate::unified_diff::UnifiedDiff;

/// Repair what can be repaired without losing anything.
///
/// Names in the wrong spelling (`hasDivider`, `imageId`, `image_url`, `titel`), misspelt keys of semantic data, spaces
/// around texts and, with `--mask`, sensitive values that are not masked. Only the places of the repairs change; all else
/// stays byte for byte. A repair that would have to guess, or to write over something, is not made; it is named on stderr
/// with all that is wrong still.
///
/// Reads one document, a list of them, or one document a line (NDJSON), of v2 and of v1, compressed with gzip or Zstandard or
/// not. A diff is that of the text; a file that is repaired in place stays compressed.
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  kenar fix addon.json                          show what would change, as a unified diff
  kenar fix --mask --write addons/*.json        repair the files in place
  kenar fix --output fixed.ndjson all.ndjson    write the repaired documents elsewhere, not compressed
  kenar fix addon.json | patch -p0              the same as --write
  generate | kenar fix --output - - | send      in a pipeline

Exit codes:
  0  nothing to repair and nothing wrong; with --write and --output, everything is repaired
  1  something would change, or something is wrong that cannot be repaired
  2  it could not be done")]
pub(crate) struct Arguments {
    /// The files, or `-` for stdin.
    #[arg(required = true, value_name = "FILE")]
    files: Vec<PathBuf>,
    /// The payload that the documents are. Without it, each document shows by its members what it is.
    #[arg(long, value_name = "NAME")]
    schema: Option<Schema>,
    /// Mask the values of the five sensitive keys, as `kenar mask` does.
    #[arg(long)]
    mask: bool,
    /// Write the repaired files in place: each is exchanged at once, with its permissions.
    #[arg(long, short, conflicts_with = "output")]
    write: bool,
    /// Write the repaired documents of one input to a file, `-` for stdout.
    #[arg(long, short, value_name = "FILE")]
    output: Option<PathBuf>,
}

/// What was done, over all files.
#[derive(Debug, Default)]
struct Count {
    repairs: usize,
    repaired: u64,
    documents: u64,
    left: usize,
}

pub(crate) fn run(arguments: Arguments) -> anyhow::Result<Exit> {
    let Arguments { files, schema, mask, write, output } = &arguments;
    let sources = input::expand(files)?;
    if output.is_some() && sources.len() > 1 {
        bail!("`--output` takes one input; `--write` repairs several files in place");
    }
    let fixer = Fixer { schema: *schema, options: Options { mask: *mask } };
    let mut count = Count::default();
    for source in &sources {
        match (write, output) {
            (true, _) => fixer.in_place(source, &mut count)?,
            (false, None) => fixer.diff(source, &mut count)?,
            (false, Some(output)) if output == Path::new("-") => {
                let mut out = BufWriter::new(io::stdout().lock());
                let written = fixer.each(source, Blocks::open(source)?, &mut count, |_, new| out.write_all(new));
                closed_pipe::allowed(written.and_then(|()| out.flush().context(CANNOT)))?;
            }
            (false, Some(output)) => {
                let blocks = Blocks::open(source)?;
                let mut out = AtomicFile::create(output)?;
                fixer.each(source, blocks, &mut count, |_, new| out.write_all(new))?;
                out.commit()?;
            }
        }
    }
    let only_shown = !write && output.is_none();
    count.tell(only_shown)?;
    let wrong = count.left > 0 || only_shown && count.repairs > 0;
    Ok(if wrong { Exit::Wrong } else { Exit::Fine })
}

impl Count {
    fn tell(&self, only_shown: bool) -> anyhow::Result<()> {
        if self.repairs == 0 && self.left == 0 {
            return Ok(());
        }
        let done = if only_shown { "would be made" } else { "made" };
        let Self { repairs, repaired, documents, left } = self;
        let (repairs, left) = (counted(*repairs as u64, "repair"), counted(*left as u64, "problem"));
        let documents = counted(*documents, "document");
        closed_pipe::tell(&format!("{repairs} {done} in {repaired} of {documents}, {left} left"))
    }
}

struct Fixer {
    schema: Option<Schema>,
    options: Options,
}

impl Fixer {
    fn in_place(&self, source: &Source, count: &mut Count) -> anyhow::Result<()> {
        let Source::File(path) = source else { bail!("stdin cannot be written in place; use `--output -`") };
        let before = count.repairs;
        let blocks = Blocks::open(source)?;
        let mut out = Packed::new(AtomicFile::create(path)?, blocks.coding())?;
        self.each(source, blocks, count, |_, new| out.write_all(new))?;
        // A file that is right keeps its date, too.
        if count.repairs > before { out.finish()?.commit() } else { Ok(()) }
    }

    fn diff(&self, source: &Source, count: &mut Count) -> anyhow::Result<()> {
        let name = source.to_string();
        let color = anstream::AutoStream::choice(&io::stdout()) != anstream::ColorChoice::Never;
        let mut diff = UnifiedDiff::new(BufWriter::new(io::stdout().lock()), &name, color);
        let blocks = Blocks::open(source)?;
        let compared = self.each(source, blocks, count, |old, new| diff.text(old, new));
        closed_pipe::allowed(compared.and_then(|()| diff.finish().context(CANNOT)))
    }

    /// Repairs an input and gives it piece by piece, as it was and as it is now.
    fn each(
        &self,
        source: &Source,
        mut blocks: Blocks,
        count: &mut Count,
        mut give: impl FnMut(&[u8], &[u8]) -> io::Result<()>,
    ) -> anyhow::Result<()> {
        let mut give = |old: &[u8], new: &[u8]| give(old, new).context(CANNOT);
        if blocks.has_mark() {
            give(BYTE_ORDER_MARK, BYTE_ORDER_MARK)?;
        }
        let name = source.to_string();
        let mut block = Block::new();
        let mut lines = 0;
        while blocks.next(&mut block).map_err(|error| error.after(lines))? {
            let mut cursor = Cursor::default();
            let mut done = 0;
            while let Some(piece) = cursor.next(&block) {
                let range = piece.range();
                let between = block.text().get(done..range.start).unwrap_or_default();
                give(between, between)?;
                let Document { text, line, .. } = piece.of(&block);
                let new = self.document(&name, lines + line, text, count)?;
                give(text, new.as_deref().map_or(text, str::as_bytes))?;
                done = range.end;
            }
            let rest = block.text().get(done..).unwrap_or_default();
            give(rest, rest)?;
            lines += cursor.lines();
        }
        Ok(())
    }

    /// The repaired text of a document, and its problems on stderr; `None` when it cannot even be read.
    fn document(&self, name: &str, line: u64, bytes: &[u8], count: &mut Count) -> anyhow::Result<Option<String>> {
        count.documents += 1;
        match self.repaired(bytes) {
            Ok(fix::Outcome { text, repairs, left }) => {
                count.repairs += repairs.len();
                count.repaired += u64::from(!repairs.is_empty());
                count.left += left.len();
                for Left { pointer, message } in left {
                    let line = line + line_of(&text, &pointer);
                    closed_pipe::tell(&format!("{name}:{line}: {}: {message}", shown(&pointer)))?;
                }
                Ok(Some(text))
            }
            Err(Unreadable { below, message }) => {
                count.left += 1;
                closed_pipe::tell(&format!("{name}:{}: {message}", line + below))?;
                Ok(None)
            }
        }
    }

    fn repaired(&self, bytes: &[u8]) -> Result<fix::Outcome, Unreadable> {
        let text = str::from_utf8(bytes).map_err(|error| Unreadable {
            below: newlines(bytes.get(..error.valid_up_to()).unwrap_or_default()),
            message: format!("not UTF-8 from byte {} of the document on", error.valid_up_to() + 1),
        })?;
        serde_json::from_str::<Value>(text).map_err(|error| {
            // Its place is in the document, and ours in the file.
            let place = format!(" at line {} column {}", error.line(), error.column());
            let what = error.to_string().replace(&place, "");
            let message = format!("not JSON, so nothing is repaired: {what} (column {})", error.column().max(1));
            Unreadable { below: (error.line() as u64).saturating_sub(1), message }
        })?;
        let schema = self.schema.or_else(|| fix::detect(text)).ok_or_else(|| Unreadable {
            below: 0,
            message: "nothing shows which payload this is; name it with `--schema`".to_owned(),
        })?;
        Ok(fix::repair(schema, text, self.options))
    }
}

/// Why a document is left as it is.
struct Unreadable {
    /// How many lines below its beginning the problem stands.
    below: u64,
    message: String,
}

/// What is said where writing fails.
const CANNOT: &str = "the output cannot be written";

const BYTE_ORDER_MARK: &[u8] = b"\xef\xbb\xbf";

fn newlines(bytes: &[u8]) -> u64 {
    bytes.iter().filter(|byte| **byte == b'\n').count() as u64
}

/// How many lines below the beginning of a document a value stands.
fn line_of(text: &str, pointer: &str) -> u64 {
    let place = kenar_validate::locate(text.as_bytes(), pointer).map_or(0, |range| range.start);
    newlines(text.as_bytes().get(..place).unwrap_or_default())
}
