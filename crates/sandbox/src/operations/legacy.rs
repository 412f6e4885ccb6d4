//! Tag `legacy`: the first generation of the API. Its bodies are kept as they are.

use kenar_schemas::{Phone, PostToken, TicketUuid};
use serde::de::DeserializeOwned;
use serde_json::{Map, Value, json};

use super::addons::{delete_addons_of, put_post_addon, put_user_addon};
use super::{Call, Registration, Reply, check_development, no_such_phone, payment, same_phone, semantics};
use crate::errors::Refusal;
use crate::state::{App, AppId, Content, Entry, Facts, Payment, PostAddon, Rows, State, Subject};

pub(super) const HANDLERS: &[Registration] = &[
    Registration::new("create_legacy_user_addon", create_legacy_user_addon),
    Registration::new("create_legacy_user_addon_by_phone", create_legacy_user_addon_by_phone),
    Registration::new("create_legacy_user_verification", create_legacy_user_verification),
    Registration::new("delete_legacy_user_verification", delete_legacy_user_verification),
    Registration::new("create_legacy_post_addon", create_legacy_post_addon),
    Registration::new("list_legacy_post_addons", list_legacy_post_addons),
    Registration::new("delete_legacy_post_addons", delete_legacy_post_addons),
];

/// A v1 body, from which the members that the sandbox acts on are taken one by one.
struct Body(Map<String, Value>);

impl Body {
    fn take<T: DeserializeOwned>(&mut self, key: &str) -> Result<Option<T>, Refusal> {
        let wrong = |_| Refusal::internal(format!("the contract let a wrong {key:?} pass"));
        self.0.remove(key).map(|value| serde_json::from_value(value).map_err(wrong)).transpose()
    }

    /// The content; what the sandbox has no use for stays in it as it is.
    fn content(mut self, state: &State) -> Result<Content, Refusal> {
        let facts = self.facts(state)?;
        let mut list: Map<String, Value> = self.take("widgets")?.unwrap_or_default();
        let rows = match list.remove("widget_list") {
            Some(Value::Array(widgets)) => Rows::V1(widgets),
            _ => Rows::V1(Vec::new()),
        };
        Ok(Content { rows, facts, notes: self.take("notes")?, other: self.0 })
    }

    fn facts(&mut self, state: &State) -> Result<Facts, Refusal> {
        let semantic = self.take("semantic")?.unwrap_or_default();
        let sensitive: Vec<String> = self.take("semantic_sensitives")?.unwrap_or_default();
        Ok(Facts::of_legacy(semantic, &sensitive, &state.concealer))
    }

    fn payment(&mut self, state: &State, app: AppId, user: &Phone) -> Result<Option<Payment>, Refusal> {
        let ticket: Option<TicketUuid> = self.take("ticket_uuid")?;
        // The contract counts 12.0 as an integer, and every integer that it takes is exact as a float.
        let cost = self.take::<f64>("verification_cost")?.map(|cost| cost as i32);
        payment(state, app, user, ticket, cost)
    }
}

fn create_legacy_user_addon(call: &Call<'_>, state: &mut State) -> Result<Reply, Refusal> {
    put_legacy_addon(None, call, state)
}

fn create_legacy_user_addon_by_phone(call: &Call<'_>, state: &mut State) -> Result<Reply, Refusal> {
    let user = call.user_of_path_phone(state, "id")?;
    put_legacy_addon(Some(user), call, state)
}

fn put_legacy_addon(user: Option<Phone>, call: &Call<'_>, state: &mut State) -> Result<Reply, Refusal> {
    let app = call.app()?;
    let mut body = Body(call.body()?);
    let phone: Option<Phone> = body.take("phone")?;
    if let Some(user) = &user {
        same_phone(None, phone.as_ref(), user)?;
    }
    let user = user.or(phone).filter(|user| state.users.contains(user)).ok_or_else(no_such_phone)?;
    call.must_be(&user)?;
    let categories = body.take("categories")?.unwrap_or_default();
    let payment = body.payment(state, app, &user)?;
    let content = body.content(state)?;
    put_user_addon(call, state, user, content, categories, payment)
}

fn create_legacy_user_verification(call: &Call<'_>, state: &mut State) -> Result<Reply, Refusal> {
    let user = call.user_of_path_phone(state, "phone")?;
    let mut body = Body(call.body()?);
    same_phone(None, body.take("phone")?.as_ref(), &user)?;
    call.must_be(&user)?;
    let payment = body.payment(state, call.app()?, &user)?;
    let facts = body.facts(state)?;
    semantics::put(call, state, Subject::User(user), facts, payment)
}

fn delete_legacy_user_verification(call: &Call<'_>, state: &mut State) -> Result<Reply, Refusal> {
    let user = call.user_of_path_phone(state, "phone")?;
    semantics::delete(call, state, user)
}

fn create_legacy_post_addon(call: &Call<'_>, state: &mut State) -> Result<Reply, Refusal> {
    let post: PostToken = call.path("post_token")?;
    let content = Body(call.body()?).content(state)?;
    put_post_addon(call, state, post, content)
}

fn delete_legacy_post_addons(call: &Call<'_>, state: &mut State) -> Result<Reply, Refusal> {
    delete_addons_of(&call.path("post_token")?, call, state)
}

/// Lists the app's own v1 add-ons on a post. A post that does not exist has none.
fn list_legacy_post_addons(call: &Call<'_>, state: &mut State) -> Result<Reply, Refusal> {
    let app = call.app()?;
    let post: PostToken = call.path("post_token")?;
    check_development(state.apps.get(app), state.posts.get(&post))?;
    let own = state.addons.on_post(&post).into_iter().filter(|((_, owner, _), _)| *owner == app);
    let view = |widget: &Value| {
        let mut widget = widget.clone();
        state.images.link(&mut widget, call.base_url);
        with_texts(widget)
    };
    let addons: Vec<Value> = own.filter_map(|(_, addon)| item(&post, addon, state.apps.get(app), &view)).collect();
    Ok(Reply::Json(json!({ "addons": addons })))
}

fn item(post: &PostToken, addon: &PostAddon, app: &App, view: &dyn Fn(&Value) -> Value) -> Option<Value> {
    let Rows::V1(widgets) = &addon.content.rows else { return None };
    let readable = addon.content.facts.stated.iter().filter_map(|(key, entry)| match entry {
        Entry::Plain(value) => Some((key.clone(), value.clone())),
        Entry::Hashed(_) => None,
    });
    let mut item = json!({
        "meta_data": {
            "id": addon.id.to_string(),
            "app": { "slug": app.slug, "service_type": app.service_type },
            "created_at": addon.created_at,
            "last_modified": addon.modified_at,
            "status": "ACTIVE",
        },
        "token": post,
        "widgets": { "widget_list": widgets.iter().map(view).collect::<Vec<_>>() },
        "semantic": readable.collect::<Map<_, _>>(),
        "score": "0",
    });
    if let Some(notes) = &addon.content.notes {
        item["notes"] = json!(notes);
    }
    Some(item)
}

/// A widget as the platform gives it back: 64-bit integers have become texts.
fn with_texts(mut widget: Value) -> Value {
    if let Some(number) = widget.pointer_mut("/data/indicator_percentage")
        && number.is_number()
    {
        *number = Value::from(number.to_string());
    }
    widget
}
