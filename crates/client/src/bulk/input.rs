use std::pin::Pin;
use std::task::{Context, Poll};

use futures_core::Stream;

use super::upsert::Upsert;
use super::{AnyError, Item};

/// What an input gives: an item, or the reason why there is none in its place.
///
/// A stream of [`Item`]s is an input, and so is one of `Result<Item, E>`, such as that of a file whose lines are read one by
/// one. A broken line does not end the run: it becomes an outcome with [`ItemError::Unreadable`](super::ItemError::Unreadable).
#[derive(Debug)]
pub struct Input<P: Upsert>(pub(super) Result<Item<P>, AnyError>);

impl<P: Upsert> From<Item<P>> for Input<P> {
    fn from(item: Item<P>) -> Self {
        Self(Ok(item))
    }
}

impl<P: Upsert, E: Into<AnyError>> From<Result<Item<P>, E>> for Input<P> {
    fn from(item: Result<Item<P>, E>) -> Self {
        Self(item.map_err(Into::into))
    }
}

/// An iterator as a stream. It is asked for the next item when there is room for one, and should not wait for long.
pub fn iter<I: IntoIterator>(items: I) -> Iter<I::IntoIter> {
    Iter(items.into_iter())
}

/// The stream of [`iter`].
#[derive(Debug, Clone)]
pub struct Iter<I>(I);

impl<I> Unpin for Iter<I> {}

impl<I: Iterator> Stream for Iter<I> {
    type Item = I::Item;

    fn poll_next(mut self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<Option<I::Item>> {
        Poll::Ready(self.0.next())
    }
}
