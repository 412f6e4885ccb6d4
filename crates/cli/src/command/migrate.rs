use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};

use anyhow::Context;
use clap::ValueEnum;
use kenar_schemas::migrate::Options;
use kenar_validate::Rule;

use crate::atomic_file::AtomicFile;
use crate::closed_pipe;
use crate::counted::counted;
use crate::exit::Exit;
use crate::input::{self, Documents, Framing, Source};
use crate::json_pointer::shown;
use crate::migrate::{self, Color, Entry, From, Outcome, Output, Refused};
use crate::report::{Place, range_of};

/// Turn payloads of version 1 into version 2.
///
/// Every member of a v1 body either stands in the v2 body or has a note that says what became of it. What needs a decision
/// is named on stderr; `--report` has all notes, one document a line. A document that cannot be migrated is named too, with
/// its line, and is not in the output.
///
/// The phone of a user moves from the body to the path of the request: the report names the document by its line.
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  kenar migrate addon-v1.json > addon.json
  kenar migrate --from user-verification --report report.ndjson --output v2.ndjson v1.ndjson
  kenar migrate --default-color SUCCESS_PRIMARY --approximate-legend 'v1/**/*.json' > v2.ndjson
  zstdcat v1.ndjson.zst | kenar migrate - | kenar validate -

Exit codes:
  0  all documents are migrated
  1  some cannot be; each is named on stderr with its line
  2  it could not be done")]
pub(crate) struct Arguments {
    /// The files, or `-` for stdin: one document, a list of them, or one a line (NDJSON), compressed or not.
    #[arg(required = true, value_name = "FILE")]
    files: Vec<PathBuf>,
    /// The v1 body that the documents are. Without it, each document shows by its members what it is.
    #[arg(long, value_enum)]
    from: Option<From>,
    /// Where to write the v2 bodies; stdout when it is left out. Laid out as the input is; several inputs give NDJSON. May be the
    /// input if all of it can be migrated.
    #[arg(long, short, value_name = "FILE")]
    output: Option<PathBuf>,
    /// Where to write what became of each document, as NDJSON.
    #[arg(long, value_name = "FILE")]
    report: Option<PathBuf>,
    /// The colour of a score or section whose v1 colour v2 does not have; without it, such a row has none.
    #[arg(long, value_enum, value_name = "COLOR")]
    default_color: Option<Color>,
    /// Turn a LEGEND_TITLE_ROW, which v2 does not have, into the nearest rows, without its logo and tags.
    #[arg(long)]
    approximate_legend: bool,
}

/// What was done, over all inputs.
#[derive(Debug, Default)]
struct Count {
    migrated: u64,
    refused: u64,
    attention: u64,
}

pub(crate) fn run(arguments: Arguments) -> anyhow::Result<Exit> {
    let Arguments { files, from, output, report, default_color, approximate_legend } = arguments;
    let sources = input::expand(&files)?;
    let mut options = Options::new();
    options.default_color = default_color.map(Color::of_widget);
    options.approximate_legend = approximate_legend;
    let mut run =
        Run { from, options, report: report.as_deref().map(AtomicFile::create).transpose()?, count: Count::default() };
    let migrated = match output.as_deref().filter(|path| *path != Path::new("-")) {
        Some(path) => {
            let mut file = AtomicFile::create(path)?;
            run.all(&sources, &mut file)?;
            let is_input = |source: &Source| matches!(source, Source::File(input) if file.replaces(input));
            let Count { migrated, refused, .. } = run.count;
            if refused > 0 && sources.iter().any(is_input) {
                // What is not migrated would be nowhere any more.
                let what = format!("it is an input, and {} would be lost", counted(refused, "document"));
                closed_pipe::tell(&format!("{}: stays as it was: {what}; name another --output", path.display()))
            } else if migrated > 0 || refused == 0 {
                file.commit()
            } else {
                // A file with nothing in it would only hide that nothing was migrated.
                Ok(())
            }
        }
        None => closed_pipe::allowed(run.all(&sources, &mut BufWriter::new(io::stdout().lock()))),
    };
    let Run { report, count: Count { migrated: done, refused, attention }, .. } = run;
    if let Some(report) = report {
        report.commit()?;
    }
    migrated?;
    let (done, notes) = (counted(done, "document"), counted(attention, "note"));
    let need = if attention == 1 { "needs" } else { "need" };
    let line = format!("{done} migrated, {refused} not; {notes} {need} attention");
    closed_pipe::tell(&line)?;
    Ok(if refused > 0 { Exit::Wrong } else { Exit::Fine })
}

struct Run {
    from: Option<From>,
    options: Options,
    report: Option<AtomicFile>,
    count: Count,
}

impl Run {
    fn all(&mut self, sources: &[Source], writer: &mut dyn Write) -> anyhow::Result<()> {
        for source in sources {
            let mut documents = Documents::open(source)?;
            let framing = if sources.len() > 1 { Framing::Lines } else { documents.framing() };
            let mut output = Output::new(writer, framing);
            let name = documents.name().to_owned();
            while let Some(document) = documents.next()? {
                let input::Document { text, line, number, .. } = document;
                match migrate::migrate(self.from, &self.options, text) {
                    Ok((from, migration)) => {
                        output.body(&migration.value)?;
                        self.count.migrated += 1;
                        let notes = &migration.report;
                        self.count.attention += notes.attention().count() as u64;
                        if self.report.is_none() {
                            for note in notes.attention() {
                                let line = line + below(text, &note.pointer);
                                closed_pipe::tell(&format!("{name}:{line}: {note}"))?;
                            }
                        }
                        self.entry(&name, line, number, Some(from), Outcome::Migrated { notes })?;
                    }
                    Err(refused) => self.refused(&name, &document, &refused)?,
                }
            }
            output.finish()?;
        }
        Ok(())
    }

    fn refused(&mut self, name: &str, document: &input::Document<'_>, refused: &Refused) -> anyhow::Result<()> {
        let input::Document { text, line, number, .. } = *document;
        self.count.refused += 1;
        match refused {
            Refused::Unknown(message) => {
                closed_pipe::tell(&format!("{name}:{line}: not migrated: {message}"))?;
                self.entry(name, line, number, None, Outcome::Unknown { message })
            }
            Refused::Invalid(from, violations) => {
                for violation in violations {
                    if violation.rule == Rule::Syntax {
                        // It says where it is in the document; people look for it in the file.
                        let Place { line, column, .. } = Place::of(document, range_of(violation, text), false);
                        let message = violation.message.split(" at line ").next().unwrap_or_default();
                        closed_pipe::tell(&format!("{name}:{line}: not migrated: {message} (column {column})"))?;
                        continue;
                    }
                    let line = line + below(text, &violation.pointer);
                    let (pointer, message) = (shown(&violation.pointer), &violation.message);
                    let rule = violation.rule;
                    closed_pipe::tell(&format!("{name}:{line}: not migrated: {pointer}: {message} [{rule}]"))?;
                }
                self.entry(name, line, number, Some(*from), Outcome::Invalid { violations })
            }
        }
    }

    fn entry(
        &mut self,
        input: &str,
        line: u64,
        number: u64,
        from: Option<From>,
        outcome: Outcome<'_>,
    ) -> anyhow::Result<()> {
        let Some(report) = &mut self.report else { return Ok(()) };
        let from = from.and_then(|from| from.to_possible_value());
        let from = from.as_ref().map(|value| value.get_name());
        let entry = Entry { input, line, number, from, outcome };
        let written = serde_json::to_string(&entry)?;
        writeln!(report, "{written}").context("the report cannot be written")
    }
}

/// How many lines below the beginning of a document a value stands.
fn below(text: &[u8], pointer: &str) -> u64 {
    let place = kenar_validate::locate(text, pointer).map_or(0, |range| range.start);
    text.get(..place).unwrap_or_default().iter().filter(|byte| **byte == b'\n').count() as u64
}
