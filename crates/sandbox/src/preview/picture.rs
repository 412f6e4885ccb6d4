//! Pictures of rows.

use kenar_schemas::ImageId;
use maud::{Markup, html};

use super::Context;
use crate::pages::{image_data, image_path};

/// A small picture in a row.
pub(super) fn thumbnail(image: &ImageId, context: &Context<'_>) -> Markup {
    match address(image, context) {
        Some(path) => html! { img.w-thumbnail src=(path) alt="" title=(image) loading="lazy"; },
        None if image.as_str() == LOGO => app_tile(context.app),
        None => html! { span.w-thumbnail.w-no-picture role="img" aria-label=(image) title=(image) { "؟" } },
    }
}

/// A picture that fills the column.
pub(super) fn large(image: &ImageId, description: Option<&str>, context: &Context<'_>) -> Markup {
    let alternative = description.unwrap_or(image.as_str());
    match address(image, context) {
        Some(path) => html! { img.w-picture src=(path) alt=(alternative) title=(image) loading="lazy"; },
        None if image.as_str() == LOGO => html! { div.w-picture.w-no-picture { (app_tile(context.app)) } },
        None => html! { div.w-picture.w-no-picture role="img" aria-label=(alternative) { code dir="ltr" { (image) } } },
    }
}

/// Where a picture is. A file has what stands for it inside.
fn address(image: &ImageId, context: &Context<'_>) -> Option<String> {
    let path = image_path(image.as_str())?;
    Some(if context.alone { image_data(image.as_str()) } else { path })
}

const LOGO: &str = "logo";

/// What stands for the logo of an app: its initials.
pub(crate) fn app_tile(slug: &str) -> Markup {
    html! { span.app-tile role="img" aria-label=(slug) title=(slug) { (initials(slug)) } }
}

fn initials(slug: &str) -> String {
    let words = slug.split(|character: char| !character.is_alphanumeric()).filter(|word| !word.is_empty());
    let letters: String = words.filter_map(|word| word.chars().next()).take(2).collect();
    letters.to_uppercase()
}
