use anyhow::bail;

use super::say;
use crate::exit::Exit;
use crate::profile::{Options, User};

/// Print an access token that works, refreshed if need be
///
/// For scripts that call the platform by other means, such as what `kenar call --curl` prints. Whoever has the token acts for the
/// user.
#[derive(Debug, clap::Args)]
#[command(after_help = EXAMPLES)]
pub(crate) struct Arguments {
    #[command(flatten)]
    profile: Options,
}

const EXAMPLES: &str = "\
Example:
  KENAR_API_KEY=$(cat key.txt) KENAR_ACCESS_TOKEN=$(kenar auth token) \\
    sh -c \"$(kenar call get-user --curl)\"
      What is kept of a key is never printed, so it comes from a file of yours.";

pub(super) async fn run(arguments: Arguments) -> anyhow::Result<Exit> {
    let profile = arguments.profile.open()?;
    let client = profile.oauth_client()?;
    let user = profile.user(&client).await?;
    let token = match &user {
        Some(User::Token(token)) => token.clone(),
        Some(User::Consent(consent)) => consent.access_token().await?,
        None => {
            bail!("profile {} keeps no consent of {}; ask for one with `kenar auth login`", profile.name, profile.user)
        }
    };
    if let Some(user) = &user {
        profile.finish(&client, user).await?;
    }
    say(token.expose())?;
    Ok(Exit::Fine)
}
