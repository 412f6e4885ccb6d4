//! A look at what is in the sandbox.

mod read;

use std::collections::BTreeMap;

use jiff::Timestamp;
use kenar_schemas::{AddonId, BusinessToken, DivarUserId, Phone, PostToken, SemanticId, TicketUuid};
use serde::Serialize;
use serde_json::{Map, Value};

use crate::ServiceType;
use crate::state::{NoticeKind, TicketState};

pub(crate) use read::notices;

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
    /// The tokens that were issued, oldest first, as long as they are remembered.
    pub tokens: Vec<TokenView>,
    /// Mistakes that were accepted in silence.
    pub notices: Vec<NoticeView>,
    /// How many add-ons were accepted and are not attached yet.
    pub pending_jobs: usize,
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
    /// What v2 would make of the widgets, where they are of v1.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub as_v2: Option<V2View>,
    /// The facts that came with it.
    pub semantic: BTreeMap<String, FactView>,
    /// The private note of the app.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub notes: Option<String>,
    /// Members of the body that only v1 has.
    #[serde(skip_serializing_if = "Map::is_empty")]
    pub other: Map<String, Value>,
}

/// Widgets of v1 in the form of v2.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[non_exhaustive]
pub struct V2View {
    /// The widgets.
    pub widgets: Value,
    /// What became of the members that v2 does not have in the same place, one line each.
    pub notes: Vec<String>,
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
    /// When it came.
    pub uploaded_at: Timestamp,
}

/// A token, without what would let anybody use it.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[non_exhaustive]
pub struct TokenView {
    /// Which kind it is.
    pub kind: TokenKind,
    /// The slug of the app that it was issued to.
    pub app: String,
    /// The person who agreed.
    pub user: Phone,
    /// What it is good for.
    pub scopes: Vec<String>,
    /// When it was issued.
    pub issued_at: Timestamp,
    /// When it stops working.
    pub expires_at: Timestamp,
    /// Whether the person has withdrawn consent.
    pub revoked: bool,
}

/// The kinds of tokens.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum TokenKind {
    /// It is sent with requests.
    Access,
    /// It is traded for new ones.
    Refresh,
}

/// A mistake that was accepted in silence, as the platform does. It never holds a value that was sent.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[non_exhaustive]
pub struct NoticeView {
    /// When it last happened.
    pub at: Timestamp,
    /// How often it happened.
    pub count: u64,
    /// The slug of the app.
    pub app: String,
    /// Who or what it is about: `user 09991234567`, `post gZd7omnS`.
    pub about: String,
    /// What kind of mistake it is.
    pub kind: NoticeKind,
    /// What to do.
    pub message: String,
}
