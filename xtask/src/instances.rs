//! Documents made from the schemas of the document, valid and mutated: every judge must give each the same verdict.

use std::sync::Arc;

use fastrand::Rng;
use serde_json::{Map, Value, json};

use crate::Problem;
use crate::bundle::Bundle;
use crate::convert::json_schema;
use crate::replacements::payloads;
use crate::verdicts::Judges;

/// How many disagreements are shown of one payload.
const SHOWN: usize = 3;

/// Judges `count` generated documents of every payload. The same seed gives the same documents.
#[must_use]
pub fn check(bundle: &Bundle, count: usize, seed: u64) -> Vec<Problem> {
    payloads().flat_map(|payload| component(bundle, payload.component, count, seed)).collect()
}

/// Judges `count` generated documents of one component.
#[must_use]
pub fn component(bundle: &Bundle, component: &str, count: usize, seed: u64) -> Vec<Problem> {
    let judges = match Judges::new(bundle, component) {
        Ok(judges) => judges,
        Err(problem) => return vec![problem],
    };
    let mut source = Source::new(json_schema(bundle, component), seed);
    let mut problems = Vec::new();
    let mut valid = 0;
    for number in 0..count {
        let document = source.document();
        let text = document.to_string();
        let verdicts = judges.verdicts(text.as_bytes());
        let accepted = verdicts.iter().filter(|(_, verdict)| *verdict).count();
        valid += usize::from(accepted == verdicts.len());
        if accepted != 0 && accepted != verdicts.len() {
            let told: Vec<String> = verdicts
                .iter()
                .map(|(judge, verdict)| format!("{judge} {}s", if *verdict { "accept" } else { "refuse" }))
                .collect();
            let problem = format!("{component}, document {number} of seed {seed}: {}: {text}", told.join(", "));
            let fix =
                "the document wins on wire shape: find the rule that differs, then add the case to openapi/examples";
            problems.push(Problem::new(problem, fix));
            if problems.len() == SHOWN {
                return problems;
            }
        }
    }
    // Judges that always say the same agree too; the mix must hold enough of both.
    if count >= 1_000 && !(count / 5..=count * 4 / 5).contains(&valid) {
        let problem =
            format!("{component}: {valid} of {count} generated documents are valid; the check proves too little");
        problems.push(Problem::new(problem, "teach xtask/src/instances.rs the keyword that it does not know"));
    }
    problems
}

/// An endless source of documents that are valid, nearly valid and wrong.
#[derive(Debug)]
pub struct Source {
    schema: Arc<Value>,
    rng: Rng,
}

impl Source {
    /// A source of documents for a schema that is rooted at `$defs`.
    #[must_use]
    pub fn new(schema: Value, seed: u64) -> Self {
        Self { schema: Arc::new(schema), rng: Rng::with_seed(seed) }
    }

    /// The next document: half of them are valid.
    pub fn document(&mut self) -> Value {
        let mut document = self.valid();
        if self.rng.bool() {
            for _ in 0..self.rng.usize(1..3) {
                self.mutate(&mut document);
            }
        }
        document
    }

    /// A valid document.
    pub fn valid(&mut self) -> Value {
        let schema = Arc::clone(&self.schema);
        self.make(&schema, 0)
    }

    fn make(&mut self, schema: &Value, depth: usize) -> Value {
        if let Some(pointer) = schema["$ref"].as_str().and_then(|target| target.strip_prefix('#')) {
            let root = Arc::clone(&self.schema);
            return self.make(root.pointer(pointer).unwrap_or(&Value::Null), depth);
        }
        if let Some([inner]) = schema["allOf"].as_array().map(Vec::as_slice) {
            return self.make(inner, depth);
        }
        if let Some(values) = schema["enum"].as_array() {
            return self.pick(values);
        }
        let bare = schema["anyOf"].as_array().filter(|_| schema.get("type").is_none());
        if let Some(arms) = schema["oneOf"].as_array().or(bare) {
            let arm = &arms[self.rng.usize(0..arms.len())];
            return self.make(arm, depth);
        }
        match schema["type"].as_str() {
            Some("object") => self.object(schema, depth),
            Some("array") => self.array(schema, depth),
            Some("string") => Value::String(self.text(schema)),
            Some("integer") => self.integer(schema),
            Some("number") => json!(self.rng.i32(-1_000..1_000)),
            Some("boolean") => json!(self.rng.bool()),
            _ => self.anything(depth),
        }
    }

    fn object(&mut self, schema: &Value, depth: usize) -> Value {
        let mut made = Map::new();
        let required: Vec<&str> =
            schema["required"].as_array().into_iter().flatten().filter_map(Value::as_str).collect();
        // One of the arms of a bare `anyOf` is a member that must be there as well.
        let chosen = match schema["anyOf"].as_array() {
            Some(arms) => &arms[self.rng.usize(0..arms.len())],
            None => &Value::Null,
        };
        for (name, property) in schema["properties"].as_object().into_iter().flatten() {
            let must = required.contains(&name.as_str())
                || chosen["required"].as_array().is_some_and(|keys| keys.contains(&json!(name)));
            let often = if schema["properties"].as_object().is_some_and(|all| all.len() > 8) { 4 } else { 2 };
            if must || self.rng.usize(0..often) == 0 {
                made.insert(name.clone(), self.make(property, depth + 1));
            }
        }
        match &schema["additionalProperties"] {
            inner @ Value::Object(_) => {
                for _ in 0..self.rng.usize(0..3) {
                    let key = self.key();
                    if !made.contains_key(&key) {
                        made.insert(key, self.make(inner, depth + 1));
                    }
                }
            }
            Value::Bool(true) if depth < 6 && self.rng.usize(0..3) == 0 => {
                let key = self.key();
                if !made.contains_key(&key) {
                    made.insert(key, self.anything(depth + 1));
                }
            }
            _ => {}
        }
        Value::Object(made)
    }

    fn array(&mut self, schema: &Value, depth: usize) -> Value {
        let min = schema["minItems"].as_u64().unwrap_or(0) as usize;
        let max = schema["maxItems"].as_u64().unwrap_or(3) as usize;
        let count = self.rng.usize(min..=max);
        Value::Array((0..count).map(|_| self.make(&schema["items"], depth + 1)).collect())
    }

    fn text(&mut self, schema: &Value) -> String {
        if let Some(pattern) = schema["pattern"].as_str() {
            return self.formed(pattern);
        }
        let min = schema["minLength"].as_u64().unwrap_or(0) as usize;
        let max = schema["maxLength"].as_u64().map(|max| max as usize);
        let length = match (max, self.rng.usize(0..4)) {
            (Some(max), 0) => max,
            (_, 1) => min,
            (max, _) => self.rng.usize(min..=max.unwrap_or(min + 12).min(min + 30)),
        };
        (0..length).map(|_| self.character()).collect()
    }

    /// A text of one of the few forms that the contract knows.
    fn formed(&mut self, pattern: &str) -> String {
        if pattern.contains("://") {
            let host = ["https://example.com", "HTTP://a.b", "http://دیوار.ایران", "https://x"];
            let path = ["", "/", "/نقشه?x=1#y", ":8080/a/b", "/\u{200C}"];
            return format!("{}{}", self.choose(&host), self.choose(&path));
        }
        if pattern.contains("{8,16}") {
            let length = self.choose(&[8, 9, 16]);
            return (0..length).map(|_| self.choose(&['a', 'Z', '0', '9', '_', '-'])).collect();
        }
        let digits: String = (0..32).map(|_| self.choose(&['0', '1', '9', 'a', 'f', 'A', 'F'])).collect();
        [&digits[..8], &digits[8..12], &digits[12..16], &digits[16..20], &digits[20..]].join("-")
    }

    fn integer(&mut self, schema: &Value) -> Value {
        let min = schema["minimum"].as_i64().unwrap_or(i64::from(i32::MIN));
        let max = schema["maximum"].as_i64().unwrap_or(i64::from(i32::MAX));
        let value = match self.rng.usize(0..4) {
            0 => min,
            1 => max,
            _ => self.rng.i64(min..=max),
        };
        // An integer for JSON Schema and for protobuf JSON.
        if self.rng.usize(0..8) == 0 { json!(value as f64) } else { json!(value) }
    }

    fn anything(&mut self, depth: usize) -> Value {
        match self.rng.usize(0..if depth < 6 { 8 } else { 6 }) {
            0 => Value::Null,
            1 => json!(self.rng.bool()),
            2 => json!(self.rng.i32(..)),
            3 => json!(f64::from(self.rng.i32(-100..100)) / 2.0),
            4 | 5 => Value::String(self.text(&json!({}))),
            6 => json!([self.anything(depth + 1)]),
            _ => {
                let key = self.key();
                json!({ key: self.anything(depth + 1) })
            }
        }
    }

    fn character(&mut self) -> char {
        self.choose(&[
            'س', 'ل', 'ا', 'م', 'پ', 'ی', '\u{200C}', ' ', 'a', 'Z', '۷', '٧', '7', '😀', '👩', '\u{301}', '"', '\\',
            '\n', '/', '~',
        ])
    }

    fn key(&mut self) -> String {
        let keys = [
            "some-key",
            "VIN",
            "status",
            "payment_method",
            "identity_verifcation_result",
            "کلید",
            "",
            "a/b",
            "~",
            "has_divider",
            "hasDivider",
            "text",
            "title",
            "widgets",
            "data",
            "@type",
            "semantic_paths",
        ];
        self.choose(&keys).to_owned()
    }

    fn choose<T: Clone>(&mut self, choices: &[T]) -> T {
        choices[self.rng.usize(0..choices.len())].clone()
    }

    fn pick(&mut self, values: &[Value]) -> Value {
        if values.is_empty() { Value::Null } else { self.choose(values) }
    }

    /// Changes one place of a document into something that is often, not always, wrong.
    fn mutate(&mut self, document: &mut Value) {
        let mut places = Vec::new();
        collect(document, String::new(), &mut places);
        let place = self.choose(&places);
        let elsewhere = self.choose(&places);
        let donor = document.pointer(&elsewhere).cloned().unwrap_or_default();
        let key = self.key();
        let other = self.anything(4);
        let character = self.character();
        let way = self.rng.usize(0..8);
        let Some(value) = document.pointer_mut(&place) else { return };
        match (value, way) {
            (value, 0) => *value = other,
            (value, 1) => *value = donor,
            (Value::Object(members), 2 | 3) => {
                let names: Vec<String> = members.keys().cloned().collect();
                if !names.is_empty() {
                    let index = self.rng.usize(0..names.len());
                    members.shift_remove(&names[index]);
                }
            }
            (Value::Object(members), 4 | 5) => {
                members.insert(key, donor);
            }
            (value @ Value::Object(_), 6) => {
                *value =
                    Value::Array(value.as_object().into_iter().flatten().map(|(_, member)| member.clone()).collect());
            }
            (Value::Object(members), _) => {
                let names: Vec<String> = members.keys().cloned().collect();
                if !names.is_empty() {
                    let index = self.rng.usize(0..names.len());
                    if let Some(moved) = members.shift_remove(&names[index]) {
                        members.insert(key, moved);
                    }
                }
            }
            (Value::Array(items), 2..=4) => {
                items.pop();
            }
            (Value::Array(items), _) => {
                let again = items.last().cloned().unwrap_or(donor);
                items.push(again);
            }
            (Value::String(text), 2) => text.push(character),
            (Value::String(text), 3) => {
                text.pop();
            }
            (Value::String(text), 4) => *text = text.repeat(2),
            (Value::String(text), 5) => *text = text.to_lowercase(),
            (Value::String(text), 6) => text.insert(0, character),
            // Forms that serde reads for some derived types, and that no schema takes.
            (value @ Value::String(_), _) => *value = json!({ value.as_str().unwrap_or_default(): null }),
            (Value::Number(number), _) => {
                let near = number.as_f64().unwrap_or_default();
                let shift = [-1.0, 1.0, 0.5, 2_147_483_647.0, -0.5, 1e300][self.rng.usize(0..6)];
                *number = serde_json::Number::from_f64(near + shift).unwrap_or_else(|| 0.into());
            }
            (Value::Bool(flag), _) => *flag = !*flag,
            (value @ Value::Null, _) => *value = json!(false),
        }
    }
}

/// The pointers of all values of a document.
fn collect(value: &Value, pointer: String, places: &mut Vec<String>) {
    match value {
        Value::Array(items) => {
            items.iter().enumerate().for_each(|(index, item)| collect(item, format!("{pointer}/{index}"), places));
        }
        Value::Object(members) => members.iter().for_each(|(key, member)| {
            collect(member, format!("{pointer}/{}", key.replace('~', "~0").replace('/', "~1")), places);
        }),
        _ => {}
    }
    places.push(pointer);
}
