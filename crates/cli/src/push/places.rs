//! Whether the files of a push can be its files, which is told before anything is sent.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use anyhow::{Context, bail};

use super::ledger::beside;

/// Refuses files of a push that are one and the same, or that cannot be written and read again.
pub(crate) fn check(input: &Path, journal: &Path, failures: &Path) -> anyhow::Result<()> {
    let written = [
        ("the journal", "--journal", journal.to_owned()),
        ("the file beside the journal", "--journal", beside(journal, ".json")),
        ("the journal that is put aside", "--journal", beside(journal, ".old")),
        ("the failures file", "--failures", failures.to_owned()),
        ("the failures file while it is written", "--failures", beside(failures, ".part")),
    ];
    let mut known = vec![("the input", place(input)?)];
    for (what, option, path) in &written {
        let context = || format!("{} cannot be {what}; name another place with {option}", path.display());
        match fs::metadata(path) {
            Ok(found) if !found.is_file() => bail!("{}: it is no regular file", context()),
            Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(error).with_context(context),
            _ => {}
        }
        let place = place(path).with_context(context)?;
        if is_of_devices(path) {
            bail!("{}: a folder of devices keeps no files", context());
        }
        if let Some((other, _)) = known.iter().find(|(_, known)| *known == place) {
            bail!("{} would be {other} and {what}; name another place with {option}", path.display());
        }
        known.push((what, place));
    }
    Ok(())
}

/// Whether an input stays, so that it can be read twice and what is done can be remembered beside it.
pub(crate) fn stays(input: &Path) -> bool {
    let special = fs::metadata(input).is_ok_and(|found| !found.is_file() && !found.is_dir());
    !special && !is_of_devices(input)
}

/// `/dev/stdin` and `/dev/fd/3` may lead to regular files, and yet nothing can be kept beside them.
fn is_of_devices(path: &Path) -> bool {
    folder(path).is_ok_and(|folder| folder == Path::new("/dev") || folder.starts_with("/proc"))
}

/// By what a file is known, whether it is there or not.
fn place(path: &Path) -> io::Result<PathBuf> {
    match path.canonicalize() {
        Err(error) if error.kind() == io::ErrorKind::NotFound => {
            Ok(folder(path)?.join(path.file_name().unwrap_or_default()))
        }
        found => found,
    }
}

fn folder(path: &Path) -> io::Result<PathBuf> {
    match path.parent() {
        Some(folder) if !folder.as_os_str().is_empty() => folder.canonicalize(),
        _ => Path::new(".").canonicalize(),
    }
}
