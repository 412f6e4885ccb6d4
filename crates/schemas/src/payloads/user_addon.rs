use garde::Validate;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::semantics::Semantic;
use crate::{TicketUuid, Widget, de};

/// An add-on of a user: the rows that Divar shows on the user's posts.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema, Validate)]
#[serde(remote = "Self")]
#[serde(deny_unknown_fields)]
#[non_exhaustive]
pub struct UserAddon {
    /// The rows, in the order in which they are shown.
    #[garde(dive)]
    pub widgets: Vec<Widget>,
    /// The categories on whose posts the add-on appears; empty means every category in which the app is shown.
    #[garde(skip)]
    pub categories: Vec<String>,
    /// What the app tells Divar about the user.
    #[garde(dive)]
    pub semantic: Semantic,
    /// The payment ticket that this call consumes.
    #[serde(default, skip_serializing_if = "Option::is_none", deserialize_with = "de::some")]
    #[garde(dive)]
    pub ticket_uuid: Option<TicketUuid>,
    /// The price of the service in rials, 0 to 2147483647.
    #[serde(default, skip_serializing_if = "Option::is_none", deserialize_with = "de::some_int32")]
    #[garde(range(min = 0, max = i32::MAX))]
    pub cost: Option<i32>,
}

impl UserAddon {
    /// An add-on for every category in which the app is shown, without semantic data.
    pub fn new(widgets: impl IntoIterator<Item = Widget>) -> Self {
        Self {
            widgets: widgets.into_iter().collect(),
            categories: Vec::new(),
            semantic: Semantic::new(),
            ticket_uuid: None,
            cost: None,
        }
    }

    /// Limits the add-on to posts of these categories.
    #[must_use]
    pub fn with_categories<S: Into<String>>(mut self, categories: impl IntoIterator<Item = S>) -> Self {
        self.categories = categories.into_iter().map(Into::into).collect();
        self
    }

    /// Sets the semantic data.
    #[must_use]
    pub fn with_semantic(mut self, semantic: Semantic) -> Self {
        self.semantic = semantic;
        self
    }

    /// Consumes a payment ticket for this price in rials.
    #[must_use]
    pub fn with_ticket(mut self, ticket: TicketUuid, cost: i32) -> Self {
        self.ticket_uuid = Some(ticket);
        self.cost = Some(cost);
        self
    }
}

crate::macros::object!(UserAddon);
