//! What nobody else may know: the API key and the client secret of an app.
//!
//! A secret is looked for in the environment, in its file, and in the keyring, in this order: a file costs nothing to look at, the
//! keyring a connection. It is never an argument of a command, since every user of a machine can read those.

mod file;
mod keyring;
mod read;

use std::path::PathBuf;
use std::{fmt, io};

use anyhow::Context as _;
use kenar_client::Secret;
use serde::Deserialize;

pub(crate) use file::replace as replace_file;
pub(crate) use keyring::reachable;
pub(crate) use read::read;

use super::{Name, Place, variable};

/// The secrets of an app.
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
pub(crate) enum SecretName {
    /// What calls of the app are made with.
    ApiKey,
    /// What codes and refresh tokens are exchanged with.
    ClientSecret,
}

impl SecretName {
    /// Both.
    pub(crate) const ALL: [Self; 2] = [Self::ApiKey, Self::ClientSecret];

    /// What it is called in files, in the keyring and in `kenar auth`.
    pub(crate) const fn id(self) -> &'static str {
        match self {
            Self::ApiKey => "api-key",
            Self::ClientSecret => "client-secret",
        }
    }

    /// What people call it.
    pub(crate) const fn title(self) -> &'static str {
        match self {
            Self::ApiKey => "API key",
            Self::ClientSecret => "client secret",
        }
    }

    /// The variable of the environment that wins.
    pub(crate) const fn variable(self) -> &'static str {
        match self {
            Self::ApiKey => "KENAR_API_KEY",
            Self::ClientSecret => "KENAR_CLIENT_SECRET",
        }
    }

    /// The command that keeps it for a profile, whose name it has: without one, another profile would be written to.
    pub(crate) fn command(self, profile: &Name) -> String {
        let command = match self {
            Self::ApiKey => "kenar auth key set",
            Self::ClientSecret => "kenar auth key set client-secret",
        };
        if *profile == Name::default() { command.to_owned() } else { format!("{command} --profile {profile}") }
    }
}

/// Where secrets are kept.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, clap::ValueEnum)]
#[serde(rename_all = "lowercase")]
pub(crate) enum Kind {
    /// The keyring of the system: Keychain, Credential Manager, Secret Service.
    Keyring,
    /// A file that only its owner can read.
    File,
}

/// Where a secret was found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Source {
    /// In this variable.
    Environment(&'static str),
    /// In the keyring of the system.
    Keyring,
    /// In this file.
    File(PathBuf),
}

impl fmt::Display for Source {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Environment(name) => write!(f, "the environment variable {name}"),
            Self::Keyring => f.write_str("the system keyring"),
            Self::File(path) => write!(f, "{}", path.display()),
        }
    }
}

/// The secrets of one profile.
#[derive(Debug, Clone)]
pub(crate) struct Vault {
    place: Place,
    profile: Name,
    kind: Option<Kind>,
}

impl Vault {
    /// The secrets of a profile that may say where they are kept.
    pub(crate) fn new(place: Place, profile: Name, kind: Option<Kind>) -> Self {
        Self { place, profile, kind }
    }

    /// A secret and where it was.
    ///
    /// `stored` says whether what was kept for the servers of the profile may be used; the environment always may.
    pub(crate) fn find(&self, name: SecretName, stored: bool) -> anyhow::Result<Option<(Secret, Source)>> {
        if let Some(text) = variable(name.variable())? {
            return Ok(Some((text.into(), Source::Environment(name.variable()))));
        }
        if stored { self.find_stored(name) } else { Ok(None) }
    }

    /// The same without the environment.
    pub(crate) fn find_stored(&self, name: SecretName) -> anyhow::Result<Option<(Secret, Source)>> {
        if self.kind != Some(Kind::Keyring) {
            let path = self.path(name);
            if let Some(secret) = file::read(&path)? {
                return Ok(Some((secret, Source::File(path))));
            }
        }
        if self.kind == Some(Kind::File) {
            return Ok(None);
        }
        match keyring::read(&self.account(name)) {
            Ok(secret) => Ok(secret.map(|secret| (secret, Source::Keyring))),
            // On machines without a keyring nothing can be in it.
            Err(_) if self.kind.is_none() => Ok(None),
            Err(error) => {
                Err(error).context("the profile keeps its secrets in the system keyring, which cannot be read")
            }
        }
    }

    /// Keeps a secret. Without a wish it is the keyring if there is one, else a file.
    pub(crate) fn keep(&self, name: SecretName, secret: &Secret, wish: Option<Kind>) -> anyhow::Result<Source> {
        let kind = wish.or(self.kind);
        if kind != Some(Kind::File) {
            match keyring::write(&self.account(name), secret) {
                Ok(()) => {
                    // What stays in the file would be found first.
                    file::remove(&self.path(name))?;
                    return Ok(Source::Keyring);
                }
                Err(error) if kind == Some(Kind::Keyring) => {
                    return Err(error)
                        .context("the system keyring does not take it; `--store file` keeps it in a file");
                }
                Err(_) => {}
            }
        }
        let path = self.path(name);
        self.place.create(&self.place.secrets(&self.profile))?;
        file::write(&path, secret)?;
        Ok(Source::File(path))
    }

    /// Removes a secret wherever it is kept. Gives where it was.
    pub(crate) fn remove(&self, name: SecretName) -> anyhow::Result<Vec<Source>> {
        let mut removed = Vec::new();
        let path = self.path(name);
        if file::remove(&path)? {
            removed.push(Source::File(path));
        }
        if self.kind != Some(Kind::File) {
            match keyring::remove(&self.account(name)) {
                Ok(true) => removed.push(Source::Keyring),
                Ok(false) => {}
                Err(error) if self.kind == Some(Kind::Keyring) => return Err(error.into()),
                Err(_) => {}
            }
        }
        Ok(removed)
    }

    fn path(&self, name: SecretName) -> PathBuf {
        self.place.secrets(&self.profile).join(name.id())
    }

    /// What the keyring knows a secret by. Another config file has other secrets under the same name of a profile.
    fn account(&self, name: SecretName) -> String {
        let (profile, id) = (&self.profile, name.id());
        match self.place.label() {
            Some(path) => {
                let path = std::path::absolute(path).unwrap_or_else(|_: io::Error| path.to_owned());
                format!("{}:{profile}/{id}", path.display())
            }
            None => format!("{profile}/{id}"),
        }
    }
}
