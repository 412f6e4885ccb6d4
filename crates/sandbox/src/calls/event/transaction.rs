//! A payment out of the wallet of an app.

use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::message::unsigned;
use crate::calls::spelling::{Spelling, number_as_text};

/// What has become of a payment.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[non_exhaustive]
pub enum TransactionState {
    /// Under way.
    #[serde(rename = "TRANSACTION_STATE_PENDING")]
    Pending,
    /// Done.
    #[serde(rename = "TRANSACTION_STATE_COMPLETED")]
    Completed,
    /// It came to nothing.
    #[serde(rename = "TRANSACTION_STATE_FAILED")]
    Failed,
    /// Paid back.
    #[serde(rename = "TRANSACTION_STATE_REFUNDED")]
    Refunded,
}

/// What is paid for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[non_exhaustive]
pub enum TransactionType {
    /// A post is moved to the top. The only one that is published for events.
    #[serde(rename = "TRANSACTION_TYPE_REORDER")]
    Reorder,
    /// A post is published.
    #[serde(rename = "TRANSACTION_TYPE_SUBMIT")]
    Submit,
    /// A post is listed for longer.
    #[serde(rename = "TRANSACTION_TYPE_RENEW")]
    Renew,
}

/// A payment out of the wallet of an app. There is an event for each change of its state.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[non_exhaustive]
pub struct PaymentTransaction {
    /// The UUID that the app gave it.
    pub id: String,
    /// What it costs, in rials.
    #[serde(deserialize_with = "unsigned")]
    pub cost_rials: u64,
    /// What the app gave along.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub extra_details: Option<String>,
    /// What has become of it.
    pub state: TransactionState,
    /// What is paid for.
    #[serde(rename = "type")]
    pub kind: TransactionType,
}

impl PaymentTransaction {
    /// A payment that the app gave nothing along with.
    pub fn new(id: impl Into<String>, cost_rials: u64, state: TransactionState, kind: TransactionType) -> Self {
        Self { id: id.into(), cost_rials, extra_details: None, state, kind }
    }

    /// Changes the spelling of the payment that stands in a body.
    pub(super) fn spell(transaction: &mut Value, spelling: Spelling) {
        if spelling.numbers_as_texts {
            number_as_text(&mut transaction["cost_rials"]);
        }
    }
}
