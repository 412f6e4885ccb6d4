//! Buckets in which a text is found by its hash.

/// The buckets of a list, as `Values` of the validators.
pub(super) fn buckets(values: &[String]) -> Vec<Vec<&str>> {
    let mut buckets = vec![Vec::new(); values.len().next_power_of_two()];
    let last = buckets.len() as u64 - 1;
    for value in values {
        if let Some(bucket) = buckets.get_mut((hash(value.as_bytes()) & last) as usize) {
            bucket.push(value.as_str());
        }
    }
    buckets
}

/// As in `crates/validate/src/values.rs`.
fn hash(text: &[u8]) -> u64 {
    let (words, rest) = text.as_chunks::<8>();
    let rest = rest.iter().fold(text.len() as u64, |word, byte| word << 8 | u64::from(*byte));
    let mix = |mixed: u64, word: u64| (mixed.rotate_left(23) ^ word).wrapping_mul(0x9E37_79B9_7F4A_7C15);
    words.iter().fold(mix(0, rest), |mixed, word| mix(mixed, u64::from_le_bytes(*word))) >> 40
}
