//! An event of each kind to begin with, about an app, a person and a post of this sandbox.

use kenar_schemas::DivarUserId;
use serde_json::{Value, json};

use super::super::visit::Visit;
use crate::{EventKind, PostView, Snapshot, Timestamp, UserView};

/// The parameters of the address that choose what a sample is about.
pub(super) const KIND: &str = "kind";
pub(super) const APP: &str = "app";
pub(super) const USER: &str = "user";
pub(super) const POST: &str = "post";

/// What a sample is about.
pub(super) struct Choice<'a> {
    pub(super) kind: EventKind,
    pub(super) app: &'a str,
    pub(super) user: Option<&'a UserView>,
    pub(super) post: Option<&'a PostView>,
}

impl<'a> Choice<'a> {
    /// What the address asks for; what it does not name, or names in vain, is the first there is.
    pub(super) fn of(visit: &Visit, snapshot: &'a Snapshot, apps: &'a [String]) -> Self {
        let asked = |name: &str| visit.query(name).unwrap_or_default().to_owned();
        let (kind, app, user, post) = (asked(KIND), asked(APP), asked(USER), asked(POST));
        let (users, posts) = (&snapshot.users, &snapshot.posts);
        Self {
            kind: EventKind::ALL.iter().copied().find(|own| own.as_str() == kind).unwrap_or(EventKind::NewMessage),
            app: apps.iter().find(|own| **own == app).or(apps.first()).map(String::as_str).unwrap_or_default(),
            user: users.iter().find(|own| own.phone.as_str() == user).or(users.first()),
            post: posts.iter().find(|own| own.token.as_str() == post).or(posts.first()),
        }
    }

    /// An event that can be sent as it is.
    pub(super) fn sample(&self, now: Timestamp) -> Value {
        let payload = match self.kind {
            EventKind::NewMessage => self.message(now),
            EventKind::NewChatbotMessage => chatbot_message(now),
            EventKind::UserAccessRevocation => json!({ "user_id": self.user_id() }),
            EventKind::PostUpdate => self.post_update(now),
            EventKind::PaymentTransaction => json!({
                "id": new_id(),
                "cost_rials": 250_000,
                "state": "TRANSACTION_STATE_COMPLETED",
                "type": "TRANSACTION_TYPE_REORDER",
            }),
        };
        let mut event = json!({ "type": self.kind.as_str() });
        event[self.kind.member()] = payload;
        event
    }

    fn user_id(&self) -> Option<&DivarUserId> {
        self.user?.ids.get(self.app)
    }

    fn token(&self) -> &str {
        self.post.map(|post| post.token.as_str()).unwrap_or_default()
    }

    fn message(&self, now: Timestamp) -> Value {
        json!({
            "id": new_id(),
            "conversation": { "type": "POST", "id": new_id(), "post_token": self.token() },
            "sender": { "side": "BUYER", "type": "HUMAN" },
            "type": "TEXT",
            "sent_at": now.as_microsecond(),
            "text": "سلام، هنوز موجود است؟",
        })
    }

    fn post_update(&self, now: Timestamp) -> Value {
        json!({
            "type": "PUBLISH",
            "post": {
                "token": self.token(),
                "category": self.post.map(|post| post.category.as_str()).unwrap_or_default(),
                "city": "tehran",
                "is_phone_hidden": false,
                "supplier_chat_assistant_enabled": false,
                "chat_enabled": true,
                "first_published_at": self.post.map_or(now, |post| post.created_at),
                "data": { "title": "خودرو تمیز و کم‌کارکرد", "description": "بازدید در محل" },
            },
        })
    }
}

fn chatbot_message(now: Timestamp) -> Value {
    json!({
        "id": new_id(),
        "conversation": { "type": "BOT", "id": new_id() },
        "sender": { "type": "HUMAN" },
        "type": "TEXT",
        "sent_at": now.as_microsecond(),
        "text": "سلام، راهنمایی می‌خواهم.",
    })
}

/// Apps tell messages and payments apart by their id, so each sample has one of its own.
fn new_id() -> String {
    let mut bytes = [0; 16];
    // Without randomness the id is a constant, which a person can change.
    let _ = getrandom::fill(&mut bytes);
    uuid::Builder::from_random_bytes(bytes).into_uuid().to_string()
}
