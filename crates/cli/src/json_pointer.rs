//! JSON Pointers (RFC 6901), as messages name places.

/// The pointer of a member of an object, or of an item of a list.
pub(crate) fn child(parent: &str, key: &str) -> String {
    format!("{parent}/{}", key.replace('~', "~0").replace('/', "~1"))
}

/// The names along a pointer, unescaped.
pub(crate) fn names(pointer: &str) -> impl Iterator<Item = String> {
    pointer.split('/').skip(1).map(|name| name.replace("~1", "/").replace("~0", "~"))
}

/// A pointer as people read it: that of the whole document is empty.
pub(crate) fn shown(pointer: &str) -> &str {
    if pointer.is_empty() { "(document)" } else { pointer }
}
