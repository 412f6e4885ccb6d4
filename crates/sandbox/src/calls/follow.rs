//! From a click to what the person sees.

use kenar_schemas::legacy::LegacyAction;
use kenar_schemas::{Action, ActionData, DivarUserId, LinkUrl, Phone, PostToken, Row};
use secrecy::SecretString;
use serde::Deserialize;
use serde_json::Value;

use super::click::{Click, ClickError, ClickOutcome, ClickTarget, Opening};
use super::failure::CallFailure;
use super::sender::{Expected, Outgoing};
use super::{
    CallKind, ConversationId, DeliveryId, DynamicActionRequest, SessionRequest, Side, Source, Spelling, TouchPoint,
    answer,
};
use crate::ControlError;
use crate::shared::Shared;
use crate::state::{AppId, Rows, State};

/// What an app is told of a click.
struct Clicked {
    app: AppId,
    source: Source,
    touchpoint: TouchPoint,
    post_token: Option<PostToken>,
    conversation_id: Option<ConversationId>,
    side: Side,
    user: Option<Phone>,
    user_id: Option<DivarUserId>,
    spelling: Spelling,
}

/// A call that a click leads to.
struct Target {
    app: String,
    url: LinkUrl,
    key: SecretString,
    version_header: Option<&'static str>,
}

/// Plays a click to its end: a dynamic action may lead to one more action, and that to nothing else.
pub(super) async fn follow(shared: &Shared, click: Click) -> Result<ClickOutcome, ClickError> {
    let (clicked, action) = resolve(&shared.state(), click)?;
    let mut outcome = ClickOutcome { message: None, opens: None, deliveries: Vec::new() };
    let action = match action {
        Action::GetDynamicAction(ActionData { data }) => {
            let mut request = DynamicActionRequest::new(clicked.touchpoint, data);
            request.post_token.clone_from(&clicked.post_token);
            request.conversation_id.clone_from(&clicked.conversation_id);
            request.user_side = Some(clicked.side);
            request.user_id.clone_from(&clicked.user_id);
            let kind = CallKind::DynamicAction;
            let (delivery, answer) = ask(shared, &clicked, kind, request.to_body(), answer::dynamic_action).await?;
            outcome.deliveries.push(delivery);
            outcome.message = answer.text_message;
            answer.action
        }
        action => Some(action),
    };
    outcome.opens = match action {
        Some(Action::OpenServerLink(ActionData { data })) => {
            let mut request = SessionRequest::new(clicked.source, data);
            request.post_token.clone_from(&clicked.post_token);
            request.conversation_id.clone_from(&clicked.conversation_id);
            request.user_side = Some(clicked.side);
            request.user_id.clone_from(&clicked.user_id);
            let body = request.to_body(clicked.spelling);
            let (delivery, url) = ask(shared, &clicked, CallKind::Session, body, answer::session).await?;
            outcome.deliveries.push(delivery);
            Some(Opening::Url(url))
        }
        Some(Action::OpenDirectLink(url)) => Some(Opening::Url(url)),
        Some(Action::OpenPostPage(target)) => Some(Opening::Post(target.post_token)),
        Some(Action::OpenPostManagePage(target)) => Some(manage(&shared.state(), &clicked, target.post_token)?),
        _ => None,
    };
    Ok(outcome)
}

/// A person who is not known may be the owner.
fn manage(state: &State, clicked: &Clicked, token: PostToken) -> Result<Opening, ClickError> {
    match (state.posts.get(&token), &clicked.user) {
        (Some(post), Some(user)) if post.owner != *user => Err(ClickError::NotTheOwner(token)),
        _ => Ok(Opening::PostManagement(token)),
    }
}

/// Asks the app once and keeps what came of it in the log.
async fn ask<T>(
    shared: &Shared,
    clicked: &Clicked,
    kind: CallKind,
    body: Value,
    check: fn(&[u8]) -> Result<T, CallFailure>,
) -> Result<(DeliveryId, T), ClickError> {
    let target = target(&shared.state(), clicked, kind)?;
    let created_at = shared.clock.now();
    let exchange = shared
        .calls
        .sender
        .send(Outgoing {
            url: &target.url,
            key: &target.key,
            version_header: target.version_header,
            body: &body,
            expected: Expected::Body,
        })
        .await;
    let answer = exchange.outcome.as_ref().map_err(Clone::clone).and_then(|body| check(body));
    let attempt = exchange.attempt(answer.as_ref().err().cloned(), shared.clock.now());
    let record = |state: &mut State| state.deliveries.record(&target.app, kind, body, created_at, attempt);
    let delivery = shared.change(record).await.map_err(ControlError::Storage)?;
    match answer {
        Ok(answer) => Ok((delivery, answer)),
        Err(failure) => Err(ClickError::Failed { delivery, failure }),
    }
}

fn target(state: &State, clicked: &Clicked, kind: CallKind) -> Result<Target, ClickError> {
    let app = state.apps.get(clicked.app);
    let (url, version_header) = match kind {
        CallKind::Session if clicked.spelling.api_version_with_underscore => {
            (&app.webhooks.session_url, Some("API_VERSION"))
        }
        CallKind::Session => (&app.webhooks.session_url, Some("API-Version")),
        CallKind::DynamicAction => (&app.webhooks.dynamic_action_url, None),
        CallKind::Event => (&app.webhooks.event_url, None),
    };
    let url = url.clone().ok_or_else(|| ControlError::NotConfigured { app: app.slug.clone(), kind })?;
    Ok(Target { app: app.slug.clone(), url, key: app.webhooks.identification_key.clone(), version_header })
}

/// Finds what is clicked on.
fn resolve(state: &State, click: Click) -> Result<(Clicked, Action), ClickError> {
    let Click { target, side, user, spelling } = click;
    let owner_or_viewer = |owner, viewer| if side == Side::Supply { owner } else { viewer };
    let (app, source, touchpoint, post_token, conversation_id, action) = match target {
        ClickTarget::PostAddon { post, addon, widget } => {
            let mut carried = state.addons.on_post(&post).into_iter();
            let found = carried.find(|(_, own)| own.id == addon);
            let ((_, app, _), found) = found.ok_or_else(|| ClickError::NoPostAddon { post: post.clone(), addon })?;
            let action = action_of(&found.content.rows, widget)?;
            let touchpoint = owner_or_viewer(TouchPoint::MyPost, TouchPoint::DemandPost);
            (*app, Source::PostAddon, touchpoint, Some(post), None, action)
        }
        ClickTarget::UserAddon { addon, widget } => {
            let found = state.addons.users().find(|(_, _, own)| own.id == addon);
            let (app, _, found) = found.ok_or(ClickError::NoUserAddon(addon))?;
            let action = action_of(&found.content.rows, widget)?;
            (app, Source::PostAddon, TouchPoint::MyDivar, None, None, action)
        }
        ClickTarget::ChatButton { app, conversation_id, post, action } => {
            let app = state.apps.by_slug(&app).ok_or(ControlError::UnknownApp(app))?;
            (app, Source::ChatMessageAction, TouchPoint::Chat, post, Some(conversation_id), action)
        }
    };
    let unknown = |user: &Phone| ControlError::UnknownUser(user.clone());
    let user_id = user.as_ref().map(|user| state.users.id(app, user).cloned().ok_or_else(|| unknown(user)));
    let user_id = user_id.transpose()?;
    let spelling = spelling.unwrap_or(state.apps.get(app).webhooks.spelling);
    Ok((Clicked { app, source, touchpoint, post_token, conversation_id, side, user, user_id, spelling }, action))
}

fn action_of(rows: &Rows, widget: usize) -> Result<Action, ClickError> {
    let missing = |count| ClickError::NoWidget { widget, count };
    let action = match rows {
        Rows::V2(widgets) => match &widgets.get(widget).ok_or_else(|| missing(widgets.len()))?.row {
            Row::ButtonBar(row) => Some(row.action.clone()),
            Row::SelectorRow(row) => row.action.clone(),
            Row::ScoreRow(row) => row.action.clone(),
            _ => None,
        },
        // Both actions of v1 open a page.
        Rows::V1(widgets) => {
            let row = widgets.get(widget).ok_or_else(|| missing(widgets.len()))?;
            let action = ["/data/action", "/data/button/action"].iter().find_map(|place| row.pointer(place));
            let action = action.and_then(|action| LegacyAction::deserialize(action).ok());
            action.map(|action| Action::OpenDirectLink(action.url().clone()))
        }
    };
    action.ok_or(ClickError::NoAction { widget })
}
