//! Guides: how to get from a text about the platform to a program that runs. Each is also a file in the folder `guides` of
//! this crate, in English and in Persian.

// A definition of a link that comes first wins, so here the links of the files lead to pages instead of files.

/// [migration]: super::from_v1_to_v2
/// [front]: crate
///
#[doc = include_str!("../guides/from-document-to-call.md")]
pub mod from_document_to_call {}

/// [calls]: super::from_document_to_call
///
#[doc = include_str!("../guides/from-v1-to-v2.md")]
pub mod from_v1_to_v2 {}
