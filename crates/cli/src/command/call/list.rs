use crate::generated::call::TAGS;

/// All operations, by the tags of the document.
pub(crate) fn text() -> String {
    let width =
        TAGS.iter().flat_map(|(_, operations)| *operations).map(|(name, _)| name.len()).max().unwrap_or_default();
    let mut text = String::new();
    for (tag, operations) in TAGS {
        text.push_str(&format!("{tag}:\n"));
        for (name, about) in *operations {
            text.push_str(&format!("  {name:<width$}  {about}\n"));
        }
        text.push('\n');
    }
    text.push_str(EXAMPLES);
    text
}

const EXAMPLES: &str = "\
Examples:
  kenar call upsert-user-addon --help
      What an operation does, what it needs and which flags it has.
  kenar call get-user --sandbox http://127.0.0.1:8743
      Who the user of the kept consent is, or of $KENAR_ACCESS_TOKEN.
  kenar call upsert-post-addon --token gZd7omnS --body addon.json --dry-run
      Check the add-on and show what would be sent.
  kenar call upsert-user-semantic --divar-user-id awoDdf1ecd2wac --body - --cost 12000
      The body from stdin, with a member from a flag.
  kenar call delete-post-addon --token gZd7omnS --curl
      A curl command that does the same.";
