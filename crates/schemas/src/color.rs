use crate::choice::choice;

choice! {
    /// The five colours that a v2 widget can have. There is no `ERROR_SECONDARY`.
    WidgetColor {
        /// A good result.
        SuccessPrimary = "SUCCESS_PRIMARY",
        /// A good result, weaker.
        SuccessSecondary = "SUCCESS_SECONDARY",
        /// A result to look at.
        WarningPrimary = "WARNING_PRIMARY",
        /// A result to look at, weaker.
        WarningSecondary = "WARNING_SECONDARY",
        /// A bad result.
        ErrorPrimary = "ERROR_PRIMARY",
    }
}
