//! The requests to the platform.

use super::call::{Call, Outcome, Registration, Reply};
use crate::RequestView;

pub(super) const HANDLERS: &[Registration] =
    &[Registration::new("list_requests", list_requests), Registration::new("clear_requests", clear_requests)];

/// How many are listed when nothing else is said.
const LIMIT: usize = 100;

fn list_requests(call: &Call) -> Outcome {
    let after = call.query("after")?.unwrap_or(0);
    let limit = call.query("limit")?.unwrap_or(LIMIT);
    let refused: Option<bool> = call.query("refused")?;
    let wanted = |request: &RequestView| refused.is_none_or(|refused| request.refusal.is_some() == refused);
    let requests: Vec<RequestView> = call.control.requests(after).into_iter().filter(wanted).take(limit).collect();
    Reply::list("requests", &requests)
}

fn clear_requests(call: &Call) -> Outcome {
    call.control.clear_requests();
    Ok(Reply::Done)
}
