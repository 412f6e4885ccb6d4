//! Payloads to begin with: examples of the document. `cargo xtask generate` copies them to `samples`, see
//! `xtask/src/copies.rs`.

use super::super::text::Texts;
use super::kind::Kind;

/// A payload and what it is called.
pub(super) struct Sample {
    pub(super) name: &'static str,
    pub(super) title: fn(&Texts) -> &'static str,
    pub(super) text: &'static str,
}

macro_rules! example {
    ($path:literal) => {
        include_str!(concat!("../../../samples/", $path, ".json"))
    };
}

/// All of them; the first is shown unless another one is asked for.
pub(super) const SAMPLES: &[Sample] = &[
    Sample { name: "all-rows", title: |text| text.sample_all_rows, text: example!("UserAddon/valid-all-widgets") },
    Sample { name: "post-addon", title: |text| Kind::PostAddon.title(text), text: example!("PostAddon/valid-full") },
    Sample {
        name: "broken",
        title: |text| text.sample_broken,
        text: example!("UserAddon/invalid-second-widget-title-50-chars"),
    },
    Sample {
        name: "two-scores",
        title: |text| text.sample_scores,
        text: example!("Widget/invalid-score-row-both-scores"),
    },
    Sample {
        name: "user-semantic",
        title: |text| Kind::UserSemantic.title(text),
        text: example!("UserSemantic/valid-full"),
    },
    Sample {
        name: "semantic",
        title: |text| Kind::Semantic.title(text),
        text: example!("Semantic/valid-misspelt-keys"),
    },
    Sample {
        name: "legacy-user-addon",
        title: |text| Kind::LegacyUserAddon.title(text),
        text: example!("LegacyUserAddon/valid-all-widgets"),
    },
    Sample {
        name: "legacy-verification",
        title: |text| Kind::LegacyVerification.title(text),
        text: example!("LegacyUserVerification/valid-full"),
    },
];
