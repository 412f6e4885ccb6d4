use std::fmt;

use kenar_schemas::{BusinessToken, PostToken};

/// What a user is asked to consent to. A scope that belongs to one resource cannot be written without it.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Scope {
    /// Attach an add-on to a business.
    BusinessAddonCreate(BusinessToken),
    /// Put a button on the posts of a business.
    BusinessCreateCustomizedButton(BusinessToken),
    /// Send messages to the user as a chat bot.
    ChatBotUserMessageSend,
    /// Read one conversation.
    ChatConversationRead(String),
    /// Send messages in one chat. Older apps only.
    ChatMessageSend(String),
    /// Send messages in the conversations of a post.
    ChatPostConversationsMessageSend(PostToken),
    /// Read the conversations of a post.
    ChatPostConversationsRead(PostToken),
    /// Send messages in all conversations about the user's posts.
    ChatSupplierAllConversationsMessageSend,
    /// Read all conversations about the user's posts.
    ChatSupplierAllConversationsRead,
    /// Send messages in one conversation.
    ConversationSendMessage(String),
    /// Delete posts of the user.
    DeleteUserPost,
    /// Edit any post of the user.
    EditUserPost,
    /// Read an app of the developer panel.
    ManagementAppsRead(String),
    /// Change an app of the developer panel.
    ManagementAppsWrite(String),
    /// Be told when the user takes the consent back.
    NotificationAccessRevocation,
    /// Read what promotion of the user's posts costs.
    PaymentAllPostsPricingRead,
    /// Renew the user's posts.
    PaymentAllPostsRenew,
    /// Move the user's posts to the top.
    PaymentAllPostsReorder,
    /// Pay for promotion of the user's posts.
    PayUserPostPromotion,
    /// Attach an add-on to a post.
    PostAddonCreate(PostToken),
    /// Edit a post.
    PostEdit(PostToken),
    /// See images of a post that are not published yet.
    PostOngoingImagesGet(PostToken),
    /// Tell Divar about a post.
    PostSemanticCreate(PostToken),
    /// See the profile image of a professional user.
    ProUserProfileImageRead,
    /// Send events. No operation uses it any more.
    SendEvent,
    /// Pay on behalf of the user.
    SubmitUserPayment,
    /// Submit posts for the user.
    SubmitUserPost,
    /// Attach an add-on to the user.
    UserAddonCreate,
    /// See the businesses of the user.
    UserBusinessesRead,
    /// Know the id that the user has in this app.
    UserId,
    /// Know the phone of the user.
    UserPhone,
    /// Attach add-ons to any post of the user.
    UserPostsAddonCreate,
    /// See the posts of the user.
    UserPostsGet,
    /// See the statistics of the user's posts.
    UserPostsStatsRead,
    /// Put a button on the user's posts.
    UserSetCustomizedButton,
    /// Tell Divar about the user.
    UserVerificationCreate,
    /// Receive a refresh token.
    OfflineAccess,
    /// OpenID Connect. What it gives is not documented.
    Openid,
}

impl fmt::Display for Scope {
    /// As it is written in the authorize URL: `NAME`, or `NAME.<resource id>`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::BusinessAddonCreate(id) => write!(f, "BUSINESS_ADDON_CREATE.{id}"),
            Self::BusinessCreateCustomizedButton(id) => write!(f, "BUSINESS_CREATE_CUSTOMIZED_BUTTON.{id}"),
            Self::ChatBotUserMessageSend => f.write_str("CHAT_BOT_USER_MESSAGE_SEND"),
            Self::ChatConversationRead(id) => write!(f, "CHAT_CONVERSATION_READ.{id}"),
            Self::ChatMessageSend(id) => write!(f, "CHAT_MESSAGE_SEND.{id}"),
            Self::ChatPostConversationsMessageSend(id) => write!(f, "CHAT_POST_CONVERSATIONS_MESSAGE_SEND.{id}"),
            Self::ChatPostConversationsRead(id) => write!(f, "CHAT_POST_CONVERSATIONS_READ.{id}"),
            Self::ChatSupplierAllConversationsMessageSend => {
                f.write_str("CHAT_SUPPLIER_ALL_CONVERSATIONS_MESSAGE_SEND")
            }
            Self::ChatSupplierAllConversationsRead => f.write_str("CHAT_SUPPLIER_ALL_CONVERSATIONS_READ"),
            Self::ConversationSendMessage(id) => write!(f, "CONVERSATION_SEND_MESSAGE.{id}"),
            Self::DeleteUserPost => f.write_str("DELETE_USER_POST"),
            Self::EditUserPost => f.write_str("EDIT_USER_POST"),
            Self::ManagementAppsRead(id) => write!(f, "MANAGEMENT_APPS_READ.{id}"),
            Self::ManagementAppsWrite(id) => write!(f, "MANAGEMENT_APPS_WRITE.{id}"),
            Self::NotificationAccessRevocation => f.write_str("NOTIFICATION_ACCESS_REVOCATION"),
            Self::PaymentAllPostsPricingRead => f.write_str("PAYMENT_ALL_POSTS_PRICING_READ"),
            Self::PaymentAllPostsRenew => f.write_str("PAYMENT_ALL_POSTS_RENEW"),
            Self::PaymentAllPostsReorder => f.write_str("PAYMENT_ALL_POSTS_REORDER"),
            Self::PayUserPostPromotion => f.write_str("PAY_USER_POST_PROMOTION"),
            Self::PostAddonCreate(id) => write!(f, "POST_ADDON_CREATE.{id}"),
            Self::PostEdit(id) => write!(f, "POST_EDIT.{id}"),
            Self::PostOngoingImagesGet(id) => write!(f, "POST_ONGOING_IMAGES_GET.{id}"),
            Self::PostSemanticCreate(id) => write!(f, "POST_SEMANTIC_CREATE.{id}"),
            Self::ProUserProfileImageRead => f.write_str("PRO_USER_PROFILE_IMAGE_READ"),
            Self::SendEvent => f.write_str("SEND_EVENT"),
            Self::SubmitUserPayment => f.write_str("SUBMIT_USER_PAYMENT"),
            Self::SubmitUserPost => f.write_str("SUBMIT_USER_POST"),
            Self::UserAddonCreate => f.write_str("USER_ADDON_CREATE"),
            Self::UserBusinessesRead => f.write_str("USER_BUSINESSES_READ"),
            Self::UserId => f.write_str("USER_ID"),
            Self::UserPhone => f.write_str("USER_PHONE"),
            Self::UserPostsAddonCreate => f.write_str("USER_POSTS_ADDON_CREATE"),
            Self::UserPostsGet => f.write_str("USER_POSTS_GET"),
            Self::UserPostsStatsRead => f.write_str("USER_POSTS_STATS_READ"),
            Self::UserSetCustomizedButton => f.write_str("USER_SET_CUSTOMIZED_BUTTON"),
            Self::UserVerificationCreate => f.write_str("USER_VERIFICATION_CREATE"),
            Self::OfflineAccess => f.write_str("offline_access"),
            Self::Openid => f.write_str("openid"),
        }
    }
}
