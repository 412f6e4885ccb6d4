use std::fs;
use std::io::{IsTerminal, Read, Write};
use std::path::{Path, PathBuf};

use anyhow::{Context, bail};
use kenar_client::reqwest::Url;
use kenar_sandbox::{PreviewOptions, PreviewPage};

use crate::closed_pipe;
use crate::exit::Exit;
use crate::input::{Raw, Source};
use crate::push::plain;

/// Show a payload as Divar would draw it.
///
/// The page has the rows, every violation at its place, what Divar takes as semantic data, and for a payload of v1 what
/// v2 makes of it. It is one file that loads nothing from elsewhere. What can be drawn of an invalid payload is drawn; its
/// violations are told as well, and the exit code is 1.
///
/// On a terminal the page opens in the browser. Elsewhere it is written to stdout.
#[derive(Debug, clap::Args)]
#[command(after_help = EXAMPLES)]
pub(crate) struct Arguments {
    /// An add-on, a list of rows or one row; - reads from stdin
    #[arg(value_name = "FILE")]
    file: PathBuf,
    /// What the payload is [default: what its members say]
    #[arg(long, value_parser = clap::builder::PossibleValuesParser::new(PreviewPage::KINDS))]
    kind: Option<String>,
    /// Write the page to this file; - writes to stdout
    #[arg(long, short, value_name = "FILE")]
    output: Option<PathBuf>,
    /// Open the page in the browser, also when it is written to a file
    #[arg(long, overrides_with = "no_open")]
    open: bool,
    /// Do not open the browser
    #[arg(long)]
    no_open: bool,
    /// Write the words around the rows in Persian
    #[arg(long)]
    persian: bool,
}

const EXAMPLES: &str = "\
Examples:
  kenar preview addon.json
      Open it in the browser.
  kenar preview addon.json --output addon.html --persian
      Write a page that can be sent to somebody.
  kenar preview v1-addon.json --output - > v1.html
      See what v2 makes of a payload of v1.
  kenar preview row.json --kind widget --no-open --output /dev/null
      Only check it.

BROWSER names the browser, where it is not the usual one.";

/// No payload is longer, in bytes.
const LONGEST: u64 = 16 * 1024 * 1024;

pub(crate) fn run(arguments: Arguments) -> anyhow::Result<Exit> {
    let Arguments { file, kind, output, open, no_open, persian } = arguments;
    let (name, bytes) = read(&file)?;
    let text = match String::from_utf8(bytes) {
        Ok(text) => text,
        Err(error) => {
            let (line, column) = position(error.as_bytes(), error.utf8_error().valid_up_to());
            say(&format!("{name}:{line}:{column}: the text is not UTF-8; save the file as UTF-8"));
            return Ok(Exit::Wrong);
        }
    };
    let text = text.strip_prefix('\u{feff}').unwrap_or(&text);
    let mut options = PreviewOptions::default().with_title(&name);
    if let Some(kind) = kind {
        options = options.with_kind(&kind).context("there is no payload of that kind")?;
    }
    if persian {
        options = options.in_persian();
    }
    let page = PreviewPage::new(text, &options);
    tell(&name, text, &page);
    let on_terminal = std::io::stdout().is_terminal();
    let is_of_ours = output.is_none();
    let path = match output {
        Some(path) if path.as_os_str() == "-" => None,
        Some(path) => Some(path),
        None if on_terminal || open => Some(temporary(&page)?),
        None => None,
    };
    match &path {
        None => closed_pipe::write(&page.html)?,
        Some(path) => fs::write(path, &page.html).with_context(|| format!("{} cannot be written", path.display()))?,
    }
    if let Some(path) = &path {
        if (open || on_terminal) && !no_open {
            show(path)?;
        } else if is_of_ours {
            say(&format!("the page is in {}", path.display()));
        }
    }
    Ok(if page.violations.is_empty() { Exit::Fine } else { Exit::Wrong })
}

/// What to call the input, and what is in it.
fn read(file: &Path) -> anyhow::Result<(String, Vec<u8>)> {
    let (name, source) = match file.as_os_str() == "-" {
        true => ("stdin".to_owned(), Source::Stdin),
        false => (file.display().to_string(), Source::File(file.to_owned())),
    };
    let mut bytes = Vec::new();
    let raw = Raw::open(&source).map_err(|error| anyhow::anyhow!("{error}"))?;
    raw.take(LONGEST + 1).read_to_end(&mut bytes)?;
    if bytes.len() as u64 > LONGEST {
        bail!("{name} has more than {} MiB; preview one payload at a time", LONGEST >> 20);
    }
    Ok((name, bytes))
}

/// Says what is wrong with the payload, and what it was taken for where that matters.
fn tell(name: &str, text: &str, page: &PreviewPage) {
    if page.is_legacy {
        say(&format!("{name} is of v1 ({}); what is shown is what v2 makes of it", page.kind));
    }
    for (span, violation) in &page.violations {
        let (line, column) = position(text.as_bytes(), span.start);
        say(&format!("{name}:{line}:{column}: {}", plain(&violation.to_string())));
    }
}

fn say(line: &str) {
    // Without stderr there is nobody to tell.
    let _ = writeln!(anstream::stderr(), "{}", crate::report::harmless(line));
}

/// Line and column, both from 1; a column is a character.
fn position(text: &[u8], offset: usize) -> (usize, usize) {
    let before = &text[..offset.min(text.len())];
    let line_start = before.iter().rposition(|byte| *byte == b'\n').map_or(0, |end| end + 1);
    let line = before.iter().filter(|byte| **byte == b'\n').count() + 1;
    (line, String::from_utf8_lossy(&before[line_start..]).chars().count() + 1)
}

/// A file for the page that stays when the command has ended: the browser reads it later.
fn temporary(page: &PreviewPage) -> anyhow::Result<PathBuf> {
    let context = "there is no place for the page; name one with --output";
    let file = tempfile::Builder::new().prefix(&format!("kenar-{}-", page.kind)).suffix(".html").tempfile();
    let (_, path) = file.context(context)?.keep().context(context)?;
    Ok(path)
}

/// By `webbrowser` and not by `open`: a file `.html` may belong to an editor, and `BROWSER` is obeyed.
fn show(path: &Path) -> anyhow::Result<()> {
    let full = std::path::absolute(path).with_context(|| format!("{} is not a place", path.display()))?;
    say(&full.display().to_string());
    let opened = Url::from_file_path(&full).ok().map(|address| webbrowser::open(address.as_str()));
    if !matches!(opened, Some(Ok(()))) {
        bail!("no browser could be opened; open {} yourself, or set BROWSER", full.display());
    }
    Ok(())
}
