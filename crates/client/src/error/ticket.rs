use kenar_schemas::ErrorBody;
use reqwest::StatusCode;

use super::Fate;
use crate::Operation;

/// The platform refused a payment ticket.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
#[error("{operation} was refused: {} ({}: {})", .problem.meaning(), .status.as_u16(), .body.message)]
#[non_exhaustive]
pub struct TicketError {
    /// The operation that was called.
    pub operation: &'static Operation,
    /// How often the request was sent.
    pub attempts: u32,
    /// Which of the six published refusals.
    pub problem: TicketProblem,
    /// The HTTP status.
    pub status: StatusCode,
    /// What the platform says.
    pub body: ErrorBody,
    /// Whether an attempt before this one may have been carried out, and so have spent the ticket.
    pub fate: Fate,
}

/// The six refusals that the platform publishes for payment tickets. Status and message together tell them apart.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum TicketProblem {
    /// 412: the API key is not known.
    UnknownApp,
    /// 400: the call names no user.
    MissingUser,
    /// 400: the service costs more than Divar sponsors.
    CostTooHigh,
    /// 404: the ticket was issued for somebody else.
    OtherUser,
    /// 404: the ticket was issued for another kind of service.
    OtherService,
    /// 404: there is no such ticket, or it is spent.
    NotFound,
}

impl TicketProblem {
    /// All six.
    pub const ALL: [Self; 6] =
        [Self::UnknownApp, Self::MissingUser, Self::CostTooHigh, Self::OtherUser, Self::OtherService, Self::NotFound];

    /// Whether the user should be told, and the flow stop there. The other two are mistakes of the app.
    #[must_use]
    pub const fn is_for_the_user(self) -> bool {
        !matches!(self, Self::UnknownApp | Self::MissingUser)
    }

    /// The published status and message.
    #[must_use]
    pub const fn published(self) -> (StatusCode, &'static str) {
        match self {
            Self::UnknownApp => (StatusCode::PRECONDITION_FAILED, "could not retrieve app from db"),
            Self::MissingUser => (StatusCode::BAD_REQUEST, "user_identifier is required"),
            Self::CostTooHigh => (StatusCode::BAD_REQUEST, "Actual cost is more than sponsored amount"),
            Self::OtherUser => (StatusCode::NOT_FOUND, "phone number not match with ticket phone"),
            Self::OtherService => (StatusCode::NOT_FOUND, "App service_type not match ticket service_type"),
            Self::NotFound => (StatusCode::NOT_FOUND, "Not found ticket"),
        }
    }

    const fn meaning(self) -> &'static str {
        match self {
            Self::UnknownApp => "the API key is not known",
            Self::MissingUser => "the call names no user",
            Self::CostTooHigh => "the service costs more than the ticket sponsors",
            Self::OtherUser => "the ticket belongs to another user",
            Self::OtherService => "the ticket is for another kind of service",
            Self::NotFound => "the ticket does not exist, or is spent",
        }
    }

    /// The refusal that an answer is, if it is one. Only operations that take a ticket are asked: the messages mean
    /// nothing elsewhere.
    pub(crate) fn of(operation: &Operation, status: StatusCode, body: &ErrorBody) -> Option<Self> {
        let takes_ticket = operation.consumes.is_some() || operation.id == "validate_payment_ticket";
        let same = |problem: &Self| problem.published() == (status, body.message.as_str());
        Self::ALL.into_iter().find(|problem| takes_ticket && same(problem))
    }
}
