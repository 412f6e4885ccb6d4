//! What the generated validators are made of: the rules of the contract, over a [`Reader`].
//!
//! Each function reads one value. It ends with [`Stop`] when the text is not JSON, when a [`Verdict`] is known, or when it
//! cannot say alone what is wrong. Then a [`Listing`] has the checker look at the component that the value is of, and goes on
//! after it.

mod component;
mod list;
mod listing;
mod members;
mod object;
mod scalar;
mod trail;

pub(crate) use component::Component;
pub(crate) use list::list;
pub(crate) use listing::Listing;
pub(crate) use members::Names;
pub(crate) use object::{Object, Required};
pub(crate) use scalar::{boolean, constant, fits, free, integer, one_of, one_of_many, text, text_or_number, texts};
pub(crate) use trail::Trail;

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

    /// Reads a value of a component with the function that is made for it, and that can also give no more than a verdict.
    fn component(
        &mut self,
        reader: &mut Reader<'a>,
        component: &'static Component,
        read: impl FnOnce(&mut Reader<'a>, &mut Self) -> Step,
        accept: impl FnOnce(&mut Reader<'a>, &mut Verdict) -> Step,
    ) -> Step;

    /// How many items of a list that begins at a place are known to be as they should be. If there are any, the reader is at
    /// the next item then.
    fn known(&self, reader: &mut Reader<'a>, list: usize) -> usize;

    /// An item was not read to its end.
    fn stopped(&mut self, trail: Trail);

    /// The next value has another type than this one. Reads it.
    fn wrong_type(&mut self, reader: &mut Reader<'a>, expected: &'static str) -> Step;

    /// A rule is broken by the value at the pointer that the violation is made with.
    fn broken(&mut self, violation: impl FnOnce(String) -> Violation) -> Step;

    /// The same, told before all that was found since a mark: what is wrong with a whole stands before what is wrong with
    /// its parts.
    fn broken_at(&mut self, mark: &mut Self::Mark, violation: impl FnOnce(String) -> Violation) -> Step;
}

/// Only wants to know whether there is a violation.
#[derive(Default)]
pub(crate) struct Verdict {
    /// What was as it should be until then.
    pub(crate) trail: Trail,
}

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
    fn component(
        &mut self,
        reader: &mut Reader<'a>,
        _: &'static Component,
        read: impl FnOnce(&mut Reader<'a>, &mut Self) -> Step,
        _: impl FnOnce(&mut Reader<'a>, &mut Verdict) -> Step,
    ) -> Step {
        read(reader, self)
    }

    #[inline(always)]
    fn known(&self, _: &mut Reader<'a>, _: usize) -> usize {
        0
    }

    #[inline(always)]
    fn stopped(&mut self, trail: Trail) {
        self.trail = trail;
    }

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
