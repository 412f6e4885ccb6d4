//! Dynamic actions: what happens now?

use kenar_schemas::{Action, DivarUserId, PostToken};
use serde::{Deserialize, Serialize, Serializer};
use serde_json::{Map, Value, json};

use super::{ConversationId, Side, TouchPoint};

/// What Divar sends to the dynamic action URL of an app. The app answers 200 with a [`DynamicActionAnswer`].
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct DynamicActionRequest {
    /// Where the click was.
    pub touchpoint: TouchPoint,
    /// The post, when there is one.
    pub post_token: Option<PostToken>,
    /// The chat, when there is one.
    pub conversation_id: Option<ConversationId>,
    /// On which side the person is who clicked; written `SUPPLY` or `DEMAND`.
    #[serde(serialize_with = "upper_case")]
    pub user_side: Option<Side>,
    /// The `data` of the action.
    pub extra_data: Map<String, Value>,
    /// Who clicked, when they are logged in, as the app knows them.
    pub user_id: Option<DivarUserId>,
}

impl DynamicActionRequest {
    /// A click that nothing is known of but where it was and what data it carries.
    #[must_use]
    pub fn new(touchpoint: TouchPoint, extra_data: Map<String, Value>) -> Self {
        Self { touchpoint, post_token: None, conversation_id: None, user_side: None, extra_data, user_id: None }
    }

    /// The body of the call. What is not known is `null`. It has one published spelling only.
    #[must_use]
    pub fn to_body(&self) -> Value {
        json!(self)
    }
}

fn upper_case<S: Serializer>(side: &Option<Side>, serializer: S) -> Result<S::Ok, S::Error> {
    side.map(Side::upper_case).serialize(serializer)
}

/// What an app answers: an action, a text that the person is shown, or both.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct DynamicActionAnswer {
    /// What happens next. It cannot be another dynamic action.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub action: Option<Action>,
    /// What the person is shown.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub text_message: Option<String>,
}
