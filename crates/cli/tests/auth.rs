//! `kenar auth`: secrets in files, consents from the browser to the call.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "tests")]

mod home;

use home::login::{Login, Running, browser, consented};
use home::{Home, PHONE, ends, err, feed, out, sandbox};
use kenar_client::oauth::{FileStore, StoredTokens, TokenStore as _};
use kenar_client::reqwest::Url;
use kenar_sandbox::{AppConfig, Config, ExposeSecret as _, Sandbox};
use serde_json::{Value, json};

const CALLBACK: &str = "https://app.example.com/callback";

/// An address on this machine that is free now.
fn free() -> String {
    let port = std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
    format!("http://127.0.0.1:{port}/callback")
}

#[tokio::test(flavor = "multi_thread")]
async fn a_consent_comes_back_over_the_loopback_and_calls_are_made_with_it() {
    let sandbox = sandbox(&free()).await;
    let home = Home::of(&sandbox);
    let login = Login::start(&mut home.kenar(&[
        "auth",
        "login",
        "--scope",
        "USER_ID",
        "--scope",
        "POST_ADDON_CREATE.gZd7omnS",
    ]));
    let asked: Vec<_> = login.address.query_pairs().into_owned().collect();
    assert!(
        asked.contains(&("scope".to_owned(), "USER_ID POST_ADDON_CREATE.gZd7omnS offline_access".to_owned())),
        "{asked:?}"
    );

    // What other pages send changes nothing.
    let callback = Url::parse(&sandbox.default_app().redirect_uri).unwrap();
    let stranger = |query: &str| {
        let mut url = callback.clone();
        url.set_query(Some(query));
        browser().get(url).send()
    };
    assert_eq!(stranger("state=AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA&code=stolen").await.unwrap().status(), 400);
    assert_eq!(stranger("code=stolen").await.unwrap().status(), 400);
    assert_eq!(browser().get(callback.join("/favicon.ico").unwrap()).send().await.unwrap().status(), 404);

    let back = consented(&login.address).await;
    let page = browser().get(&back).send().await.unwrap();
    assert_eq!((page.status().as_u16(), page.headers()["cache-control"].to_str().unwrap()), (200, "no-store"));
    assert!(page.text().await.unwrap().contains("می‌توانید این پنجره را ببندید"));
    let output = login.end();
    ends(&output, 0);
    assert!(
        out(&output).contains("the consent of default is kept: USER_ID POST_ADDON_CREATE.gZd7omnS offline_access"),
        "{}",
        out(&output)
    );

    let user = home.run(&["call", "get-user"]);
    ends(&user, 0);
    let id = sandbox.control().user_id("sample-app", &PHONE.parse().unwrap()).unwrap();
    assert_eq!(serde_json::from_str::<Value>(&out(&user)).unwrap()["user_id"], id.as_str());

    // Another post was not in the consent, and the next step says so.
    let body = r#"{"widgets": []}"#;
    ends(&home.run_with(&["call", "upsert-post-addon", "--token", "gZd7omnS", "--body", "-"], body), 0);
    let other = home.run_with(&["call", "upsert-post-addon", "--token", "gXt5mF2k", "--body", "-"], body);
    ends(&other, 1);
    assert!(err(&other).contains("the user has not granted POST_ADDON_CREATE.gXt5mF2k or"), "{}", err(&other));

    let token = home.run(&["auth", "token"]);
    ends(&token, 0);
    let curl = home.kenar(&["call", "get-user"]).env("KENAR_ACCESS_TOKEN", out(&token).trim()).output().unwrap();
    ends(&curl, 0);

    let status = home.run(&["auth", "status"]);
    ends(&status, 0);
    let text = out(&status);
    assert!(text.contains("access token ends in ") && text.contains("refresh token ends in "), "{text}");
    for secret in [
        out(&token).trim(),
        sandbox.default_app().api_key.expose_secret(),
        sandbox.default_app().client_secret.expose_secret(),
    ] {
        assert!(!text.contains(secret));
    }

    ends(&home.run(&["auth", "logout"]), 0);
    ends(&home.run(&["call", "get-user"]), 2);
    let status: Value = serde_json::from_str(&out(&home.run(&["auth", "status", "--json"]))).unwrap();
    assert_eq!(status["consents"], json!([]));
    let again = home.run(&["auth", "logout"]);
    ends(&again, 0);
    assert!(out(&again).contains("no consent was kept"), "{}", out(&again));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_consent_is_pasted_and_kept_under_a_name() {
    let sandbox = sandbox(CALLBACK).await;
    let home = Home::of(&sandbox);
    for user in ["seller", "buyer"] {
        let login =
            Login::start(&mut home.kenar(&["auth", "login", "--scope", "USER_ID", "--no-browser", "--as", user]));
        let back = consented(&login.address).await;
        let output = login.paste(&back);
        ends(&output, 0);
        assert!(!err(&output).contains("code="), "{}", err(&output));
    }
    ends(&home.run(&["call", "get-user"]), 2);
    ends(&home.run(&["call", "get-user", "--as", "seller"]), 0);
    ends(&home.run(&["auth", "logout", "--as", "seller"]), 0);
    ends(&home.run(&["call", "get-user", "--as", "seller"]), 2);
    ends(&home.run(&["call", "get-user", "--as", "buyer"]), 0);
    ends(&home.run(&["auth", "logout", "--all"]), 0);
    ends(&home.run(&["call", "get-user", "--as", "buyer"]), 2);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_token_that_has_ended_is_refreshed_and_the_new_one_kept() {
    let sandbox = sandbox(CALLBACK).await;
    let home = Home::of(&sandbox);
    let folder = home.path("config/kenar/private/sandbox/consents/default");
    let store = FileStore::open(folder).unwrap();
    let scopes = ["USER_ID", "offline_access"];
    let now = jiff::Timestamp::now().as_second();
    // The second one as a process leaves it that was killed while it refreshed.
    for sent_at in [None, Some(now)] {
        let old = sandbox.control().issue_tokens("sample-app", &PHONE.parse().unwrap(), scopes).unwrap();
        let mut form = json!({
            "version": 1, "access_token": old.access_token.expose(), "scope": "USER_ID offline_access",
            "refresh_token": old.refresh_token.unwrap().expose(), "obtained_at": now - 100, "expires_at": now - 50,
        });
        if let Some(sent_at) = sent_at {
            form["refresh_sent_at"] = sent_at.into();
        }
        store.save("default", &StoredTokens::from_json(&form.to_string()).unwrap()).await.unwrap();
        ends(&home.run(&["call", "get-user"]), 0);
        let kept = store.load("default").await.unwrap().unwrap();
        assert!(!kept.is_refreshing());
        let kept: Value = serde_json::from_str(kept.to_json().expose()).unwrap();
        assert_ne!(kept["access_token"], form["access_token"]);
        assert!(kept["expires_at"].as_i64() > Some(now), "{}", kept["expires_at"]);
        let refreshes =
            || sandbox.control().requests(0).iter().filter(|request| request.path.contains("token")).count();
        let before = refreshes();
        ends(&home.run(&["call", "get-user"]), 0);
        assert_eq!(refreshes(), before, "a token that is good is not refreshed");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn an_answer_to_another_question_is_not_taken() {
    let sandbox = sandbox(CALLBACK).await;
    let home = Home::of(&sandbox);
    let start = || Login::start(&mut home.kenar(&["auth", "login", "--scope", "USER_ID", "--no-browser"]));
    let (first, second) = (start(), start());
    let back = consented(&first.address).await;
    let output = second.paste(&back);
    ends(&output, 2);
    assert!(err(&output).contains("the state is not the one"), "{}", err(&output));
    for (pasted, said) in [("", "no address was given"), ("hello", "has no state"), (CALLBACK, "has no parameters")] {
        let output = start().paste(pasted);
        ends(&output, 2);
        assert!(err(&output).contains(said), "{pasted:?}: {}", err(&output));
    }
    drop(first);
    ends(&home.run(&["call", "get-user"]), 2);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_refusal_of_the_user_is_no_fault() {
    let callback = free();
    let app = AppConfig::new("sample-app", callback.parse().unwrap());
    let sandbox = Sandbox::start(Config::default().with_apps([app])).await.unwrap();
    let home = Home::of(&sandbox);
    let login = Login::start(&mut home.kenar(&["auth", "login", "--scope", "USER_ID"]));
    let state = login.address.query_pairs().find(|(name, _)| name == "state").unwrap().1.into_owned();
    let back = format!("{callback}?error=access_denied&state={state}");
    assert_eq!(browser().get(back).send().await.unwrap().status(), 200);
    let output = login.end();
    ends(&output, 1);
    assert!(err(&output).contains("the person did not consent"), "{}", err(&output));
}

#[tokio::test(flavor = "multi_thread")]
async fn nobody_waits_for_ever_and_a_taken_port_is_told() {
    let callback = free();
    let sandbox = sandbox(&callback).await;
    let home = Home::of(&sandbox);
    let output = home.run(&["auth", "login", "--scope", "USER_ID", "--wait", "1"]);
    ends(&output, 2);
    assert!(err(&output).contains("no answer came within 1 second;"), "{}", err(&output));
    let _taken =
        std::net::TcpListener::bind(callback.trim_start_matches("http://").trim_end_matches("/callback")).unwrap();
    let output = home.run(&["auth", "login", "--scope", "USER_ID"]);
    ends(&output, 2);
    assert!(err(&output).contains("use --no-browser"), "{}", err(&output));
    let output = home.run(&["auth", "login"]);
    ends(&output, 2);
    assert!(err(&output).contains("nothing to ask for"), "{}", err(&output));
    let output = home.run(&["auth", "login", "--scope", "POST_ADDON_CREATE"]);
    ends(&output, 2);
    assert!(err(&output).contains("the resource that it belongs to is missing"), "{}", err(&output));
}

#[cfg(unix)]
#[test]
fn a_secret_is_in_a_file_of_its_owner_and_nowhere_else() {
    use std::os::unix::fs::PermissionsExt as _;

    let home = Home::new();
    home.config("[profiles.sandbox]\nsandbox = \"http://127.0.0.1:1\"\nsecrets = \"file\"\n");
    let secret = "a-secret-for-nobody";
    let kept = home.run_with(&["auth", "key", "set"], &format!("{secret}\n"));
    ends(&kept, 0);
    let path = home.path("config/kenar/private/sandbox/api-key");
    let mode = |path: &std::path::Path| std::fs::metadata(path).unwrap().permissions().mode() & 0o777;
    assert_eq!((mode(&path), mode(path.parent().unwrap())), (0o600, 0o700));
    assert_eq!(std::fs::read_to_string(home.path("config/kenar/private/.gitignore")).unwrap(), "*\n");
    let status = home.run(&["auth", "status"]);
    assert!(out(&status).contains(&format!("api-key       in {}", path.display())), "{}", out(&status));

    // A file that others can read is not used.
    std::fs::set_permissions(&path, std::fs::Permissions::from_mode(0o640)).unwrap();
    let exposed = home.run(&["call", "delete-post-addon", "--token", "gZd7omnS"]);
    ends(&exposed, 2);
    assert!(err(&exposed).contains("(mode 640)") && err(&exposed).contains("chmod 600"), "{}", err(&exposed));

    for output in [&kept, &status, &exposed] {
        assert!(!out(output).contains(secret) && !err(output).contains(secret));
    }
    let removed = home.run(&["auth", "key", "remove"]);
    ends(&removed, 0);
    assert!(!path.exists());
    assert!(out(&home.run(&["auth", "key", "remove"])).contains("no API key was kept"));
}

#[test]
fn a_secret_is_no_argument_and_not_empty() {
    let home = Home::new();
    let output = home.run(&["auth", "key", "set", "api-key", "the-key"]);
    ends(&output, 2);
    for (stdin, said) in [("", "there is no API key on stdin"), ("two words", "has spaces or line breaks inside")] {
        let output = home.run_with(&["auth", "key", "set", "--store", "file"], stdin);
        ends(&output, 2);
        assert!(err(&output).contains(said), "{}", err(&output));
    }
}

/// Elsewhere the keyring is always there, and not for tests.
#[cfg(target_os = "linux")]
#[test]
fn without_a_keyring_a_secret_goes_to_a_file() {
    let home = Home::new();
    let set = ["auth", "key", "set"];
    let output = home.run_with(&[&set[..], &["--store", "keyring"]].concat(), "the-key-of-somebody");
    ends(&output, 2);
    assert!(err(&output).contains("`--store file` keeps it in a file"), "{}", err(&output));
    assert!(!err(&output).contains("the-key-of-somebody"));
    ends(&home.run_with(&set, "the-key-of-somebody"), 0);
    assert_eq!(
        std::fs::read_to_string(home.path("config/kenar/private/default/api-key")).unwrap(),
        "the-key-of-somebody\n"
    );
    // A profile that wants the keyring does not read the file.
    home.config("[profiles.default]\nsecrets = \"keyring\"\n");
    let output = home.run(&["call", "delete-post-addon", "--token", "gZd7omnS"]);
    ends(&output, 2);
    assert!(err(&output).contains("keeps its secrets in the system keyring, which cannot be read"), "{}", err(&output));
}

#[test]
fn the_environment_wins_and_is_named() {
    let home = Home::new();
    home.config("[profiles.a]\napp = \"one\"\n[profiles.b]\nsandbox = \"http://127.0.0.1:1\"\napp = \"two\"\n");
    let output = home.run(&["auth", "status"]);
    ends(&output, 2);
    assert!(err(&output).contains("has several profiles (a, b)"), "{}", err(&output));
    let status = |more: &[(&str, &str)]| {
        let mut command = home.kenar(&["auth", "status", "--json"]);
        command.env("KENAR_PROFILE", "b").envs(more.iter().copied());
        let output = command.output().unwrap();
        ends(&output, 0);
        serde_json::from_str::<Value>(&out(&output)).unwrap()
    };
    assert_eq!(
        (&status(&[])["app"], &status(&[])["servers"][0]),
        (&Value::from("two"), &Value::from("http://127.0.0.1:1"))
    );
    let changed = status(&[
        ("KENAR_CLIENT_ID", "three"),
        ("KENAR_SANDBOX_URL", "http://127.0.0.1:2"),
        ("KENAR_API_KEY", "hidden-key"),
    ]);
    assert_eq!((&changed["app"], &changed["servers"][0]), (&Value::from("three"), &Value::from("http://127.0.0.1:2")));
    assert_eq!(changed["secrets"][0]["found"], "the environment variable KENAR_API_KEY");
    assert!(!changed.to_string().contains("hidden-key"));
    let output = home.run(&["auth", "status", "--profile", "c"]);
    ends(&output, 2);
    assert!(err(&output).contains("there is no profile c in"), "{}", err(&output));
}

#[test]
fn a_config_file_that_cannot_be_read_is_told_with_its_place_and_without_secrets() {
    let home = Home::new();
    for (text, said) in [
        ("[profiles.a]\napi_key = \"hidden\"\n", ":2:1: `api_key` is a secret and does not belong into this file"),
        ("[profiles.a]\nsandbox = 5\n", ":2:11: this is not the value that is expected here (a string)"),
        ("[profiles.\"../a\"]\n", "cannot be a name"),
        ("[profiles.a]\nsandbx = \"hidden\"\n", ":2:1: unknown field `sandbx`, expected one of"),
        ("profile = hidden\n", ":1:11: "),
        ("[profiles.a]\nsecrets = \"hidden\"\n", ":2:11: this is not the value"),
    ] {
        let path = home.config(text);
        let output = home.run(&["auth", "status"]);
        ends(&output, 2);
        assert!(err(&output).contains(said), "{text}\n{}", err(&output));
        assert!(err(&output).contains(path.to_str().unwrap()) && !err(&output).contains("hidden"), "{}", err(&output));
    }
    // Another file may be named, and everything of it lies beside it.
    home.config("nonsense");
    let other = home.write("elsewhere/kenar.toml", "[profiles.a]\nsandbox = \"http://127.0.0.1:1\"\n");
    let mut command = home.kenar(&["auth", "key", "set", "--store", "file"]);
    ends(&feed(command.env("KENAR_CONFIG", &other), "a-key-for-nobody"), 0);
    assert!(home.path("elsewhere/private/a/api-key").exists());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_profile_is_written_from_what_a_sandbox_says() {
    let sandbox = sandbox(CALLBACK).await;
    let app = sandbox.default_app();
    let announcement = json!({
        "url": sandbox.url(), "api_key": app.api_key.expose_secret(), "client_id": app.slug,
        "client_secret": app.client_secret.expose_secret(), "redirect_uri": app.redirect_uri, "console": "…",
    });
    let home = Home::new();
    let path = home.config("# ours, کنار\n[profiles.platform] # the real one\napp = \"my-app\"\n");
    let add = ["auth", "profile", "add", "sandbox", "--from", "-", "--default", "--scope", "USER_ID"];
    let output = home.run_with(&add, &announcement.to_string());
    ends(&output, 0);
    for secret in [&app.api_key, &app.client_secret] {
        assert!(!out(&output).contains(secret.expose_secret()));
        assert!(!std::fs::read_to_string(&path).unwrap().contains(secret.expose_secret()));
    }
    snapbox::assert_data_eq!(
        std::fs::read_to_string(&path).unwrap().replace(sandbox.url(), "http://127.0.0.1:8743"),
        snapbox::str![[r##"
profile = "sandbox"
# ours, کنار
[profiles.platform] # the real one
app = "my-app"

[profiles.sandbox]
sandbox = "http://127.0.0.1:8743"
app = "sample-app"
redirect_uri = "https://app.example.com/callback"
scopes = ["USER_ID"]

"##]]
    );
    ends(&home.run(&["call", "delete-post-addon", "--token", "gZd7omnS"]), 0);
    let list = home.run(&["auth", "profile", "list"]);
    ends(&list, 0);
    assert!(out(&list).contains("  platform  my-app  the platform\n* sandbox  sample-app  http://"), "{}", out(&list));

    // A sandbox that is started anew has other secrets and maybe another port.
    let text = std::fs::read_to_string(&path).unwrap().replace("USER_ID\"]", "USER_ID\"] # kept");
    home.config(&text);
    let mut renewed = announcement.clone();
    (renewed["api_key"], renewed["url"]) = ("another-key".into(), "http://127.0.0.1:8799".into());
    let again = home.run_with(&["auth", "profile", "add", "sandbox", "--from", "-"], &renewed.to_string());
    ends(&again, 0);
    let said = "profile sandbox: its server and its secrets are renewed; it is in ";
    assert!(out(&again).contains(said), "{}", out(&again));
    assert_eq!(std::fs::read_to_string(&path).unwrap(), text.replace(sandbox.url(), "http://127.0.0.1:8799"));
    let key = std::fs::read_to_string(home.path("config/kenar/private/sandbox/api-key")).unwrap();
    assert_eq!(key, "another-key\n");

    // Without --from nothing says what is to be renewed, and the platform is no sandbox.
    for (arguments, name) in [
        (&["auth", "profile", "add", "sandbox", "--app", "b"][..], "sandbox"),
        (&["auth", "profile", "add", "platform", "--from", "-"], "platform"),
    ] {
        let before = std::fs::read_to_string(&path).unwrap();
        let refused = home.run_with(arguments, &announcement.to_string());
        ends(&refused, 2);
        assert!(err(&refused).contains(&format!("there is a profile {name} in")), "{}", err(&refused));
        assert_eq!(std::fs::read_to_string(&path).unwrap(), before);
        assert!(!home.path("config/kenar/private/platform").exists());
    }
    let other =
        home.run_with(&["auth", "profile", "add", "b", "--from", "-"], r#"{"api_key": 12345, "url": "hidden"}"#);
    ends(&other, 2);
    assert!(err(&other).contains("is not what `kenar sandbox --json` prints"), "{}", err(&other));
    assert!(!err(&other).contains("hidden") && !err(&other).contains("12345"), "{}", err(&other));
    let other = home.run(&["auth", "profile", "add", "b", "--sandbox", "http://example.com"]);
    ends(&other, 2);
}

#[test]
fn a_sandbox_that_is_not_ready_is_waited_for() {
    let home = Home::new();
    let printed = std::fs::File::create(home.path("sandbox.json")).unwrap();
    let mut sandbox = home.kenar(&["sandbox", "--json", "--port", "0"]);
    let _sandbox = Running(sandbox.stdout(printed).stderr(std::process::Stdio::null()).spawn().unwrap());
    // At once, as a script does it.
    ends(&home.run(&["auth", "profile", "add", "sandbox", "--from", "sandbox.json"]), 0);
    ends(&home.run(&["call", "delete-post-addon", "--token", "gZd7omnS"]), 0);
    home.write("empty.json", "");
    let never = home.run(&["auth", "profile", "add", "b", "--from", "empty.json"]);
    ends(&never, 2);
    assert!(err(&never).contains("empty.json: it is empty; is the sandbox ready yet?"), "{}", err(&never));
    // What is piped has ended when it is read.
    let piped = home.run(&["auth", "profile", "add", "b", "--from", "-"]);
    ends(&piped, 2);
    assert!(err(&piped).contains("it is empty; is the sandbox ready yet?"), "{}", err(&piped));
}

/// The example of the help, with a key and without a consent, up to the call that it makes.
#[cfg(unix)]
#[tokio::test(flavor = "multi_thread")]
async fn the_example_of_the_token_runs() {
    let sandbox = sandbox(CALLBACK).await;
    let home = Home::of(&sandbox);
    let help = out(&home.run(&["auth", "token", "--help"]));
    let example = help.lines().skip_while(|line| !line.trim_start().starts_with("KENAR_")).take(2);
    let example = example.collect::<Vec<_>>().join("\n");
    home.write("key.txt", sandbox.default_app().api_key.expose_secret());
    let login = Login::start(&mut home.kenar(&["auth", "login", "--scope", "USER_ID", "--no-browser"]));
    let back = consented(&login.address).await;
    ends(&login.paste(&back), 0);
    let folder = std::path::Path::new(env!("CARGO_BIN_EXE_kenar")).parent().unwrap();
    let mut path = std::ffi::OsString::from(folder);
    path.push(":");
    path.push(std::env::var_os("PATH").unwrap());
    let mut shell = std::process::Command::new("sh");
    for (name, value) in home.kenar(&[]).get_envs() {
        match value {
            Some(value) => shell.env(name, value),
            None => shell.env_remove(name),
        };
    }
    let output = shell.args(["-c", &example]).current_dir(home.path("")).env("PATH", path).output().unwrap();
    ends(&output, 0);
    assert!(out(&output).contains("user_id"), "{}", out(&output));
}

#[test]
fn advice_keeps_the_profile() {
    let home = Home::new();
    home.config("profile = \"a\"\n[profiles.a]\n[profiles.nokey]\nsandbox = \"http://127.0.0.1:1\"\n");
    let output = home.run(&["call", "delete-post-addon", "--token", "gZd7omnS", "--profile", "nokey"]);
    ends(&output, 2);
    let said = "keep one with `kenar auth key set --profile nokey`, or set KENAR_API_KEY";
    assert!(err(&output).contains(said), "{}", err(&output));
}
