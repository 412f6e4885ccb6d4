//! Payment tickets and the invoices that come of them.

use jiff::Timestamp;
use kenar_schemas::{Phone, TicketUuid};
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use super::app_id::AppId;
use super::table::Table;
use crate::ServiceType;

/// A payment ticket to be issued, as Divar's own systems do.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub struct TicketSpec {
    /// Its id; `None` draws one. An id that exists gives a fresh ticket in its place.
    pub uuid: Option<TicketUuid>,
    /// The person whose service Divar pays for.
    pub user: Phone,
    /// The kind of service that it pays for.
    pub service_type: ServiceType,
    /// The most that it pays, in rials.
    pub max_amount: u64,
    /// What the issuer hands to the app that validates the ticket.
    pub issuer_payload: Option<Map<String, Value>>,
}

impl TicketSpec {
    /// A ticket with an id of its own.
    #[must_use]
    pub fn new(user: Phone, service_type: ServiceType, max_amount: u64) -> Self {
        Self { uuid: None, user, service_type, max_amount, issuer_payload: None }
    }

    /// Sets the id.
    #[must_use]
    pub fn with_uuid(mut self, uuid: TicketUuid) -> Self {
        self.uuid = Some(uuid);
        self
    }

    /// Sets what the issuer hands over.
    #[must_use]
    pub fn with_issuer_payload(mut self, payload: Map<String, Value>) -> Self {
        self.issuer_payload = Some(payload);
        self
    }
}

/// What has become of a ticket.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum TicketState {
    /// It can be spent.
    Fresh,
    /// A user add-on was made with it.
    Consumed,
    /// A check that failed was reported with it.
    Voided,
}

#[derive(Serialize, Deserialize)]
pub(crate) struct Ticket {
    pub(crate) user: Phone,
    pub(crate) service_type: ServiceType,
    pub(crate) max_amount: u64,
    pub(crate) issuer_payload: Option<Map<String, Value>>,
    pub(crate) state: TicketState,
}

#[derive(Serialize, Deserialize)]
pub(crate) struct Invoice {
    pub(crate) app: AppId,
    pub(crate) ticket: TicketUuid,
    pub(crate) user: Phone,
    pub(crate) amount: u64,
    /// What became of the ticket.
    pub(crate) outcome: TicketState,
    pub(crate) issued_at: Timestamp,
}

/// Why a ticket does not pay. The texts are the platform's own and tell apart what the status does not.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub(crate) enum TicketError {
    #[error("Not found ticket")]
    NotFound,
    #[error("phone number not match with ticket phone")]
    OtherUser,
    #[error("App service_type not match ticket service_type")]
    OtherService,
    #[error("Actual cost is more than sponsored amount")]
    TooExpensive,
}

/// A ticket that was found good, ready to be spent.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Payment {
    pub(crate) ticket: TicketUuid,
    pub(crate) cost: u64,
}

pub(crate) struct Tickets {
    pub(super) tickets: Table<TicketUuid, Ticket>,
    /// In the order of issue.
    pub(super) invoices: Table<u64, Invoice>,
}

impl Tickets {
    pub(super) fn new() -> Self {
        Self { tickets: Table::new("tickets"), invoices: Table::new("invoices") }
    }

    pub(crate) fn issue(&mut self, uuid: TicketUuid, spec: TicketSpec) {
        let TicketSpec { uuid: _, user, service_type, max_amount, issuer_payload } = spec;
        self.tickets.insert(uuid, Ticket { user, service_type, max_amount, issuer_payload, state: TicketState::Fresh });
    }

    pub(crate) fn contains(&self, uuid: TicketUuid) -> bool {
        self.tickets.contains(&uuid)
    }

    /// Whether a ticket pays for this. `user` is `None` when nobody of that name exists.
    pub(crate) fn check(
        &self,
        uuid: TicketUuid,
        user: Option<&Phone>,
        service_type: ServiceType,
        cost: i32,
    ) -> Result<Payment, TicketError> {
        let ticket = self.fresh(uuid).ok_or(TicketError::NotFound)?;
        if user != Some(&ticket.user) {
            return Err(TicketError::OtherUser);
        }
        if service_type != ticket.service_type {
            return Err(TicketError::OtherService);
        }
        // A negative cost does not get past the contract.
        let cost = u64::try_from(cost).unwrap_or_default();
        if cost > ticket.max_amount {
            return Err(TicketError::TooExpensive);
        }
        Ok(Payment { ticket: uuid, cost })
    }

    pub(crate) fn fresh(&self, uuid: TicketUuid) -> Option<&Ticket> {
        self.tickets.get(&uuid).filter(|ticket| ticket.state == TicketState::Fresh)
    }

    /// Spends a ticket and writes the invoice.
    pub(crate) fn settle(&mut self, payment: Payment, app: AppId, outcome: TicketState, now: Timestamp) {
        let Payment { ticket: uuid, cost } = payment;
        if let Some(ticket) = self.tickets.get_mut(&uuid) {
            ticket.state = outcome;
            let user = ticket.user.clone();
            self.invoices.push(Invoice { app, ticket: uuid, user, amount: cost, outcome, issued_at: now });
        }
    }

    pub(crate) fn iter(&self) -> impl Iterator<Item = (&TicketUuid, &Ticket)> {
        self.tickets.iter()
    }

    /// The oldest first.
    pub(crate) fn invoices(&self) -> impl Iterator<Item = &Invoice> {
        self.invoices.iter().map(|(_, invoice)| invoice)
    }
}
