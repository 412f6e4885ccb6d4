//! Faults as the form has them and as the header `Prefer` has them.

use std::time::Duration;

use axum::http::StatusCode;

use super::super::act::{Problem, optional, parsed};
use super::super::form::Form;
use super::super::visit::Visit;
use super::text::FaultTexts;
use crate::shared::Shared;
use crate::{Fault, FaultRule};

pub(super) const KIND: &str = "kind";
pub(super) const STATUS: &str = "status";
pub(super) const DELAY: &str = "delay";
pub(super) const OPERATION: &str = "operation";
pub(super) const APP: &str = "app";
pub(super) const SKIP: &str = "skip";
pub(super) const EVERY: &str = "every";
pub(super) const TIMES: &str = "times";

/// The kinds of faults, without what they need to know.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    Status,
    Delay,
    HtmlPage,
    Reset,
    CutBody,
    LostResponse,
}

impl Kind {
    pub(super) const ALL: [Self; 6] =
        [Self::Status, Self::Delay, Self::HtmlPage, Self::Reset, Self::CutBody, Self::LostResponse];

    pub(super) fn as_str(self) -> &'static str {
        match self {
            Self::Status => "status",
            Self::Delay => "delay",
            Self::HtmlPage => "html_page",
            Self::Reset => "reset",
            Self::CutBody => "cut_body",
            Self::LostResponse => "lost_response",
        }
    }

    pub(super) fn of(fault: Fault) -> Self {
        match fault {
            Fault::Status(_) => Self::Status,
            Fault::Delay => Self::Delay,
            Fault::HtmlPage(_) => Self::HtmlPage,
            Fault::Reset => Self::Reset,
            Fault::CutBody => Self::CutBody,
            Fault::LostResponse => Self::LostResponse,
        }
    }

    pub(super) fn name(self, own: &FaultTexts) -> &'static str {
        match self {
            Self::Status => own.status_kind,
            Self::Delay => own.delay_kind,
            Self::HtmlPage => own.html_kind,
            Self::Reset => own.reset_kind,
            Self::CutBody => own.cut_kind,
            Self::LostResponse => own.lost_kind,
        }
    }

    pub(super) fn explained(self, own: &FaultTexts) -> &'static str {
        match self {
            Self::Status => own.status_explained,
            Self::Delay => own.delay_explained,
            Self::HtmlPage => own.html_explained,
            Self::Reset => own.reset_explained,
            Self::CutBody => own.cut_explained,
            Self::LostResponse => own.lost_explained,
        }
    }

    fn fault(self, status: u16) -> Fault {
        match self {
            Self::Status => Fault::Status(status),
            Self::Delay => Fault::Delay,
            Self::HtmlPage => Fault::HtmlPage(status),
            Self::Reset => Fault::Reset,
            Self::CutBody => Fault::CutBody,
            Self::LostResponse => Fault::LostResponse,
        }
    }

    /// A rule to show how one is asked for.
    pub(super) fn example(self) -> FaultRule {
        let status = if self == Self::HtmlPage { 502 } else { 429 };
        let delay = if self == Self::Delay { Duration::from_millis(250) } else { Duration::ZERO };
        FaultRule::new(self.fault(status)).with_delay(delay)
    }
}

/// The status that a fault answers with.
pub(super) fn status(fault: Fault) -> Option<u16> {
    match fault {
        Fault::Status(status) | Fault::HtmlPage(status) => Some(status),
        _ => None,
    }
}

/// The header by which a single request asks for the same.
pub(super) fn preference(rule: &FaultRule) -> String {
    let fault = match rule.fault {
        Fault::Status(status) => Some(format!("code={status}")),
        Fault::HtmlPage(status) => Some(format!("fault=html, code={status}")),
        Fault::Reset => Some("fault=reset".to_owned()),
        Fault::CutBody => Some("fault=cut-body".to_owned()),
        Fault::LostResponse => Some("fault=lost-response".to_owned()),
        Fault::Delay => None,
    };
    let waits = !rule.delay.is_zero() || fault.is_none();
    let delay = waits.then(|| format!("delay={}", rule.delay.as_millis()));
    let preferences: Vec<String> = fault.into_iter().chain(delay).collect();
    format!("Prefer: {}", preferences.join(", "))
}

/// The rule that a form describes.
pub(super) fn read(form: &Form, visit: &Visit, shared: &Shared) -> Result<FaultRule, Problem> {
    let (text, own) = (visit.texts(), FaultTexts::of(visit.language));
    let kind = form.field(KIND).unwrap_or_default();
    let kind = Kind::ALL.into_iter().find(|known| known.as_str() == kind);
    let kind = kind.ok_or_else(|| Problem::field(own.what, own.unknown_kind, text))?;
    let status = match kind {
        Kind::Status | Kind::HtmlPage => parsed(form, STATUS, own.status, text)?,
        _ => 0,
    };
    let mut rule = FaultRule::new(kind.fault(status));
    rule.delay = Duration::from_millis(optional(form, DELAY, own.delay, text)?.unwrap_or(0));
    rule.skip = optional(form, SKIP, own.skip_long, text)?.unwrap_or(0);
    rule.every = optional(form, EVERY, own.every_long, text)?.unwrap_or(1);
    rule.times = optional(form, TIMES, own.times_long, text)?;
    rule.operation = optional(form, OPERATION, own.operation, text)?;
    rule.app = optional(form, APP, text.app, text)?;
    rule.check().map_err(|error| Problem::new(StatusCode::BAD_REQUEST, error, text.form_field_hint))?;
    let known = |id: &String| shared.contract.operations().iter().any(|operation| *operation.id == **id);
    if rule.operation.as_ref().is_some_and(|id| !known(id)) {
        return Err(Problem::field(own.operation, own.unknown_operation, text));
    }
    if rule.app.as_ref().is_some_and(|slug| shared.state().apps.by_slug(slug).is_none()) {
        return Err(Problem::new(StatusCode::NOT_FOUND, own.unknown_app, text.form_app_hint));
    }
    Ok(rule)
}
