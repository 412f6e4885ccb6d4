//! Users, posts and businesses.

use kenar_schemas::{BusinessToken, Phone, PostToken};
use serde::Deserialize;

use super::call::{Call, Outcome, Registration, Reply};
use crate::PostSpec;
use crate::errors::Refusal;

pub(super) const HANDLERS: &[Registration] = &[
    Registration::new("list_users", list_users),
    Registration::new("create_user", create_user),
    Registration::new("list_posts", list_posts),
    Registration::new("create_post", create_post),
    Registration::new("list_businesses", list_businesses),
    Registration::new("create_business", create_business),
];

#[derive(Deserialize)]
struct NewUser {
    phone: Phone,
}

#[derive(Deserialize)]
struct NewPost {
    owner: Phone,
    token: PostToken,
    category: String,
    #[serde(default)]
    development: bool,
}

#[derive(Deserialize)]
struct NewBusiness {
    owner: Phone,
    token: BusinessToken,
}

fn list_users(call: &Call) -> Outcome {
    Reply::list("users", &call.control.snapshot().users)
}

fn create_user(call: &Call) -> Outcome {
    let NewUser { phone } = call.body()?;
    call.control.add_user(phone.clone())?;
    let users = call.control.snapshot().users;
    just_made(users.iter().find(|user| user.phone == phone))
}

fn list_posts(call: &Call) -> Outcome {
    Reply::list("posts", &call.control.snapshot().posts)
}

fn create_post(call: &Call) -> Outcome {
    let NewPost { owner, token, category, development } = call.body()?;
    call.control.add_user(owner.clone())?;
    let mut post = PostSpec::new(owner, token.clone(), category);
    post.development = development;
    call.control.add_post(post)?;
    let posts = call.control.snapshot().posts;
    just_made(posts.iter().find(|post| post.token == token))
}

fn list_businesses(call: &Call) -> Outcome {
    Reply::list("businesses", &call.control.snapshot().businesses)
}

fn create_business(call: &Call) -> Outcome {
    let NewBusiness { owner, token } = call.body()?;
    call.control.add_user(owner.clone())?;
    call.control.add_business(&owner, token.clone())?;
    let businesses = call.control.snapshot().businesses;
    just_made(businesses.iter().find(|business| business.token == token))
}

/// Somebody else may have put the sandbox back in between.
fn just_made<T: serde::Serialize>(item: Option<&T>) -> Outcome {
    Reply::created(item.ok_or_else(|| Refusal::not_found("it was made and has already been removed again"))?)
}
