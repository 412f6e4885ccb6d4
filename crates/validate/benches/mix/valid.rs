use fastrand::Rng;
use kenar_schemas::{EXPORTS, Export};
use serde_json::{Map, Value, json};
use std::sync::LazyLock;

const WORDS: [&str; 40] = [
    "خودرو",
    "گزارش",
    "کارشناسی",
    "می‌شود",
    "بدنه",
    "موتور",
    "سالم",
    "رنگ",
    "نیم‌فاصله",
    "ضمانت",
    "تهران",
    "فروشنده",
    "خریدار",
    "قیمت",
    "مناسب",
    "بیمه",
    "کارکرد",
    "کیلومتر",
    "تاریخ",
    "بازدید",
    "نتیجه",
    "بررسی",
    "خانه‌ها",
    "آپارتمان",
    "متراژ",
    "طبقه",
    "آسانسور",
    "پارکینگ",
    "سند",
    "تک‌برگ",
    "امکانات",
    "نورگیر",
    "بازسازی‌شده",
    "۱۴۰۱",
    "۴۵",
    "ABS",
    "🚗",
    "✅",
    "گیربکس",
    "آگهی",
];
const KEYS: [&str; 8] = ["year", "color", "usage_km", "brand", "inspection_date", "شهر", "body_status", "floor"];
const COLORS: [&str; 3] = ["SUCCESS_PRIMARY", "WARNING_SECONDARY", "ERROR_PRIMARY"];

/// The keys of all widgets.
pub(super) const WIDGETS: [&str; 10] = [
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

static ICONS: LazyLock<Vec<String>> = LazyLock::new(|| {
    let user_addon = EXPORTS.iter().find(|export| export.name == "user-addon").map(Export::make).unwrap_or_default();
    let icons = user_addon["$defs"]["IconName"]["enum"].as_array().into_iter().flatten();
    icons.filter_map(Value::as_str).map(str::to_owned).collect()
});

pub(super) fn user_addon(rng: &mut Rng) -> Value {
    let mut widgets = Vec::new();
    for _ in 0..rng.usize(1..=8) {
        let key = WIDGETS[rng.usize(..WIDGETS.len())];
        widgets.push(widget_of(rng, key));
    }
    let mut semantic = Map::new();
    for _ in 0..rng.usize(1..=5) {
        semantic.insert(KEYS[rng.usize(..KEYS.len())].to_owned(), text(rng, 24).into());
    }
    if rng.u8(..4) == 0 {
        semantic.insert("inspection_result".to_owned(), "INSPECTION_APPROVED".into());
    }
    let mut addon = json!({ "widgets": widgets, "semantic": semantic, "categories": ["light"] });
    if rng.u8(..3) == 0 {
        addon["ticket_uuid"] = uuid(rng).into();
    }
    if rng.bool() {
        addon["cost"] = rng.u32(..5_000_000).into();
    }
    addon
}

pub(super) fn widget_of(rng: &mut Rng, key: &str) -> Value {
    let mut paths = None;
    let mut row = match key {
        "title_row" => {
            paths = Some("text");
            json!({ "text": text(rng, 49) })
        }
        "subtitle_row" => json!({ "text": text(rng, 200) }),
        "description_row" if rng.bool() => {
            let length = rng.usize(200..600);
            json!({ "text": text(rng, length), "expandable": true })
        }
        "description_row" => json!({ "text": text(rng, 200) }),
        "button_bar" => return json!({ key: { "title": text(rng, 20), "action": action(rng) } }),
        "selector_row" => {
            paths = Some("title");
            json!({ "title": text(rng, 20), "icon_name": icon(rng), "action": action(rng) })
        }
        "event_row" => json!({
            "title": text(rng, 20), "subtitle": text(rng, 59), "label": text(rng, 15), "image_id": image(rng),
        }),
        "score_row" if rng.bool() => json!({
            "title": text(rng, 20), "percentage_score": rng.u8(..=100), "score_color": COLORS[rng.usize(..2)],
        }),
        "score_row" => json!({
            "title": text(rng, 20), "descriptive_score": text(rng, 17), "icon_name": icon(rng), "action": action(rng),
        }),
        "evaluation_row" => {
            return json!({ key: {
                "left": { "text": text(rng, 18), "section_color": COLORS[rng.usize(..2)] },
                "middle": { "text": text(rng, 18) }, "right": { "text": text(rng, 18) },
                "indicator_text": text(rng, 30), "indicator_percentage": rng.u8(..=100),
            } });
        }
        "group_info_row" => {
            let item = |rng: &mut Rng| json!({ "title": text(rng, 20), "value": text(rng, 30) });
            json!({ "items": (0..rng.usize(2..=3)).map(|_| item(rng)).collect::<Vec<_>>() })
        }
        _ => json!({ "items": (0..rng.usize(1..=4)).map(|_| json!({ "image_id": image(rng) })).collect::<Vec<_>>() }),
    };
    if rng.bool() {
        row["has_divider"] = rng.bool().into();
    }
    let mut widget = json!({ key: row });
    if let Some(path) = paths.filter(|_| rng.bool()) {
        widget["semantic_paths"] = json!({ "year": path });
    }
    widget
}

fn action(rng: &mut Rng) -> Value {
    let token: String = (0..8).map(|_| rng.alphanumeric()).collect();
    match rng.u8(..5) {
        0 => json!({ "open_direct_link": format!("https://example.com/reports/{}", rng.u32(..)) }),
        1 => json!({ "open_server_link": { "data": { "report": rng.u32(..), "view": ["full", null] } } }),
        2 => json!({ "get_dynamic_action": { "data": { "id": token } } }),
        3 => json!({ "open_post_page": { "post_token": token } }),
        _ => json!({ "open_post_manage_page": { "post_token": token } }),
    }
}

/// A text of at most so many characters; one in twenty has exactly as many.
pub(super) fn text(rng: &mut Rng, limit: usize) -> String {
    if rng.u8(..20) == 0 {
        return exactly(rng, limit);
    }
    let wanted = rng.usize(limit / 3..limit);
    let mut text = String::new();
    let mut count = 0;
    loop {
        let word = WORDS[rng.usize(..WORDS.len())];
        count += word.chars().count() + 1;
        if count > wanted.max(6) {
            return text.trim_end().to_owned();
        }
        text.push_str(word);
        text.push(if rng.u8(..100) < 3 { '\n' } else { ' ' });
    }
}

/// A text of so many characters.
pub(super) fn exactly(rng: &mut Rng, length: usize) -> String {
    let mut text = String::new();
    while text.chars().count() < length {
        text.push_str(WORDS[rng.usize(..WORDS.len())]);
        text.push(' ');
    }
    text.chars().take(length).collect()
}

fn icon(rng: &mut Rng) -> &'static str {
    &ICONS[rng.usize(..ICONS.len())]
}

fn image(rng: &mut Rng) -> String {
    format!("kenar/{:016x}/{}.jpg", rng.u64(..), rng.u16(..))
}

fn uuid(rng: &mut Rng) -> String {
    let hex = format!("{:032x}", rng.u128(..));
    format!("{}-{}-{}-{}-{}", &hex[..8], &hex[8..12], &hex[12..16], &hex[16..20], &hex[20..])
}
