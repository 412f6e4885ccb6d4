use std::fmt::{Debug, Display};

use kenar_schemas::{
    AddonReceipt, DivarUserId, Empty, PaymentTicketValidation, PostAddon, PostSemantic, PostToken, SemanticReceipt,
    TicketUuid, UserAddon, UserSemantic,
};
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::json;
use uuid::Uuid;

use self::sealed::{Call, Target};
use super::{Boxed, Item};
use crate::{Error, Operation, open_api, operations};

/// The payloads that can be sent in bulk: [`UserSemantic`], [`PostSemantic`], [`UserAddon`] and [`PostAddon`].
///
/// All four are stored or replaced, so a call may be repeated, unless it spends a payment ticket.
pub trait Upsert: Call {
    /// What the payload is about: a user, or a post.
    type Target: Target;
    /// What the platform answers.
    type Receipt: Clone + Debug + PartialEq + Serialize + DeserializeOwned + Send + Unpin + 'static;
}

/// A ticket in a payload.
#[derive(Debug, Clone, Copy)]
pub struct Spends {
    ticket: TicketUuid,
    cost: i32,
}

impl Spends {
    fn of(ticket: Option<TicketUuid>, cost: Option<i32>) -> Option<Self> {
        Some(Self { ticket: ticket?, cost: cost.unwrap_or_default() })
    }
}

/// What every kind can do, out of reach: the platform has no others.
pub(super) mod sealed {
    use kenar_schemas::Payload;

    use super::{Boxed, Debug, Display, DivarUserId, Error, Operation, Spends, Upsert, open_api};

    pub trait Call: Payload + Clone + Debug + Send + Sync + Unpin {
        const OPERATION: &'static Operation;

        fn send<'a>(
            &'a self,
            api: &'a open_api::Client,
            target: &'a Self::Target,
        ) -> Boxed<'a, Result<Self::Receipt, Error>>
        where
            Self: Upsert;

        /// The ticket that is spent.
        fn spends(&self) -> Option<Spends>;
    }

    pub trait Target: Clone + Debug + Display + PartialEq + Send + Sync + Unpin + 'static {
        /// The person that it is.
        fn person(&self) -> Option<&DivarUserId>;
    }
}

impl Target for DivarUserId {
    fn person(&self) -> Option<&DivarUserId> {
        Some(self)
    }
}

impl Target for PostToken {
    fn person(&self) -> Option<&DivarUserId> {
        None
    }
}

macro_rules! upserts {
    ($($payload:ident($target:ident) -> $receipt:ident: $operation:ident, $method:ident, |$body:ident| $spends:expr;)*) => {$(
        impl Upsert for $payload {
            type Target = $target;
            type Receipt = $receipt;
        }

        impl Call for $payload {
            const OPERATION: &'static Operation = &operations::$operation;

            fn send<'a>(
                &'a self,
                api: &'a open_api::Client,
                target: &'a $target,
            ) -> Boxed<'a, Result<$receipt, Error>> {
                Box::pin(async move { Ok(api.$method(target, self).await?.into_inner()) })
            }

            fn spends(&self) -> Option<Spends> {
                let $body = self;
                $spends
            }
        }
    )*};
}

upserts! {
    UserSemantic(DivarUserId) -> SemanticReceipt:
        UPSERT_USER_SEMANTIC, upsert_user_semantic, |body| Spends::of(body.ticket_uuid, body.cost);
    PostSemantic(PostToken) -> Empty:
        UPSERT_POST_SEMANTIC, upsert_post_semantic, |body| Spends::of(body.ticket_uuid, body.cost);
    UserAddon(DivarUserId) -> AddonReceipt:
        UPSERT_USER_ADDON, upsert_user_addon, |body| Spends::of(body.ticket_uuid, body.cost);
    PostAddon(PostToken) -> Empty:
        UPSERT_POST_ADDON, upsert_post_addon, |_body| None;
}

/// What a receipt says: its id, where there is one. That is all that the four of them hold.
pub(super) fn id_of(receipt: &impl Serialize) -> Option<Uuid> {
    serde_json::to_value(receipt).ok()?.get("id")?.as_str()?.parse().ok()
}

/// The receipt that says this.
pub(super) fn receipt_of<R: DeserializeOwned>(id: Option<Uuid>) -> Option<R> {
    let receipt = id.map_or_else(|| json!({}), |id| json!({ "id": id.to_string() }));
    serde_json::from_value(receipt).ok()
}

impl<P: Upsert> Item<P> {
    pub(super) fn spends_ticket(&self) -> bool {
        self.payload.spends().is_some()
    }

    /// The question whether the ticket is still good, where it can be asked.
    pub(super) fn question(&self) -> Option<PaymentTicketValidation> {
        let Spends { ticket, cost } = self.payload.spends()?;
        let holder = self.target.person().or(self.holder.as_ref())?;
        Some(PaymentTicketValidation::for_user(ticket, holder.clone(), cost))
    }

    /// Whether the ticket cannot be anybody else's than that of the question.
    pub(super) fn holder_is_certain(&self) -> bool {
        self.target.person().is_some()
    }
}
