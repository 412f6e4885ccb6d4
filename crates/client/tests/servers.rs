//! Base URLs: what is refused, and what calls make of the rest.
#![allow(clippy::expect_used, clippy::panic, clippy::unwrap_used, reason = "a test fails by panicking")]

mod common;

use std::process::Command;

use common::{KEY, PHONE, Server, assert_without, client, debugged, json, nobody, phone, printed, token};
use kenar_client::oauth::{AuthorizationCodeGrant, Scope, TokenRequest};
use kenar_client::{Client, Error, Secret, Servers};
use kenar_schemas::UserIdByPhoneRequest;
use tokio::io::AsyncReadExt;
use tokio::net::TcpListener;

#[test]
fn encrypted_or_on_this_machine() {
    for url in [
        "https://open-api.divar.ir",
        "https://10.0.0.1",
        "HTTPS://example.com:8443/prefix/",
        "http://127.0.0.1:8743",
        "http://127.255.255.254",
        "http://127.1",
        "http://127.0.0.1.",
        "http://localhost",
        "http://LOCALHOST:80",
        "http://[::1]:8743",
        "http://[0:0:0:0:0:0:0:1]",
    ] {
        assert!(Servers::all_at(url).is_ok(), "{url}");
    }
    for url in [
        "http://open-api.divar.ir",
        "http://127.0.0.1.evil.com",
        "http://127-0-0-1.evil.com",
        "http://localhost.evil.com",
        "http://evil.com/127.0.0.1",
        "http://evil.com\\@127.0.0.1",
        "http://10.0.0.1",
        "http://192.168.1.1",
        "http://126.255.255.255",
        "http://128.0.0.1",
        "http://0.0.0.0",
        "http://[::]",
        "http://[::2]",
        "http://[::ffff:10.0.0.1]",
        "ftp://127.0.0.1",
        "unix:/run/kenar.sock",
        "localhost:8743",
        "127.0.0.1:8743",
        "//127.0.0.1",
        "/v1",
        "",
    ] {
        assert!(Servers::all_at(url).is_err(), "{url}");
    }
}

#[test]
fn a_refusal_says_why() {
    let refusal = |url: &str| Servers::all_at(url).unwrap_err().to_string();
    assert!(refusal("http://10.0.0.1").contains("plain http is for this machine only"));
    assert!(refusal("ftp://127.0.0.1").contains("scheme"));
    assert!(refusal("127.0.0.1").contains("not an absolute URL"));
    assert!(refusal("https://example.com/?a=b").contains("query"));
    assert!(refusal("https://example.com/#a").contains("fragment"));
}

#[test]
fn a_base_url_holds_no_password_and_no_refusal_repeats_one() {
    for url in [
        "https://user:hunter2@example.com",
        "https://hunter2@example.com",
        "https://:hunter2@example.com",
        "http://user:hunter2@10.0.0.1",
        "http://localhost:hunter2@evil.com",
        "https://user:hunter2@exa mple.com",
    ] {
        let error = Servers::all_at(url).unwrap_err();
        assert_without(&printed(&error), &["hunter2"]);
    }
}

#[test]
fn the_platform_has_four_hosts() {
    let servers = debugged(&Servers::platform().unwrap());
    for host in ["open-api.divar.ir", "api.divar.ir", "oauth.divar.ir", "divar.ir"] {
        assert!(servers.contains(&format!("Domain(\"{host}\")")), "{servers}");
    }
    let client = Client::builder().api_key(KEY).build().unwrap();
    let consent = client.oauth().authorize_url("a", "https://app.example.com", [], "12345678");
    assert!(consent.as_str().starts_with("https://oauth.divar.ir/oauth2/auth?"), "{consent}");
}

#[tokio::test]
async fn paths_are_put_after_a_prefix_with_or_without_a_slash() {
    for (base, prefix) in [("", ""), ("/", ""), ("/kenar", "/kenar"), ("/kenar/", "/kenar"), ("/a/b//", "/a/b")] {
        let server = Server::answering(json("200 OK", "{}")).await;
        let client = client(&format!("{}{base}", server.url()));
        let post = "gZd7omnS".parse().unwrap();
        client.app().delete_post_addon(&post).await.unwrap();
        client.as_user(&token()).unwrap().get_user().await.unwrap();
        client.legacy().delete_legacy_post_addons(&post).await.unwrap();
        client.legacy_as_user(&token()).unwrap().delete_legacy_user_verification(&phone()).await.unwrap();
        client.images().upload("jpeg").await.unwrap_err();
        let grant = AuthorizationCodeGrant {
            code: Secret::new("a"),
            client_id: "a".to_owned(),
            client_secret: Secret::new("a"),
            redirect_uri: "a".to_owned(),
        };
        client.oauth().create_token(&TokenRequest::AuthorizationCode(grant)).await.unwrap_err();
        let calls: Vec<String> = server.received().into_iter().map(|request| request.call).collect();
        let expected = [
            format!("DELETE {prefix}/v1/open-platform/addons/post/gZd7omnS"),
            format!("GET {prefix}/v1/open-platform/users"),
            format!("DELETE {prefix}/v1/open-platform/add-ons/post/gZd7omnS"),
            format!("DELETE {prefix}/v1/open-platform/verifications/user/{PHONE}"),
            format!("PUT {prefix}/v2/image-service/open-platform/image.jpg"),
            format!("POST {prefix}/oauth2/token"),
        ];
        assert_eq!(calls, expected, "{base:?}");
        let consent = client.oauth().authorize_url("a", "https://app.example.com", &[Scope::UserId], "12345678");
        assert_eq!(consent.path(), format!("{prefix}/oauth2/auth"));
    }
}

#[tokio::test]
async fn https_never_falls_back_to_plain_text() {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let client = client(&format!("https://{}", listener.local_addr().unwrap()));
    let reader = tokio::spawn(async move {
        let mut bytes = Vec::new();
        let (mut stream, _) = listener.accept().await.unwrap();
        stream.read_buf(&mut bytes).await.unwrap();
        bytes
    });
    let error = client.app().get_user_id_by_phone(&UserIdByPhoneRequest::new(phone())).await.unwrap_err();
    assert!(matches!(error, Error::Transport(_)), "{error}");
    // Another crate of the same build may have turned TLS on.
    if cfg!(feature = "rustls") || reader.is_finished() {
        let sent = reader.await.unwrap();
        assert_eq!(sent[0], 0x16, "a TLS handshake");
        assert!(!sent.windows(KEY.len()).any(|window| window == KEY.as_bytes()));
    } else {
        reader.abort();
    }
}

/// Tells the process that [`the_proxy_of_the_environment_sees_no_plain_call`] starts where to call.
const CHILD: &str = "KENAR_CLIENT_TEST_CALLS";

#[tokio::test]
async fn the_proxy_of_the_environment_sees_no_plain_call() {
    if let Ok(url) = std::env::var(CHILD) {
        client(&url).app().delete_post_addon(&"gZd7omnS".parse().unwrap()).await.unwrap();
        return;
    }
    let server = Server::answering(json("200 OK", "{}")).await;
    let proxy = nobody().await;
    let mut child = Command::new(std::env::current_exe().unwrap());
    child.args(["--exact", "the_proxy_of_the_environment_sees_no_plain_call"]).env(CHILD, server.url());
    for variable in ["HTTP_PROXY", "http_proxy", "ALL_PROXY", "all_proxy"] {
        child.env(variable, &proxy);
    }
    child.env_remove("NO_PROXY").env_remove("no_proxy").env_remove("REQUEST_METHOD");
    let output = tokio::task::spawn_blocking(move || child.output().unwrap()).await.unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stdout));
    assert_eq!(server.received().len(), 1);
}
