use super::open_enum::open_enum;

open_enum! {
    /// A place of Divar at which people meet apps.
    TouchPoint {
        /// The page on which people manage a post.
        MyPost = "MY_POST";
        /// The list of add-ons in "my Divar".
        MyDivar = "MY_DIVAR";
        /// The professional panel.
        DivarPro = "DIVAR_PRO";
        /// A chat.
        Chat = "CHAT";
        /// The page of a post, as others see it.
        DemandPost = "DEMAND_POST";
    }
}
