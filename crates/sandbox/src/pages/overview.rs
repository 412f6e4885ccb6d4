//! Everything at a glance.

use std::sync::Arc;

use axum::extract::State;
use axum::response::Response;
use maud::{Markup, html};

use super::addon::{miniature, moment};
use super::apps::{AppFace, KeyFace, apps};
use super::facts::facts;
use super::frame::{Page, Section};
use super::post::{self, Side, user_path};
use super::text::Texts;
use super::visit::Visit;
use crate::preview::app_tile;
use crate::shared::Shared;
use crate::state::TicketState;
use crate::{Grant, PostView, Snapshot};

/// Where the overview is.
pub(super) const PATH: &str = "/";

/// How many of one kind are shown; a sandbox under load may hold any number.
const MOST: usize = 60;

pub(super) async fn show(State(shared): State<Arc<Shared>>, visit: Visit) -> Response {
    let text = visit.texts();
    let (snapshot, apps) = {
        let state = shared.state();
        (Snapshot::of(&state), apps(&state))
    };
    let content = html! {
        div.heading { h1 { (text.overview_title) } }
        p.lead { (text.overview_lead) }
        (counts(&snapshot, apps.len(), &visit))
        (app_cards(&apps, &visit))
        (post_cards(&snapshot, &visit))
        (business_cards(&snapshot, &visit))
        (users(&snapshot, &visit))
        (semantics(&snapshot, &visit))
        (tickets(&snapshot, &visit))
        (invoices(&snapshot, &visit))
    };
    Page::new(&visit, Section::Overview, text.overview_title).render(&content)
}

fn counts(snapshot: &Snapshot, apps: usize, visit: &Visit) -> Markup {
    let text = visit.texts();
    let on_posts: usize = snapshot.posts.iter().map(|post| post.addons.len()).sum();
    let counts = [
        ("#apps", text.apps, apps),
        ("#posts", text.posts, snapshot.posts.len()),
        ("#posts", text.addons, on_posts),
        ("#users", text.users, snapshot.users.len()),
        ("#semantics", text.semantics, snapshot.semantics.len()),
        ("#tickets", text.tickets, snapshot.tickets.len()),
        ("#invoices", text.invoices, snapshot.invoices.len()),
    ];
    html! {
        ul.counts {
            @for (target, name, count) in counts {
                li { a href=(target) { strong { (visit.language.number(count)) } span { (name) } } }
            }
        }
    }
}

fn app_cards(apps: &[AppFace], visit: &Visit) -> Markup {
    let text = visit.texts();
    html! {
        section #apps {
            h2 { (text.apps) }
            div.cards {
                @for app in apps.iter().take(MOST) {
                    div.card {
                        header.about-app {
                            (app_tile(&app.slug))
                            strong dir="auto" { (app.title) } " " code dir="ltr" { (app.slug) }
                            span.tag { (if app.development { text.development } else { text.production }) }
                        }
                        dl.pairs {
                            dt { (text.service_type) } dd { code dir="ltr" { (app.service_type.as_str()) } }
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
                }
            }
            (rest(apps.len(), visit))
            p.hint { (text.keys_hint) }
        }
    }
}

fn keys(keys: &[KeyFace], visit: &Visit) -> Markup {
    let text = visit.texts();
    html! {
        (visit.language.number(keys.len()))
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

fn post_cards(snapshot: &Snapshot, visit: &Visit) -> Markup {
    let text = visit.texts();
    // Those with something to see come first.
    let mut posts: Vec<&PostView> = snapshot.posts.iter().collect();
    posts.sort_by_key(|post| post.addons.is_empty());
    html! {
        section #posts {
            h2 { (text.posts) }
            @if posts.is_empty() { p.empty { (text.none_yet) } }
            div.cards {
                @for post in posts.iter().take(MOST) { (post_card(post, visit)) }
            }
            (rest(posts.len(), visit))
        }
    }
}

fn post_card(post: &PostView, visit: &Visit) -> Markup {
    let text = visit.texts();
    html! {
        div.card.post-card {
            header.about-app {
                a.strong href=(post::path(&post.token, Side::Demand)) { code dir="ltr" { (post.token) } }
                span.tag { bdi { (post.category) } }
                @if post.development { span.tag { (text.development) } }
            }
            p.hint { (text.owner) " " a href=(user_path(post.owner.as_str())) dir="ltr" { (post.owner) } }
            @if post.addons.is_empty() { p.empty { (text.no_addons) } } @else {
                // What is drawn here is a picture of what the link above leads to.
                div.miniature inert {
                    @for addon in &post.addons { (miniature(&addon.app, &addon.content, visit.language)) }
                }
                p.hint {
                    (text.addons) " " (visit.language.number(post.addons.len())) " · "
                    @for addon in &post.addons { bdi.tag dir="ltr" { (addon.app) } " " }
                }
            }
        }
    }
}

fn business_cards(snapshot: &Snapshot, visit: &Visit) -> Markup {
    let text = visit.texts();
    html! {
        @if !snapshot.businesses.is_empty() {
            section {
                h2 { (text.businesses) }
                div.cards {
                    @for business in snapshot.businesses.iter().take(MOST) {
                        div.card.post-card {
                            header.about-app { code dir="ltr" { (business.token) } }
                            p.hint { (text.owner) " " bdi dir="ltr" { (business.owner) } }
                            div.miniature inert {
                                @for addon in &business.addons {
                                    (miniature(&addon.app, &addon.content, visit.language))
                                }
                            }
                        }
                    }
                }
                (rest(snapshot.businesses.len(), visit))
            }
        }
    }
}

fn users(snapshot: &Snapshot, visit: &Visit) -> Markup {
    let text = visit.texts();
    let row = |user: &crate::UserView| {
        let addons = snapshot.user_addons.iter().filter(|addon| addon.user == user.phone).count();
        html! {
            tr {
                td { a href=(user_path(user.phone.as_str())) dir="ltr" { (user.phone) } }
                td { (visit.language.number(addons)) }
                td { @for (app, id) in &user.ids { div { bdi dir="ltr" { (app) } " " code dir="ltr" { (id) } } } }
            }
        }
    };
    let rows: Vec<Markup> = snapshot.users.iter().take(MOST).map(row).collect();
    let heads = [text.phone, text.addons, text.ids_by_app];
    table("users", text.users, &heads, &rows, snapshot.users.len(), visit)
}

fn semantics(snapshot: &Snapshot, visit: &Visit) -> Markup {
    let text = visit.texts();
    let row = |record: &crate::SemanticView| {
        html! {
            tr {
                td { bdi dir="ltr" { (record.app) } }
                td {
                    @if let Some(user) = &record.user { (text.user) " " a href=(user_path(user.as_str())) dir="ltr" { (user) } }
                    @if let Some(token) = &record.post {
                        (text.post) " " a href=(post::path(token, Side::Demand)) { code dir="ltr" { (token) } }
                    }
                }
                td { (facts(&record.semantic, visit.language)) }
                td { (moment(record.modified_at)) }
            }
        }
    };
    let rows: Vec<Markup> = snapshot.semantics.iter().take(MOST).map(row).collect();
    let heads = [text.app, text.subject, text.semantics, text.modified];
    table("semantics", text.semantics, &heads, &rows, snapshot.semantics.len(), visit)
}

fn tickets(snapshot: &Snapshot, visit: &Visit) -> Markup {
    let text = visit.texts();
    let row = |ticket: &crate::TicketView| {
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
    let rows: Vec<Markup> = snapshot.tickets.iter().take(MOST).map(row).collect();
    let heads = [text.ticket, text.user, text.service_type, text.max_amount, text.state];
    table("tickets", text.tickets, &heads, &rows, snapshot.tickets.len(), visit)
}

fn invoices(snapshot: &Snapshot, visit: &Visit) -> Markup {
    let text = visit.texts();
    let row = |invoice: &crate::InvoiceView| {
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
    let rows: Vec<Markup> = snapshot.invoices.iter().rev().take(MOST).map(row).collect();
    let heads = [text.app, text.ticket, text.user, text.amount, text.state, text.issued];
    table("invoices", text.invoices, &heads, &rows, snapshot.invoices.len(), visit)
}

fn ticket_state(state: TicketState, text: &Texts) -> Markup {
    let (class, name) = match state {
        TicketState::Fresh => ("tag tag-good", text.ticket_fresh),
        TicketState::Consumed => ("tag", text.ticket_consumed),
        TicketState::Voided => ("tag tag-bad", text.ticket_voided),
    };
    html! { span class=(class) { (name) } }
}

fn table(id: &str, title: &str, heads: &[&str], rows: &[Markup], count: usize, visit: &Visit) -> Markup {
    let text = visit.texts();
    html! {
        section id=(id) {
            h2 { (title) }
            @if rows.is_empty() { p.empty { (text.none_yet) } } @else {
                div.card.scroll tabindex="0" role="region" aria-label=(title) {
                    table {
                        thead { tr { @for head in heads { th scope="col" { (head) } } } }
                        tbody { @for row in rows { (row) } }
                    }
                }
                (rest(count, visit))
            }
        }
    }
}

/// Says how many are not shown.
fn rest(count: usize, visit: &Visit) -> Markup {
    html! {
        @if let Some(rest @ 1..) = count.checked_sub(MOST) {
            p.hint { (visit.texts().and_more) " " (visit.language.number(rest)) }
        }
    }
}
