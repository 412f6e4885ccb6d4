//! What people look at: the console, drawn posts, the playground, the reference and the consent page.
//!
//! Everything is rendered here and loads nothing from elsewhere. Pages see what [`Snapshot`] shows, which holds no
//! secret and no value that is kept hashed.

mod act;
mod addon;
mod apps;
mod assets;
mod board;
mod calls;
mod click;
mod clock;
mod consent;
mod facts;
mod faults;
mod form;
mod frame;
mod image;
mod images;
mod notes;
mod overview;
mod people;
mod playground;
mod post;
mod reference;
mod requests;
mod semantics;
mod sheet;
mod table;
mod text;
mod tickets;
mod visit;
mod withdrawal;

use std::sync::Arc;

use axum::Router;
use axum::routing::{get, post as submit};
use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};

use crate::Snapshot;
use crate::shared::Shared;

pub(crate) use addon::AddonRef;
pub(crate) use click::PATH as CLICK_PATH;
pub(crate) use consent::PATH as CONSENT_PATH;
pub(crate) use image::{data as image_data, path as image_path};
pub use playground::{PreviewOptions, PreviewPage};
pub(crate) use post::{Side, path as post_path};
pub(crate) use text::Language;

/// Every page.
pub(crate) fn routes() -> Router<Arc<Shared>> {
    Router::new()
        .route(overview::PATH, get(overview::show))
        .route(post::ROUTE, get(post::show))
        .route(post::USER_ROUTE, get(post::show_user))
        .merge(board::route::<requests::RequestsBoard>())
        .merge(board::route::<calls::CallsBoard>())
        .merge(board::route::<apps::AppsBoard>())
        .merge(board::route::<people::PeopleBoard>())
        .merge(board::route::<tickets::TicketsBoard>())
        .merge(board::route::<clock::ClockBoard>())
        .merge(board::route::<faults::FaultsBoard>())
        .route(semantics::PATH, get(semantics::show))
        .route(images::PATH, get(images::show))
        .route(playground::PATH, get(playground::show).post(playground::check))
        .route(reference::PATH, get(reference::show))
        .route(reference::VIEWER_PATH, get(reference::viewer))
        .route(reference::DOCUMENT_PATH, get(reference::document))
        .route(consent::PATH, get(consent::show).post(consent::decide))
        .route(click::PATH, submit(click::submit))
        .route(image::ROUTE, get(image::show))
        .route(assets::ROUTE, get(assets::serve))
}

fn snapshot(shared: &Shared) -> Snapshot {
    Snapshot::of(&shared.state())
}

/// A text as one segment of a path.
fn segment(text: &str) -> impl std::fmt::Display {
    utf8_percent_encode(text, NON_ALPHANUMERIC)
}
