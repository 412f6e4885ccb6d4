//! The tables: which hand-written type stands for which component, which server becomes which module, and what
//! progenitor does not generate. Decisions are data; the reasons stand beside them.

use kenar_schemas::{Payload, Violations, legacy, oauth, semantics, widgets};
use serde_json::Value;

/// A component schema and the hand-written type that stands for it everywhere.
#[derive(Debug, Clone, Copy)]
pub struct Replacement {
    /// The component, and the name of the type.
    pub component: &'static str,
    /// The path of the type.
    pub path: &'static str,
    /// The JSON Schema that the type gives.
    pub schema: fn() -> Value,
    /// Reads a document with serde and validates it with garde, and nothing else.
    pub accepts: fn(&[u8]) -> bool,
    /// Checks a raw document, as users do.
    pub check: fn(&[u8]) -> Result<(), Violations>,
}

macro_rules! replacements {
    ($($component:ident => $path:path),* $(,)?) => {
        /// Every component that has a hand-written type. `parity` proves that the two accept the same values.
        pub const REPLACEMENTS: &[Replacement] = &[$(
            Replacement {
                component: stringify!($component),
                path: stringify!($path),
                schema: <$path as Payload>::to_json_schema,
                accepts: accepts::<$path>,
                check: |text| <$path as Payload>::check(text).map(drop),
            },
        )*];
    };
}

fn accepts<T: Payload>(text: &[u8]) -> bool {
    serde_json::from_slice::<T>(text).is_ok_and(|value| Payload::validate(&value).is_ok())
}

replacements! {
    Action => kenar_schemas::Action,
    ActionData => kenar_schemas::ActionData,
    AddonId => kenar_schemas::AddonId,
    AddonReceipt => kenar_schemas::AddonReceipt,
    BusinessAddon => kenar_schemas::BusinessAddon,
    BusinessAddonReceipt => kenar_schemas::BusinessAddonReceipt,
    BusinessToken => kenar_schemas::BusinessToken,
    ButtonBar => widgets::ButtonBar,
    CarVerificationStage => semantics::CarVerificationStage,
    DescriptionRow => widgets::DescriptionRow,
    DivarUserId => kenar_schemas::DivarUserId,
    Empty => kenar_schemas::Empty,
    ErrorBody => kenar_schemas::ErrorBody,
    ErrorDetail => kenar_schemas::ErrorDetail,
    EvaluationRow => widgets::EvaluationRow,
    EvaluationSection => widgets::EvaluationSection,
    EventRow => widgets::EventRow,
    GroupInfoItem => widgets::GroupInfoItem,
    GroupInfoRow => widgets::GroupInfoRow,
    IconName => kenar_schemas::IconName,
    IdentityVerificationResult => semantics::IdentityVerificationResult,
    IdentityVerificationStage => semantics::IdentityVerificationStage,
    ImageCarouselItem => widgets::ImageCarouselItem,
    ImageCarouselRow => widgets::ImageCarouselRow,
    ImageId => kenar_schemas::ImageId,
    ImageUpload => kenar_schemas::ImageUpload,
    InspectionResult => semantics::InspectionResult,
    LegacyAction => legacy::LegacyAction,
    LegacyAddonMetaData => legacy::LegacyAddonMetaData,
    LegacyAppInfo => legacy::LegacyAppInfo,
    LegacyButton => legacy::LegacyButton,
    LegacyButtonStyle => legacy::LegacyButtonStyle,
    LegacyColor => legacy::LegacyColor,
    LegacyDescriptionRowData => legacy::LegacyDescriptionRowData,
    LegacyEvaluationRowData => legacy::LegacyEvaluationRowData,
    LegacyEvaluationSection => legacy::LegacyEvaluationSection,
    LegacyEventRowData => legacy::LegacyEventRowData,
    LegacyGroupInfoItem => legacy::LegacyGroupInfoItem,
    LegacyGroupInfoRowData => legacy::LegacyGroupInfoRowData,
    LegacyIcon => legacy::LegacyIcon,
    LegacyImageCarouselItem => legacy::LegacyImageCarouselItem,
    LegacyImageCarouselRowData => legacy::LegacyImageCarouselRowData,
    LegacyIndicatorIcon => legacy::LegacyIndicatorIcon,
    LegacyLegendTag => legacy::LegacyLegendTag,
    LegacyLegendTitleRowData => legacy::LegacyLegendTitleRowData,
    LegacyPostAddon => legacy::LegacyPostAddon,
    LegacyPostAddonItem => legacy::LegacyPostAddonItem,
    LegacyPostAddonList => legacy::LegacyPostAddonList,
    LegacyPostSemantic => legacy::LegacyPostSemantic,
    LegacyScoreRowData => legacy::LegacyScoreRowData,
    LegacySelector => legacy::LegacySelector,
    LegacySelectorRowData => legacy::LegacySelectorRowData,
    LegacySemantic => legacy::LegacySemantic,
    LegacySemanticValue => legacy::LegacySemanticValue,
    LegacySubtitleRowData => legacy::LegacySubtitleRowData,
    LegacyTagColor => legacy::LegacyTagColor,
    LegacyTitleRowData => legacy::LegacyTitleRowData,
    LegacyUserAddon => legacy::LegacyUserAddon,
    LegacyUserVerification => legacy::LegacyUserVerification,
    LegacyWebPagePayload => legacy::LegacyWebPagePayload,
    LegacyWebViewPayload => legacy::LegacyWebViewPayload,
    LegacyWideButtonBarData => legacy::LegacyWideButtonBarData,
    LegacyWidget => legacy::LegacyWidget,
    LegacyWidgetList => legacy::LegacyWidgetList,
    LegacyWidgetListView => legacy::LegacyWidgetListView,
    LegacyWidgetView => legacy::LegacyWidgetView,
    LinkUrl => kenar_schemas::LinkUrl,
    NewFaceVerificationResult => semantics::NewFaceVerificationResult,
    OAuthError => oauth::OAuthError,
    OnlineReservationCapability => semantics::OnlineReservationCapability,
    OwnershipResult => semantics::OwnershipResult,
    PaymentMethod => semantics::PaymentMethod,
    PaymentTicketValidation => kenar_schemas::PaymentTicketValidation,
    Phone => kenar_schemas::Phone,
    PostAddon => kenar_schemas::PostAddon,
    PostSemantic => kenar_schemas::PostSemantic,
    PostTarget => kenar_schemas::PostTarget,
    PostToken => kenar_schemas::PostToken,
    PostVerificationResult => semantics::PostVerificationResult,
    ScoreRow => widgets::ScoreRow,
    SelectorRow => widgets::SelectorRow,
    Semantic => kenar_schemas::Semantic,
    SemanticId => kenar_schemas::SemanticId,
    SemanticReceipt => kenar_schemas::SemanticReceipt,
    SubtitleRow => widgets::SubtitleRow,
    TicketUuid => kenar_schemas::TicketUuid,
    TicketValidity => kenar_schemas::TicketValidity,
    TitleRow => widgets::TitleRow,
    TokenRequest => oauth::TokenRequest,
    TokenResponse => oauth::TokenResponse,
    UserAddon => kenar_schemas::UserAddon,
    UserIdByPhone => kenar_schemas::UserIdByPhone,
    UserIdByPhoneRequest => kenar_schemas::UserIdByPhoneRequest,
    UserInfo => kenar_schemas::UserInfo,
    UserSemantic => kenar_schemas::UserSemantic,
    VerificationStatus => semantics::VerificationStatus,
    Widget => kenar_schemas::Widget,
    WidgetColor => kenar_schemas::WidgetColor,
}

/// Components that are an arm or a part of an arm of a union. The type of the union reads them; they have no public
/// type of their own.
pub const ARMS: &[&str] = &[
    "AuthorizationCodeGrant",
    "ButtonBarPaths",
    "ButtonBarWidget",
    "CamelCaseDescriptiveScoreRow",
    "CamelCasePercentageScoreRow",
    "DescriptionRowPaths",
    "DescriptionRowWidget",
    "DescriptiveScoreRow",
    "EvaluationRowPaths",
    "EvaluationRowWidget",
    "EventRowPaths",
    "EventRowWidget",
    "ExpandableDescriptionRow",
    "GetDynamicActionAction",
    "GroupInfoRowPaths",
    "GroupInfoRowWidget",
    "ImageCarouselRowPaths",
    "ImageCarouselRowWidget",
    "LegacyCamelCaseDescriptiveScoreRowData",
    "LegacyCamelCasePercentageScoreRowData",
    "LegacyDescriptionRow",
    "LegacyDescriptiveScoreRowData",
    "LegacyEvaluationRow",
    "LegacyEventRow",
    "LegacyExpandableDescriptionRowData",
    "LegacyGroupInfoRow",
    "LegacyImageCarouselRow",
    "LegacyLegendTitleRow",
    "LegacyPercentageScoreRowData",
    "LegacyScoreRow",
    "LegacySelectorRow",
    "LegacyShortDescriptionRowData",
    "LegacySubtitleRow",
    "LegacyTitleRow",
    "LegacyWebPageAction",
    "LegacyWebViewAction",
    "LegacyWideButtonBar",
    "OpenDirectLinkAction",
    "OpenPostManagePageAction",
    "OpenPostPageAction",
    "OpenServerLinkAction",
    "PercentageScoreRow",
    "RefreshTokenGrant",
    "ScoreRowPaths",
    "ScoreRowWidget",
    "SelectorRowPaths",
    "SelectorRowWidget",
    "ShortDescriptionRow",
    "SubtitleRowPaths",
    "SubtitleRowWidget",
    "TitleRowPaths",
    "TitleRowWidget",
];

/// Public types that stand in no document on their own, with the reason.
pub const INTERNAL: &[(&str, &str)] =
    &[("Secret", "a text that is never printed; the document writes it as a plain string")];

/// The replacement of a component.
#[must_use]
pub fn replacement(component: &str) -> Option<&'static Replacement> {
    REPLACEMENTS.iter().find(|replacement| replacement.component == component)
}

/// The replacements that are exported as JSON Schemas: the payloads.
pub fn payloads() -> impl Iterator<Item = &'static Replacement> {
    kenar_schemas::EXPORTS.iter().filter_map(|export| replacement(export.component))
}

/// A server of the document and the module of the client that talks to it.
#[derive(Debug, Clone, Copy)]
pub struct Server {
    /// The URL, as the document writes it.
    pub url: &'static str,
    /// The module: `crates/client/src/generated/<module>.rs`.
    pub module: &'static str,
    /// Whether it is the token endpoint, whose errors have a shape of their own and which needs no API key.
    pub tokens: bool,
    /// What the rustdoc of the module calls it.
    pub title: &'static str,
}

/// The servers. An operation that lives on two of them is in both modules.
pub const SERVERS: &[Server] = &[
    Server {
        url: "https://open-api.divar.ir",
        module: "open_api",
        tokens: false,
        title: "the API at open-api.divar.ir",
    },
    Server { url: "https://api.divar.ir", module: "legacy", tokens: false, title: "the older API at api.divar.ir" },
    Server {
        url: "https://oauth.divar.ir",
        module: "oauth",
        tokens: true,
        title: "the token endpoint at oauth.divar.ir",
    },
    Server { url: "https://divar.ir", module: "images", tokens: false, title: "the image service at divar.ir" },
];

/// An operation that progenitor does not generate.
#[derive(Debug, Clone, Copy)]
pub struct Excluded {
    /// The operation id.
    pub operation: &'static str,
    /// Why.
    pub reason: &'static str,
    /// What stands for it in the client.
    pub instead: &'static str,
}

/// What progenitor does not generate. Everything else it must.
pub const EXCLUDED: &[Excluded] = &[
    Excluded {
        operation: "authorize",
        reason: "a browser goes there, not a client; its success is a redirect",
        instead: "kenar_client::oauth::Client::authorize_url",
    },
    Excluded {
        operation: "upload_image",
        reason: "progenitor refuses a body of type image/jpeg",
        instead: "kenar_client::images::Client::upload",
    },
];
