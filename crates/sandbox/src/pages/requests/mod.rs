//! What apps asked of the platform, and why it was refused.

mod advice;
mod text;

use std::sync::Arc;

use kenar_schemas::ErrorDetail;
use maud::{Markup, html};

use self::advice::Advice;
use self::text::RequestTexts;
use super::act::{Command, Problem, Refused, actions, command};
use super::addon::moment;
use super::board::{self, Board};
use super::facts::shown;
use super::form::Form;
use super::frame::Section;
use super::sheet::Sheet;
use super::table::{MOST, rest};
use super::text::Language;
use super::visit::Visit;
use crate::shared::Shared;
use crate::{RefusalView, RequestView};

/// Where the log of requests is.
pub(super) const PATH: &str = "/_sandbox/ui/requests";

const ONLY: &str = "only";
const REFUSED: &str = "refused";

actions! {
    /// Empties the log.
    Forget = "forget",
}

/// The log of requests.
pub(super) struct RequestsBoard;

impl Board for RequestsBoard {
    type Asked = Asked;

    const SECTION: Section = Section::Requests;

    const LIVE: bool = true;

    fn lead(language: Language) -> &'static str {
        RequestTexts::of(language).lead
    }

    fn content(shared: &Arc<Shared>, visit: &Visit, refused: Option<&Refused>) -> Markup {
        let (text, own) = (visit.texts(), RequestTexts::of(visit.language));
        let only_refused = only_refused(visit);
        let filters = [("all", text.all, !only_refused), (REFUSED, own.only_refused, only_refused)];
        html! {
            div.toolbar {
                div.switch role="group" aria-label=(own.filter) {
                    @for (value, name, current) in filters {
                        a href=(visit.with(ONLY, value)) aria-current=[current.then_some("true")] { (name) }
                    }
                }
                (Sheet::new(visit, Asked::Forget, refused).button(own.forget, &[]))
            }
            (board::renewed::<Self>(shared, visit))
        }
    }

    fn live(shared: &Arc<Shared>, visit: &Visit) -> Markup {
        list(shared, visit)
    }

    fn read(asked: Asked, _: &Form, _: &Visit, _: &Shared) -> Result<Command, Problem> {
        match asked {
            Asked::Forget => command(|control| {
                control.clear_requests();
                Ok(())
            }),
        }
    }
}

fn only_refused(visit: &Visit) -> bool {
    visit.query(ONLY) == Some(REFUSED)
}

fn list(shared: &Shared, visit: &Visit) -> Markup {
    let own = RequestTexts::of(visit.language);
    let mut requests = shared.requests.after(0);
    if only_refused(visit) {
        requests.retain(|request| request.refusal.is_some());
    }
    html! {
        @if requests.is_empty() { div.card { p.empty { (own.none) } } } @else {
            ol.log { @for request in requests.iter().take(MOST) { (entry(request, visit)) } }
            (rest(requests.len(), visit))
        }
    }
}

fn entry(request: &RequestView, visit: &Visit) -> Markup {
    html! {
        li.entry id=(format!("request-{}", request.id)) {
            @match &request.refusal {
                Some(refusal) => {
                    details {
                        summary { (line(request, visit)) }
                        (why(request, refusal, visit))
                    }
                }
                None => { div.entry-line { (line(request, visit)) } }
            }
        }
    }
}

fn line(request: &RequestView, visit: &Visit) -> Markup {
    let own = RequestTexts::of(visit.language);
    let status = match request.status {
        0..400 => "tag status tag-good",
        400..500 => "tag status tag-warn",
        _ => "tag status tag-bad",
    };
    html! {
        span class=(status) dir="ltr" { (request.status) }
        span.entry-main {
            code.request-line dir="ltr" { strong { (request.method) } " " (request.path) }
            span.entry-facts {
                (moment(request.at))
                span dir="ltr" { (milliseconds(request.micros)) }
                @if let Some(operation) = &request.operation { code dir="ltr" { (operation) } }
                @if let Some(app) = &request.app { bdi.tag dir="ltr" { (app) } }
                @if let Some(fault) = &request.fault { span.tag.tag-bad { (own.fault) " " bdi dir="ltr" { (fault) } } }
                @if let Some(refusal) = &request.refusal { bdi.entry-reason dir="ltr" lang="en" { (refusal.message) } }
            }
            @if !request.dropped.is_empty() {
                span.entry-facts {
                    span.attention-text { (own.dropped) }
                    @for pointer in &request.dropped { code dir="ltr" { (pointer) } }
                }
            }
        }
    }
}

fn milliseconds(micros: u64) -> String {
    format!("{}.{:02} ms", micros / 1000, micros % 1000 / 10)
}

fn why(request: &RequestView, refusal: &RefusalView, visit: &Visit) -> Markup {
    let (text, own) = (visit.texts(), RequestTexts::of(visit.language));
    html! {
        div.why {
            dl.pairs {
                dt { (own.code) } dd { code dir="ltr" { (refusal.code) } }
                dt { (own.message) } dd { bdi dir="ltr" lang="en" { (refusal.message) } }
            }
            p.advice { strong { (text.what_to_do) } " " (Advice::of(request, refusal).words(own)) }
            @if !refusal.details.is_empty() {
                ul.violations dir="ltr" lang="en" {
                    @for detail in refusal.details.iter().take(MOST) { (violation(detail, visit)) }
                }
                (rest(refusal.details.len(), visit))
            }
        }
    }
}

fn violation(detail: &ErrorDetail, visit: &Visit) -> Markup {
    let text = visit.texts();
    let pointer = detail.pointer.as_deref();
    html! {
        li.violation {
            @if let Some(pointer) = pointer {
                code { @if pointer.is_empty() { (text.whole_document) } @else { (pointer) } }
            }
            @if let Some(parameter) = detail.other.get("parameter") { " " span.tag { (shown(parameter)) } }
            @if let Some(message) = &detail.message { p { (message) } }
            dl.violation-facts {
                @if let Some(rule) = &detail.rule { div { dt { (text.rule) } dd { code { (rule) } } } }
                @if let Some(limit) = detail.limit.as_ref().filter(|limit| !limit.is_null()) {
                    div { dt { (text.limit) } dd { code { (shown(limit)) } } }
                }
                @if let Some(found) = &detail.found { div { dt { (text.found) } dd { bdi { (shown(found)) } } } }
            }
        }
    }
}
