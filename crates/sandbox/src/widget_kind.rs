//! The kinds of rows that an app can be granted.

use kenar_schemas::Row;

macro_rules! kinds {
    ($($(#[$doc:meta])* $variant:ident = $key:literal, $legacy:literal;)*) => {
        /// A kind of row. The platform grants each kind to an app on its own.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum WidgetKind {
            $($(#[$doc])* $variant),*
        }

        impl WidgetKind {
            /// Every kind.
            pub const ALL: &[Self] = &[$(Self::$variant),*];

            /// The key that the row has in a v2 widget.
            #[must_use]
            pub fn key(self) -> &'static str {
                match self {
                    $(Self::$variant => $key),*
                }
            }

            /// The `widget_type` that the row has in a v1 widget.
            #[must_use]
            pub fn legacy_type(self) -> &'static str {
                match self {
                    $(Self::$variant => $legacy),*
                }
            }
        }
    };
}

kinds! {
    /// A headline.
    TitleRow = "title_row", "TITLE_ROW";
    /// A line of smaller text.
    SubtitleRow = "subtitle_row", "SUBTITLE_ROW";
    /// A paragraph.
    DescriptionRow = "description_row", "DESCRIPTION_ROW";
    /// A wide button.
    ButtonBar = "button_bar", "WIDE_BUTTON_BAR";
    /// A row that leads somewhere.
    SelectorRow = "selector_row", "SELECTOR_ROW";
    /// Something that happened.
    EventRow = "event_row", "EVENT_ROW";
    /// A score.
    ScoreRow = "score_row", "SCORE_ROW";
    /// A bar of three sections with a pointer.
    EvaluationRow = "evaluation_row", "EVALUATION_ROW";
    /// Two or three facts side by side.
    GroupInfoRow = "group_info_row", "GROUP_INFO_ROW";
    /// Pictures to leaf through.
    ImageCarouselRow = "image_carousel_row", "IMAGE_CAROUSEL_ROW";
    /// A headline with the app's logo, which only v1 has; the key is the one it would have in v2.
    LegendTitleRow = "legend_title_row", "LEGEND_TITLE_ROW";
}

impl WidgetKind {
    /// The kind of a row; `None` for one that a later version of the contract adds.
    #[must_use]
    pub fn of(row: &Row) -> Option<Self> {
        Self::ALL.iter().copied().find(|kind| kind.key() == row.key())
    }

    /// The kind of a v1 `widget_type`.
    #[must_use]
    pub fn of_legacy(widget_type: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|kind| kind.legacy_type() == widget_type)
    }
}
