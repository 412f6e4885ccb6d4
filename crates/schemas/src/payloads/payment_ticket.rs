use garde::Validate;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use crate::{DivarUserId, Phone, TicketUuid, de};

/// Asks whether a payment ticket is good for a service to a user. At least one of `user_id` and `phone_number` is
/// needed; asking a user for the phone only for this is discouraged.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema, Validate)]
#[serde(remote = "Self")]
#[serde(deny_unknown_fields)]
#[schemars(extend("anyOf" = [
    {"required": ["user_id"], "properties": {"user_id": {}}},
    {"required": ["phone_number"], "properties": {"phone_number": {}}},
]))]
#[non_exhaustive]
pub struct PaymentTicketValidation {
    /// The ticket.
    #[garde(dive)]
    pub ticket_uuid: TicketUuid,
    /// The app's own price of the service in rials, 0 to 2147483647.
    #[serde(deserialize_with = "de::int32")]
    #[garde(range(min = 0, max = i32::MAX))]
    pub service_cost: i32,
    /// The user that the service is given to.
    #[serde(default, skip_serializing_if = "Option::is_none", deserialize_with = "de::some")]
    #[garde(dive, custom(|id: &Option<DivarUserId>, (): &()| identified(id.is_some() || self.phone_number.is_some())))]
    pub user_id: Option<DivarUserId>,
    /// The phone of the user. Deprecated: use `user_id`.
    #[serde(default, skip_serializing_if = "Option::is_none", deserialize_with = "de::some")]
    #[garde(dive)]
    pub phone_number: Option<Phone>,
}

fn identified(identified: bool) -> garde::Result {
    if identified { Ok(()) } else { Err(garde::Error::new("one of `user_id` and `phone_number` is needed")) }
}

impl PaymentTicketValidation {
    /// For the user with that id.
    #[must_use]
    pub fn for_user(ticket_uuid: TicketUuid, user_id: DivarUserId, service_cost: i32) -> Self {
        Self { ticket_uuid, service_cost, user_id: Some(user_id), phone_number: None }
    }

    /// For the user with that phone. Deprecated by the platform.
    #[must_use]
    pub fn for_phone(ticket_uuid: TicketUuid, phone_number: Phone, service_cost: i32) -> Self {
        Self { ticket_uuid, service_cost, user_id: None, phone_number: Some(phone_number) }
    }
}

/// The ticket is good.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize, JsonSchema, Validate)]
#[serde(remote = "Self")]
#[schemars(extend("additionalProperties" = true))]
#[non_exhaustive]
pub struct TicketValidity {
    /// What the issuer of the ticket hands over.
    #[serde(default, skip_serializing_if = "Option::is_none", deserialize_with = "de::some")]
    #[garde(skip)]
    pub issuer_payload: Option<Map<String, Value>>,
}

crate::macros::setters!(TicketValidity {
    /// The same answer with what the issuer hands over.
    with_issuer_payload => issuer_payload: Map<String, Value>,
});

crate::macros::object!(PaymentTicketValidation, TicketValidity);
