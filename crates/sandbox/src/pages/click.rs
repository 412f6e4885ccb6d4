//! What a tap on a row comes to.

use std::sync::Arc;

use axum::extract::State;
use axum::http::HeaderMap;
use axum::response::Response;
use kenar_schemas::{Action, LinkUrl, PostTarget, PostToken};
use maud::{Markup, html};

use super::addon::AddonRef;
use super::form::Form;
use super::frame::{Page, Section, fragment};
use super::post::{self, Side};
use super::visit::Visit;
use crate::shared::Shared;
use crate::{Click, ClickError, Control, ControlError, Opening};

/// Where taps are sent.
pub(crate) const PATH: &str = "/_sandbox/ui/click";

/// A tap on a row whose action asks the app's server.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct ClickRequest {
    /// The slug of the app.
    pub(crate) app: String,
    /// The add-on that the row belongs to.
    pub(crate) addon: AddonRef,
    /// The post on which it was tapped.
    pub(crate) post: Option<PostToken>,
    /// The place of the row in the add-on, as v2 has it.
    pub(crate) widget: usize,
    /// Who tapped.
    pub(crate) side: Side,
}

/// What the app's server answered.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum ClickOutcome {
    /// An address to go to.
    Opened(LinkUrl),
    /// A text to show.
    Message(String),
    /// What to do next, and perhaps a text to show.
    Action(Action, Option<String>),
    /// Nothing that can be used.
    Failed {
        /// Why.
        reason: String,
        /// What the person who owns the app can do.
        what_to_do: String,
    },
}

impl ClickOutcome {
    fn failed(reason: &str, what_to_do: &str) -> Self {
        Self::Failed { reason: reason.to_owned(), what_to_do: what_to_do.to_owned() }
    }
}

impl ClickRequest {
    fn read(form: &Form) -> Option<Self> {
        let field = |name: &str| form.field(name);
        let post = match field("post") {
            Some(token) => Some(PostToken::new(token).ok()?),
            None => None,
        };
        Some(Self {
            app: field("app")?,
            addon: field("addon")?.parse().ok()?,
            post,
            widget: field("widget")?.parse().ok()?,
            side: Side::of(&field("side")?)?,
        })
    }
}

/// Calls the app's server, as Divar does. Whoever taps as the owner is known to be the owner; a viewer need not be
/// logged in.
async fn click(shared: &Arc<Shared>, request: ClickRequest, visit: &Visit) -> ClickOutcome {
    let text = visit.texts();
    let owner = request.post.as_ref().and_then(|post| Some(shared.state().posts.get(post)?.owner.clone()));
    let click = match (request.addon, request.post) {
        (AddonRef::Post(addon), Some(post)) => Click::post_addon(post, addon, request.widget),
        (AddonRef::User(addon), _) => Click::user_addon(addon, request.widget),
        _ => return ClickOutcome::failed(text.click_gone, text.click_bad_form_hint),
    };
    let click = match (request.side, owner) {
        (Side::Supply, Some(owner)) => click.from_side(crate::Side::Supply).by_user(owner),
        (Side::Supply, None) => click.from_side(crate::Side::Supply),
        (Side::Demand, _) => click.from_side(crate::Side::Demand),
    };
    match Control::new(shared.clone()).click(click).await {
        Ok(outcome) => match (outcome.opens, outcome.message) {
            (Some(Opening::Url(url)), None) => ClickOutcome::Opened(url),
            (Some(Opening::Url(url)), message) => ClickOutcome::Action(Action::OpenDirectLink(url), message),
            (Some(Opening::Post(token)), message) => {
                ClickOutcome::Action(Action::OpenPostPage(PostTarget { post_token: token }), message)
            }
            (Some(Opening::PostManagement(token)), message) => {
                ClickOutcome::Action(Action::OpenPostManagePage(PostTarget { post_token: token }), message)
            }
            (None, Some(message)) => ClickOutcome::Message(message),
            (None, None) => ClickOutcome::failed(text.click_gone, text.click_bad_form_hint),
        },
        Err(error) => {
            let hint = match &error {
                ClickError::Control(ControlError::NotConfigured { .. }) => text.click_configure,
                ClickError::Failed { .. } => text.click_look,
                _ => text.click_bad_form_hint,
            };
            ClickOutcome::failed(&error.to_string(), hint)
        }
    }
}

/// Takes a tap and answers with what came of it: a part of the page, or a page for a browser without scripts.
pub(super) async fn submit(
    State(shared): State<Arc<Shared>>,
    visit: Visit,
    headers: HeaderMap,
    form: Form,
) -> Response {
    let text = visit.texts();
    let request = ClickRequest::read(&form);
    let back = request.as_ref().and_then(|request| Some(post::path(request.post.as_ref()?, request.side)));
    let outcome = match request {
        Some(request) => click(&shared, request, &visit).await,
        None => ClickOutcome::failed(text.click_bad_form, text.click_bad_form_hint),
    };
    let shown = show(&outcome, &visit);
    if headers.contains_key("hx-request") {
        return fragment(&visit, shown);
    }
    let content = html! {
        section.card.lonely {
            (shown)
            p { a.button href=(back.as_deref().unwrap_or(super::overview::PATH)) { (text.post_title) } }
        }
    };
    Page::new(&visit, Section::Overview, text.post_title).render(&content)
}

fn show(outcome: &ClickOutcome, visit: &Visit) -> Markup {
    let text = visit.texts();
    let shown = match outcome {
        ClickOutcome::Opened(url) => html! { p { (text.click_opened) } (link(url, text.click_open)) },
        ClickOutcome::Message(message) => html! { p { (text.click_message) } p.quote dir="auto" { (message) } },
        ClickOutcome::Action(action, message) => html! {
            @if let Some(message) = message { p { (text.click_message) } p.quote dir="auto" { (message) } }
            p { (text.click_action) }
            @match action {
                Action::OpenDirectLink(url) => (link(url, text.click_open)),
                Action::OpenPostPage(target) => (link_to_post(&target.post_token, Side::Demand)),
                Action::OpenPostManagePage(target) => (link_to_post(&target.post_token, Side::Supply)),
                _ => { p { (text.click_again) } }
            }
        },
        ClickOutcome::Failed { reason, what_to_do } => html! {
            p { strong { (text.click_failed) } " " bdi { (reason) } }
            p { (text.what_to_do) " " bdi { (what_to_do) } }
        },
    };
    let failed = matches!(outcome, ClickOutcome::Failed { .. });
    html! {
        div.outcome.outcome-bad[failed] lang=(visit.language.code()) dir=(visit.language.direction()) { (shown) }
    }
}

fn link(url: &LinkUrl, open: &str) -> Markup {
    html! {
        p { code.address dir="ltr" { (url) } }
        p { a.button href=(url) target="_blank" rel="noopener noreferrer" { (open) } }
    }
}

fn link_to_post(token: &PostToken, side: Side) -> Markup {
    html! { p { a.button href=(post::path(token, side)) { code dir="ltr" { (token) } } } }
}
