//! The dialect of the document as rules. Each message says where, what, and the preferred form; `openapi/README.md`
//! says why.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;

use crate::Problem;
use crate::bundle::{Bundle, Operation};
use crate::convert::{reachable, references};
use crate::replacements::{ARMS, EXCLUDED, SERVERS};

/// The extensions that an operation may carry.
const EXTENSIONS: [&str; 5] =
    ["x-kenar-permission", "x-kenar-resource", "x-kenar-legacy-scopes", "x-kenar-idempotency", "x-kenar-consumes"];
/// The values of `x-kenar-idempotency`.
const IDEMPOTENCY: [&str; 5] = ["idempotent-upsert", "delete", "read", "never-retry", "keyed"];
/// What a call may spend.
const TICKET: &str = "ticket_uuid";
/// Body types that progenitor can send.
const MEDIA: [&str; 4] =
    ["application/json", "application/x-www-form-urlencoded", "application/octet-stream", "text/plain"];

/// Holds a bundle against the dialect.
#[must_use]
pub fn lint(bundle: &Bundle) -> Vec<Problem> {
    let mut lint = Lint { bundle, problems: Vec::new() };
    lint.document();
    for operation in bundle.operations() {
        lint.operation(operation);
    }
    lint.unique();
    for (name, schema) in bundle.schemas() {
        lint.component(name, schema);
    }
    lint.problems
}

struct Lint<'a> {
    bundle: &'a Bundle,
    problems: Vec<Problem>,
}

impl Lint<'_> {
    fn push(&mut self, place: &str, problem: impl std::fmt::Display, fix: impl Into<String>) {
        self.problems.push(Problem::new(format!("{place}: {problem}"), fix));
    }

    fn document(&mut self) {
        let document = &self.bundle.document;
        if document["openapi"] != "3.0.3" {
            let fix = "write `openapi: 3.0.3`; progenitor reads 3.0 only";
            self.push("openapi/kenar.yaml", format_args!("`openapi` is {}", document["openapi"]), fix);
        }
        for reference in references(document) {
            if !self.bundle.schemas().contains_key(&reference) {
                let problem = format!("`#/components/schemas/{reference}` leads nowhere");
                self.push("openapi", problem, "add the schema or correct the reference");
            }
        }
        let used = self.bundle.operations().flat_map(|operation| references(&Value::Object(operation.object.clone())));
        let shared = ["parameters", "responses"].into_iter().map(|section| &document["components"][section]);
        let used: BTreeSet<String> = used.chain(shared.flat_map(references)).collect();
        let reached = reachable(self.bundle, used.iter().map(String::as_str));
        for name in self.bundle.schemas().keys().filter(|name| !reached.contains(*name)) {
            let place = self.bundle.source(&format!("schemas/{name}")).to_owned();
            self.push(&place, "no operation leads to this schema", "use it or delete it");
        }
    }

    fn operation(&mut self, operation: Operation<'_>) {
        let id = operation.id();
        let place = format!("{} ({} {})", self.bundle.source(id), operation.method, operation.path);
        if !is_snake_case(id) || !id.contains('_') && id != "authorize" {
            let fix = "name it snake_case, verb first: `upsert_user_addon`";
            self.push(&place, format_args!("the operation id {id:?} is not a verb and a noun"), fix);
        }
        for member in ["summary", "description"] {
            if operation.text(member).is_none_or(str::is_empty) {
                self.push(&place, format_args!("`{member}` is missing"), format!("add `{member}: …`"));
            }
        }
        if operation.servers().next().is_none() {
            self.push(&place, "it does not say where it lives", "add `servers: [{url: https://…}]`");
        }
        for server in operation.servers() {
            if !SERVERS.iter().any(|known| known.url == server) {
                let fix = "use one of the known servers, or add it to `SERVERS` in xtask/src/replacements.rs";
                self.push(&place, format_args!("the server {server} is unknown"), fix);
            }
        }
        if !operation.object.contains_key("security") {
            self.push(
                &place,
                "`security` is missing",
                "add `security: [{ApiKey: []}]`, or `security: []` when nothing is needed",
            );
        }
        for extension in operation.object.keys().filter(|key| key.starts_with("x-")) {
            if !EXTENSIONS.contains(&extension.as_str()) {
                let fix = format!("use one of {}", EXTENSIONS.join(", "));
                self.push(&place, format_args!("the extension `{extension}` is unknown"), fix);
            }
        }
        if !operation.text("x-kenar-idempotency").is_some_and(|value| IDEMPOTENCY.contains(&value)) {
            let fix = format!("add `x-kenar-idempotency:` with one of {}", IDEMPOTENCY.join(", "));
            self.push(&place, "it does not say whether it may be repeated", fix);
        }
        self.consumption(operation, &place);
        self.security(operation, &place);
        self.parameters(operation, &place);
        self.body(operation, &place);
        self.responses(operation, &place);
    }

    /// A ticket in a body is spent by the call, except where the call only reads.
    fn consumption(&mut self, operation: Operation<'_>, place: &str) {
        let content = operation.object.get("requestBody").and_then(|body| body["content"].as_object());
        let reference = content.and_then(|content| content.values().next()?["schema"]["$ref"].as_str());
        let schema = reference.and_then(|target| self.bundle.document.pointer(target.strip_prefix('#')?));
        let has = |member: &str| schema.is_some_and(|schema| schema["properties"].get(member).is_some());
        let consumed = operation.text("x-kenar-consumes");
        let spends = has(TICKET) && operation.text("x-kenar-idempotency") != Some("read");
        if spends && consumed.is_none() {
            let problem = format!("its body has `{TICKET}`, and it does not say that the ticket is spent");
            self.push(place, problem, format!("add `x-kenar-consumes: {TICKET}`"));
        }
        if let Some(member) = consumed.filter(|member| !has(member)) {
            let fix = "name a member of the request body";
            self.push(place, format_args!("it consumes {member:?}, which its body does not have"), fix);
        }
    }

    fn security(&mut self, operation: Operation<'_>, place: &str) {
        let schemes = &self.bundle.document["components"]["securitySchemes"];
        let declared = &schemes["OAuth"]["flows"]["authorizationCode"]["scopes"];
        let resources = operation.object.get("x-kenar-resource");
        let mut problems = Vec::new();
        let mut scopes = Vec::new();
        for requirement in operation.object.get("security").and_then(Value::as_array).into_iter().flatten() {
            for (scheme, needed) in requirement.as_object().into_iter().flatten() {
                if schemes.get(scheme).is_none() {
                    problems.push((
                        format!("the security scheme {scheme} is not declared"),
                        "declare it in kenar.yaml".to_owned(),
                    ));
                }
                let needed: Vec<&str> = needed.as_array().into_iter().flatten().filter_map(Value::as_str).collect();
                if needed.len() > 1 {
                    let fix =
                        "write alternatives as separate requirement objects: several scopes in one mean *all* of them";
                    problems.push((format!("one requirement asks for {} scopes", needed.len()), fix.to_owned()));
                }
                scopes.extend(needed);
            }
        }
        let legacy = operation.object.get("x-kenar-legacy-scopes").and_then(Value::as_array);
        scopes.extend(legacy.into_iter().flatten().filter_map(Value::as_str));
        for scope in scopes {
            if declared.get(scope).is_none() {
                problems.push((
                    format!("the scope {scope} is not declared"),
                    "declare it in the OAuth scheme of kenar.yaml".to_owned(),
                ));
            }
            if let Some((_, kind)) = scope.split_once('.') {
                let parameter = resources.and_then(|resources| resources[kind].as_str());
                let known = parameter.is_some_and(|name| operation.path.contains(&format!("{{{name}}}")));
                if !known {
                    let fix = format!("add `x-kenar-resource: {{{kind}: <path parameter>}}`");
                    problems
                        .push((format!("the scope {scope} does not say which parameter carries its resource"), fix));
                }
            }
        }
        for (problem, fix) in problems {
            self.push(place, problem, fix);
        }
    }

    fn parameters(&mut self, operation: Operation<'_>, place: &str) {
        let mut named = BTreeSet::new();
        for parameter in operation.object.get("parameters").and_then(Value::as_array).into_iter().flatten() {
            let parameter = self.follow(parameter);
            let name = parameter["name"].as_str().unwrap_or_default().to_owned();
            for member in ["description", "schema", "example"] {
                if parameter.get(member).is_none() {
                    self.push(
                        place,
                        format_args!("the parameter {name:?} has no `{member}`"),
                        format!("add `{member}`"),
                    );
                }
            }
            match parameter["in"].as_str() {
                Some("path") => {
                    named.insert(name);
                }
                Some("query" | "header") => {}
                other => {
                    let fix = "use `path`, `query` or `header`";
                    self.push(place, format_args!("the parameter {name:?} is in {other:?}"), fix);
                }
            }
        }
        let template: BTreeSet<String> = operation
            .path
            .split('/')
            .filter_map(|part| Some(part.strip_prefix('{')?.strip_suffix('}')?.to_owned()))
            .collect();
        if template != named {
            let problem = format!("the path has the parameters {template:?}, the operation {named:?}");
            self.push(place, problem, "make both the same");
        }
    }

    fn body(&mut self, operation: Operation<'_>, place: &str) {
        let Some(content) = operation.object.get("requestBody").and_then(|body| body["content"].as_object()) else {
            return;
        };
        if content.len() != 1 {
            let fix = "keep one; progenitor panics on a second";
            self.push(place, format_args!("the request body has {} media types", content.len()), fix);
        }
        for (media, body) in content {
            if !MEDIA.contains(&media.as_str()) && !EXCLUDED.iter().any(|excluded| excluded.operation == operation.id())
            {
                let fix = "name the operation in `EXCLUDED` in xtask/src/replacements.rs and write its method by hand";
                self.push(place, format_args!("progenitor cannot send {media}"), fix);
            }
            self.examples(body, &format!("{place}: request body"));
        }
    }

    fn responses(&mut self, operation: Operation<'_>, place: &str) {
        let responses = operation.object.get("responses").and_then(Value::as_object).cloned().unwrap_or_default();
        let codes: Vec<&str> = responses.keys().map(String::as_str).collect();
        let success: Vec<&&str> = codes.iter().filter(|code| code.starts_with(['2', '3'])).collect();
        if success.len() != 1 || success[0].ends_with("XX") {
            let fix = "keep exactly one, such as '200'; progenitor panics on two with different bodies";
            self.push(place, format_args!("the success codes are {success:?}"), fix);
        }
        if codes.contains(&"default") {
            let fix = "write `4XX` and `5XX`: progenitor takes `default` for a success too, and panics";
            self.push(place, "there is a `default` response", fix);
        }
        for code in ["4XX", "5XX"] {
            if !codes.contains(&code) {
                self.push(
                    place,
                    format_args!("the response {code} is missing"),
                    format!("add `{code}: {{$ref: ../../responses/…}}`"),
                );
            }
        }
        let wanted = if operation.servers().any(|server| server == "https://oauth.divar.ir") {
            "OAuthError"
        } else {
            "ErrorBody"
        };
        for (code, response) in &responses {
            let response = self.follow(response);
            for (media, body) in response["content"].as_object().into_iter().flatten() {
                let schema = body["schema"]["$ref"].as_str().unwrap_or_default();
                if code.starts_with(['4', '5']) && schema != format!("#/components/schemas/{wanted}") {
                    let fix = format!("use {wanted}: progenitor panics on two error schemas in one operation");
                    self.push(place, format_args!("the error response {code} has the schema {schema:?}"), fix);
                }
                self.examples(body, &format!("{place}: response {code} {media}"));
            }
        }
    }

    fn examples(&mut self, body: &Value, place: &str) {
        if body["examples"].as_object().is_none_or(serde_json::Map::is_empty) && body.get("example").is_none() {
            self.push(place, "there is no example", "add `examples: {minimal: {value: {$ref: ../../examples/…}}}`");
        }
    }

    /// The shared parameter or response that a reference leads to.
    fn follow(&self, value: &Value) -> Value {
        match value["$ref"].as_str().and_then(|target| target.strip_prefix('#')) {
            Some(pointer) => self.bundle.document.pointer(pointer).cloned().unwrap_or_default(),
            None => value.clone(),
        }
    }

    fn unique(&mut self) {
        let mut seen: BTreeMap<String, String> = BTreeMap::new();
        let ids = self.bundle.operations().map(|operation| operation.id().replace('_', ""));
        let names = self.bundle.schemas().keys().map(|name| name.to_lowercase().replace('_', ""));
        for name in ids.chain(names).collect::<Vec<_>>() {
            if seen.insert(name.clone(), name.clone()).is_some() {
                let fix = "rename one; generators turn both into the same name";
                self.push("openapi", format_args!("two parts are called {name}"), fix);
            }
        }
        let mut templates: BTreeMap<String, String> = BTreeMap::new();
        for path in self.bundle.document["paths"]
            .as_object()
            .into_iter()
            .flatten()
            .map(|(path, _)| path.clone())
            .collect::<Vec<_>>()
        {
            let shape: Vec<&str> =
                path.split('/').map(|part| if part.starts_with('{') { "{}" } else { part }).collect();
            if let Some(other) = templates.insert(shape.join("/"), path.clone()) {
                let fix =
                    "declare one path with all methods; the name of a path parameter does not tell two templates apart";
                self.push("openapi/kenar.yaml", format_args!("{path} and {other} are one template"), fix);
            }
        }
    }

    fn component(&mut self, name: &str, schema: &Value) {
        let place = self.bundle.source(&format!("schemas/{name}")).to_owned();
        if !name.starts_with(|first: char| first.is_ascii_uppercase())
            || !name.chars().all(|c| c.is_ascii_alphanumeric())
        {
            self.push(
                &place,
                format_args!("{name} is not PascalCase"),
                "rename the file: its name is the name of the Rust type",
            );
        }
        for member in ["description", "example"] {
            if schema.get(member).is_none() {
                self.push(&place, format_args!("the schema has no `{member}`"), format!("add `{member}: …`"));
            }
        }
        self.schema(&place, "", schema);
    }

    fn schema(&mut self, place: &str, pointer: &str, schema: &Value) {
        let Some(members) = schema.as_object() else { return };
        let at = format!("{place}{}{pointer}", if pointer.is_empty() { "" } else { " " });
        for keyword in ["nullable", "discriminator", "const", "if", "then", "else", "$defs", "examples"] {
            if members.contains_key(keyword) {
                let fix = "OpenAPI 3.0 does not know it, or generators read it differently; see openapi/README.md";
                self.push(&at, format_args!("`{keyword}` is not part of the dialect"), fix);
            }
        }
        if members.get("type").is_some_and(|name| name == "object") && !members.contains_key("additionalProperties") {
            let fix = "requests are closed (`false`), responses open (`true`)";
            self.push(&at, "the object does not say `additionalProperties`", fix);
        }
        if members.get("type").is_some_and(|name| name == "integer")
            && !["format", "minimum", "maximum"].iter().all(|keyword| members.contains_key(*keyword))
        {
            let fix = "add `format: int32`, `minimum` and `maximum`: JSON Schema does not read the format as a limit";
            self.push(&at, "the integer has no format or no range", fix);
        }
        if let Some(arms) = members.get("oneOf").and_then(Value::as_array) {
            self.arms(&at, arms);
        }
        if let Some(arms) = members.get("anyOf").and_then(Value::as_array).filter(|arms| arms[0].get("$ref").is_some())
        {
            self.arms(&at, arms);
        }
        if let Some(properties) = members.get("properties").and_then(Value::as_object) {
            let shown = !pointer.contains("/not") && !pointer.contains("/anyOf");
            for (name, property) in properties {
                let inner = format!("{pointer}/properties/{name}");
                for member in ["description", "example"] {
                    if shown && property.get(member).is_none() {
                        self.push(
                            &format!("{place} {inner}"),
                            format_args!("the property has no `{member}`"),
                            format!("add `{member}: …`"),
                        );
                    }
                }
                self.schema(place, &inner, property);
            }
        }
        for keyword in ["items", "additionalProperties", "not"] {
            if let Some(inner) = members.get(keyword) {
                self.schema(place, &format!("{pointer}/{keyword}"), inner);
            }
        }
        for keyword in ["oneOf", "anyOf", "allOf"] {
            for (index, inner) in members.get(keyword).and_then(Value::as_array).into_iter().flatten().enumerate() {
                self.schema(place, &format!("{pointer}/{keyword}/{index}"), inner);
            }
        }
    }

    fn arms(&mut self, at: &str, arms: &[Value]) {
        for arm in arms {
            let scalar = matches!(arm["type"].as_str(), Some("string" | "number" | "boolean" | "integer"));
            if scalar {
                continue;
            }
            let name = arm["$ref"].as_str().and_then(|target| target.strip_prefix("#/components/schemas/"));
            let closed = name.and_then(|name| self.bundle.schemas().get(name)).is_some_and(|schema| {
                schema["type"] == "object"
                    && schema["additionalProperties"] == false
                    && schema.get("required").is_some()
                    || schema["properties"].as_object().is_some_and(|properties| !properties.is_empty())
                        && schema["additionalProperties"] == false
            });
            match name {
                None => self.push(at, "an arm of the union has no name", "make it a component schema and refer to it"),
                Some(name) if !closed => {
                    let fix = "add `type: object`, `required` and `additionalProperties: false` to it";
                    self.push(at, format_args!("the arm {name} is not a closed object"), fix);
                }
                Some(name) if !ARMS.contains(&name) => {
                    let fix = "add it to `ARMS` in xtask/src/replacements.rs: the Rust type of the union reads it";
                    self.push(at, format_args!("the arm {name} is not listed"), fix);
                }
                Some(_) => {}
            }
        }
    }
}

fn is_snake_case(name: &str) -> bool {
    !name.is_empty() && name.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_')
}
