use super::app::Reply;
use super::common::{POST, World};
use super::driver::Browser;
use super::{App, all_rows, post, put, world};
use fantoccini::Locator;
use serde_json::{Value, json};

const OTHER_POST: &str = "gXt5mF2k";

/// A page with a button that does this.
async fn button(browser: &Browser, world: &World, action: Value) {
    put(world, &json!([{ "button_bar": { "title": "ادامه", "action": action } }])).await;
    browser.goto(&post(world, "en", "light")).await;
}

#[tokio::test]
async fn a_tap_on_a_server_link_asks_the_app_and_shows_what_it_answered() {
    let Some(browser) = Browser::open("server-link").await else { return };
    let app = App::start().await;
    let world = world(&app).await;
    app.reply(Reply::json(&json!({ "url": "https://app.example.com/landing/15" })));
    button(&browser, &world, json!({ "open_server_link": { "data": { "گزارش": "۱۵" } } })).await;
    browser.run("window.untouched = true;").await;
    browser.click(".w-button").await;
    let link = browser.wait_for(".outcome a.button").await;
    assert_eq!(link.attr("href").await.unwrap().as_deref(), Some("https://app.example.com/landing/15"));
    assert_eq!(browser.run("return window.untouched;").await, json!(true), "the page was changed in place");
    let received = app.one();
    assert_eq!((received.path.as_str(), &received.json()["extra_data"]), ("/session", &json!({ "گزارش": "۱۵" })));
    assert_eq!(received.json()["user_side"], "Demand");
    browser.screenshot("answered").await;

    app.reply(Reply::raw(500, "{}"));
    browser.click(".w-button").await;
    let failed = browser.wait_for(".outcome-bad").await;
    assert!(failed.text().await.unwrap().contains("What to do:"));
    browser.screenshot("failed").await;
    browser.close().await;
}

#[tokio::test]
async fn a_dynamic_action_shows_its_message_and_leads_to_the_post() {
    let Some(browser) = Browser::open("dynamic-action").await else { return };
    let app = App::start().await;
    let world = world(&app).await;
    let action = json!({ "open_post_page": { "post_token": OTHER_POST } });
    app.reply(Reply::json(&json!({ "text_message": "ذخیره شد 🎉", "action": action })));
    button(&browser, &world, json!({ "get_dynamic_action": { "data": {} } })).await;
    browser.click(".w-button").await;
    let message = browser.wait_for(".outcome .quote").await;
    assert_eq!(message.text().await.unwrap(), "ذخیره شد 🎉");
    browser.click(".outcome a.button").await;
    browser.wait_for("h1").await;
    assert_eq!(browser.client.current_url().await.unwrap().path(), format!("/_sandbox/posts/{OTHER_POST}"));
    browser.close().await;
}

#[tokio::test]
async fn a_tap_on_a_post_link_leads_to_the_page_of_that_post() {
    let Some(browser) = Browser::open("post-link").await else { return };
    let app = App::start().await;
    let world = world(&app).await;
    button(&browser, &world, json!({ "open_post_page": { "post_token": OTHER_POST } })).await;
    browser.click(".w-button").await;
    browser.wait_for(&format!("a[href='/_sandbox/posts/{OTHER_POST}?side=SUPPLY']")).await;
    let heading = browser.find("h1").await.text().await.unwrap();
    assert!(heading.contains(OTHER_POST) && !heading.contains(POST), "{heading}");
    browser.close().await;
}

#[tokio::test]
async fn a_long_text_unfolds_and_folds() {
    let Some(browser) = Browser::open("fold").await else { return };
    let app = App::start().await;
    let world = world(&app).await;
    let text = "بدنه بدون رنگ است و موتور سالم گزارش شده. ".repeat(12);
    put(&world, &json!([{ "description_row": { "text": text, "expandable": true } }])).await;
    browser.resize(400, 900).await;
    browser.goto(&post(&world, "fa", "light")).await;
    let cut = "(text => text.scrollHeight > text.clientHeight + 1)(document.querySelector('.w-clamped'))";
    browser.until(cut).await;
    assert_eq!(browser.find(".w-fold").await.text().await.unwrap().matches("نمایش بیشتر").count(), 1);
    browser.click(".w-more").await;
    browser.until(&format!("!{cut}")).await;
    assert_eq!(browser.find(".w-fold").await.text().await.unwrap().matches("نمایش کمتر").count(), 1);
    browser.screenshot("unfolded").await;
    browser.click(".w-less").await;
    browser.until(cut).await;
    browser.close().await;
}

#[tokio::test]
async fn pictures_are_leafed_through() {
    let Some(browser) = Browser::open("carousel").await else { return };
    let app = App::start().await;
    let world = world(&app).await;
    put(&world, &all_rows()).await;
    browser.resize(400, 900).await;
    browser.goto(&post(&world, "fa", "light")).await;
    // Which picture fills the frame.
    let shown = |caption: &str| {
        format!(
            "(() => {{
                const frame = document.querySelector('.w-pictures').getBoundingClientRect();
                const seen = [...document.querySelectorAll('.w-pictures li')].filter((item) => {{
                    const box = item.getBoundingClientRect();
                    return Math.abs(box.left - frame.left) < 2 && Math.abs(box.right - frame.right) < 2;
                }});
                return seen.length === 1 && seen[0].textContent.includes('{caption}');
            }})()"
        )
    };
    browser.until(&shown("نمای جلو")).await;
    browser.click(".w-on").await;
    browser.until(&shown("نمای پشت")).await;
    let loaded = "[...document.querySelectorAll('.w-pictures img')].every((image) => image.naturalWidth > 0)";
    browser.until(loaded).await;
    browser.screenshot("second").await;
    browser.click(".w-back").await;
    browser.until(&shown("نمای جلو")).await;
    let buttons = browser.client.find_all(Locator::Css(".w-turn")).await.unwrap();
    assert_eq!(buttons.len(), 2);
    browser.close().await;
}
