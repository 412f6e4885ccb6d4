use std::io::{self, BufRead as _, IsTerminal as _, Read as _};
use std::time::Duration;

use anyhow::{Context as _, anyhow, bail};
use kenar_client::oauth::{Authorization, Code, RedirectError, Scope};

use super::listener::{Listener, address};
use super::{remark, say};
use crate::counted::counted;
use crate::exit::Exit;
use crate::profile::Options;

/// Ask a user for consent in the browser, and keep the tokens
///
/// The browser comes back to the redirect URI of the app. If that is on this machine (http://127.0.0.1:8754/callback, as registered
/// in the developer panel), kenar listens there; otherwise, and with --no-browser, the address that the browser ends at is pasted
/// here. A state ties the answer to this question, so that nobody can slip in a consent of somebody else.
#[derive(Debug, clap::Args)]
#[command(after_help = EXAMPLES)]
pub(crate) struct Arguments {
    /// What to ask for: NAME, or NAME.<resource>; may be repeated [default: `scopes` of the profile]
    #[arg(long = "scope", value_name = "SCOPE")]
    scopes: Vec<Scope>,
    /// Do not ask for a refresh token; the consent ends with its first access token
    #[arg(long)]
    without_refresh: bool,
    /// Print the address instead of opening a browser, and read the address that it ends at from stdin
    #[arg(long)]
    no_browser: bool,
    /// How long to wait for the browser, in seconds
    #[arg(long, value_name = "SECONDS", default_value_t = 300, value_parser = clap::value_parser!(u64).range(1..=86_400))]
    wait: u64,
    #[command(flatten)]
    profile: Options,
}

const EXAMPLES: &str = "\
Examples:
  kenar auth login --scope USER_ID --scope USER_PHONE
  kenar auth login --scope POST_ADDON_CREATE.gZd7omnS --as seller
      The consent is kept under a name: `kenar call … --as seller` acts with it.
  kenar auth login --profile sandbox --scope USER_ID --no-browser
      On a machine without a browser: open the address elsewhere and paste where it ends.";

/// The longest address that is pasted, in bytes.
const LONGEST: u64 = 64 * 1024;

pub(super) async fn run(arguments: Arguments) -> anyhow::Result<Exit> {
    let profile = arguments.profile.open()?;
    if !profile.at_home {
        bail!(
            "consents are kept for the servers of a profile; make a profile for {} and name it",
            profile.servers.oauth
        );
    }
    let app = profile.app()?;
    let mut scopes = arguments.scopes;
    if scopes.is_empty() {
        let texts = profile.settings.scopes.iter();
        scopes =
            texts.map(|text| text.parse::<Scope>()).collect::<Result<_, _>>().context("`scopes` of the profile")?;
    }
    if scopes.is_empty() {
        bail!(
            "nothing to ask for; name scopes with --scope, such as `--scope USER_ID`, or write `scopes = [\"USER_ID\"]` into the profile"
        );
    }
    if !arguments.without_refresh && !scopes.contains(&Scope::OfflineAccess) {
        scopes.push(Scope::OfflineAccess);
    }
    let client = profile.oauth_client()?;
    // Opened first: a code works once, so there must be a place for what it gives.
    let consents = profile.consents(&client, app.clone(), &profile.user)?;
    let asked = client.oauth().authorize(&app, &scopes)?;

    let local = if arguments.no_browser { None } else { address(app.redirect_uri()) };
    let listener = match local {
        Some(address) => Some(Listener::bind(address).await.with_context(|| {
            format!(
                "the redirect URI leads to {address}, where nobody can listen now; end what does, or use --no-browser"
            )
        })?),
        None => None,
    };
    let answer = match listener {
        Some(listener) => {
            open(&asked, arguments.no_browser);
            let waited = listener.answer(app.redirect_uri(), &asked.state);
            let waited = tokio::time::timeout(Duration::from_secs(arguments.wait), waited).await;
            waited.map_err(|_| {
                anyhow!("no answer came within {}; begin anew, or use --no-browser", counted(arguments.wait, "second"))
            })??
        }
        None => {
            open(&asked, arguments.no_browser);
            pasted(&asked)?
        }
    };
    let code = match answer {
        Ok(code) => code,
        Err(error @ (RedirectError::Refused | RedirectError::Failed { .. })) => {
            remark(&format!("error: {}", super::super::call::plain(&error.to_string())));
            return Ok(Exit::Wrong);
        }
        Err(error) => return Err(error.into()),
    };
    let tokens =
        client.oauth().exchange(&app, code).await.context("the consent was given, but there are no tokens for it")?;
    let granted = tokens.scopes();
    let minutes = tokens.expires_in.as_secs() / 60;
    let refreshable = tokens.refresh_token.is_some();
    consents.keep(profile.user.as_str(), tokens).await?;

    let names = granted.iter().map(ToString::to_string).collect::<Vec<_>>().join(" ");
    say(&format!(
        "profile {}: the consent of {} is kept: {}",
        profile.name,
        profile.user,
        super::super::call::plain(&names)
    ))?;
    let missing: Vec<String> =
        scopes.iter().filter(|scope| !granted.contains(scope)).map(ToString::to_string).collect();
    if !missing.is_empty() {
        remark(&format!("note: not granted: {}", missing.join(" ")));
    }
    if refreshable {
        remark("The access token is refreshed when it ends, for as long as it is used once in 30 days.");
    } else {
        remark(&format!(
            "The access token ends in {}; without a refresh token the user is asked again then.",
            counted(minutes, "minute")
        ));
    }
    Ok(Exit::Fine)
}

/// Shows the address and opens it, if that is wanted and possible.
fn open(asked: &Authorization, only_show: bool) {
    remark(&format!("Open this address, and consent there:\n\n  {}\n", asked.url));
    if !only_show && webbrowser::open(asked.url.as_str()).is_err() {
        remark("note: no browser could be opened here");
    }
}

/// Reads where the browser ended from stdin.
fn pasted(asked: &Authorization) -> anyhow::Result<Result<Code, RedirectError>> {
    remark("Paste the address that the browser ends at, which has `state` and `code` in it:");
    let mut line = String::new();
    io::stdin().lock().take(LONGEST).read_line(&mut line).context("stdin cannot be read")?;
    if line.trim().is_empty() {
        let how = if io::stdin().is_terminal() { "" } else { "; it is read from stdin" };
        bail!("no address was given{how}");
    }
    Ok(asked.state.check(line.trim()))
}
