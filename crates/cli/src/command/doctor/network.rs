use std::time::{Duration, Instant};

use jiff::{SignedDuration, Timestamp};
use kenar_client::reqwest::{self, Response, Url, header};
use serde::Deserialize;

use super::{Finding, Report};
use crate::profile::Profile;

/// How far the clocks may be apart. A token is refreshed a minute before its end.
const SKEW: SignedDuration = SignedDuration::from_secs(30);
const PATIENCE: Duration = Duration::from_secs(10);

/// What a sandbox says of itself, in the document that it serves.
#[derive(Deserialize)]
struct Document {
    info: Info,
}

#[derive(Deserialize)]
struct Info {
    title: String,
    version: String,
}

/// Sends one request to each server, without a key.
pub(super) async fn check(profile: &Profile, report: &mut Report) {
    let client = reqwest::Client::builder()
        .timeout(PATIENCE)
        .redirect(reqwest::redirect::Policy::none())
        .user_agent(concat!("kenar/", env!("CARGO_PKG_VERSION")))
        .build();
    let client = match client {
        Ok(client) => client,
        Err(error) => {
            report.add(Finding::fail(
                "servers",
                format!("TLS cannot be set up: {error}"),
                "look at the certificates of this machine",
            ));
            return;
        }
    };
    let mut skew = None;
    for base in profile.servers.distinct() {
        let Ok(url) = Url::parse(base) else {
            report.add(Finding::fail(
                "server",
                format!("{base} is not a URL"),
                "mend it in the config file or the environment",
            ));
            continue;
        };
        // Refused like every other URL that a key must not be sent to in the clear.
        if let Err(error) = kenar_client::Servers::all_at(base) {
            report.add(Finding::fail("server", error.to_string(), "name an https server, or one on this machine"));
            continue;
        }
        if !resolves(&url, report).await {
            continue;
        }
        let begun = Instant::now();
        match client.get(url.clone()).send().await {
            Ok(response) => {
                skew = skew.or_else(|| clock(&response));
                let (status, time) = (response.status().as_u16(), begun.elapsed().as_millis());
                report.add(Finding::ok("server", format!("{base} answers ({status}, {time} ms)")));
            }
            Err(error) => report.add(unreachable(base, &error)),
        }
    }
    report.add(match skew {
        Some(skew) if skew.abs() > SKEW => Finding::warn(
            "clock",
            format!(
                "this machine is {} seconds {} the server",
                skew.abs().as_secs(),
                if skew.is_positive() { "before" } else { "behind" }
            ),
            "set the clock (on Linux: `timedatectl set-ntp true`); tokens are refreshed by it",
        ),
        Some(_) => Finding::ok("clock", "as the server's"),
        None => Finding::warn("clock", "no server has told its time", "look at the lines above"),
    });
    if !profile.servers.are_the_platform() {
        sandbox(profile, &client, report).await;
    }
}

async fn resolves(url: &Url, report: &mut Report) -> bool {
    let (Some(host), Some(port)) = (url.host_str(), url.port_or_known_default()) else { return true };
    let addresses = tokio::net::lookup_host((host.trim_start_matches('[').trim_end_matches(']'), port)).await;
    // A proxy resolves names itself.
    let proxies = ["HTTPS_PROXY", "https_proxy", "ALL_PROXY", "all_proxy"];
    if addresses.is_ok_and(|mut addresses| addresses.next().is_some())
        || proxies.iter().any(|name| std::env::var_os(name).is_some())
    {
        return true;
    }
    report.add(Finding::fail(
        "server",
        format!("the name {host} cannot be resolved"),
        "look at the network and its DNS",
    ));
    false
}

/// How far this machine is before the server, by the header `Date`, which counts seconds.
fn clock(response: &Response) -> Option<SignedDuration> {
    let text = response.headers().get(header::DATE)?.to_str().ok()?;
    let server = Timestamp::try_from(httpdate::parse_http_date(text).ok()?).ok()?;
    Some(Timestamp::now().duration_since(server))
}

fn unreachable(base: &str, error: &reqwest::Error) -> Finding {
    let mut cause: &dyn std::error::Error = error;
    while let Some(next) = cause.source() {
        cause = next;
    }
    let cause = cause.to_string();
    let next = if error.is_timeout() {
        "try again; if it stays so, a firewall may be in between"
    } else if ["certificate", "tls", "handshake"].iter().any(|word| cause.to_ascii_lowercase().contains(word)) {
        "something between here and the server shows another certificate: look at proxies, and at the clock of this machine"
    } else if base.contains("127.0.0.1") || base.contains("localhost") {
        "start it: `kenar sandbox`"
    } else {
        "look at the network, and at HTTPS_PROXY if you use one"
    };
    Finding::fail("server", format!("{base} cannot be reached: {cause}"), next)
}

async fn sandbox(profile: &Profile, client: &reqwest::Client, report: &mut Report) {
    let url = format!("{}/_sandbox/control.openapi.json", profile.servers.open_api);
    let Ok(response) = client.get(url).send().await else { return };
    if !response.status().is_success() {
        report.add(Finding::ok("sandbox", "this is none, or an older one"));
        return;
    }
    report.add(match response.json::<Document>().await {
        Ok(Document { info }) => Finding::ok("sandbox", format!("{}, version {}", info.title, info.version)),
        Err(_) => Finding::warn("sandbox", "it does not describe itself", "look at what listens there"),
    });
}
