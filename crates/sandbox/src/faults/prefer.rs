//! The header `Prefer` (RFC 7240), by which a request asks for a fault of its own.

use std::time::Duration;

use axum::http::HeaderMap;

use super::rule::{Fault, FaultRule, InvalidFault};

const PREFER: &str = "prefer";

/// The fault that a request asks for: `Prefer: code=429`, `Prefer: delay=250`, `Prefer: fault=reset`, or several of them
/// separated by commas. Other preferences are ignored, as the standard wants it.
pub(super) fn read(headers: &HeaderMap) -> Result<Option<FaultRule>, InvalidFault> {
    let mut status = None;
    let mut delay = None;
    let mut fault = None;
    for value in headers.get_all(PREFER) {
        let text =
            value.to_str().map_err(|_| InvalidFault::Prefer(String::from_utf8_lossy(value.as_bytes()).into()))?;
        for preference in text.split([',', ';']) {
            let (name, value) = preference.split_once('=').unwrap_or((preference, ""));
            let (name, value) = (name.trim().to_ascii_lowercase(), value.trim().trim_matches('"'));
            let wrong = || InvalidFault::Prefer(preference.trim().to_owned());
            match name.as_str() {
                "code" => status = Some(value.parse().map_err(|_| wrong())?),
                "delay" => delay = Some(Duration::from_millis(value.parse().map_err(|_| wrong())?)),
                "fault" => fault = Some(value.to_owned()),
                _ => {}
            }
        }
    }
    let fault = match (fault.as_deref(), status) {
        (None, None) => match delay {
            None => return Ok(None),
            Some(_) => Fault::Delay,
        },
        (None, Some(status)) => Fault::Status(status),
        (Some("html"), status) => Fault::HtmlPage(status.unwrap_or(502)),
        (Some("reset"), None) => Fault::Reset,
        (Some("cut-body"), None) => Fault::CutBody,
        (Some("lost-response"), None) => Fault::LostResponse,
        (Some(other), _) => return Err(InvalidFault::Prefer(format!("fault={other}"))),
    };
    let rule = FaultRule::new(fault).with_delay(delay.unwrap_or_default());
    rule.check()?;
    Ok(Some(rule))
}
