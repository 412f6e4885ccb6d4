use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};

/// Everything but the unreserved characters of RFC 3986.
const RESERVED: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'.').remove(b'_').remove(b'~');

/// Percent-encodes a path parameter. The function of progenitor leaves `\`, which a URL reads as `/`: a parameter could
/// name the path of another operation.
pub(crate) fn encode_path(parameter: &str) -> String {
    utf8_percent_encode(parameter, RESERVED).to_string()
}
