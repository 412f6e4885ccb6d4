use std::num::NonZeroUsize;
use std::path::PathBuf;

use clap::builder::{PossibleValuesParser, TypedValueParser};
use kenar_validate::Schema;

use crate::report::Format;

/// Check payloads: every violation, with its place and what to do.
///
/// Says of every document whether the platform would take it, and of each that it would refuse why: the place in the file,
/// the rule, what is allowed, what was found, and what to do.
///
/// A file may hold one JSON document, a list of documents, one document a line (NDJSON), or documents one after the other;
/// it may be compressed with gzip or Zstandard. It may be of any length: no more than the longest document is in memory.
#[derive(Debug, clap::Args)]
#[command(after_long_help = AFTER_HELP)]
pub(crate) struct Arguments {
    /// Files, patterns such as 'payloads/**/*.json', or - for standard input
    #[arg(value_name = "FILE", required = true)]
    pub(super) files: Vec<PathBuf>,

    /// What the documents are. Without it, the first document of each file tells, and what it told is reported
    #[arg(long, value_name = "NAME", value_parser = schema_parser())]
    pub(super) schema: Option<Schema>,

    /// How the report is written
    #[arg(long, value_enum, default_value_t = Format::Human)]
    pub(super) format: Format,

    /// Write no report: the exit code tells
    #[arg(long, short)]
    pub(super) quiet: bool,

    /// How many documents with findings the report shows; all are counted
    ///
    /// A number or `all`. Without it, 100 for people and GitHub, 1000 for JUnit (which holds at most 10000), and all in the
    /// other formats.
    #[arg(long, value_name = "N", value_parser = parse_shown)]
    pub(super) max_errors: Option<u64>,

    /// Also warn of what is allowed and probably a mistake
    #[arg(long)]
    pub(super) lint: bool,

    /// Refuse what there is a warning of; means --lint
    #[arg(long)]
    pub(super) deny_warnings: bool,

    /// How many threads work on a long file [default: as many as the machine runs at once]
    #[arg(long, value_name = "N")]
    pub(super) threads: Option<NonZeroUsize>,
}

const AFTER_HELP: &str = "\
Examples:
  Check one payload:
    kenar validate addon.json

  Check what a program writes, a line a document, and keep what is refused:
    my-export | kenar validate --schema user-addon --format ndjson - > refused.ndjson

  Check all payloads of a repository, with annotations on GitHub:
    kenar validate --format github 'payloads/**/*.json'

  Check a compressed export and count only:
    kenar validate --max-errors 0 export.ndjson.gz

  Refuse what is probably a mistake, too:
    kenar validate --deny-warnings addon.json

What the documents are:
  Without --schema the members of the first document of a file tell what all its
  documents are. A document that is told to be something else by what it has (an add-on
  of a post among those of users by its notes, one of version 1 among version 2, an
  add-on among semantic data) is held to what it is itself, and the summary counts each.
  One that only lacks something is refused, and the report says what it would be valid as.
  With --schema every document is held to that one.

How the documents are laid out:
  A file that begins with [ is a list of documents. Otherwise, a file named *.ndjson or
  *.jsonl (also with .gz or .zst) and one whose first line is a document of its own have
  one document a line, and a broken line is one broken document. What is left is one
  document, or several one after the other. Nothing at all is one broken document, except
  in a file named *.ndjson or *.jsonl. A document has 64 MiB at most.

Exit codes:
  0  every document is valid
  1  a document is invalid
  2  a file could not be read, or nobody can tell what its documents are";

fn schema_parser() -> impl TypedValueParser<Value = Schema> {
    PossibleValuesParser::new(Schema::ALL.iter().map(|schema| schema.name())).try_map(|name| name.parse::<Schema>())
}

fn parse_shown(text: &str) -> Result<u64, String> {
    if text == "all" {
        return Ok(u64::MAX);
    }
    text.parse().map_err(|_| "expected a number, or `all`".to_owned())
}
