//! Session initialization, version 2: where to does this person go?

use kenar_schemas::{DivarUserId, PostToken};
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value, json};

use super::spelling::{Spelling, rename};
use super::{ConversationId, Side, Source};

/// Where people return to since addresses of return are no longer sent along.
const COMPLETION_URL: &str = "https://open-platform-redirect.divar.ir/completion";

/// What Divar sends to the session initialization URL of an app. The app answers 200 with `{"url": "https://…"}`.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct SessionRequest {
    /// Where the click was.
    pub source: Source,
    /// The post, when there is one.
    pub post_token: Option<PostToken>,
    /// The chat, when there is one.
    pub conversation_id: Option<ConversationId>,
    /// On which side the person is who clicked.
    pub user_side: Option<Side>,
    /// The `data` of the action.
    #[serde(alias = "provider_data")]
    pub extra_data: Map<String, Value>,
    /// Who clicked, when they are logged in, as the app knows them.
    pub user_id: Option<DivarUserId>,
}

impl SessionRequest {
    /// A click that nothing is known of but where it was and what data it carries.
    #[must_use]
    pub fn new(source: Source, extra_data: Map<String, Value>) -> Self {
        Self { source, post_token: None, conversation_id: None, user_side: None, extra_data, user_id: None }
    }

    /// The body of the call. What is not known is `null`.
    #[must_use]
    pub fn to_body(&self, spelling: Spelling) -> Value {
        let mut body = json!(self);
        if let Value::Object(members) = &mut body {
            if let (true, Some(side)) = (spelling.upper_case_side, self.user_side) {
                members.insert("user_side".to_owned(), side.upper_case().into());
            }
            if spelling.provider_data {
                rename(members, "extra_data", "provider_data");
            }
            if spelling.completion_url {
                members.insert("completion_url".to_owned(), COMPLETION_URL.into());
            }
        }
        body
    }
}
