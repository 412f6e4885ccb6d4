use std::fmt::Write as _;
use std::io::{self, IsTerminal as _, Write as _};

use anyhow::Context as _;
use serde::Serialize;

/// How an answer is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
pub(crate) enum Form {
    /// Several lines on a terminal, one line otherwise
    Auto,
    /// Several lines
    Pretty,
    /// One line
    Line,
}

/// Prints a value as JSON.
pub(crate) fn print(value: &impl Serialize, form: Form) -> anyhow::Result<()> {
    let pretty = match form {
        Form::Auto => io::stdout().is_terminal(),
        Form::Pretty => true,
        Form::Line => false,
    };
    let text = if pretty { serde_json::to_string_pretty(value) } else { serde_json::to_string(value) };
    write(&escaped(&text.context("the answer cannot be written as JSON")?))
}

/// Writes a text and a line break to stdout. A reader that is gone is no error: it has read what it wanted.
pub(crate) fn write(text: &str) -> anyhow::Result<()> {
    let mut stdout = anstream::stdout();
    match writeln!(stdout, "{}", text.trim_end()).and_then(|()| stdout.flush()) {
        Err(error) if error.kind() != io::ErrorKind::BrokenPipe => Err(error).context("stdout cannot be written to"),
        _ => Ok(()),
    }
}

/// JSON without the control characters beyond ASCII, which a terminal may obey. They stand in texts only, where an escape means
/// the same.
fn escaped(json: &str) -> String {
    let mut text = String::with_capacity(json.len());
    for character in json.chars() {
        if matches!(character, '\u{7f}'..='\u{9f}') {
            let _ = write!(text, "\\u{:04x}", u32::from(character));
        } else {
            text.push(character);
        }
    }
    text
}

/// A text of a server for a terminal: it may not move the cursor.
pub(crate) fn plain(text: &str) -> String {
    text.chars()
        .map(|character| if character.is_control() && character != '\n' { '\u{fffd}' } else { character })
        .collect()
}
