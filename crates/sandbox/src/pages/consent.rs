//! The page on which a person agrees or refuses. It is the sandbox's own and not part of the contract.

use std::sync::Arc;

use axum::extract::State;
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use kenar_schemas::Phone;
use maud::{Markup, html};

use super::form::Form;
use super::frame::Page;
use super::text::{Language, Texts};
use super::visit::Visit;
use crate::operations::{agreed, refused};
use crate::preview::app_tile;
use crate::shared::Shared;
use crate::state::{Consent, State as Everything};

/// Where the page is.
pub(crate) const PATH: &str = "/_sandbox/consent";

pub(super) async fn show(State(shared): State<Arc<Shared>>, visit: Visit) -> Response {
    let handle = visit.query("request").unwrap_or_default();
    let state = shared.state();
    match state.tokens.consent(handle, shared.clock.now()) {
        Some(consent) => {
            let page = Page::new(&visit, None, visit.texts().consent_title);
            page.with_form_target(origin(&consent.redirect_uri)).render(&question(&state, consent, handle, &visit))
        }
        None => gone(&visit),
    }
}

pub(super) async fn decide(State(shared): State<Arc<Shared>>, visit: Visit, form: Form) -> Response {
    let handle = form.field("request").unwrap_or_default();
    let user = form.field("user").and_then(|user| Phone::new(user).ok());
    let approved = form.field("decision").as_deref() == Some("approve");
    let now = shared.clock.now();
    let decided = shared.change(|state| {
        let user = user.filter(|user| state.users.contains(user));
        if approved && user.is_none() {
            return Err(Stuck::Nobody);
        }
        let consent = state.tokens.decide(&handle, now).ok_or(Stuck::Gone)?;
        Ok(match user {
            Some(user) if approved => agreed(consent, user, state, now),
            _ => refused(&consent),
        })
    });
    match decided.await {
        Ok(Ok(location)) => {
            let headers = [(header::LOCATION, location), (header::CACHE_CONTROL, "no-store".to_owned())];
            (StatusCode::SEE_OTHER, headers).into_response()
        }
        Ok(Err(Stuck::Nobody)) => {
            complaint(&visit, StatusCode::BAD_REQUEST, |text| text.consent_nobody, |text| text.consent_nobody_hint)
        }
        Ok(Err(Stuck::Gone)) => gone(&visit),
        Err(error) => {
            let content = html! { section.card.lonely { p lang="en" dir="ltr" { (error) } } };
            let page = Page::new(&visit, None, visit.texts().consent_title);
            page.with_status(StatusCode::SERVICE_UNAVAILABLE).render(&content)
        }
    }
}

/// Why a decision leads nowhere.
enum Stuck {
    Nobody,
    Gone,
}

fn question(state: &Everything, consent: &Consent, handle: &str, visit: &Visit) -> Markup {
    let text = visit.texts();
    let app = state.apps.get(consent.app);
    html! {
        section.card.lonely {
            header.about-app { (app_tile(&app.slug)) h1 dir="auto" { (app.title) } }
            (in_both(visit, "", |text| text.consent_asks))
            ul.scopes dir="ltr" { @for scope in consent.scopes.iter() { li { code { (scope) } } } }
            @if app.development { (in_both(visit, "warning", |text| text.consent_development)) }
            form method="post" action=(PATH) {
                input type="hidden" name="request" value=(handle);
                p {
                    label { (text.consent_as) " "
                        select name="user" dir="ltr" { @for phone in state.users.iter() { option { (phone) } } }
                    }
                }
                p.buttons {
                    button.button.button-main name="decision" value="approve" { (text.consent_approve) }
                    button.button name="decision" value="refuse" { (text.consent_refuse) }
                }
            }
        }
    }
}

/// A sentence in both languages: whoever is sent here by an app has not chosen one.
fn in_both(visit: &Visit, class: &str, pick: fn(&Texts) -> &'static str) -> Markup {
    html! {
        p class=(class) { (pick(visit.texts())) }
        @for other in Language::ALL.into_iter().filter(|other| *other != visit.language) {
            p.other-language.(class) lang=(other.code()) dir=(other.direction()) { (pick(other.texts())) }
        }
    }
}

fn gone(visit: &Visit) -> Response {
    complaint(visit, StatusCode::NOT_FOUND, |text| text.consent_gone, |text| text.consent_gone_hint)
}

fn complaint(
    visit: &Visit,
    status: StatusCode,
    what: fn(&Texts) -> &'static str,
    hint: fn(&Texts) -> &'static str,
) -> Response {
    let content = html! { section.card.lonely { (in_both(visit, "strong", what)) (in_both(visit, "", hint)) } };
    Page::new(visit, None, visit.texts().consent_title).with_status(status).render(&content)
}

/// `https://host:port` of a redirect URI, whose host was checked at the start.
fn origin(uri: &str) -> String {
    uri.splitn(4, '/').take(3).collect::<Vec<_>>().join("/")
}
