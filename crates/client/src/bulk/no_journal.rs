//! The journal where there are no files: nobody has one.
#![allow(dead_code, reason = "nothing of it is ever made")]

use std::collections::HashMap;
use std::convert::Infallible;
use std::future::Ready;

use uuid::Uuid;

use super::key::Mark;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Earlier {
    Begun,
    Done(Option<Uuid>),
}

pub(super) type Known = HashMap<Mark, Earlier>;

#[derive(Debug)]
pub(super) enum Line {
    Begun(Mark),
    Done(Mark, Option<Uuid>),
    Failed(Mark),
}

#[derive(Debug)]
pub(super) enum Journal {}

pub(super) type JournalError = Infallible;

pub(super) type Writing = Ready<Result<(), JournalError>>;

impl Journal {
    pub(super) fn write(&self, _: Line) -> Writing {
        match *self {}
    }
}
