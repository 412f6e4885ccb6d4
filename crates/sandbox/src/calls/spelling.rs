//! The published descriptions of the calls disagree; a call can be spelt in each of the ways.

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

/// In which of the published spellings a call is made. The default is the one that the sandbox recommends to rely on;
/// the others are there to test that an app tolerates them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
#[non_exhaustive]
pub struct Spelling {
    /// Session initialization: `provider_data` instead of `extra_data`.
    pub provider_data: bool,
    /// Session initialization: the header `API_VERSION` instead of `API-Version`.
    pub api_version_with_underscore: bool,
    /// Session initialization: `SUPPLY` and `DEMAND` instead of `Supply` and `Demand`.
    pub upper_case_side: bool,
    /// Session initialization: the obsolete `completion_url` too.
    pub completion_url: bool,
    /// Events: `meta_data` instead of `metadata`.
    pub meta_data: bool,
    /// Events: `payment_transaction` instead of `transaction`.
    pub payment_transaction: bool,
    /// Messages: a sender of the type `USER` instead of `HUMAN`.
    pub user_instead_of_human: bool,
    /// Messages: `sent_at` in RFC 3339 instead of microseconds.
    pub sent_at_as_text: bool,
    /// Events: 64-bit numbers as texts.
    pub numbers_as_texts: bool,
}

impl Spelling {
    /// Every other spelling at once.
    pub const OTHER: Self = Self {
        provider_data: true,
        api_version_with_underscore: true,
        upper_case_side: true,
        completion_url: true,
        meta_data: true,
        payment_transaction: true,
        user_instead_of_human: true,
        sent_at_as_text: true,
        numbers_as_texts: true,
    };
}

/// Gives a member another name and leaves it where it is.
pub(super) fn rename(members: &mut Map<String, Value>, from: &str, to: &str) {
    let renamed = std::mem::take(members).into_iter();
    *members = renamed.map(|(name, value)| (if name == from { to.to_owned() } else { name }, value)).collect();
}

/// Writes a number as a text.
pub(super) fn number_as_text(value: &mut Value) {
    if value.is_number() {
        *value = Value::String(value.to_string());
    }
}
