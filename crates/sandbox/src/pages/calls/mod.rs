//! What Divar asked of apps and told them: the log, and events to be sent.

mod entry;
mod sample;
mod text;

use std::sync::Arc;

use axum::http::StatusCode;
use maud::{Markup, html};

use self::sample::Choice;
use self::text::CallTexts;
use super::act::{Command, Problem, Refused, actions, command, parsed};
use super::board::{self, Board};
use super::form::Form;
use super::frame::Section;
use super::sheet::{Options, Sheet, names};
use super::table::{MOST, rest};
use super::text::Language;
use super::visit::Visit;
use super::withdrawal;
use crate::shared::Shared;
use crate::{Control, DeliveryId, Event, EventKind, Snapshot};

/// Where the log of calls is.
pub(super) const PATH: &str = "/_sandbox/ui/calls";

/// The field with the number of a call.
const ID: &str = "id";
const APP: &str = "app";
const EVENT: &str = "event";

actions! {
    /// Sends an event again.
    Again = "again",
    /// Sends an event.
    Send = "send",
    /// Takes back what a person granted.
    Withdraw = "withdraw",
}

/// The log of calls, and events to be sent.
pub(super) struct CallsBoard;

impl Board for CallsBoard {
    type Asked = Asked;

    const SECTION: Section = Section::Calls;

    const LIVE: bool = true;

    fn lead(language: Language) -> &'static str {
        CallTexts::of(language).lead
    }

    fn content(shared: &Arc<Shared>, visit: &Visit, refused: Option<&Refused>) -> Markup {
        let own = CallTexts::of(visit.language);
        let control = Control::new(shared.clone());
        let (snapshot, apps) = (control.snapshot(), control.slugs());
        html! {
            (Sheet::new(visit, Asked::Again, refused).said())
            section { (board::renewed::<Self>(shared, visit)) }
            section #send {
                h2 { (own.send_title) }
                (chooser(&Choice::of(visit, &snapshot, &apps), &snapshot, &apps, visit))
                div.pair-of-forms {
                    (event_form(&Choice::of(visit, &snapshot, &apps), shared, &apps, visit, refused))
                    (withdrawal_form(&snapshot, &apps, visit, refused))
                }
            }
        }
    }

    fn live(shared: &Arc<Shared>, visit: &Visit) -> Markup {
        list(shared, visit)
    }

    fn read(asked: Asked, form: &Form, visit: &Visit, _: &Shared) -> Result<Command, Problem> {
        let (text, own) = (visit.texts(), CallTexts::of(visit.language));
        match asked {
            Asked::Again => {
                let id: DeliveryId = parsed(form, ID, own.number, text)?;
                command(move |control| control.redeliver(id))
            }
            Asked::Send => {
                let app = form.field(APP).unwrap_or_default();
                let event = form.field(EVENT).unwrap_or_default();
                let event: Event = serde_json::from_str(&event)
                    .map_err(|error| Problem::new(StatusCode::BAD_REQUEST, error, own.event_hint))?;
                command(move |control| control.send_event(&app, &event, None).map(drop))
            }
            Asked::Withdraw => withdrawal::read(form, visit),
        }
    }
}

fn list(shared: &Arc<Shared>, visit: &Visit) -> Markup {
    let own = CallTexts::of(visit.language);
    let deliveries = Control::new(shared.clone()).deliveries();
    html! {
        @if deliveries.is_empty() { div.card { p.empty { (own.none) } } } @else {
            ol.log { @for delivery in deliveries.iter().rev().take(MOST) { (entry::entry(delivery, visit)) } }
            (rest(deliveries.len(), visit))
        }
    }
}

fn phones(snapshot: &Snapshot) -> Options {
    names(snapshot.users.iter().take(MOST).map(|user| &user.phone))
}

/// What the sample of an event is about. It changes the address of the page and nothing else.
fn chooser(choice: &Choice<'_>, snapshot: &Snapshot, apps: &[String], visit: &Visit) -> Markup {
    let (text, own) = (visit.texts(), CallTexts::of(visit.language));
    let kinds = names(EventKind::ALL);
    let posts = names(snapshot.posts.iter().take(MOST).map(|post| &post.token));
    let select = |name: &str, label: &str, options: &Options, chosen: &str| {
        html! {
            label { (label) " "
                select name=(name) dir="ltr" {
                    @for (value, word) in options { option value=(value) selected[value == chosen] { (word) } }
                }
            }
        }
    };
    html! {
        form.toolbar method="get" action={ (PATH) "#send" } {
            (select(sample::KIND, own.event_kind, &kinds, choice.kind.as_str()))
            (select(sample::APP, text.app, &names(apps), choice.app))
            (select(sample::USER, text.user, &phones(snapshot), choice.user.map_or("", |user| user.phone.as_str())))
            (select(sample::POST, text.post, &posts, choice.post.map_or("", |post| post.token.as_str())))
            button.button type="submit" { (own.take_sample) }
        }
    }
}

fn event_form(
    choice: &Choice<'_>,
    shared: &Shared,
    apps: &[String],
    visit: &Visit,
    refused: Option<&Refused>,
) -> Markup {
    let (text, own) = (visit.texts(), CallTexts::of(visit.language));
    let sheet = Sheet::new(visit, Asked::Send, refused);
    let sample = choice.sample(shared.clock.now());
    let sample = serde_json::to_string_pretty(&sample).unwrap_or_default();
    let fields = html! {
        (sheet.choice(APP, text.app, &names(apps), choice.app))
        (sheet.area(EVENT, own.event, &sample, 18))
    };
    sheet.card(own.event_title, &fields, own.send)
}

fn withdrawal_form(snapshot: &Snapshot, apps: &[String], visit: &Visit, refused: Option<&Refused>) -> Markup {
    let (text, own) = (visit.texts(), CallTexts::of(visit.language));
    let sheet = Sheet::new(visit, Asked::Withdraw, refused);
    let fields = html! {
        p.hint { (own.withdraw_hint) }
        (sheet.choice(withdrawal::APP, text.app, &names(apps), ""))
        (sheet.choice(withdrawal::USER, text.user, &phones(snapshot), ""))
    };
    sheet.card(own.withdraw_title, &fields, own.withdraw)
}
