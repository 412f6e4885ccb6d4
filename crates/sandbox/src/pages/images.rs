//! Uploaded pictures.

use std::sync::Arc;

use axum::extract::State;
use axum::response::Response;
use maud::{Markup, html};

use super::addon::moment;
use super::frame::{Page, Section};
use super::table::{MOST, rest};
use super::text::texts;
use super::visit::Visit;
use super::{image, snapshot};
use crate::ImageView;
use crate::shared::Shared;

/// Where the pictures are listed.
pub(super) const PATH: &str = "/_sandbox/ui/images";

pub(super) async fn show(State(shared): State<Arc<Shared>>, visit: Visit) -> Response {
    let (text, own) = (visit.texts(), ImageTexts::of(visit.language));
    let mut images = snapshot(&shared).images;
    images.sort_by_key(|image| std::cmp::Reverse(image.uploaded_at));
    let content = html! {
        div.heading { h1 { (text.nav_images) } }
        p.lead { (own.lead) }
        @if images.is_empty() { div.card { p.empty { (own.none) } } } @else {
            div.cards { @for image in images.iter().take(MOST) { (card(image, &visit)) } }
            (rest(images.len(), &visit))
        }
    };
    Page::new(&visit, Section::Images, text.nav_images).render(&content)
}

fn card(picture: &ImageView, visit: &Visit) -> Markup {
    let own = ImageTexts::of(visit.language);
    html! {
        div.card {
            @if let Some(address) = image::path(&picture.name) {
                a href=(address) { img.thumbnail src=(address) alt=(picture.name) loading="lazy"; }
            }
            dl.pairs {
                dt { (own.temporary) } dd { code dir="ltr" { (picture.name) } }
                dt { (own.permanent) }
                dd {
                    @match &picture.permanent {
                        Some(name) => code dir="ltr" { (name) },
                        None => span.tag.tag-warn { (own.unused) },
                    }
                }
                dt { (own.size) } dd { (visit.language.number(picture.bytes)) " " (own.bytes) }
                dt { (own.uploaded) } dd { (moment(picture.uploaded_at)) }
            }
        }
    }
}

texts! {
    /// The texts of the pictures.
    struct ImageTexts;

    lead: "هر تصویر نامی موقت می‌گیرد و وقتی ردیفی از آن استفاده کند با نامی دیگر ماندنی می‌شود.",
        "A picture gets a temporary name, and stays under another one when a row uses it.";
    none: "هنوز تصویری فرستاده نشده است.", "No picture yet.";
    temporary: "نام موقت", "Temporary name";
    permanent: "نام ماندنی", "Permanent name";
    unused: "هنوز ردیفی از آن استفاده نکرده", "no row uses it yet";
    size: "اندازه", "Size";
    bytes: "بایت", "bytes";
    uploaded: "زمان", "Uploaded";
}
