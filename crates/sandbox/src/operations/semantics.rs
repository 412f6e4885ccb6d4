//! Tag `semantics`.

use kenar_schemas::{Empty, Phone, PostSemantic, PostToken, SemanticReceipt, UserSemantic};
use serde_json::json;

use super::{Call, Registration, Reply, check_development, payment, same_phone};
use crate::errors::Refusal;
use crate::state::{Facts, Payment, State, Subject, TicketState};

pub(super) const HANDLERS: &[Registration] = &[
    Registration::new("upsert_user_semantic", upsert_user_semantic)
        .reads::<UserSemantic>()
        .answers::<SemanticReceipt>(),
    Registration::new("upsert_user_semantic_by_phone", upsert_user_semantic_by_phone)
        .reads::<UserSemantic>()
        .answers::<SemanticReceipt>(),
    Registration::new("delete_user_semantic", delete_user_semantic),
    Registration::new("delete_user_semantic_by_phone", delete_user_semantic_by_phone),
    Registration::new("upsert_post_semantic", upsert_post_semantic).reads::<PostSemantic>().answers::<Empty>(),
];

fn upsert_user_semantic(call: &Call<'_>, state: &mut State) -> Result<Reply, Refusal> {
    let user = call.user_of_path_id(state)?;
    upsert_semantic_of(user, call, state)
}

fn upsert_user_semantic_by_phone(call: &Call<'_>, state: &mut State) -> Result<Reply, Refusal> {
    let user = call.user_of_path_phone(state, "phone")?;
    upsert_semantic_of(user, call, state)
}

fn upsert_semantic_of(user: Phone, call: &Call<'_>, state: &mut State) -> Result<Reply, Refusal> {
    let body: UserSemantic = call.body()?;
    same_phone(None, body.phone.as_ref(), &user)?;
    call.must_be(&user)?;
    let payment = payment(state, call.app()?, &user, body.ticket_uuid, body.cost)?;
    let facts = state.facts(&body.semantic);
    put(call, state, Subject::User(user), facts, payment)
}

/// Stores facts. A ticket that comes with bare facts pays for a check that failed, and is void.
pub(super) fn put(
    call: &Call<'_>,
    state: &mut State,
    subject: Subject,
    facts: Facts,
    payment: Option<Payment>,
) -> Result<Reply, Refusal> {
    let app = call.app()?;
    if let Some(payment) = payment {
        state.settle(payment, app, TicketState::Voided, call.now);
    }
    let id = state.put_semantic(app, subject, facts, call.now);
    Ok(Reply::Json(json!({ "id": id })))
}

fn delete_user_semantic(call: &Call<'_>, state: &mut State) -> Result<Reply, Refusal> {
    let user = call.user_of_path_id(state)?;
    let phone = call.query("phone").and_then(|phone| phone.parse().ok());
    same_phone(Some("query.phone"), phone.as_ref(), &user)?;
    delete(call, state, user)
}

fn delete_user_semantic_by_phone(call: &Call<'_>, state: &mut State) -> Result<Reply, Refusal> {
    let user = call.user_of_path_phone(state, "phone")?;
    delete(call, state, user)
}

/// Deletes what the app stated about a person; that there was nothing is no error.
pub(super) fn delete(call: &Call<'_>, state: &mut State, user: Phone) -> Result<Reply, Refusal> {
    state.semantics.delete(call.app()?, Subject::User(user));
    Ok(Reply::empty())
}

fn upsert_post_semantic(call: &Call<'_>, state: &mut State) -> Result<Reply, Refusal> {
    let app = call.app()?;
    let token: PostToken = call.path("token")?;
    let post = state.posts.get(&token).ok_or_else(|| Refusal::not_found("there is no post of this token"))?;
    check_development(state.apps.get(app), Some(post))?;
    let body: PostSemantic = call.body()?;
    let payment = payment(state, app, &call.session()?.user, body.ticket_uuid, body.cost)?;
    let facts = state.facts(&body.semantic);
    put(call, state, Subject::Post(token), facts, payment)?;
    Ok(Reply::empty())
}
