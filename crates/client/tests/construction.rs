//! How a client is made: by hand, and from the environment.
#![allow(clippy::expect_used, clippy::panic, clippy::unwrap_used, reason = "a test fails by panicking")]

mod common;

use std::io::Write;
use std::process::{Command, Output};
use std::time::Duration;

use common::{CLIENT_SECRET, KEY, Server, assert_without, debugged, json, nobody, printed};
use kenar_client::error::Fate;
use kenar_client::oauth::{App, InvalidApp};
use kenar_client::{BuildError, Client, ClientBuilder, Error, ServerName};
use kenar_schemas::PostToken;
use tokio::net::TcpListener;

fn builder(url: &str) -> ClientBuilder {
    Client::builder().api_key(KEY).sandbox(url).without_retry()
}

fn post() -> PostToken {
    "gZd7omnS".parse().unwrap()
}

#[test]
fn without_a_key_there_is_no_client() {
    let error = Client::builder().sandbox("http://127.0.0.1:1").build().unwrap_err();
    assert!(matches!(error, BuildError::NoKey) && error.to_string().contains("KENAR_API_KEY"), "{error}");
}

#[test]
fn every_url_is_https_or_on_this_machine() {
    for server in ServerName::ALL {
        let error = builder("http://127.0.0.1:1").server(server, "http://10.0.0.1").build().unwrap_err();
        assert!(matches!(&error, BuildError::Server(_)) && error.to_string().contains("https"), "{error}");
        builder("http://127.0.0.1:1").server(server, "https://10.0.0.1").build().unwrap();
    }
    assert!(matches!(builder("http://example.com").build(), Err(BuildError::Server(_))));
}

#[tokio::test]
async fn each_server_can_be_elsewhere() {
    let (all, own) = (Server::answering(json("200 OK", "{}")).await, Server::answering(json("200 OK", "{}")).await);
    let client = builder(all.url()).server(ServerName::Legacy, own.url()).build().unwrap();
    client.app().delete_post_addon(&post()).await.unwrap();
    client.legacy().delete_legacy_post_addons(&post()).await.unwrap();
    assert_eq!((all.received().len(), own.received().len()), (1, 1));
    assert!(own.last().call.contains("add-ons"));
}

#[tokio::test]
async fn it_says_who_it_is() {
    let server = Server::answering(json("200 OK", "{}")).await;
    builder(server.url()).build().unwrap().app().delete_post_addon(&post()).await.unwrap();
    let own = concat!("kenar-client/", env!("CARGO_PKG_VERSION"));
    assert_eq!(server.last().header("user-agent"), [own]);
    let named = builder(server.url()).user_agent("sample-app/2").build().unwrap();
    named.app().delete_post_addon(&post()).await.unwrap();
    assert_eq!(server.last().header("user-agent"), ["sample-app/2"]);
    assert_eq!(server.last().header("api-version").len(), 0, "the platform knows no such header");
}

#[tokio::test]
async fn connections_of_ones_own_are_used_as_they_are() {
    let server = Server::answering(json("200 OK", "{}")).await;
    let http = reqwest::Client::builder().no_proxy().user_agent("own").build().unwrap();
    let client = builder(server.url()).http(http.clone()).build().unwrap();
    client.app().delete_post_addon(&post()).await.unwrap();
    assert_eq!(server.last().header("user-agent"), ["own"]);
    assert_eq!(server.last().header("x-api-key"), [KEY]);

    let second = Duration::from_secs(1);
    let proxy = reqwest::Proxy::all("http://127.0.0.1:1").unwrap();
    for (builder, name) in [
        (builder(server.url()).timeout(second), "timeout"),
        (builder(server.url()).connect_timeout(second), "connect_timeout"),
        (builder(server.url()).proxy(proxy), "proxy"),
        (builder(server.url()).user_agent("a"), "user_agent"),
    ] {
        let error = builder.http(http.clone()).build().unwrap_err();
        assert!(matches!(error, BuildError::Both { what } if what == name), "{error}");
    }
}

#[tokio::test]
async fn a_proxy_that_is_asked_for_is_used() {
    let proxy = Server::answering(json("200 OK", "{}")).await;
    let target = nobody().await;
    let client = builder(&target).proxy(reqwest::Proxy::http(proxy.url()).unwrap()).build().unwrap();
    client.app().delete_post_addon(&post()).await.unwrap();
    assert_eq!(proxy.last().call, format!("DELETE {target}/v1/open-platform/addons/post/gZd7omnS"));
}

#[tokio::test]
async fn an_attempt_ends_in_time_and_its_fate_is_told() {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    let silent = tokio::spawn(async move {
        let mut open = Vec::new();
        loop {
            open.push(listener.accept().await.unwrap());
        }
    });
    let client = builder(&url).timeout(Duration::from_millis(50)).build().unwrap();
    let error = client.app().delete_post_addon(&post()).await.unwrap_err();
    let Error::Timeout(timeout) = &error else { panic!("{error}") };
    assert_eq!((timeout.fate, timeout.attempts), (Fate::Unknown, 1));
    assert!(
        error.may_have_happened() && error.is_retryable() && error.to_string().contains("took too long"),
        "{error}"
    );
    silent.abort();

    let client = builder(&nobody().await).build().unwrap();
    let error = client.app().delete_post_addon(&post()).await.unwrap_err();
    let Error::Transport(broken) = &error else { panic!("{error}") };
    assert_eq!(broken.fate, Fate::NotCarriedOut);
    assert!(!error.may_have_happened() && error.to_string().contains("nothing was carried out"), "{error}");
}

#[test]
fn a_builder_prints_no_secret() {
    let proxy = reqwest::Proxy::all("http://user:proxy-password@127.0.0.1:1").unwrap();
    let wrong = builder("https://user:url-password@example.com").proxy(proxy);
    assert_without(&debugged(&wrong), &[KEY, "proxy-password", "url-password"]);
    for url in [KEY.to_owned(), format!("https://example.com/?token={KEY}"), format!("http://{KEY}@10.0.0.1/{KEY}")] {
        let error = builder(&url).build().unwrap_err();
        assert_without(&printed(&error), &[KEY]);
    }
    assert_without(&debugged(&Client::builder().api_key(KEY).build().unwrap()), &[KEY]);
}

/// Tells the process that a test starts to make a client from its environment.
const CHILD: &str = "KENAR_CLIENT_TEST_ENVIRONMENT";

/// Runs the test of this name in a process with this environment.
async fn child(test: &'static str, environment: Vec<(&'static str, String)>) -> Output {
    let mut command = Command::new(std::env::current_exe().unwrap());
    command.args(["--exact", test, "--nocapture"]).env(CHILD, "1").envs(environment);
    tokio::task::spawn_blocking(move || command.output().unwrap()).await.unwrap()
}

#[tokio::test]
async fn the_environment_is_enough() {
    if std::env::var_os(CHILD).is_some() {
        let client = Client::from_env().unwrap();
        client.app().delete_post_addon(&post()).await.unwrap();
        client.legacy().delete_legacy_post_addons(&post()).await.unwrap();
        let app = App::from_env().unwrap();
        assert_eq!((app.client_id(), app.redirect_uri()), ("sample-app", "https://app.example.com/callback"));
        return;
    }
    let (all, own) = (Server::answering(json("200 OK", "{}")).await, Server::answering(json("200 OK", "{}")).await);
    let environment = vec![
        ("KENAR_API_KEY", KEY.to_owned()),
        ("KENAR_SANDBOX_URL", all.url().to_owned()),
        ("KENAR_LEGACY_URL", own.url().to_owned()),
        ("KENAR_OAUTH_URL", String::new()),
        ("KENAR_TIMEOUT_SECONDS", "2.5".to_owned()),
        ("KENAR_CLIENT_ID", "sample-app".to_owned()),
        ("KENAR_CLIENT_SECRET", CLIENT_SECRET.to_owned()),
        ("KENAR_REDIRECT_URI", "https://app.example.com/callback".to_owned()),
    ];
    let output = child("the_environment_is_enough", environment).await;
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    assert_eq!((all.received().len(), own.received().len()), (1, 1));
    assert_eq!(all.last().header("x-api-key"), [KEY]);
}

#[test]
fn an_app_that_the_environment_lacks_is_named() {
    // The tests run without it.
    assert_eq!(App::from_env(), Err(InvalidApp::Variable("KENAR_CLIENT_ID")));
}

#[tokio::test]
async fn an_environment_that_cannot_be_used_is_refused_by_name() {
    if std::env::var_os(CHILD).is_some() {
        std::io::stdout().write_all(printed(&Client::from_env().unwrap_err()).as_bytes()).unwrap();
        return;
    }
    let key = || ("KENAR_API_KEY", KEY.to_owned());
    for (environment, expected) in [
        (vec![], "there is no API key"),
        (vec![("KENAR_API_KEY", format!("{KEY}\n"))], "API key is empty or has characters"),
        (vec![key(), ("KENAR_SANDBOX_URL", "http://example.com".to_owned())], "only https"),
        (vec![key(), ("KENAR_IMAGES_URL", "images".to_owned())], "not an absolute URL"),
        (vec![key(), ("KENAR_TIMEOUT_SECONDS", "-1".to_owned())], "KENAR_TIMEOUT_SECONDS"),
        (vec![key(), ("KENAR_TIMEOUT_SECONDS", "soon".to_owned())], "not a number of seconds"),
    ] {
        let output = child("an_environment_that_cannot_be_used_is_refused_by_name", environment).await;
        let text = String::from_utf8_lossy(&output.stdout);
        assert!(output.status.success() && text.contains(expected), "{expected}: {text}");
        assert_without(&text, &[KEY]);
    }
}
