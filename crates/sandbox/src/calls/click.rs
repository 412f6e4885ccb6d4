//! A click of a person on something of an app, and what came of it.

use kenar_schemas::{Action, AddonId, LinkUrl, Phone, PostToken};
use serde::{Deserialize, Serialize};

use super::{CallFailure, ConversationId, DeliveryId, Side, Spelling};
use crate::ControlError;

/// What is clicked on.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
#[non_exhaustive]
pub enum ClickTarget {
    /// A widget of an add-on on a post.
    PostAddon {
        /// The post.
        post: PostToken,
        /// The number of the add-on.
        addon: u64,
        /// Which widget of it, counted from 0.
        widget: usize,
    },
    /// A widget of the add-on of a person, seen elsewhere than on a post.
    UserAddon {
        /// The id of the add-on.
        addon: AddonId,
        /// Which widget of it, counted from 0.
        widget: usize,
    },
    /// A button under a message that an app sent.
    ChatButton {
        /// The slug of the app.
        app: String,
        /// The chat.
        conversation_id: ConversationId,
        /// The post that the chat is about.
        #[serde(default)]
        post: Option<PostToken>,
        /// What the button does.
        action: Action,
    },
}

/// A click.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[non_exhaustive]
pub struct Click {
    /// On what.
    pub target: ClickTarget,
    /// On which side of the post the person is.
    pub side: Side,
    /// Who it is, when they are logged in.
    #[serde(default)]
    pub user: Option<Phone>,
    /// In which spelling the app is called; `None` takes that of the app.
    #[serde(default)]
    pub spelling: Option<Spelling>,
}

impl Click {
    /// A click of somebody who looks at it and is not logged in.
    #[must_use]
    pub fn new(target: ClickTarget) -> Self {
        Self { target, side: Side::Demand, user: None, spelling: None }
    }

    /// On a widget of an add-on on a post, counted from 0.
    #[must_use]
    pub fn post_addon(post: PostToken, addon: u64, widget: usize) -> Self {
        Self::new(ClickTarget::PostAddon { post, addon, widget })
    }

    /// On a widget of the add-on of a person, counted from 0.
    #[must_use]
    pub fn user_addon(addon: AddonId, widget: usize) -> Self {
        Self::new(ClickTarget::UserAddon { addon, widget })
    }

    /// On a button under a message of an app.
    pub fn chat_button(app: impl Into<String>, conversation_id: ConversationId, action: Action) -> Self {
        Self::new(ClickTarget::ChatButton { app: app.into(), conversation_id, post: None, action })
    }

    /// Names the post that the chat is about. Clicks elsewhere know their post.
    #[must_use]
    pub fn about_post(mut self, token: PostToken) -> Self {
        if let ClickTarget::ChatButton { post, .. } = &mut self.target {
            *post = Some(token);
        }
        self
    }

    /// Says on which side of the post the person is.
    #[must_use]
    pub fn from_side(mut self, side: Side) -> Self {
        self.side = side;
        self
    }

    /// Says who it is.
    #[must_use]
    pub fn by_user(mut self, phone: Phone) -> Self {
        self.user = Some(phone);
        self
    }

    /// Calls the app in this spelling.
    #[must_use]
    pub fn with_spelling(mut self, spelling: Spelling) -> Self {
        self.spelling = Some(spelling);
        self
    }
}

/// What the person sees after a click.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum Opening {
    /// A page.
    Url(LinkUrl),
    /// The public page of a post.
    Post(PostToken),
    /// The page on which the owner manages a post.
    PostManagement(PostToken),
}

/// What came of a click.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct ClickOutcome {
    /// The text that the app shows, from a dynamic action.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub message: Option<String>,
    /// What opens.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub opens: Option<Opening>,
    /// The calls that were made to the app, in their order: at most a dynamic action and a session.
    pub deliveries: Vec<DeliveryId>,
}

/// Why nothing came of a click.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum ClickError {
    /// The app or the person is unknown, or the app has no URL for the call that the action needs.
    #[error(transparent)]
    Control(#[from] ControlError),
    /// The post does not carry this add-on.
    #[error("there is no add-on {addon} on a post {post}")]
    NoPostAddon {
        /// The post.
        post: PostToken,
        /// The number of the add-on.
        addon: u64,
    },
    /// Nobody has this add-on.
    #[error("there is no user add-on {0}")]
    NoUserAddon(AddonId),
    /// The add-on has fewer widgets.
    #[error("there is no widget {widget}: the add-on has {count}, counted from 0")]
    NoWidget {
        /// The widget that was clicked.
        widget: usize,
        /// How many there are.
        count: usize,
    },
    /// The widget has no action.
    #[error("nothing happens on a click on widget {widget}: it has no action")]
    NoAction {
        /// The widget that was clicked.
        widget: usize,
    },
    /// Only the owner of a post can manage it.
    #[error("only the owner of the post {0} can open the page on which it is managed")]
    NotTheOwner(PostToken),
    /// The app failed.
    #[error("call {delivery} to the app failed: {failure}")]
    Failed {
        /// The call in the log.
        delivery: DeliveryId,
        /// Why.
        failure: CallFailure,
    },
}
