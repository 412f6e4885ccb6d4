//! Everything that the sandbox remembers. It is behind one lock, so a request sees and leaves it consistent.

mod addons;
mod apps;
mod digest;
mod images;
mod posts;
mod random;
mod semantics;
mod tickets;
mod tokens;
mod users;

use std::collections::VecDeque;
use std::time::Duration;

use jiff::Timestamp;
use kenar_schemas::{AddonId, BusinessToken, Phone, PostToken};

pub use apps::AppCredentials;
pub use semantics::Subject;
pub use tickets::{TicketSpec, TicketState};

pub(crate) use addons::{Content, Origin, PostAddon, Rows, UserAddon};
pub(crate) use apps::{App, AppId, Apps};
pub(crate) use digest::Concealer;
pub(crate) use images::Images;
pub(crate) use posts::{Businesses, Post, Posts};
pub(crate) use random::Generator;
pub(crate) use semantics::{Entry, Facts, Semantics};
pub(crate) use tickets::{Payment, TicketError, Tickets};
pub(crate) use tokens::{ACCESS_SECONDS, Agreement, Consent, GrantError, Issued, TokenFault, Tokens};
pub(crate) use users::Users;

use addons::{Addons, BusinessAddon};

use crate::PostSpec;
use crate::calls::Deliveries;
use crate::clock::{after, three_months_after};

/// On how many of a person's latest posts a new user add-on is put.
const BACK_FILL: usize = 30;
const BETWEEN_SWEEPS: Duration = Duration::from_secs(60);

/// Work that is done after the answer.
enum Job {
    /// Puts a new user add-on on posts that exist.
    BackFill { app: AppId, addon: AddonId, posts: Vec<PostToken>, content: Content },
    /// Puts an add-on on one post.
    Attach { app: AppId, post: PostToken, content: Content },
}

pub(crate) struct State {
    pub(crate) apps: Apps,
    pub(crate) users: Users,
    pub(crate) posts: Posts,
    pub(crate) businesses: Businesses,
    pub(crate) addons: Addons,
    pub(crate) semantics: Semantics,
    pub(crate) tickets: Tickets,
    pub(crate) tokens: Tokens,
    pub(crate) images: Images,
    pub(crate) deliveries: Deliveries,
    pub(crate) concealer: Concealer,
    /// Draws identifiers; the same at every start when there is a seed.
    pub(crate) ids: Generator,
    /// Draws codes and tokens.
    pub(crate) secrets: Generator,
    jobs: VecDeque<Job>,
    next_sweep: Timestamp,
}

impl State {
    pub(crate) fn new(apps: Apps, deliveries: Deliveries, mut ids: Generator, mut secrets: Generator) -> Self {
        Self {
            apps,
            users: Users::new(ids.bytes()),
            posts: Posts::default(),
            businesses: Businesses::default(),
            addons: Addons::default(),
            semantics: Semantics::default(),
            tickets: Tickets::default(),
            tokens: Tokens::default(),
            images: Images::default(),
            deliveries,
            concealer: Concealer::new(&mut secrets),
            ids,
            secrets,
            jobs: VecDeque::new(),
            next_sweep: Timestamp::MIN,
        }
    }

    /// Removes what has expired. Like the platform's, it may come some time after the moment itself.
    pub(crate) fn sweep(&mut self, now: Timestamp) {
        if now >= self.next_sweep {
            self.next_sweep = after(now, BETWEEN_SWEEPS);
            self.addons.sweep(now);
            self.tokens.sweep(now);
        }
    }

    pub(crate) fn add_user(&mut self, phone: Phone) {
        self.users.add(phone, self.apps.iter());
    }

    /// Adds a post, with the current user add-ons of its owner.
    pub(crate) fn add_post(&mut self, spec: PostSpec, now: Timestamp) -> Result<(), PostToken> {
        let token = spec.token.clone();
        self.posts.add(spec, now)?;
        let Some(post) = self.posts.get(&token) else { return Ok(()) };
        let wanted = |app: AppId, addon: &UserAddon| {
            appears_on(&addon.content, &addon.categories, self.apps.get(app), post)
                .then(|| (app, addon.id, addon.content.clone()))
        };
        let addons: Vec<_> = self
            .addons
            .users()
            .filter(|(_, user, _)| **user == post.owner)
            .filter_map(|(app, _, addon)| wanted(app, addon))
            .collect();
        for (app, id, content) in addons {
            self.addons.attach(app, token.clone(), Origin::User(id), content, now);
        }
        Ok(())
    }

    /// Makes or replaces the add-on of a person. A new one is put on the latest posts later.
    pub(crate) fn put_user_addon(
        &mut self,
        app: AppId,
        user: Phone,
        content: Content,
        categories: Vec<String>,
        now: Timestamp,
    ) -> AddonId {
        let content = self.finish(content);
        let expires_at = three_months_after(now);
        if let Some(addon) = self.addons.user_mut(app, &user) {
            addon.content = content;
            addon.categories = categories;
            addon.modified_at = now;
            addon.expires_at = expires_at;
            return addon.id;
        }
        let id = AddonId::new(self.ids.uuid());
        let latest = self.posts.latest_of(&user).into_iter();
        let posts: Vec<PostToken> = latest
            .filter(|(_, post)| appears_on(&content, &categories, self.apps.get(app), post))
            .take(BACK_FILL)
            .map(|(token, _)| token.clone())
            .collect();
        if !posts.is_empty() {
            self.jobs.push_back(Job::BackFill { app, addon: id, posts, content: content.clone() });
        }
        let addon = UserAddon { id, content, categories, created_at: now, modified_at: now, expires_at };
        self.addons.insert_user(app, user, addon);
        id
    }

    /// Puts an add-on on a post later, if there is such a post.
    pub(crate) fn put_post_addon(&mut self, app: AppId, post: PostToken, content: Content) {
        self.jobs.push_back(Job::Attach { app, post, content });
    }

    /// Removes everything that an app has on a post, or is about to have.
    pub(crate) fn delete_post_addons(&mut self, app: AppId, post: &PostToken) {
        self.jobs.retain_mut(|job| match job {
            Job::Attach { app: own, post: target, .. } => !(*own == app && target == post),
            Job::BackFill { app: own, posts, .. } => {
                if *own == app {
                    posts.retain(|target| target != post);
                }
                true
            }
        });
        self.addons.detach(app, post);
    }

    pub(crate) fn add_business_addon(
        &mut self,
        app: AppId,
        business: BusinessToken,
        content: Content,
        now: Timestamp,
    ) -> uuid::Uuid {
        let content = self.finish(content);
        let id = self.ids.uuid();
        self.addons.add_business(BusinessAddon { id, app, business, content, created_at: now });
        id
    }

    pub(crate) fn has_jobs(&self) -> bool {
        !self.jobs.is_empty()
    }

    /// Forgets the work that is left.
    pub(crate) fn drop_jobs(&mut self) {
        self.jobs.clear();
    }

    /// Does one piece of work. `false` when there is none.
    pub(crate) fn run_job(&mut self, now: Timestamp) -> bool {
        match self.jobs.pop_front() {
            None => return false,
            // It may have been deleted in the meantime.
            Some(Job::BackFill { addon, .. }) if !self.addons.has_user_addon(addon) => {}
            Some(Job::BackFill { app, addon, posts, content }) => {
                for post in posts {
                    self.addons.attach(app, post, Origin::User(addon), content.clone(), now);
                }
            }
            // Nobody is told that there is no such post.
            Some(Job::Attach { post, .. }) if self.posts.get(&post).is_none() => {}
            Some(Job::Attach { app, post, content }) => {
                let content = self.finish(content);
                self.addons.attach(app, post, Origin::Post, content, now);
            }
        }
        true
    }

    /// Makes pictures permanent, and takes the facts that the widgets name, with the permanent names of pictures.
    fn finish(&mut self, mut content: Content) -> Content {
        self.images.keep(&mut content.rows, &mut self.ids);
        if let Rows::V2(widgets) = &content.rows {
            content.facts.take_from(widgets);
        }
        content
    }
}

/// Whether a user add-on is shown on a post of its user.
fn appears_on(content: &Content, categories: &[String], app: &App, post: &Post) -> bool {
    !content.rows.is_empty()
        && (categories.is_empty() || categories.contains(&post.category))
        && app.is_shown_in(&post.category)
        && (post.development || !app.development)
}
