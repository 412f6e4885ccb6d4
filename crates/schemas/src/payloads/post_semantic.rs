use garde::Validate;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::semantics::Semantic;
use crate::{TicketUuid, de};

/// What the app tells Divar about a post, without showing anything. Users of Divar do not see it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema, Validate)]
#[serde(remote = "Self")]
#[serde(deny_unknown_fields)]
#[non_exhaustive]
pub struct PostSemantic {
    /// The data.
    #[garde(dive)]
    pub semantic: Semantic,
    /// A payment ticket.
    #[serde(default, skip_serializing_if = "Option::is_none", deserialize_with = "de::some")]
    #[garde(dive)]
    pub ticket_uuid: Option<TicketUuid>,
    /// The price of the service in rials, 0 to 2147483647.
    #[serde(default, skip_serializing_if = "Option::is_none", deserialize_with = "de::some_int32")]
    #[garde(range(min = 0, max = i32::MAX))]
    pub cost: Option<i32>,
}

impl PostSemantic {
    /// Semantic data of a post.
    #[must_use]
    pub fn new(semantic: Semantic) -> Self {
        Self { semantic, ticket_uuid: None, cost: None }
    }
}

crate::macros::object!(PostSemantic);
