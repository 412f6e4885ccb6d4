//! What a payload is.

use kenar_schemas::{
    BusinessAddon, LegacyPostAddon, LegacyUserAddon, LegacyUserVerification, Payload, PostAddon, PostSemantic,
    Semantic, UserAddon, UserSemantic, Violations, Widget,
};
use serde_json::Value;

use super::super::text::Texts;

macro_rules! kinds {
    ($($(#[$doc:meta])* $kind:ident = $name:literal, $title:ident;)*) => {
        /// A kind of payload.
        #[derive(Debug, Clone, Copy, PartialEq, Eq)]
        pub(super) enum Kind {
            $($(#[$doc])* $kind),*
        }

        impl Kind {
            /// Every kind, in the order of the choice.
            pub(super) const ALL: &[Self] = &[$(Self::$kind),*];

            /// The name in forms.
            pub(super) const fn as_str(self) -> &'static str {
                match self {
                    $(Self::$kind => $name),*
                }
            }

            /// The name for people.
            pub(super) fn title(self, text: &Texts) -> &'static str {
                match self {
                    $(Self::$kind => text.$title),*
                }
            }
        }
    };
}

kinds! {
    UserAddon = "user-addon", kind_user_addon;
    PostAddon = "post-addon", kind_post_addon;
    BusinessAddon = "business-addon", kind_business_addon;
    Widget = "widget", kind_widget;
    Widgets = "widgets", kind_widgets;
    UserSemantic = "user-semantic", kind_user_semantic;
    PostSemantic = "post-semantic", kind_post_semantic;
    Semantic = "semantic", kind_semantic;
    LegacyUserAddon = "legacy-user-addon", kind_legacy_user_addon;
    LegacyPostAddon = "legacy-post-addon", kind_legacy_post_addon;
    LegacyVerification = "legacy-verification", kind_legacy_verification;
}

impl Kind {
    /// The kind of that name.
    pub(super) fn of(name: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|kind| kind.as_str() == name)
    }

    /// The kind that a payload looks most like.
    pub(super) fn detect(payload: &Value) -> Self {
        let Some(members) = payload.as_object() else { return Self::Widgets };
        let has = |names: &[&str]| names.iter().any(|name| members.contains_key(*name));
        let legacy_widgets = members.get("widgets").is_some_and(|widgets| widgets.get("widget_list").is_some());
        let legacy_user =
            has(&["phone", "management_permalink", "removal_permalink", "verification_cost", "categories"]);
        if legacy_widgets {
            if legacy_user { Self::LegacyUserAddon } else { Self::LegacyPostAddon }
        } else if has(&["widgets"]) {
            if has(&["categories", "cost", "ticket_uuid"]) {
                Self::UserAddon
            } else if has(&["semantic"]) {
                Self::PostAddon
            } else {
                Self::BusinessAddon
            }
        } else if members.get("semantic").is_some_and(Value::is_object) {
            if has(&["verification_cost", "semantic_sensitives", "notes", "management_permalink"]) {
                Self::LegacyVerification
            } else {
                Self::UserSemantic
            }
        } else if members.values().any(Value::is_object) || has(&["semantic_paths"]) {
            Self::Widget
        } else {
            Self::Semantic
        }
    }

    /// What a text that is not JSON was probably meant to be.
    pub(super) fn guess(text: &str) -> Self {
        let has = |name: &str| text.contains(&format!("\"{name}\""));
        match () {
            () if has("widget_list") && has("phone") => Self::LegacyUserAddon,
            () if has("widget_list") => Self::LegacyPostAddon,
            () if has("widgets") && has("categories") => Self::UserAddon,
            () if has("widgets") => Self::PostAddon,
            () if has("semantic") => Self::UserSemantic,
            () => Self::UserAddon,
        }
    }

    /// Whether a payload of this kind belongs to v1.
    pub(super) fn is_legacy(self) -> bool {
        matches!(self, Self::LegacyUserAddon | Self::LegacyPostAddon | Self::LegacyVerification)
    }

    /// Whether a payload of this kind has rows.
    pub(super) fn has_rows(self) -> bool {
        !matches!(self, Self::UserSemantic | Self::PostSemantic | Self::Semantic | Self::LegacyVerification)
    }

    /// Everything that is wrong with a payload; [`Kind::Widgets`] is checked row by row.
    pub(super) fn check(self, text: &[u8]) -> Result<(), Violations> {
        match self {
            Self::UserAddon => UserAddon::check(text).map(drop),
            Self::PostAddon => PostAddon::check(text).map(drop),
            Self::BusinessAddon => BusinessAddon::check(text).map(drop),
            Self::Widget | Self::Widgets => Widget::check(text).map(drop),
            Self::UserSemantic => UserSemantic::check(text).map(drop),
            Self::PostSemantic => PostSemantic::check(text).map(drop),
            Self::Semantic => Semantic::check(text).map(drop),
            Self::LegacyUserAddon => LegacyUserAddon::check(text).map(drop),
            Self::LegacyPostAddon => LegacyPostAddon::check(text).map(drop),
            Self::LegacyVerification => LegacyUserVerification::check(text).map(drop),
        }
    }
}
