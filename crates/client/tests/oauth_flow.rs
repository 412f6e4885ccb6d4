//! From the credentials of an app to tokens.
#![allow(clippy::expect_used, clippy::panic, clippy::unwrap_used, reason = "a test fails by panicking")]

mod common;

use common::world::{World, browse};
use common::{CLIENT_SECRET, assert_without, client, debugged, json, printed};
use kenar_client::Secret;
use kenar_client::oauth::{
    App, AuthorizeError, Code, InvalidApp, InvalidState, RedirectError, Scope, State, TokenError, TokenResponse, Tokens,
};
use kenar_sandbox::{AppConfig, Config};
use reqwest::Url;

const REDIRECT: &str = "https://app.example.com/callback";
const CODE: &str = "ory_ac_7e20aa";

fn app() -> App {
    App::new("sample-app", CLIENT_SECRET, REDIRECT).unwrap()
}

/// A redirect with the state of a round, or without one.
fn back(state: Option<&State>, rest: &str) -> String {
    let mut url = Url::parse(REDIRECT).unwrap();
    if let Some(state) = state {
        url.query_pairs_mut().append_pair("state", state.expose());
    }
    format!("{url}{}{rest}", if state.is_some() { "&" } else { "?" })
}

#[test]
fn credentials_that_cannot_be_right_are_refused() {
    let new = |id: &str, secret: &str, uri: &str| App::new(id, secret, uri);
    for id in ["", " sample-app", "sample-app\n"] {
        assert_eq!(new(id, CLIENT_SECRET, REDIRECT), Err(InvalidApp::ClientId(id.to_owned())));
    }
    for secret in ["", "kenar-secret-9ab3c2\n", "\tkenar-secret-9ab3c2"] {
        let error = new("sample-app", secret, REDIRECT).unwrap_err();
        assert_eq!(error, InvalidApp::ClientSecret);
        assert_without(&printed(&error), &[CLIENT_SECRET]);
    }
    for uri in [
        "",
        "app.example.com/callback",
        "ftp://app.example.com",
        "https://",
        "https://a.example/b?c=d",
        "https://a.example/#b",
    ] {
        let error = new("sample-app", CLIENT_SECRET, uri).unwrap_err();
        assert!(matches!(&error, InvalidApp::RedirectUri { uri: found, .. } if found == uri), "{error}");
    }
    // As it is registered, and not as a URL would be written.
    assert_eq!(new("sample-app", "راز", "https://App.example.com").unwrap().redirect_uri(), "https://App.example.com");
}

#[test]
fn every_round_has_a_state_of_its_own() {
    let states: Vec<State> = (0..100).map(|_| State::random().unwrap()).collect();
    let texts: std::collections::BTreeSet<&str> = states.iter().map(State::expose).collect();
    assert_eq!(texts.len(), 100);
    for text in &texts {
        assert!(
            text.len() == 32 && text.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"-_".contains(&byte)),
            "{text}"
        );
    }
    // 64 letters in 3200 places: one that is never drawn would mean that it cannot be.
    let letters: std::collections::BTreeSet<char> = texts.iter().flat_map(|text| text.chars()).collect();
    assert_eq!(letters.len(), 64);
    let first = client("http://127.0.0.1:1").oauth().authorize(&app(), [Scope::UserId]).unwrap().state;
    let second = client("http://127.0.0.1:1").oauth().authorize(&app(), [Scope::UserId]).unwrap().state;
    assert_ne!(first.expose(), second.expose());
}

#[test]
fn a_state_is_read_again_as_it_was_written() {
    for payload in ["", "/posts/gZd7omnS?tab=1&a=%20+", "گزارش\u{200C}ها 🚗", ".", "a;b,c\"d\r\n\\"] {
        let state = State::with_payload(payload).unwrap();
        assert_eq!(state.payload().as_deref(), Some(payload));
        let cookie = state.expose();
        assert!(cookie.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"-_.~/%".contains(&byte)), "{cookie}");
        let read: State = cookie.parse().unwrap();
        assert_eq!((read.expose(), read.payload().as_deref()), (cookie, Some(payload)));
    }
    let random = State::random().unwrap();
    assert_eq!(random.expose().parse::<State>().unwrap().payload(), None);
    let other = [
        String::new(),
        random.expose()[1..].to_owned(),
        format!("{}a", random.expose()),
        format!("{}+", &random.expose()[1..]),
        format!("{}.a b", random.expose()),
        format!("{}.%FF", random.expose()),
        "حالت".to_owned(),
    ];
    for text in other {
        assert_eq!(text.parse::<State>().unwrap_err(), InvalidState, "{text}");
    }
}

#[test]
fn a_redirect_gives_its_code_in_every_form_that_a_server_has_it_in() {
    let state = State::with_payload("/گزارش?a=b&c").unwrap();
    let url = back(Some(&state), "code=ory_ac_a%2Bb%2Fc");
    let path = url.strip_prefix("https://app.example.com").unwrap();
    let query = url.split_once('?').unwrap().1;
    let forms = [
        url.clone(),
        format!("{url}#"),
        path.to_owned(),
        format!("?{query}"),
        query.to_owned(),
        format!("{query}&new=a&new=b:c"),
        format!("code=ory_ac_a%2Bb%2Fc&{}", query.split_once('&').unwrap().0),
    ];
    for form in forms {
        assert_eq!(state.check(&form).unwrap().expose(), "ory_ac_a+b/c", "{form}");
    }
}

#[test]
fn a_redirect_that_is_no_answer_gives_no_code() {
    let (state, other) = (State::random().unwrap(), State::random().unwrap());
    let check = |redirect: &str| state.check(redirect).unwrap_err();
    for nothing in ["", REDIRECT, "/callback", "?", "https://app.example.com/callback?"] {
        assert_eq!(check(nothing), RedirectError::NoQuery, "{nothing}");
    }
    assert_eq!(check(&back(None, "code=a")), RedirectError::NoState);
    assert_eq!(check(&back(None, "code=a&state=")), RedirectError::WrongState);
    assert_eq!(check(&back(Some(&other), "code=a")), RedirectError::WrongState);
    // The end is missing, and there is more than the end.
    let text = state.expose();
    assert_eq!(check(&back(None, &format!("code=a&state={}", &text[..31]))), RedirectError::WrongState);
    assert_eq!(check(&back(None, &format!("code=a&state={text}.payload"))), RedirectError::WrongState);
    for (name, doubled) in
        [("state", format!("state={text}")), ("code", "code=a".to_owned()), ("error", "error=a".to_owned())]
    {
        let rest = format!("code=a&error=a&{doubled}");
        assert_eq!(check(&back(Some(&state), &rest)), RedirectError::Doubled(name));
    }
    // What is wrong with a stranger's redirect is nobody's business.
    assert_eq!(check(&back(Some(&other), "error=access_denied")), RedirectError::WrongState);
}

#[test]
fn a_refusal_is_told_from_a_failure() {
    let state = State::random().unwrap();
    let check = |rest: &str| state.check(&back(Some(&state), rest)).unwrap_err();
    for refused in
        ["", "code=", "error=access_denied", "error=access_denied&error_description=no", "code=a&error=access_denied"]
    {
        assert_eq!(check(refused), RedirectError::Refused, "{refused}");
    }
    let failed = check("error=invalid_scope&error_description=%D9%86%D9%87%0Aline&code=a");
    let expected = RedirectError::Failed { error: "invalid_scope".into(), description: Some("نه\nline".into()) };
    assert_eq!(failed, expected);
    assert_eq!(failed.to_string(), r#"the platform refused to ask the person: "invalid_scope", "نه\nline""#);
}

#[test]
fn nobody_is_sent_away_for_nothing_or_for_another_scope() {
    let oauth = client("http://127.0.0.1:1").oauth().clone();
    assert!(matches!(oauth.authorize(&app(), [] as [Scope; 0]), Err(AuthorizeError::NoScope)));
    for smuggled in ["a USER_PHONE", "", "a\u{200C}b"] {
        let error = oauth.authorize(&app(), [Scope::ConversationSendMessage(smuggled.into())]).unwrap_err();
        assert!(matches!(error, AuthorizeError::Scope(_)), "{error}");
    }
    let forgotten = oauth.authorize(&app(), [Scope::Other("POST_EDIT".into())]).unwrap_err();
    assert!(forgotten.to_string().contains("missing"), "{forgotten}");
    let business = Scope::BusinessAddonCreate("a business".parse().unwrap());
    assert!(matches!(oauth.authorize(&app(), [business]), Err(AuthorizeError::Scope(_))));
}

#[tokio::test]
async fn a_person_is_sent_away_comes_back_and_is_known() {
    let world = World::new().await;
    let state = State::with_payload("/گزارش‌ها?a=b+c&d=%").unwrap();
    let scopes = [Scope::PostAddonCreate("gZd7omnS".parse().unwrap()), Scope::UserPhone, Scope::OfflineAccess];
    let asked = world.client.oauth().authorize_with(&world.app, &scopes, state).unwrap();
    let cookie = asked.state.expose().to_owned();
    let redirect = browse(asked.url.as_str()).await;

    let state: State = cookie.parse().unwrap();
    let code = state.check(&redirect).unwrap();
    assert_eq!(state.payload().as_deref(), Some("/گزارش‌ها?a=b+c&d=%"));
    let tokens = world.client.oauth().exchange(&world.app, code).await.unwrap();
    assert!(world.takes(&tokens.access_token).await);
    assert_eq!(tokens.scopes(), scopes);
    assert_eq!(tokens.expires_in.as_secs(), 3600);
    assert!(tokens.refresh_token.is_some());
}

#[tokio::test]
async fn a_scope_that_the_app_was_not_granted_is_a_failure_and_no_refusal() {
    let config = AppConfig::new("sample-app", REDIRECT.parse().unwrap()).with_scopes(["USER_ID"]);
    let world = World::with(Config::default().with_apps([config])).await;
    let asked = world.client.oauth().authorize(&world.app, [Scope::UserPhone]).unwrap();
    let error = asked.state.check(&browse(asked.url.as_str()).await).unwrap_err();
    assert!(matches!(&error, RedirectError::Failed { error, .. } if error == "invalid_scope"), "{error}");
}

#[tokio::test]
async fn a_code_is_exchanged_once() {
    let world = World::new().await;
    let code = world.code(&[Scope::UserId]).await;
    let oauth = world.client.oauth();
    let tokens = oauth.exchange(&world.app, code.clone()).await.unwrap();
    assert_eq!(tokens.refresh_token, None);
    let error = oauth.exchange(&world.app, code.clone()).await.unwrap_err();
    assert!(matches!(&error, TokenError::Refused { body, .. } if body.error == "invalid_grant"), "{error}");
    assert_without(&printed(&error), &[code.expose(), tokens.access_token.expose()]);
}

#[tokio::test]
async fn an_exchange_is_not_repeated() {
    let server = common::Server::answering(json("503 Service Unavailable", r#"{"error":"later"}"#)).await;
    let oauth = server.client();
    oauth.oauth().exchange(&app(), Code::new(CODE)).await.unwrap_err();
    assert_eq!(server.received().len(), 1);
}

#[test]
fn granted_scopes_are_read_whatever_they_are() {
    let body = r#"{"access_token":"a","token_type":"bearer","expires_in":-5,
        "scope":" USER_ID  POST_EDIT.gZd7omnS POST_EDIT OFFLINE_ACCESS offline_access گ "}"#;
    let tokens = Tokens::from(serde_json::from_str::<TokenResponse>(body).unwrap());
    let other = |text: &str| Scope::Other(text.to_owned());
    let post = Scope::PostEdit("gZd7omnS".parse().unwrap());
    let expected = [Scope::UserId, post, other("POST_EDIT"), other("OFFLINE_ACCESS"), Scope::OfflineAccess, other("گ")];
    assert_eq!(tokens.scopes(), expected);
    assert_eq!(tokens.expires_in.as_secs(), 0, "a token that ended before it was issued has ended");
}

#[test]
fn nothing_of_it_prints_a_secret() {
    let asked = client("http://127.0.0.1:1").oauth().authorize(&app(), [Scope::UserId]).unwrap();
    let secret = asked.state.expose().to_owned();
    let body = r#"{"access_token":"ory_at_51b77e","token_type":"bearer","expires_in":1,"scope":"","refresh_token":"ory_rt_c03d11"}"#;
    let tokens = Tokens::from(serde_json::from_str::<TokenResponse>(body).unwrap());
    let text = [
        debugged(&asked),
        debugged(&asked.state),
        debugged(&app()),
        debugged(&Code::new(CODE)),
        debugged(&tokens),
        printed(&InvalidState),
        printed(&asked.state.check(&format!("code={CODE}&state={CLIENT_SECRET}")).unwrap_err()),
    ]
    .concat();
    assert_without(&text, &[&secret, CLIENT_SECRET, CODE, "ory_at_51b77e", "ory_rt_c03d11"]);
    assert!(text.contains("https://") || text.contains("/oauth2/auth"), "the place is no secret: {text}");
    let _: Secret = tokens.access_token;
}
