use garde::Validate;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::LegacySemantic;
use crate::{LinkUrl, Phone, TicketUuid, de};

/// What an app found out about a user, in v1. Becomes [`UserSemantic`](crate::UserSemantic).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema, Validate)]
#[serde(remote = "Self")]
#[serde(deny_unknown_fields)]
#[non_exhaustive]
pub struct LegacyUserVerification {
    /// The facts. When the user could not be verified, the keys must tell checked data from unchecked.
    #[garde(dive)]
    pub semantic: LegacySemantic,
    /// The keys of `semantic` whose values are kept as bcrypt hashes and out of logs.
    #[serde(default, skip_serializing_if = "Option::is_none", deserialize_with = "de::some")]
    #[garde(skip)]
    pub semantic_sensitives: Option<Vec<String>>,
    /// The user, as in the path.
    #[serde(default, skip_serializing_if = "Option::is_none", deserialize_with = "de::some")]
    #[garde(dive)]
    pub phone: Option<Phone>,
    /// A private note of the app.
    #[serde(default, skip_serializing_if = "Option::is_none", deserialize_with = "de::some")]
    #[garde(skip)]
    pub notes: Option<String>,
    /// The payment ticket that this call consumes.
    #[serde(default, skip_serializing_if = "Option::is_none", deserialize_with = "de::some")]
    #[garde(dive)]
    pub ticket_uuid: Option<TicketUuid>,
    /// The price of the service in rials, 0 to 2147483647.
    #[serde(default, skip_serializing_if = "Option::is_none", deserialize_with = "de::some_int32")]
    #[garde(range(min = 0, max = i32::MAX))]
    pub verification_cost: Option<i32>,
    /// Where the user manages what the app recorded. Listed by the guide and absent from its sample.
    #[serde(default, skip_serializing_if = "Option::is_none", deserialize_with = "de::some")]
    #[garde(dive)]
    pub management_permalink: Option<LinkUrl>,
}

impl LegacyUserVerification {
    /// Facts about a user.
    #[must_use]
    pub fn new(semantic: LegacySemantic) -> Self {
        Self {
            semantic,
            semantic_sensitives: None,
            phone: None,
            notes: None,
            ticket_uuid: None,
            verification_cost: None,
            management_permalink: None,
        }
    }

    /// Consumes a payment ticket for this price in rials.
    #[must_use]
    pub fn with_ticket(mut self, ticket: TicketUuid, cost: i32) -> Self {
        self.ticket_uuid = Some(ticket);
        self.verification_cost = Some(cost);
        self
    }
}

crate::macros::setters!(LegacyUserVerification {
    /// Names the keys whose values are hashed.
    with_sensitives => semantic_sensitives: Vec<String>,
    /// Repeats the user of the path.
    with_phone => phone: Phone,
    /// Sets the private note.
    with_notes => notes: String,
    /// Sets where the user manages what the app recorded.
    with_management_permalink => management_permalink: LinkUrl,
});

crate::macros::object!(LegacyUserVerification);
