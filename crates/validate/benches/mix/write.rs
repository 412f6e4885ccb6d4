use std::fmt::Write;

use fastrand::Rng;
use serde_json::Value;

/// Writes a document as one of several writers would.
pub(super) fn line(rng: &mut Rng, document: &Value) -> String {
    let mut writer = Writer {
        text: String::new(),
        escaped: rng.u8(..20) == 0,
        spaced: rng.u8(..100) < 15,
        shuffled: (rng.u8(..5) == 0).then(|| rng.fork()),
    };
    writer.value(document);
    writer.text
}

struct Writer {
    text: String,
    escaped: bool,
    spaced: bool,
    shuffled: Option<Rng>,
}

impl Writer {
    fn value(&mut self, value: &Value) {
        match value {
            Value::String(text) => self.string(text),
            Value::Array(items) => {
                self.text.push('[');
                for (index, item) in items.iter().enumerate() {
                    self.comma(index);
                    self.value(item);
                }
                self.text.push(']');
            }
            Value::Object(members) => {
                let mut members: Vec<_> = members.iter().collect();
                if let Some(rng) = &mut self.shuffled {
                    rng.shuffle(&mut members);
                }
                self.text.push('{');
                for (index, (key, value)) in members.into_iter().enumerate() {
                    self.comma(index);
                    self.string(key);
                    self.text.push_str(if self.spaced { ": " } else { ":" });
                    self.value(value);
                }
                self.text.push('}');
            }
            other => self.text.push_str(&other.to_string()),
        }
    }

    fn comma(&mut self, index: usize) {
        if index > 0 {
            self.text.push_str(if self.spaced { ", " } else { "," });
        }
    }

    fn string(&mut self, text: &str) {
        self.text.push('"');
        for character in text.chars() {
            match character {
                '\n' => self.text.push_str("\\n"),
                '"' | '\\' => self.text.extend(['\\', character]),
                _ if self.escaped && !character.is_ascii() => {
                    for unit in character.encode_utf16(&mut [0; 2]) {
                        // Writing into a text does not fail.
                        let _ = write!(self.text, "\\u{unit:04x}");
                    }
                }
                _ => self.text.push(character),
            }
        }
        self.text.push('"');
    }
}
