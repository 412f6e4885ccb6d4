use std::path::{Path, PathBuf};

use super::{InputError, Source};

/// What the arguments of a command name: `-` is standard input, an existing file is itself, and any other name with `*`,
/// `?` or `[…]` is a pattern (`**` for folders at any depth) of at least one file, in the order of the alphabet.
///
/// Shells expand most patterns themselves; this is for those that do not know `**`, for Windows, and for lists of names that
/// are longer than a command line may be.
pub(crate) fn expand(names: &[PathBuf]) -> Result<Vec<Source>, InputError> {
    let mut sources = Vec::with_capacity(names.len());
    for name in names {
        if name.as_os_str() == "-" {
            sources.push(Source::Stdin);
        } else if let Some(pattern) = pattern(name) {
            let known = sources.len();
            let paths =
                glob::glob(pattern).map_err(|cause| InputError::Pattern { pattern: pattern.to_owned(), cause })?;
            for path in paths {
                let path = path.map_err(|error| InputError::Open {
                    name: error.path().display().to_string(),
                    cause: error.into(),
                })?;
                if !path.is_dir() {
                    sources.push(Source::File(path));
                }
            }
            if sources.len() == known {
                return Err(InputError::NoMatch { pattern: pattern.to_owned() });
            }
        } else {
            sources.push(Source::File(name.clone()));
        }
    }
    Ok(sources)
}

/// A name that is a pattern. Names of files may have brackets, too, so what exists is a name.
fn pattern(name: &Path) -> Option<&str> {
    name.to_str().filter(|text| text.contains(['*', '?', '[']) && !name.exists())
}
