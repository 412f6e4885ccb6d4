use super::driver::Browser;
use super::{App, all_rows, post, put, world};
use serde_json::{Value, json};

/// Script: each row of the column, and what of it cannot be seen as it should.
const MEASURE: &str = "
    const column = document.querySelector('.addon .phone');
    const frame = column.getBoundingClientRect();
    return [...column.children].map((row) => {
        const box = row.getBoundingClientRect();
        // Pictures reach to the edges of the column and are leafed through by scrolling their list.
        const other = ':not(.w-pictures, .w:has(.w-pictures), svg, svg *)';
        const parts = [row, ...row.querySelectorAll('*')].filter((part) => part.matches(other));
        return {
            row: row.dataset.row,
            visible: row.checkVisibility({ opacityProperty: true, visibilityProperty: true }) && box.height > 20,
            inside: box.left >= frame.left && box.right <= frame.right,
            wide: parts.filter((part) => part.scrollWidth > part.clientWidth + 1 && part.clientWidth > 0)
                .map((part) => part.className || part.tagName),
        };
    });";

/// Script: how far each Persian text ends from the right edge of its box.
const MARGINS: &str = "
    const texts = document.querySelectorAll('.addon .phone :is(.w-title, .w-subtitle, .w-text, .w-strong, dt, dd)');
    return [...texts].map((part) => {
        const range = document.createRange();
        range.selectNodeContents(part);
        return [part.textContent, Math.abs(part.getBoundingClientRect().right - range.getBoundingClientRect().right)];
    });";

/// Script: the contrast of the texts with the paper under them, as WCAG has it.
const CONTRAST: &str = "
    const linear = (value) => value <= 0.03928 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4;
    const bright = (color) => {
        const [red, green, blue] = color.match(/[\\d.]+/g).map((value) => linear(Number(value) / 255));
        return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
    };
    const paper = bright(getComputedStyle(document.querySelector('.addon .phone')).backgroundColor);
    const texts = document.querySelectorAll('.addon .phone :is(.w-title, .w-subtitle, .w-text, .w-small, .w-score)');
    return { dark: paper < 0.2, weakest: Math.min(...[...texts].map((text) => {
        const ink = bright(getComputedStyle(text).color);
        return (Math.max(ink, paper) + 0.05) / (Math.min(ink, paper) + 0.05);
    })) };";

#[tokio::test]
async fn all_ten_rows_are_seen_whole_on_a_phone_and_on_a_screen() {
    let Some(browser) = Browser::open("rows").await else { return };
    let app = App::start().await;
    let world = world(&app).await;
    put(&world, &all_rows()).await;
    let expected: Vec<Value> = all_rows()
        .as_array()
        .unwrap()
        .iter()
        .map(|widget| {
            let row = widget.as_object().unwrap().keys().find(|key| *key != "semantic_paths").unwrap();
            json!({ "row": row, "visible": true, "inside": true, "wide": [] })
        })
        .collect();
    assert_eq!(expected.len(), 10);
    for (theme, dark) in [("light", false), ("dark", true)] {
        for (width, column) in [(1280, 400), (400, 376)] {
            browser.resize(width, 900).await;
            browser.goto(&post(&world, "fa", theme)).await;
            let measured = browser.run("return document.querySelector('.addon .phone').offsetWidth;").await;
            assert_eq!(measured, json!(column));
            assert_eq!(browser.run(MEASURE).await, json!(expected), "{theme}, {width}");
            let page = browser.run("return document.documentElement.scrollWidth;").await;
            assert_eq!(page, json!(width), "the page scrolls sideways");
            for margin in browser.run(MARGINS).await.as_array().unwrap() {
                assert!(margin[1].as_f64().unwrap() <= 1.0, "not at the right edge: {margin}");
            }
            let contrast = browser.run(CONTRAST).await;
            assert_eq!(contrast["dark"], json!(dark));
            assert!(contrast["weakest"].as_f64().unwrap() >= 4.5, "{theme}: {contrast}");
            browser.screenshot(&format!("{theme}-{width}")).await;
        }
    }
    browser.close().await;
}

#[tokio::test]
async fn the_longest_texts_stay_inside_the_column() {
    let Some(browser) = Browser::open("long-rows").await else { return };
    let app = App::start().await;
    let world = world(&app).await;
    let word = |length| "گ".repeat(length);
    let emoji = "👩\u{200D}👩\u{200D}👧".repeat(3);
    let rows = json!([
        { "title_row": { "text": word(49) } },
        { "subtitle_row": { "text": "W".repeat(49) } },
        { "description_row": { "text": "نیم\u{200C}فاصله".repeat(20) } },
        { "event_row": { "title": word(24), "subtitle": word(24), "label": emoji, "icon_name": "CAR_INSPECTED" } },
        { "score_row": { "title": word(25), "descriptive_score": "W".repeat(17), "icon_name": "HISTORY" } },
        { "group_info_row": { "items": [
            { "title": word(30), "value": "W".repeat(30) },
            { "title": emoji, "value": word(30) },
            { "title": "۱۲۳", "value": "۴۵ هزار" },
        ] } },
        { "evaluation_row": {
            "left": { "text": word(18), "section_color": "SUCCESS_PRIMARY" },
            "middle": { "text": emoji, "section_color": "WARNING_PRIMARY" },
            "right": { "text": "W".repeat(18), "section_color": "ERROR_PRIMARY" },
            "indicator_text": "قیمت این آگهی",
            "indicator_percentage": 100,
        } },
    ]);
    put(&world, &rows).await;
    browser.resize(400, 900).await;
    browser.goto(&post(&world, "fa", "light")).await;
    for row in browser.run(MEASURE).await.as_array().unwrap() {
        assert_eq!((&row["visible"], &row["inside"], &row["wide"]), (&json!(true), &json!(true), &json!([])), "{row}");
    }
    browser.screenshot("light").await;
    browser.close().await;
}
