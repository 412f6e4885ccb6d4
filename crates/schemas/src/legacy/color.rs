use crate::WidgetColor;
use crate::choice::choice;

choice! {
    /// A colour of the v1 palette, for texts, icons, scores and backgrounds alike. There is no `ERROR_SECONDARY`.
    LegacyColor {
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
        /// Text.
        TextPrimary = "TEXT_PRIMARY",
        /// Text, weaker.
        TextSecondary = "TEXT_SECONDARY",
        /// Text that hints at something.
        TextHint = "TEXT_HINT",
        /// Lines between texts.
        TextDivider = "TEXT_DIVIDER",
        /// Icons.
        IconPrimary = "ICON_PRIMARY",
        /// Icons, weaker.
        IconSecondary = "ICON_SECONDARY",
        /// Icons that hint at something.
        IconHint = "ICON_HINT",
        /// Lines between icons.
        IconDivider = "ICON_DIVIDER",
        /// White, for a text on a coloured background.
        WhitePrimary = "WHITE_PRIMARY",
        /// The colour of the brand. Published samples use it although the published list lacks it.
        BrandPrimary = "BRAND_PRIMARY",
    }
}

impl LegacyColor {
    /// The same colour in v2, which has the first five only.
    #[must_use]
    pub const fn in_v2(self) -> Option<WidgetColor> {
        match self {
            Self::SuccessPrimary => Some(WidgetColor::SuccessPrimary),
            Self::SuccessSecondary => Some(WidgetColor::SuccessSecondary),
            Self::WarningPrimary => Some(WidgetColor::WarningPrimary),
            Self::WarningSecondary => Some(WidgetColor::WarningSecondary),
            Self::ErrorPrimary => Some(WidgetColor::ErrorPrimary),
            Self::TextPrimary
            | Self::TextSecondary
            | Self::TextHint
            | Self::TextDivider
            | Self::IconPrimary
            | Self::IconSecondary
            | Self::IconHint
            | Self::IconDivider
            | Self::WhitePrimary
            | Self::BrandPrimary => None,
        }
    }
}
