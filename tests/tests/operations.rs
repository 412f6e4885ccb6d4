//! Every operation of the document, through the client, against the sandbox. A missing one is found by name.

#![allow(clippy::unwrap_used, clippy::panic, reason = "tests")]

use std::collections::BTreeSet;

use kenar_client::oauth::{AuthorizationCodeGrant, RefreshTokenGrant, Scope, TokenRequest};
use kenar_client::{Client, Secret};
use kenar_sandbox::{Config, Sandbox, ServiceType, TicketSpec};
use kenar_schemas::legacy::LegacyPostAddonList;
use kenar_schemas::widgets::TitleRow;
use kenar_schemas::{
    BusinessAddon, BusinessToken, LegacyPostAddon, LegacyUserAddon, LegacyUserVerification, Payload,
    PaymentTicketValidation, Phone, PostAddon, PostSemantic, PostToken, Semantic, UserAddon, UserIdByPhoneRequest,
    UserSemantic, Widget,
};
use secrecy::ExposeSecret;

fn example(path: &str) -> Vec<u8> {
    std::fs::read(format!("{}/../openapi/examples/{path}", env!("CARGO_MANIFEST_DIR"))).unwrap()
}

fn widgets() -> [Widget; 1] {
    [TitleRow::new("گزارش\u{200C}ها 🚗").into()]
}

#[tokio::test]
async fn every_operation_answers() {
    let phone: Phone = "09991234567".parse().unwrap();
    let token: PostToken = "gZd7omnS".parse().unwrap();
    let business: BusinessToken = "59e6301a-8ebd-4638-968a-b58fc20414ff".parse().unwrap();
    let sandbox = Sandbox::start(Config::default().with_auto_approve(phone.clone())).await.unwrap();
    sandbox.control().add_business(&phone, business.clone()).unwrap();
    let app = sandbox.default_app();
    let client = Client::builder().api_key(app.api_key.clone()).sandbox(sandbox.url()).build().unwrap();
    let mut done = BTreeSet::new();
    macro_rules! done {
        ($operation:ident) => {
            assert!(done.insert(stringify!($operation)), "twice");
        };
    }

    // oauth
    let scopes = [
        Scope::BusinessAddonCreate(business.clone()),
        Scope::OfflineAccess,
        Scope::PostAddonCreate(token.clone()),
        Scope::PostSemanticCreate(token.clone()),
        Scope::UserAddonCreate,
        Scope::UserId,
        Scope::UserPhone,
        Scope::UserVerificationCreate,
    ];
    let url = client.oauth().authorize_url(&app.slug, &app.redirect_uri, &scopes, "state-state");
    let browser = reqwest::Client::builder().redirect(reqwest::redirect::Policy::none()).build().unwrap();
    let answer = browser.get(url).send().await.unwrap();
    assert_eq!(answer.status(), 302);
    let back = reqwest::Url::parse(answer.headers()["location"].to_str().unwrap()).unwrap();
    let code = back.query_pairs().find(|(name, _)| name == "code").unwrap().1.into_owned();
    done!(authorize);
    let tokens = client
        .oauth()
        .create_token(&TokenRequest::AuthorizationCode(AuthorizationCodeGrant {
            code: Secret::new(code),
            client_id: app.slug.clone(),
            client_secret: Secret::new(app.client_secret.expose_secret()),
            redirect_uri: app.redirect_uri.clone(),
        }))
        .await
        .unwrap();
    let tokens = client
        .oauth()
        .create_token(&TokenRequest::RefreshToken(RefreshTokenGrant {
            refresh_token: tokens.refresh_token.unwrap(),
            client_id: app.slug.clone(),
            client_secret: Secret::new(app.client_secret.expose_secret()),
            redirect_uri: Some(app.redirect_uri.clone()),
            code: Some(tokens.access_token),
        }))
        .await
        .unwrap();
    done!(create_token);
    let user = client.as_user(&tokens.access_token).unwrap();
    let legacy = client.legacy_as_user(&tokens.access_token).unwrap();

    // users
    let info = user.get_user().await.unwrap();
    assert_eq!(info.phone_number.as_deref(), Some(phone.as_str()));
    done!(get_user);
    let id = client.app().get_user_id_by_phone(&UserIdByPhoneRequest::new(phone.clone())).await.unwrap();
    assert_eq!(info.user_id.as_ref(), Some(&id.user_id));
    let id = id.user_id.parse().unwrap();
    done!(get_user_id_by_phone);

    // tickets
    let ticket = TicketSpec::new(phone.clone(), ServiceType::ReportVerification, 104_000);
    let ticket = sandbox.control().issue_ticket(ticket).unwrap();
    let validation = PaymentTicketValidation::for_user(ticket, id, 104_000);
    client.app().validate_payment_ticket(&validation).await.unwrap();
    let id = validation.user_id.unwrap();
    done!(validate_payment_ticket);

    // images
    let image = client.images().upload(b"\xFF\xD8\xFF\xD9".to_vec()).await.unwrap();
    assert!(image.image_name.ends_with(".jpg"));
    done!(upload_image);

    // add-ons
    let addon = UserAddon::new(widgets());
    let receipt = user.upsert_user_addon(&id, &addon.clone().with_ticket(ticket, 104_000)).await.unwrap();
    done!(upsert_user_addon);
    assert_eq!(user.upsert_user_addon_by_phone(&phone, &addon).await.unwrap().id, receipt.id);
    done!(upsert_user_addon_by_phone);
    client.app().delete_user_addon(&receipt.id).await.unwrap();
    done!(delete_user_addon);
    user.upsert_post_addon(&token, &PostAddon::new(widgets())).await.unwrap();
    done!(upsert_post_addon);
    client.app().delete_post_addon(&token).await.unwrap();
    done!(delete_post_addon);
    user.create_business_addon(&business, &BusinessAddon::new(widgets())).await.unwrap();
    done!(create_business_addon);

    // semantics
    let semantic = Semantic::new().with("external_reference", "ref-1");
    let body = UserSemantic::new(semantic.clone());
    let first = user.upsert_user_semantic(&id, &body).await.unwrap();
    done!(upsert_user_semantic);
    for answer in [
        user.upsert_user_semantic_by_phone(&phone, &body).await,
        legacy.upsert_user_semantic_by_phone(&phone, &body).await,
    ] {
        assert_eq!(answer.unwrap().id, first.id, "one record a user, whichever server and key it comes by");
    }
    done!(upsert_user_semantic_by_phone);
    client.app().delete_user_semantic_by_phone(&phone).await.unwrap();
    done!(delete_user_semantic_by_phone);
    user.upsert_user_semantic(&id, &body).await.unwrap();
    client.app().delete_user_semantic(&id, Some(&phone)).await.unwrap();
    done!(delete_user_semantic);
    user.upsert_post_semantic(&token, &PostSemantic::new(semantic)).await.unwrap();
    done!(upsert_post_semantic);

    // legacy
    let mut v1 = LegacyUserAddon::check(&example("LegacyUserAddon/valid-seed.json")).unwrap();
    (v1.ticket_uuid, v1.verification_cost) = (None, None);
    legacy.create_legacy_user_addon(None, &v1).await.unwrap();
    done!(create_legacy_user_addon);
    legacy.create_legacy_user_addon_by_phone(&phone, &v1).await.unwrap();
    done!(create_legacy_user_addon_by_phone);
    let verification = LegacyUserVerification::check(&example("LegacyUserVerification/valid-minimal.json")).unwrap();
    legacy.create_legacy_user_verification(&phone, &verification).await.unwrap();
    done!(create_legacy_user_verification);
    client.legacy().delete_legacy_user_verification(&phone).await.unwrap();
    done!(delete_legacy_user_verification);
    let post = LegacyPostAddon::check(&example("LegacyPostAddon/valid-minimal.json")).unwrap();
    legacy.create_legacy_post_addon(&token, &post).await.unwrap();
    done!(create_legacy_post_addon);
    sandbox.control().settle().await;
    let listed: LegacyPostAddonList = client.legacy().list_legacy_post_addons(&token).await.unwrap().into_inner();
    assert_eq!(listed.addons.len(), 2, "the add-on of the post, and the one that its owner's add-on gave it");
    done!(list_legacy_post_addons);
    client.legacy().delete_legacy_post_addons(&token).await.unwrap();
    assert!(client.legacy().list_legacy_post_addons(&token).await.unwrap().addons.is_empty());
    done!(delete_legacy_post_addons);

    let document: serde_json::Value = serde_json::from_str(kenar_tests::BUNDLE).unwrap();
    let bundle = xtask::bundle::Bundle::from_document(document);
    let operations: BTreeSet<&str> =
        bundle.operations().map(|operation| operation.object["operationId"].as_str().unwrap()).collect();
    let missing: Vec<_> = operations.difference(&done).collect();
    assert!(missing.is_empty(), "no end-to-end test for {missing:?}");
    sandbox.shutdown().await;
}
