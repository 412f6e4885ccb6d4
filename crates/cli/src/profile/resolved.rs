use std::fs;
use std::time::Duration;

use anyhow::{Context as _, anyhow};
use kenar_client::oauth::{App, ConsentError, Consents, FileStore};
use kenar_client::{Client, ClientBuilder, Secret};

use super::secrets::Source;
use super::{Name, Options, Place, SecretName, Servers, Settings, User, Vault, variable};

/// A profile together with what flags and the environment say.
#[derive(Debug, Clone)]
pub(crate) struct Profile {
    /// Its name.
    pub(crate) name: Name,
    /// What the config file says of it.
    pub(crate) settings: Settings,
    /// Where it is kept.
    pub(crate) place: Place,
    /// Where calls go.
    pub(crate) servers: Servers,
    /// Which of the kept consents calls are made with.
    pub(crate) user: Name,
    /// The flags that lead here, for a command that is proposed.
    pub(crate) flags: String,
    /// Whether what is kept was kept for these servers. A key of the platform must not go to a server that a flag names.
    pub(crate) at_home: bool,
}

/// The longest timeout that is taken, in seconds.
const LONGEST: f64 = 86_400.0;

impl Profile {
    pub(super) fn new(place: Place, name: Name, settings: Settings, options: &Options) -> anyhow::Result<Self> {
        let own = Servers::of(&settings);
        let servers = own.clone().after(options.sandbox.as_deref())?;
        let user = options.user.clone().unwrap_or_default();
        let named = [("--profile", &options.profile), ("--as", &options.user)];
        let flags = named.iter().filter_map(|(flag, name)| Some(format!(" {flag} {}", name.as_ref()?))).collect();
        Ok(Self { at_home: own == servers, flags, name, settings, place, servers, user })
    }

    /// The secrets of this profile.
    pub(crate) fn vault(&self) -> Vault {
        Vault::new(self.place.clone(), self.name.clone(), self.settings.secrets)
    }

    /// A secret and where it was found.
    pub(crate) fn find(&self, name: SecretName) -> anyhow::Result<Option<(Secret, Source)>> {
        self.vault().find(name, self.at_home)
    }

    /// A secret that must be there.
    pub(crate) fn secret(&self, name: SecretName) -> anyhow::Result<Secret> {
        if let Some((secret, _)) = self.find(name)? {
            return Ok(secret);
        }
        let (title, variable) = (name.title(), name.variable());
        Err(if self.at_home {
            let command = name.command(&self.name);
            anyhow!("profile {}: there is no {title}; keep one with `{command}`, or set {variable}", self.name)
        } else {
            anyhow!(
                "there is no {title} for {}: what profile {} keeps is for other servers and is not sent there. Set {variable}, \
                 or make a profile with this server",
                self.servers.open_api,
                self.name
            )
        })
    }

    /// A builder that knows everything but the key.
    pub(crate) fn builder(&self) -> anyhow::Result<ClientBuilder> {
        let builder = self.servers.tell(Client::builder()).user_agent(concat!("kenar/", env!("CARGO_PKG_VERSION")));
        let text = variable("KENAR_TIMEOUT_SECONDS")?;
        let seconds = match &text {
            Some(text) => Some(text.parse::<f64>().context("KENAR_TIMEOUT_SECONDS is not a number of seconds")?),
            None => self.settings.timeout_seconds,
        };
        let Some(seconds) = seconds else { return Ok(builder) };
        let seconds = Some(seconds).filter(|seconds| *seconds > 0.0 && *seconds <= LONGEST);
        let seconds = seconds.with_context(|| format!("a timeout is more than 0 and at most {LONGEST} seconds"))?;
        Ok(builder.timeout(Duration::from_secs_f64(seconds)))
    }

    /// The client for what needs no user.
    pub(crate) fn client(&self) -> anyhow::Result<Client> {
        let key = self.secret(SecretName::ApiKey)?;
        Ok(self.builder()?.api_key(key.expose()).build()?)
    }

    /// The client for the OAuth endpoints, which take no API key. Nothing else may be called with it.
    pub(crate) fn oauth_client(&self) -> anyhow::Result<Client> {
        Ok(self.builder()?.api_key("none").build()?)
    }

    /// The slug of the app.
    pub(crate) fn client_id(&self) -> anyhow::Result<Option<String>> {
        Ok(variable("KENAR_CLIENT_ID")?.or_else(|| self.settings.app.clone()))
    }

    /// The redirect URI of the app.
    pub(crate) fn redirect_uri(&self) -> anyhow::Result<Option<String>> {
        Ok(variable("KENAR_REDIRECT_URI")?.or_else(|| self.settings.redirect_uri.clone()))
    }

    /// The app, as the OAuth endpoints know it.
    pub(crate) fn app(&self) -> anyhow::Result<App> {
        let missing = |what: &str, member: &str, variable: &str| {
            let config = self.place.config().display();
            anyhow!(
                "profile {}: the {what} is not known; write `{member} = \"…\"` into {config}, or set {variable}",
                self.name
            )
        };
        let id = self.client_id()?.ok_or_else(|| missing("slug of the app", "app", "KENAR_CLIENT_ID"))?;
        let redirect = self.redirect_uri()?;
        let redirect = redirect.ok_or_else(|| missing("redirect URI", "redirect_uri", "KENAR_REDIRECT_URI"))?;
        Ok(App::new(id, self.secret(SecretName::ClientSecret)?, redirect)?)
    }

    /// The consents that are kept under a name.
    pub(crate) fn consents(&self, client: &Client, app: App, user: &Name) -> anyhow::Result<Consents> {
        let folder = self.place.consents(&self.name);
        self.place.create(&folder)?;
        let store = FileStore::open(folder.join(user.as_str()))?;
        Ok(Consents::new(client.oauth().clone(), app, store))
    }

    /// The names under which consents were kept. One that has been removed since may be among them.
    pub(crate) fn users(&self) -> anyhow::Result<Vec<Name>> {
        let folder = self.place.consents(&self.name);
        let Ok(entries) = fs::read_dir(&folder) else { return Ok(Vec::new()) };
        let mut names = Vec::new();
        for entry in entries {
            let entry = entry.with_context(|| format!("{} cannot be listed", folder.display()))?;
            names.extend(entry.file_name().to_str().and_then(|name| name.parse::<Name>().ok()));
        }
        names.sort();
        Ok(names)
    }

    /// The user that calls are made for: the token of the environment, else the kept consent, else nobody.
    pub(crate) async fn user(&self, client: &Client) -> anyhow::Result<Option<User>> {
        if let Some(token) = variable("KENAR_ACCESS_TOKEN")? {
            return Ok(Some(User::Token(token.into())));
        }
        // Tokens are for the servers that issued them, as keys are.
        if !self.at_home || !self.place.consents(&self.name).join(self.user.as_str()).is_dir() {
            return Ok(None);
        }
        let consents = self.consents(client, self.app()?, &self.user)?;
        // What a process that was killed under way has lost can be had for two minutes.
        consents.resume().await?;
        match consents.of(self.user.as_str()).await {
            Ok(consent) => Ok(Some(User::Consent(consent))),
            Err(ConsentError::Unknown { .. }) => Ok(None),
            Err(error) => Err(error.into()),
        }
    }

    /// Waits until the tokens of a user are on disk: to be called before the process ends. A refresh may have gone on while the
    /// call was made with the old token, and whoever loses its answer loses the consent.
    pub(crate) async fn finish(&self, client: &Client, user: &User) -> anyhow::Result<()> {
        let User::Consent(consent) = user else { return Ok(()) };
        consent.save().await?;
        // It waits for the lock of the refresh, and finds it done.
        self.consents(client, self.app()?, &self.user)?.resume().await?;
        Ok(())
    }
}
