//! Everything that the sandbox remembers. It is behind one lock, so a request sees and leaves it consistent.

mod addons;
mod app_id;
mod apps;
mod credentials;
mod digest;
mod dump;
mod images;
mod jobs;
mod notices;
mod posts;
mod random;
#[cfg_attr(not(feature = "sqlite"), allow(dead_code, reason = "there is nothing to read"))]
mod record;
mod semantics;
#[cfg_attr(not(feature = "sqlite"), allow(dead_code, reason = "nobody writes"))]
mod table;
mod text;
mod tickets;
mod tokens;
mod users;

use std::time::Duration;

use jiff::Timestamp;
use kenar_schemas::{AddonId, BusinessToken, Phone, PostToken, Semantic, SemanticId, TicketUuid};

pub use apps::AppCredentials;
pub use dump::{Dump, RestoreError};
pub use notices::NoticeKind;
pub use semantics::Subject;
pub use tickets::{TicketSpec, TicketState};

pub(crate) use addons::{Content, Origin, PostAddon, PostAddonKey, Rows};
pub(crate) use app_id::AppId;
pub(crate) use apps::{ApiKey, App, Apps};
pub(crate) use credentials::Credentials;
pub(crate) use digest::Concealer;
#[cfg(feature = "sqlite")]
pub(crate) use dump::VERSION;
pub(crate) use images::Images;
pub(crate) use posts::{Businesses, Post, Posts};
pub(crate) use random::Generator;
#[cfg(feature = "sqlite")]
pub(crate) use record::take_credentials;
pub(crate) use semantics::{Entry, Facts, Semantics};
pub(crate) use table::Table;
pub(crate) use tickets::{Payment, TicketError, Tickets};
pub(crate) use tokens::{Agreement, Consent, Given, GrantError, Issued, TokenFault, Tokens};
pub(crate) use users::Users;

use addons::{Addons, BusinessAddon, UserAddonUpdate};
use jobs::{Job, Jobs};
use notices::Notices;
use record::Writing;

use crate::calls::Deliveries;
use crate::clock::{after, three_months_after};
use crate::{Lifetimes, PostSpec};

/// On how many of a person's latest posts a new user add-on is put.
const BACK_FILL: usize = 30;
const BETWEEN_SWEEPS: Duration = Duration::from_secs(60);

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
    pub(crate) notices: Notices,
    pub(crate) deliveries: Deliveries,
    pub(crate) concealer: Concealer,
    /// Draws identifiers; the same at every start when there is a seed.
    pub(crate) ids: Generator,
    /// Draws codes and tokens.
    pub(crate) secrets: Generator,
    jobs: Jobs,
    credentials: Credentials,
    writing: Writing,
    /// When it was last looked what has expired.
    swept: Timestamp,
    next_sweep: Timestamp,
}

impl State {
    pub(crate) fn new(
        apps: Apps,
        credentials: Credentials,
        deliveries: Deliveries,
        lifetimes: Lifetimes,
        mut ids: Generator,
        mut secrets: Generator,
    ) -> Self {
        Self {
            apps,
            users: Users::new(ids.bytes()),
            posts: Posts::new(),
            businesses: Businesses::new(),
            addons: Addons::new(lifetimes.removal_lag),
            semantics: Semantics::new(),
            tickets: Tickets::new(),
            tokens: Tokens::new(lifetimes),
            images: Images::new(lifetimes.temporary_image),
            notices: Notices::new(),
            deliveries,
            concealer: Concealer::new(&mut secrets),
            ids,
            secrets,
            jobs: Jobs::new(),
            credentials,
            writing: Writing::default(),
            swept: Timestamp::MIN,
            next_sweep: Timestamp::MIN,
        }
    }

    /// Removes what has expired.
    pub(crate) fn sweep(&mut self, now: Timestamp) {
        if now < self.swept {
            self.next_sweep = now;
            self.images.look_again();
        }
        self.swept = now;
        self.addons.sweep(&self.posts, now);
        let (addons, jobs) = (&self.addons, &self.jobs);
        self.images.sweep(|| addons.contents().chain(jobs.contents()), now);
        if now >= self.next_sweep {
            self.next_sweep = after(now, BETWEEN_SWEEPS);
            self.tokens.sweep(now);
        }
    }

    pub(crate) fn add_user(&mut self, phone: Phone) {
        self.users.add(phone, &self.apps);
    }

    /// Issues a ticket under its id, or under one that is drawn.
    pub(crate) fn issue_ticket(&mut self, spec: TicketSpec) -> TicketUuid {
        let uuid = spec.uuid.unwrap_or_else(|| TicketUuid::new(self.ids.uuid()));
        self.tickets.issue(uuid, spec);
        uuid
    }

    /// Adds a post, with the current user add-ons of its owner.
    pub(crate) fn add_post(&mut self, spec: PostSpec, now: Timestamp) -> Result<(), PostToken> {
        let token = spec.token.clone();
        self.posts.add(spec, now)?;
        let Some(post) = self.posts.get(&token) else { return Ok(()) };
        let wanted = |(app, config): (AppId, &App)| {
            let addon = self.addons.user(app, &post.owner)?;
            appears_on(&addon.content, &addon.categories, config, post).then(|| (app, addon.id, addon.content.clone()))
        };
        let addons: Vec<_> = self.apps.iter().filter_map(wanted).collect();
        for (app, id, content) in addons {
            self.addons.attach(app, token.clone(), Origin::User(id), content, now);
        }
        Ok(())
    }

    /// Semantic data as it is kept. What is probably wrong with it is noted when it is stored.
    pub(crate) fn facts(&mut self, semantic: &Semantic) -> Facts {
        let lints = self.notices.lint(semantic);
        Facts::of(semantic, lints, &self.concealer)
    }

    /// Spends a ticket and writes the invoice.
    pub(crate) fn settle(&mut self, payment: Payment, app: AppId, outcome: TicketState, now: Timestamp) {
        if payment.cost == 0 {
            let message = "the ticket was spent without a cost, and the invoice is over 0 rials".to_owned();
            self.notices.add(app, &format!("ticket {}", payment.ticket), NoticeKind::NoCost, message, now);
        }
        self.tickets.settle(payment, app, outcome, now);
    }

    /// Replaces what an app states about someone or something.
    pub(crate) fn put_semantic(
        &mut self,
        app: AppId,
        subject: Subject,
        mut facts: Facts,
        now: Timestamp,
    ) -> SemanticId {
        let lints = std::mem::take(&mut facts.lints);
        if !lints.is_empty() {
            self.notices.add_lints(app, &subject.to_string(), lints, now);
        }
        self.semantics.put(app, subject, facts, &mut self.ids, now)
    }

    /// Makes or replaces the add-on of a person. A new one is put on the latest posts later.
    pub(crate) fn put_user_addon(
        &mut self,
        app: AppId,
        user: Phone,
        mut content: Content,
        categories: Vec<String>,
        now: Timestamp,
    ) -> AddonId {
        self.finish(app, || format!("user {user}"), &mut content, now);
        let update = UserAddonUpdate { content, categories, now, expires_at: three_months_after(now) };
        let (posts, config, ids, jobs) = (&self.posts, self.apps.get(app), &mut self.ids, &mut self.jobs);
        self.addons.put_user(app, user, update, |UserAddonUpdate { content, categories, .. }, user| {
            let id = AddonId::new(ids.uuid());
            let posts: Vec<PostToken> = posts
                .latest_of(user)
                .filter(|(_, post)| appears_on(content, categories, config, post))
                .take(BACK_FILL)
                .map(|(token, _)| token.clone())
                .collect();
            if !posts.is_empty() {
                jobs.push(Job::BackFill { app, addon: id, posts, content: content.clone() });
            }
            id
        })
    }

    /// Removes a user add-on and everything that came of it. `false` when the app has none of that id.
    pub(crate) fn delete_user_addon(&mut self, app: AppId, id: AddonId) -> bool {
        self.addons.delete_user(app, id, &self.posts)
    }

    /// Puts an add-on on a post later, if there is such a post.
    pub(crate) fn put_post_addon(&mut self, app: AppId, post: PostToken, mut content: Content, now: Timestamp) {
        let lints = std::mem::take(&mut content.facts.lints);
        if !lints.is_empty() {
            self.notices.add_lints(app, &format!("post {post}"), lints, now);
        }
        self.jobs.push(Job::Attach { app, post, content });
    }

    /// Removes everything that an app has on a post, or is about to have.
    pub(crate) fn delete_post_addons(&mut self, app: AppId, post: &PostToken) {
        self.jobs.cancel(app, post);
        self.addons.detach(app, post);
    }

    pub(crate) fn add_business_addon(
        &mut self,
        app: AppId,
        business: BusinessToken,
        mut content: Content,
        now: Timestamp,
    ) -> String {
        self.finish(app, || format!("business {business}"), &mut content, now);
        let id = self.ids.uuid().to_string();
        self.addons.add_business(business, BusinessAddon { id: id.clone(), app, content, created_at: now });
        id
    }

    /// How much work is left.
    pub(crate) fn jobs(&self) -> usize {
        self.jobs.len()
    }

    /// Does one piece of work. `false` when there is none.
    pub(crate) fn run_job(&mut self, now: Timestamp) -> bool {
        match self.jobs.pop() {
            None => return false,
            // It may have been deleted in the meantime.
            Some(Job::BackFill { addon, .. }) if !self.addons.has_user_addon(addon) => {}
            Some(Job::BackFill { app, addon, posts, content }) => {
                for post in posts {
                    self.addons.attach(app, post, Origin::User(addon), content.clone(), now);
                }
            }
            // The app is not told that there is no such post.
            Some(Job::Attach { app, post, .. }) if self.posts.get(&post).is_none() => {
                let message = "there is no post of this token: the add-on was accepted and attached to nothing";
                self.notices.add(app, &format!("post {post}"), NoticeKind::UnknownPost, message.to_owned(), now);
            }
            Some(Job::Attach { app, post, mut content }) => {
                self.finish(app, || format!("post {post}"), &mut content, now);
                self.addons.attach(app, post, Origin::Post, content, now);
            }
        }
        true
    }

    /// Makes pictures permanent, takes the facts that the widgets name, with the permanent names of pictures, and notes
    /// what is probably wrong.
    fn finish(&mut self, app: AppId, about: impl Fn() -> String, content: &mut Content, now: Timestamp) {
        for name in self.images.keep(&mut content.rows, &mut self.ids) {
            let message = format!("{name}: no picture of this name was uploaded, or nobody used it in time");
            self.notices.add(app, &about(), NoticeKind::UnknownImage, message, now);
        }
        let lints = std::mem::take(&mut content.facts.lints);
        if !lints.is_empty() {
            self.notices.add_lints(app, &about(), lints, now);
        }
        if let Rows::V2(widgets) = &content.rows {
            for empty in content.facts.take_from(widgets) {
                self.notices.add(app, &about(), NoticeKind::EmptyPath, empty.to_string(), now);
            }
        }
    }
}

/// Whether a user add-on is shown on a post of its user.
fn appears_on(content: &Content, categories: &[String], app: &App, post: &Post) -> bool {
    !content.rows.is_empty()
        && (categories.is_empty() || categories.contains(&post.category))
        && app.is_shown_in(&post.category)
        && (post.development || !app.development)
}
