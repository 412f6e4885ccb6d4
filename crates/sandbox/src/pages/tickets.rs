//! Payment tickets, and what Divar pays for them.

use std::collections::BTreeMap;
use std::sync::Arc;

use kenar_schemas::Phone;
use maud::{Markup, html};
use serde_json::{Map, Value};

use super::act::{Command, Problem, Refused, actions, command, optional, parsed};
use super::addon::moment;
use super::board::Board;
use super::form::Form;
use super::frame::Section;
use super::sheet::{Sheet, names};
use super::table::{MOST, table};
use super::text::{Language, Texts, texts};
use super::visit::Visit;
use super::{people, snapshot};
use crate::shared::Shared;
use crate::state::TicketState;
use crate::{InvoiceView, ServiceType, Snapshot, TicketSpec, TicketView};

/// Where tickets and invoices are.
pub(super) const PATH: &str = "/_sandbox/ui/tickets";

const USER: &str = "user";
const SERVICE: &str = "service_type";
const MAXIMUM: &str = "max_amount";
const UUID: &str = "uuid";
const PAYLOAD: &str = "issuer_payload";

actions! {
    /// Issues a ticket.
    Issue = "issue",
}

/// Tickets, invoices and new tickets.
pub(super) struct TicketsBoard;

impl Board for TicketsBoard {
    type Asked = Asked;

    const SECTION: Section = Section::Tickets;

    fn lead(language: Language) -> &'static str {
        TicketTexts::of(language).lead
    }

    fn content(shared: &Arc<Shared>, visit: &Visit, refused: Option<&Refused>) -> Markup {
        let snapshot = snapshot(shared);
        html! {
            (tickets(&snapshot.tickets, visit))
            section { (issue_form(&snapshot, visit, refused)) }
            (sums(&snapshot.invoices, visit))
            (invoices(&snapshot.invoices, visit))
        }
    }

    fn read(asked: Asked, form: &Form, visit: &Visit, _: &Shared) -> Result<Command, Problem> {
        let (text, own) = (visit.texts(), TicketTexts::of(visit.language));
        match asked {
            Asked::Issue => {
                let user: Phone = parsed(form, USER, text.phone, text)?;
                let service = form.field(SERVICE).unwrap_or_default();
                let service = ServiceType::ALL.iter().copied().find(|kind| kind.as_str() == service);
                let service = service.ok_or_else(|| Problem::field(text.service_type, own.unknown_service, text))?;
                let mut ticket = TicketSpec::new(user, service, parsed(form, MAXIMUM, text.max_amount, text)?);
                ticket.uuid = optional(form, UUID, own.uuid, text)?;
                let payload = form.field(PAYLOAD).filter(|payload| !payload.trim().is_empty());
                ticket.issuer_payload = payload
                    .map(|payload| serde_json::from_str::<Map<String, Value>>(&payload))
                    .transpose()
                    .map_err(|error| Problem::field(own.payload, error, text))?;
                command(move |control| control.issue_ticket(ticket).map(drop))
            }
        }
    }
}

fn issue_form(snapshot: &Snapshot, visit: &Visit, refused: Option<&Refused>) -> Markup {
    let (text, own) = (visit.texts(), TicketTexts::of(visit.language));
    let sheet = Sheet::new(visit, Asked::Issue, refused);
    let services = names(ServiceType::ALL);
    let fields = html! {
        (people::phone_line(&sheet, USER, text.phone, snapshot))
        (sheet.choice(SERVICE, text.service_type, &services, ServiceType::ReportVerification.as_str()))
        (sheet.number(MAXIMUM, text.max_amount, "1000000", 0))
        (sheet.line(UUID, own.uuid, ""))
        (sheet.area(PAYLOAD, own.payload, "", 4))
    };
    sheet.card(own.issue_title, &fields, own.issue)
}

/// The tickets, as a section.
pub(super) fn tickets(tickets: &[TicketView], visit: &Visit) -> Markup {
    let text = visit.texts();
    let row = |ticket: &TicketView| {
        html! {
            tr {
                td { code dir="ltr" { (ticket.uuid.to_string()) } }
                td { bdi dir="ltr" { (ticket.user) } }
                td { code dir="ltr" { (ticket.service_type.as_str()) } }
                td { (visit.language.number(ticket.max_amount)) }
                td { (ticket_state(ticket.state, text)) }
            }
        }
    };
    let rows: Vec<Markup> = tickets.iter().take(MOST).map(row).collect();
    let heads = [text.ticket, text.user, text.service_type, text.max_amount, text.state];
    table("tickets", text.tickets, &heads, &rows, tickets.len(), visit)
}

/// What each app is paid in all.
fn sums(invoices: &[InvoiceView], visit: &Visit) -> Markup {
    let (text, own) = (visit.texts(), TicketTexts::of(visit.language));
    let mut sums: BTreeMap<&str, (usize, u64)> = BTreeMap::new();
    for invoice in invoices {
        let (count, sum) = sums.entry(&invoice.app).or_default();
        *count += 1;
        *sum = sum.saturating_add(invoice.amount);
    }
    html! {
        @if !sums.is_empty() {
            section {
                h2 { (own.sums) }
                ul.counts {
                    @for (app, (count, sum)) in &sums {
                        li { a href="#invoices" {
                            bdi dir="ltr" { (app) }
                            strong { (visit.language.number(sum)) }
                            span { (text.amount) " · " (visit.language.number(count)) " " (own.invoices) }
                        } }
                    }
                }
            }
        }
    }
}

/// The invoices, as a section.
pub(super) fn invoices(invoices: &[InvoiceView], visit: &Visit) -> Markup {
    let text = visit.texts();
    let row = |invoice: &InvoiceView| {
        html! {
            tr {
                td { bdi dir="ltr" { (invoice.app) } }
                td { code dir="ltr" { (invoice.ticket_uuid.to_string()) } }
                td { bdi dir="ltr" { (invoice.user) } }
                td { (visit.language.number(invoice.amount)) }
                td { (ticket_state(invoice.outcome, text)) }
                td { (moment(invoice.issued_at)) }
            }
        }
    };
    // The newest are the interesting ones.
    let rows: Vec<Markup> = invoices.iter().rev().take(MOST).map(row).collect();
    let heads = [text.app, text.ticket, text.user, text.amount, text.state, text.issued];
    table("invoices", text.invoices, &heads, &rows, invoices.len(), visit)
}

fn ticket_state(state: TicketState, text: &Texts) -> Markup {
    let (class, name) = match state {
        TicketState::Fresh => ("tag tag-good", text.ticket_fresh),
        TicketState::Consumed => ("tag", text.ticket_consumed),
        TicketState::Voided => ("tag tag-bad", text.ticket_voided),
    };
    html! { span class=(class) { (name) } }
}

texts! {
    /// The texts of tickets and invoices.
    struct TicketTexts;

    lead: "دیوار با بلیت هزینهٔ خدمت یک کاربر را می‌دهد: برنامه بلیت را می‌سنجد، خدمت را انجام می‌دهد و صورت‌حساب می‌ماند.",
        "With a ticket Divar pays for the service to one person: the app validates it, does its work, and an invoice remains.";
    issue_title: "بلیت تازه", "New ticket";
    issue: "صدور", "Issue";
    uuid: "شناسه (خالی: خودکار)", "Id (empty: drawn)";
    payload: "دادهٔ صادرکننده (شیء JSON، می‌تواند خالی باشد)", "Payload of the issuer (JSON object, may be empty)";
    unknown_service: "چنین نوع خدمتی نیست.", "there is no such service type.";
    sums: "جمع هر برنامه", "Sum of each app";
    invoices: "صورت‌حساب", "invoices";
}
