use std::fmt::Write as _;

/// Percent-encodes a path parameter: everything but the unreserved characters of RFC 3986. The function of progenitor
/// leaves `\`, which a URL reads as `/`: a parameter could name the path of another operation.
pub(crate) fn encode_path(parameter: &str) -> String {
    let mut encoded = String::with_capacity(parameter.len());
    for byte in parameter.bytes() {
        if byte.is_ascii_alphanumeric() || b"-._~".contains(&byte) {
            encoded.push(char::from(byte));
        } else {
            // Writing to a string cannot fail.
            let _ = write!(encoded, "%{byte:02X}");
        }
    }
    encoded
}
