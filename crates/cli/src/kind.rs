//! Which payload a document is meant to be, told by its members.

use kenar_schemas::semantics::{KeyKind, key_kind};
use kenar_validate::Schema;

use crate::members::members;

/// The payload that a document is meant to be; `None` when its members do not say.
///
/// Nothing is validated: a payload with a mistake is still that payload, and even a broken text has its first members. Where
/// the members fit several payloads, it is the one that allows most: a post add-on without semantic data is a business add-on
/// as well, and semantic data of a post may be that of a user.
pub(crate) fn detect(text: &[u8]) -> Option<Schema> {
    let mut seen = Seen::default();
    for member in members(text) {
        seen.member(&text[member.key.clone()], text.get(member.value).copied());
    }
    seen.schema()
}

/// The same for a text whose names may be in another spelling: `spelt` gives the one of the contract.
pub(crate) fn detect_misspelt(text: &[u8], spelt: impl Fn(&str) -> String) -> Option<Schema> {
    let mut seen = Seen::default();
    for member in members(text) {
        let value = text.get(member.value).copied();
        let key = &text[member.key.clone()];
        seen.member(key, value);
        if let Ok(key) = std::str::from_utf8(key) {
            seen.member(spelt(key).as_bytes(), value);
        }
    }
    seen.schema()
}

/// Whether two payloads are so unlike that one cannot be meant where the other one is: of two versions of the API, or about
/// something else. A post add-on that should have been a user add-on is not: more likely, a member is missing.
pub(crate) fn differ(one: Schema, other: Schema) -> bool {
    family(one) != family(other)
}

#[derive(PartialEq)]
enum Family {
    Addon,
    Semantics,
    LegacyAddon,
    LegacySemantics,
    Other(Schema),
}

fn family(schema: Schema) -> Family {
    match schema {
        Schema::UserAddon | Schema::PostAddon | Schema::BusinessAddon => Family::Addon,
        Schema::UserSemantic | Schema::PostSemantic => Family::Semantics,
        Schema::LegacyUserAddon | Schema::LegacyPostAddon => Family::LegacyAddon,
        Schema::LegacyUserVerification => Family::LegacySemantics,
        other => Family::Other(other),
    }
}

/// What was seen of the members.
#[derive(Default)]
struct Seen {
    /// What the value of `widgets` begins with: a list in version 2, an object in version 1.
    widgets: Option<u8>,
    semantic: bool,
    categories: bool,
    cost: bool,
    ticket: bool,
    phone: bool,
    notes: bool,
    /// A member that only what is about users has, and only in version 1.
    legacy_user: bool,
    /// The sensitive keys, which only version 1 has.
    sensitives: bool,
    service_cost: bool,
    action: bool,
    row: bool,
    /// A key of semantic data that Divar knows.
    predefined: bool,
}

impl Seen {
    fn member(&mut self, key: &[u8], value: Option<u8>) {
        match key {
            b"widgets" => self.widgets = value,
            b"semantic" => self.semantic = true,
            b"categories" => self.categories = true,
            b"cost" => self.cost = true,
            b"ticket_uuid" => self.ticket = true,
            b"phone" => self.phone = true,
            b"notes" => self.notes = true,
            b"verification_cost" | b"management_permalink" | b"removal_permalink" => self.legacy_user = true,
            b"semantic_sensitives" => self.sensitives = true,
            b"service_cost" => self.service_cost = true,
            b"open_direct_link"
            | b"open_server_link"
            | b"get_dynamic_action"
            | b"open_post_page"
            | b"open_post_manage_page" => self.action = true,
            b"button_bar" | b"widget_type" => self.row = true,
            _ if key.ends_with(b"_row") => self.row = true,
            // Keys that are hashed may be anything.
            _ => self.predefined |= std::str::from_utf8(key).is_ok_and(|key| key_kind(key) != KeyKind::Hashed),
        }
    }

    fn schema(&self) -> Option<Schema> {
        let of_user = self.categories || self.ticket || self.cost || self.phone || self.legacy_user;
        let legacy = self.legacy_user || self.sensitives;
        Some(match self.widgets {
            Some(b'{') if of_user => Schema::LegacyUserAddon,
            Some(b'{') => Schema::LegacyPostAddon,
            Some(_) if of_user => Schema::UserAddon,
            Some(_) => Schema::PostAddon,
            None if self.service_cost => Schema::PaymentTicketValidation,
            None if self.categories && (legacy || self.phone) => Schema::LegacyUserAddon,
            None if self.categories => Schema::UserAddon,
            None if self.semantic && (legacy || self.notes) => Schema::LegacyUserVerification,
            None if self.semantic => Schema::UserSemantic,
            None if self.row => Schema::Widget,
            None if self.action => Schema::Action,
            None if self.phone || legacy => Schema::LegacyUserAddon,
            None if self.ticket => Schema::PaymentTicketValidation,
            None if self.predefined => Schema::Semantic,
            None => return None,
        })
    }
}
