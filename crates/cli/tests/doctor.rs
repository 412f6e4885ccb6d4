//! `kenar doctor`: what it finds, what it says to do, and what it never shows.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "tests")]

mod home;

use home::{Home, PHONE, ends, out, sandbox};
use kenar_sandbox::ExposeSecret as _;
use serde_json::Value;

const CALLBACK: &str = "https://app.example.com/callback";

/// The level and the words of a finding.
fn finding<'a>(report: &'a Value, about: &str) -> (&'a str, &'a str, &'a str) {
    let findings = report["findings"].as_array().unwrap();
    let found = findings.iter().find(|finding| finding["about"] == about);
    let found = found.unwrap_or_else(|| panic!("nothing about {about}: {report:#}"));
    (found["level"].as_str().unwrap(), found["found"].as_str().unwrap(), found["next"].as_str().unwrap_or_default())
}

fn report(home: &Home, arguments: &[&str], code: i32) -> Value {
    let mut all = vec!["doctor", "--json"];
    all.extend(arguments);
    let output = home.run(&all);
    ends(&output, code);
    serde_json::from_str(&out(&output)).unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_machine_that_is_ready_has_nothing_to_do() {
    let sandbox = sandbox(CALLBACK).await;
    let home = Home::of(&sandbox);
    let found = report(&home, &[], 0);
    for about in ["config", "profile", "API key", "client secret", "server", "clock", "sandbox", "consent"] {
        assert_eq!(finding(&found, about).0, "ok", "{found:#}");
    }
    assert!(finding(&found, "sandbox").1.contains("version"), "{found:#}");
    let text = home.run(&["doctor"]);
    ends(&text, 0);
    for secret in [&sandbox.default_app().api_key, &sandbox.default_app().client_secret] {
        assert!(!out(&text).contains(secret.expose_secret()) && !found.to_string().contains(secret.expose_secret()));
    }
    assert!(out(&text).lines().all(|line| line.starts_with("ok  ") || line.starts_with("      ")), "{}", out(&text));
    assert!(!out(&text).contains('\u{1b}'), "no colours where no terminal is");
}

#[test]
fn what_is_missing_fails_with_a_next_step() {
    let home = Home::new();
    home.config("[profiles.sandbox]\nsandbox = \"http://127.0.0.1:1\"\n");
    let found = report(&home, &[], 1);
    let (level, _, next) = finding(&found, "API key");
    assert_eq!((level, next), ("fail", "keep it with `kenar auth key set --profile sandbox`, or set KENAR_API_KEY"));
    assert_eq!(finding(&found, "client secret").0, "warn");
    assert_eq!((finding(&found, "server").0, finding(&found, "server").2), ("fail", "start it: `kenar sandbox`"));
    assert_eq!(finding(&found, "clock").0, "warn");
    let offline = report(&home, &["--offline"], 1);
    assert_eq!(finding(&offline, "servers"), ("ok", "not asked (--offline)", ""));

    home.config("[profiles.sandbox]\nsandbox = \"http://example.com\"\n");
    assert!(finding(&report(&home, &[], 1), "server").1.contains("only https keeps keys"), "{found:#}");

    // What is kept for the profile's own server is not to be written over with the key of another one.
    home.config("[profiles.sandbox]\nsandbox = \"http://127.0.0.1:1\"\n");
    let found = report(&home, &["--offline", "--sandbox", "http://127.0.0.1:2"], 1);
    let next = "set KENAR_API_KEY, or make a profile with this server: `kenar auth profile add`";
    assert_eq!(finding(&found, "API key").2, next);

    home.config("[[");
    let found = report(&home, &[], 1);
    assert_eq!((finding(&found, "config").0, finding(&found, "config").2), ("fail", "mend the config file"));
    let abouts: Vec<_> = found["findings"].as_array().unwrap().iter().map(|found| &found["about"]).collect();
    assert_eq!(abouts, ["config", "terminal"]);
}

/// Elsewhere the keyring is always there, and not for tests.
#[cfg(target_os = "linux")]
#[test]
fn without_a_keyring_it_says_where_secrets_are_kept() {
    let home = Home::new();
    home.config("[profiles.a]\nsandbox = \"http://127.0.0.1:1\"\n");
    let found = report(&home, &["--offline"], 1);
    let none = "no keyring answers on this machine, as on a server or where nobody is logged in";
    let files = format!("{none}; secrets are kept in files that only you can read (0600)");
    assert_eq!(finding(&found, "keyring"), ("ok", &*files, ""));

    home.config("[profiles.a]\nsandbox = \"http://127.0.0.1:1\"\nsecrets = \"keyring\"\n");
    let found = report(&home, &["--offline"], 1);
    let next = "start or unlock the keyring, or write `secrets = \"file\"` into the profile and keep the secrets anew";
    assert_eq!(finding(&found, "keyring"), ("fail", none, next));
    // Nobody is helped by what a transport says of itself.
    let text = out(&home.run(&["doctor", "--offline"]));
    for word in ["zbus", "/nowhere", "os error", "I/O", "D-Bus", "socket"] {
        assert!(!text.contains(word) && !found.to_string().contains(word), "{word}: {text}");
    }
}

#[cfg(unix)]
#[test]
fn permissions_are_looked_at() {
    use std::os::unix::fs::PermissionsExt as _;

    let home = Home::new();
    let config = home.config("[profiles.a]\nsandbox = \"http://127.0.0.1:1\"\nsecrets = \"file\"\n");
    home.run_with(&["auth", "key", "set"], "a-key-for-nobody");
    let found = report(&home, &["--offline"], 0);
    assert_eq!((finding(&found, "config").0, finding(&found, "API key").0), ("ok", "ok"));
    std::fs::set_permissions(config, std::fs::Permissions::from_mode(0o666)).unwrap();
    std::fs::set_permissions(home.path("config/kenar/private/a/api-key"), std::fs::Permissions::from_mode(0o644))
        .unwrap();
    let found = report(&home, &["--offline"], 1);
    assert_eq!(finding(&found, "config").0, "warn");
    assert!(finding(&found, "config").2.starts_with("chmod go-w "), "{found:#}");
    assert_eq!(finding(&found, "API key").0, "fail");
    assert!(finding(&found, "API key").1.contains("chmod 600"), "{found:#}");
}

#[tokio::test(flavor = "multi_thread")]
async fn clocks_that_differ_are_found() {
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    let an_hour = std::time::Duration::from_secs(3600);
    let date = httpdate::fmt_http_date((jiff::Timestamp::now() + an_hour).into());
    let router = axum::Router::new().fallback(move || async move { [("date", date)] });
    tokio::spawn(async move { axum::serve(listener, router).await });
    let home = Home::new();
    home.config(&format!("[profiles.a]\nsandbox = {url:?}\nsecrets = \"file\"\n"));
    home.run_with(&["auth", "key", "set"], "a-key-for-nobody");
    let found = report(&home, &[], 0);
    let (level, text, next) = finding(&found, "clock");
    assert_eq!(level, "warn", "{found:#}");
    assert!(text.contains(" seconds behind the server") && next.contains("set the clock"), "{found:#}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_consent_is_looked_at_without_being_refreshed() {
    let sandbox = sandbox(CALLBACK).await;
    let home = Home::of(&sandbox);
    let tokens =
        sandbox.control().issue_tokens("sample-app", &PHONE.parse().unwrap(), ["USER_ID", "offline_access"]).unwrap();
    let store =
        kenar_client::oauth::FileStore::open(home.path("config/kenar/private/sandbox/consents/default")).unwrap();
    let keep = |expires_at: i64, refresh: bool| {
        let now = jiff::Timestamp::now().as_second();
        let mut form = serde_json::json!({
            "version": 1, "access_token": tokens.access_token.expose(), "scope": "USER_ID offline_access",
            "obtained_at": now, "expires_at": now + expires_at,
        });
        if refresh {
            form["refresh_token"] = tokens.refresh_token.as_ref().unwrap().expose().into();
        }
        kenar_client::oauth::StoredTokens::from_json(&form.to_string()).unwrap()
    };
    use kenar_client::oauth::TokenStore as _;
    for (expires_at, refresh, level, words) in [
        (3600, true, "ok", "fresh"),
        (-60, true, "ok", "is refreshed when it is used"),
        (3600, false, "warn", "without a refresh token"),
        (-60, false, "fail", "it is over"),
    ] {
        store.save("default", &keep(expires_at, refresh)).await.unwrap();
        let found = report(&home, &[], i32::from(level == "fail"));
        let consent = finding(&found, "consent");
        assert_eq!(consent.0, level, "{found:#}");
        assert!(consent.1.contains(words), "{found:#}");
        assert!(!found.to_string().contains(tokens.access_token.expose()));
    }
    assert!(
        sandbox.control().requests(0).iter().all(|request| !request.path.contains("token")),
        "nothing is refreshed"
    );
}
