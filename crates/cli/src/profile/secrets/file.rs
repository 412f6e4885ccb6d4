//! A secret in a file of its own, which only its owner can read.

use std::fs::{self, File};
use std::io::{self, Read as _, Write as _};
use std::path::Path;

use anyhow::{Context as _, bail};
use kenar_client::Secret;
use tempfile::NamedTempFile;

/// The longest secret that is read, in bytes.
const LONGEST: u64 = 64 * 1024;

/// The secret in a file; `None` when there is no file.
pub(super) fn read(path: &Path) -> anyhow::Result<Option<Secret>> {
    let file = match File::open(path) {
        Ok(file) => file,
        Err(error) if matches!(error.kind(), io::ErrorKind::NotFound | io::ErrorKind::NotADirectory) => {
            return Ok(None);
        }
        Err(error) => return Err(error).with_context(|| format!("{} cannot be opened", path.display())),
    };
    refuse_exposed(path, &file)?;
    let mut text = String::new();
    file.take(LONGEST).read_to_string(&mut text).with_context(|| format!("{} cannot be read", path.display()))?;
    let text = text.trim_end_matches(['\n', '\r']);
    Ok((!text.is_empty()).then(|| Secret::new(text)))
}

/// Writes a secret. The permissions are the owner's before the first byte is in the file.
pub(super) fn write(path: &Path, secret: &Secret) -> anyhow::Result<()> {
    replace(path, format!("{}\n", secret.expose()).as_bytes())
}

/// Replaces a file in one step, so that whoever reads it sees the old bytes or the new ones. It is its owner's only.
pub(crate) fn replace(path: &Path, bytes: &[u8]) -> anyhow::Result<()> {
    let write = || -> io::Result<()> {
        let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
        fs::create_dir_all(folder)?;
        let mut file = NamedTempFile::new_in(folder)?;
        file.write_all(bytes)?;
        file.as_file().sync_all()?;
        file.persist(path)?;
        Ok(())
    };
    write().with_context(|| format!("{} cannot be written", path.display()))
}

/// Gives whether there was one.
pub(super) fn remove(path: &Path) -> anyhow::Result<bool> {
    match fs::remove_file(path) {
        Ok(()) => Ok(true),
        Err(error) if matches!(error.kind(), io::ErrorKind::NotFound | io::ErrorKind::NotADirectory) => Ok(false),
        Err(error) => Err(error).with_context(|| format!("{} cannot be removed", path.display())),
    }
}

#[cfg(unix)]
fn refuse_exposed(path: &Path, file: &File) -> anyhow::Result<()> {
    use std::os::unix::fs::PermissionsExt as _;
    let mode = file.metadata().with_context(|| format!("{} cannot be looked at", path.display()))?.permissions().mode()
        & 0o777;
    if mode & 0o077 != 0 {
        bail!(
            "{path} can be read or written by others (mode {mode:o}), so its secret is not used; run `chmod 600 {path}`, and \
             have a new one made in the developer panel if others use this machine",
            path = path.display()
        );
    }
    Ok(())
}

#[cfg(not(unix))]
fn refuse_exposed(_: &Path, _: &File) -> anyhow::Result<()> {
    Ok(())
}
