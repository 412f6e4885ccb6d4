//! Who may use the pages and the control API: programs, people, and pages of the sandbox itself, but no page of another
//! origin.
//!
//! A page on the web can make a browser on this machine send requests to this machine, and by DNS rebinding even read
//! the answers. It cannot choose the `Host` and the `Origin` that the browser adds.

use std::net::IpAddr;

use axum::http::uri::Authority;
use axum::http::{HeaderMap, Method, header};

use crate::errors::Refusal;

const FETCH_SITE: &str = "sec-fetch-site";

/// Refuses what does not come to this machine's own name, and what a browser sends for a page of another origin unless
/// it only leads a person here: the consent page is reached from an app's own page.
pub(crate) fn check_page(method: &Method, headers: &HeaderMap, hosts: &[String]) -> Result<(), Refusal> {
    check_host(headers, hosts)?;
    if method.is_safe() { Ok(()) } else { check_origin(headers) }
}

/// Refuses what does not come to this machine's own name, and whatever a browser sends for a page of another origin.
pub(crate) fn check(headers: &HeaderMap, hosts: &[String]) -> Result<(), Refusal> {
    check_host(headers, hosts)?;
    check_origin(headers)
}

fn host(headers: &HeaderMap) -> &str {
    headers.get(header::HOST).and_then(|value| value.to_str().ok()).unwrap_or_default()
}

fn check_host(headers: &HeaderMap, hosts: &[String]) -> Result<(), Refusal> {
    let host = host(headers);
    let name = host.parse::<Authority>().map(|authority| authority.host().to_owned()).unwrap_or_default();
    if !is_own(&name, hosts) {
        return Err(Refusal::denied(
            "the pages and the control API answer under localhost, an IP address, and the names that are configured \
             with --host; the header Host names another",
        ));
    }
    Ok(())
}

fn check_origin(headers: &HeaderMap) -> Result<(), Refusal> {
    let host = host(headers);
    let foreign = || Refusal::denied("the sandbox takes no requests of this kind from web pages of another origin");
    for origin in headers.get_all(header::ORIGIN) {
        let authority = origin.to_str().ok().and_then(|text| Some(text.split_once("://")?.1));
        if !authority.is_some_and(|authority| authority.eq_ignore_ascii_case(host)) {
            return Err(foreign());
        }
    }
    match headers.get(FETCH_SITE).map(|site| site.as_bytes()) {
        None | Some(b"same-origin" | b"none") => Ok(()),
        Some(_) => Err(foreign()),
    }
}

/// An IP address cannot be made to lead elsewhere, and the names of this machine should not.
fn is_own(name: &str, hosts: &[String]) -> bool {
    let name = name.strip_suffix('.').unwrap_or(name).to_ascii_lowercase();
    let bare = name.strip_prefix('[').and_then(|name| name.strip_suffix(']')).unwrap_or(&name);
    bare.parse::<IpAddr>().is_ok()
        || name == "localhost"
        || name.ends_with(".localhost")
        || hosts.iter().any(|own| own.eq_ignore_ascii_case(&name))
}
