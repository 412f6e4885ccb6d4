//! The one place that compares a generated file with the committed one, writes it or prints it.

use std::fs;
use std::path::Path;

use similar::TextDiff;

use crate::Problem;

/// A generated file.
#[derive(Debug, Clone)]
pub struct Artefact {
    /// Where it belongs, from the root of the repository.
    pub path: String,
    /// What must be in it.
    pub content: String,
}

/// What to do with generated files.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Mode {
    /// Write what has changed.
    Write,
    /// Write nothing; show what has changed.
    Check,
    /// Write nothing; print everything.
    Print,
}

/// The longest diff that is shown, in lines.
const DIFF: usize = 40;

/// Brings the committed files and the generated ones together. Answers with the paths that differed.
///
/// # Errors
/// When a file cannot be written.
pub fn reconcile(root: &Path, artefacts: &[Artefact], mode: Mode) -> Result<Vec<String>, Problem> {
    reconcile_by("cargo xtask generate", root, artefacts, mode)
}

/// The same for files that another command writes.
///
/// # Errors
/// When a file cannot be written.
pub fn reconcile_by(command: &str, root: &Path, artefacts: &[Artefact], mode: Mode) -> Result<Vec<String>, Problem> {
    let mut stale = Vec::new();
    for artefact in artefacts {
        if mode == Mode::Print {
            say!("──── {}\n{}", artefact.path, artefact.content);
            continue;
        }
        let path = root.join(&artefact.path);
        let committed = fs::read_to_string(&path).unwrap_or_default();
        if committed == artefact.content {
            continue;
        }
        stale.push(artefact.path.clone());
        match mode {
            Mode::Check => {
                let problem = format!("{} is not what is generated from the sources", artefact.path);
                say!("{}", Problem::new(problem, format!("run `{command}` and commit the result")));
                say!("{}", diff(("committed", &committed), ("generated", &artefact.content)));
            }
            _ => write(&path, &artefact.content)?,
        }
    }
    Ok(stale)
}

fn write(path: &Path, content: &str) -> Result<(), Problem> {
    let problem = |error: std::io::Error| {
        Problem::new(format!("{} cannot be written: {error}", path.display()), "check the permissions of the folder")
    };
    if let Some(folder) = path.parent() {
        fs::create_dir_all(folder).map_err(problem)?;
    }
    fs::write(path, content).map_err(problem)
}

/// The first lines in which two named texts differ, `-` the first and `+` the second.
#[must_use]
pub fn diff((old, old_text): (&str, &str), (new, new_text): (&str, &str)) -> String {
    let diff = TextDiff::from_lines(old_text, new_text);
    let text = diff.unified_diff().context_radius(2).header(old, new).to_string();
    let count = text.lines().count();
    let mut shown: String = text.lines().take(DIFF).map(|line| format!("  {line}\n")).collect();
    if count > DIFF {
        shown.push_str(&format!("  … {} more lines\n", count - DIFF));
    }
    shown
}

/// One line on what was found.
#[must_use]
pub fn verdict(count: usize, stale: &[String], mode: Mode) -> String {
    match (stale, mode) {
        ([], _) => format!("{count} generated files are what is committed"),
        (stale, Mode::Check) => format!("{} of {count} generated files are stale", stale.len()),
        (stale, _) => format!("{} of {count} generated files changed: {}", stale.len(), stale.join(", ")),
    }
}
