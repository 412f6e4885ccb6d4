//! What belongs to the app: no name or text in it is anybody else's to repair.

/// Whether the value of a member is passed back to the app as it is: the data of an action.
pub(super) fn is_free(pointer: &str) -> bool {
    let names: Vec<String> = crate::json_pointer::names(pointer).collect();
    names
        .windows(2)
        .any(|pair| matches!(pair[0].as_str(), "open_server_link" | "get_dynamic_action") && pair[1] == "data")
}
