//! Posts and businesses.

use std::collections::BTreeMap;

use jiff::Timestamp;
use kenar_schemas::{BusinessToken, Phone, PostToken};

use crate::PostSpec;

pub(crate) struct Post {
    pub(crate) owner: Phone,
    pub(crate) category: String,
    pub(crate) development: bool,
    pub(crate) created_at: Timestamp,
    /// The place in the order of creation, which the time alone does not give.
    pub(crate) number: usize,
}

#[derive(Default)]
pub(crate) struct Posts(BTreeMap<PostToken, Post>);

impl Posts {
    /// Adds a post, unless its token is taken.
    pub(crate) fn add(&mut self, spec: PostSpec, now: Timestamp) -> Result<(), PostToken> {
        if self.0.contains_key(&spec.token) {
            return Err(spec.token);
        }
        let post = Post {
            owner: spec.owner,
            category: spec.category,
            development: spec.development,
            created_at: now,
            number: self.0.len(),
        };
        self.0.insert(spec.token, post);
        Ok(())
    }

    pub(crate) fn get(&self, token: &PostToken) -> Option<&Post> {
        self.0.get(token)
    }

    pub(crate) fn iter(&self) -> impl Iterator<Item = (&PostToken, &Post)> {
        self.0.iter()
    }

    /// The posts of a person, latest first.
    pub(crate) fn latest_of(&self, owner: &Phone) -> Vec<(&PostToken, &Post)> {
        let mut posts: Vec<_> = self.0.iter().filter(|(_, post)| post.owner == *owner).collect();
        posts.sort_by_key(|(_, post)| std::cmp::Reverse(post.number));
        posts
    }
}

#[derive(Default)]
pub(crate) struct Businesses(BTreeMap<BusinessToken, Phone>);

impl Businesses {
    /// Adds a business, unless its token is taken.
    pub(crate) fn add(&mut self, owner: Phone, token: BusinessToken) -> Result<(), BusinessToken> {
        if self.0.contains_key(&token) {
            return Err(token);
        }
        self.0.insert(token, owner);
        Ok(())
    }

    pub(crate) fn owner(&self, token: &BusinessToken) -> Option<&Phone> {
        self.0.get(token)
    }

    pub(crate) fn iter(&self) -> impl Iterator<Item = (&BusinessToken, &Phone)> {
        self.0.iter()
    }
}
