//! What the generated validators are made of: the rules of the contract, over a [`Reader`].
//!
//! Each function reads one value. It ends with [`Stop`] when the text is not JSON, when a [`Verdict`] is known, or when a
//! [`Listing`] cannot say alone what is wrong.

mod list;
mod listing;
mod members;
mod object;
mod scalar;

pub(crate) use list::list;
pub(crate) use listing::Listing;
pub(crate) use members::Names;
pub(crate) use object::{Object, Required};
pub(crate) use scalar::{boolean, constant, fits, free, integer, one_of, one_of_many, text, text_or_number, texts};

use kenar_schemas::Violation;

use crate::read::{Reader, Step, Stop, Text};

/// Who is told of broken rules.
pub(crate) trait Mode<'a> {
    /// A place in the list of violations.
    type Mark: Copy;

    /// The place at which the next violation would be.
    fn mark(&self) -> Self::Mark;

    /// The next value is that of a member.
    fn enter(&mut self, key: Text<'a>);

    /// The next value is an item.
    fn item(&mut self, index: usize);

    /// The value was read.
    fn leave(&mut self);

    /// The next value has another type than this one. Reads it.
    fn wrong_type(&mut self, reader: &mut Reader<'a>, expected: &'static str) -> Step;

    /// A rule is broken by the value at the pointer that the violation is made with.
    fn broken(&mut self, violation: impl FnOnce(String) -> Violation) -> Step;

    /// The same, told before all that was found since a mark: what is wrong with a whole stands before what is wrong with
    /// its parts.
    fn broken_at(&mut self, mark: &mut Self::Mark, violation: impl FnOnce(String) -> Violation) -> Step;
}

/// Only wants to know whether there is a violation.
pub(crate) struct Verdict;

impl<'a> Mode<'a> for Verdict {
    type Mark = ();

    #[inline(always)]
    fn mark(&self) {}

    #[inline(always)]
    fn enter(&mut self, _: Text<'a>) {}

    #[inline(always)]
    fn item(&mut self, _: usize) {}

    #[inline(always)]
    fn leave(&mut self) {}

    #[inline(always)]
    fn wrong_type(&mut self, _: &mut Reader<'a>, _: &'static str) -> Step {
        Err(Stop)
    }

    #[inline(always)]
    fn broken(&mut self, _: impl FnOnce(String) -> Violation) -> Step {
        Err(Stop)
    }

    #[inline(always)]
    fn broken_at(&mut self, (): &mut (), _: impl FnOnce(String) -> Violation) -> Step {
        Err(Stop)
    }
}
