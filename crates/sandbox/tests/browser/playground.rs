use super::driver::Browser;
use super::{App, LEGACY, address, world};
use fantoccini::key::Key;
use serde_json::{Value, json};

/// Types over whatever stands in the editor.
async fn write(browser: &Browser, payload: &str) {
    let editor = browser.find("#payload").await;
    editor.send_keys(&(Key::Control + "a")).await.unwrap();
    editor.send_keys(&Key::Null).await.unwrap();
    editor.send_keys(payload).await.unwrap();
    assert_eq!(editor.prop("value").await.unwrap().as_deref(), Some(payload));
}

#[tokio::test]
async fn a_violation_is_marked_while_somebody_types_and_goes_when_it_is_mended() {
    let Some(browser) = Browser::open("playground").await else { return };
    let app = App::start().await;
    let world = world(&app).await;
    browser.resize(1280, 900).await;
    browser.goto(&address(&world, "/_sandbox/playground", "en", "light")).await;
    browser.run("window.untouched = true;").await;

    write(&browser, r#"{"title_row": {"text": "گزارش‌ها", "hue": 1}}"#).await;
    browser.until("document.querySelector('#result mark')?.textContent === '\"hue\"'").await;
    let complaint = browser.find("#result .violation").await.text().await.unwrap();
    assert!(complaint.contains("/title_row") && complaint.contains("additionalProperties"), "{complaint}");
    browser.screenshot("violation").await;

    write(&browser, r#"{"title_row": {"text": "گزارش‌ها"}}"#).await;
    browser.until("document.querySelector('#result .verdict') && !document.querySelector('#result mark')").await;
    assert_eq!(browser.find("#result [data-row=title_row]").await.text().await.unwrap(), "گزارش‌ها");
    assert!(browser.find("#result .verdict").await.text().await.unwrap().starts_with("Valid"));
    browser.screenshot("mended").await;

    write(&browser, "{\"title_row\": {\"text\": \"گزارش\"").await;
    browser.until("document.querySelector('#result .violation')?.textContent.includes('syntax')").await;
    assert_eq!(browser.run("return window.untouched;").await, json!(true), "the page was changed in place");
    browser.close().await;
}

#[tokio::test]
async fn a_payload_of_v1_is_shown_as_v2_would_have_it() {
    let Some(browser) = Browser::open("migration").await else { return };
    let app = App::start().await;
    let world = world(&app).await;
    browser.resize(1280, 900).await;
    browser.goto(&address(&world, "/_sandbox/playground", "fa", "dark")).await;
    let payload: Value = serde_json::from_str(LEGACY).unwrap();
    write(&browser, &payload.to_string()).await;
    browser.until("document.querySelector('#result pre.code')?.textContent.includes('\"button_bar\"')").await;
    let result = browser.find("#result").await.text().await.unwrap();
    assert!(result.contains("widget_list") && result.contains("بازدید حضوری"), "{result}");
    let drawn = browser.run("return document.querySelectorAll('#result .phone [data-row]').length;").await;
    let sent = payload.pointer("/widgets/widget_list").unwrap().as_array().unwrap();
    assert!(drawn.as_u64().unwrap() >= 10, "{drawn} of {}", sent.len());
    browser.screenshot("dark").await;
    browser.close().await;
}
