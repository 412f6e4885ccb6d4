use anyhow::Context as _;
use jiff::Timestamp;
use kenar_client::oauth::FileStore;
use kenar_client::oauth::TokenStore as _;
use serde::{Deserialize, Serialize};

use super::say;
use crate::counted::counted;
use crate::exit::Exit;
use crate::profile::{Name, Options, Profile, SecretName, variable};

/// Show what is kept for a profile, and for how long it is good
///
/// No secret is shown, and nothing is sent.
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:\n  kenar auth status\n  kenar auth status --profile sandbox --json")]
pub(crate) struct Arguments {
    /// Write JSON
    #[arg(long)]
    json: bool,
    #[command(flatten)]
    profile: Options,
}

/// What is kept for a profile.
#[derive(Debug, Serialize)]
pub(crate) struct Status {
    profile: String,
    config: String,
    servers: Vec<String>,
    app: Option<String>,
    redirect_uri: Option<String>,
    secrets: Vec<Secret>,
    /// Whether the token of the environment wins over what is kept.
    token_of_environment: bool,
    consents: Vec<Kept>,
}

#[derive(Debug, Serialize)]
struct Secret {
    name: &'static str,
    /// Where it was found.
    found: Option<String>,
    /// Why it cannot be used.
    problem: Option<String>,
}

/// A consent that is kept. Never with its tokens.
#[derive(Debug, Serialize)]
pub(crate) struct Kept {
    /// The name that it is kept under.
    pub(crate) user: String,
    /// What was granted.
    pub(crate) scopes: Vec<String>,
    /// When the access token ends.
    pub(crate) access_token_ends: Option<Timestamp>,
    /// When the refresh token ends, if there is one.
    pub(crate) refresh_token_ends: Option<Timestamp>,
    /// Whether a refresh was sent whose answer is not there.
    pub(crate) interrupted: bool,
    /// Why it cannot be read.
    pub(crate) problem: Option<String>,
}

/// What of the stored form is no secret.
#[derive(Deserialize)]
struct Form {
    scope: String,
    obtained_at: i64,
    expires_at: i64,
    #[serde(default)]
    refresh_token: Option<kenar_client::Secret>,
}

/// The published lifetime of a refresh token, in seconds.
const REFRESH_TOKEN: i64 = 30 * 24 * 60 * 60;

pub(super) async fn run(arguments: Arguments) -> anyhow::Result<Exit> {
    let profile = arguments.profile.open()?;
    let status = Status::of(&profile).await?;
    let text = if arguments.json { serde_json::to_string_pretty(&status)? } else { status.text(Timestamp::now()) };
    say(&text)?;
    Ok(Exit::Fine)
}

impl Status {
    async fn of(profile: &Profile) -> anyhow::Result<Self> {
        let mut secrets = Vec::new();
        for name in SecretName::ALL {
            secrets.push(match profile.find(name) {
                Ok(found) => {
                    let found = found.map(|(_, source)| source.to_string());
                    Secret { name: name.id(), found, problem: None }
                }
                Err(error) => Secret { name: name.id(), found: None, problem: Some(format!("{error:#}")) },
            });
        }
        Ok(Self {
            profile: profile.name.to_string(),
            config: profile.place.config().display().to_string(),
            servers: profile.servers.distinct().into_iter().map(str::to_owned).collect(),
            app: profile.client_id()?,
            redirect_uri: profile.redirect_uri()?,
            secrets,
            token_of_environment: variable("KENAR_ACCESS_TOKEN")?.is_some(),
            consents: consents(profile).await?,
        })
    }

    fn text(&self, now: Timestamp) -> String {
        let mut lines = vec![
            ("profile", self.profile.clone()),
            ("config", self.config.clone()),
            ("servers", self.servers.join(", ")),
        ];
        lines.push(("app", self.app.clone().unwrap_or_else(|| "not known".to_owned())));
        lines.push(("redirect URI", self.redirect_uri.clone().unwrap_or_else(|| "not known".to_owned())));
        for secret in &self.secrets {
            let found = match (&secret.found, &secret.problem) {
                (Some(found), _) => format!("in {found}"),
                (None, Some(problem)) => problem.clone(),
                (None, None) => "none".to_owned(),
            };
            lines.push((secret.name, found));
        }
        if self.token_of_environment {
            lines
                .push(("token", "in the environment variable KENAR_ACCESS_TOKEN, which wins over consents".to_owned()));
        }
        if self.consents.is_empty() {
            lines.push(("consents", "none".to_owned()));
        }
        for consent in &self.consents {
            lines.push(("consent", consent.text(now)));
        }
        lines.iter().map(|(name, value)| format!("{name:<14}{value}\n")).collect()
    }
}

impl Kept {
    fn text(&self, now: Timestamp) -> String {
        if let Some(problem) = &self.problem {
            return format!("{}: {problem}", self.user);
        }
        let until = |what: &str, end: Option<Timestamp>| end.map(|end| format!("{what} {}", span(now, end)));
        let ends = [until("access token", self.access_token_ends), until("refresh token", self.refresh_token_ends)];
        let mut parts: Vec<String> = ends.into_iter().flatten().collect();
        if self.interrupted {
            parts.push("a refresh was interrupted".to_owned());
        }
        format!("{}: {} ({})", self.user, self.scopes.join(" "), parts.join("; "))
    }
}

/// All consents of a profile.
pub(crate) async fn consents(profile: &Profile) -> anyhow::Result<Vec<Kept>> {
    let mut all = Vec::new();
    for user in profile.users()? {
        all.extend(kept(profile, &user).await.transpose().map(|kept| {
            kept.unwrap_or_else(|error| Kept {
                user: user.to_string(),
                scopes: Vec::new(),
                access_token_ends: None,
                refresh_token_ends: None,
                interrupted: false,
                problem: Some(format!("{error:#}")),
            })
        }));
    }
    Ok(all)
}

async fn kept(profile: &Profile, user: &Name) -> anyhow::Result<Option<Kept>> {
    let store = FileStore::open(profile.place.consents(&profile.name).join(user.as_str()))?;
    let Some(tokens) = store.load(user.as_str()).await? else { return Ok(None) };
    let form: Form = serde_json::from_str(tokens.to_json().expose()).ok().context("its form is not known")?;
    let moment = |seconds: i64| Timestamp::from_second(seconds).ok();
    Ok(Some(Kept {
        user: user.to_string(),
        scopes: form.scope.split(' ').filter(|text| !text.is_empty()).map(str::to_owned).collect(),
        access_token_ends: moment(form.expires_at),
        refresh_token_ends: form.refresh_token.and_then(|_| moment(form.obtained_at.saturating_add(REFRESH_TOKEN))),
        interrupted: tokens.is_refreshing(),
        problem: None,
    }))
}

/// How far a moment is: `ends in 3 days`, `ended 2 hours ago`.
pub(crate) fn span(now: Timestamp, end: Timestamp) -> String {
    let seconds = end.as_second().saturating_sub(now.as_second());
    let distance = seconds.unsigned_abs();
    let (count, unit) = match distance {
        0..60 => (distance, "second"),
        60..3_600 => (distance / 60, "minute"),
        3_600..86_400 => (distance / 3_600, "hour"),
        _ => (distance / 86_400, "day"),
    };
    let distance = counted(count, unit);
    if seconds > 0 { format!("ends in {distance}") } else { format!("ended {distance} ago") }
}
