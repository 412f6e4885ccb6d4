use garde::Validate;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{LegacySemantic, LegacyWidget, LegacyWidgetList};
use crate::{LinkUrl, Phone, TicketUuid, de};

/// A v1 add-on of a user. Becomes [`UserAddon`](crate::UserAddon).
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema, Validate)]
#[serde(remote = "Self")]
#[serde(deny_unknown_fields)]
#[non_exhaustive]
pub struct LegacyUserAddon {
    /// The rows. With an empty list the add-on appears in no category.
    #[garde(dive)]
    pub widgets: LegacyWidgetList,
    /// A private note of the app, at most 1024 characters. The guide says "one kilobyte" and not of what.
    #[serde(default, skip_serializing_if = "Option::is_none", deserialize_with = "de::some")]
    #[garde(length(chars, max = 1024))]
    pub notes: Option<String>,
    /// The user.
    #[garde(dive)]
    pub phone: Phone,
    /// The categories on whose posts the add-on appears; empty means all.
    #[serde(default, skip_serializing_if = "Option::is_none", deserialize_with = "de::some")]
    #[garde(skip)]
    pub categories: Option<Vec<String>>,
    /// Where the user manages what the app recorded, shown in "my divar". The page must be protected by OAuth.
    #[serde(default, skip_serializing_if = "Option::is_none", deserialize_with = "de::some")]
    #[garde(dive)]
    pub management_permalink: Option<LinkUrl>,
    /// Where the user asks for the removal of the add-on.
    #[serde(default, skip_serializing_if = "Option::is_none", deserialize_with = "de::some")]
    #[garde(dive)]
    pub removal_permalink: Option<LinkUrl>,
    /// The payment ticket that this call consumes.
    #[serde(default, skip_serializing_if = "Option::is_none", deserialize_with = "de::some")]
    #[garde(dive)]
    pub ticket_uuid: Option<TicketUuid>,
    /// The price of the service in rials, 0 to 2147483647.
    #[serde(default, skip_serializing_if = "Option::is_none", deserialize_with = "de::some_int32")]
    #[garde(range(min = 0, max = i32::MAX))]
    pub verification_cost: Option<i32>,
    /// What the app tells Divar about the user.
    #[serde(default, skip_serializing_if = "Option::is_none", deserialize_with = "de::some")]
    #[garde(dive)]
    pub semantic: Option<LegacySemantic>,
    /// The keys of `semantic` whose values are kept as bcrypt hashes and out of logs.
    #[serde(default, skip_serializing_if = "Option::is_none", deserialize_with = "de::some")]
    #[garde(skip)]
    pub semantic_sensitives: Option<Vec<String>>,
}

impl LegacyUserAddon {
    /// Rows for the posts of a user, in all categories.
    pub fn new(phone: Phone, widgets: impl IntoIterator<Item = LegacyWidget>) -> Self {
        Self {
            widgets: LegacyWidgetList::new(widgets),
            notes: None,
            phone,
            categories: None,
            management_permalink: None,
            removal_permalink: None,
            ticket_uuid: None,
            verification_cost: None,
            semantic: None,
            semantic_sensitives: None,
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

crate::macros::setters!(LegacyUserAddon {
    /// Sets the private note.
    with_notes => notes: String,
    /// Limits the add-on to posts of these categories.
    with_categories => categories: Vec<String>,
    /// Sets where the user manages what the app recorded.
    with_management_permalink => management_permalink: LinkUrl,
    /// Sets where the user asks for the removal of the add-on.
    with_removal_permalink => removal_permalink: LinkUrl,
    /// Sets the facts.
    with_semantic => semantic: LegacySemantic,
    /// Names the keys whose values are hashed.
    with_sensitives => semantic_sensitives: Vec<String>,
});

crate::macros::object!(LegacyUserAddon);
