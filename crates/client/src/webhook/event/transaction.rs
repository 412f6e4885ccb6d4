use crate::webhook::Problem;
use crate::webhook::members::Members;
use crate::webhook::open_enum::open_enum;

/// A payment out of the wallet of an app. There is an event for each change of its state.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct PaymentTransaction {
    /// The UUID that the app gave it.
    pub id: String,
    /// What it costs, in rials.
    pub cost_rials: i64,
    /// What the app gave along.
    pub extra_details: Option<String>,
    /// What has become of it.
    pub state: TransactionState,
    /// What is paid for.
    pub kind: Option<TransactionType>,
}

impl PaymentTransaction {
    pub(super) fn read(members: &Members<'_>) -> Result<Self, Problem> {
        Ok(Self {
            id: members.required("id")?,
            cost_rials: members.required_whole("cost_rials")?,
            extra_details: members.text(&["extra_details"])?,
            state: TransactionState::from(members.required("state")?.as_str()),
            kind: members.one_of(&["type"])?,
        })
    }
}

open_enum! {
    /// What has become of a payment. The numbers under which the states are published are read too.
    TransactionState {
        /// Under way.
        Pending = "TRANSACTION_STATE_PENDING" | "1";
        /// Done.
        Completed = "TRANSACTION_STATE_COMPLETED" | "2";
        /// It came to nothing.
        Failed = "TRANSACTION_STATE_FAILED" | "3";
        /// Paid back.
        Refunded = "TRANSACTION_STATE_REFUNDED" | "4";
    }
}

open_enum! {
    /// What is paid for.
    TransactionType {
        /// A post is moved to the top. The only one that is published for events.
        Reorder = "TRANSACTION_TYPE_REORDER" | "1";
        /// A post is published.
        Submit = "TRANSACTION_TYPE_SUBMIT";
        /// A post is listed for longer.
        Renew = "TRANSACTION_TYPE_RENEW";
    }
}
