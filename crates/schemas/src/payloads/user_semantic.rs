use garde::Validate;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::semantics::Semantic;
use crate::{Phone, TicketUuid, de};

/// What the app tells Divar about a user, without showing anything. It replaces what the app had told before.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema, Validate)]
#[serde(remote = "Self")]
#[serde(deny_unknown_fields)]
#[non_exhaustive]
pub struct UserSemantic {
    /// The data.
    #[garde(dive)]
    pub semantic: Semantic,
    /// The payment ticket that a failed verification is reported for, after prior coordination with Divar.
    #[serde(default, skip_serializing_if = "Option::is_none", deserialize_with = "de::some")]
    #[garde(dive)]
    pub ticket_uuid: Option<TicketUuid>,
    /// What the verification cost, in rials, 0 to 2147483647.
    #[serde(default, skip_serializing_if = "Option::is_none", deserialize_with = "de::some_int32")]
    #[garde(range(min = 0, max = i32::MAX))]
    pub cost: Option<i32>,
    /// The phone of the user once more; some published versions ask for it although the path names the user.
    #[serde(default, skip_serializing_if = "Option::is_none", deserialize_with = "de::some")]
    #[garde(dive)]
    pub phone: Option<Phone>,
}

impl UserSemantic {
    /// Semantic data of a user.
    #[must_use]
    pub fn new(semantic: Semantic) -> Self {
        Self { semantic, ticket_uuid: None, cost: None, phone: None }
    }

    /// Reports a sponsored verification that cost something and failed. Divar voids the ticket.
    #[must_use]
    pub fn with_ticket(mut self, ticket: TicketUuid, cost: i32) -> Self {
        self.ticket_uuid = Some(ticket);
        self.cost = Some(cost);
        self
    }
}

crate::macros::object!(UserSemantic);
