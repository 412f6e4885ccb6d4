use super::{Finding, Report};
use crate::profile::secrets::{Kind, reachable};
use crate::profile::{Profile, SecretName};

/// Whether the secrets are there, and where. They are never shown.
pub(super) fn check(profile: &Profile, report: &mut Report) {
    for name in SecretName::ALL {
        let finding = match profile.find(name) {
            Ok(Some((secret, source))) if secret.expose().trim() != secret.expose() => Finding::fail(
                name.title(),
                format!("there is whitespace around the one in {source}"),
                format!("keep it anew with `{}`", name.command(&profile.name)),
            ),
            Ok(Some((_, source))) => Finding::ok(name.title(), format!("in {source}")),
            Ok(None) => missing(profile, name),
            Err(error) => Finding::fail(
                name.title(),
                format!("{error:#}"),
                format!("keep it anew with `{}`", name.command(&profile.name)),
            ),
        };
        report.add(finding);
    }
    let wanted = profile.settings.secrets == Some(Kind::Keyring);
    report.add(match reachable() {
        Ok(()) => Finding::ok("keyring", "the system keyring can be reached"),
        Err(error) if wanted => Finding::fail(
            "keyring",
            error.to_string(),
            "start or unlock the keyring, or write `secrets = \"file\"` into the profile and keep the secrets anew",
        ),
        Err(error) => {
            Finding::ok("keyring", format!("{error}; secrets are kept in files that only you can read (0600)"))
        }
    });
}

fn missing(profile: &Profile, name: SecretName) -> Finding {
    // What is kept for the servers of the profile must not be written over with what is for others.
    let (why, next) = if profile.at_home {
        ("there is none", format!("keep it with `{}`, or set {}", name.command(&profile.name), name.variable()))
    } else {
        (
            "there is none for these servers; what the profile keeps is for others",
            format!("set {}, or make a profile with this server: `kenar auth profile add`", name.variable()),
        )
    };
    match name {
        SecretName::ApiKey => Finding::fail(name.title(), why, next),
        // Calls that need no user work without it.
        SecretName::ClientSecret => {
            Finding::warn(name.title(), format!("{why}; users cannot be asked for consent"), next)
        }
    }
}
