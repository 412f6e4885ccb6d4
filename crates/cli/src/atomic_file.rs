//! Files that are whole or not there: written beside their place and renamed into it.

use std::fs::{self, File, Permissions};
use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};

use anyhow::Context;
use tempfile::NamedTempFile;

/// A file on its way. Without [`commit`](Self::commit) the target stays as it is.
#[derive(Debug)]
pub(crate) struct AtomicFile {
    target: PathBuf,
    to: To,
}

#[derive(Debug)]
enum To {
    Beside(BufWriter<NamedTempFile>),
    /// A pipe or a device: there is nothing to rename over.
    Straight(BufWriter<File>),
}

impl AtomicFile {
    /// Begins a file. One that is there keeps its permissions, and a link keeps leading to it.
    pub(crate) fn create(path: &Path) -> anyhow::Result<Self> {
        let cannot = || format!("{}: this file cannot be written", path.display());
        let existing = match fs::metadata(path) {
            Ok(metadata) => Some(metadata),
            Err(error) if error.kind() == io::ErrorKind::NotFound => None,
            Err(error) => return Err(error).with_context(cannot),
        };
        if existing.as_ref().is_some_and(|metadata| !metadata.is_file()) {
            let file = File::options().write(true).open(path).with_context(cannot)?;
            return Ok(Self { target: path.to_owned(), to: To::Straight(BufWriter::new(file)) });
        }
        let target = if existing.is_some() { fs::canonicalize(path).with_context(cannot)? } else { path.to_owned() };
        let folder = match target.parent() {
            Some(parent) if !parent.as_os_str().is_empty() => parent,
            _ => Path::new("."),
        };
        let file = temporary(folder, existing.map(|metadata| metadata.permissions())).with_context(cannot)?;
        Ok(Self { target, to: To::Beside(BufWriter::new(file)) })
    }

    /// Whether this would replace another file, under this or another name.
    pub(crate) fn replaces(&self, other: &Path) -> bool {
        matches!(self.to, To::Beside(_))
            && fs::canonicalize(other)
                .is_ok_and(|other| fs::canonicalize(&self.target).is_ok_and(|target| target == other))
    }

    /// Puts the file into its place, on the disk and not only in memory.
    pub(crate) fn commit(self) -> anyhow::Result<()> {
        let cannot = || format!("{}: this file cannot be written", self.target.display());
        match self.to {
            To::Beside(writer) => {
                let file = writer.into_inner().map_err(io::IntoInnerError::into_error).with_context(cannot)?;
                file.as_file().sync_all().with_context(cannot)?;
                file.persist(&self.target).map_err(|error| error.error).with_context(cannot)?;
            }
            To::Straight(mut writer) => writer.flush().with_context(cannot)?,
        }
        Ok(())
    }
}

impl Write for AtomicFile {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        match &mut self.to {
            To::Beside(writer) => writer.write(bytes),
            To::Straight(writer) => writer.write(bytes),
        }
    }

    fn flush(&mut self) -> io::Result<()> {
        match &mut self.to {
            To::Beside(writer) => writer.flush(),
            To::Straight(writer) => writer.flush(),
        }
    }
}

fn temporary(folder: &Path, existing: Option<Permissions>) -> io::Result<NamedTempFile> {
    let mut builder = tempfile::Builder::new();
    builder.prefix(".kenar-");
    // A temporary file is private by default; this one becomes an ordinary one, and the umask has its say.
    #[cfg(unix)]
    if existing.is_none() {
        builder.permissions(std::os::unix::fs::PermissionsExt::from_mode(0o666));
    }
    // Otherwise the error would name the temporary file, of which nobody knows.
    fs::metadata(folder)?;
    let file = builder.tempfile_in(folder)?;
    if let Some(permissions) = existing {
        file.as_file().set_permissions(permissions)?;
    }
    Ok(file)
}
