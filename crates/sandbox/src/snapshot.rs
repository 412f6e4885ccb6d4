//! A look at what is in the sandbox.

use std::collections::BTreeMap;

use jiff::Timestamp;
use kenar_schemas::{AddonId, BusinessToken, DivarUserId, Phone, PostToken, SemanticId, TicketUuid};
use serde::Serialize;
use serde_json::{Map, Value, json};

use crate::ServiceType;
use crate::state::{Content, Entry, Facts, Origin, Rows, State, Subject, TicketState};

/// Everything in a sandbox at one moment. Neither secrets nor values that are kept hashed are in it.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[non_exhaustive]
pub struct Snapshot {
    /// The people, by phone number.
    pub users: Vec<UserView>,
    /// The posts, by token.
    pub posts: Vec<PostView>,
    /// The businesses, by token.
    pub businesses: Vec<BusinessView>,
    /// The add-ons of people.
    pub user_addons: Vec<UserAddonView>,
    /// The bare facts that apps stated.
    pub semantics: Vec<SemanticView>,
    /// The payment tickets, by id.
    pub tickets: Vec<TicketView>,
    /// The invoices, oldest first.
    pub invoices: Vec<InvoiceView>,
    /// The uploaded pictures, by temporary name.
    pub images: Vec<ImageView>,
}

/// A person.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[non_exhaustive]
pub struct UserView {
    /// The phone number.
    pub phone: Phone,
    /// The id under which each app knows the person, by slug.
    pub ids: BTreeMap<String, DivarUserId>,
}

/// A post and what is attached to it.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[non_exhaustive]
pub struct PostView {
    /// Its token.
    pub token: PostToken,
    /// Whose it is.
    pub owner: Phone,
    /// The slug of its category.
    pub category: String,
    /// Whether it is a development post.
    pub development: bool,
    /// When it was added.
    pub created_at: Timestamp,
    /// The add-ons on it, oldest first.
    pub addons: Vec<PostAddonView>,
}

/// A business.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[non_exhaustive]
pub struct BusinessView {
    /// Its token.
    pub token: BusinessToken,
    /// Whose it is.
    pub owner: Phone,
    /// The add-ons of it, oldest first.
    pub addons: Vec<BusinessAddonView>,
}

/// What an add-on holds.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[non_exhaustive]
pub struct ContentView {
    /// The generation of the API that made it: 1 or 2.
    pub version: u8,
    /// The widgets, in the form of that generation, with the permanent names of pictures.
    pub widgets: Value,
    /// The facts that came with it.
    pub semantic: BTreeMap<String, FactView>,
    /// The private note of the app.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub notes: Option<String>,
    /// Members of the body that only v1 has.
    #[serde(skip_serializing_if = "Map::is_empty")]
    pub other: Map<String, Value>,
}

/// An add-on on a post.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[non_exhaustive]
pub struct PostAddonView {
    /// Its number.
    pub id: u64,
    /// The slug of its app.
    pub app: String,
    /// The user add-on that it came with; `None` when the app put it on this post.
    pub from_user_addon: Option<AddonId>,
    /// When it was attached.
    pub created_at: Timestamp,
    /// When it was last replaced.
    pub modified_at: Timestamp,
    /// What it holds.
    #[serde(flatten)]
    pub content: ContentView,
}

/// An add-on of a person.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[non_exhaustive]
pub struct UserAddonView {
    /// Its id.
    pub id: AddonId,
    /// The slug of its app.
    pub app: String,
    /// The person.
    pub user: Phone,
    /// The categories on whose posts it appears; empty means all in which the app is shown.
    pub categories: Vec<String>,
    /// When it was made.
    pub created_at: Timestamp,
    /// When it was last replaced.
    pub modified_at: Timestamp,
    /// When it ends.
    pub expires_at: Timestamp,
    /// What it holds.
    #[serde(flatten)]
    pub content: ContentView,
}

/// An add-on of a business.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[non_exhaustive]
pub struct BusinessAddonView {
    /// Its id.
    pub id: String,
    /// The slug of its app.
    pub app: String,
    /// When it was made.
    pub created_at: Timestamp,
    /// What it holds.
    #[serde(flatten)]
    pub content: ContentView,
}

/// The bare facts that an app stated about a person or a post.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[non_exhaustive]
pub struct SemanticView {
    /// The id that the app was answered.
    pub id: SemanticId,
    /// The slug of the app.
    pub app: String,
    /// The person, when the facts are about one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub user: Option<Phone>,
    /// The post, when the facts are about one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub post: Option<PostToken>,
    /// When the first of them came.
    pub created_at: Timestamp,
    /// When they were last replaced.
    pub modified_at: Timestamp,
    /// The facts.
    pub semantic: BTreeMap<String, FactView>,
}

/// One fact, as it is kept.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(tag = "kept", rename_all = "snake_case")]
#[non_exhaustive]
pub enum FactView {
    /// Readable.
    Plain {
        /// The value.
        value: Value,
    },
    /// Hashed; nobody can read it again.
    Hashed,
    /// Taken from a widget, and readable.
    Extracted {
        /// The value.
        value: Value,
    },
}

/// A payment ticket.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[non_exhaustive]
pub struct TicketView {
    /// Its id.
    pub uuid: TicketUuid,
    /// The person whose service it pays for.
    pub user: Phone,
    /// The kind of service that it pays for.
    pub service_type: ServiceType,
    /// The most that it pays, in rials.
    pub max_amount: u64,
    /// What has become of it.
    pub state: TicketState,
}

/// What Divar pays an app.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[non_exhaustive]
pub struct InvoiceView {
    /// The slug of the app.
    pub app: String,
    /// The ticket that was spent.
    pub ticket_uuid: TicketUuid,
    /// The person whose service is paid.
    pub user: Phone,
    /// In rials.
    pub amount: u64,
    /// What became of the ticket.
    pub outcome: TicketState,
    /// When.
    pub issued_at: Timestamp,
}

/// An uploaded picture.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[non_exhaustive]
pub struct ImageView {
    /// The temporary name that the upload was answered with.
    pub name: String,
    /// The name under which it stays; `None` until a widget uses it.
    pub permanent: Option<String>,
    /// How large it is.
    pub bytes: usize,
}

impl Snapshot {
    pub(crate) fn of(state: &State) -> Self {
        Self {
            users: users(state),
            posts: posts(state),
            businesses: businesses(state),
            user_addons: user_addons(state),
            semantics: semantics(state),
            tickets: tickets(state),
            invoices: invoices(state),
            images: images(state),
        }
    }
}

fn users(state: &State) -> Vec<UserView> {
    let ids = |phone: &Phone| {
        let id =
            |(app, config): (_, &crate::state::App)| Some((config.slug.clone(), state.users.id(app, phone)?.clone()));
        state.apps.iter().filter_map(id).collect()
    };
    state.users.iter().map(|phone| UserView { phone: phone.clone(), ids: ids(phone) }).collect()
}

fn posts(state: &State) -> Vec<PostView> {
    let addons = |token: &PostToken| {
        let view = |addon: &crate::state::PostAddon| PostAddonView {
            id: addon.id,
            app: state.apps.get(addon.app).slug.clone(),
            from_user_addon: match addon.origin {
                Origin::Post => None,
                Origin::User(id) => Some(id),
            },
            created_at: addon.created_at,
            modified_at: addon.modified_at,
            content: content(&addon.content),
        };
        state.addons.on_post(token).map(view).collect()
    };
    let view = |(token, post): (&PostToken, &crate::state::Post)| PostView {
        token: token.clone(),
        owner: post.owner.clone(),
        category: post.category.clone(),
        development: post.development,
        created_at: post.created_at,
        addons: addons(token),
    };
    state.posts.iter().map(view).collect()
}

fn businesses(state: &State) -> Vec<BusinessView> {
    let addons = |token: &BusinessToken| {
        let own = state.addons.businesses().iter().filter(|addon| addon.business == *token);
        own.map(|addon| BusinessAddonView {
            id: addon.id.to_string(),
            app: state.apps.get(addon.app).slug.clone(),
            created_at: addon.created_at,
            content: content(&addon.content),
        })
        .collect()
    };
    let businesses = state.businesses.iter();
    businesses
        .map(|(token, owner)| BusinessView { token: token.clone(), owner: owner.clone(), addons: addons(token) })
        .collect()
}

fn user_addons(state: &State) -> Vec<UserAddonView> {
    let addons = state.addons.users();
    addons
        .map(|(app, user, addon)| UserAddonView {
            id: addon.id,
            app: state.apps.get(app).slug.clone(),
            user: user.clone(),
            categories: addon.categories.clone(),
            created_at: addon.created_at,
            modified_at: addon.modified_at,
            expires_at: addon.expires_at,
            content: content(&addon.content),
        })
        .collect()
}

fn semantics(state: &State) -> Vec<SemanticView> {
    let records = state.semantics.iter();
    records
        .map(|(app, subject, record)| {
            let (user, post) = match subject {
                Subject::User(phone) => (Some(phone.clone()), None),
                Subject::Post(token) => (None, Some(token.clone())),
            };
            SemanticView {
                id: record.id,
                app: state.apps.get(app).slug.clone(),
                user,
                post,
                created_at: record.created_at,
                modified_at: record.modified_at,
                semantic: facts(&record.facts),
            }
        })
        .collect()
}

fn tickets(state: &State) -> Vec<TicketView> {
    let tickets = state.tickets.iter();
    tickets
        .map(|(uuid, ticket)| TicketView {
            uuid: *uuid,
            user: ticket.user.clone(),
            service_type: ticket.service_type,
            max_amount: ticket.max_amount,
            state: ticket.state,
        })
        .collect()
}

fn invoices(state: &State) -> Vec<InvoiceView> {
    let invoices = state.tickets.invoices().iter();
    invoices
        .map(|invoice| InvoiceView {
            app: state.apps.get(invoice.app).slug.clone(),
            ticket_uuid: invoice.ticket,
            user: invoice.user.clone(),
            amount: invoice.amount,
            outcome: invoice.outcome,
            issued_at: invoice.issued_at,
        })
        .collect()
}

fn images(state: &State) -> Vec<ImageView> {
    let images = state.images.iter();
    images
        .map(|(name, image)| ImageView { name: name.clone(), permanent: image.permanent.clone(), bytes: image.bytes })
        .collect()
}

fn content(content: &Content) -> ContentView {
    let (version, widgets) = match &content.rows {
        Rows::V1(widgets) => (1, json!(widgets)),
        Rows::V2(widgets) => (2, json!(widgets)),
    };
    ContentView {
        version,
        widgets,
        semantic: facts(&content.facts),
        notes: content.notes.clone(),
        other: content.other.clone(),
    }
}

/// A key that stands in `semantic` and in `semantic_paths` is shown as it stands in `semantic`.
fn facts(facts: &Facts) -> BTreeMap<String, FactView> {
    let extracted = facts.extracted.iter().map(|(key, value)| (key, FactView::Extracted { value: value.clone() }));
    let stated = facts.stated.iter().map(|(key, entry)| {
        let fact = match entry {
            Entry::Plain(value) => FactView::Plain { value: value.clone() },
            Entry::Hashed(_) => FactView::Hashed,
        };
        (key, fact)
    });
    extracted.chain(stated).map(|(key, fact)| (key.clone(), fact)).collect()
}
