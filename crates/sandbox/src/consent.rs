//! The page on which a person agrees or refuses. It is the sandbox's own and not part of the contract.

use std::fmt::Write as _;
use std::sync::Arc;

use axum::extract::{RawQuery, State};
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use bytes::Bytes;
use kenar_schemas::Phone;

use crate::operations::{agreed, refused};
use crate::shared::Shared;
use crate::state::{Consent, State as Everything};

/// Where the page is.
pub(crate) const PATH: &str = "/_sandbox/consent";

pub(crate) async fn show(State(shared): State<Arc<Shared>>, RawQuery(query): RawQuery) -> Response {
    let handle = field(query.unwrap_or_default().as_bytes(), "request").unwrap_or_default();
    let nonce = shared.nonce();
    let state = shared.state();
    match state.tokens.consent(&handle, shared.clock.now()) {
        Some(consent) => page(StatusCode::OK, &nonce, Some(consent), &question(&state, consent, &handle)),
        None => page(StatusCode::NOT_FOUND, &nonce, None, GONE),
    }
}

/// Why a decision leads nowhere.
enum Stuck {
    Nobody,
    Gone,
}

pub(crate) async fn decide(State(shared): State<Arc<Shared>>, body: Bytes) -> Response {
    let handle = field(&body, "request").unwrap_or_default();
    let user = field(&body, "user").and_then(|user| Phone::new(user).ok());
    let approved = field(&body, "decision").as_deref() == Some("approve");
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
    let problem = match decided.await {
        Ok(Ok(location)) => {
            let headers = [(header::LOCATION, location), (header::CACHE_CONTROL, "no-store".to_owned())];
            return (StatusCode::SEE_OTHER, headers).into_response();
        }
        Ok(Err(Stuck::Nobody)) => (StatusCode::BAD_REQUEST, NOBODY.to_owned()),
        Ok(Err(Stuck::Gone)) => (StatusCode::NOT_FOUND, GONE.to_owned()),
        Err(error) => {
            let text = escape(&error.to_string());
            (StatusCode::SERVICE_UNAVAILABLE, format!("<p lang=\"en\" dir=\"ltr\">{text}</p>"))
        }
    };
    page(problem.0, &shared.nonce(), None, &problem.1)
}

/// A field of a form or a query.
fn field(form: &[u8], name: &str) -> Option<String> {
    form_urlencoded::parse(form).find(|(key, _)| key == name).map(|(_, value)| value.into_owned())
}

const GONE: &str = "<p>این درخواست وجود ندارد یا مهلت آن گذشته است.</p>\
    <p lang=\"en\" dir=\"ltr\">This request does not exist, was decided before, or has expired.</p>";
const NOBODY: &str = "<p>کاربری با این شماره وجود ندارد.</p>\
    <p lang=\"en\" dir=\"ltr\">There is no user with this phone number.</p>";

fn question(state: &Everything, consent: &Consent, handle: &str) -> String {
    let app = state.apps.get(consent.app);
    let slug = escape(&app.slug);
    let mut html = format!(
        "<p>برنامهٔ <strong dir=\"ltr\">{slug}</strong> این دسترسی‌ها را می‌خواهد:</p>\
         <p lang=\"en\" dir=\"ltr\">The app <strong>{slug}</strong> asks for:</p><ul dir=\"ltr\">"
    );
    for scope in consent.scopes.iter() {
        // Writing to a text cannot fail.
        let _ = write!(html, "<li><code>{}</code></li>", escape(scope));
    }
    html.push_str("</ul>");
    if app.development {
        html.push_str(
            "<p class=\"warning\">این برنامه در حال آزمایش است.</p>\
             <p class=\"warning\" lang=\"en\" dir=\"ltr\">This app is under test.</p>",
        );
    }
    let _ = write!(
        html,
        "<form method=\"post\" action=\"{PATH}\"><input type=\"hidden\" name=\"request\" value=\"{}\">\
         <label>به نام / <span lang=\"en\">as</span> <select name=\"user\" dir=\"ltr\">",
        escape(handle)
    );
    for phone in state.users.iter() {
        let _ = write!(html, "<option>{}</option>", escape(phone.as_str()));
    }
    html.push_str(
        "</select></label>\
         <p><button name=\"decision\" value=\"approve\">موافقم · <span lang=\"en\">Approve</span></button> \
         <button name=\"decision\" value=\"refuse\">نه · <span lang=\"en\">Refuse</span></button></p></form>",
    );
    html
}

const STYLE: &str = "body{font-family:sans-serif;max-width:34rem;margin:3rem auto;padding:0 1rem;line-height:1.7}\
    button,select{font:inherit;padding:.4rem 1rem}.warning{color:#8a4b00}[lang=en]{color:#444}";

fn page(status: StatusCode, nonce: &str, consent: Option<&Consent>, content: &str) -> Response {
    let html = format!(
        "<!doctype html><html lang=\"fa\" dir=\"rtl\"><head><meta charset=\"utf-8\">\
         <meta name=\"viewport\" content=\"width=device-width\"><title>Kenar sandbox</title>\
         <style nonce=\"{nonce}\">{STYLE}</style></head><body><h1>کنار دیوار · <span lang=\"en\">sandbox</span></h1>\
         {content}</body></html>"
    );
    // The answer to the form redirects to the app, and browsers hold that against form-action too.
    let target = consent.map(|consent| origin(&consent.redirect_uri)).unwrap_or_default();
    let policy = format!(
        "default-src 'none'; style-src 'nonce-{nonce}'; form-action 'self' {target}; base-uri 'none'; \
         frame-ancestors 'none'"
    );
    let headers = [
        (header::CONTENT_TYPE, "text/html; charset=utf-8".to_owned()),
        (header::CONTENT_SECURITY_POLICY, policy),
        (header::CACHE_CONTROL, "no-store".to_owned()),
        (header::REFERRER_POLICY, "no-referrer".to_owned()),
        (header::X_CONTENT_TYPE_OPTIONS, "nosniff".to_owned()),
    ];
    (status, headers, html).into_response()
}

/// `https://host:port` of a redirect URI, whose host was checked at the start.
fn origin(uri: &str) -> String {
    uri.splitn(4, '/').take(3).collect::<Vec<_>>().join("/")
}

fn escape(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for character in text.chars() {
        match character {
            '&' => escaped.push_str("&amp;"),
            '<' => escaped.push_str("&lt;"),
            '>' => escaped.push_str("&gt;"),
            '"' => escaped.push_str("&quot;"),
            '\'' => escaped.push_str("&#39;"),
            other => escaped.push(other),
        }
    }
    escaped
}
