//! Which payload a document is meant to be, told by its members.

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

#[derive(Default)]
struct Seen {
    widgets: Option<u8>,
    semantic: bool,
    ticket: bool,
    /// Members of user add-ons only, among the add-ons of version 2.
    user: bool,
    /// Members of user add-ons only, among the add-ons of version 1.
    legacy_user: bool,
    /// Members of version 1 only, where there are no widgets.
    legacy: bool,
    service_cost: bool,
    action: bool,
    row: bool,
    predefined: bool,
}

impl Seen {
    fn member(&mut self, key: &[u8], value: Option<u8>) {
        match key {
            b"widgets" => self.widgets = value,
            b"semantic" => self.semantic = true,
            b"categories" | b"cost" => (self.user, self.legacy_user) = (true, true),
            b"ticket_uuid" => (self.user, self.legacy_user, self.ticket) = (true, true, true),
            b"phone" | b"removal_permalink" => self.legacy_user = true,
            b"verification_cost" | b"management_permalink" => (self.legacy_user, self.legacy) = (true, true),
            b"notes" | b"semantic_sensitives" => self.legacy = true,
            b"service_cost" => self.service_cost = true,
            b"open_direct_link"
            | b"open_server_link"
            | b"get_dynamic_action"
            | b"open_post_page"
            | b"open_post_manage_page" => self.action = true,
            _ if key.ends_with(b"_row") || key == b"button_bar" => self.row = true,
            _ => {
                let kind = std::str::from_utf8(key).map(kenar_schemas::semantics::key_kind);
                self.predefined |= matches!(kind, Ok(kenar_schemas::semantics::KeyKind::Predefined));
            }
        }
    }

    fn schema(&self) -> Option<Schema> {
        Some(match self.widgets {
            Some(b'{') if self.legacy_user => Schema::LegacyUserAddon,
            Some(b'{') => Schema::LegacyPostAddon,
            Some(_) if self.user => Schema::UserAddon,
            Some(_) => Schema::PostAddon,
            None if self.service_cost => Schema::PaymentTicketValidation,
            None if self.semantic && self.legacy => Schema::LegacyUserVerification,
            None if self.semantic => Schema::UserSemantic,
            None if self.row => Schema::Widget,
            None if self.action => Schema::Action,
            None if self.ticket => Schema::PaymentTicketValidation,
            None if self.predefined => Schema::Semantic,
            None => return None,
        })
    }
}
