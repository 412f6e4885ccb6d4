//! What an app answers, held against what it may answer.

use kenar_schemas::{Action, LinkUrl, Payload};
use serde_json::{Map, Value};

use super::DynamicActionAnswer;
use super::failure::{CallFailure, FailureReason, Flaw};

const SESSION: &str = r#"{"url": "https://…"}"#;
const DYNAMIC_ACTION: &str = r#"{"action": {…}, "text_message": "…"} with one of the two or both"#;

/// How much of an unexpected answer a failure repeats, in characters.
const EXCERPT: usize = 200;

/// The URL that a session begins at. Other members are ignored: older answers have some.
pub(super) fn session(body: &[u8]) -> Result<LinkUrl, CallFailure> {
    let members = object(body, SESSION)?;
    let flaw = match members.get("url") {
        None => Flaw::new("", "the member `url` is missing"),
        Some(Value::String(url)) => match LinkUrl::new(url.as_str()) {
            Ok(url) => return Ok(url),
            Err(error) => Flaw::new("/url", error.to_string()),
        },
        Some(other) => Flaw::new("/url", format!("expected a text, found {}", kind(other))),
    };
    Err(CallFailure::invalid(SESSION, vec![flaw]))
}

/// What a dynamic action leads to. `null` stands for a member that is not there.
pub(super) fn dynamic_action(body: &[u8]) -> Result<DynamicActionAnswer, CallFailure> {
    let members = object(body, DYNAMIC_ACTION)?;
    let given = |name| members.get(name).filter(|value| !value.is_null());
    let mut flaws = Vec::new();
    let action = given("action").and_then(|action| match read_action(action) {
        Ok(action) => Some(action),
        Err(found) => {
            flaws.extend(found);
            None
        }
    });
    let text_message = given("text_message").and_then(|text| {
        if !text.is_string() {
            flaws.push(Flaw::new("/text_message", format!("expected a text, found {}", kind(text))));
        }
        text.as_str().map(str::to_owned)
    });
    if flaws.is_empty() && action.is_none() && text_message.is_none() {
        flaws.push(Flaw::new("", "neither `action` nor `text_message` is there"));
    }
    if flaws.is_empty() {
        Ok(DynamicActionAnswer { action, text_message })
    } else {
        Err(CallFailure::invalid(DYNAMIC_ACTION, flaws))
    }
}

fn read_action(action: &Value) -> Result<Action, Vec<Flaw>> {
    let violations = match Action::check(action.to_string().as_bytes()) {
        Ok(Action::GetDynamicAction(_)) => {
            let message = "a dynamic action cannot lead to another dynamic action";
            return Err(vec![Flaw::new("/action/get_dynamic_action", message)]);
        }
        Ok(action) => return Ok(action),
        Err(violations) => violations,
    };
    let flaw = |violation: &kenar_schemas::Violation| {
        Flaw::new(format!("/action{}", violation.pointer), violation.message.clone())
    };
    Err(violations.iter().map(flaw).collect())
}

fn object(body: &[u8], expected: &str) -> Result<Map<String, Value>, CallFailure> {
    match serde_json::from_slice(body) {
        Ok(Value::Object(members)) => Ok(members),
        Ok(other) => {
            let flaw = Flaw::new("", format!("expected an object, found {}", kind(&other)));
            Err(CallFailure::invalid(expected, vec![flaw]))
        }
        Err(error) => {
            let message = format!("the answer is not JSON ({error}), expected {expected}; {}", excerpt(body));
            Err(CallFailure::new(FailureReason::NotJson, message))
        }
    }
}

fn kind(value: &Value) -> &'static str {
    match value {
        Value::Null => "null",
        Value::Bool(_) => "a boolean",
        Value::Number(_) => "a number",
        Value::String(_) => "a text",
        Value::Array(_) => "a list",
        Value::Object(_) => "an object",
    }
}

/// How an unexpected answer begins.
pub(super) fn excerpt(body: &[u8]) -> String {
    if body.is_empty() {
        return "it is empty".to_owned();
    }
    let text = String::from_utf8_lossy(body);
    let end = text.char_indices().nth(EXCERPT).map(|(end, _)| end);
    match end {
        None => format!("it is: {text}"),
        Some(end) => format!("it begins: {}…", &text[..end]),
    }
}
