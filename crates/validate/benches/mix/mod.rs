//! The mix: lines as a pipeline sees them, nine of ten valid. The same bytes on every machine.
//!
//! Each line is a user add-on with one to eight widgets of all ten kinds and Persian texts with zero-width non-joiners and
//! some emoji. One line in twenty has every character beyond ASCII escaped, as Python's `json.dumps` writes it; three texts in
//! a hundred have other escapes; one line in five has its keys in another order, one in seven has spaces; one limited
//! text in twenty has exactly the allowed length. Each invalid line breaks one rule once, in turn one of [`KINDS`].

mod broken;
mod valid;
mod write;

use fastrand::Rng;

pub(crate) use broken::KINDS;

/// A line of the mix.
#[derive(Debug)]
pub(crate) struct Line {
    /// The JSON text, without a line end.
    pub(crate) text: String,
    /// What is wrong with it, if anything is.
    pub(crate) broken: Option<&'static str>,
}

/// So many lines. The seed of what is measured is 1.
pub(crate) fn lines(count: usize, seed: u64) -> impl Iterator<Item = Line> {
    let mut rng = Rng::with_seed(seed);
    let mut kinds = KINDS.iter().cycle();
    (0..count).map(move |number| {
        let mut document = valid::user_addon(&mut rng);
        if number % 10 != 9 {
            return Line { text: write::line(&mut rng, &document), broken: None };
        }
        #[allow(clippy::unwrap_used, reason = "a cycle of many does not end")]
        let kind = kinds.next().unwrap();
        kind.break_value(&mut rng, &mut document);
        let mut text = write::line(&mut rng, &document);
        kind.break_text(&mut text);
        Line { text, broken: Some(kind.name) }
    })
}
