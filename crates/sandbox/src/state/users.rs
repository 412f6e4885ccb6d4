//! The people, and the names under which each app knows them.

use std::collections::{BTreeMap, HashMap};

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use kenar_schemas::{DivarUserId, Phone};
use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};

use super::app_id::AppId;
use super::apps::Apps;
use super::table::Table;

/// What is known of a person beside the phone number, which is the key.
#[derive(Serialize, Deserialize)]
pub(crate) struct User {}

pub(crate) struct Users {
    pub(super) people: Table<Phone, User>,
    ids: HashMap<Phone, BTreeMap<AppId, DivarUserId>>,
    owners: HashMap<AppId, HashMap<DivarUserId, Phone>>,
    /// What makes the ids unpredictable, or the same at every start.
    salt: [u8; 32],
}

impl Users {
    pub(crate) fn new(salt: [u8; 32]) -> Self {
        Self { people: Table::new("users"), ids: HashMap::new(), owners: HashMap::new(), salt }
    }

    /// Adds a person; nothing happens when they are there already.
    pub(crate) fn add(&mut self, phone: Phone, apps: &Apps) {
        if !self.people.contains(&phone) {
            self.name(&phone, apps);
            self.people.insert(phone, User {});
        }
    }

    /// Makes the names under which the apps know a person.
    fn name(&mut self, phone: &Phone, apps: &Apps) {
        for (app, _) in apps.iter() {
            if let Ok(id) = DivarUserId::new(self.make_id(app.as_str(), phone)) {
                self.owners.entry(app).or_default().insert(id.clone(), phone.clone());
                self.ids.entry(phone.clone()).or_default().insert(app, id);
            }
        }
    }

    /// Makes all names anew, after the people or the salt were replaced.
    pub(super) fn rename(&mut self, salt: [u8; 32], apps: &Apps) {
        self.salt = salt;
        self.ids.clear();
        self.owners.clear();
        let phones: Vec<Phone> = self.iter().cloned().collect();
        for phone in phones {
            self.name(&phone, apps);
        }
    }

    pub(super) fn salt(&self) -> [u8; 32] {
        self.salt
    }

    pub(crate) fn contains(&self, phone: &Phone) -> bool {
        self.people.contains(phone)
    }

    pub(crate) fn iter(&self) -> impl Iterator<Item = &Phone> {
        self.people.iter().map(|(phone, _)| phone)
    }

    pub(crate) fn by_id(&self, app: AppId, id: &DivarUserId) -> Option<&Phone> {
        self.owners.get(&app)?.get(id)
    }

    /// The id of a person in an app.
    pub(crate) fn id(&self, app: AppId, phone: &Phone) -> Option<&DivarUserId> {
        self.ids.get(phone)?.get(&app)
    }

    /// 44 characters of base64, as the platform's own ids are: `+`, `/` and `=` included, so that a client which
    /// forgets to encode a path finds out.
    fn make_id(&self, slug: &str, phone: &Phone) -> String {
        let digest = Sha256::new()
            .chain_update(self.salt)
            .chain_update((slug.len() as u64).to_be_bytes())
            .chain_update(slug)
            .chain_update(phone.as_str());
        STANDARD.encode(digest.finalize())
    }
}
