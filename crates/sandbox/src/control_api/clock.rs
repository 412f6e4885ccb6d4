//! The time.

use std::time::Duration;

use jiff::Timestamp;
use serde::Deserialize;
use serde_json::json;

use super::call::{Call, Outcome, Registration, Reply};
use crate::Control;
use crate::errors::Refusal;

pub(super) const HANDLERS: &[Registration] =
    &[Registration::new("get_clock", get_clock), Registration::new("set_clock", set_clock)];

#[derive(Deserialize)]
struct Change {
    now: Option<Timestamp>,
    advance_seconds: Option<f64>,
    frozen: Option<bool>,
}

fn get_clock(call: &Call) -> Outcome {
    Ok(shown(&call.control))
}

fn set_clock(call: &Call) -> Outcome {
    let Change { now, advance_seconds, frozen } = call.understood()?;
    let advance = advance_seconds.map(Duration::try_from_secs_f64).transpose();
    let advance = advance.map_err(|_| Refusal::internal("the document let a wrong duration pass"))?;
    let clock = call.control.clock();
    if let Some(now) = now {
        clock.set(now);
    }
    if let Some(by) = advance {
        clock.advance(by);
    }
    match frozen {
        Some(true) => clock.freeze(),
        Some(false) => clock.resume(),
        None => {}
    }
    Ok(shown(&call.control))
}

fn shown(control: &Control) -> Reply {
    let clock = control.clock();
    Reply::Found(json!({ "now": clock.now(), "frozen": clock.is_frozen() }))
}
