use std::time::{Duration, Instant};

use futures_util::future::join_all;
use jiff::{SignedDuration, Timestamp};
use kenar_client::reqwest::{self, Response, Url, header};
use serde::Deserialize;

use super::{Finding, Report};
use crate::counted::counted;
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

/// Sends one request to each server, without a key, to all of them at once.
pub(super) async fn check(profile: &Profile, report: &mut Report) {
    let answers = join_all(profile.servers.distinct().into_iter().map(ask)).await;
    let mut skew = None;
    for (finding, clock) in answers {
        report.add(finding);
        skew = skew.or(clock);
    }
    report.add(match skew {
        Some(skew) if skew.abs() > SKEW => Finding::warn(
            "clock",
            format!(
                "this machine is {} {} the server",
                counted(skew.abs().as_secs().unsigned_abs(), "second"),
                if skew.is_positive() { "before" } else { "behind" }
            ),
            "set the clock (on Linux: `timedatectl set-ntp true`); tokens are refreshed by it",
        ),
        Some(_) => Finding::ok("clock", "as the server's"),
        None => Finding::warn("clock", "no server has told its time", "look at the lines above"),
    });
    if !profile.servers.are_the_platform() {
        sandbox(profile, report).await;
    }
}

/// A client that leads where calls do: not through a proxy when it is this machine that is called.
fn client(base: &str) -> reqwest::Result<reqwest::Client> {
    let builder = reqwest::Client::builder()
        .timeout(PATIENCE)
        .redirect(reqwest::redirect::Policy::none())
        .user_agent(concat!("kenar/", env!("CARGO_PKG_VERSION")));
    if base.starts_with("http://") { builder.no_proxy().build() } else { builder.build() }
}

/// What a server answers, and how far this machine's clock is before its.
async fn ask(base: &str) -> (Finding, Option<SignedDuration>) {
    // Refused like every other URL that a key must not be sent to in the clear.
    if let Err(error) = kenar_client::Servers::all_at(base) {
        return (Finding::fail("server", error.to_string(), "name an https server, or one on this machine"), None);
    }
    if let Some(host) = unresolved(base).await {
        let found = format!("the name {host} cannot be resolved");
        return (Finding::fail("server", found, "look at the network and its DNS"), None);
    }
    let client = match client(base) {
        Ok(client) => client,
        Err(error) => {
            let found = format!("TLS cannot be set up: {error}");
            return (Finding::fail("server", found, "look at the certificates of this machine"), None);
        }
    };
    let begun = Instant::now();
    match client.get(base).send().await {
        Ok(response) => {
            let (status, time) = (response.status().as_u16(), begun.elapsed().as_millis());
            (Finding::ok("server", format!("{base} answers ({status}, {time} ms)")), clock(&response))
        }
        Err(error) => (unreachable(base, &error), None),
    }
}

/// The host of a URL, if nobody knows its address.
async fn unresolved(base: &str) -> Option<String> {
    let url = Url::parse(base).ok()?;
    let (host, port) = (url.host_str()?, url.port_or_known_default()?);
    // A proxy resolves names itself.
    let proxies = ["HTTPS_PROXY", "https_proxy", "ALL_PROXY", "all_proxy"];
    if proxies.iter().any(|name| std::env::var_os(name).is_some()) {
        return None;
    }
    let addresses = tokio::net::lookup_host((host.trim_start_matches('[').trim_end_matches(']'), port)).await;
    let known = addresses.is_ok_and(|mut addresses| addresses.next().is_some());
    (!known).then(|| host.to_owned())
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

async fn sandbox(profile: &Profile, report: &mut Report) {
    let base = &profile.servers.open_api;
    if kenar_client::Servers::all_at(base).is_err() {
        return;
    }
    let Ok(client) = client(base) else { return };
    let url = format!("{base}/_sandbox/control.openapi.json");
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
