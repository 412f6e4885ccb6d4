use std::borrow::Cow;

use garde::Validate;
use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::de::Error;
use serde::{Deserialize, Deserializer, Serialize};

use super::constant::constant;
use crate::{InvalidText, LinkUrl, de};

/// What a tap opens. Both actions open a web page and become `open_direct_link` in v2.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Validate)]
#[serde(untagged)]
pub enum LegacyAction {
    /// `LOAD_WEB_VIEW_PAGE`: a new tab on the web, a web view inside the app on a phone.
    WebView(#[garde(dive)] LegacyWebViewAction),
    /// `OPEN_WEB_PAGE`: the external browser.
    WebPage(#[garde(dive)] LegacyWebPageAction),
}

impl LegacyAction {
    /// Opens a URL inside the app, or in a new tab on the web. Clients that do not know the action open the same URL.
    ///
    /// # Errors
    /// When the text is not an absolute `http` or `https` URL.
    pub fn web_view(url: impl Into<String>) -> Result<Self, InvalidText> {
        LinkUrl::new(url).map(|url| Self::WebView(LegacyWebViewAction::new(url)))
    }

    /// Opens a URL in the external browser. Clients that do not know the action open the same URL.
    ///
    /// # Errors
    /// When the text is not an absolute `http` or `https` URL.
    pub fn web_page(url: impl Into<String>) -> Result<Self, InvalidText> {
        LinkUrl::new(url).map(|url| Self::WebPage(LegacyWebPageAction::new(url)))
    }

    /// Sets the URL that clients open when they are too old to know the action.
    #[must_use]
    pub fn with_fallback_link(mut self, link: LinkUrl) -> Self {
        match &mut self {
            Self::WebView(action) => action.fallback_link = link,
            Self::WebPage(action) => action.fallback_link = link,
        }
        self
    }

    /// The page that a tap opens.
    #[must_use]
    pub fn url(&self) -> &LinkUrl {
        match self {
            Self::WebView(action) => &action.payload.url,
            Self::WebPage(action) => &action.payload.link,
        }
    }

    /// The URL that clients open when they are too old to know the action.
    #[must_use]
    pub fn fallback_link(&self) -> &LinkUrl {
        match self {
            Self::WebView(action) => &action.fallback_link,
            Self::WebPage(action) => &action.fallback_link,
        }
    }
}

constant!(LoadWebViewPage = "LOAD_WEB_VIEW_PAGE");
constant!(OpenWebPage = "OPEN_WEB_PAGE");
constant!(LoadWebViewPagePayload = "type.googleapis.com/widgets.LoadWebViewPagePayload");
constant!(OpenWebPagePayload = "type.googleapis.com/widgets.OpenWebPagePayload");

/// Opens a page in a web view inside the app, or in a new tab on the web.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema, Validate)]
#[serde(remote = "Self")]
#[serde(deny_unknown_fields)]
#[non_exhaustive]
pub struct LegacyWebViewAction {
    /// The kind of action.
    #[serde(rename = "type")]
    #[garde(skip)]
    pub(crate) kind: LoadWebViewPage,
    /// The URL that clients open when they are too old to know the action.
    #[garde(dive)]
    pub fallback_link: LinkUrl,
    /// The page.
    #[garde(dive)]
    pub payload: LegacyWebViewPayload,
}

impl LegacyWebViewAction {
    /// Opens the URL, as the fallback too.
    #[must_use]
    pub fn new(url: LinkUrl) -> Self {
        Self { kind: LoadWebViewPage, fallback_link: url.clone(), payload: LegacyWebViewPayload::new(url) }
    }
}

/// The page of a [`LegacyWebViewAction`].
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema, Validate)]
#[serde(remote = "Self")]
#[serde(deny_unknown_fields)]
#[non_exhaustive]
pub struct LegacyWebViewPayload {
    /// The type URL; it belongs to the kind of action.
    #[serde(rename = "@type")]
    #[garde(skip)]
    pub(crate) type_url: LoadWebViewPagePayload,
    /// The page to open.
    #[garde(dive)]
    pub url: LinkUrl,
}

impl LegacyWebViewPayload {
    /// A page.
    #[must_use]
    pub fn new(url: LinkUrl) -> Self {
        Self { type_url: LoadWebViewPagePayload, url }
    }
}

/// Opens a page in the external browser.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema, Validate)]
#[serde(remote = "Self")]
#[serde(deny_unknown_fields)]
#[non_exhaustive]
pub struct LegacyWebPageAction {
    /// The kind of action.
    #[serde(rename = "type")]
    #[garde(skip)]
    pub(crate) kind: OpenWebPage,
    /// The URL that clients open when they are too old to know the action.
    #[garde(dive)]
    pub fallback_link: LinkUrl,
    /// The page.
    #[garde(dive)]
    pub payload: LegacyWebPagePayload,
}

impl LegacyWebPageAction {
    /// Opens the URL, as the fallback too.
    #[must_use]
    pub fn new(link: LinkUrl) -> Self {
        Self { kind: OpenWebPage, fallback_link: link.clone(), payload: LegacyWebPagePayload::new(link) }
    }
}

/// The page of a [`LegacyWebPageAction`]. Its member is called `link`; until April 2024 the guide called it `url`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema, Validate)]
#[serde(remote = "Self")]
#[serde(deny_unknown_fields)]
#[non_exhaustive]
pub struct LegacyWebPagePayload {
    /// The type URL; it belongs to the kind of action.
    #[serde(rename = "@type")]
    #[garde(skip)]
    pub(crate) type_url: OpenWebPagePayload,
    /// The page to open.
    #[garde(dive)]
    pub link: LinkUrl,
}

impl LegacyWebPagePayload {
    /// A page.
    #[must_use]
    pub fn new(link: LinkUrl) -> Self {
        Self { type_url: OpenWebPagePayload, link }
    }
}

/// Both actions at once: `type` may stand behind the members that depend on it, and nothing is buffered to wait for it.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Wire {
    #[serde(rename = "type")]
    kind: String,
    fallback_link: LinkUrl,
    #[serde(deserialize_with = "PayloadWire::read")]
    payload: PayloadWire,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct PayloadWire {
    #[serde(rename = "@type")]
    type_url: String,
    #[serde(default, deserialize_with = "de::some")]
    url: Option<LinkUrl>,
    #[serde(default, deserialize_with = "de::some")]
    link: Option<LinkUrl>,
}

impl PayloadWire {
    fn read<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Self::deserialize(de::ObjectOnly(deserializer))
    }
}

const WEB_VIEW: &str = "`LOAD_WEB_VIEW_PAGE` takes a payload of `LoadWebViewPagePayload` with `url` alone";
const WEB_PAGE: &str = "`OPEN_WEB_PAGE` takes a payload of `OpenWebPagePayload` with `link` alone";

impl<'de> Deserialize<'de> for LegacyAction {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let Wire { kind, fallback_link, payload } = Wire::deserialize(de::ObjectOnly(deserializer))?;
        let action = match (kind.as_str(), payload.type_url.as_str(), payload.url, payload.link) {
            (LoadWebViewPage::TEXT, LoadWebViewPagePayload::TEXT, Some(url), None) => {
                Self::WebView(LegacyWebViewAction::new(url))
            }
            (OpenWebPage::TEXT, OpenWebPagePayload::TEXT, None, Some(link)) => {
                Self::WebPage(LegacyWebPageAction::new(link))
            }
            (LoadWebViewPage::TEXT, ..) => return Err(D::Error::custom(WEB_VIEW)),
            (OpenWebPage::TEXT, ..) => return Err(D::Error::custom(WEB_PAGE)),
            (other, ..) => {
                return Err(D::Error::unknown_variant(other, &[LoadWebViewPage::TEXT, OpenWebPage::TEXT]));
            }
        };
        Ok(action.with_fallback_link(fallback_link))
    }
}

impl JsonSchema for LegacyAction {
    fn schema_name() -> Cow<'static, str> {
        "LegacyAction".into()
    }

    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        let arms = [generator.subschema_for::<LegacyWebViewAction>(), generator.subschema_for::<LegacyWebPageAction>()];
        json_schema!({ "description": "What a tap opens: a web page, in one of two ways.", "oneOf": arms })
    }
}

crate::macros::object!(LegacyWebViewAction, LegacyWebViewPayload, LegacyWebPageAction, LegacyWebPagePayload);
