//! Tag `tickets`.

use kenar_schemas::PaymentTicketValidation;
use serde_json::{Map, json};

use super::{Call, Registration, Reply};
use crate::contract::Breach;
use crate::errors::{Kind, Refusal};
use crate::state::{State, TicketError};

pub(super) const HANDLERS: &[Registration] = &[Registration {
    unknown_key: Some(unknown_app),
    breaches: Some(nobody_named),
    ..Registration::new("validate_payment_ticket", validate_payment_ticket).reads::<PaymentTicketValidation>()
}];

fn validate_payment_ticket(call: &Call<'_>, state: &mut State) -> Result<Reply, Refusal> {
    let app = call.app()?;
    let body: PaymentTicketValidation = call.body()?;
    let by_id = body.user_id.as_ref().map(|id| state.users.by_id(app, id));
    let by_phone = body.phone_number.as_ref();
    let user = match (by_id, by_phone) {
        (Some(user), None) => user,
        (None, phone) => phone,
        (Some(user), Some(phone)) => user.filter(|user| *user == phone),
    };
    state.tickets.check(body.ticket_uuid, user, state.apps.get(app).service_type, body.service_cost)?;
    let ticket = state.tickets.fresh(body.ticket_uuid).ok_or(TicketError::NotFound)?;
    let mut validity = Map::new();
    if let Some(payload) = &ticket.issuer_payload {
        validity.insert("issuer_payload".to_owned(), json!(payload));
    }
    Ok(Reply::Json(validity.into()))
}

fn unknown_app() -> Refusal {
    Refusal::new(Kind::FailedPrecondition, "could not retrieve app from db")
}

/// When nothing else is wrong than that nobody is named, the message is the platform's own. To a protobuf server an
/// empty text and a missing one are the same.
fn nobody_named(breaches: &[Breach]) -> Option<Refusal> {
    let nobody = |breach: &Breach| match breach.rule {
        "anyOf" => breach.pointer.is_empty(),
        "minLength" => matches!(breach.pointer.as_str(), "/user_id" | "/phone_number"),
        _ => false,
    };
    breaches.iter().all(nobody).then(|| Refusal::breaches(breaches).with_message("user_identifier is required"))
}
