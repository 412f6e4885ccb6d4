use kenar_schemas::{DivarUserId, PostToken};
use reqwest::header::HeaderMap;
use reqwest::{StatusCode, Url};
use serde_json::{Map, Value, json};

use super::call::sealed::FromMembers;
use super::members::Members;
use super::{HttpReply, InvalidReply, Problem, Side, Source, Unchecked};
use crate::servers::is_this_machine;

/// Where an app sends people when they are done, on success as well as on a cancel: a constant, without parameters.
/// Divar finds the session itself and brings people back to where they came from.
pub const COMPLETION_URL: &str = "https://open-platform-redirect.divar.ir/completion";

/// Session initialization, version 2: somebody clicked on something with the action `open_server_link`, and Divar asks
/// where they go. Answered with a [`SessionReply`] while they wait.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub struct SessionRequest {
    /// Where the click was.
    pub source: Option<Source>,
    /// The post, when there is one.
    pub post_token: Option<Unchecked<PostToken>>,
    /// The chat, when there is one.
    pub conversation_id: Option<String>,
    /// On which side the person is who clicked.
    pub user_side: Option<Side>,
    /// The `data` of the action, under either of its names. `serde_json::from_value(request.extra_data.into())` makes a
    /// type of the app of it.
    pub extra_data: Map<String, Value>,
    /// Who clicked, when they are logged in, as the app knows them.
    pub user_id: Option<Unchecked<DivarUserId>>,
    /// An address of return that older descriptions have. [`COMPLETION_URL`] has taken its place.
    pub completion_url: Option<String>,
    /// The header `API-Version`, in either of its spellings; `2` for the calls that are described here.
    pub api_version: Option<String>,
    /// The whole body as it came.
    pub raw: Map<String, Value>,
}

impl FromMembers for SessionRequest {
    fn from_members(raw: Map<String, Value>) -> Result<Self, Problem> {
        let members = Members::of_body(&raw);
        Ok(Self {
            source: members.one_of(&["source", "touchpoint"])?,
            post_token: members.unchecked("post_token")?,
            conversation_id: members.name(&["conversation_id"])?,
            user_side: members.one_of(&["user_side"])?,
            extra_data: members.data(&["extra_data", "provider_data"])?,
            user_id: members.unchecked("user_id")?,
            completion_url: members.name(&["completion_url"])?,
            api_version: None,
            raw,
        })
    }

    fn see_headers(&mut self, headers: &HeaderMap) {
        let version = ["api-version", "api_version"].iter().find_map(|name| headers.get(*name));
        self.api_version = version.and_then(|version| version.to_str().ok()).map(str::to_owned);
    }
}

/// Where a session begins: `{"url": "https://…"}`. The person is brought there, in a new tab or inside the Divar app.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SessionReply {
    url: Url,
}

impl SessionReply {
    /// Takes a link to a page of the app.
    ///
    /// # Errors
    /// When it is not `https`, or `http` on this machine, which a sandbox can open.
    pub fn new(url: impl AsRef<str>) -> Result<Self, InvalidReply> {
        let url = Url::parse(url.as_ref()).map_err(|_| InvalidReply::NotAUrl)?;
        match url.scheme() {
            "https" => Ok(Self { url }),
            "http" if is_this_machine(&url) => Ok(Self { url }),
            _ => Err(InvalidReply::NotHttps),
        }
    }

    /// The link as it is sent, in ASCII.
    #[must_use]
    pub fn url(&self) -> &str {
        self.url.as_str()
    }

    /// The answer.
    #[must_use]
    pub fn to_http(&self) -> HttpReply {
        HttpReply::json(StatusCode::OK, &json!({ "url": self.url() }))
    }
}
