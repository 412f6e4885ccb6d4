use fastrand::Rng;
use serde_json::{Value, json};

use super::valid::{exactly, widget_of};

/// A way to break a line.
pub(crate) struct Kind {
    /// What is wrong, in the words of the rule.
    pub(crate) name: &'static str,
    widget: &'static str,
    pointer: &'static str,
    change: Change,
}

enum Change {
    /// A text with one character more than this.
    Longer(usize),
    /// Another value.
    To(fn() -> Value),
    /// The member is missing.
    Without,
    /// One item more than this, or one less than needed.
    Items(usize),
    /// The text of the line is no longer JSON.
    Text(fn(&mut String)),
}

impl Kind {
    pub(super) fn break_value(&self, rng: &mut Rng, document: &mut Value) {
        let place = if self.widget.is_empty() {
            Some(document)
        } else {
            let widgets = document["widgets"].as_array_mut();
            widgets.and_then(|widgets| {
                let place = rng.usize(..=widgets.len().min(7));
                let widget = widget_with(rng, self.widget, self.pointer);
                if place == widgets.len() {
                    widgets.push(widget)
                } else {
                    widgets[place] = widget
                }
                widgets.get_mut(place)
            })
        };
        let Some(root) = place else { return };
        if let Change::Without = self.change {
            let (parent, name) = self.pointer.rsplit_once('/').unwrap_or_default();
            root.pointer_mut(parent).and_then(Value::as_object_mut).map(|members| members.shift_remove(name));
            return;
        }
        let new = match &self.change {
            Change::Longer(limit) => exactly(rng, limit + 1).into(),
            Change::To(value) => value(),
            Change::Items(count) => {
                let item = root.pointer(self.pointer).map(|items| items[0].clone()).unwrap_or_default();
                Value::Array(vec![item; *count])
            }
            Change::Without | Change::Text(_) => return,
        };
        if let Some(value) = root.pointer_mut(self.pointer) {
            *value = new;
            return;
        }
        let (parent, name) = self.pointer.rsplit_once('/').unwrap_or_default();
        if let Some(members) = root.pointer_mut(parent).and_then(Value::as_object_mut) {
            members.insert(name.to_owned(), new);
        }
    }

    pub(super) fn break_text(&self, text: &mut String) {
        if let Change::Text(change) = self.change {
            change(text);
        }
    }
}

/// A widget in the form that has the member.
fn widget_with(rng: &mut Rng, key: &str, pointer: &str) -> Value {
    let wanted = pointer.rsplit('/').next().unwrap_or_default();
    let told = ["percentage_score", "descriptive_score"].contains(&wanted);
    for _ in 0..64 {
        let widget = widget_of(rng, key);
        let short = key != "description_row" || widget[key].get("expandable").is_none();
        if short && (!told || widget.pointer(pointer).is_some()) {
            return widget;
        }
    }
    widget_of(rng, key)
}

const fn kind(name: &'static str, widget: &'static str, pointer: &'static str, change: Change) -> Kind {
    Kind { name, widget, pointer, change }
}

use Change::{Items, Longer, Text, To, Without};

/// Every way to break a line, in the order in which they take turns.
#[rustfmt::skip]
pub(crate) const KINDS: &[Kind] = &[
    kind("title too long", "title_row", "/title_row/text", Longer(49)),
    kind("subtitle too long", "subtitle_row", "/subtitle_row/text", Longer(200)),
    kind("short description too long", "description_row", "/description_row/text", Longer(200)),
    kind("button title too long", "button_bar", "/button_bar/title", Longer(49)),
    kind("selector title too long", "selector_row", "/selector_row/title", Longer(200)),
    kind("event title too long", "event_row", "/event_row/title", Longer(24)),
    kind("event subtitle too long", "event_row", "/event_row/subtitle", Longer(59)),
    kind("event label too long", "event_row", "/event_row/label", Longer(15)),
    kind("score title too long", "score_row", "/score_row/title", Longer(25)),
    kind("descriptive score too long", "score_row", "/score_row/descriptive_score", Longer(17)),
    kind("left section too long", "evaluation_row", "/evaluation_row/left/text", Longer(18)),
    kind("middle section too long", "evaluation_row", "/evaluation_row/middle/text", Longer(18)),
    kind("right section too long", "evaluation_row", "/evaluation_row/right/text", Longer(18)),
    kind("item title too long", "group_info_row", "/group_info_row/items/0/title", Longer(50)),
    kind("item value too long", "group_info_row", "/group_info_row/items/1/value", Longer(100)),
    kind("score above 100", "score_row", "/score_row/percentage_score", To(|| json!(101))),
    kind("score below 0", "score_row", "/score_row/percentage_score", To(|| json!(-1))),
    kind("indicator above 100", "evaluation_row", "/evaluation_row/indicator_percentage", To(|| json!(101))),
    kind("cost below 0", "", "/cost", To(|| json!(-1))),
    kind("cost above 32 bits", "", "/cost", To(|| json!(2_147_483_648_i64))),
    kind("too few items", "group_info_row", "/group_info_row/items", Items(1)),
    kind("too many items", "group_info_row", "/group_info_row/items", Items(4)),
    kind("no widget key", "title_row", "", To(|| json!({}))),
    kind("unknown widget key", "title_row", "", To(|| json!({ "titel_row": { "text": "سلام" } }))),
    kind("two widget keys", "title_row", "/subtitle_row", To(|| json!({ "text": "سلام" }))),
    kind("unknown key beside a widget", "event_row", "/visible", To(|| json!(true))),
    kind("no action key", "button_bar", "/button_bar/action", To(|| json!({}))),
    kind("unknown action", "button_bar", "/button_bar/action", To(|| json!({ "open_link": "https://example.com" }))),
    kind("two actions", "button_bar", "/button_bar/action",
        To(|| json!({ "open_direct_link": "https://example.com", "open_server_link": {} }))),
    kind("no score", "score_row", "/score_row/percentage_score", Without),
    kind("two scores", "score_row", "/score_row",
        To(|| json!({ "title": "وضعیت", "percentage_score": 10, "descriptive_score": "خوب" }))),
    kind("two spellings of one member", "score_row", "/score_row",
        To(|| json!({ "title": "وضعیت", "percentage_score": 10, "has_divider": true, "hasDivider": true }))),
    kind("unknown member of a title", "title_row", "/title_row/color", To(|| json!("red"))),
    kind("unknown member of an event", "event_row", "/event_row/image_url", To(|| json!("a.jpg"))),
    kind("unknown member of an item", "group_info_row", "/group_info_row/items/0/icon", To(|| json!("ADD"))),
    kind("unknown member of an action", "selector_row", "/selector_row/action",
        To(|| json!({ "open_post_page": { "post_token": "gZd7omnS", "new_tab": true } }))),
    kind("unknown member of the payload", "", "/notes", To(|| json!("یادداشت"))),
    kind("unknown icon of a selector", "selector_row", "/selector_row/icon_name", To(|| json!("CAR_CRASHED"))),
    kind("unknown icon of a score", "score_row", "/score_row/icon_name", To(|| json!("ARROW_FOREWARD"))),
    kind("unknown color of a score", "score_row", "/score_row/score_color", To(|| json!("RED"))),
    kind("unknown color of a section", "evaluation_row", "/evaluation_row/left/section_color", To(|| json!("success"))),
    kind("foreign value of a predefined key", "", "/semantic/payment_method", To(|| json!("CASH"))),
    kind("foreign value of a status", "", "/semantic/status", To(|| json!("DONE"))),
    kind("unknown path of a title", "title_row", "/semantic_paths", To(|| json!({ "year": "title" }))),
    kind("unknown path of a selector", "selector_row", "/semantic_paths", To(|| json!({ "year": "text" }))),
    kind("title without text", "title_row", "/title_row/text", Without),
    kind("subtitle without text", "subtitle_row", "/subtitle_row/text", Without),
    kind("description without text", "description_row", "/description_row/text", Without),
    kind("button without title", "button_bar", "/button_bar/title", Without),
    kind("button without action", "button_bar", "/button_bar/action", Without),
    kind("selector without title", "selector_row", "/selector_row/title", Without),
    kind("event without title", "event_row", "/event_row/title", Without),
    kind("score without title", "score_row", "/score_row/title", Without),
    kind("evaluation without left", "evaluation_row", "/evaluation_row/left", Without),
    kind("evaluation without middle", "evaluation_row", "/evaluation_row/middle", Without),
    kind("evaluation without right", "evaluation_row", "/evaluation_row/right", Without),
    kind("section without text", "evaluation_row", "/evaluation_row/middle/text", Without),
    kind("group without items", "group_info_row", "/group_info_row/items", Without),
    kind("item without title", "group_info_row", "/group_info_row/items/0/title", Without),
    kind("item without value", "group_info_row", "/group_info_row/items/1/value", Without),
    kind("carousel without items", "image_carousel_row", "/image_carousel_row/items", Without),
    kind("carousel item without image", "image_carousel_row", "/image_carousel_row/items/0/image_id", Without),
    kind("payload without widgets", "", "/widgets", Without),
    kind("payload without semantic", "", "/semantic", Without),
    kind("payload without categories", "", "/categories", Without),
    kind("text is a number", "title_row", "/title_row/text", To(|| json!(1401))),
    kind("text is null", "subtitle_row", "/subtitle_row/text", To(|| json!(null))),
    kind("text is a list", "description_row", "/description_row/text", To(|| json!(["سلام"]))),
    kind("divider is a text", "event_row", "/event_row/has_divider", To(|| json!("true"))),
    kind("divider is a number", "title_row", "/title_row/has_divider", To(|| json!(1))),
    kind("expandable is a text", "description_row", "/description_row/expandable", To(|| json!("yes"))),
    kind("score is a text", "score_row", "/score_row/percentage_score", To(|| json!("80"))),
    kind("score has a fraction", "score_row", "/score_row/percentage_score", To(|| json!(80.5))),
    kind("descriptive score is a number", "score_row", "/score_row/descriptive_score", To(|| json!(5))),
    kind("icon is a number", "selector_row", "/selector_row/icon_name", To(|| json!(3))),
    kind("image is an object", "event_row", "/event_row/image_id", To(|| json!({ "id": "a.jpg" }))),
    kind("section is a text", "evaluation_row", "/evaluation_row/right", To(|| json!("خوب"))),
    kind("items are an object", "group_info_row", "/group_info_row/items", To(|| json!({}))),
    kind("item is a text", "image_carousel_row", "/image_carousel_row/items/0", To(|| json!("a.jpg"))),
    kind("action is a text", "button_bar", "/button_bar/action", To(|| json!("https://example.com"))),
    kind("action data is a list", "button_bar", "/button_bar/action", To(|| json!({ "open_server_link": { "data": [] } }))),
    kind("row is a text", "title_row", "/title_row", To(|| json!("سلام"))),
    kind("widgets are an object", "", "/widgets", To(|| json!({ "widget_list": [] }))),
    kind("semantic value is a number", "", "/semantic/year", To(|| json!(1401))),
    kind("category is a number", "", "/categories/0", To(|| json!(7))),
    kind("cost is a text", "", "/cost", To(|| json!("5000"))),
    kind("link without scheme", "button_bar", "/button_bar/action", To(|| json!({ "open_direct_link": "example.com" }))),
    kind("token too short", "selector_row", "/selector_row/action", To(|| json!({ "open_post_page": { "post_token": "abc" } }))),
    kind("ticket is no UUID", "", "/ticket_uuid", To(|| json!("812d56e6-e44d-45e7-8932"))),
    kind("cut off", "", "/cost", Text(|text| { text.pop(); })),
    kind("comma before the end", "", "/cost", Text(|text| { text.pop(); text.push_str(",}"); })),
    kind("something after the end", "", "/cost", Text(|text| text.push('}'))),
    kind("key without quotation marks", "", "/cost", Text(|text| *text = text.replacen("\"semantic\"", "semantic", 1))),
    kind("tabulator in a text", "", "/cost", Text(|text| *text = text.replacen("light", "li\tght", 1))),
    kind("unknown escape", "", "/cost", Text(|text| *text = text.replacen("light", "li\\ght", 1))),
];
