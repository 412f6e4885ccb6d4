//! The secrets of apps that the configuration left to chance.

use secrecy::SecretString;
use serde::{Deserialize, Serialize};

use super::app_id::AppId;
use super::random::Generator;
use super::table::Table;

/// Which secret of an app.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Credential {
    /// The API key of this place in the configuration.
    ApiKey(usize),
    ClientSecret,
    /// What Divar shows when it calls the app.
    IdentificationKey,
}

impl Credential {
    fn prefix(self) -> &'static str {
        match self {
            Self::ApiKey(_) => "kenar-key-",
            Self::ClientSecret => "kenar-secret-",
            Self::IdentificationKey => "kenar-identification-",
        }
    }
}

/// The secrets that were drawn. They are in the data file, so that apps keep working after a restart, and in no dump.
pub(crate) struct Credentials {
    pub(super) table: Table<(AppId, Credential), String>,
    secrets: Generator,
}

impl Credentials {
    pub(crate) fn new(secrets: Generator) -> Self {
        Self { table: Table::new("credentials"), secrets }
    }

    /// The secret that was drawn for this, now or earlier.
    pub(crate) fn get_or_draw(&mut self, app: AppId, which: Credential) -> SecretString {
        let key = (app, which);
        if let Some(known) = self.table.get(&key) {
            return SecretString::from(known.as_str());
        }
        let secret = self.secrets.secret(which.prefix());
        self.table.insert(key, secret.clone());
        SecretString::from(secret)
    }
}
