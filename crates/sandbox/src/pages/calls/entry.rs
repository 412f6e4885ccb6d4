//! One call in the log.

use maud::{Markup, html};

use super::super::addon::moment;
use super::super::sheet::Sheet;
use super::super::visit::Visit;
use super::text::CallTexts;
use super::{Asked, ID};
use crate::{AttemptView, CallKind, DeliveryState, DeliveryView};

pub(super) fn entry(delivery: &DeliveryView, visit: &Visit) -> Markup {
    html! {
        li.entry id=(format!("call-{}", delivery.id)) {
            details {
                summary { (line(delivery, visit)) }
                (inside(delivery, visit))
            }
        }
    }
}

fn line(delivery: &DeliveryView, visit: &Visit) -> Markup {
    let (text, own) = (visit.texts(), CallTexts::of(visit.language));
    let (class, state) = match delivery.state {
        DeliveryState::Pending => ("tag status tag-warn", own.pending),
        DeliveryState::Delivered => ("tag status tag-good", own.delivered),
        DeliveryState::Failed => ("tag status tag-bad", own.failed),
        DeliveryState::GivenUp => ("tag status tag-bad", own.given_up),
    };
    let last = delivery.attempts.last();
    html! {
        span class=(class) { (state) }
        span.entry-main {
            span.entry-title {
                (kind(delivery.kind, own))
                @if let Some(event) = delivery.event { " " code dir="ltr" { (event.as_str()) } }
            }
            span.entry-facts {
                (moment(delivery.created_at))
                span dir="ltr" { "#" (delivery.id) }
                bdi.tag dir="ltr" { (delivery.app) }
                span { (own.attempts) " " (visit.language.number(delivery.attempts.len())) }
                @if let Some(status) = last.and_then(|attempt| attempt.status) { code dir="ltr" { (status) } }
                @if let Some(due) = delivery.due { span { (own.due) " " (moment(due)) } }
                @if let Some(failure) = last.and_then(|attempt| attempt.failure.as_ref()) {
                    bdi.entry-reason dir="ltr" lang="en" { (failure.message) }
                }
            }
        }
        span.hidden { (text.state) }
    }
}

fn kind(kind: CallKind, own: &CallTexts) -> &'static str {
    match kind {
        CallKind::Session => own.session,
        CallKind::DynamicAction => own.dynamic_action,
        CallKind::Event => own.event,
    }
}

fn inside(delivery: &DeliveryView, visit: &Visit) -> Markup {
    let own = CallTexts::of(visit.language);
    let id = delivery.id.to_string();
    html! {
        div.why {
            @if delivery.attempts.is_empty() { p.empty { (own.not_yet) } } @else { (attempts(delivery, visit)) }
            h4 { (own.body) }
            pre.code dir="ltr" { (serde_json::to_string_pretty(&delivery.body).unwrap_or_default()) }
            @if delivery.kind == CallKind::Event {
                (Sheet::new(visit, Asked::Again, None).button(own.again, &[(ID, &id)]))
            } @else {
                p.hint { (own.not_again) }
            }
        }
    }
}

fn attempts(delivery: &DeliveryView, visit: &Visit) -> Markup {
    let (text, own) = (visit.texts(), CallTexts::of(visit.language));
    html! {
        div.scroll {
            table {
                thead { tr { th { (text.at) } th { (own.status) } th { (own.took) } th { (own.outcome) } } }
                tbody { @for attempt in &delivery.attempts { (row(attempt, own)) } }
            }
        }
    }
}

fn row(attempt: &AttemptView, own: &CallTexts) -> Markup {
    html! {
        tr {
            td { (moment(attempt.at)) }
            td { @match attempt.status { Some(status) => code { (status) }, None => "—" } }
            td { span dir="ltr" { (attempt.milliseconds) " ms" } }
            @match &attempt.failure {
                None => { td { span.tag.tag-good { (own.delivered) } } }
                Some(failure) => {
                    td.attention {
                        bdi dir="ltr" lang="en" { (failure.message) }
                        @if !failure.flaws.is_empty() {
                            ul.violations dir="ltr" lang="en" {
                                @for flaw in &failure.flaws {
                                    li.violation { code { (flaw.pointer) } p { (flaw.message) } }
                                }
                            }
                        }
                    }
                }
            }
        }
    }
}
