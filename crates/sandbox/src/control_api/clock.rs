//! The time.

use std::time::Duration;

use serde::Deserialize;
use serde_json::json;

use super::call::{Call, Outcome, Registration, Reply};
use crate::Control;
use crate::errors::Refusal;

pub(super) const HANDLERS: &[Registration] =
    &[Registration::new("get_clock", get_clock), Registration::new("set_clock", set_clock)];

#[derive(Deserialize)]
struct Change {
    advance_seconds: Option<f64>,
}

fn get_clock(call: &Call) -> Outcome {
    Ok(shown(&call.control))
}

fn set_clock(call: &Call) -> Outcome {
    let Change { advance_seconds } = call.body()?;
    let advance = advance_seconds.map(Duration::try_from_secs_f64).transpose();
    let advance = advance.map_err(|_| Refusal::internal("the document let a wrong duration pass"))?;
    let clock = call.control.clock();
    if let Some(by) = advance {
        clock.advance(by);
    }
    Ok(shown(&call.control))
}

fn shown(control: &Control) -> Reply {
    Reply::Found(json!({ "now": control.clock().now() }))
}
