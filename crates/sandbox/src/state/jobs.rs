//! Work that was accepted and is done after the answer.

use kenar_schemas::{AddonId, PostToken};
use serde::{Deserialize, Serialize};

use super::addons::Content;
use super::app_id::AppId;
use super::table::Table;

#[derive(Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Job {
    /// Puts a new user add-on on posts that exist.
    BackFill { app: AppId, addon: AddonId, posts: Vec<PostToken>, content: Content },
    /// Puts an add-on on one post.
    Attach { app: AppId, post: PostToken, content: Content },
}

impl Job {
    fn content(&self) -> &Content {
        match self {
            Self::BackFill { content, .. } | Self::Attach { content, .. } => content,
        }
    }

    fn is_for(&self, own: AppId, target: &PostToken) -> bool {
        match self {
            Self::BackFill { app, posts, .. } => *app == own && posts.contains(target),
            Self::Attach { app, post, .. } => *app == own && post == target,
        }
    }
}

/// The work that is left, in the order in which it came.
pub(crate) struct Jobs(pub(super) Table<u64, Job>);

impl Jobs {
    pub(super) fn new() -> Self {
        Self(Table::new("jobs"))
    }

    pub(crate) fn len(&self) -> usize {
        self.0.len()
    }

    pub(super) fn push(&mut self, job: Job) {
        self.0.push(job);
    }

    pub(super) fn pop(&mut self) -> Option<Job> {
        let first = *self.0.first_key()?;
        self.0.remove(&first)
    }

    /// Gives up what an app was about to have on a post.
    pub(super) fn cancel(&mut self, app: AppId, post: &PostToken) {
        let keys: Vec<u64> = self.0.iter().filter(|(_, job)| job.is_for(app, post)).map(|(key, _)| *key).collect();
        for key in keys {
            match self.0.get_mut(&key) {
                Some(Job::BackFill { posts, .. }) => posts.retain(|target| target != post),
                _ => drop(self.0.remove(&key)),
            }
        }
    }

    pub(super) fn contents(&self) -> impl Iterator<Item = &Content> {
        self.0.iter().map(|(_, job)| job.content())
    }
}
