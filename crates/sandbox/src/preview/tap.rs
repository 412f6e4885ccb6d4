//! What happens when a row is tapped.

use kenar_schemas::Action;
use maud::{Markup, html};

use super::{Context, Taps};
use crate::pages::{CLICK_PATH, Side, post_path};

/// Wraps the face of a row in what its action needs: a link, a form or nothing.
pub(super) fn tap(action: Option<&Action>, class: &str, index: usize, context: &Context<'_>, face: &Markup) -> Markup {
    let text = context.language.texts();
    let (Some(action), Taps::Links | Taps::All { .. }) = (action, context.taps) else {
        return html! { div class=(class) { (face) } };
    };
    match action {
        Action::OpenDirectLink(url) => html! {
            a class=(class) href=(url) target="_blank" rel="noopener noreferrer" { (face) }
        },
        // Everything else is a place of the sandbox.
        _ if context.alone => inert(class, text.tap_needs_sandbox, face),
        Action::OpenPostPage(target) => html! {
            a class=(class) href=(post_path(&target.post_token, Side::Demand)) { (face) }
        },
        Action::OpenPostManagePage(target) if context.side == Side::Supply => html! {
            a class=(class) href=(post_path(&target.post_token, Side::Supply)) { (face) }
        },
        Action::OpenPostManagePage(_) => inert(class, text.tap_owner_only, face),
        Action::OpenServerLink(_) | Action::GetDynamicAction(_) => match context.taps {
            Taps::All { addon, post } => html! {
                form method="post" action=(CLICK_PATH) hx-post=(CLICK_PATH) hx-target="next .w-outcome" {
                    input type="hidden" name="app" value=(context.app);
                    input type="hidden" name="addon" value=(addon);
                    input type="hidden" name="widget" value=(index);
                    input type="hidden" name="side" value=(context.side.as_str());
                    @if let Some(post) = post { input type="hidden" name="post" value=(post); }
                    button class=(class) type="submit" { (face) }
                }
                div.w-outcome aria-live="polite" {}
            },
            Taps::None | Taps::Links => inert(class, text.tap_needs_post, face),
        },
        _ => html! { div class=(class) { (face) } },
    }
}

fn inert(class: &str, why: &str, face: &Markup) -> Markup {
    html! { button class=(class) type="button" disabled title=(why) { (face) } }
}

/// The arrow of a row that leads somewhere.
pub(super) fn arrow() -> Markup {
    html! { svg.w-arrow viewBox="0 0 24 24" aria-hidden="true" { path d="M15 5l-7 7 7 7"; } }
}
