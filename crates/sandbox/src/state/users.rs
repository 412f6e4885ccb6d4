//! The people, and the names under which each app knows them.

use std::collections::{BTreeMap, BTreeSet};

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use kenar_schemas::{DivarUserId, Phone};
use sha2::{Digest as _, Sha256};

use super::apps::{App, AppId};

pub(crate) struct Users {
    phones: BTreeSet<Phone>,
    ids: BTreeMap<(AppId, Phone), DivarUserId>,
    owners: BTreeMap<(AppId, DivarUserId), Phone>,
    /// What makes the ids unpredictable, or the same at every start.
    salt: [u8; 32],
}

impl Users {
    pub(crate) fn new(salt: [u8; 32]) -> Self {
        Self { phones: BTreeSet::new(), ids: BTreeMap::new(), owners: BTreeMap::new(), salt }
    }

    /// Adds a person; nothing happens when they are there already.
    pub(crate) fn add<'a>(&mut self, phone: Phone, apps: impl Iterator<Item = (AppId, &'a App)>) {
        for (app, config) in apps {
            if let Ok(id) = DivarUserId::new(self.make_id(&config.slug, &phone)) {
                self.owners.insert((app, id.clone()), phone.clone());
                self.ids.insert((app, phone.clone()), id);
            }
        }
        self.phones.insert(phone);
    }

    pub(crate) fn contains(&self, phone: &Phone) -> bool {
        self.phones.contains(phone)
    }

    pub(crate) fn iter(&self) -> impl Iterator<Item = &Phone> {
        self.phones.iter()
    }

    pub(crate) fn by_id(&self, app: AppId, id: &DivarUserId) -> Option<&Phone> {
        self.owners.get(&(app, id.clone()))
    }

    /// The id of a person in an app.
    pub(crate) fn id(&self, app: AppId, phone: &Phone) -> Option<&DivarUserId> {
        self.ids.get(&(app, phone.clone()))
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
