//! What `cargo xtask generate` makes of the document for the command.

#[rustfmt::skip]
pub(crate) mod call;
