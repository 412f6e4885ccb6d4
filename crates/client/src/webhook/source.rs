use super::open_enum::open_enum;

open_enum! {
    /// Where the click was that begins a session.
    Source {
        /// A widget of an add-on.
        PostAddon = "POST_ADDON" | "POST_ADODN";
        /// A button under a message.
        ChatMessageAction = "CHAT_MESSAGE_ACTION";
        /// The add-on menu of a chat.
        Chat = "CHAT";
    }
}
