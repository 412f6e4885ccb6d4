//! Which known name an unknown one means.

/// Names of v1 that have another one in v2, with the same value.
const RENAMED: [(&str, &str); 1] = [("image_url", "image_id")];

/// The one known name that is clearly meant: the same in another case or with other separators, the new name of an old
/// one, or the only one within few mistakes.
pub(super) fn meant<'a>(name: &str, known: &[&'a str]) -> Option<&'a str> {
    let snake = snake_case(name);
    let find = |wanted: &str| known.iter().copied().find(|known| *known == wanted);
    if let Some(same) = find(&snake) {
        return Some(same);
    }
    if let Some((_, new)) = RENAMED.iter().find(|(old, _)| *old == snake) {
        return find(new);
    }
    let mut near: Vec<&str> =
        known.iter().copied().filter(|known| strsim::damerau_levenshtein(&snake, known) <= mistakes(known)).collect();
    near.dedup();
    match near.as_slice() {
        [only] => Some(only),
        _ => None,
    }
}

/// How many mistakes leave a name recognisable.
fn mistakes(known: &str) -> usize {
    match known.len() {
        0..=3 => 0,
        4..=7 => 1,
        _ => 2,
    }
}

/// `hasDivider`, `HasDivider`, `has-divider` and `Has Divider` are `has_divider`.
pub(super) fn snake_case(name: &str) -> String {
    let mut snake = String::with_capacity(name.len() + 4);
    let mut before = None;
    for character in name.trim().chars() {
        let separator = matches!(character, '-' | ' ' | '_' | '.');
        let word = separator
            || character.is_uppercase()
                && before.is_some_and(|before: char| before.is_lowercase() || before.is_numeric());
        if word && !snake.is_empty() && !snake.ends_with('_') {
            snake.push('_');
        }
        if !separator {
            snake.extend(character.to_lowercase());
        }
        before = Some(character);
    }
    snake
}
