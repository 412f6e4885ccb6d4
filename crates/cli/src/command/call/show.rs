use super::request::{Content, Request, Value};
use crate::counted::counted;

/// The request as text: the first line, the headers, the body.
pub(super) fn text(request: &Request) -> String {
    let mut text = format!("{} {}\n", request.operation.method, request.url());
    for (name, value) in &request.headers {
        text.push_str(&format!("{name}: {}\n", shown(value)));
    }
    text.push('\n');
    match &request.content {
        Content::Nothing => {}
        Content::Json(json) => text.push_str(&pretty(json)),
        Content::Form(members) => {
            for (name, value) in members {
                text.push_str(&format!("{name}={}\n", shown(value)));
            }
        }
        Content::File { path, length } => text.push_str(&format!("[{} of {path}]", counted(*length, "byte"))),
    }
    text
}

fn shown(value: &Value) -> String {
    match value {
        Value::Text(text) => text.clone(),
        Value::Secret { before, .. } => format!("{before}[secret]"),
    }
}

/// The same members in the same order, on lines of their own.
fn pretty(json: &str) -> String {
    let value: Option<serde_json::Value> = serde_json::from_str(json).ok();
    value.and_then(|value| serde_json::to_string_pretty(&value).ok()).unwrap_or_else(|| json.to_owned())
}
