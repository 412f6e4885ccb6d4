//! Payloads to try out: drawn, checked, explained and migrated while they are written.

mod examined;
mod file;
mod kind;
mod listing;
mod place;
mod report;
mod samples;

use axum::http::{HeaderMap, StatusCode};
use axum::response::Response;
use maud::{Markup, html};

pub use self::file::{PreviewOptions, PreviewPage};

use self::examined::examine;
use self::kind::Kind;
use self::samples::SAMPLES;
use super::form::Form;
use super::frame::{Page, Section, fragment};
use super::visit::Visit;
use crate::body::MAX_BODY;

/// Where the playground is.
pub(super) const PATH: &str = "/_sandbox/playground";

pub(super) async fn show(visit: Visit) -> Response {
    let asked = visit.query("sample");
    let sample = SAMPLES.iter().find(|sample| Some(sample.name) == asked).or(SAMPLES.first());
    let text = sample.map(|sample| sample.text).unwrap_or_default();
    page(&visit, StatusCode::OK, text, None)
}

pub(super) async fn check(visit: Visit, headers: HeaderMap, form: Form) -> Response {
    let in_place = headers.contains_key("hx-request");
    // A longer payload the operations would not take either, and a form that is too long to be read has none.
    let Some(payload) = form.field("payload").filter(|payload| payload.len() <= MAX_BODY) else {
        let text = visit.texts();
        let content =
            html! { div #result.result { div.card { h2 { (text.too_large_title) } p { (text.too_large) } } } };
        if in_place {
            return fragment(&visit, content);
        }
        let page = Page::new(&visit, Section::Playground, text.playground_title);
        return page.with_status(StatusCode::PAYLOAD_TOO_LARGE).render(&content);
    };
    let kind = form.field("kind").and_then(|name| Kind::of(&name));
    if in_place {
        return fragment(&visit, result(&payload, kind, &visit));
    }
    page(&visit, StatusCode::OK, &payload, kind)
}

/// Everything that is to be said of what stands in the form.
fn result(payload: &str, kind: Option<Kind>, visit: &Visit) -> Markup {
    if payload.trim().is_empty() {
        return html! { div #result.result { div.card { p.empty { (visit.texts().empty) } } } };
    }
    examine(payload, kind, visit, false).markup
}

fn page(visit: &Visit, status: StatusCode, payload: &str, kind: Option<Kind>) -> Response {
    let text = visit.texts();
    let content = html! {
        div.heading { h1 { (text.playground_title) } }
        p.lead { (text.playground_lead) }
        nav.samples aria-label=(text.samples) {
            span.hint { (text.samples) }
            @for sample in SAMPLES { a.tag href=(visit.with("sample", sample.name)) { ((sample.title)(text)) } }
        }
        div.playground {
            (form(visit, payload, kind))
            (result(payload, kind, visit))
        }
    };
    Page::new(visit, Section::Playground, text.playground_title).with_status(status).render(&content)
}

fn form(visit: &Visit, payload: &str, kind: Option<Kind>) -> Markup {
    let text = visit.texts();
    html! {
        form.card.editor method="post" action=(PATH) hx-post=(PATH) hx-trigger="input delay:300ms, submit"
            hx-target="#result" hx-swap="outerHTML" hx-sync="this:replace" {
            div.toolbar {
                label { (text.payload_kind) " "
                    select name="kind" {
                        option value="" { (text.kind_detected) }
                        @for other in Kind::ALL {
                            option value=(other.as_str()) selected[kind == Some(*other)] { (other.title(text)) }
                        }
                    }
                }
                button.button.button-main type="submit" { (text.check) }
            }
            label.hidden for="payload" { (text.payload) }
            // A browser drops the line break right behind the tag.
            textarea #payload name="payload" dir="ltr" rows="30" spellcheck="false" autocomplete="off" { "\n" (payload) }
        }
    }
}
