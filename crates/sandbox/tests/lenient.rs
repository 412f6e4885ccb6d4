//! `lenient`: what the real gateway drops is dropped, and nothing else.
#![allow(clippy::expect_used, clippy::panic, clippy::unwrap_used, reason = "a test fails by panicking")]

mod common;

use common::{World, config, title};
use serde_json::{Value, json};

async fn world() -> World {
    World::with(config().with_lenient(true)).await
}

/// What a published client sends: unknown members, `null` for what is unset, zero values of enumerations.
fn as_a_published_client_sends_it() -> Value {
    json!({
        "widgets": [
            { "title_row": { "text": "گزارش\u{200C}ها", "has_divider": true, "text_color": "COLOR_UNSPECIFIED" } },
            { "event_row": {
                "title": "بازدید", "subtitle": null, "icon_name": "UNKNOWN", "has_indicator": false, "padded": true,
            } },
            { "score_row": { "title": "فنی", "percentage_score": 80, "score_color": "COLOR_UNSPECIFIED" } },
        ],
        "categories": [],
        "semantic": {},
        "semantic_sensitives": [],
        "phone": "09991234567",
        "cost": null,
        "یک کلید ناشناخته که نامش بسیار بسیار بسیار بسیار بسیار بسیار بسیار بسیار بسیار طولانی است": 1,
    })
}

#[tokio::test]
async fn unknown_members_nulls_and_zero_values_are_dropped() {
    let world = world().await;
    world.put_user_addon(&as_a_published_client_sends_it()).await.ok();
    let snapshot = world.settled().await;
    let widgets = &snapshot.user_addons[0].content.widgets;
    assert_eq!(widgets[0], json!({ "title_row": { "text": "گزارش\u{200C}ها", "has_divider": true } }));
    assert_eq!(widgets[1], json!({ "event_row": { "title": "بازدید", "has_divider": false } }));
    let score = json!({ "score_row": { "title": "فنی", "percentage_score": 80, "has_divider": false } });
    assert_eq!(widgets[2], score);

    let dropped = &world.sandbox.control().requests(0)[0].dropped;
    for pointer in ["/cost", "/phone", "/widgets/0/title_row/text_color", "/widgets/1/event_row/icon_name"] {
        assert!(dropped.iter().any(|own| own == pointer), "{pointer} is not in {dropped:?}");
    }
    assert!(dropped.iter().any(|own| own.ends_with("طولانی است")), "{dropped:?}");
}

#[tokio::test]
async fn without_it_the_same_request_is_refused() {
    let world = World::new().await;
    world.put_user_addon(&as_a_published_client_sends_it()).await.refused(400, 3);
}

#[tokio::test]
async fn what_the_platform_checks_is_still_checked() {
    let world = world().await;
    let body = |widget: Value| json!({ "widgets": [widget], "categories": [], "semantic": {}, "junk": 1 });
    for (widget, pointer, rule) in [
        (title(&"ا".repeat(50)), "/widgets/0/title_row/text", "maxLength"),
        (json!({ "title_row": { "txt": "a" } }), "/widgets/0/title_row", "required"),
        (
            json!({ "score_row": { "title": "a", "percentage_score": 101 } }),
            "/widgets/0/score_row/percentage_score",
            "maximum",
        ),
    ] {
        let answer = world.put_user_addon(&body(widget)).await;
        let details = answer.body["details"].as_array().unwrap();
        let found = details.iter().any(|own| own["pointer"] == pointer && own["rule"] == rule);
        assert!(found, "{pointer} {rule}: {}", answer.body);
        answer.refused(400, 3);
    }
    world.put_user_addon(&body(title("درست"))).await.ok();
}

#[tokio::test]
async fn the_header_of_v1_is_read_by_v2() {
    let body = json!({ "widgets": [title("a")], "categories": [], "semantic": {} });
    for (world, status) in [(world().await, 200), (World::new().await, 401)] {
        let path = world.user_addon_path();
        let request = world.consented_v1("POST", &path, &["USER_ADDON_CREATE"]).json(&body);
        assert_eq!(common::send(request).await.status, status);
        let request = world.consented_v1("POST", &path, &["USER_ID"]).json(&body);
        assert_ne!(common::send(request).await.status, 200, "the scope is needed all the same");
    }
}

#[tokio::test]
async fn absent_and_empty_are_the_same() {
    let world = world().await;
    for body in [json!({}), json!({ "widgets": null, "categories": null }), json!({ "semantic": {} })] {
        world.put_user_addon(&body).await.ok();
    }
    let scores = json!({ "score_row": { "title": "فنی", "percentage_score": 50, "descriptive_score": "" } });
    world.put_user_addon(&json!({ "widgets": [scores] })).await.ok();
    let foreign = json!({ "semantic": { "status": "WRONG", "payment_method": "SECURE" } });
    world.put_user_addon(&foreign).await.ok();
    let snapshot = world.settled().await;
    let facts = &snapshot.user_addons[0].content.semantic;
    assert!(facts.contains_key("payment_method") && !facts.contains_key("status"), "{facts:?}");
    // What is no list and no object cannot be made up.
    let path = "/v1/open-platform/payment-ticket/validate";
    common::send(world.keyed("POST", path).json(&json!({}))).await.refused(400, 3);
}
