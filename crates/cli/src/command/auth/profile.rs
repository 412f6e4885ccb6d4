use std::net::IpAddr;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use anyhow::{Context as _, anyhow, bail};
use clap::Subcommand;
use kenar_client::oauth::Scope;
use kenar_client::reqwest::Url;
use kenar_client::{Secret, Servers};
use serde::Deserialize;
use toml_edit::{Array, DocumentMut, Item, Table, TableLike, value};

use super::listener::address;
use super::say;
use crate::exit::Exit;
use crate::profile::secrets::Kind;
use crate::profile::{Config, Name, Place, SecretName, Settings, Vault, replace_file};

/// Write profiles into the config file, or list them
#[derive(Debug, clap::Args)]
#[command(after_help = EXAMPLES)]
pub(crate) struct Arguments {
    #[command(subcommand)]
    command: Command,
}

const EXAMPLES: &str = "\
Examples:
  kenar sandbox --json > sandbox.json &
  kenar auth profile add sandbox --from sandbox.json
      A profile for a sandbox that runs, with its secrets.
  kenar auth profile add platform --app my-app --redirect-uri http://127.0.0.1:8754/callback --scope USER_ID
      A profile for the platform; its secrets are kept with `kenar auth key set --profile platform`.
  kenar auth profile list";

#[derive(Debug, Subcommand)]
enum Command {
    /// Write a profile; what the file has besides stays as it is
    Add(Box<Add>),
    /// List the profiles of the config file
    List,
}

#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  kenar auth profile add sandbox --from sandbox.json --default
  kenar auth profile add platform --app my-app --scope USER_ID")]
struct Add {
    /// What to call it
    name: Name,
    /// One server in the place of all, such as a sandbox
    #[arg(long, value_name = "URL")]
    sandbox: Option<String>,
    /// The slug of the app
    #[arg(long, value_name = "SLUG")]
    app: Option<String>,
    /// A redirect URI that is registered in the developer panel
    #[arg(long, value_name = "URL")]
    redirect_uri: Option<String>,
    /// What `kenar auth login` asks for when no scope is named; may be repeated
    #[arg(long = "scope", value_name = "SCOPE")]
    scopes: Vec<Scope>,
    /// Take server, app and secrets from what `kenar sandbox --json` has printed; `-` is stdin
    ///
    /// A profile of a sandbox that is there already is renewed. Of the redirect URIs of its app, one on this machine is taken, where `kenar auth login` can listen; --redirect-uri names
    /// another one.
    #[arg(long, value_name = "FILE", conflicts_with_all = ["sandbox", "app"])]
    from: Option<PathBuf>,
    /// Where to keep the secrets [default: the keyring if there is one, else files]
    #[arg(long, value_enum, value_name = "STORE")]
    store: Option<Kind>,
    /// Take this profile when none is named
    #[arg(long)]
    default: bool,
}

/// What a sandbox says when it is ready.
#[derive(Deserialize)]
struct Announcement {
    url: String,
    api_key: Secret,
    client_id: String,
    client_secret: Secret,
    redirect_uri: String,
    /// All of them; sandboxes of earlier versions name the first one only.
    #[serde(default)]
    redirect_uris: Vec<String>,
}

impl Announcement {
    /// The redirect URI that is wanted, if the app has it, else one where `kenar auth login` can listen, else the first.
    fn redirect_uri(&self, wanted: Option<String>) -> anyhow::Result<String> {
        let Self { redirect_uri: first, redirect_uris: all, .. } = self;
        match wanted {
            Some(wanted) if wanted == *first || all.is_empty() || all.contains(&wanted) => Ok(wanted),
            Some(wanted) => bail!(
                "the app of this sandbox is not sent back to {wanted}; it has {}. Others are in its config file, see \
                 `kenar sandbox --print-config`",
                all.join(" and ")
            ),
            None => Ok(all.iter().find(|uri| address(uri).is_some()).unwrap_or(first).clone()),
        }
    }
}

pub(super) fn run(arguments: Arguments) -> anyhow::Result<Exit> {
    let place = Place::find()?;
    match arguments.command {
        Command::Add(add) => add.run(&place)?,
        Command::List => {
            let config = Config::read(&place)?;
            let chosen = config.choose(None, &place).ok().map(|(name, _)| name);
            if config.profiles.is_empty() {
                say(&format!("{} has no profiles; the platform is taken", place.config().display()))?;
            }
            for (name, settings) in &config.profiles {
                let mark = if chosen.as_ref() == Some(name) { "*" } else { " " };
                let server = settings.sandbox.as_deref().unwrap_or("the platform");
                let app = settings.app.as_deref().unwrap_or("no app");
                say(&format!("{mark} {name}  {app}  {server}"))?;
            }
        }
    }
    Ok(Exit::Fine)
}

impl Add {
    fn run(self, place: &Place) -> anyhow::Result<()> {
        // A file that cannot be read is not made worse.
        let config = Config::read(place)?;
        let announcement = self.from.as_deref().map(read).transpose()?;
        let (sandbox, app, redirect_uri) = match &announcement {
            Some(found) => {
                let redirect_uri = found.redirect_uri(self.redirect_uri)?;
                (Some(found.url.clone()), Some(found.client_id.clone()), Some(redirect_uri))
            }
            None => (self.sandbox, self.app, self.redirect_uri),
        };
        if let Some(url) = &sandbox {
            Servers::all_at(url)?;
        }
        let text = match std::fs::read_to_string(place.config()) {
            Ok(text) => text,
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => String::new(),
            Err(error) => return Err(error).with_context(|| format!("{} cannot be read", place.config().display())),
        };
        let mut document: DocumentMut = text.parse().map_err(|_| anyhow!("the config file is not TOML"))?;
        let profiles = document.entry("profiles").or_insert_with(|| Item::Table(implicit()));
        let profiles = profiles.as_table_mut().context("`profiles` of the config file is not a table")?;
        // With a sandbox that is started anew come new secrets. A profile of any other server keeps what it has.
        let known = config.profiles.get(&self.name);
        let renews = known.is_some_and(|known| announcement.is_some() && is_of_this_machine(known));
        if known.is_some() && !renews {
            bail!("there is a profile {} in {} already; change it there", self.name, place.config().display());
        }
        let profile = profiles.entry(self.name.as_str()).or_insert_with(|| Item::Table(Table::new()));
        let profile = profile.as_table_like_mut().context("the profile is not a table")?;
        for (member, text) in [("sandbox", sandbox), ("app", app), ("redirect_uri", redirect_uri)] {
            if let Some(text) = text {
                set(profile, member, value(text));
            }
        }
        if !self.scopes.is_empty() {
            let scopes: Array = self.scopes.iter().map(ToString::to_string).collect();
            set(profile, "scopes", value(scopes));
        }
        if self.default {
            document.insert("profile", value(self.name.as_str()));
        }
        // The secrets first: a profile without them would look complete.
        if let Some(found) = &announcement {
            let vault = Vault::new(place.clone(), self.name.clone(), known.and_then(|known| known.secrets));
            for (name, secret) in
                [(SecretName::ApiKey, &found.api_key), (SecretName::ClientSecret, &found.client_secret)]
            {
                let source = vault.keep(name, secret, self.store)?;
                say(&format!("profile {}: the {} is in {source}", self.name, name.title()))?;
            }
        }
        replace_file(place.config(), document.to_string().as_bytes())?;
        let what = if renews { "its server and its secrets are renewed; it is" } else { "it is" };
        say(&format!("profile {}: {what} in {}", self.name, place.config().display()))
    }
}

/// Whether a profile is of servers on this machine only, as a sandbox is.
fn is_of_this_machine(settings: &Settings) -> bool {
    let is_loopback = |url: &str| {
        let Ok(url) = Url::parse(url) else { return false };
        let host = url.host_str().unwrap_or_default().trim_start_matches('[').trim_end_matches(']');
        host == "localhost" || host.parse().is_ok_and(|address: IpAddr| address.is_loopback())
    };
    crate::profile::Servers::of(settings).distinct().into_iter().all(is_loopback)
}

/// Writes a member; one that is there keeps its place and the comment before it.
fn set(table: &mut dyn TableLike, member: &str, item: Item) {
    match table.get_mut(member) {
        Some(old) => *old = item,
        None => {
            table.insert(member, item);
        }
    }
}

/// A table that is written only as the names of those in it.
fn implicit() -> Table {
    let mut table = Table::new();
    table.set_implicit(true);
    table
}

/// How long a sandbox that was just started is waited for, and how often its file is looked at meanwhile.
const PATIENCE: Duration = Duration::from_secs(5);
const BETWEEN_LOOKS: Duration = Duration::from_millis(50);

/// Its errors do not quote what they did not expect, which may be a secret.
fn read(path: &Path) -> anyhow::Result<Announcement> {
    let begun = Instant::now();
    loop {
        let bytes = crate::command::call::read(path)?;
        let error = match serde_json::from_slice(&bytes) {
            Ok(announcement) => return Ok(announcement),
            Err(error) => error,
        };
        // A file that a shell has made for a sandbox is empty until it is ready. What is piped has ended.
        if error.is_eof() && path != Path::new("-") && begun.elapsed() < PATIENCE {
            pause(BETWEEN_LOOKS)?;
            continue;
        }
        if bytes.trim_ascii().is_empty() {
            bail!("{}: it is empty; is the sandbox ready yet?", path.display());
        }
        bail!(
            "{} is not what `kenar sandbox --json` prints (line {}, column {})",
            path.display(),
            error.line(),
            error.column()
        );
    }
}

fn pause(duration: Duration) -> anyhow::Result<()> {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_time().build()?;
    runtime.block_on(async { tokio::time::sleep(duration).await });
    Ok(())
}
