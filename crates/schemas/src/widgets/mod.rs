//! The ten v2 widgets: one row of an add-on each. One file a widget.

mod button_bar;
mod description_row;
mod evaluation_row;
mod event_row;
mod group_info_row;
mod image_carousel_row;
mod score_row;
mod selector_row;
mod subtitle_row;
mod title_row;
mod widget;

pub use button_bar::ButtonBar;
pub use description_row::DescriptionRow;
pub use evaluation_row::{EvaluationRow, EvaluationSection};
pub use event_row::EventRow;
pub use group_info_row::{GroupInfoItem, GroupInfoRow};
pub use image_carousel_row::{ImageCarouselItem, ImageCarouselRow};
pub use score_row::{Score, ScoreRow};
pub use selector_row::SelectorRow;
pub use subtitle_row::SubtitleRow;
pub use title_row::TitleRow;
pub use widget::{Row, Widget};

pub(crate) use description_row::fits;
pub(crate) use score_row::one_score;
