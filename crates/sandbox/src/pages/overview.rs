//! Everything at a glance.

use std::sync::Arc;

use axum::extract::State;
use axum::response::Response;
use maud::{Markup, html};

use super::addon::{miniature, moment};
use super::apps::{self, AppFace};
use super::facts::facts;
use super::frame::{Page, Section};
use super::post::{self, Side, user_path};
use super::table::{MOST, rest, table};
use super::visit::Visit;
use super::{people, tickets};
use crate::shared::Shared;
use crate::{PostView, Snapshot};

/// Where the overview is.
pub(super) const PATH: &str = "/";

pub(super) async fn show(State(shared): State<Arc<Shared>>, visit: Visit) -> Response {
    let text = visit.texts();
    let (snapshot, apps) = {
        let state = shared.state();
        (Snapshot::of(&state), apps::apps(&state))
    };
    let content = html! {
        div.heading { h1 { (text.overview_title) } }
        p.lead { (text.overview_lead) }
        (counts(&snapshot, apps.len(), &visit))
        (app_cards(&apps, &visit))
        (post_cards(&snapshot, &visit))
        (business_cards(&snapshot, &visit))
        (people::users(&snapshot, &visit))
        (semantics(&snapshot, &visit))
        (tickets::tickets(&snapshot.tickets, &visit))
        (tickets::invoices(&snapshot.invoices, &visit))
    };
    Page::new(&visit, Section::Overview, text.overview_title).render(&content)
}

fn counts(snapshot: &Snapshot, apps: usize, visit: &Visit) -> Markup {
    let text = visit.texts();
    let on_posts: usize = snapshot.posts.iter().map(|post| post.addons.len()).sum();
    let counts = [
        (apps::PATH, text.apps, apps),
        (people::PATH, text.posts, snapshot.posts.len()),
        ("#posts", text.addons, on_posts),
        (people::PATH, text.users, snapshot.users.len()),
        (super::semantics::PATH, text.semantics, snapshot.semantics.len()),
        (tickets::PATH, text.tickets, snapshot.tickets.len()),
        (tickets::PATH, text.invoices, snapshot.invoices.len()),
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
            div.cards { @for app in apps.iter().take(MOST) { (apps::card(app, visit)) } }
            (rest(apps.len(), visit))
            p.hint { (text.keys_hint) }
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
