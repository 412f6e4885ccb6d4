//! Tag `addons`.

use kenar_schemas::{
    AddonId, AddonReceipt, BusinessAddon, BusinessToken, Empty, Phone, PostAddon, PostToken, UserAddon,
};
use serde_json::{Map, json};

use super::{Call, Registration, Reply, check_development, payment};
use crate::errors::Refusal;
use crate::state::{App, Content, Facts, Payment, Rows, State, TicketState};

pub(super) const HANDLERS: &[Registration] = &[
    Registration::new("upsert_user_addon", upsert_user_addon).reads::<UserAddon>().answers::<AddonReceipt>(),
    Registration::new("upsert_user_addon_by_phone", upsert_user_addon_by_phone)
        .reads::<UserAddon>()
        .answers::<AddonReceipt>(),
    Registration::new("delete_user_addon", delete_user_addon),
    Registration::new("upsert_post_addon", upsert_post_addon).reads::<PostAddon>().answers::<Empty>(),
    Registration::new("delete_post_addon", delete_post_addon),
    Registration::new("create_business_addon", create_business_addon).reads::<BusinessAddon>(),
];

fn upsert_user_addon(call: &Call<'_>, state: &mut State) -> Result<Reply, Refusal> {
    let user = call.user_of_path_id(state)?;
    upsert_addon_of(user, call, state)
}

fn upsert_user_addon_by_phone(call: &Call<'_>, state: &mut State) -> Result<Reply, Refusal> {
    let user = call.user_of_path_phone(state, "phone")?;
    upsert_addon_of(user, call, state)
}

fn upsert_addon_of(user: Phone, call: &Call<'_>, state: &mut State) -> Result<Reply, Refusal> {
    let addon: UserAddon = call.body()?;
    let facts = state.facts(&addon.semantic);
    let content = Content { rows: Rows::V2(addon.widgets), facts, notes: None, other: Map::new() };
    call.must_be(&user)?;
    let payment = payment(state, call.app()?, &user, addon.ticket_uuid, addon.cost)?;
    put_user_addon(call, state, user, content, addon.categories, payment)
}

/// Stores a user add-on of either version, and spends the ticket that pays for it.
pub(super) fn put_user_addon(
    call: &Call<'_>,
    state: &mut State,
    user: Phone,
    content: Content,
    categories: Vec<String>,
    payment: Option<Payment>,
) -> Result<Reply, Refusal> {
    let app = call.app()?;
    check_rows(state.apps.get(app), &content.rows)?;

    if let Some(payment) = payment {
        state.settle(payment, app, TicketState::Consumed, call.now);
    }
    let id = state.put_user_addon(app, user, content, categories, call.now);
    Ok(Reply::Json(json!({ "id": id })))
}

fn delete_user_addon(call: &Call<'_>, state: &mut State) -> Result<Reply, Refusal> {
    let id: AddonId = call.path("id")?;
    if state.delete_user_addon(call.app()?, id) {
        Ok(Reply::empty())
    } else {
        Err(Refusal::not_found("this app has no user add-on of this id"))
    }
}

fn upsert_post_addon(call: &Call<'_>, state: &mut State) -> Result<Reply, Refusal> {
    let post: PostToken = call.path("token")?;
    let addon: PostAddon = call.body()?;
    let facts = state.facts(&addon.semantic.unwrap_or_default());
    let content = Content { rows: Rows::V2(addon.widgets), facts, notes: addon.notes, other: Map::new() };
    put_post_addon(call, state, post, content)
}

/// Checks and stores a post add-on of either version.
pub(super) fn put_post_addon(
    call: &Call<'_>,
    state: &mut State,
    post: PostToken,
    content: Content,
) -> Result<Reply, Refusal> {
    let app = call.app()?;
    check_rows(state.apps.get(app), &content.rows)?;
    check_post(call, state, &post)?;
    state.put_post_addon(app, post, content, call.now);
    Ok(Reply::empty())
}

fn delete_post_addon(call: &Call<'_>, state: &mut State) -> Result<Reply, Refusal> {
    delete_addons_of(&call.path("token")?, call, state)
}

pub(super) fn delete_addons_of(post: &PostToken, call: &Call<'_>, state: &mut State) -> Result<Reply, Refusal> {
    let app = call.app()?;
    check_development(state.apps.get(app), state.posts.get(post))?;
    state.delete_post_addons(app, post);
    Ok(Reply::empty())
}

fn create_business_addon(call: &Call<'_>, state: &mut State) -> Result<Reply, Refusal> {
    let app = call.app()?;
    let business: BusinessToken = call.path("business_token")?;
    let owner = state.businesses.owner(&business);
    let owner = owner.ok_or_else(|| Refusal::not_found("there is no business of this token"))?;
    if call.session()?.user != *owner {
        return Err(Refusal::denied("the business does not belong to the person of the user token"));
    }
    let addon: BusinessAddon = call.body()?;
    let rows = Rows::V2(addon.widgets);
    check_rows(state.apps.get(app), &rows)?;

    let content = Content { rows, facts: Facts::default(), notes: addon.notes, other: Map::new() };
    let id = state.add_business_addon(app, business, content, call.now);
    Ok(Reply::Json(json!({ "id": id })))
}

fn check_rows(app: &App, rows: &Rows) -> Result<(), Refusal> {
    if app.may_use(rows.kinds()) { Ok(()) } else { Err(Refusal::denied("one or more widgets not allowed")) }
}

/// Checks what can be checked about a post. That it exists is not: the platform takes any token.
fn check_post(call: &Call<'_>, state: &State, token: &PostToken) -> Result<(), Refusal> {
    let Some(post) = state.posts.get(token) else { return Ok(()) };
    check_development(state.apps.get(call.app()?), Some(post))?;
    let session = call.session()?;
    let own = post.owner == session.user;
    if !own && !session.scopes.contains(&format!("POST_ADDON_CREATE.{token}")) {
        let message = "USER_POSTS_ADDON_CREATE covers the posts of the person who granted it, not this one";
        return Err(Refusal::denied(message));
    }
    Ok(())
}
