use kenar_schemas::widgets::ImageCarouselRow;
use maud::{Markup, html};

use super::{Context, picture};
use crate::pages::Language;

pub(super) fn carousel(row: &ImageCarouselRow, context: &Context<'_>) -> Markup {
    let count = row.items.len();
    html! {
        section.w-carousel aria-roledescription="carousel" aria-label="تصویرها" {
            ol.w-pictures tabindex="0" {
                @for (index, item) in row.items.iter().enumerate() {
                    li {
                        figure {
                            (picture::large(&item.image_id, item.description.as_deref(), context))
                            figcaption {
                                span dir="auto" { @if let Some(text) = &item.description { (text) } }
                                span.w-small {
                                    (Language::Persian.number(index + 1)) " از " (Language::Persian.number(count))
                                }
                            }
                        }
                    }
                }
            }
            @if count > 1 {
                button.w-turn.w-back type="button" data-turn="-1" aria-label="تصویر قبلی" { (chevron("M9 5l7 7-7 7")) }
                button.w-turn.w-on type="button" data-turn="1" aria-label="تصویر بعدی" { (chevron("M15 5l-7 7 7 7")) }
            }
        }
    }
}

fn chevron(path: &str) -> Markup {
    html! { svg viewBox="0 0 24 24" aria-hidden="true" { path d=(path); } }
}
