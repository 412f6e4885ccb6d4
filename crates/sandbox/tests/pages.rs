//! The pages that people look at.
#![allow(clippy::expect_used, clippy::panic, clippy::unwrap_used, reason = "a test fails by panicking")]

mod common;

use common::{PHONE, POST, World, config, encode, phone, post_token, send, title, user_addon};
use kenar_sandbox::{
    ApiKeyConfig, AppConfig, Config, ExposeSecret, PostSpec, SecretString, ServiceType, TicketSpec, WidgetKind,
};
use reqwest::header::HeaderMap;
use reqwest::redirect;
use serde_json::{Value, json};

/// Where the add-on of v1 is: an app has one add-on a post.
const LEGACY_POST: &str = "gXt5mF2k";
const ALL_ROWS: &str = include_str!("../../../openapi/examples/UserAddon/valid-all-widgets.json");
const LEGACY: &str = include_str!("../../../openapi/examples/LegacyUserAddon/valid-all-widgets.json");
const BROKEN: &str = include_str!("../../../openapi/examples/UserAddon/invalid-second-widget-title-50-chars.json");
const ROWS: [&str; 10] = [
    "title_row",
    "subtitle_row",
    "description_row",
    "button_bar",
    "selector_row",
    "event_row",
    "score_row",
    "evaluation_row",
    "group_info_row",
    "image_carousel_row",
];

/// A page: status, headers, text.
struct Seen {
    status: u16,
    headers: HeaderMap,
    html: String,
}

impl Seen {
    fn header(&self, name: &str) -> &str {
        self.headers.get(name).map(|value| value.to_str().unwrap()).unwrap_or_default()
    }
}

async fn see(world: &World, path: &str) -> Seen {
    read(world.bare("GET", path)).await
}

async fn read(request: reqwest::RequestBuilder) -> Seen {
    let response = request.send().await.unwrap();
    let (status, headers) = (response.status().as_u16(), response.headers().clone());
    Seen { status, headers, html: response.text().await.unwrap() }
}

/// Sends a payload to the playground as the page does while somebody types.
async fn tried(world: &World, payload: &str, kind: &str) -> Seen {
    let form = [("payload", payload), ("kind", kind)];
    read(world.bare("POST", "/_sandbox/playground").header("hx-request", "true").form(&form)).await
}

fn rows() -> Value {
    serde_json::from_str::<Value>(ALL_ROWS).unwrap()["widgets"].take()
}

/// Something of every kind: add-ons of both versions, facts of all sorts, a ticket.
async fn full() -> World {
    let world = World::new().await;
    let body = json!({
        "widgets": rows(),
        "semantic": { "status": "SUCCEEDED", "hidden": "the-raw-value" },
        "notes": "یادداشت",
    });
    world.put_post_addon(POST, &body).await.ok();
    world.put_user_addon(&user_addon("کاربر")).await.ok();
    let legacy = serde_json::from_str::<Value>(LEGACY).unwrap();
    let body = json!({ "widgets": legacy["widgets"] });
    let scopes = ["USER_POSTS_ADDON_CREATE"];
    send(world.consented_v1("POST", &format!("/v1/open-platform/add-ons/post/{LEGACY_POST}"), &scopes).json(&body))
        .await
        .ok();
    let ticket = TicketSpec::new(phone(PHONE), ServiceType::ReportVerification, 1_250_000);
    world.sandbox.control().issue_ticket(ticket).unwrap();
    world.sandbox.control().settle().await;
    world
}

fn paths() -> Vec<String> {
    vec![
        "/".to_owned(),
        format!("/_sandbox/posts/{POST}?extracted=1"),
        format!("/_sandbox/posts/{LEGACY_POST}?side=SUPPLY"),
        format!("/_sandbox/users/{PHONE}"),
        "/_sandbox/playground".to_owned(),
        "/_sandbox/playground?sample=legacy-user-addon".to_owned(),
        "/_sandbox/reference".to_owned(),
        "/_sandbox/reference?document=control".to_owned(),
    ]
    .into_iter()
    .chain(console())
    .collect()
}

/// The pages of the console besides the overview.
fn console() -> impl Iterator<Item = String> {
    let names = ["requests", "calls", "apps", "people", "semantics", "tickets", "images", "clock", "faults"];
    names.into_iter().map(|name| format!("/_sandbox/ui/{name}"))
}

#[tokio::test]
async fn every_page_is_there_in_both_languages_and_keeps_to_itself() {
    let world = full().await;
    for path in paths() {
        for (language, direction) in [("fa", "rtl"), ("en", "ltr")] {
            let join = if path.contains('?') { '&' } else { '?' };
            let seen = see(&world, &format!("{path}{join}language={language}&theme=dark")).await;
            assert_eq!(seen.status, 200, "{path}");
            let root = format!("<html lang=\"{language}\" dir=\"{direction}\" data-theme=\"dark\">");
            assert!(seen.html.contains(&root), "{path}: {}", &seen.html[..200]);
            let policy = seen.header("content-security-policy");
            for rule in ["default-src 'none'", "script-src 'self'", "style-src 'self';", "frame-ancestors 'none'"] {
                assert!(policy.contains(rule), "{path}: {policy}");
            }
            assert!(!policy.contains("unsafe") && !seen.html.contains(" style=\"") && !seen.html.contains("<style"));
            assert_eq!(seen.header("x-content-type-options"), "nosniff");
            assert!(seen.header("content-type").starts_with("text/html"), "{path}");
            assert!(!seen.html.contains("src=\"http") && !seen.html.contains("href=\"//"), "{path}");
        }
    }
}

#[tokio::test]
async fn persian_is_the_default_and_a_choice_is_remembered() {
    let world = World::new().await;
    let seen = see(&world, "/").await;
    assert!(seen.html.contains("<html lang=\"fa\" dir=\"rtl\" data-theme=\"auto\">"));
    assert!(!seen.headers.contains_key("set-cookie"));

    let chosen = see(&world, "/?language=en&theme=light").await;
    let cookies: Vec<&str> = chosen.headers.get_all("set-cookie").iter().map(|value| value.to_str().unwrap()).collect();
    assert_eq!(cookies.len(), 2);
    let pairs: Vec<&str> = cookies.iter().map(|cookie| cookie.split(';').next().unwrap()).collect();
    let again = read(world.bare("GET", "/").header("cookie", pairs.join("; "))).await;
    assert!(again.html.contains("<html lang=\"en\" dir=\"ltr\" data-theme=\"light\">"));

    let nonsense = see(&world, "/?language=%3Cscript%3E&theme=%22").await;
    assert!(nonsense.html.contains("<html lang=\"fa\" dir=\"rtl\" data-theme=\"auto\">"));
    assert!(!nonsense.headers.contains_key("set-cookie") && !nonsense.html.contains("<script>"));
}

#[tokio::test]
async fn all_ten_rows_are_drawn() {
    let world = full().await;
    let html = see(&world, &format!("/_sandbox/posts/{POST}")).await.html;
    for row in ROWS {
        assert!(html.contains(&format!("data-row=\"{row}\"")), "{row}");
    }
    // The pointer stands at 45 percent from the left edge, whatever the direction of the writing.
    assert!(html.contains("w-pointer at-45") && html.contains("<div class=\"w-bar\" dir=\"ltr\">"));
    assert!(html.contains("۸۰٪") && html.contains("w-score w-success"));
    assert!(html.contains("نمای پشت") && html.contains("/_sandbox/images/979b9755-7b73-4adc-b209-7905300390ba.jpg"));
    let link = "href=\"https://example.com/report/15\" target=\"_blank\" rel=\"noopener noreferrer\"";
    assert!(html.contains(link));
}

#[tokio::test]
async fn rows_of_v1_are_drawn_as_v2_would_have_them_and_say_what_became_of_each_member() {
    let world = full().await;
    let html = see(&world, &format!("/_sandbox/posts/{LEGACY_POST}")).await.html;
    assert!(html.contains("data-row=\"event_row\"") && html.contains("بازدید حضوری"));
    assert!(html.contains("/0/widget_type") && html.contains("dropped") && html.contains("TITLE_ROW"));
}

#[tokio::test]
async fn what_divar_extracts_is_shown_on_demand() {
    let world = full().await;
    let path = format!("/_sandbox/posts/{POST}");
    let chip = "class=\"chip chip-extracted\"><bdi>technical_score</bdi>";
    assert!(!see(&world, &path).await.html.contains(chip));
    assert!(see(&world, &format!("{path}?extracted=1")).await.html.contains(chip));
}

#[tokio::test]
async fn texts_of_apps_are_escaped() {
    let world = World::new().await;
    let body = json!({ "widgets": [
        title("<script>alert(1)</script>&\"'"),
        { "group_info_row": { "items": [
            { "title": "<img src=x onerror=1>", "value": "\u{202e}گزارش‌ها 👩‍👩‍👧" },
            { "title": "</dl>", "value": "{{x}}" },
        ] } },
    ] });
    world.put_post_addon(POST, &body).await.ok();
    world.sandbox.control().settle().await;
    for path in ["/".to_owned(), format!("/_sandbox/posts/{POST}")] {
        let html = see(&world, &path).await.html;
        assert!(html.contains("&lt;script&gt;alert(1)&lt;/script&gt;&amp;&quot;'"), "{path}");
        assert!(!html.contains("<script>") && !html.contains("<img src=x"), "{path}");
        assert!(html.contains("گزارش‌ها 👩‍👩‍👧"));
    }
    let html = tried(&world, &body.to_string(), "").await.html;
    assert!(!html.contains("<script>") && !html.contains("<img src=x"));
}

#[tokio::test]
async fn no_page_shows_a_secret() {
    let key = SecretString::from("kenar-key-of-the-second-app");
    let second = AppConfig::new("second", "https://second.example.com/callback".parse().unwrap())
        .with_api_keys([ApiKeyConfig::new(key.clone()).with_permissions(["USER_ADDON_CREATE"])])
        .with_client_secret(SecretString::from("kenar-secret-of-the-second-app"))
        .with_widgets([WidgetKind::TitleRow]);
    let apps = Config::default().apps.into_iter().chain([second]);
    let world = World::with(config().with_apps(apps)).await;
    let body = json!({ "widgets": rows(), "semantic": { "hidden": "the-raw-value" } });
    world.put_post_addon(POST, &body).await.ok();
    let scopes = ["USER_VERIFICATION_CREATE"];
    let path = format!("/v1/open-platform/semantic/users/{}", encode(world.user_id(PHONE).as_str()));
    let facts = json!({ "semantic": { "deep": "another-raw-value", "status": "PENDING" } });
    send(world.consented("POST", &path, &scopes).json(&facts)).await.ok();
    let token = world.token(&["USER_ID"]);
    world.sandbox.control().settle().await;

    let overview = see(&world, "/").await.html;
    assert!(overview.contains("second") && overview.contains("USER_ADDON_CREATE") && overview.contains("title_row"));
    assert!(overview.contains("PENDING"), "a predefined fact is readable");
    let app = world.sandbox.default_app();
    let (api_key, client_secret) = (app.api_key.expose_secret(), app.client_secret.expose_secret());
    let other = "kenar-secret-of-the-second-app";
    let secrets = [api_key, client_secret, key.expose_secret(), other, &token, "the-raw-value", "another-raw-value"];
    for path in paths().iter().map(String::as_str).chain(["/_sandbox/openapi.json", "/_sandbox/reference/viewer"]) {
        let html = see(&world, path).await.html;
        for secret in secrets {
            assert!(!html.contains(secret), "{path}");
        }
    }
}

#[tokio::test]
async fn what_is_not_there_says_what_to_do() {
    let world = World::new().await;
    for path in ["/_sandbox/posts/ZZZZZZZZ", "/_sandbox/posts/%3Cscript%3E", "/_sandbox/users/09120000000"] {
        let seen = see(&world, &format!("{path}?language=en")).await;
        assert_eq!(seen.status, 404, "{path}");
        assert!(seen.html.contains("control API") && !seen.html.contains("<script>"), "{path}");
    }
}

#[tokio::test]
async fn the_viewer_decides_what_can_be_opened() {
    let world = World::new().await;
    let manage =
        json!({ "selector_row": { "title": "مدیریت", "action": { "open_post_manage_page": { "post_token": POST } } } });
    world.put_post_addon(POST, &json!({ "widgets": [manage] })).await.ok();
    world.sandbox.control().settle().await;
    let link = format!("<a class=\"w-line\" href=\"/_sandbox/posts/{POST}?side=SUPPLY\">");
    assert!(see(&world, &format!("/_sandbox/posts/{POST}?side=SUPPLY")).await.html.contains(&link));
    let viewer = see(&world, &format!("/_sandbox/posts/{POST}?side=DEMAND")).await.html;
    assert!(!viewer.contains(&link) && viewer.contains("<button class=\"w-line\" type=\"button\" disabled"));
}

#[tokio::test]
async fn a_tap_that_asks_the_app_is_a_form_and_its_outcome_is_shown() {
    let world = full().await;
    let addon = world.on_post(POST).await.into_iter().find(|addon| addon.from_user_addon.is_none()).unwrap();
    let html = see(&world, &format!("/_sandbox/posts/{POST}")).await.html;
    assert!(html.contains("hx-post=\"/_sandbox/ui/click\"") && html.contains(&format!("value=\"post:{}\"", addon.id)));

    let id = format!("post:{}", addon.id);
    let form = |widget: &'static str| {
        [("app", "sample-app"), ("addon", id.as_str()), ("widget", widget), ("side", "DEMAND"), ("post", POST)]
    };
    let click = |form: &[(&str, &str)]| world.bare("POST", "/_sandbox/ui/click?language=en").form(form);
    let part = read(click(&form("4")).header("hx-request", "true")).await;
    assert_eq!(part.status, 200);
    assert!(part.html.starts_with("<div class=\"outcome") && part.html.contains("What to do:"), "{}", part.html);
    let page = read(click(&form("4"))).await;
    assert!(
        page.html.contains("<!DOCTYPE html>") && page.html.contains(&format!("/_sandbox/posts/{POST}?side=DEMAND"))
    );
    let gone = read(click(&form("99")).header("hx-request", "true")).await;
    assert!(gone.html.contains("there is no widget 99"), "{}", gone.html);
    let foreign = read(click(&form("4")).header("sec-fetch-site", "cross-site")).await;
    assert_eq!(foreign.status, 403, "{}", foreign.html);
    let incomplete = read(click(&[("app", "sample-app")]).header("hx-request", "true")).await;
    assert!(incomplete.html.contains("incomplete"));
}

#[tokio::test]
async fn the_playground_marks_a_violation_at_its_place() {
    let world = World::new().await;
    let seen = tried(&world, BROKEN, "").await;
    assert_eq!(seen.status, 200);
    let value = "<mark>&quot;کارشناسی‌شده خودرو سالم بی‌رنگ تمیز دست‌نخورده رنگ&quot;</mark>";
    let (_, after) = seen.html.split_once(value).expect("the value is marked");
    let line = after.split_once("</li>").unwrap().0;
    assert!(line.contains("/widgets/1/title_row/text") && line.contains("maxLength") && line.contains("49"), "{line}");
    assert_eq!(seen.html.matches("<mark>").count(), 1);
    // A row may break a limit and be drawn all the same.
    assert_eq!(seen.html.matches("data-row=\"title_row\"").count(), 2);
}

#[tokio::test]
async fn every_invalid_example_shows_its_pointer() {
    let world = World::new().await;
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/../../openapi/examples/UserAddon");
    let mut seen = 0;
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        let name = path.file_name().unwrap().to_str().unwrap().to_owned();
        if !name.starts_with("invalid-") || name.ends_with(".violation.json") {
            continue;
        }
        // What is not UTF-8 cannot be typed into a form.
        let Ok(payload) = std::fs::read_to_string(&path) else { continue };
        let violation: Value =
            serde_json::from_slice(&std::fs::read(path.with_extension("violation.json")).unwrap()).unwrap();
        let html = tried(&world, &payload, "user-addon").await.html;
        if payload.trim().is_empty() {
            continue;
        }
        assert!(html.contains("verdict-bad"), "{name}");
        let pointer = violation["pointer"].as_str().unwrap();
        assert!(html.contains(pointer), "{name}: {pointer}");
        seen += 1;
    }
    assert!(seen > 20, "{seen}");
}

#[tokio::test]
async fn an_unknown_member_is_marked_by_its_name_and_broken_text_where_it_breaks() {
    let world = World::new().await;
    let html = tried(&world, r#"{"title_row": {"text": "الف", "hue": [1, {"text": 2}]}}"#, "").await.html;
    assert!(html.contains("<mark>&quot;hue&quot;</mark>"), "{html}");
    let html = tried(&world, "{\n  \"title_row\": {\"text\": \"گزارش\" oops}\n}", "widget").await.html;
    assert!(html.contains("<mark>o</mark>") && html.contains("syntax"), "{html}");
}

#[tokio::test]
async fn the_playground_says_what_it_takes_a_payload_for() {
    let world = World::new().await;
    let cases = [
        (ALL_ROWS, "User add-on<"),
        (LEGACY, "User add-on, version 1"),
        (r#"{"widgets": [], "semantic": {}}"#, "Post add-on<"),
        (r#"{"widgets": []}"#, "Business add-on"),
        (r#"{"title_row": {"text": "a"}}"#, "One widget"),
        (r#"[{"title_row": {"text": "a"}}]"#, "List of widgets"),
        (r#"{"semantic": {"status": "PENDING"}}"#, "Semantic data of a user"),
        (r#"{"status": "PENDING"}"#, "Semantic data<"),
        (r#"{"semantic": {}, "verification_cost": 1}"#, "User verification, version 1"),
    ];
    for (payload, kind) in cases {
        let form = [("payload", payload), ("kind", "")];
        let request = world.bare("POST", "/_sandbox/playground?language=en").header("hx-request", "true").form(&form);
        let html = read(request).await.html;
        assert!(html.contains(&format!("Detected as <b>{kind}")), "{kind}: {}", &html[..300]);
        assert!(html.contains(">Valid<"), "{kind}: {html}");
    }
    let forced = tried(&world, r#"{"widgets": []}"#, "user-addon").await.html;
    assert!(forced.contains("verdict-bad") && forced.contains("categories"));
}

#[tokio::test]
async fn the_playground_tells_what_is_kept_extracted_and_migrated() {
    let world = World::new().await;
    let payload = json!({ "semantic": {
        "status": "SUCCEEDED", "anything": "free", "user_national_id": "raw", "identity_verifcation_result": "x",
    } });
    let html = read(
        world
            .bare("POST", "/_sandbox/playground?language=en")
            .header("hx-request", "true")
            .form(&[("payload", payload.to_string().as_str())]),
    )
    .await
    .html;
    assert!(html.contains("kept readable") && html.contains("kept as a hash"), "{html}");
    assert!(html.contains("did you mean `identity_verification_result`?"), "{html}");

    let html = tried(&world, ALL_ROWS, "").await.html;
    assert!(html.contains("indicator_percentage") && html.contains("price_position"));
    let html = tried(&world, LEGACY, "").await.html;
    assert!(html.contains("/widgets/widget_list") && html.contains("&quot;button_bar&quot;"));
}

#[tokio::test]
async fn a_payload_of_a_megabyte_is_looked_at_and_a_larger_one_is_not() {
    let world = World::new().await;
    const LIMIT: usize = 1024 * 1024;
    let text = |length: usize| format!("{{\"title_row\":{{\"text\":\"{}\"}}}}", "a".repeat(length - 25));
    assert_eq!(text(LIMIT).len(), LIMIT);
    let html = tried(&world, &text(LIMIT), "").await.html;
    assert!(html.contains("maxLength"), "{}", &html[..500]);
    let html = tried(&world, &text(LIMIT + 1), "").await.html;
    assert!(html.contains("1 MiB") || html.contains("۱ مبی‌بایت"), "{}", &html[..500]);
    assert!(!html.contains("maxLength"));
    let form = [("payload", text(LIMIT + 1))];
    assert_eq!(read(world.bare("POST", "/_sandbox/playground").form(&form)).await.status, 413);
    let form = [("payload", "گ".repeat(4 * LIMIT))];
    assert_eq!(read(world.bare("POST", "/_sandbox/playground").form(&form)).await.status, 413);
}

#[tokio::test]
async fn hostile_payloads_are_answered() {
    let world = World::new().await;
    let deep = |open: &str, close: &str, depth: usize| format!("{}1{}", open.repeat(depth), close.repeat(depth));
    let many = format!("[{}]", vec![r#"{"title_row":{"txt":1}}"#; 20_000].join(","));
    let payloads = [
        deep("[", "]", 100_000),
        deep("{\"a\":", "}", 50_000),
        deep("{\"widgets\":[", "]}", 20_000),
        "[".repeat(500_000),
        "\"\\ud800".to_owned(),
        "\u{0}\u{feff}{}".to_owned(),
        "null".to_owned(),
        "1e999999".to_owned(),
        "\n".repeat(500_000),
        many,
    ];
    let kinds = ["", "widgets", "user-addon", "legacy-user-addon", "semantic", "no-such-kind"];
    for payload in &payloads {
        for kind in kinds {
            let seen = tried(&world, payload, kind).await;
            assert_eq!(seen.status, 200, "{kind}: {}", &payload[..payload.len().min(40)]);
            assert!(seen.html.starts_with("<div"), "{kind}");
        }
    }
}

#[tokio::test]
async fn assets_are_built_in_and_named_after_their_content() {
    let world = World::new().await;
    let html = see(&world, "/").await.html;
    let assets: Vec<&str> = html.split('"').filter(|value| value.starts_with("/_sandbox/assets/")).collect();
    assert!(assets.len() >= 4, "{assets:?}");
    for asset in assets {
        let seen = see(&world, asset).await;
        assert_eq!(seen.status, 200, "{asset}");
        assert!(seen.header("cache-control").contains("immutable") && !seen.html.is_empty(), "{asset}");
    }
    let style = html.split('"').find(|value| value.contains("/preview-")).unwrap();
    assert!(see(&world, style).await.html.contains(".at-100{--at:100}"));
    assert_eq!(see(&world, "/_sandbox/assets/preview-0000000000000000.css").await.status, 404);
    assert_eq!(see(&world, "/_sandbox/assets/..%2F..%2FCargo.toml").await.status, 404);
}

#[tokio::test]
async fn a_picture_that_is_not_there_has_a_placeholder() {
    let world = World::new().await;
    let seen = see(&world, "/_sandbox/images/57c76b48-d381-4b8a-b34f-355f6869b6ed.jpg").await;
    assert_eq!((seen.status, seen.header("content-type")), (200, "image/svg+xml"));
    assert!(seen.header("content-security-policy").contains("default-src 'none'"));
}

#[tokio::test]
async fn the_reference_is_built_in_and_aims_at_this_sandbox() {
    let world = World::new().await;
    let page = see(&world, "/_sandbox/reference?document=control").await.html;
    assert!(page.contains("src=\"/_sandbox/reference/viewer?document=control&amp;theme=auto\""), "{page}");
    let viewer = see(&world, "/_sandbox/reference/viewer?document=control").await;
    assert!(viewer.html.contains("data-document=\"/_sandbox/control.openapi.json\""));
    assert!(viewer.header("content-security-policy").contains("connect-src 'self'"));
    let script = viewer.html.split('"').find(|value| value.contains("/scalar-")).unwrap();
    assert!(see(&world, script).await.html.len() > 1_000_000);

    let text = see(&world, "/_sandbox/openapi.json").await.html;
    let document: Value = serde_json::from_str(&text).unwrap();
    assert_eq!(document["servers"][0]["url"], "/");
    for item in document["paths"].as_object().unwrap().values() {
        assert!(item.get("servers").is_none());
        assert!(item.as_object().unwrap().values().all(|operation| operation.get("servers").is_none()));
    }
    let flow = &document["components"]["securitySchemes"]["OAuth"]["flows"]["authorizationCode"];
    assert_eq!(
        (flow["authorizationUrl"].as_str(), flow["tokenUrl"].as_str()),
        (Some("/oauth2/auth"), Some("/oauth2/token"))
    );
}

#[tokio::test]
async fn a_sandbox_under_load_shows_a_part_and_says_so() {
    let world = World::new().await;
    for number in 0..80 {
        world
            .sandbox
            .control()
            .add_post(PostSpec::new(phone(PHONE), post_token(&format!("post{number:04}")), "light"))
            .unwrap();
    }
    let html = see(&world, "/?language=en").await.html;
    assert_eq!(html.matches("class=\"card post-card\"").count(), 60);
    assert!(html.contains("Not shown: 23"));
    // Nothing redirects: the console is at the root itself.
    let client = reqwest::Client::builder().redirect(redirect::Policy::none()).build().unwrap();
    assert_eq!(client.get(world.sandbox.url()).send().await.unwrap().status(), 200);
}
