//! The eleven v1 widgets. One file a widget.

mod description_row;
mod evaluation_row;
mod event_row;
mod group_info_row;
mod image_carousel_row;
mod legend_title_row;
mod score_row;
mod selector_row;
mod subtitle_row;
mod title_row;
mod wide_button_bar;
mod widget;

pub use description_row::LegacyDescriptionRowData;
pub use evaluation_row::{LegacyEvaluationRowData, LegacyEvaluationSection};
pub use event_row::LegacyEventRowData;
pub use group_info_row::{LegacyGroupInfoItem, LegacyGroupInfoRowData};
pub use image_carousel_row::{LegacyImageCarouselItem, LegacyImageCarouselRowData};
pub use legend_title_row::{LegacyLegendTag, LegacyLegendTitleRowData, LegacyTagColor};
pub use score_row::LegacyScoreRowData;
pub use selector_row::LegacySelectorRowData;
pub use subtitle_row::LegacySubtitleRowData;
pub use title_row::LegacyTitleRowData;
pub use wide_button_bar::{LegacyButton, LegacyButtonStyle, LegacyWideButtonBarData};
pub use widget::{LegacyWidget, LegacyWidgetList};
