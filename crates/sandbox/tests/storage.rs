//! What is kept in a file, and what is dumped and restored.
#![cfg(feature = "sqlite")]
#![allow(clippy::expect_used, clippy::panic, clippy::unwrap_used, reason = "a test fails by panicking")]

mod common;

use std::fs;
use std::path::{Path, PathBuf};

use common::{OTHER_PHONE, PHONE, POST, World, config, phone, post_token, send, title, titles, user_addon};
use kenar_sandbox::{
    AppConfig, Config, ControlError, Dump, ExposeSecret, PostSpec, RestoreError, Sandbox, ServiceType, StartError,
    StorageError, Subject, TicketSpec, TicketState,
};
use serde_json::{Value, json};

const UPLOAD: &str = "/v2/image-service/open-platform/image.jpg";
const JPEG: [u8; 4] = [0xFF, 0xD8, 0xFF, 0xE0];

/// A file that is not there yet.
fn file(name: &str) -> PathBuf {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("storage");
    fs::create_dir_all(&folder).unwrap();
    for end in ["", "-wal", "-shm", "-lock", "-journal"] {
        let _ = fs::remove_file(folder.join(format!("{name}{end}")));
    }
    folder.join(name)
}

fn kept(path: &Path) -> Config {
    config().with_data(path)
}

async fn refused(config: Config) -> String {
    Sandbox::start(config).await.unwrap_err().to_string()
}

fn sql(path: &Path, text: &str) {
    rusqlite::Connection::open(path).unwrap().execute_batch(text).unwrap();
}

/// Something in every table.
async fn fill(world: &World) {
    let control = world.sandbox.control();
    let upload = send(world.bare("PUT", UPLOAD).header("content-type", "image/jpeg").body(JPEG.to_vec())).await.ok();
    send(world.bare("PUT", UPLOAD).header("content-type", "image/jpeg").body("unused")).await.ok();
    let event = json!({ "event_row": { "title": "کارشناسی\u{200c}شده ✅", "image_id": upload["image_name"] } });
    let mut event_with_path = event.clone();
    event_with_path["semantic_paths"] = json!({ "label": "title", "nothing": "label" });
    let body = json!({
        "widgets": [title("a"), event_with_path],
        "categories": ["light"],
        "semantic": { "external_reference": "راز", "identity_verifcation_result": "x", "post_status": "y" },
    });
    world.put_user_addon(&body).await.ok();
    world.put_post_addon(POST, &json!({ "widgets": [title("b"), event], "semantic": {} })).await.ok();
    world.put_post_addon("no_such_post", &json!({ "widgets": [title("c")], "semantic": {} })).await.ok();

    let business = "a business / 1".parse().unwrap();
    control.add_business(&phone(PHONE), business).unwrap();
    let path = "/v1/open-platform/addons/business/a%20business%20%2F%201";
    let token = world.token(&["*"]);
    let body = json!({ "widgets": [title("d")] });
    send(world.keyed("POST", path).bearer_auth(token).json(&body)).await.ok();

    let ticket = TicketSpec::new(phone(PHONE), ServiceType::ReportVerification, 1_000);
    control.issue_ticket(ticket.clone()).unwrap();
    let spent = control.issue_ticket(ticket).unwrap();
    let path = format!("/v1/open-platform/semantic/users/{}", common::encode(world.user_id(PHONE).as_str()));
    let body = json!({ "semantic": { "reference": "hidden" }, "ticket_uuid": spent, "cost": 5 });
    send(world.consented("POST", &path, &["USER_VERIFICATION_CREATE"]).json(&body)).await.ok();
    control.settle().await;
}

#[tokio::test]
async fn everything_survives_a_restart_on_the_same_file() {
    let path = file("restart.db");
    let (mut before, token, id, api_key, secret);
    {
        let world = World::with(kept(&path)).await;
        world.add_post("new_post_1", "light");
        fill(&world).await;
        token = world.token(&["USER_ID", "USER_PHONE"]);
        before = world.settled().await;
        id = world.user_id(PHONE);
        api_key = world.sandbox.default_app().api_key.expose_secret().to_owned();
        secret = world.sandbox.default_app().client_secret.expose_secret().to_owned();
        world.sandbox.shutdown().await;
    }
    let world = World::with(kept(&path)).await;
    let after = world.settled().await;
    assert_eq!(after, before);
    let full = [
        after.users.len(),
        after.posts.iter().map(|post| post.addons.len()).sum(),
        after.businesses[0].addons.len(),
        after.user_addons.len(),
        after.semantics.len(),
        after.tickets.len(),
        after.invoices.len(),
        after.images.len(),
        after.notices.len(),
    ];
    assert_eq!(full, [2, 5, 1, 1, 1, 2, 1, 2, 3], "{after:#?}");
    assert_eq!(after.invoices[0].outcome, TicketState::Voided);

    assert_eq!(world.sandbox.default_app().api_key.expose_secret(), api_key);
    assert_eq!(world.sandbox.default_app().client_secret.expose_secret(), secret);
    assert_eq!(world.user_id(PHONE), id);
    let user = send(world.keyed("GET", "/v1/open-platform/users").bearer_auth(&token)).await.ok();
    assert_eq!(user["phone_number"], PHONE);

    let control = world.sandbox.control();
    let user = Subject::User(phone(PHONE));
    assert!(control.has_semantic("sample-app", &user, "external_reference", "راز").unwrap());
    assert!(control.has_semantic("sample-app", &user, "reference", "hidden").unwrap());
    assert!(!control.has_semantic("sample-app", &user, "reference", "other").unwrap());

    // Pictures with their bytes, by either name.
    let used = after.images.iter().find(|image| image.permanent.is_some()).unwrap();
    for name in [&used.name, used.permanent.as_ref().unwrap()] {
        assert_eq!(control.image(name).as_deref(), Some(JPEG.as_slice()));
    }

    // Numbers and ids go on from where they were.
    world.put_post_addon("AZbq72mk", &json!({ "widgets": [title("e")], "semantic": {} })).await.ok();
    before = world.settled().await;
    let mut ids: Vec<u64> = before.posts.iter().flat_map(|post| &post.addons).map(|addon| addon.id).collect();
    ids.sort_unstable();
    ids.dedup();
    assert_eq!(ids.len(), 6);
}

#[tokio::test]
async fn what_was_answered_is_on_disk() {
    let (path, copy) = (file("answered.db"), file("copy.db"));
    let world = World::with(kept(&path)).await;
    for round in 0..40 {
        let text = format!("round {round}");
        world.put_user_addon(&user_addon(&text)).await.ok();
        for end in ["", "-wal"] {
            fs::copy(format!("{}{end}", path.display()), format!("{}{end}", copy.display())).unwrap();
        }
        let query = "SELECT count(*) FROM rows WHERE collection = 'user_addons' AND instr(CAST(value AS TEXT), ?1)";
        let copy = rusqlite::Connection::open(&copy).unwrap();
        assert_eq!(copy.query_row(query, [text], |row| row.get::<_, i64>(0)).unwrap(), 1, "round {round}");
    }
}

#[tokio::test]
async fn requests_at_the_same_time_are_all_kept() {
    let path = file("many.db");
    let world = World::with(kept(&path)).await;
    let mut requests = tokio::task::JoinSet::new();
    for number in 0..200 {
        let body = json!({ "widgets": [title(&format!("number {number}"))], "semantic": {} });
        let path = format!("/v2/open-platform/addons/post/post_{number:04}");
        world.add_post(&format!("post_{number:04}"), "light");
        requests.spawn(send(world.consented("POST", &path, &["USER_POSTS_ADDON_CREATE"]).json(&body)));
    }
    for answer in requests.join_all().await {
        answer.ok();
    }
    // Without waiting for anything to be attached.
    world.sandbox.shutdown().await;
    let snapshot = World::with(kept(&path)).await.settled().await;
    assert_eq!(snapshot.posts.iter().map(|post| post.addons.len()).sum::<usize>(), 200);
}

#[tokio::test]
async fn a_seeded_sandbox_gives_no_id_twice_after_a_restart() {
    let path = file("ids.db");
    let issue = async || {
        let sandbox = Sandbox::start(kept(&path).with_seed(7)).await.unwrap();
        let spec = TicketSpec::new(phone(PHONE), ServiceType::ReportVerification, 1);
        let uuid = sandbox.control().issue_ticket(spec).unwrap();
        sandbox.shutdown().await;
        uuid
    };
    assert_ne!(issue().await, issue().await);
}

#[tokio::test]
async fn open_consents_and_codes_survive_a_restart() {
    let path = file("consent.db");
    let authorize = "/oauth2/auth?client_id=sample-app&redirect_uri=https%3A%2F%2Fapp.example.com%2Fcallback\
        &response_type=code&scope=USER_ID%20offline_access&state=12345678";
    let world = World::with(kept(&path)).await;
    let page = send(world.bare("GET", authorize)).await.location.unwrap();
    world.sandbox.shutdown().await;

    let world = World::with(kept(&path)).await;
    let handle = page.split_once("request=").unwrap().1;
    let form = [("request", handle), ("user", PHONE), ("decision", "approve")];
    let location = send(world.bare("POST", "/_sandbox/consent").form(&form)).await.location.unwrap();
    let code = location.split(['?', '&']).find_map(|pair| pair.strip_prefix("code=")).unwrap().to_owned();
    world.sandbox.shutdown().await;

    let world = World::with(kept(&path)).await;
    let ask = async |world: &World, grant: [(&str, &str); 3]| {
        let app = world.sandbox.default_app();
        let mut form = vec![("client_id", app.slug.as_str()), ("client_secret", app.client_secret.expose_secret())];
        form.extend(grant);
        send(world.bare("POST", "/oauth2/token").form(&form)).await
    };
    let redirect = ("redirect_uri", "https://app.example.com/callback");
    let tokens = ask(&world, [("grant_type", "authorization_code"), ("code", &code), redirect]).await.ok();
    world.sandbox.shutdown().await;

    let world = World::with(kept(&path)).await;
    let used = ask(&world, [("grant_type", "authorization_code"), ("code", &code), redirect]).await;
    assert!(used.oauth_refused(400, "invalid_grant").contains("used before"));
    let refresh = tokens["refresh_token"].as_str().unwrap();
    ask(&world, [("grant_type", "refresh_token"), ("refresh_token", refresh), redirect]).await.ok();
}

#[tokio::test]
async fn what_was_accepted_and_not_attached_is_attached_after_a_restart() {
    let path = file("jobs.db");
    let world = World::with(kept(&path)).await;
    world.put_post_addon(POST, &json!({ "widgets": [title("late")], "semantic": {} })).await.ok();
    let dump = serde_json::to_value(world.sandbox.control().dump().unwrap()).unwrap();
    world.sandbox.shutdown().await;
    // As if it had been killed right after the answer.
    let content = match dump["tables"]["jobs"]["0"].get("attach") {
        Some(job) => job["content"].clone(),
        None => dump["tables"]["post_addons"].as_object().unwrap().values().next().unwrap()["content"].clone(),
    };
    let job = json!({ "attach": { "app": "sample-app", "post": POST, "content": content } });
    sql(&path, "DELETE FROM rows WHERE collection IN ('post_addons', 'jobs')");
    sql(&path, &format!("INSERT INTO rows VALUES ('jobs', '0', CAST('{job}' AS BLOB))"));

    let world = World::with(kept(&path)).await;
    assert_eq!(world.on_post(POST).await.iter().flat_map(titles).collect::<Vec<_>>(), ["late"]);
    assert_eq!(world.settled().await.pending_jobs, 0);
    // It is done once.
    world.sandbox.shutdown().await;
    let world = World::with(kept(&path)).await;
    assert_eq!(world.on_post(POST).await.len(), 1);
}

#[tokio::test]
async fn a_second_sandbox_on_the_same_file_is_refused_and_the_first_goes_on() {
    let path = file("shared.db");
    let world = World::with(kept(&path)).await;
    let error = Sandbox::start(kept(&path)).await.unwrap_err();
    assert!(matches!(&error, StartError::Storage(StorageError::InUse(file)) if *file == path), "{error:?}");
    assert!(error.to_string().ends_with("is in use by another sandbox; stop it or choose another file"), "{error}");
    #[cfg(unix)]
    {
        let link = file("link.db");
        std::os::unix::fs::symlink(&path, &link).unwrap();
        assert!(refused(kept(&link)).await.contains("in use"));
        fs::remove_file(link).unwrap();
    }
    world.put_user_addon(&user_addon("a")).await.ok();
    world.sandbox.shutdown().await;
    let world = World::with(kept(&path)).await;
    assert_eq!(world.settled().await.user_addons.len(), 1);
}

#[cfg(unix)]
#[tokio::test]
async fn only_the_owner_can_read_the_file() {
    use std::os::unix::fs::PermissionsExt;

    let path = file("private.db");
    let _sandbox = Sandbox::start(kept(&path)).await.unwrap();
    for end in ["", "-wal", "-lock"] {
        let metadata = fs::metadata(format!("{}{end}", path.display())).unwrap();
        assert_eq!(metadata.permissions().mode() & 0o777, 0o600, "{end}");
    }
}

#[tokio::test]
async fn what_a_sandbox_did_not_write_is_refused_and_left_as_it_is() {
    let text = file("notes.txt");
    fs::write(&text, "remember the milk").unwrap();
    let foreign = file("foreign.db");
    sql(&foreign, "PRAGMA journal_mode = WAL; CREATE TABLE rows (a); INSERT INTO rows VALUES (1)");
    for path in [text, foreign] {
        let before = fs::read(&path).unwrap();
        let error = refused(kept(&path)).await;
        assert!(error.ends_with("was not written by a sandbox; choose another file"), "{error}");
        assert_eq!(fs::read(&path).unwrap(), before);
    }
    let nowhere = file("none").join("data.db");
    assert!(refused(kept(&nowhere)).await.starts_with("cannot open"));
}

#[tokio::test]
async fn a_newer_file_is_refused_and_left_as_it_is() {
    let path = file("newer.db");
    Sandbox::start(kept(&path)).await.unwrap().shutdown().await;
    sql(&path, "PRAGMA user_version = 2");
    let before = fs::read(&path).unwrap();
    let error = refused(kept(&path)).await;
    assert!(error.contains("has data of version 2, and this sandbox reads up to version 1"), "{error}");
    assert_eq!(fs::read(&path).unwrap(), before);
}

#[tokio::test]
async fn apps_may_change_places_but_not_disappear_with_what_they_have() {
    let path = file("apps.db");
    let app = |slug: &str| AppConfig::new(slug, "https://app.example.com/callback".parse().unwrap());
    let world = World::with(kept(&path).with_apps([app("sample-app"), app("other-app")])).await;
    world.put_user_addon(&user_addon("a")).await.ok();
    let before = world.settled().await;
    world.sandbox.shutdown().await;

    let error = refused(kept(&path).with_apps([app("other-app")])).await;
    assert!(error.contains("there is no app \"sample-app\"; add it to the configuration"), "{error}");

    let world = World::with(kept(&path).with_apps([app("third-app"), app("other-app"), app("sample-app")])).await;
    let after = world.settled().await;
    assert_eq!((&after.user_addons, &after.posts), (&before.user_addons, &before.posts));
    let third = world.sandbox.default_app().api_key.expose_secret().to_owned();
    world.sandbox.shutdown().await;
    // The key of an app that was added later was written too.
    let world = World::with(kept(&path).with_apps([app("sample-app"), app("other-app"), app("third-app")])).await;
    assert_eq!(world.sandbox.app("third-app").unwrap().api_key.expose_secret(), third);
}

#[tokio::test]
async fn nothing_is_changed_any_more_when_the_file_cannot_be_written() {
    let path = file("broken.db");
    Sandbox::start(kept(&path)).await.unwrap().shutdown().await;
    sql(
        &path,
        "CREATE TRIGGER broken BEFORE INSERT ON rows WHEN new.collection = 'businesses' \
         BEGIN SELECT RAISE(ABORT, 'disk on fire'); END",
    );
    let world = World::with(kept(&path)).await;
    let control = world.sandbox.control();
    let token = world.token(&["USER_ADDON_CREATE"]);
    let failed = control.add_business(&phone(PHONE), "business".parse().unwrap()).unwrap_err();
    assert!(matches!(failed, ControlError::Storage(StorageError::Write(_))), "{failed:?}");
    assert!(failed.to_string().contains("disk on fire"), "{failed}");
    let request = world.keyed("POST", &world.user_addon_path()).bearer_auth(token);
    let message = send(request.json(&user_addon("a"))).await.refused(503, 14);
    assert!(message.starts_with("storage failed: "), "{message}");
    control.add_user(phone("09993333333")).unwrap_err();
    control.settle().await;
    assert!(control.snapshot().user_addons.is_empty());
}

#[tokio::test]
async fn a_control_handle_outlives_the_file() {
    let sandbox = Sandbox::start(kept(&file("stopped.db"))).await.unwrap();
    let control = sandbox.control().clone();
    sandbox.shutdown().await;
    let error = control.add_user(phone("09993333333")).unwrap_err();
    assert_eq!(error, ControlError::Storage(StorageError::Closed));
    control.settle().await;
}

#[tokio::test]
async fn a_dump_restores_everything_here_and_elsewhere() {
    let world = World::new().await;
    fill(&world).await;
    let token = world.token(&["USER_ID"]);
    let before = world.settled().await;
    let dump = world.sandbox.control().dump().unwrap();

    // It is readable JSON, and without the secrets of the app.
    let text = serde_json::to_string(&dump).unwrap();
    let read: Value = serde_json::from_str(&text).unwrap();
    assert_eq!(read["version"], 1);
    assert_eq!(read["tables"]["posts"][POST]["category"], "light");
    let app = world.sandbox.default_app();
    for secret in [app.api_key.expose_secret(), app.client_secret.expose_secret(), &token, "راز", "hidden"] {
        assert!(!text.contains(secret));
    }
    assert!(!format!("{dump:?}").contains(PHONE));

    world.sandbox.control().reset(None).unwrap();
    let empty = world.settled().await;
    assert_eq!((empty.posts.len(), empty.user_addons.len(), empty.tokens.len()), (3, 0, 0));
    send(world.keyed("GET", "/v1/open-platform/users").bearer_auth(&token)).await.refused(401, 16);

    let dump: Dump = serde_json::from_str(&text).unwrap();
    world.sandbox.control().restore(dump.clone()).unwrap();
    assert_eq!(world.settled().await, before);
    send(world.keyed("GET", "/v1/open-platform/users").bearer_auth(&token)).await.ok();

    let path = file("restored.db");
    let other = World::with(kept(&path)).await;
    other.sandbox.control().restore(dump).unwrap();
    assert_eq!(other.settled().await, before);
    let user = Subject::User(phone(PHONE));
    assert!(other.sandbox.control().has_semantic("sample-app", &user, "external_reference", "راز").unwrap());
    send(other.keyed("GET", "/v1/open-platform/users").bearer_auth(&token)).await.ok();
    other.sandbox.shutdown().await;
    assert_eq!(World::with(kept(&path)).await.settled().await, before);
}

#[tokio::test]
async fn a_dump_that_is_wrong_names_the_place_and_changes_nothing() {
    let world = World::new().await;
    world.put_user_addon(&user_addon("a")).await.ok();
    let before = world.settled().await;
    let restore = |text: Value| {
        let dump = serde_json::from_value(text).unwrap();
        world.sandbox.control().restore(dump).unwrap_err()
    };
    let version = restore(json!({ "version": 2, "tables": {} }));
    assert_eq!(version, ControlError::Restore(RestoreError::Version { found: 2 }));
    let table = restore(json!({ "version": 1, "tables": { "users": {}, "secrets": {} } }));
    assert_eq!(table, ControlError::Restore(RestoreError::Table("secrets".to_owned())));
    // The secrets of apps are no matter of dumps.
    restore(json!({ "version": 1, "tables": { "credentials": {} } }));
    let row = |tables: Value| restore(json!({ "version": 1, "tables": tables })).to_string();
    let error = row(json!({ "posts": { "gZd7omnS": { "owner": PHONE } } }));
    assert!(error.starts_with("table \"posts\", key \"gZd7omnS\": missing field"), "{error}");
    let error = row(json!({ "posts": { "short": {} } }));
    assert!(error.contains("key \"short\"") && error.contains("PostToken"), "{error}");
    let error = row(json!({ "meta": { "salt": 1 } }));
    assert!(error.contains("table \"meta\", key \"salt\""), "{error}");
    let record = json!({ "id": "6c1f8d1e-8f0b-4b93-9c5a-3b1f0f3a2d11", "facts": { "stated": {}, "extracted": {} },
        "created_at": "2025-05-01T09:00:00Z", "modified_at": "2025-05-01T09:00:00Z" });
    let error = row(json!({ "semantics": { "[\"gone-app\",{\"user\":\"1\"}]": record } }));
    assert!(error.contains("semantics") && error.contains("there is no app \"gone-app\""), "{error}");
    assert_eq!(world.settled().await, before);
}

#[tokio::test]
async fn a_reset_gives_the_ids_of_the_seed() {
    let world = World::with(config().with_seed(1)).await;
    let ids = async || {
        world.add_post("another_1", "light");
        world.put_user_addon(&user_addon("a")).await.ok();
        (world.user_id(PHONE), world.settled().await.user_addons[0].id)
    };
    let first = ids().await;
    world.sandbox.control().reset(None).unwrap();
    assert_eq!(ids().await, first);
    world.sandbox.control().reset(Some(2)).unwrap();
    let second = ids().await;
    assert_ne!(second, first);
    world.sandbox.control().reset(Some(2)).unwrap();
    assert_eq!(ids().await, second);
    let other = World::with(config().with_seed(2)).await;
    assert_eq!(other.user_id(PHONE), second.0);
}

#[tokio::test]
async fn a_reset_is_kept() {
    let path = file("reset.db");
    let world = World::with(kept(&path)).await;
    fill(&world).await;
    world.sandbox.control().reset(None).unwrap();
    let before = world.settled().await;
    let key = world.sandbox.default_app().api_key.expose_secret().to_owned();
    world.sandbox.shutdown().await;
    let world = World::with(kept(&path)).await;
    assert_eq!(world.settled().await, before);
    assert_eq!(world.sandbox.default_app().api_key.expose_secret(), key);
}

#[tokio::test]
async fn users_and_posts_that_the_configuration_gets_later_are_added() {
    let path = file("grown.db");
    let world = World::with(kept(&path)).await;
    world.add_post("made_here", "light");
    world.sandbox.shutdown().await;
    let posts = [POST, "made_here", "configured"].map(|token| PostSpec::new(phone("3"), post_token(token), "light"));
    let world = World::with(kept(&path).with_posts(posts)).await;
    let snapshot = world.settled().await;
    assert_eq!(snapshot.posts.len(), 5);
    let owner = |token: &str| snapshot.posts.iter().find(|post| post.token.as_str() == token).unwrap().owner.clone();
    assert_eq!([owner(POST), owner("made_here"), owner("configured")], [phone(PHONE), phone(PHONE), phone("3")]);
    assert!(snapshot.users.iter().any(|user| user.phone == phone(OTHER_PHONE)));
}
