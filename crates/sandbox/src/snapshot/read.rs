//! From the state to what is shown of it.

use std::collections::BTreeMap;

use kenar_schemas::legacy::LegacyWidget;
use kenar_schemas::{BusinessToken, Phone, PostToken, migrate};
use serde::Deserialize;
use serde_json::{Value, json};

use super::{
    BusinessAddonView, BusinessView, ContentView, FactView, ImageView, InvoiceView, NoticeView, PostAddonView,
    PostView, SemanticView, Snapshot, TicketView, TokenKind, TokenView, UserAddonView, UserView, V2View,
};
use crate::state::{Content, Entry, Facts, Given, Origin, PostAddon, PostAddonKey, Rows, State, Subject};

impl Snapshot {
    pub(crate) fn of(state: &State) -> Self {
        Self {
            users: users(state),
            posts: posts(state),
            businesses: businesses(state),
            user_addons: user_addons(state),
            semantics: semantics(state),
            tickets: tickets(state),
            invoices: invoices(state),
            images: images(state),
            tokens: tokens(state),
            notices: notices(state),
            pending_jobs: state.jobs(),
        }
    }
}

fn users(state: &State) -> Vec<UserView> {
    let ids = |phone: &Phone| {
        let id =
            |(app, config): (_, &crate::state::App)| Some((config.slug.clone(), state.users.id(app, phone)?.clone()));
        state.apps.iter().filter_map(id).collect()
    };
    state.users.iter().map(|phone| UserView { phone: phone.clone(), ids: ids(phone) }).collect()
}

fn posts(state: &State) -> Vec<PostView> {
    let addons = |token: &PostToken| {
        let view = |((_, app, origin), addon): (&PostAddonKey, &PostAddon)| PostAddonView {
            id: addon.id,
            app: app.as_str().to_owned(),
            from_user_addon: match *origin {
                Origin::Post => None,
                Origin::User(id) => Some(id),
            },
            created_at: addon.created_at,
            modified_at: addon.modified_at,
            content: content(&addon.content),
        };
        state.addons.on_post(token).into_iter().map(view).collect()
    };
    let view = |(token, post): (&PostToken, &crate::state::Post)| PostView {
        token: token.clone(),
        owner: post.owner.clone(),
        category: post.category.clone(),
        development: post.development,
        created_at: post.created_at,
        addons: addons(token),
    };
    state.posts.iter().map(view).collect()
}

fn businesses(state: &State) -> Vec<BusinessView> {
    let addons = |token: &BusinessToken| {
        let own = state.addons.on_business(token);
        own.map(|(_, addon)| BusinessAddonView {
            id: addon.id.clone(),
            app: addon.app.as_str().to_owned(),
            created_at: addon.created_at,
            content: content(&addon.content),
        })
        .collect()
    };
    let businesses = state.businesses.iter();
    businesses
        .map(|(token, owner)| BusinessView { token: token.clone(), owner: owner.clone(), addons: addons(token) })
        .collect()
}

fn user_addons(state: &State) -> Vec<UserAddonView> {
    let addons = state.addons.users();
    addons
        .map(|(app, user, addon)| UserAddonView {
            id: addon.id,
            app: app.as_str().to_owned(),
            user: user.clone(),
            categories: addon.categories.clone(),
            created_at: addon.created_at,
            modified_at: addon.modified_at,
            expires_at: addon.expires_at,
            content: content(&addon.content),
        })
        .collect()
}

fn semantics(state: &State) -> Vec<SemanticView> {
    let records = state.semantics.iter();
    records
        .map(|(app, subject, record)| {
            let (user, post) = match subject {
                Subject::User(phone) => (Some(phone.clone()), None),
                Subject::Post(token) => (None, Some(token.clone())),
            };
            SemanticView {
                id: record.id,
                app: app.as_str().to_owned(),
                user,
                post,
                created_at: record.created_at,
                modified_at: record.modified_at,
                semantic: facts(&record.facts),
            }
        })
        .collect()
}

fn tickets(state: &State) -> Vec<TicketView> {
    let tickets = state.tickets.iter();
    tickets
        .map(|(uuid, ticket)| TicketView {
            uuid: *uuid,
            user: ticket.user.clone(),
            service_type: ticket.service_type,
            max_amount: ticket.max_amount,
            state: ticket.state,
        })
        .collect()
}

fn invoices(state: &State) -> Vec<InvoiceView> {
    let invoices = state.tickets.invoices();
    invoices
        .map(|invoice| InvoiceView {
            app: invoice.app.as_str().to_owned(),
            ticket_uuid: invoice.ticket,
            user: invoice.user.clone(),
            amount: invoice.amount,
            outcome: invoice.outcome,
            issued_at: invoice.issued_at,
        })
        .collect()
}

fn images(state: &State) -> Vec<ImageView> {
    let images = state.images.iter();
    images
        .map(|(name, image)| ImageView {
            name: name.clone(),
            permanent: image.permanent.clone(),
            bytes: image.bytes.len(),
            uploaded_at: image.uploaded_at,
        })
        .collect()
}

fn tokens(state: &State) -> Vec<TokenView> {
    let access = state.tokens.access_tokens().map(|given| token(TokenKind::Access, given));
    let refresh = state.tokens.refresh_tokens().map(|given| token(TokenKind::Refresh, given));
    let mut tokens: Vec<TokenView> = access.chain(refresh).collect();
    // They are kept in the order of their digests, which tells nobody anything.
    let order = |token: &TokenView| (token.issued_at, token.app.clone(), token.user.clone(), token.kind);
    tokens.sort_by(|one, other| order(one).cmp(&order(other)).then_with(|| one.scopes.cmp(&other.scopes)));
    tokens
}

fn token<T>(kind: TokenKind, given: &Given<T>) -> TokenView {
    TokenView {
        kind,
        app: given.agreement.app.as_str().to_owned(),
        user: given.agreement.user.clone(),
        scopes: given.agreement.scopes.iter().map(str::to_owned).collect(),
        issued_at: given.issued_at,
        expires_at: given.expires_at,
        revoked: given.revoked,
    }
}

pub(crate) fn notices(state: &State) -> Vec<NoticeView> {
    let notices = state.notices.iter();
    notices
        .map(|notice| NoticeView {
            at: notice.at,
            count: notice.count,
            app: notice.app.as_str().to_owned(),
            about: notice.about.clone(),
            kind: notice.kind,
            message: notice.message.clone(),
        })
        .collect()
}

fn content(content: &Content) -> ContentView {
    let (version, widgets) = match &content.rows {
        Rows::V1(widgets) => (1, json!(widgets)),
        Rows::V2(widgets) => (2, json!(widgets)),
    };
    ContentView {
        version,
        widgets,
        as_v2: match &content.rows {
            Rows::V1(widgets) => Some(as_v2(widgets)),
            Rows::V2(_) => None,
        },
        semantic: facts(&content.facts),
        notes: content.notes.clone(),
        other: content.other.clone(),
    }
}

fn as_v2(widgets: &[Value]) -> V2View {
    let (mut migrated, mut notes) = (Vec::new(), Vec::new());
    for (index, widget) in widgets.iter().enumerate() {
        match LegacyWidget::deserialize(widget) {
            Ok(widget) => {
                let migration = migrate::widget(&widget);
                migrated.extend(migration.value);
                notes.extend(migration.report.iter().map(|note| format!("/widgets/widget_list/{index}{note}")));
            }
            // What was found there is not repeated.
            Err(_) => notes.push(format!("/widgets/widget_list/{index}: not a widget that can be migrated")),
        }
    }
    V2View { widgets: json!(migrated), notes }
}

/// A key that stands in `semantic` and in `semantic_paths` is shown as it stands in `semantic`.
fn facts(facts: &Facts) -> BTreeMap<String, FactView> {
    let extracted = facts.extracted.iter().map(|(key, value)| (key, FactView::Extracted { value: value.clone() }));
    let stated = facts.stated.iter().map(|(key, entry)| {
        let fact = match entry {
            Entry::Plain(value) => FactView::Plain { value: value.clone() },
            Entry::Hashed(_) => FactView::Hashed,
        };
        (key, fact)
    });
    extracted.chain(stated).map(|(key, fact)| (key.clone(), fact)).collect()
}
