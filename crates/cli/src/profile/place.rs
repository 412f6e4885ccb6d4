use std::fs::{self, DirBuilder};
use std::io;
use std::path::{Path, PathBuf};

use anyhow::Context as _;
use etcetera::{BaseStrategy as _, choose_base_strategy};

use super::{Name, variable};

/// Where the config file is, and with it everything that is kept.
#[derive(Debug, Clone)]
pub(crate) struct Place {
    config: PathBuf,
    /// Whether it is the one that is taken without a word about it.
    usual: bool,
}

/// Names the config file.
pub(crate) const VARIABLE: &str = "KENAR_CONFIG";

impl Place {
    /// `$KENAR_CONFIG`, or `kenar/config.toml` in the platform's folder for configuration.
    pub(crate) fn find() -> anyhow::Result<Self> {
        if let Some(config) = variable(VARIABLE)? {
            return Ok(Self { config: config.into(), usual: false });
        }
        let folders = choose_base_strategy().with_context(|| {
            format!("there is no home folder, so no place for a config file; set {VARIABLE} to its path")
        })?;
        Ok(Self { config: folders.config_dir().join("kenar").join("config.toml"), usual: true })
    }

    /// The config file, which need not be there.
    pub(crate) fn config(&self) -> &Path {
        &self.config
    }

    /// What the keyring knows this place by: nothing for the usual one, so that its entries have short names.
    pub(crate) fn label(&self) -> Option<&Path> {
        (!self.usual).then_some(self.config.as_path())
    }

    /// The folder of what is nobody else's business.
    pub(crate) fn private(&self) -> PathBuf {
        self.config.with_file_name("private")
    }

    /// Where the secrets of a profile are that no keyring has.
    pub(crate) fn secrets(&self, profile: &Name) -> PathBuf {
        self.private().join(profile.as_str())
    }

    /// Where the consents of users are.
    pub(crate) fn consents(&self, profile: &Name) -> PathBuf {
        self.secrets(profile).join("consents")
    }

    /// Makes a folder inside of [`private`](Self::private), for the owner only. A config file may lie in a repository, so
    /// git is told to leave the folder alone.
    pub(crate) fn create(&self, folder: &Path) -> anyhow::Result<()> {
        let private = self.private();
        let create = || -> io::Result<()> {
            owned(folder)?;
            let ignore = private.join(".gitignore");
            if ignore.exists() { Ok(()) } else { fs::write(ignore, "*\n") }
        };
        create().with_context(|| format!("the folder {} cannot be created", folder.display()))
    }
}

#[cfg(unix)]
fn owned(folder: &Path) -> io::Result<()> {
    use std::os::unix::fs::DirBuilderExt as _;
    DirBuilder::new().recursive(true).mode(0o700).create(folder)
}

#[cfg(not(unix))]
fn owned(folder: &Path) -> io::Result<()> {
    DirBuilder::new().recursive(true).create(folder)
}
