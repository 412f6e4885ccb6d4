//! What is written as v1 wrote it.

use kenar_validate::Schema;
use serde_json::{Map, Value};

use super::Warning;
use super::document::{Document, Row};
use crate::json_pointer::child;

const NAME: &str = "deprecated-v1-form";

/// Members of v1 bodies, and what is done with them.
const ROOT: [(&str, &str); 6] = [
    ("verification_cost", "it is called `cost` in v2"),
    ("semantic_sensitives", "take it out: v2 hashes every value whose key is not predefined"),
    ("management_permalink", "v2 has no place for this link"),
    ("removal_permalink", "v2 has no place for this link"),
    ("link_in_spec", "v2 has no promotion link; a `selector_row` can hold the address"),
    ("selector", "v2 attaches a post add-on to the one post that the path names"),
];

pub(super) fn lint(document: &Document<'_>, warnings: &mut Vec<Warning>) {
    let from = match document.schema {
        Schema::LegacyUserAddon => Some("user-addon"),
        Schema::LegacyPostAddon => Some("post-addon"),
        Schema::LegacyUserVerification => Some("user-verification"),
        _ => None,
    };
    if let Some(from) = from {
        // One warning says it all: the whole body is of v1.
        let message = "a v1 body: Divar has deprecated the operations that take it";
        warn(String::new(), message, &format!("`kenar migrate --from {from}`"), warnings);
        return;
    }
    if let Some(root) = document.root.as_object() {
        body(document.schema, root, warnings);
    }
    for one in &document.rows {
        row(one, warnings);
    }
}

fn body(schema: Schema, root: &Map<String, Value>, warnings: &mut Vec<Warning>) {
    for (member, hint) in ROOT {
        if root.contains_key(member) {
            warn(child("", member), &format!("`{member}` is a member of v1 bodies"), hint, warnings);
        }
    }
    if root.get("widgets").is_some_and(|widgets| widgets.get("widget_list").is_some()) {
        let message = "v1 put the rows into `widget_list`; v2 has the list itself";
        warn("/widgets/widget_list".to_owned(), message, "`kenar migrate` converts the whole body", warnings);
    }
    if schema == Schema::UserAddon {
        for (member, hint) in [
            ("phone", "v2 names the user in the path; `kenar call get-user-id-by-phone` answers the id"),
            ("notes", "a v2 user add-on has no notes; keep them in the app"),
        ] {
            if root.contains_key(member) {
                warn(child("", member), &format!("`{member}` is a member of the v1 user add-on"), hint, warnings);
            }
        }
    }
}

fn row(row: &Row<'_>, warnings: &mut Vec<Warning>) {
    if row.value.contains_key("widget_type") {
        let message = "v1 named the row by `widget_type`; v2 names it by the key of its content";
        warn(row.pointer.clone(), message, "`kenar migrate` converts the whole body", warnings);
        return;
    }
    for (pointer, kind, content) in row.contents() {
        members(&pointer, kind, content, warnings);
        let items = content.get("items").and_then(Value::as_array);
        for (index, item) in items.into_iter().flatten().enumerate() {
            if let Some(item) = item.as_object() {
                members(&format!("{pointer}/items/{index}"), kind, item, warnings);
            }
        }
    }
}

fn members(pointer: &str, kind: &str, content: &Map<String, Value>, warnings: &mut Vec<Warning>) {
    let divider = match kind {
        "score_row" => "an older spelling, which v2 reads and does not write",
        _ => "an older spelling, which v2 reads in a `score_row` only",
    };
    for (member, message, hint) in [
        ("hasDivider", divider, "write `has_divider`: `kenar fix` does"),
        ("image_url", "v1 called it `image_url`", "it is `image_id` in v2, the id of an upload or `logo`: `kenar fix`"),
        ("icon", "v1 put the name of the icon into an object", "write `icon_name` into the row itself"),
        ("indicator_icon", "v1 put the name of the icon into an object", "write `icon_name` into the row itself"),
    ] {
        if content.contains_key(member) {
            warn(child(pointer, member), message, hint, warnings);
        }
    }
    let Some(action) = content.get("action").and_then(Value::as_object) else { return };
    if action.contains_key("payload") || action.contains_key("fallback_link") {
        let message = "an action of v1";
        warn(child(pointer, "action"), message, "write `{\"open_direct_link\": \"https://…\"}`", warnings);
    }
}

fn warn(pointer: String, message: &str, hint: &str, warnings: &mut Vec<Warning>) {
    warnings.push(Warning { pointer, lint: NAME, message: message.to_owned(), hint: Some(hint.to_owned()) });
}
