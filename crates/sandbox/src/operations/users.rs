//! Tag `users`.

use kenar_schemas::UserIdByPhoneRequest;
use serde_json::{Map, json};

use super::{Call, Registration, Reply, no_such_phone};
use crate::errors::Refusal;
use crate::state::State;

pub(super) const HANDLERS: &[Registration] = &[
    Registration::new("get_user", get_user),
    Registration::new("get_user_id_by_phone", get_user_id_by_phone).reads::<UserIdByPhoneRequest>(),
];

fn get_user(call: &Call<'_>, state: &mut State) -> Result<Reply, Refusal> {
    let session = call.session()?;
    let mut user = Map::new();
    if session.scopes.contains("USER_ID") {
        user.insert("user_id".to_owned(), json!(state.users.id(call.app()?, &session.user)));
    }
    if session.scopes.contains("USER_PHONE") {
        user.insert("phone_number".to_owned(), json!(session.user));
        user.insert("phone_numbers".to_owned(), json!([session.user]));
    }
    Ok(Reply::Json(user.into()))
}

fn get_user_id_by_phone(call: &Call<'_>, state: &mut State) -> Result<Reply, Refusal> {
    let request: UserIdByPhoneRequest = call.body()?;
    let id = state.users.id(call.app()?, &request.phone).ok_or_else(no_such_phone)?;
    Ok(Reply::Json(json!({ "user_id": id })))
}
