use std::borrow::Cow;

use garde::Validate;
use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use crate::{LinkUrl, PostToken};

/// What a tap on a widget does. On the wire an object with exactly one key.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, Validate)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum Action {
    /// Opens a URL: in a new tab on the web, inside the app on a phone.
    OpenDirectLink(#[garde(dive)] LinkUrl),
    /// Divar asks the app's server for the URL to open, and sends it the data.
    OpenServerLink(#[garde(dive)] ActionData),
    /// Divar asks the app's server what to do next, and sends it the data.
    GetDynamicAction(#[garde(dive)] ActionData),
    /// Opens the public page of a post.
    OpenPostPage(#[garde(dive)] PostTarget),
    /// Opens the page on which the owner manages a post; other users cannot open it.
    OpenPostManagePage(#[garde(dive)] PostTarget),
}

impl Action {
    /// Opens a URL.
    ///
    /// # Errors
    /// When the text is not an absolute `http` or `https` URL.
    pub fn open_direct_link(url: impl Into<String>) -> Result<Self, crate::InvalidText> {
        LinkUrl::new(url).map(Self::OpenDirectLink)
    }

    /// Asks the app's server for the URL to open.
    #[must_use]
    pub fn open_server_link(data: Map<String, Value>) -> Self {
        Self::OpenServerLink(ActionData { data })
    }

    /// Asks the app's server what to do next.
    #[must_use]
    pub fn get_dynamic_action(data: Map<String, Value>) -> Self {
        Self::GetDynamicAction(ActionData { data })
    }

    /// Opens the public page of a post.
    #[must_use]
    pub fn open_post_page(post_token: PostToken) -> Self {
        Self::OpenPostPage(PostTarget { post_token })
    }

    /// Opens the page on which the owner manages a post.
    #[must_use]
    pub fn open_post_manage_page(post_token: PostToken) -> Self {
        Self::OpenPostManagePage(PostTarget { post_token })
    }
}

/// Data of the app that Divar hands back to the app's server with the tap.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize, JsonSchema, Validate)]
#[serde(remote = "Self")]
#[serde(deny_unknown_fields)]
pub struct ActionData {
    /// Any JSON object.
    #[serde(default)]
    #[garde(skip)]
    pub data: Map<String, Value>,
}

/// The post that an action opens.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema, Validate)]
#[serde(remote = "Self")]
#[serde(deny_unknown_fields)]
pub struct PostTarget {
    /// The post.
    #[garde(dive)]
    pub post_token: PostToken,
}

macro_rules! arms {
    ($($arm:ident, $key:literal, $value:ty, $description:literal;)*) => {
        $(
            struct $arm;

            impl JsonSchema for $arm {
                fn schema_name() -> Cow<'static, str> {
                    stringify!($arm).into()
                }

                fn json_schema(generator: &mut SchemaGenerator) -> Schema {
                    json_schema!({
                        "description": $description,
                        "type": "object",
                        "properties": { $key: generator.subschema_for::<$value>() },
                        "required": [$key],
                        "additionalProperties": false,
                    })
                }
            }
        )*

        impl JsonSchema for Action {
            fn schema_name() -> Cow<'static, str> {
                "Action".into()
            }

            fn json_schema(generator: &mut SchemaGenerator) -> Schema {
                let arms = [$(generator.subschema_for::<$arm>()),*];
                json_schema!({ "description": "What a tap on a widget does: an object with exactly one key.", "oneOf": arms })
            }
        }
    };
}

arms! {
    OpenDirectLinkAction, "open_direct_link", LinkUrl, "Opens a URL.";
    OpenServerLinkAction, "open_server_link", ActionData, "Asks the app's server for the URL to open.";
    GetDynamicActionAction, "get_dynamic_action", ActionData, "Asks the app's server what to do next.";
    OpenPostPageAction, "open_post_page", PostTarget, "Opens the public page of a post.";
    OpenPostManagePageAction, "open_post_manage_page", PostTarget, "Opens the page on which the owner manages a post.";
}

crate::macros::object!(ActionData, PostTarget);
