use super::driver::Browser;
use super::{App, address, all_rows, put, world};
use serde_json::json;

/// Script: how bright a colour is, from 0 to 1.
const LUMINANCE: &str = "const bright = (color) => {
    const [red, green, blue] = color.match(/[\\d.]+/g).map(Number);
    return (0.2126 * red + 0.7152 * green + 0.0722 * blue) / 255;
};";

#[tokio::test]
async fn the_overview_is_readable_in_both_languages_and_both_themes() {
    let Some(browser) = Browser::open("overview").await else { return };
    let app = App::start().await;
    let world = world(&app).await;
    put(&world, &all_rows()).await;
    for (language, direction) in [("fa", "rtl"), ("en", "ltr")] {
        for (theme, dark) in [("light", false), ("dark", true)] {
            browser.resize(1280, 900).await;
            browser.goto(&address(&world, "/", language, theme)).await;
            let root = browser.run("const root = document.documentElement; return [root.lang, root.dir];").await;
            assert_eq!(root, json!([language, direction]));
            let side = browser
                .run(
                    "const middle = (part) => {
                        const box = document.querySelector(part).getBoundingClientRect();
                        return (box.left + box.right) / 2;
                    };
                    return middle('h1') < middle('main') ? 'ltr' : 'rtl';",
                )
                .await;
            assert_eq!(side, json!(direction), "the heading begins where the language begins");
            let colours = browser
                .run(&format!(
                    "{LUMINANCE}
                    const style = getComputedStyle(document.body);
                    return [bright(style.backgroundColor) < 0.5, bright(style.color) < 0.5];"
                ))
                .await;
            assert_eq!(colours, json!([dark, !dark]), "{theme}");
            for width in [1280, 400] {
                browser.resize(width, 900).await;
                let scrolls = browser
                    .run("const root = document.documentElement; return [root.scrollWidth, root.clientWidth];")
                    .await;
                assert_eq!(scrolls, json!([width, width]), "{language}: the page scrolls sideways");
                browser.screenshot(&format!("{language}-{theme}-{width}")).await;
            }
        }
    }
    browser.close().await;
}

#[tokio::test]
async fn a_click_changes_the_language_and_the_choice_stays() {
    let Some(browser) = Browser::open("choice").await else { return };
    let app = App::start().await;
    let world = world(&app).await;
    browser.goto(world.sandbox.url()).await;
    browser.wait_for("html[lang=fa][dir=rtl][data-theme=auto]").await;
    browser.click("a[hreflang=en]").await;
    browser.wait_for("html[lang=en][dir=ltr]").await;
    browser.click("a[href*='theme=dark']").await;
    browser.wait_for("html[lang=en][data-theme=dark]").await;
    browser.click("a[href='/_sandbox/playground']").await;
    browser.wait_for("html[lang=en][data-theme=dark] #payload").await;
    browser.close().await;
}
