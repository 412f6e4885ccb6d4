//! Paths as regular expressions. httpmock compares the path as it came, so a parameter is looked for in every spelling
//! that a client may give it.

use std::fmt::Display;

/// What stands in a segment without being encoded, besides letters and digits (`pchar` of RFC 3986).
const BARE: &[u8] = b"-._~!$&'()*+,;=:@";

/// The paths of a template, whatever its parameters are.
pub(crate) fn any(template: &str) -> String {
    expression(template, |_| None)
}

/// The paths of a template in which a parameter has a value.
pub(crate) fn with(template: &str, parameter: &str, value: &impl Display) -> String {
    expression(template, |name| (name == parameter).then(|| value.to_string()))
}

fn expression(template: &str, value: impl Fn(&str) -> Option<String>) -> String {
    let mut expression = String::from("^");
    for (index, segment) in template.split('/').enumerate() {
        if index > 0 {
            expression.push('/');
        }
        match segment.strip_prefix('{').and_then(|rest| rest.strip_suffix('}')) {
            Some(name) => match value(name) {
                Some(value) => spellings(&mut expression, &value),
                None => expression.push_str("[^/]+"),
            },
            None => literal(&mut expression, segment),
        }
    }
    expression.push('$');
    expression
}

/// A part of the template. Nobody encodes it.
fn literal(expression: &mut String, text: &str) {
    for character in text.chars() {
        if !character.is_ascii_alphanumeric() && !"-_".contains(character) {
            expression.push('\\');
        }
        expression.push(character);
    }
}

/// Every spelling of a text in a path: `a%2Fb` and `a%2fb`, but not `a/b`, which is two segments.
fn spellings(expression: &mut String, text: &str) {
    for byte in text.bytes() {
        if byte.is_ascii_alphanumeric() {
            expression.push(char::from(byte));
        } else if BARE.contains(&byte) {
            expression.push_str(&format!("(?:\\{}|{})", char::from(byte), encoded(byte)));
        } else {
            expression.push_str(&encoded(byte));
        }
    }
}

/// A percent-encoded byte, with its digits in either case.
fn encoded(byte: u8) -> String {
    let mut encoded = String::from("%");
    for digit in format!("{byte:02X}").chars() {
        match digit {
            'A'..='F' => encoded.push_str(&format!("[{digit}{}]", digit.to_ascii_lowercase())),
            _ => encoded.push(digit),
        }
    }
    encoded
}
