use std::fmt;
use std::str::FromStr;

use kenar_schemas::{BusinessToken, PostToken};

/// Declares the scopes: the variant, the resource that it belongs to, and how it is written.
macro_rules! scopes {
    ($($(#[$doc:meta])* $name:ident $(($id:ident: $resource:ty))? = $text:literal,)*) => {
        /// What a user is asked to consent to. A scope that belongs to one resource cannot be written without it.
        ///
        /// It is written, and read, as in the authorize URL: `NAME`, or `NAME.<resource id>`.
        #[derive(Debug, Clone, PartialEq, Eq, Hash)]
        #[non_exhaustive]
        pub enum Scope {
            $($(#[$doc])* $name $(($resource))?,)*
            /// A scope that this version does not know, as it is written. For a new one of the platform, and for what the
            /// platform granted in a form of its own.
            Other(String),
        }

        impl fmt::Display for Scope {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                match self {
                    $(Self::$name $(($id))? => write(f, $text, &[$($id)?]),)*
                    Self::Other(text) => f.write_str(text),
                }
            }
        }

        impl FromStr for Scope {
            type Err = InvalidScope;

            /// Reads a scope as it is written. One with an unknown name is [`Scope::Other`].
            fn from_str(text: &str) -> Result<Self, InvalidScope> {
                let invalid = |problem| InvalidScope { scope: text.to_owned(), problem };
                if text.is_empty() || !text.bytes().all(may_be_in_a_scope) {
                    return Err(invalid("it is empty, or has spaces, quotes or letters beyond ASCII"));
                }
                let (name, id) = text.split_once('.').map_or((text, None), |(name, id)| (name, Some(id)));
                match name {
                    $($text => read!(id, Self::$name $(, $resource)?).map_err(invalid),)*
                    _ => Ok(Self::Other(text.to_owned())),
                }
            }
        }
    };
}

macro_rules! read {
    ($id:ident, $scope:expr) => {
        if $id.is_none() {
            Ok($scope)
        } else {
            Err("this scope belongs to no single resource: leave out the dot and what follows")
        }
    };
    ($id:ident, $scope:expr, $resource:ty) => {
        match $id {
            None | Some("") => Err("the resource that it belongs to is missing: NAME.<resource id>"),
            Some(id) => {
                id.parse::<$resource>().map($scope).map_err(|_| "the resource after the dot is not of the right form")
            }
        }
    };
}

scopes! {
    /// Attach an add-on to a business.
    BusinessAddonCreate(business: BusinessToken) = "BUSINESS_ADDON_CREATE",
    /// Put a button on the posts of a business.
    BusinessCreateCustomizedButton(business: BusinessToken) = "BUSINESS_CREATE_CUSTOMIZED_BUTTON",
    /// Send messages to the user as a chat bot.
    ChatBotUserMessageSend = "CHAT_BOT_USER_MESSAGE_SEND",
    /// Read one conversation.
    ChatConversationRead(conversation: String) = "CHAT_CONVERSATION_READ",
    /// Send messages in one chat. Older apps only.
    ChatMessageSend(chat: String) = "CHAT_MESSAGE_SEND",
    /// Send messages in the conversations of a post.
    ChatPostConversationsMessageSend(post: PostToken) = "CHAT_POST_CONVERSATIONS_MESSAGE_SEND",
    /// Read the conversations of a post.
    ChatPostConversationsRead(post: PostToken) = "CHAT_POST_CONVERSATIONS_READ",
    /// Send messages in all conversations about the user's posts.
    ChatSupplierAllConversationsMessageSend = "CHAT_SUPPLIER_ALL_CONVERSATIONS_MESSAGE_SEND",
    /// Read all conversations about the user's posts.
    ChatSupplierAllConversationsRead = "CHAT_SUPPLIER_ALL_CONVERSATIONS_READ",
    /// Send messages in one conversation.
    ConversationSendMessage(conversation: String) = "CONVERSATION_SEND_MESSAGE",
    /// Delete posts of the user.
    DeleteUserPost = "DELETE_USER_POST",
    /// Edit any post of the user.
    EditUserPost = "EDIT_USER_POST",
    /// Read an app of the developer panel.
    ManagementAppsRead(app: String) = "MANAGEMENT_APPS_READ",
    /// Change an app of the developer panel.
    ManagementAppsWrite(app: String) = "MANAGEMENT_APPS_WRITE",
    /// Be told when the user takes the consent back.
    NotificationAccessRevocation = "NOTIFICATION_ACCESS_REVOCATION",
    /// Read what promotion of the user's posts costs.
    PaymentAllPostsPricingRead = "PAYMENT_ALL_POSTS_PRICING_READ",
    /// Renew the user's posts.
    PaymentAllPostsRenew = "PAYMENT_ALL_POSTS_RENEW",
    /// Move the user's posts to the top.
    PaymentAllPostsReorder = "PAYMENT_ALL_POSTS_REORDER",
    /// Pay for promotion of the user's posts.
    PayUserPostPromotion = "PAY_USER_POST_PROMOTION",
    /// Attach an add-on to a post.
    PostAddonCreate(post: PostToken) = "POST_ADDON_CREATE",
    /// Edit a post.
    PostEdit(post: PostToken) = "POST_EDIT",
    /// See images of a post that are not published yet.
    PostOngoingImagesGet(post: PostToken) = "POST_ONGOING_IMAGES_GET",
    /// Tell Divar about a post.
    PostSemanticCreate(post: PostToken) = "POST_SEMANTIC_CREATE",
    /// See the profile image of a professional user.
    ProUserProfileImageRead = "PRO_USER_PROFILE_IMAGE_READ",
    /// Send events. No operation uses it any more.
    SendEvent = "SEND_EVENT",
    /// Pay on behalf of the user.
    SubmitUserPayment = "SUBMIT_USER_PAYMENT",
    /// Submit posts for the user.
    SubmitUserPost = "SUBMIT_USER_POST",
    /// Attach an add-on to the user.
    UserAddonCreate = "USER_ADDON_CREATE",
    /// See the businesses of the user.
    UserBusinessesRead = "USER_BUSINESSES_READ",
    /// Know the id that the user has in this app.
    UserId = "USER_ID",
    /// Know the phone of the user.
    UserPhone = "USER_PHONE",
    /// Attach add-ons to any post of the user.
    UserPostsAddonCreate = "USER_POSTS_ADDON_CREATE",
    /// See the posts of the user.
    UserPostsGet = "USER_POSTS_GET",
    /// See the statistics of the user's posts.
    UserPostsStatsRead = "USER_POSTS_STATS_READ",
    /// Put a button on the user's posts.
    UserSetCustomizedButton = "USER_SET_CUSTOMIZED_BUTTON",
    /// Tell Divar about the user.
    UserVerificationCreate = "USER_VERIFICATION_CREATE",
    /// Receive a refresh token.
    OfflineAccess = "offline_access",
    /// OpenID Connect. What it gives is not documented.
    Openid = "openid",
}

/// A text that is no scope.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{scope:?} is not a scope: {problem}")]
pub struct InvalidScope {
    scope: String,
    problem: &'static str,
}

fn write(f: &mut fmt::Formatter<'_>, name: &str, id: &[&dyn fmt::Display]) -> fmt::Result {
    f.write_str(name)?;
    id.iter().try_for_each(|id| write!(f, ".{id}"))
}

/// The alphabet of scopes in RFC 6749.
fn may_be_in_a_scope(byte: u8) -> bool {
    byte.is_ascii_graphic() && byte != b'"' && byte != b'\\'
}
