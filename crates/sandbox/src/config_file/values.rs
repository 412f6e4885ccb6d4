//! Values with a form of their own. An error of theirs is an error at their place in the file.

use std::time::Duration;

use jiff::{Span, SpanRelativeTo, Timestamp};
use kenar_schemas::oauth::Secret;
use secrecy::SecretString;
use serde::Deserialize;
use serde::de::{Deserializer, Error};

use super::names::unknown;
use crate::{Clock, ServiceType};

/// A duration such as `90s`, `1h 30m` or `30d`.
#[derive(Debug, Clone, Copy)]
pub(super) struct Length(pub(super) Duration);

impl<'de> Deserialize<'de> for Length {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let expected = "expected a duration such as \"90s\", \"10m\", \"1h 30m\" or \"30d\"";
        let text = String::deserialize(deserializer).map_err(|_| D::Error::custom(expected))?;
        let span: Span = text.parse().map_err(|_| D::Error::custom(format!("{text:?} is not known: {expected}")))?;
        let exact = span.to_duration(SpanRelativeTo::days_are_24_hours()).ok();
        let length = exact.and_then(|exact| Duration::try_from(exact).ok());
        length.map(Self).ok_or_else(|| {
            D::Error::custom(format!("{text:?} is negative, or holds months or years, which differ: {expected}"))
        })
    }
}

/// A kind of service by its name.
pub(super) struct Service(pub(super) ServiceType);

impl<'de> Deserialize<'de> for Service {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let name = String::deserialize(deserializer)?;
        let known: Vec<&str> = ServiceType::ALL.iter().map(|kind| kind.as_str()).collect();
        let kind = ServiceType::ALL.iter().copied().find(|kind| kind.as_str() == name);
        kind.map(Self).ok_or_else(|| D::Error::custom(unknown("service type", &name, &known)))
    }
}

/// A secret, which no error repeats.
pub(super) struct Hidden(pub(super) SecretString);

impl<'de> Deserialize<'de> for Hidden {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let secret = Secret::deserialize(deserializer)?;
        if secret.expose().is_empty() {
            return Err(D::Error::custom("a secret has at least one character"));
        }
        Ok(Self(SecretString::from(secret.expose().to_owned())))
    }
}

/// `"system"`, or `{ start = "2025-05-01T09:00:00Z", frozen = true }`.
pub(super) struct ClockForm(pub(super) Clock);

impl<'de> Deserialize<'de> for ClockForm {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let expected = "expected \"system\" or { start = \"2025-05-01T09:00:00Z\", frozen = true }";
        let wrong = |problem: String| D::Error::custom(format!("{problem}: {expected}"));
        match toml::Value::deserialize(deserializer)? {
            toml::Value::String(text) if text == "system" => Ok(Self(Clock::system())),
            toml::Value::Table(table) => {
                if let Some(key) = table.keys().find(|key| !["start", "frozen"].contains(&key.as_str())) {
                    return Err(wrong(format!("a clock has no key {key:?}")));
                }
                let start = match table.get("start") {
                    None => None,
                    Some(toml::Value::String(text)) => Some(text.clone()),
                    Some(toml::Value::Datetime(moment)) => Some(moment.to_string()),
                    Some(_) => return Err(wrong("the start is no moment".to_owned())),
                };
                let start: Option<Timestamp> = match start {
                    None => None,
                    Some(text) => Some(text.parse().map_err(|_| wrong(format!("{text:?} is no moment in RFC 3339")))?),
                };
                let frozen = match table.get("frozen") {
                    None => false,
                    Some(toml::Value::Boolean(frozen)) => *frozen,
                    Some(_) => return Err(wrong("frozen is true or false".to_owned())),
                };
                Ok(Self(clock(start, frozen)))
            }
            _ => Err(wrong("this is no clock".to_owned())),
        }
    }
}

/// A clock that starts then, or now, and may stand still.
pub(crate) fn clock(start: Option<Timestamp>, frozen: bool) -> Clock {
    match (start, frozen) {
        (None, false) => Clock::system(),
        (None, true) => Clock::fixed(Clock::system().now()),
        (Some(start), true) => Clock::fixed(start),
        (Some(start), false) => {
            let clock = Clock::system();
            clock.set(start);
            clock
        }
    }
}
