//! The calls to apps: clicks that cause them, events, and the log of both.

use kenar_schemas::Phone;
use serde::Deserialize;
use serde_json::Value;

use super::call::{Call, Outcome, Registration, Reply};
use crate::errors::{Kind, Refusal};
use crate::{Click, ClickError, DeliveryId, DeliveryView, Event, Side, Spelling};

pub(super) const HANDLERS: &[Registration] = &[
    Registration::waiting("click", |call| Box::pin(click(call))),
    Registration::new("send_event", send_event),
    Registration::new("list_deliveries", list_deliveries),
    Registration::new("get_delivery", get_delivery),
    Registration::new("repeat_delivery", repeat_delivery),
];

/// How many are listed when nothing else is said.
const LIMIT: usize = 100;

#[derive(Deserialize)]
struct NewClick {
    /// The document leaves the action in it to its type.
    target: Value,
    side: Option<Side>,
    user: Option<Phone>,
    spelling: Option<Spelling>,
}

#[derive(Deserialize)]
struct NewEvent {
    app: Option<String>,
    /// The document leaves all but its type to the types.
    event: Value,
    spelling: Option<Spelling>,
}

async fn click(call: Call) -> Outcome {
    let NewClick { target, side, user, spelling } = call.body()?;
    let mut click = Click::new(understood("/target", target)?);
    click.side = side.unwrap_or(click.side);
    click.user = user;
    click.spelling = spelling;
    Reply::found(&call.control.click(click).await?)
}

fn send_event(call: &Call) -> Outcome {
    let NewEvent { app, event, spelling } = call.body()?;
    let event: Event = understood("/event", event)?;
    let id = call.control.send_event(&call.app(app)?, &event, spelling)?;
    Reply::created(&delivery(call, id)?)
}

fn list_deliveries(call: &Call) -> Outcome {
    let after: u64 = call.query("after")?.unwrap_or(0);
    let limit = call.query("limit")?.unwrap_or(LIMIT);
    let all = call.control.deliveries().into_iter().rev();
    let deliveries: Vec<DeliveryView> = all.filter(|delivery| delivery.id.get() > after).take(limit).collect();
    Reply::list("deliveries", &deliveries)
}

fn get_delivery(call: &Call) -> Outcome {
    Reply::found(&delivery(call, call.path("id")?)?)
}

fn repeat_delivery(call: &Call) -> Outcome {
    let id = call.path("id")?;
    call.control.redeliver(id)?;
    Reply::found(&delivery(call, id)?)
}

fn delivery(call: &Call, id: DeliveryId) -> Result<DeliveryView, Refusal> {
    call.control.delivery(id).ok_or_else(|| Refusal::not_found(format!("there is no call {id} in the log")))
}

/// A part of the body that only its type knows in full.
fn understood<T: serde::de::DeserializeOwned>(pointer: &str, part: Value) -> Result<T, Refusal> {
    serde_json::from_value(part).map_err(|error| Refusal::invalid(format!("{pointer}: {error}")))
}

impl From<ClickError> for Refusal {
    fn from(error: ClickError) -> Self {
        let message = error.to_string();
        match error {
            ClickError::Control(error) => error.into(),
            ClickError::NoPostAddon { .. } | ClickError::NoUserAddon(_) => Self::not_found(message),
            ClickError::NoWidget { .. } | ClickError::NoAction { .. } => Self::invalid(message),
            ClickError::NotTheOwner(_) => Self::denied(message),
            ClickError::Failed { .. } => Self::new(Kind::FailedPrecondition, message),
        }
    }
}
