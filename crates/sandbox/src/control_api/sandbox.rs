//! The sandbox as a whole.

use kenar_schemas::{Phone, PostToken};
use serde::Deserialize;
use serde_json::json;

use super::call::{Call, Outcome, Registration, Reply};
use crate::Subject;
use crate::errors::Refusal;

pub(super) const HANDLERS: &[Registration] = &[
    Registration::new("get_health", get_health),
    Registration::new("get_control_document", get_control_document),
    Registration::new("get_state", get_state),
    Registration::waiting("settle", |call| Box::pin(settle(call))),
    Registration::new("query_semantic", query_semantic),
    Registration::new("reset", reset),
    Registration::new("get_snapshot", get_snapshot),
    Registration { takes_dump: true, ..Registration::new("restore_snapshot", restore_snapshot) },
    Registration::new("list_notices", list_notices),
];

fn get_health(call: &Call) -> Outcome {
    let now = call.control.clock().now();
    Ok(Reply::Found(json!({ "status": "ok", "version": env!("CARGO_PKG_VERSION"), "now": now })))
}

fn get_control_document(call: &Call) -> Outcome {
    Reply::found(call.document)
}

fn get_state(call: &Call) -> Outcome {
    Reply::found(&call.control.snapshot())
}

async fn settle(call: Call) -> Outcome {
    call.control.settle().await;
    call.control.settle_deliveries().await;
    Ok(Reply::Done)
}

#[derive(Deserialize)]
struct Reset {
    seed: Option<u64>,
}

fn reset(call: &Call) -> Outcome {
    let Reset { seed } = call.body()?;
    call.control.reset(seed)?;
    Ok(Reply::Done)
}

fn get_snapshot(call: &Call) -> Outcome {
    Reply::found(&call.control.dump()?)
}

fn restore_snapshot(call: &Call) -> Outcome {
    call.control.restore(call.understood()?)?;
    Ok(Reply::Done)
}

fn list_notices(call: &Call) -> Outcome {
    Reply::list("notices", &call.control.notices())
}

#[derive(Deserialize)]
struct Query {
    app: Option<String>,
    user: Option<Phone>,
    post: Option<PostToken>,
    key: String,
    value: String,
}

fn query_semantic(call: &Call) -> Outcome {
    let Query { app, user, post, key, value } = call.body()?;
    let subject = match (user, post) {
        (Some(user), None) => Subject::User(user),
        (None, Some(post)) => Subject::Post(post),
        _ => return Err(Refusal::internal("the document let a query pass that is not about one subject")),
    };
    let stated = call.control.has_semantic(&call.app(app)?, &subject, &key, &value)?;
    Ok(Reply::Found(json!({ "stated": stated })))
}
