use super::{Finding, Report};
use crate::profile::{Config, Options, Place, Profile};

const ABOUT: &str = "config";

/// The config file and the profile. Without them there is nothing else to look at.
pub(super) fn check(options: &Options, report: &mut Report) -> Option<Profile> {
    let place = match Place::find() {
        Ok(place) => place,
        Err(error) => {
            report.add(Finding::fail(ABOUT, format!("{error:#}"), "set KENAR_CONFIG to the path of a config file"));
            return None;
        }
    };
    // Nothing else can be said of a file that cannot be read.
    if let Err(error) = Config::read(&place) {
        report.add(Finding::fail(ABOUT, format!("{error:#}"), "mend the config file"));
        return None;
    }
    let path = place.config().display().to_string();
    if place.config().exists() {
        report.add(match writable_by_others(place.config()) {
            Some(mode) => Finding::warn(
                ABOUT,
                format!("{path} can be changed by others (mode {mode:o}), who could send your key elsewhere"),
                format!("chmod go-w {path}"),
            ),
            None => Finding::ok(ABOUT, path),
        });
    } else {
        report.add(Finding::ok(ABOUT, format!("{path} is not there; the platform is taken, and the environment")));
    }
    match options.open() {
        Ok(profile) => {
            let servers = if profile.servers.are_the_platform() {
                "the platform".to_owned()
            } else {
                profile.servers.distinct().join(", ")
            };
            report.add(Finding::ok("profile", format!("{}, which calls {servers}", profile.name)));
            Some(profile)
        }
        Err(error) => {
            report.add(Finding::fail(
                "profile",
                format!("{error:#}"),
                "mend the config file, or name another profile with --profile",
            ));
            None
        }
    }
}

/// The permissions of a file that somebody else may write to.
#[cfg(unix)]
pub(super) fn writable_by_others(path: &std::path::Path) -> Option<u32> {
    use std::os::unix::fs::PermissionsExt as _;
    let mode = std::fs::metadata(path).ok()?.permissions().mode() & 0o777;
    (mode & 0o022 != 0).then_some(mode)
}

#[cfg(not(unix))]
pub(super) fn writable_by_others(_: &std::path::Path) -> Option<u32> {
    None
}
