use kenar_schemas::{DivarUserId, PostSemantic};

use super::upsert::Upsert;
use super::{Actor, Key};

/// One upsert to be made: what, about whom or which post, and with whose consent.
///
/// ```
/// # fn main() -> Result<(), Box<dyn std::error::Error>> {
/// use kenar_client::Secret;
/// use kenar_client::bulk::Item;
/// use kenar_client::schemas::{PostAddon, widgets::TitleRow};
///
/// let token = Secret::new("ory_at_…");
/// let addon = PostAddon::new([TitleRow::new("کارشناسی شد").into()]);
/// let item = Item::new("gZd7omnS".parse()?, token, addon).with_key("inspection-1047");
/// # Ok(())
/// # }
/// ```
#[derive(Debug, Clone)]
pub struct Item<P: Upsert> {
    pub(super) target: P::Target,
    pub(super) actor: Actor,
    pub(super) payload: P,
    pub(super) key: Option<Key>,
    pub(super) holder: Option<DivarUserId>,
}

impl<P: Upsert> Item<P> {
    /// An item whose [`Key`] follows from what is sent where.
    pub fn new(target: P::Target, actor: impl Into<Actor>, payload: P) -> Self {
        Self { target, actor: actor.into(), payload, key: None, holder: None }
    }

    /// Names the item by a text of your own, by which a journal knows it again. It must be another one for every item of
    /// an input, and the same in every run.
    #[must_use]
    pub fn with_key(mut self, key: impl Into<String>) -> Self {
        self.key = Some(Key::given(key.into()));
        self
    }
}

impl Item<PostSemantic> {
    /// Says who the payment ticket of the payload was issued for. Needed to ask for the ticket of a post after a lost
    /// answer, because a ticket belongs to a person; without it such an item fails with
    /// [`ItemError::Unresolved`](super::ItemError::Unresolved).
    #[must_use]
    pub fn with_ticket_holder(mut self, user: DivarUserId) -> Self {
        self.holder = Some(user);
        self
    }
}
