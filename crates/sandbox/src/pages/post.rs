//! A post with its add-ons, and the add-ons of a person.

use std::sync::Arc;

use axum::extract::{Path, State};
use axum::response::Response;
use kenar_schemas::PostToken;
use maud::{Markup, html};

use super::addon::{AddonRef, Shown, article, moment};
use super::facts::facts;
use super::frame::{Page, Section, not_found};
use super::text::Texts;
use super::visit::Visit;
use super::{segment, snapshot};
use crate::shared::Shared;
use crate::{PostAddonView, PostView, UserAddonView};

pub(super) const ROUTE: &str = "/_sandbox/posts/{token}";
pub(super) const USER_ROUTE: &str = "/_sandbox/users/{phone}";

/// Who looks at a post.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) enum Side {
    /// Its owner.
    Supply,
    /// Anybody else.
    #[default]
    Demand,
}

impl Side {
    /// The name that the platform has for it.
    pub(crate) fn as_str(self) -> &'static str {
        match self {
            Self::Supply => "SUPPLY",
            Self::Demand => "DEMAND",
        }
    }

    /// The side of that name.
    pub(crate) fn of(name: &str) -> Option<Self> {
        [Self::Supply, Self::Demand].into_iter().find(|side| side.as_str().eq_ignore_ascii_case(name))
    }
}

/// The address of a post.
pub(crate) fn path(token: &PostToken, side: Side) -> String {
    format!("{}?{SIDE}={}", ROUTE.replace("{token}", token.as_str()), side.as_str())
}

/// The address of the add-ons of a person.
pub(super) fn user_path(phone: &str) -> String {
    USER_ROUTE.replace("{phone}", &segment(phone).to_string())
}

const SIDE: &str = "side";
const EXTRACTED: &str = "extracted";

pub(super) async fn show(State(shared): State<Arc<Shared>>, Path(token): Path<String>, visit: Visit) -> Response {
    let text = visit.texts();
    let snapshot = snapshot(&shared);
    let Some(post) = snapshot.posts.iter().find(|post| post.token.as_str() == token) else {
        return not_found(&visit, text.unknown_post, text.unknown_post_hint);
    };
    let side = visit.query(SIDE).and_then(Side::of).unwrap_or_default();
    let extracted = visit.query(EXTRACTED).is_some_and(|value| value == "1");
    let content = html! {
        (header(post, &visit))
        (switches(&visit, Some(side), extracted))
        @if post.addons.is_empty() { p.empty { (text.no_addons) } }
        @for addon in &post.addons {
            (article(
                &Shown {
                    addon: AddonRef::Post(addon.id),
                    app: &addon.app,
                    content: &addon.content,
                    post: Some(&post.token),
                    side,
                    extracted,
                },
                visit.language,
                &post_origin(addon, text),
            ))
        }
        @for record in snapshot.semantics.iter().filter(|record| record.post.as_ref() == Some(&post.token)) {
            section.card {
                h2 { (text.semantics) " · " bdi dir="ltr" { (record.app) } }
                (facts(&record.semantic, visit.language))
            }
        }
    };
    let title = format!("{} {}", text.post_title, post.token);
    Page::new(&visit, Section::Overview, &title).render(&content)
}

fn header(post: &PostView, visit: &Visit) -> Markup {
    let text = visit.texts();
    html! {
        div.heading {
            h1 { (text.post_title) " " code dir="ltr" { (post.token) } }
            @if post.development { span.tag { (text.development) } }
        }
        dl.facts-line {
            div { dt { (text.category) } dd { bdi { (post.category) } } }
            div { dt { (text.owner) } dd { a href=(user_path(post.owner.as_str())) dir="ltr" { (post.owner) } } }
            div { dt { (text.created) } dd { (moment(post.created_at)) } }
            div { dt { (text.addons) } dd { (visit.language.number(post.addons.len())) } }
        }
    }
}

fn switches(visit: &Visit, side: Option<Side>, extracted: bool) -> Markup {
    let text = visit.texts();
    let sides = [(Side::Demand, text.side_demand), (Side::Supply, text.side_supply)];
    html! {
        div.toolbar {
            @if let Some(side) = side {
                span.hint { (text.viewed_as) }
                div.switch role="group" aria-label=(text.viewed_as) {
                    @for (other, name) in sides {
                        a href=(visit.with(SIDE, other.as_str())) aria-current=[(other == side).then_some("true")] {
                            (name)
                        }
                    }
                }
            }
            a.button href=(visit.with(EXTRACTED, if extracted { "0" } else { "1" })) {
                (if extracted { text.hide_extracted } else { text.show_extracted })
            }
        }
    }
}

fn post_origin(addon: &PostAddonView, text: &Texts) -> Markup {
    html! {
        dl.pairs {
            @match &addon.from_user_addon {
                Some(id) => { dt { (text.from_user_addon) } dd { code dir="ltr" { (id.to_string()) } } }
                None => { dt { (text.put_on_post) } dd { code dir="ltr" { "#" (addon.id) } } }
            }
            dt { (text.created) } dd { (moment(addon.created_at)) }
            dt { (text.modified) } dd { (moment(addon.modified_at)) }
        }
    }
}

pub(super) async fn show_user(State(shared): State<Arc<Shared>>, Path(phone): Path<String>, visit: Visit) -> Response {
    let text = visit.texts();
    let snapshot = snapshot(&shared);
    if !snapshot.users.iter().any(|user| user.phone.as_str() == phone) {
        return not_found(&visit, text.unknown_user, text.unknown_user_hint);
    }
    let extracted = visit.query(EXTRACTED).is_some_and(|value| value == "1");
    let own: Vec<&UserAddonView> = snapshot.user_addons.iter().filter(|addon| addon.user.as_str() == phone).collect();
    let content = html! {
        div.heading { h1 { (text.user_title) " " bdi dir="ltr" { (phone) } } }
        (switches(&visit, None, extracted))
        @if own.is_empty() { p.empty { (text.none_yet) } }
        @for addon in own {
            (article(
                &Shown {
                    addon: AddonRef::User(addon.id),
                    app: &addon.app,
                    content: &addon.content,
                    post: None,
                    side: Side::Supply,
                    extracted,
                },
                visit.language,
                &user_origin(addon, text),
            ))
        }
        @for record in snapshot.semantics.iter().filter(|record| record.user.as_ref().is_some_and(|user| user.as_str() == phone)) {
            section.card {
                h2 { (text.semantics) " · " bdi dir="ltr" { (record.app) } }
                (facts(&record.semantic, visit.language))
            }
        }
    };
    let title = format!("{} {phone}", text.user_title);
    Page::new(&visit, Section::Overview, &title).render(&content)
}

fn user_origin(addon: &UserAddonView, text: &Texts) -> Markup {
    html! {
        dl.pairs {
            dt { (text.categories) }
            dd {
                @if addon.categories.is_empty() { (text.all_categories) }
                @for category in &addon.categories { span.tag { bdi { (category) } } " " }
            }
            dt { (text.created) } dd { (moment(addon.created_at)) }
            dt { (text.modified) } dd { (moment(addon.modified_at)) }
            dt { (text.expires) } dd { (moment(addon.expires_at)) }
        }
    }
}
