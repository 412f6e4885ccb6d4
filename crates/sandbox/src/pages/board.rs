//! Pages of the console that have forms or are renewed while somebody looks.

use std::sync::Arc;

use axum::Router;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode};
use axum::response::Response;
use axum::routing::get;
use maud::{Markup, html};

use super::act::{self, Action, Command, Problem, Refused};
use super::form::Form;
use super::frame::{Page, Section, fragment};
use super::text::Language;
use super::visit::Visit;
use crate::shared::Shared;

/// A page of the console.
pub(super) trait Board: 'static {
    /// The forms on it.
    type Asked: Action;

    /// Which page it is.
    const SECTION: Section;

    /// Whether a part of it is renewed every other second.
    const LIVE: bool = false;

    /// What it is for, in a sentence.
    fn lead(language: Language) -> &'static str;

    /// What is on it, below its title. A form that was refused is shown as it was sent.
    fn content(shared: &Arc<Shared>, visit: &Visit, refused: Option<&Refused>) -> Markup;

    /// The part that is renewed.
    fn live(_shared: &Arc<Shared>, _visit: &Visit) -> Markup {
        Markup::default()
    }

    /// What a form asks for.
    ///
    /// # Errors
    /// When a field cannot be taken.
    fn read(asked: Self::Asked, form: &Form, visit: &Visit, shared: &Shared) -> Result<Command, Problem>;
}

/// The page and its forms.
pub(super) fn route<B: Board>() -> Router<Arc<Shared>> {
    Router::new().route(B::SECTION.path(), get(show::<B>).post(submit::<B>))
}

async fn show<B: Board>(State(shared): State<Arc<Shared>>, visit: Visit, headers: HeaderMap) -> Response {
    if B::LIVE && headers.contains_key("hx-request") {
        return fragment(&visit, B::live(&shared, &visit));
    }
    page::<B>(&shared, &visit, None)
}

async fn submit<B: Board>(State(shared): State<Arc<Shared>>, visit: Visit, form: Form) -> Response {
    act::answer(&shared, &visit, form, B::read, page::<B>).await
}

fn page<B: Board>(shared: &Arc<Shared>, visit: &Visit, refused: Option<&Refused>) -> Response {
    let text = visit.texts();
    let title = B::SECTION.name(text);
    let content = html! {
        div.heading {
            h1 { (title) }
            @if B::LIVE { span.tag.tag-good title=(text.live_hint) { (text.live) } }
        }
        p.lead { (B::lead(visit.language)) }
        (act::outcome(visit, refused))
        (B::content(shared, visit, refused))
    };
    let status = refused.map_or(StatusCode::OK, Refused::status);
    Page::new(visit, B::SECTION, title).with_status(status).render(&content)
}

/// The place of the part that is renewed.
pub(super) fn renewed<B: Board>(shared: &Arc<Shared>, visit: &Visit) -> Markup {
    html! {
        div #live hx-get=(visit.here()) hx-trigger="every 2s" hx-swap="innerMorph" {
            (B::live(shared, visit))
        }
    }
}
