use kenar_schemas::{Action, DivarUserId, PostToken};
use reqwest::StatusCode;
use serde_json::{Map, Value, json};

use super::call::sealed::FromMembers;
use super::members::Members;
use super::{HttpReply, InvalidReply, Problem, Side, TouchPoint, Unchecked};

/// A dynamic action: somebody clicked on something with the action `get_dynamic_action`, and Divar asks what happens.
/// Answered with a [`DynamicActionReply`] while they wait.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub struct DynamicActionRequest {
    /// Where the click was.
    pub touchpoint: Option<TouchPoint>,
    /// The post, when there is one.
    pub post_token: Option<Unchecked<PostToken>>,
    /// The chat, when there is one.
    pub conversation_id: Option<String>,
    /// On which side the person is who clicked.
    pub user_side: Option<Side>,
    /// The `data` of the action. `serde_json::from_value(request.extra_data.into())` makes a type of the app of it.
    pub extra_data: Map<String, Value>,
    /// Who clicked, when they are logged in, as the app knows them.
    pub user_id: Option<Unchecked<DivarUserId>>,
    /// The whole body as it came.
    pub raw: Map<String, Value>,
}

impl FromMembers for DynamicActionRequest {
    fn from_members(raw: Map<String, Value>) -> Result<Self, Problem> {
        let members = Members::of_body(&raw);
        Ok(Self {
            touchpoint: members.one_of(&["touchpoint", "source"])?,
            post_token: members.unchecked("post_token")?,
            conversation_id: members.name(&["conversation_id"])?,
            user_side: members.one_of(&["user_side"])?,
            extra_data: members.data(&["extra_data", "provider_data"])?,
            user_id: members.unchecked("user_id")?,
            raw,
        })
    }
}

/// What happens after a click: an action, a text that the person is shown, or both.
#[derive(Debug, Clone, PartialEq)]
pub struct DynamicActionReply {
    action: Option<Action>,
    text_message: Option<String>,
}

impl DynamicActionReply {
    /// Does something. Documented are [`Action::OpenDirectLink`] and [`Action::OpenServerLink`].
    ///
    /// # Errors
    /// When it is a dynamic action again.
    pub fn action(action: Action) -> Result<Self, InvalidReply> {
        match action {
            Action::GetDynamicAction(_) => Err(InvalidReply::DynamicActionAgain),
            action => Ok(Self { action: Some(action), text_message: None }),
        }
    }

    /// Shows a text.
    pub fn message(text: impl Into<String>) -> Self {
        Self { action: None, text_message: Some(text.into()) }
    }

    /// Shows a text as well.
    #[must_use]
    pub fn with_message(mut self, text: impl Into<String>) -> Self {
        self.text_message = Some(text.into());
        self
    }

    /// The answer.
    #[must_use]
    pub fn to_http(&self) -> HttpReply {
        let members = [
            self.action.as_ref().map(|action| ("action", json!(action))),
            self.text_message.as_ref().map(|text| ("text_message", json!(text))),
        ];
        let body = members.into_iter().flatten().map(|(name, value)| (name.to_owned(), value)).collect();
        HttpReply::json(StatusCode::OK, &Value::Object(body))
    }
}
