//! The apps, as the pages show them.

use std::sync::Arc;

use maud::{Markup, html};

use super::act::{Command, Problem, Refused, actions};
use super::addon::moment;
use super::board::Board;
use super::form::Form;
use super::frame::Section;
use super::post::user_path;
use super::sheet::Sheet;
use super::table::{MOST, rest, table};
use super::text::{Language, texts};
use super::visit::Visit;
use super::withdrawal;
use crate::preview::app_tile;
use crate::shared::Shared;
use crate::state::State as Everything;
use crate::{CallKind, Grant, Limits, ServiceType, Snapshot, Timestamp, TokenKind, TokenView, WidgetKind};

/// Where the apps are.
pub(super) const PATH: &str = "/_sandbox/ui/apps";

actions! {
    /// Takes back what a person granted.
    Withdraw = "withdraw",
}

/// An app without its secrets.
pub(super) struct AppFace {
    pub(super) slug: String,
    title: String,
    development: bool,
    service_type: ServiceType,
    widgets: Grant<WidgetKind>,
    keys: Vec<KeyFace>,
    limits: Limits,
    redirect_uris: Vec<String>,
    /// Where it is called.
    urls: Vec<(CallKind, Option<String>)>,
}

/// What is to be said of an API key. The key is not part of it.
struct KeyFace {
    permissions: Grant<String>,
    revoked: bool,
}

pub(super) fn apps(state: &Everything) -> Vec<AppFace> {
    let face = |app: &crate::state::App| {
        let url = |url: &Option<kenar_schemas::LinkUrl>| url.as_ref().map(ToString::to_string);
        AppFace {
            slug: app.slug.clone(),
            title: app.title.clone(),
            development: app.development,
            service_type: app.service_type,
            widgets: app.widgets.clone(),
            keys: app
                .keys
                .iter()
                .map(|key| KeyFace { permissions: key.permissions.clone(), revoked: key.revoked })
                .collect(),
            limits: app.limits,
            redirect_uris: app.redirect_uris.iter().map(ToString::to_string).collect(),
            urls: vec![
                (CallKind::Session, url(&app.webhooks.session_url)),
                (CallKind::DynamicAction, url(&app.webhooks.dynamic_action_url)),
                (CallKind::Event, url(&app.webhooks.event_url)),
            ],
        }
    };
    state.apps.iter().map(|(_, app)| face(app)).collect()
}

/// The apps and the tokens that they were issued.
pub(super) struct AppsBoard;

impl Board for AppsBoard {
    type Asked = Asked;

    const SECTION: Section = Section::Apps;

    fn lead(language: Language) -> &'static str {
        AppTexts::of(language).lead
    }

    fn content(shared: &Arc<Shared>, visit: &Visit, refused: Option<&Refused>) -> Markup {
        let text = visit.texts();
        let (snapshot, apps) = {
            let state = shared.state();
            (Snapshot::of(&state), apps(&state))
        };
        html! {
            section {
                @for app in apps.iter().take(MOST) { (whole(app, visit)) }
                (rest(apps.len(), visit))
                p.hint { (text.keys_hint) }
            }
            (Sheet::new(visit, Asked::Withdraw, refused).said())
            (tokens(&snapshot.tokens, shared.clock.now(), visit))
        }
    }

    fn read(asked: Asked, form: &Form, visit: &Visit, _: &Shared) -> Result<Command, Problem> {
        match asked {
            Asked::Withdraw => withdrawal::read(form, visit),
        }
    }
}

/// An app with everything that was configured for it.
fn whole(app: &AppFace, visit: &Visit) -> Markup {
    let own = AppTexts::of(visit.language);
    let limit = |limit: Option<std::num::NonZeroU32>| {
        limit.map_or_else(|| own.unlimited.to_owned(), |limit| visit.language.number(limit))
    };
    html! {
        article.card.record {
            (face(app))
            (tags(app, visit))
            div.two {
                dl.pairs {
                    (granted(app, visit))
                    dt { (own.per_minute) } dd { (limit(app.limits.per_minute)) }
                    dt { (own.per_day) } dd { (limit(app.limits.per_day)) }
                }
                dl.pairs {
                    dt { (own.redirect_uris) }
                    dd { @for uri in &app.redirect_uris { div { code dir="ltr" { (uri) } } } }
                    @for (kind, url) in &app.urls {
                        dt { code dir="ltr" { (kind.setting()) } }
                        dd {
                            @match url { Some(url) => code dir="ltr" { (url) }, None => span.hint { (own.not_configured) } }
                        }
                    }
                }
            }
        }
    }
}

/// An app in short.
pub(super) fn card(app: &AppFace, visit: &Visit) -> Markup {
    html! {
        div.card {
            (face(app))
            (tags(app, visit))
            dl.pairs { (granted(app, visit)) }
        }
    }
}

fn face(app: &AppFace) -> Markup {
    html! {
        header.about-app {
            (app_tile(&app.slug))
            strong dir="auto" { (app.title) } " " code dir="ltr" { (app.slug) }
        }
    }
}

fn tags(app: &AppFace, visit: &Visit) -> Markup {
    let text = visit.texts();
    html! {
        p.tags {
            @if app.development { span.tag.tag-warn { (text.development) } } @else { span.tag { (text.production) } }
            " " code.tag dir="ltr" { (app.service_type.as_str()) }
        }
    }
}

fn granted(app: &AppFace, visit: &Visit) -> Markup {
    let text = visit.texts();
    html! {
        dt { (text.rows_granted) }
        dd {
            @match &app.widgets {
                Grant::All => (text.all),
                Grant::Only(kinds) => {
                    @if kinds.is_empty() { "—" }
                    @for kind in kinds { span.tag dir="ltr" { (kind.key()) } " " }
                }
            }
        }
        dt { (text.keys) } dd { (keys(&app.keys, visit)) }
    }
}

fn keys(keys: &[KeyFace], visit: &Visit) -> Markup {
    let text = visit.texts();
    html! {
        ol.keys {
            @for key in keys {
                li {
                    @match &key.permissions {
                        Grant::All => (text.all),
                        Grant::Only(names) => {
                            @if names.is_empty() { "—" }
                            @for name in names { code dir="ltr" { (name) } " " }
                        }
                    }
                    @if key.revoked { " " span.tag.tag-bad { (text.revoked) } }
                }
            }
        }
    }
}

fn tokens(tokens: &[TokenView], now: Timestamp, visit: &Visit) -> Markup {
    let (text, own) = (visit.texts(), AppTexts::of(visit.language));
    let row = |token: &TokenView| {
        let kind = match token.kind {
            TokenKind::Access => own.access,
            TokenKind::Refresh => own.refresh,
        };
        let in_force = !token.revoked && token.expires_at > now;
        html! {
            tr {
                td { (kind) }
                td { bdi dir="ltr" { (token.app) } }
                td { a href=(user_path(token.user.as_str())) dir="ltr" { (token.user) } }
                td.scopes-cell {
                    details {
                        summary { (visit.language.number(token.scopes.len())) " " (own.scopes_counted) }
                        @for scope in &token.scopes { code dir="ltr" { (scope) } " " }
                    }
                }
                td { (moment(token.issued_at)) br; (moment(token.expires_at)) }
                td {
                    @if token.revoked { span.tag.tag-bad { (own.withdrawn) } }
                    @else if in_force {
                        (Sheet::new(visit, Asked::Withdraw, None).button(
                            own.withdraw,
                            &[(withdrawal::APP, &token.app), (withdrawal::USER, token.user.as_str())],
                        ))
                    }
                    @else { span.tag { (own.expired) } }
                }
            }
        }
    };
    let rows: Vec<Markup> = tokens.iter().rev().take(MOST).map(row).collect();
    let heads = [text.kind, text.app, text.user, own.scopes, own.lasts, text.state];
    table("tokens", own.tokens, &heads, &rows, tokens.len(), visit)
}

texts! {
    /// The texts of the apps.
    struct AppTexts;

    lead: "برنامه‌ها همان‌طور که در پیکربندی آمده‌اند، و توکن‌هایی که گرفته‌اند. خود کلیدها و توکن‌ها نشان داده نمی‌شوند.",
        "The apps as they are configured, and the tokens that they were issued. No key and no token is shown.";
    per_minute: "درخواست در دقیقه", "Requests a minute";
    per_day: "درخواست در روز", "Requests a day";
    unlimited: "بی‌سقف", "unlimited";
    redirect_uris: "نشانی‌های بازگشت", "Redirect URIs";
    not_configured: "در پیکربندی نیامده", "not configured";
    tokens: "توکن‌ها", "Tokens";
    access: "دسترسی", "access";
    refresh: "تازه‌سازی", "refresh";
    scopes: "دسترسی‌ها", "Scopes";
    scopes_counted: "دسترسی", "scopes";
    lasts: "از / تا", "From / to";
    withdraw: "پس‌گرفتن رضایت", "Withdraw";
    withdrawn: "پس‌گرفته‌شده", "withdrawn";
    expired: "گذشته", "expired";
}
