//! A change of a post.

use jiff::Timestamp;
use kenar_schemas::PostToken;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

/// A change of a post: `{"type": "PUBLISH", "post": {…}}`. More kinds may come.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "type", content = "post", rename_all = "SCREAMING_SNAKE_CASE")]
#[non_exhaustive]
pub enum PostUpdate {
    /// It was published, or changed while it was.
    Publish(PostDetails),
    /// It was published and is no longer listed.
    Retire(PostReference),
    /// It is not published yet, or not in this form, and changed.
    Ongoing(PostDetails),
    /// It was not published yet and is deleted.
    Archive(PostReference),
}

/// A post of which nothing but the token is told.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PostReference {
    /// Its token.
    pub token: PostToken,
}

impl From<PostToken> for PostReference {
    fn from(token: PostToken) -> Self {
        Self { token }
    }
}

/// A post as apps see it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[non_exhaustive]
pub struct PostDetails {
    /// Its token.
    pub token: PostToken,
    /// The slug of its category.
    pub category: String,
    /// The slug of its city.
    pub city: String,
    /// The slug of its district, where there is one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub district: Option<String>,
    /// Whether its phone number is hidden.
    #[serde(default)]
    pub is_phone_hidden: bool,
    /// Whether an app answers chats for the seller.
    #[serde(default)]
    pub supplier_chat_assistant_enabled: bool,
    /// Whether it can be chatted about.
    #[serde(default)]
    pub chat_enabled: bool,
    /// When it was first published, if it ever was.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub first_published_at: Option<Timestamp>,
    /// What its category asks for: `title`, `description`, `price` …
    #[serde(default)]
    pub data: Map<String, Value>,
}

impl PostDetails {
    /// A post that can be chatted about and was never published.
    pub fn new(
        token: PostToken,
        category: impl Into<String>,
        city: impl Into<String>,
        data: Map<String, Value>,
    ) -> Self {
        Self {
            token,
            category: category.into(),
            city: city.into(),
            district: None,
            is_phone_hidden: false,
            supplier_chat_assistant_enabled: false,
            chat_enabled: true,
            first_published_at: None,
            data,
        }
    }
}
