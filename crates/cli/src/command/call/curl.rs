//! A curl command. Secrets reach curl through its config on stdin, not through its arguments: those can be read by every user of
//! the machine.

use super::request::{Content, Request, Value};

/// The command, for a POSIX shell.
pub(super) fn command(request: &Request) -> String {
    let mut arguments = vec![format!("--request {}", request.operation.method)];
    let mut config = Vec::new();
    for (name, value) in &request.headers {
        match value {
            Value::Text(text) => arguments.push(format!("--header {}", quoted(&format!("{name}: {text}")))),
            Value::Secret { before, variable } => {
                config.push(format!("header = \"{name}: {before}${{{variable}:?}}\""))
            }
        }
    }
    match &request.content {
        Content::Nothing => {}
        Content::Json(json) => arguments.push(format!("--data-binary {}", quoted(json))),
        Content::File { path, .. } => arguments.push(format!("--data-binary {}", quoted(&format!("@{path}")))),
        Content::Form(members) => {
            for (name, value) in members {
                match value {
                    Value::Text(text) => {
                        arguments.push(format!("--data-urlencode {}", quoted(&format!("{name}={text}"))))
                    }
                    Value::Secret { variable, .. } => {
                        config.push(format!("data-urlencode = \"{name}=${{{variable}:?}}\""));
                    }
                }
            }
        }
    }
    arguments.push(quoted(&request.url()));
    if config.is_empty() {
        return format!("curl {}", arguments.join(" \\\n  "));
    }
    format!("curl --config - \\\n  {} <<EOF\n{}\nEOF", arguments.join(" \\\n  "), config.join("\n"))
}

/// A text as one word of a POSIX shell.
fn quoted(text: &str) -> String {
    format!("'{}'", text.replace('\'', r"'\''"))
}
