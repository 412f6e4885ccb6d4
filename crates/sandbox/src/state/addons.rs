//! Add-ons as they are kept.

use std::collections::BTreeMap;

use jiff::Timestamp;
use kenar_schemas::{AddonId, BusinessToken, Phone, PostToken, Widget};
use serde_json::{Map, Value};

use super::apps::AppId;
use super::semantics::Facts;
use crate::WidgetKind;

/// Rows in the form in which the app sent them.
#[derive(Clone)]
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
#[derive(Clone)]
pub(crate) struct Content {
    pub(crate) rows: Rows,
    pub(crate) facts: Facts,
    pub(crate) notes: Option<String>,
    /// Members that only v1 has and that the sandbox merely keeps.
    pub(crate) other: Map<String, Value>,
}

pub(crate) struct UserAddon {
    pub(crate) id: AddonId,
    pub(crate) content: Content,
    pub(crate) categories: Vec<String>,
    pub(crate) created_at: Timestamp,
    pub(crate) modified_at: Timestamp,
    pub(crate) expires_at: Timestamp,
}

/// Why a post carries an add-on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Origin {
    /// The app put it on this post.
    Post,
    /// It came with the add-on of the owner.
    User(AddonId),
}

pub(crate) struct PostAddon {
    /// Unlike those of user add-ons these ids are numbers.
    pub(crate) id: u64,
    pub(crate) app: AppId,
    pub(crate) post: PostToken,
    pub(crate) origin: Origin,
    pub(crate) content: Content,
    pub(crate) created_at: Timestamp,
    pub(crate) modified_at: Timestamp,
}

pub(crate) struct BusinessAddon {
    pub(crate) id: uuid::Uuid,
    pub(crate) app: AppId,
    pub(crate) business: BusinessToken,
    pub(crate) content: Content,
    pub(crate) created_at: Timestamp,
}

const FIRST_POST_ADDON: u64 = 100_001;

#[derive(Default)]
pub(crate) struct Addons {
    users: BTreeMap<(AppId, Phone), UserAddon>,
    posts: Vec<PostAddon>,
    businesses: Vec<BusinessAddon>,
    post_addons_made: u64,
}

impl Addons {
    pub(crate) fn user(&self, app: AppId, user: &Phone) -> Option<&UserAddon> {
        self.users.get(&(app, user.clone()))
    }

    pub(crate) fn user_mut(&mut self, app: AppId, user: &Phone) -> Option<&mut UserAddon> {
        self.users.get_mut(&(app, user.clone()))
    }

    pub(crate) fn insert_user(&mut self, app: AppId, user: Phone, addon: UserAddon) {
        self.users.insert((app, user), addon);
    }

    pub(crate) fn users(&self) -> impl Iterator<Item = (AppId, &Phone, &UserAddon)> {
        self.users.iter().map(|((app, user), addon)| (*app, user, addon))
    }

    pub(crate) fn has_user_addon(&self, id: AddonId) -> bool {
        self.users.values().any(|addon| addon.id == id)
    }

    /// Removes a user add-on of that app and everything that came of it. `false` when the app has none of that id.
    pub(crate) fn delete_user(&mut self, app: AppId, id: AddonId) -> bool {
        let before = self.users.len();
        self.users.retain(|(owner, _), addon| !(*owner == app && addon.id == id));
        if self.users.len() == before {
            return false;
        }
        self.posts.retain(|addon| addon.origin != Origin::User(id));
        true
    }

    /// Removes the user add-ons whose time is over, and everything that came of them.
    pub(crate) fn sweep(&mut self, now: Timestamp) {
        let over: Vec<(AppId, AddonId)> = self
            .users()
            .filter(|(_, _, addon)| now >= addon.expires_at)
            .map(|(app, _, addon)| (app, addon.id))
            .collect();
        for (app, id) in over {
            self.delete_user(app, id);
        }
    }

    /// Puts an add-on on a post, in place of the one of the same app and origin.
    pub(crate) fn attach(&mut self, app: AppId, post: PostToken, origin: Origin, content: Content, now: Timestamp) {
        let same = |addon: &&mut PostAddon| addon.app == app && addon.post == post && addon.origin == origin;
        if let Some(addon) = self.posts.iter_mut().find(same) {
            addon.content = content;
            addon.modified_at = now;
            return;
        }
        let id = FIRST_POST_ADDON + self.post_addons_made;
        self.post_addons_made += 1;
        self.posts.push(PostAddon { id, app, post, origin, content, created_at: now, modified_at: now });
    }

    pub(crate) fn on_post(&self, post: &PostToken) -> impl Iterator<Item = &PostAddon> {
        self.posts.iter().filter(move |addon| addon.post == *post)
    }

    /// Removes everything that an app has on a post.
    pub(crate) fn detach(&mut self, app: AppId, post: &PostToken) {
        self.posts.retain(|addon| !(addon.app == app && addon.post == *post));
    }

    pub(crate) fn add_business(&mut self, addon: BusinessAddon) {
        self.businesses.push(addon);
    }

    pub(crate) fn businesses(&self) -> &[BusinessAddon] {
        &self.businesses
    }
}
