//! Many upserts: a stream of items in, a stream of outcomes out.
//!
//! [`Client::bulk`](crate::Client::bulk) gives a [`Bulk`], which is told how fast and how safely, and then turns a stream of
//! [`Item`]s into a [`Run`]:
//!
//! ```no_run
//! # async fn example(client: kenar_client::Client, rows: Vec<(kenar_client::schemas::DivarUserId, kenar_client::Secret,
//! #     kenar_client::schemas::UserSemantic)>) -> Result<(), kenar_client::bulk::Stopped> {
//! use kenar_client::bulk::{self, Item};
//!
//! let items = rows.into_iter().map(|(user, token, facts)| Item::new(user, token, facts));
//! # #[cfg(not(target_arch = "wasm32"))]
//! let mut run = client.bulk().per_minute(600).journal("facts.journal").user_semantics(bulk::iter(items));
//! # #[cfg(target_arch = "wasm32")]
//! # let mut run = client.bulk().user_semantics(bulk::iter(items));
//! while let Some(outcome) = run.next().await {
//!     let outcome = outcome?; // why the whole run stopped
//!     if let Err(error) = outcome.result {
//!         println!("{}: {error}", outcome.index); // why this item failed
//!     }
//! }
//! # Ok(())
//! # }
//! ```
//!
//! # What a run promises
//!
//! - **One outcome for each item** that was taken from the input, in the order in which they are done.
//! - **Bounded memory.** No more items are taken than [`concurrency`](Bulk::concurrency) and one more. With a journal up to
//!   256 finished ones wait to be written, and for every item of the journal and of the input 40 to 80 bytes each are kept:
//!   about 120 MB for a million items, which is an input of 1 GB at 1 kB a line.
//! - **Items of one target follow each other** in the order of the input, so the last one is what stays. That holds within
//!   a run. An item that failed is sent again by the next run, after those that came later: name a target once in an
//!   input, or mend what failed.
//! - **A limit is everybody's.** At a limit per minute no item fails: all wait, one tries, and when it comes through the
//!   others follow. A limit per day ends the run with [`Stopped::Limit`].
//! - **A ticket is spent once.** A call that consumes a payment ticket and whose answer was lost is not sent again before
//!   `validate_payment_ticket` has said that the ticket is still good. If there is no such ticket any more, the lost call
//!   has spent it ([`Done::ConsumedEarlier`]); so the ticket must have been valid when the item was made. The key needs the
//!   permission `PAYMENT_TICKET_VALIDATE`.
//! - **What was handed over is remembered**, where there is a journal: an outcome is handed over when its line is on the
//!   disk. After a crash or `kill -9` the same input and the same journal go on where the last run ended.
//!
//! # What a run does not do
//!
//! It starts no tasks, so that it needs no particular executor: calls move only while [`Run::next`] (or the stream) is being
//! polled. Whoever takes longer over an outcome than a call may take (30 seconds, unless the client was told otherwise) sees
//! calls time out; do slow work elsewhere.

mod actor;
mod attempt;
mod builder;
mod input;
mod item;
mod job;
#[cfg(not(target_arch = "wasm32"))]
mod journal;
#[cfg(target_arch = "wasm32")]
#[path = "no_journal.rs"]
mod journal;
mod key;
mod outcome;
mod pacer;
mod progress;
mod returns;
mod run;
mod stopped;
mod upsert;

pub use actor::Actor;
pub use builder::Bulk;
pub use input::{Input, Iter, iter};
pub use item::Item;
#[cfg(not(target_arch = "wasm32"))]
pub use journal::JournalError;
pub use key::Key;
pub use outcome::{Done, ItemError, Outcome};
pub use progress::{Counts, Progress};
pub use run::Run;
pub use stopped::Stopped;
pub use upsert::Upsert;

/// A future behind a pointer. In a browser nothing can be sent to another thread.
#[cfg(not(target_arch = "wasm32"))]
pub(crate) use futures_util::future::BoxFuture as Boxed;
#[cfg(target_arch = "wasm32")]
pub(crate) use futures_util::future::LocalBoxFuture as Boxed;

/// An error of anybody's.
pub type AnyError = Box<dyn std::error::Error + Send + Sync>;
