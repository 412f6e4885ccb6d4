//! Posts and businesses.

use std::collections::{BTreeSet, HashMap};

use jiff::Timestamp;
use kenar_schemas::{BusinessToken, Phone, PostToken};
use serde::{Deserialize, Serialize};

use super::table::Table;
use crate::PostSpec;

#[derive(Serialize, Deserialize)]
pub(crate) struct Post {
    pub(crate) owner: Phone,
    pub(crate) category: String,
    pub(crate) development: bool,
    pub(crate) created_at: Timestamp,
    /// The place in the order of creation, which the time alone does not give.
    pub(crate) number: usize,
}

pub(crate) struct Posts {
    pub(super) table: Table<PostToken, Post>,
    /// The posts of each person in the order of creation.
    by_owner: HashMap<Phone, BTreeSet<(usize, PostToken)>>,
}

impl Posts {
    pub(super) fn new() -> Self {
        Self { table: Table::new("posts"), by_owner: HashMap::new() }
    }

    /// Adds a post, unless its token is taken.
    pub(crate) fn add(&mut self, spec: PostSpec, now: Timestamp) -> Result<(), PostToken> {
        if self.table.contains(&spec.token) {
            return Err(spec.token);
        }
        let PostSpec { owner, token, category, development } = spec;
        let number = self.table.len();
        self.by_owner.entry(owner.clone()).or_default().insert((number, token.clone()));
        self.table.insert(token, Post { owner, category, development, created_at: now, number });
        Ok(())
    }

    pub(super) fn index(&mut self) {
        self.by_owner.clear();
        for (token, post) in self.table.iter() {
            self.by_owner.entry(post.owner.clone()).or_default().insert((post.number, token.clone()));
        }
    }

    pub(crate) fn get(&self, token: &PostToken) -> Option<&Post> {
        self.table.get(token)
    }

    pub(crate) fn iter(&self) -> impl Iterator<Item = (&PostToken, &Post)> {
        self.table.iter()
    }

    /// The posts of a person, latest first.
    pub(crate) fn latest_of(&self, owner: &Phone) -> impl Iterator<Item = (&PostToken, &Post)> {
        let tokens = self.by_owner.get(owner).into_iter().flatten().rev();
        tokens.filter_map(|(_, token)| Some((token, self.get(token)?)))
    }
}

#[derive(Serialize, Deserialize)]
pub(crate) struct Business {
    pub(crate) owner: Phone,
}

pub(crate) struct Businesses(pub(super) Table<BusinessToken, Business>);

impl Businesses {
    pub(super) fn new() -> Self {
        Self(Table::new("businesses"))
    }

    /// Adds a business, unless its token is taken.
    pub(crate) fn add(&mut self, owner: Phone, token: BusinessToken) -> Result<(), BusinessToken> {
        if self.0.contains(&token) {
            return Err(token);
        }
        self.0.insert(token, Business { owner });
        Ok(())
    }

    pub(crate) fn owner(&self, token: &BusinessToken) -> Option<&Phone> {
        self.0.get(token).map(|business| &business.owner)
    }

    pub(crate) fn iter(&self) -> impl Iterator<Item = (&BusinessToken, &Phone)> {
        self.0.iter().map(|(token, business)| (token, &business.owner))
    }
}
