//! Payment tickets and what came of them.

use kenar_schemas::{Phone, TicketUuid};
use serde::Deserialize;
use serde_json::{Map, Value, json};

use super::call::{Call, Outcome, Registration, Reply, unknown};
use crate::{ServiceType, TicketSpec};

pub(super) const HANDLERS: &[Registration] = &[
    Registration::new("list_tickets", list_tickets),
    Registration::new("issue_ticket", issue_ticket),
    Registration::new("list_invoices", list_invoices),
];

#[derive(Deserialize)]
struct NewTicket {
    uuid: Option<TicketUuid>,
    user: Phone,
    service_type: String,
    max_amount: u64,
    issuer_payload: Option<Map<String, Value>>,
}

fn list_tickets(call: &Call) -> Outcome {
    Reply::list("tickets", &call.control.snapshot().tickets)
}

fn issue_ticket(call: &Call) -> Outcome {
    let NewTicket { uuid, user, service_type, max_amount, issuer_payload } = call.body()?;
    let Some(kind) = ServiceType::ALL.iter().copied().find(|kind| kind.as_str() == service_type) else {
        return Err(unknown("/service_type", service_type, ServiceType::ALL, "service type"));
    };
    let mut ticket = TicketSpec::new(user.clone(), kind, max_amount);
    ticket.uuid = uuid;
    ticket.issuer_payload = issuer_payload;
    call.control.add_user(user)?;
    let uuid = call.control.issue_ticket(ticket)?;
    Ok(Reply::Created(json!({ "uuid": uuid })))
}

fn list_invoices(call: &Call) -> Outcome {
    Reply::list("invoices", &call.control.snapshot().invoices)
}
