use garde::Validate;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::{Phone, de};

/// The user that an access token stands for. Which members are there depends on the granted scopes.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize, JsonSchema, Validate)]
#[serde(remote = "Self")]
#[schemars(extend("additionalProperties" = true))]
#[non_exhaustive]
pub struct UserInfo {
    /// The phone, with scope `USER_PHONE`.
    #[serde(default, skip_serializing_if = "Option::is_none", deserialize_with = "de::some")]
    #[garde(skip)]
    pub phone_number: Option<String>,
    /// The id of the user in this app, with scope `USER_ID`.
    #[serde(default, skip_serializing_if = "Option::is_none", deserialize_with = "de::some")]
    #[garde(skip)]
    pub user_id: Option<String>,
    /// All phones. Deprecated: use `phone_number`.
    #[serde(default, skip_serializing_if = "Option::is_none", deserialize_with = "de::some")]
    #[garde(skip)]
    pub phone_numbers: Option<Vec<String>>,
}

crate::macros::setters!(UserInfo {
    /// The same user with a phone.
    with_phone_number => phone_number: String,
    /// The same user with an id.
    with_user_id => user_id: String,
});

/// Asks for the id that a user has in this app.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema, Validate)]
#[serde(remote = "Self")]
#[serde(deny_unknown_fields)]
#[non_exhaustive]
pub struct UserIdByPhoneRequest {
    /// The phone of the user.
    #[garde(dive)]
    pub phone: Phone,
}

impl UserIdByPhoneRequest {
    /// Asks for the user with that phone.
    #[must_use]
    pub fn new(phone: Phone) -> Self {
        Self { phone }
    }
}

/// The id that a user has in this app.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema, Validate)]
#[serde(remote = "Self")]
#[schemars(extend("additionalProperties" = true))]
#[non_exhaustive]
pub struct UserIdByPhone {
    /// The id.
    #[garde(skip)]
    pub user_id: String,
}

impl UserIdByPhone {
    /// The user with that id.
    pub fn new(user_id: impl Into<String>) -> Self {
        Self { user_id: user_id.into() }
    }
}

crate::macros::object!(UserInfo, UserIdByPhoneRequest, UserIdByPhone);
