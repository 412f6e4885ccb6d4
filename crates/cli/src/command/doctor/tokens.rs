use jiff::Timestamp;

use super::{Finding, Report};
use crate::command::auth::{consents, span};
use crate::profile::{Profile, SecretName, variable};

const ABOUT: &str = "consent";

/// Whether tokens are good, or can be refreshed. Nothing is refreshed here.
pub(super) async fn check(profile: &Profile, report: &mut Report) {
    if variable("KENAR_ACCESS_TOKEN").is_ok_and(|token| token.is_some()) {
        report.add(Finding::ok(
            "token",
            "in the environment variable KENAR_ACCESS_TOKEN; how long it is good is not known",
        ));
    }
    let kept = match consents(profile).await {
        Ok(kept) => kept,
        Err(error) => {
            report.add(Finding::fail(ABOUT, format!("{error:#}"), "look at the permissions of the folder"));
            return;
        }
    };
    if kept.is_empty() {
        report.add(Finding::ok(ABOUT, "none is kept; calls for a user need one: `kenar auth login`"));
    }
    let now = Timestamp::now();
    let can_refresh = profile.find(SecretName::ClientSecret).is_ok_and(|secret| secret.is_some());
    for consent in kept {
        let user = &consent.user;
        let again = format!("kenar auth login --profile {} --as {user}", profile.name);
        if let Some(problem) = &consent.problem {
            report.add(Finding::fail(ABOUT, format!("{user}: {problem}"), again));
            continue;
        }
        let fresh = consent.access_token_ends.is_some_and(|end| end > now);
        let refresh = consent.refresh_token_ends.filter(|end| *end > now);
        let granted = if consent.scopes.is_empty() { "nothing".to_owned() } else { consent.scopes.join(" ") };
        let ends = consent.access_token_ends.map(|end| span(now, end)).unwrap_or_default();
        report.add(match (fresh, refresh, can_refresh) {
            (true, Some(end), true) => Finding::ok(
                ABOUT,
                format!("{user}: fresh ({ends}), refreshable ({}), granted {granted}", span(now, end)),
            ),
            (false, Some(end), true) => Finding::ok(
                ABOUT,
                format!("{user}: {ends}, is refreshed when it is used ({}), granted {granted}", span(now, end)),
            ),
            (true, Some(_), false) => Finding::warn(
                ABOUT,
                format!("{user}: fresh ({ends}), but cannot be refreshed without the client secret; granted {granted}"),
                SecretName::ClientSecret.command(&profile.name),
            ),
            (true, None, _) => Finding::warn(
                ABOUT,
                format!("{user}: fresh ({ends}), without a refresh token; granted {granted}"),
                again,
            ),
            (false, Some(_), false) => Finding::fail(
                ABOUT,
                format!("{user}: {ends}, and cannot be refreshed without the client secret"),
                SecretName::ClientSecret.command(&profile.name),
            ),
            (false, None, _) => Finding::fail(ABOUT, format!("{user}: it is over ({ends})"), again),
        });
        if consent.interrupted {
            report.add(Finding::warn(
                ABOUT,
                format!("{user}: a refresh was interrupted; its tokens can be had for two minutes"),
                format!("kenar auth token --profile {} --as {user}", profile.name),
            ));
        }
    }
}
