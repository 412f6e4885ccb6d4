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
    Seen::of(text).schema()
}

/// What a document is that the payload of its neighbours refuses.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Own {
    /// It has something that its neighbours cannot have: it is something else.
    Told(Schema),
    /// It may be something else, or lack what makes it one of them.
    Perhaps(Schema),
}

/// The payload of a document that stands among documents of another one and is refused as such. `None` where it is what they
/// are, or nothing tells.
///
/// Nobody is helped when a user add-on without `categories` is taken for a post add-on, which needs none, and is said to be
/// valid; nor when an add-on without `widgets` is taken for semantic data. So only a member that the neighbours cannot have
/// tells another payload.
pub(crate) fn among(text: &[u8], neighbours: Schema) -> Option<Own> {
    let seen = Seen::of(text);
    let own = seen.schema().filter(|own| *own != neighbours)?;
    let told = match (family(neighbours), family(own)) {
        (Family::Addon, Family::Semantics) | (Family::LegacyAddon, Family::LegacySemantics) => false,
        (Family::Addon, Family::LegacySemantics) => seen.legacy_user || seen.sensitives,
        (of, own) if of != own => true,
        _ => match neighbours {
            Schema::UserAddon => seen.notes && !seen.of_user(),
            // Without `categories` and `phone` it would be none of a user either.
            Schema::PostAddon => seen.categories && !seen.notes,
            Schema::LegacyUserAddon => seen.of_post && !seen.of_user(),
            Schema::LegacyPostAddon => seen.phone && !seen.of_post,
            _ => false,
        },
    };
    Some(if told { Own::Told(own) } else { Own::Perhaps(own) })
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

/// Payloads of which one cannot be meant where another one is: they are of one version of the API, and about the same.
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
    /// A member that only what is about posts has, and only in version 1.
    of_post: bool,
    /// The sensitive keys, which only version 1 has.
    sensitives: bool,
    service_cost: bool,
    action: bool,
    row: bool,
    /// A key of semantic data that Divar knows.
    predefined: bool,
}

impl Seen {
    fn of(text: &[u8]) -> Self {
        let mut seen = Self::default();
        for member in members(text) {
            seen.member(&text[member.key.clone()], text.get(member.value).copied());
        }
        seen
    }

    /// A member that add-ons of users have, and none of posts and businesses.
    fn of_user(&self) -> bool {
        self.categories || self.ticket || self.cost || self.phone || self.legacy_user
    }

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
            b"link_in_spec" | b"selector" => self.of_post = true,
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
        let of_user = self.of_user();
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
