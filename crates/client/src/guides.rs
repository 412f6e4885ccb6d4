//! Guides: from a text about the platform to a program that runs.
//!
//! Each is also a file in the folder `guides` of this crate, and in Persian in [`fa`].

// Of two definitions of a link the first counts, so in these pages the links of the files lead to pages instead of files.

/// [front]: crate
/// [migration]: crate::guides::from_v1_to_v2
/// [persian]: crate::guides::fa::from_document_to_call
#[doc = ""]
#[doc = include_str!("../guides/from-document-to-call.md")]
pub mod from_document_to_call {}

/// [calls]: crate::guides::from_document_to_call
/// [persian]: crate::guides::fa::from_v1_to_v2
#[doc = ""]
#[doc = include_str!("../guides/from-v1-to-v2.md")]
pub mod from_v1_to_v2 {}

/// راهنماها به فارسی. Their code is that of the English ones, which a test holds them to.
#[cfg(not(doctest))]
pub mod fa {
    /// [front]: crate
    /// [migration]: crate::guides::fa::from_v1_to_v2
    /// [english]: crate::guides::from_document_to_call
    #[doc = ""]
    #[doc = include_str!("../guides/from-document-to-call.fa.md")]
    pub mod from_document_to_call {}

    /// [calls]: crate::guides::fa::from_document_to_call
    /// [english]: crate::guides::from_v1_to_v2
    #[doc = ""]
    #[doc = include_str!("../guides/from-v1-to-v2.fa.md")]
    pub mod from_v1_to_v2 {}
}
