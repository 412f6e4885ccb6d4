//! The bodies of the first version of the platform.
//!
//! The operations that take them are deprecated. They are here to read and check what is still sent or stored, and to
//! turn it into the current form with [`crate::migrate`].
//!
//! ```
//! use kenar_schemas::legacy::{LegacyTitleRowData, LegacyUserAddon};
//! use kenar_schemas::{Payload, Phone};
//!
//! let addon = LegacyUserAddon::new(Phone::new("09991234567")?, [LegacyTitleRowData::new("گزارش خودرو").into()]);
//! assert!(addon.validate().is_ok());
//! assert!(serde_json::to_string(&addon)?.contains(r#""@type":"type.googleapis.com/widgets.TitleRowData""#));
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

mod action;
mod color;
mod constant;
mod icon;
mod list;
mod post_addon;
mod semantic;
mod user_addon;
mod user_verification;
mod widgets;

pub use action::{LegacyAction, LegacyWebPageAction, LegacyWebPagePayload, LegacyWebViewAction, LegacyWebViewPayload};
pub use color::LegacyColor;
pub use icon::{LegacyIcon, LegacyIndicatorIcon};
pub use list::{
    LegacyAddonMetaData, LegacyAppInfo, LegacyPostAddonItem, LegacyPostAddonList, LegacyWidgetListView,
    LegacyWidgetView,
};
pub use post_addon::{LegacyPostAddon, LegacySelector};
pub use semantic::{LegacyPostSemantic, LegacySemantic, LegacySemanticValue};
pub use user_addon::LegacyUserAddon;
pub use user_verification::LegacyUserVerification;
pub use widgets::{
    LegacyButton, LegacyButtonStyle, LegacyDescriptionRowData, LegacyEvaluationRowData, LegacyEvaluationSection,
    LegacyEventRowData, LegacyGroupInfoItem, LegacyGroupInfoRowData, LegacyImageCarouselItem,
    LegacyImageCarouselRowData, LegacyLegendTag, LegacyLegendTitleRowData, LegacyScoreRowData, LegacySelectorRowData,
    LegacySubtitleRowData, LegacyTagColor, LegacyTitleRowData, LegacyWideButtonBarData, LegacyWidget, LegacyWidgetList,
};
