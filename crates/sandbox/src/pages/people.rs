//! People, and what they have on Divar.

use std::sync::Arc;

use kenar_schemas::{BusinessToken, Phone, PostToken};
use maud::{Markup, html};

use super::act::{Command, Problem, Refused, actions, command, parsed};
use super::addon::moment;
use super::board::Board;
use super::form::Form;
use super::frame::Section;
use super::post::{self, Side, user_path};
use super::sheet::Sheet;
use super::snapshot;
use super::table::{MOST, table};
use super::text::{Language, texts};
use super::visit::Visit;
use crate::shared::Shared;
use crate::{BusinessView, PostSpec, PostView, Snapshot, UserView};

/// Where people and posts are.
pub(super) const PATH: &str = "/_sandbox/ui/people";

const PHONE: &str = "phone";
const OWNER: &str = "owner";
const TOKEN: &str = "token";
const CATEGORY: &str = "category";
const DEVELOPMENT: &str = "development";

actions! {
    /// Adds a person.
    User = "add-user",
    /// Adds a post.
    Post = "add-post",
    /// Adds a business.
    Business = "add-business",
}

/// People, posts, businesses and new ones.
pub(super) struct PeopleBoard;

impl Board for PeopleBoard {
    type Asked = Asked;

    const SECTION: Section = Section::People;

    fn lead(language: Language) -> &'static str {
        PeopleTexts::of(language).lead
    }

    fn content(shared: &Arc<Shared>, visit: &Visit, refused: Option<&Refused>) -> Markup {
        let snapshot = snapshot(shared);
        html! {
            section { div.forms { (forms(&snapshot, visit, refused)) } }
            (users(&snapshot, visit))
            (posts(&snapshot.posts, visit))
            (businesses(&snapshot.businesses, visit))
        }
    }

    fn read(asked: Asked, form: &Form, visit: &Visit, _: &Shared) -> Result<Command, Problem> {
        let (text, own) = (visit.texts(), PeopleTexts::of(visit.language));
        match asked {
            Asked::User => {
                let phone: Phone = parsed(form, PHONE, text.phone, text)?;
                command(move |control| control.add_user(phone))
            }
            Asked::Post => {
                let owner: Phone = parsed(form, OWNER, text.owner, text)?;
                let token: PostToken = parsed(form, TOKEN, own.token, text)?;
                let category = form.field(CATEGORY).unwrap_or_default().trim().to_owned();
                if category.is_empty() {
                    return Err(Problem::field(text.category, own.category_missing, text));
                }
                let mut post = PostSpec::new(owner, token, category);
                post.development = form.field(DEVELOPMENT).is_some();
                command(move |control| control.add_post(post))
            }
            Asked::Business => {
                let owner: Phone = parsed(form, OWNER, text.owner, text)?;
                let token: BusinessToken = parsed(form, TOKEN, own.token, text)?;
                command(move |control| control.add_business(&owner, token))
            }
        }
    }
}

fn forms(snapshot: &Snapshot, visit: &Visit, refused: Option<&Refused>) -> Markup {
    let (text, own) = (visit.texts(), PeopleTexts::of(visit.language));
    let [user, post, business] =
        [Asked::User, Asked::Post, Asked::Business].map(|asked| Sheet::new(visit, asked, refused));
    let post_fields = html! {
        (phone_line(&post, OWNER, text.owner, snapshot))
        (post.line(TOKEN, own.token, ""))
        (post.line(CATEGORY, text.category, "light"))
        (post.tick(DEVELOPMENT, own.development_post))
    };
    let business_fields = html! {
        (phone_line(&business, OWNER, text.owner, snapshot))
        (business.line(TOKEN, own.token, ""))
    };
    html! {
        (user.card(own.user_title, &user.line(PHONE, text.phone, ""), own.add))
        (post.card(own.post_title, &post_fields, own.add))
        (business.card(own.business_title, &business_fields, own.add))
    }
}

/// A phone number, with those that there are to choose from.
pub(super) fn phone_line(sheet: &Sheet<'_>, name: &str, label: &str, snapshot: &Snapshot) -> Markup {
    let phones: Vec<&str> = snapshot.users.iter().take(MOST).map(|user| user.phone.as_str()).collect();
    sheet.suggested(name, label, phones.first().copied().unwrap_or_default(), &phones)
}

/// The people, as a section.
pub(super) fn users(snapshot: &Snapshot, visit: &Visit) -> Markup {
    let text = visit.texts();
    let row = |user: &UserView| {
        let addons = snapshot.user_addons.iter().filter(|addon| addon.user == user.phone).count();
        html! {
            tr {
                td { a href=(user_path(user.phone.as_str())) dir="ltr" { (user.phone) } }
                td { (visit.language.number(addons)) }
                td { @for (app, id) in &user.ids { div { bdi dir="ltr" { (app) } " " code dir="ltr" { (id) } } } }
            }
        }
    };
    let rows: Vec<Markup> = snapshot.users.iter().take(MOST).map(row).collect();
    let heads = [text.phone, text.addons, text.ids_by_app];
    table("users", text.users, &heads, &rows, snapshot.users.len(), visit)
}

fn posts(posts: &[PostView], visit: &Visit) -> Markup {
    let text = visit.texts();
    let row = |post: &PostView| {
        html! {
            tr {
                td {
                    a href=(post::path(&post.token, Side::Demand)) { code dir="ltr" { (post.token) } }
                    @if post.development { " " span.tag.tag-warn { (text.development) } }
                }
                td { a href=(user_path(post.owner.as_str())) dir="ltr" { (post.owner) } }
                td { bdi { (post.category) } }
                td { (visit.language.number(post.addons.len())) }
                td { (moment(post.created_at)) }
            }
        }
    };
    let rows: Vec<Markup> = posts.iter().take(MOST).map(row).collect();
    let heads = [text.post, text.owner, text.category, text.addons, text.created];
    table("posts", text.posts, &heads, &rows, posts.len(), visit)
}

fn businesses(businesses: &[BusinessView], visit: &Visit) -> Markup {
    let (text, own) = (visit.texts(), PeopleTexts::of(visit.language));
    let row = |business: &BusinessView| {
        html! {
            tr {
                td { code dir="ltr" { (business.token) } }
                td { a href=(user_path(business.owner.as_str())) dir="ltr" { (business.owner) } }
                td { (visit.language.number(business.addons.len())) }
            }
        }
    };
    let rows: Vec<Markup> = businesses.iter().take(MOST).map(row).collect();
    table("businesses", text.businesses, &[own.token, text.owner, text.addons], &rows, businesses.len(), visit)
}

texts! {
    /// The texts of people and posts.
    struct PeopleTexts;

    lead: "آدم‌ها و آنچه در دیوار دارند. هر چه برای آزمایش کم دارید همین‌جا بسازید.",
        "People and what they have on Divar. Add what your test needs.";
    add: "بیفزا", "Add";
    user_title: "کاربر تازه", "New person";
    post_title: "آگهی تازه", "New post";
    business_title: "کسب‌وکار تازه", "New business";
    token: "توکن", "Token";
    development_post: "آگهی آزمایشی (تنها آگهی‌هایی که برنامهٔ در حال توسعه می‌تواند دست بزند)",
        "development post (the only ones that a development app may touch)";
    category_missing: "خالی است؛ نشانک دسته را بنویسید، مانند light.", "is empty: write the slug of a category, such as light.";
}
