use std::fmt;
use std::str::FromStr;

use kenar_client::bulk::{Item, Upsert};
use kenar_client::schemas::{DivarUserId, PostAddon, PostSemantic, Semantic, UserAddon, UserSemantic};

/// What is sent.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Content {
    /// Facts that nobody sees.
    Semantics,
    /// Rows that are shown.
    Addons,
}

impl Content {
    /// The name of the sub-command.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Semantics => "semantics",
            Self::Addons => "addons",
        }
    }
}

/// What a file is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Subject {
    Users,
    Posts,
}

impl Subject {
    /// The member or column that names one.
    pub(crate) fn member(self) -> &'static str {
        match self {
            Self::Users => USER,
            Self::Posts => POST,
        }
    }
}

impl fmt::Display for Subject {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Users => "users",
            Self::Posts => "posts",
        })
    }
}

pub(crate) const USER: &str = "divar_user_id";
pub(crate) const POST: &str = "post_token";

/// A payload that can be pushed.
pub(crate) trait Kind: Upsert<Target: FromStr<Err: fmt::Display>> {
    const SUBJECT: Subject;

    /// The facts in it.
    fn semantic(&self) -> Option<&Semantic>;

    /// Whether it spends a payment ticket of somebody whom the target does not name.
    fn spends_ticket_of_somebody(&self) -> bool {
        false
    }

    /// The item with the person whom its ticket was issued for; `None` where the target is that person.
    fn held_by(item: Item<Self>, holder: DivarUserId) -> Option<Item<Self>> {
        let _ = (item, holder);
        None
    }
}

impl Kind for UserSemantic {
    const SUBJECT: Subject = Subject::Users;

    fn semantic(&self) -> Option<&Semantic> {
        Some(&self.semantic)
    }
}

impl Kind for PostSemantic {
    const SUBJECT: Subject = Subject::Posts;

    fn semantic(&self) -> Option<&Semantic> {
        Some(&self.semantic)
    }

    fn spends_ticket_of_somebody(&self) -> bool {
        self.ticket_uuid.is_some()
    }

    fn held_by(item: Item<Self>, holder: DivarUserId) -> Option<Item<Self>> {
        Some(item.with_ticket_holder(holder))
    }
}

impl Kind for UserAddon {
    const SUBJECT: Subject = Subject::Users;

    fn semantic(&self) -> Option<&Semantic> {
        Some(&self.semantic)
    }
}

impl Kind for PostAddon {
    const SUBJECT: Subject = Subject::Posts;

    fn semantic(&self) -> Option<&Semantic> {
        self.semantic.as_ref()
    }
}
