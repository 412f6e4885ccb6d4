use kenar_schemas::PostToken;
use serde_json::{Map, Value};

use crate::webhook::members::Members;
use crate::webhook::open_enum::open_enum;
use crate::webhook::{Problem, Timestamp, Unchecked};

/// A change of a post. There are many, and several may look the same, because not everything that changes is told.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub struct PostUpdate {
    /// What became of the post.
    pub kind: PostUpdateKind,
    /// The post. Of one that is [retired](PostUpdateKind::Retire) or [archived](PostUpdateKind::Archive) there is the
    /// token only.
    pub post: PostDetails,
}

impl PostUpdate {
    pub(super) fn read(members: &Members<'_>) -> Result<Self, Problem> {
        Ok(Self {
            kind: PostUpdateKind::from(members.required("type")?.as_str()),
            post: PostDetails::read(&members.required_object(&["post"])?)?,
        })
    }
}

open_enum! {
    /// What became of a post. A subscription for all posts of a person is told of neither
    /// [`Retire`](Self::Retire) nor [`Archive`](Self::Archive).
    PostUpdateKind {
        /// It was published, or changed while it was.
        Publish = "PUBLISH";
        /// It was published and is no longer listed.
        Retire = "RETIRE";
        /// It is not published yet, or not in this form, and changed.
        Ongoing = "ONGOING";
        /// It was not published yet and is deleted.
        Archive = "ARCHIVE";
    }
}

/// A post as apps see it. What was not sent is `None` or empty.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub struct PostDetails {
    /// Its token.
    pub token: Unchecked<PostToken>,
    /// The slug of its category.
    pub category: Option<String>,
    /// The slug of its city.
    pub city: Option<String>,
    /// The slug of its district.
    pub district: Option<String>,
    /// Whether its phone number is hidden. Only events tell it.
    pub is_phone_hidden: Option<bool>,
    /// Whether an app answers chats for the seller.
    pub supplier_chat_assistant_enabled: Option<bool>,
    /// Whether it can be chatted about.
    pub chat_enabled: Option<bool>,
    /// When it was first published.
    pub first_published_at: Option<Timestamp>,
    /// When it was last changed.
    pub last_modified_at: Option<Timestamp>,
    /// What state it is in.
    pub state: Option<String>,
    /// The business that it belongs to.
    pub business_data: Map<String, Value>,
    /// What its category asks for: `title`, `description`, `price` …
    pub data: Map<String, Value>,
}

impl PostDetails {
    fn read(members: &Members<'_>) -> Result<Self, Problem> {
        Ok(Self {
            token: Unchecked::new(members.required("token")?),
            category: members.name(&["category"])?,
            city: members.name(&["city"])?,
            district: members.name(&["district"])?,
            is_phone_hidden: members.flag("is_phone_hidden"),
            supplier_chat_assistant_enabled: members.flag("supplier_chat_assistant_enabled"),
            chat_enabled: members.flag("chat_enabled"),
            first_published_at: members.moment("first_published_at"),
            last_modified_at: members.moment("last_modified_at"),
            state: members.name(&["state"])?,
            business_data: members.data(&["business_data"])?,
            data: members.data(&["data"])?,
        })
    }
}
