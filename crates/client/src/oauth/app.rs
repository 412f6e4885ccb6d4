use kenar_schemas::LinkUrl;
use kenar_schemas::oauth::Secret;

/// An app, as the OAuth endpoints know it. All three are in the developer panel.
///
/// ```
/// use kenar_client::oauth::App;
///
/// let app = App::new("sample-app", "the client secret", "https://app.example.com/callback")?;
/// assert!(!format!("{app:?}").contains("the client secret"));
/// # Ok::<(), kenar_client::oauth::InvalidApp>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct App {
    client_id: String,
    client_secret: Secret,
    redirect_uri: String,
}

/// What cannot be the credentials of an app. The secret is not repeated.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum InvalidApp {
    /// There is no client id, or whitespace is around it.
    #[error("the client id {0:?} is empty or has whitespace around it; it is the slug of the app")]
    ClientId(String),
    /// There is no client secret, or whitespace is around it.
    #[error("the client secret is empty or has whitespace around it; check for a line break at its end")]
    ClientSecret,
    /// A variable of the environment is not there.
    #[error("the environment variable {0} is not set, or is not text")]
    Variable(&'static str),
    /// The redirect URI is not one that can be registered.
    #[error("{uri:?} cannot be a redirect URI: {problem}")]
    RedirectUri {
        /// What was given.
        uri: String,
        /// What is wrong, and what to do.
        problem: &'static str,
    },
}

impl App {
    /// The app of the environment: `KENAR_CLIENT_ID`, `KENAR_CLIENT_SECRET` and `KENAR_REDIRECT_URI`.
    ///
    /// # Errors
    /// When one of them is not set, or cannot be right.
    pub fn from_env() -> Result<Self, InvalidApp> {
        let variable = |name| {
            let text = std::env::var(name).ok().filter(|text| !text.is_empty());
            text.ok_or(InvalidApp::Variable(name))
        };
        Self::new(variable("KENAR_CLIENT_ID")?, variable("KENAR_CLIENT_SECRET")?, variable("KENAR_REDIRECT_URI")?)
    }

    /// Takes the slug of the app, its OAuth secret (which is not the API key), and a redirect URI that is registered in the
    /// panel, written exactly as it is there.
    ///
    /// # Errors
    /// When one of them cannot be right.
    pub fn new(
        client_id: impl Into<String>,
        client_secret: impl Into<Secret>,
        redirect_uri: impl Into<String>,
    ) -> Result<Self, InvalidApp> {
        let (client_id, client_secret, redirect_uri) = (client_id.into(), client_secret.into(), redirect_uri.into());
        if !is_bare(&client_id) {
            return Err(InvalidApp::ClientId(client_id));
        }
        if !is_bare(client_secret.expose()) {
            return Err(InvalidApp::ClientSecret);
        }
        let problem = if redirect_uri.parse::<LinkUrl>().is_err() {
            Some("it is not an absolute http or https URL")
        } else if redirect_uri.contains(['?', '#']) {
            Some("it has a query or a fragment; what it should carry can be a payload of the state")
        } else {
            None
        };
        match problem {
            Some(problem) => Err(InvalidApp::RedirectUri { uri: redirect_uri, problem }),
            None => Ok(Self { client_id, client_secret, redirect_uri }),
        }
    }

    /// The slug of the app.
    #[must_use]
    pub fn client_id(&self) -> &str {
        &self.client_id
    }

    /// Where the browser comes back to.
    #[must_use]
    pub fn redirect_uri(&self) -> &str {
        &self.redirect_uri
    }

    pub(super) fn client_secret(&self) -> &Secret {
        &self.client_secret
    }
}

fn is_bare(text: &str) -> bool {
    !text.is_empty() && text.trim() == text
}
