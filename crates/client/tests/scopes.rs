//! The scopes of the client are those of the document.
#![allow(clippy::expect_used, clippy::panic, clippy::unwrap_used, reason = "a test fails by panicking")]

mod common;

use std::collections::BTreeSet;

use common::{phone, sandbox};
use kenar_client::oauth::Scope;
use kenar_client::{Error, operations};
use kenar_sandbox::Config;
use kenar_schemas::widgets::TitleRow;
use kenar_schemas::{PostAddon, PostToken};
use serde_json::Value;

const BUNDLE: &str = include_str!("../../../openapi/dist/kenar.openapi.json");
const SOURCE: &str = include_str!("../src/oauth/scope.rs");

/// Every scope, with the name of its resource in the place of a resource, as the document writes it.
fn all() -> Vec<Scope> {
    let post = || "post_token".parse().unwrap();
    let business = || "business_token".parse().unwrap();
    let conversation = || "conversation_id".to_owned();
    let resource = || "resource_id".to_owned();
    vec![
        Scope::BusinessAddonCreate(business()),
        Scope::BusinessCreateCustomizedButton(business()),
        Scope::ChatBotUserMessageSend,
        Scope::ChatConversationRead(conversation()),
        Scope::ChatMessageSend(resource()),
        Scope::ChatPostConversationsMessageSend(post()),
        Scope::ChatPostConversationsRead(post()),
        Scope::ChatSupplierAllConversationsMessageSend,
        Scope::ChatSupplierAllConversationsRead,
        Scope::ConversationSendMessage(conversation()),
        Scope::DeleteUserPost,
        Scope::EditUserPost,
        Scope::ManagementAppsRead(resource()),
        Scope::ManagementAppsWrite(resource()),
        Scope::NotificationAccessRevocation,
        Scope::PaymentAllPostsPricingRead,
        Scope::PaymentAllPostsRenew,
        Scope::PaymentAllPostsReorder,
        Scope::PayUserPostPromotion,
        Scope::PostAddonCreate(post()),
        Scope::PostEdit(post()),
        Scope::PostOngoingImagesGet(post()),
        Scope::PostSemanticCreate(post()),
        Scope::ProUserProfileImageRead,
        Scope::SendEvent,
        Scope::SubmitUserPayment,
        Scope::SubmitUserPost,
        Scope::UserAddonCreate,
        Scope::UserBusinessesRead,
        Scope::UserId,
        Scope::UserPhone,
        Scope::UserPostsAddonCreate,
        Scope::UserPostsGet,
        Scope::UserPostsStatsRead,
        Scope::UserSetCustomizedButton,
        Scope::UserVerificationCreate,
        Scope::OfflineAccess,
        Scope::Openid,
    ]
}

#[test]
fn the_list_of_this_test_is_complete() {
    let (_, body) = SOURCE.split_once("\nscopes! {").unwrap();
    let (body, _) = body.split_once("\n}").unwrap();
    let lines = body.lines().map(str::trim).filter(|line| !line.is_empty() && !line.starts_with("///"));
    let name = |text: &str| text.split(['(', ' ']).next().unwrap().to_owned();
    let declared: Vec<String> = lines.map(name).collect();
    let listed: Vec<String> = all().iter().map(|scope| name(&format!("{scope:?}"))).collect();
    assert_eq!(listed, declared);
}

#[test]
fn scopes_are_written_as_the_document_declares_them() {
    let document: Value = serde_json::from_str(BUNDLE).unwrap();
    let flow = "/components/securitySchemes/OAuth/flows/authorizationCode/scopes";
    let declared: BTreeSet<String> = document.pointer(flow).unwrap().as_object().unwrap().keys().cloned().collect();
    let written: BTreeSet<String> = all().iter().map(ToString::to_string).collect();
    assert_eq!(written, declared);
    assert_eq!(written.len(), all().len(), "no two scopes are written alike");
}

#[test]
fn what_is_written_is_read() {
    for scope in all() {
        assert_eq!(scope.to_string().parse(), Ok(scope));
    }
    let other = "NEW_SCOPE.some/resource=".parse::<Scope>();
    assert_eq!(other, Ok(Scope::Other("NEW_SCOPE.some/resource=".to_owned())));
    // The dot after a business is not the dot before it.
    assert_eq!("BUSINESS_ADDON_CREATE.a.b".parse(), Ok(Scope::BusinessAddonCreate("a.b".parse().unwrap())));
}

#[test]
fn what_is_no_scope_is_refused_with_the_reason() {
    let refused = [
        ("", "empty"),
        (" ", "spaces"),
        ("USER_ID USER_PHONE", "spaces"),
        ("USER_ID\"", "quotes"),
        ("شناسه", "ASCII"),
        ("POST_EDIT", "missing"),
        ("POST_EDIT.", "missing"),
        ("POST_EDIT.short", "right form"),
        ("POST_EDIT.gZd7omnS!", "right form"),
        ("USER_ID.gZd7omnS", "leave out the dot"),
        ("offline_access.", "leave out the dot"),
    ];
    for (text, reason) in refused {
        let error = text.parse::<Scope>().unwrap_err().to_string();
        assert!(error.contains(reason) && error.contains(&format!("{text:?}")), "{error}");
    }
}

#[tokio::test]
async fn the_sandbox_grants_each_of_them() {
    let (sandbox, _) = sandbox(Config::default()).await;
    for scope in all() {
        sandbox.control().issue_token(&phone(), [scope.to_string()]).unwrap_or_else(|error| panic!("{scope}: {error}"));
    }
    sandbox.control().issue_token(&phone(), ["USER_ADDON_CREATE.post_token"]).unwrap_err();
}

/// What an operation says that it needs is what the sandbox asks for.
#[tokio::test]
async fn whether_a_call_is_granted_is_known_before_it_is_made() {
    let (sandbox, client) = sandbox(Config::default()).await;
    let addon = PostAddon::new([TitleRow::new("گزارش").into()]);
    let post: PostToken = "gZd7omnS".parse().unwrap();
    for scopes in [
        vec!["POST_ADDON_CREATE.gZd7omnS"],
        vec!["POST_ADDON_CREATE.wZC44q5D"],
        vec!["USER_POSTS_ADDON_CREATE"],
        vec!["USER_ADDON_CREATE", "USER_PHONE"],
        vec!["USER_ID"],
    ] {
        let granted: Vec<Scope> = scopes.iter().map(|scope| scope.parse().unwrap()).collect();
        let token = sandbox.control().issue_token(&phone(), scopes.clone()).unwrap();
        let as_user = client.as_user(&token).unwrap();
        let addon = as_user.upsert_post_addon(&post, &addon).await;
        let forbidden = |error: Error| error.status().unwrap().as_u16() == 403;
        assert_eq!(
            operations::UPSERT_POST_ADDON.is_granted_by(&granted, Some(post.as_str())),
            !addon.is_err_and(forbidden)
        );
        let user = as_user.get_user().await;
        assert_eq!(operations::GET_USER.is_granted_by(&granted, None), !user.is_err_and(forbidden), "{scopes:?}");
        assert!(operations::DELETE_POST_ADDON.is_granted_by(&granted, None));
    }
}
