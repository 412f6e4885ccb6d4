use std::collections::BTreeMap;
use std::path::Path;
use std::{fs, io};

use anyhow::{Context as _, bail};
use serde::Deserialize;

use super::secrets::Kind;
use super::{Name, Place};

/// The config file. A file that is not there is one without profiles.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Config {
    /// The profile that is taken when nobody names one.
    pub(crate) profile: Option<Name>,
    /// The profiles.
    #[serde(default)]
    pub(crate) profiles: BTreeMap<Name, Settings>,
}

/// One profile: an app on the platform or on a sandbox. Nothing in it is secret.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Settings {
    /// One server in the place of all.
    pub(crate) sandbox: Option<String>,
    /// Servers of one's own, such as a gateway.
    #[serde(default)]
    pub(crate) servers: Urls,
    /// The slug of the app, which is its OAuth client id.
    pub(crate) app: Option<String>,
    /// A redirect URI that is registered in the developer panel.
    pub(crate) redirect_uri: Option<String>,
    /// What `kenar auth login` asks for when no scope is named.
    #[serde(default)]
    pub(crate) scopes: Vec<String>,
    /// Where secrets are kept.
    pub(crate) secrets: Option<Kind>,
    /// How long one attempt of a call may take.
    pub(crate) timeout_seconds: Option<f64>,
}

/// Base URLs by the names that the client has for the servers.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Urls {
    pub(crate) open_api: Option<String>,
    pub(crate) legacy: Option<String>,
    pub(crate) oauth: Option<String>,
    pub(crate) images: Option<String>,
}

/// What a config file looks like, for whoever has none.
pub(crate) const SAMPLE: &str = r#"profile = "sandbox"

[profiles.sandbox]
sandbox = "http://127.0.0.1:8743"
app = "sample-app"
redirect_uri = "http://127.0.0.1:8754/callback"

[profiles.platform]
app = "my-app"
redirect_uri = "https://app.example.com/callback"
"#;

/// Members that people put into the config file although they are secret.
const SECRETS: [&str; 5] = ["api_key", "client_secret", "access_token", "refresh_token", "token"];

impl Config {
    /// Reads the config file.
    pub(crate) fn read(place: &Place) -> anyhow::Result<Self> {
        let path = place.config();
        match fs::read_to_string(path) {
            Ok(text) => parse(path, &text),
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(Self::default()),
            Err(error) => Err(error).with_context(|| format!("the config file {} cannot be read", path.display())),
        }
    }

    /// The profile of a name, or the one that is meant when there is none.
    pub(crate) fn choose(&self, name: Option<Name>, place: &Place) -> anyhow::Result<(Name, Settings)> {
        let only = || if self.profiles.len() == 1 { self.profiles.keys().next().cloned() } else { None };
        let usual = || Some(Name::default()).filter(|name| self.profiles.contains_key(name));
        let Some(name) = name.or_else(|| self.profile.clone()).or_else(usual).or_else(only) else {
            if self.profiles.is_empty() {
                return Ok((Name::default(), Settings::default()));
            }
            bail!(
                "{} has several profiles ({}) and names none; say which with --profile",
                place.config().display(),
                self.names()
            );
        };
        match self.profiles.get(&name) {
            Some(settings) => Ok((name, settings.clone())),
            // The platform without a word in a file: all that it needs can be in the environment.
            None if name == Name::default() && self.profiles.is_empty() => Ok((name, Settings::default())),
            None if self.profiles.is_empty() => bail!(
                "there is no profile {name}: {} is not there or has no profiles. Write one with `kenar auth profile add`, or by hand:\n\n{SAMPLE}",
                place.config().display()
            ),
            None => bail!("there is no profile {name} in {}; it has {}", place.config().display(), self.names()),
        }
    }

    fn names(&self) -> String {
        self.profiles.keys().map(Name::as_str).collect::<Vec<_>>().join(", ")
    }
}

/// The error of the format quotes the line, which may hold a secret that is in the wrong place; this one says where it is.
fn parse(path: &Path, text: &str) -> anyhow::Result<Config> {
    toml::from_str(text).map_err(|error: toml::de::Error| {
        let start = error.span().map_or(0, |span| span.start);
        let before = text.get(..start).unwrap_or_default();
        let line = before.matches('\n').count() + 1;
        let column = before.rsplit('\n').next().unwrap_or_default().chars().count() + 1;
        let message = error.message();
        let secret = SECRETS.iter().find(|name| message.starts_with(&format!("unknown field `{name}`")));
        let what = match secret {
            Some(name) => format!(
                "`{name}` is a secret and does not belong into this file; remove it and keep it with `kenar auth key set`"
            ),
            None if message.contains("unknown field") || message.contains("missing field") => message.to_owned(),
            None if message.contains("cannot be a name") => message.to_owned(),
            // Other messages may quote a value.
            None => format!("this is not the value that is expected here ({})", kind(message)),
        };
        anyhow::anyhow!("the config file {}:{line}:{column}: {what}", path.display())
    })
}

/// What a message says without the value that it quotes.
fn kind(message: &str) -> &str {
    match message.split_once("expected ") {
        Some((_, expected)) => expected.lines().next().unwrap_or(expected),
        None if message.contains('"') || message.contains('`') => "look at its quotes and brackets",
        None => message.lines().next().unwrap_or(message),
    }
}
