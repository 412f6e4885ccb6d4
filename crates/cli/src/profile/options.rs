use kenar_client::Client;

use super::{Config, Name, Place, Profile, User};

/// Which app, which servers and which user. To be flattened into the arguments of a sub-command.
#[derive(Debug, Clone, Default, clap::Args)]
#[command(next_help_heading = "Profile")]
pub(crate) struct Options {
    /// The profile of the config file to act with
    #[arg(long, global = true, env = "KENAR_PROFILE", value_name = "NAME", hide_env_values = true)]
    pub(crate) profile: Option<Name>,
    /// One server in the place of all, such as a sandbox [env: KENAR_SANDBOX_URL]
    #[arg(long, global = true, value_name = "URL")]
    pub(crate) sandbox: Option<String>,
    /// The kept consent to act with, by the name that `kenar auth login --as` gave it [default: default]
    #[arg(long = "as", global = true, value_name = "NAME")]
    pub(crate) user: Option<Name>,
}

impl Options {
    /// Reads the config file and the environment.
    pub(crate) fn open(&self) -> anyhow::Result<Profile> {
        let place = Place::find()?;
        let config = Config::read(&place)?;
        let (name, settings) = config.choose(self.profile.clone(), &place)?;
        Profile::new(place, name, settings, self)
    }

    /// The client for what needs no user.
    #[allow(dead_code, reason = "for sub-commands that need nothing else of a profile")]
    pub(crate) fn client(&self) -> anyhow::Result<Client> {
        self.open()?.client()
    }

    /// The client and the user that calls are made for.
    #[allow(dead_code, reason = "for sub-commands that need nothing else of a profile")]
    pub(crate) async fn client_and_user(&self) -> anyhow::Result<(Client, Option<User>)> {
        let profile = self.open()?;
        let client = profile.client()?;
        let user = profile.user(&client).await?;
        Ok((client, user))
    }

    /// To be called with what [`client_and_user`](Self::client_and_user) gave, before the process ends: see [`Profile::finish`].
    #[allow(dead_code, reason = "for sub-commands that need nothing else of a profile")]
    pub(crate) async fn finish(&self, client: &Client, user: &User) -> anyhow::Result<()> {
        self.open()?.finish(client, user).await
    }
}
