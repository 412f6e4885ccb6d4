//! The configuration file.
#![allow(clippy::expect_used, clippy::panic, clippy::unwrap_used, reason = "a test fails by panicking")]
#![cfg(feature = "cli")]

use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::Duration;

use kenar_sandbox::{Config, ConfigFileError, ExposeSecret, Fault, Grant, Sandbox, ServiceType, WidgetKind, WrongLine};

const POST: &str = "[[post]]\nowner = \"09991234567\"\ntoken = \"AAAAAAAA\"\ncategory = \"light\"\n";

/// Reads a text as if it were in a file.
fn read(text: &str) -> Result<Config, ConfigFileError> {
    static NUMBER: AtomicU32 = AtomicU32::new(0);
    let name = format!("config-{}-{}.toml", std::process::id(), NUMBER.fetch_add(1, Ordering::SeqCst));
    let path = folder().join(name);
    std::fs::write(&path, text).unwrap();
    let outcome = Config::from_file(&path);
    std::fs::remove_file(&path).unwrap();
    outcome
}

fn folder() -> PathBuf {
    PathBuf::from(env!("CARGO_TARGET_TMPDIR"))
}

fn wrong(text: &str) -> WrongLine {
    match read(text) {
        Err(ConfigFileError::Wrong(wrong)) => *wrong,
        other => panic!("{other:?}"),
    }
}

const APP: &str = "[[app]]\nslug = \"one\"\nredirect_uris = [\"https://one.example.com/\"]\n";

#[tokio::test]
async fn the_sample_sets_everything_and_starts() {
    let config = read(Config::sample_file()).unwrap();
    let app = &config.apps[0];
    assert_eq!(config.apps.len(), 1);
    assert_eq!(app.title.as_deref(), Some("نمونهٔ کنار"));
    assert_eq!((app.redirect_uris.len(), app.api_keys.len()), (2, 2));
    assert!(app.api_keys[1].revoked && !app.api_keys[0].revoked);
    assert_eq!(app.widgets, Grant::only(WidgetKind::ALL.iter().copied()));
    assert!(app.scopes.allows("USER_ID") && !app.scopes.allows("USER_PHONE"));
    assert!(app.api_keys[0].permissions.allows("USER_RETRIEVE"));
    assert_eq!(app.service_type, ServiceType::ReportVerification);
    assert_eq!(app.limits.per_minute.unwrap().get(), 600);
    assert_eq!(app.limits.per_day.unwrap().get(), 100_000);
    assert_eq!(app.webhooks.event_url.as_ref().unwrap().as_str(), "http://127.0.0.1:3000/events");
    assert_eq!(app.webhooks.identification_key.as_ref().unwrap().expose_secret(), "an-identification-key-for-tests");
    assert_eq!((config.users.len(), config.posts.len(), config.businesses.len()), (2, 1, 1));
    assert_eq!(config.tickets[0].issuer_payload.as_ref().unwrap()["order"], "1404-17");
    assert_eq!(config.lifetimes, kenar_sandbox::Lifetimes::default());
    assert_eq!(config.clock.now().to_string(), "2025-05-01T09:00:00Z");
    assert_eq!((config.seed, config.hosts.as_slice()), (Some(7), &["sandbox.internal".to_owned()][..]));
    assert_eq!(config.calls, kenar_sandbox::CallSettings::default());
    let fault = &config.faults[0];
    assert_eq!((&fault.fault, fault.delay), (&Fault::Status(429), Duration::from_millis(50)));
    assert_eq!((fault.operation.as_deref(), fault.app.as_deref()), (Some("upsert_user_addon"), Some("sample-app")));
    assert_eq!((fault.skip, fault.every, fault.times), (2, 3, Some(5)));

    let sandbox = Sandbox::start(config.with_port(0)).await.unwrap();
    let snapshot = sandbox.control().snapshot();
    assert_eq!(snapshot.businesses[0].token.as_str(), "sample-business");
    assert_eq!(snapshot.tickets[0].uuid.to_string(), "7c9e6679-7425-40de-944b-e07fc1f90ae7");
    assert_eq!(sandbox.default_app().client_secret.expose_secret(), "a-client-secret-for-tests");
}

#[test]
fn every_key_stands_in_the_sample() {
    // What is not known is answered with everything that is; the sample must mention all of it.
    let places = [
        "nothing = 1",
        "[server]\nnothing = 1",
        "[lifetimes]\nnothing = 1",
        &format!("{APP}nothing = 1"),
        &format!("{APP}[[app.key]]\nnothing = 1"),
        &format!("{APP}[app.webhooks]\nnothing = 1"),
        &format!("{APP}[app.webhooks.spelling]\nnothing = 1"),
        &format!("{APP}[app.limits]\nnothing = 1"),
        "[calls]\nnothing = 1",
        "[[post]]\nnothing = 1",
        "[[business]]\nnothing = 1",
        "[[ticket]]\nnothing = 1",
        "[[fault]]\nnothing = 1",
    ];
    for place in places {
        let problem = wrong(place).problem;
        let known = problem.split_once("known are ").unwrap_or_else(|| panic!("{problem}")).1;
        for key in known.split(", ") {
            let sample = Config::sample_file();
            let written = [format!("\n{key} = "), format!("\n# {key} = "), format!("[{key}]"), format!(".{key}]")];
            assert!(written.iter().any(|text| sample.contains(text.as_str())), "{key} is not in the sample");
        }
    }
}

#[test]
fn what_is_left_out_stays_as_it_is_by_default() {
    let config = read("").unwrap();
    let default = Config::default();
    assert_eq!((config.posts, config.users), (default.posts, default.users));
    assert_eq!((config.apps[0].slug.as_str(), config.log_entries), ("sample-app", 1_000));
    assert!(read("post = []").unwrap().posts.is_empty());
    assert_eq!(read("[[user]]\nphone = \"09990000000\"").unwrap().users.len(), 1);
}

#[test]
fn relative_paths_start_where_the_file_is() {
    assert_eq!(read("data = \"all.db\"").unwrap().data.unwrap(), folder().join("all.db"));
    assert_eq!(read("data = \"/srv/all.db\"").unwrap().data.unwrap(), Path::new("/srv/all.db"));
    let found = wrong("document = \"no-such.json\"");
    assert!(found.problem.contains("no-such.json") && found.line == 1, "{found}");
}

#[test]
fn a_name_that_nothing_has_is_refused_at_its_place() {
    let cases = [
        (
            format!("{APP}scopes = [\n  \"USER_ID\",\n  \"USER_ADON_CREATE\",\n]"),
            (6, 3),
            "did you mean \"USER_ADDON_CREATE\"?",
        ),
        (format!("{APP}widgets = [\"title_row\", \"titel_row\"]"), (4, 25), "did you mean \"title_row\"?"),
        (format!("{APP}service_type = \"REPORT_VERIFICATON\""), (4, 16), "did you mean \"REPORT_VERIFICATION\"?"),
        (format!("{APP}[[app.key]]\npermissions = [\"USER_RETREIVE\"]"), (5, 16), "did you mean \"USER_RETRIEVE\"?"),
        ("[[fault]]\nfault = \"delay\"\noperation = \"get_usr\"".to_owned(), (3, 13), "did you mean \"get_user\"?"),
        (format!("{APP}[[fault]]\nfault = \"delay\"\napp = \"tow\""), (6, 7), "only \"one\" is known"),
        ("[[fault]]\nfault = \"dealy\"".to_owned(), (2, 9), "`html_page`"),
        ("[[fault]]\nfault = \"reset\"\nstatus = 500".to_owned(), (3, 10), "html_page"),
        ("[[fault]]\nfault = \"status\"\nstatus = 200".to_owned(), (3, 10), "from 400 to 599"),
        ("[lifetimes]\ncode = \"ten minutes\"".to_owned(), (2, 8), "\"1h 30m\""),
        ("[lifetimes]\ncode = 600".to_owned(), (2, 8), "\"1h 30m\""),
        ("[lifetimes]\ncode = \"1 month\"".to_owned(), (2, 8), "months"),
        ("[lifetimes]\ncode = \"-5m\"".to_owned(), (2, 8), "negative"),
        ("[lifetimes]\naccess_token = \"1500ms\"".to_owned(), (2, 16), "whole seconds"),
        ("clock = \"sytem\"".to_owned(), (1, 9), "\"system\""),
        ("clock = { start = \"yesterday\", frozen = true }".to_owned(), (1, 9), "RFC 3339"),
        ("clock = { begin = 1 }".to_owned(), (1, 9), "\"begin\""),
        ("[[post]]\nowner = \"09991234567\"\ntoken = \"short\"\ncategory = \"light\"".to_owned(), (3, 9), "8 to 16"),
        ("[[app]]\nslug = \"one\"\nredirect_uris = []".to_owned(), (3, 17), "at least one"),
        ("lenient = 1".to_owned(), (1, 11), "boolean"),
        ("[server\nport = 1".to_owned(), (1, 8), "`]`"),
        ("[[user]]".to_owned(), (1, 1), "phone"),
        (format!("{APP}{APP}"), (5, 8), "an app one already"),
        (format!("{POST}{POST}"), (7, 9), "a post AAAAAAAA already"),
    ];
    for (text, place, part) in cases {
        let found = wrong(&text);
        assert_eq!((found.line, found.column), place, "{found}");
        assert!(found.problem.contains(part), "{part:?} is missing in:\n{found}");
    }
}

#[test]
fn the_mark_stands_below_persian_text_too() {
    let found = wrong("clock = { start = \"دیروز\u{200c}ها 🕰\", frozen = true }").to_string();
    let lines: Vec<&str> = found.lines().collect();
    assert_eq!(
        (lines[1].chars().position(|c| c == '{'), lines[2].chars().position(|c| c == '^')),
        (Some(12), Some(12))
    );
}

#[test]
fn a_clock_also_starts_at_a_moment_of_toml() {
    let config = read("clock = { start = 2025-05-01T12:30:00+03:30, frozen = true }").unwrap();
    assert_eq!(config.clock.now().to_string(), "2025-05-01T09:00:00Z");
}

#[test]
fn a_clock_that_runs_starts_elsewhere() {
    let config = read("clock = { start = \"1999-01-01T00:00:00Z\" }").unwrap();
    assert!(!config.clock.is_frozen() && config.clock.now().to_string().starts_with("1999-01-01T00:"));
}

#[test]
fn no_error_shows_a_secret() {
    let texts = [
        format!("{APP}client_secret = \"hush-hush\nport = 1"),
        format!("{APP}client_secret = [\"hush-hush\"]"),
        format!("{APP}[[app.key]]\nkey = \"hush-hush\" extra"),
        format!("{APP}[[app.key]]\nkey = {{ value = \"hush-hush\" }}"),
        format!("{APP}key = [{{ key = \"hush-hush\", permision = [] }}]"),
        format!("{APP}[app.webhooks]\nidentification_key = [\"hush-hush\"]"),
    ];
    for text in texts {
        let error = read(&text).unwrap_err();
        assert!(!format!("{error}{error:?}").contains("hush"), "{error}");
    }
    let config = read(&format!("{APP}client_secret = \"hush-hush\"\n[[app.key]]\nkey = \"hush-too\"")).unwrap();
    assert!(!format!("{config:?}").contains("hush"));
}
