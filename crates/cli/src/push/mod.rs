//! Many upserts from a file: read, checked, sent by the bulk engine of the client, and gone on with after a stop.
//!
//! A push reads its file twice. The first time everything is checked and counted, so that what is wrong is told before
//! anything is sent. The second time each line becomes an item of a run of `kenar_client::bulk`.
//!
//! | File | What it is |
//! |---|---|
//! | `FILE.kenar-journal` | the journal of the engine: what is done |
//! | `FILE.kenar-journal.json` | [`ledger`]: which input that journal belongs to; locked while a push runs |
//! | `FILE.failed.ndjson` | [`failures`]: the items that failed, to be mended and pushed |

mod check;
mod digest;
mod failures;
mod kind;
mod ledger;
mod line;
pub(crate) mod places;
mod problem;
mod progress;
mod send;
mod source;
mod stop;
mod summary;
mod table;

pub(crate) use check::{Checked, Remark, check};
pub(crate) use failures::Failures;
pub(crate) use kind::{Content, Subject};
pub(crate) use ledger::{Answer, Ledger, beside};
pub(crate) use problem::{Problem, plain};
pub(crate) use progress::Progress;
pub(crate) use send::{End, Sending, send};
pub(crate) use source::{Format, Source};
pub(crate) use summary::Summary;
