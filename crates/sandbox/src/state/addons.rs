//! Add-ons as they are kept.

use std::collections::HashMap;
use std::time::Duration;

use jiff::Timestamp;
use kenar_schemas::{AddonId, BusinessToken, Phone, PostToken, Widget};
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use super::app_id::AppId;
use super::posts::Posts;
use super::semantics::Facts;
use super::table::Table;
use crate::WidgetKind;
use crate::clock::after;

/// Rows in the form in which the app sent them.
#[derive(Clone, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Rows {
    V2(Vec<Widget>),
    /// The items of `widget_list`.
    V1(Vec<Value>),
}

impl Rows {
    pub(crate) fn is_empty(&self) -> bool {
        match self {
            Self::V2(widgets) => widgets.is_empty(),
            Self::V1(widgets) => widgets.is_empty(),
        }
    }

    /// The kind of each row, where the sandbox knows it.
    pub(crate) fn kinds(&self) -> Vec<Option<WidgetKind>> {
        match self {
            Self::V2(widgets) => widgets.iter().map(|widget| WidgetKind::of(&widget.row)).collect(),
            Self::V1(widgets) => {
                let kind = |widget: &Value| WidgetKind::of_legacy(widget.get("widget_type")?.as_str()?);
                widgets.iter().map(kind).collect()
            }
        }
    }
}

/// What an add-on holds, whatever it is attached to.
#[derive(Clone, Serialize, Deserialize)]
pub(crate) struct Content {
    pub(crate) rows: Rows,
    pub(crate) facts: Facts,
    pub(crate) notes: Option<String>,
    /// Members that only v1 has and that the sandbox merely keeps.
    pub(crate) other: Map<String, Value>,
}

#[derive(Serialize, Deserialize)]
pub(crate) struct UserAddon {
    pub(crate) id: AddonId,
    pub(crate) content: Content,
    pub(crate) categories: Vec<String>,
    pub(crate) created_at: Timestamp,
    pub(crate) modified_at: Timestamp,
    pub(crate) expires_at: Timestamp,
}

/// Why a post carries an add-on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Origin {
    /// The app put it on this post.
    Post,
    /// It came with the add-on of the owner.
    User(AddonId),
}

/// Where an add-on is, whose it is and where it came from.
pub(crate) type PostAddonKey = (PostToken, AppId, Origin);

#[derive(Serialize, Deserialize)]
pub(crate) struct PostAddon {
    /// Unlike those of user add-ons these ids are numbers.
    pub(crate) id: u64,
    pub(crate) content: Content,
    pub(crate) created_at: Timestamp,
    pub(crate) modified_at: Timestamp,
}

#[derive(Serialize, Deserialize)]
pub(crate) struct BusinessAddon {
    pub(crate) id: String,
    pub(crate) app: AppId,
    pub(crate) content: Content,
    pub(crate) created_at: Timestamp,
}

const FIRST_POST_ADDON: u64 = 100_001;

pub(crate) struct Addons {
    pub(super) users: Table<(AppId, Phone), UserAddon>,
    /// Where the user add-on of an id is.
    by_id: HashMap<AddonId, (AppId, Phone)>,
    pub(super) posts: Table<PostAddonKey, PostAddon>,
    /// In the order of creation.
    pub(super) businesses: Table<(BusinessToken, u64), BusinessAddon>,
    pub(super) post_addons_made: u64,
    removal_lag: Duration,
    /// Nothing has to be removed before.
    next_removal: Timestamp,
}

impl Addons {
    pub(super) fn new(removal_lag: Duration) -> Self {
        Self {
            users: Table::new("user_addons"),
            by_id: HashMap::new(),
            posts: Table::new("post_addons"),
            businesses: Table::new("business_addons"),
            post_addons_made: 0,
            removal_lag,
            next_removal: Timestamp::MAX,
        }
    }

    pub(super) fn index(&mut self) {
        self.by_id = self.users.iter().map(|(key, addon)| (addon.id, key.clone())).collect();
        self.next_removal = self.first_removal();
        // Whatever the number says, no id is given twice.
        let last =
            self.posts.iter().map(|(_, addon)| addon.id.saturating_sub(FIRST_POST_ADDON).saturating_add(1)).max();
        self.post_addons_made = self.post_addons_made.max(last.unwrap_or_default());
    }

    fn first_removal(&self) -> Timestamp {
        let removals = self.users.iter().map(|(_, addon)| after(addon.expires_at, self.removal_lag));
        removals.min().unwrap_or(Timestamp::MAX)
    }

    pub(crate) fn user(&self, app: AppId, user: &Phone) -> Option<&UserAddon> {
        self.users.get(&(app, user.clone()))
    }

    /// Replaces the add-on of a person and keeps its id; where there is none it is made by `make`.
    pub(crate) fn put_user(
        &mut self,
        app: AppId,
        user: Phone,
        addon: UserAddonUpdate,
        make: impl FnOnce(&UserAddonUpdate, &Phone) -> AddonId,
    ) -> AddonId {
        self.next_removal = self.next_removal.min(after(addon.expires_at, self.removal_lag));
        let key = (app, user);
        if let Some(kept) = self.users.get_mut(&key) {
            let UserAddonUpdate { content, categories, now, expires_at } = addon;
            kept.content = content;
            kept.categories = categories;
            kept.modified_at = now;
            kept.expires_at = expires_at;
            return kept.id;
        }
        let id = make(&addon, &key.1);
        let UserAddonUpdate { content, categories, now, expires_at } = addon;
        self.by_id.insert(id, key.clone());
        self.users.insert(key, UserAddon { id, content, categories, created_at: now, modified_at: now, expires_at });
        id
    }

    pub(crate) fn users(&self) -> impl Iterator<Item = (AppId, &Phone, &UserAddon)> {
        self.users.iter().map(|((app, user), addon)| (*app, user, addon))
    }

    pub(crate) fn has_user_addon(&self, id: AddonId) -> bool {
        self.by_id.contains_key(&id)
    }

    /// Removes a user add-on of that app and everything that came of it. `false` when the app has none of that id.
    pub(crate) fn delete_user(&mut self, app: AppId, id: AddonId, posts: &Posts) -> bool {
        if self.by_id.get(&id).is_none_or(|(owner, _)| *owner != app) {
            return false;
        }
        if let Some(key) = self.by_id.remove(&id) {
            self.users.remove(&key);
            for (token, _) in posts.latest_of(&key.1) {
                self.posts.remove(&(token.clone(), app, Origin::User(id)));
            }
        }
        true
    }

    /// Removes the user add-ons whose time has been over for long enough, and everything that came of them.
    pub(super) fn sweep(&mut self, posts: &Posts, now: Timestamp) {
        if now < self.next_removal {
            return;
        }
        let over = |addon: &UserAddon| now >= after(addon.expires_at, self.removal_lag);
        let over: Vec<_> =
            self.users().filter(|(_, _, addon)| over(addon)).map(|(app, _, addon)| (app, addon.id)).collect();
        for (app, id) in over {
            self.delete_user(app, id, posts);
        }
        self.next_removal = self.first_removal();
    }

    /// Puts an add-on on a post, in place of the one of the same app and origin.
    pub(crate) fn attach(&mut self, app: AppId, post: PostToken, origin: Origin, content: Content, now: Timestamp) {
        let key = (post, app, origin);
        if let Some(addon) = self.posts.get_mut(&key) {
            addon.content = content;
            addon.modified_at = now;
            return;
        }
        let id = FIRST_POST_ADDON.saturating_add(self.post_addons_made);
        self.post_addons_made = self.post_addons_made.saturating_add(1);
        self.posts.insert(key, PostAddon { id, content, created_at: now, modified_at: now });
    }

    /// The add-ons on a post, oldest first.
    pub(crate) fn on_post(&self, post: &PostToken) -> Vec<(&PostAddonKey, &PostAddon)> {
        let mut addons: Vec<_> = self
            .posts
            .range((post.clone(), AppId::FIRST, Origin::Post)..)
            .take_while(|((token, _, _), _)| token == post)
            .collect();
        addons.sort_by_key(|(_, addon)| addon.id);
        addons
    }

    /// Removes everything that an app has on a post.
    pub(crate) fn detach(&mut self, app: AppId, post: &PostToken) {
        let keys: Vec<PostAddonKey> = self
            .posts
            .range((post.clone(), app, Origin::Post)..)
            .map(|(key, _)| key)
            .take_while(|(token, owner, _)| token == post && *owner == app)
            .cloned()
            .collect();
        for key in keys {
            self.posts.remove(&key);
        }
    }

    pub(crate) fn add_business(&mut self, business: BusinessToken, addon: BusinessAddon) {
        let last = self.on_business(&business).last().map(|(number, _)| number);
        self.businesses.insert((business, last.map_or(0, |last| last.saturating_add(1))), addon);
    }

    /// The add-ons of a business by number, oldest first.
    pub(crate) fn on_business(&self, business: &BusinessToken) -> impl Iterator<Item = (u64, &BusinessAddon)> {
        let own = self.businesses.range((business.clone(), 0)..=(business.clone(), u64::MAX));
        own.map(|((_, number), addon)| (*number, addon))
    }

    /// Everything that an add-on holds.
    pub(super) fn contents(&self) -> impl Iterator<Item = &Content> {
        let users = self.users.iter().map(|(_, addon)| &addon.content);
        let posts = self.posts.iter().map(|(_, addon)| &addon.content);
        let businesses = self.businesses.iter().map(|(_, addon)| &addon.content);
        users.chain(posts).chain(businesses)
    }
}

/// What a person's add-on becomes.
pub(crate) struct UserAddonUpdate {
    pub(crate) content: Content,
    pub(crate) categories: Vec<String>,
    pub(crate) now: Timestamp,
    pub(crate) expires_at: Timestamp,
}
