//! What to do about a refusal.

use super::text::RequestTexts;
use crate::{RefusalView, RequestView};

macro_rules! advices {
    ($($(#[$doc:meta])* $variant:ident = $text:ident;)*) => {
        /// Why a request was refused, as far as it matters for what to do.
        #[derive(Debug, Clone, Copy, PartialEq, Eq)]
        pub(super) enum Advice {
            $($(#[$doc])* $variant),*
        }

        impl Advice {
            /// What to do, in one sentence.
            pub(super) fn words(self, text: &RequestTexts) -> &'static str {
                match self {
                    $(Self::$variant => text.$text),*
                }
            }
        }
    };
}

advices! {
    /// It was asked for on purpose.
    Provoked = provoked;
    /// Not a preference that the sandbox knows.
    Preference = preference;
    /// No API key was sent.
    KeyMissing = key_missing;
    /// No app has the key.
    KeyUnknown = key_unknown;
    /// The key does not count any more.
    KeyRevoked = key_revoked;
    /// No user token was sent.
    TokenMissing = token_missing;
    /// The header is written in another way.
    TokenMalformed = token_malformed;
    /// The token was never issued here.
    TokenUnknown = token_unknown;
    /// The token is too old.
    TokenExpired = token_expired;
    /// The person has taken it back.
    TokenWithdrawn = token_withdrawn;
    /// It is that of another app.
    TokenForeign = token_foreign;
    /// Slug and secret do not belong together.
    Client = client;
    /// The redirect URI is not one of the app.
    RedirectUri = redirect_uri;
    /// A code or a refresh token that is over.
    Grant = grant;
    /// A grant type that does not exist.
    GrantType = grant_type;
    /// The key may not do this.
    Permission = permission;
    /// The person did not agree to this.
    Scope = scope;
    /// The person agreed to this for something else.
    Resource = resource;
    /// The request names somebody else.
    OtherPerson = other_person;
    /// The post belongs to somebody else.
    OtherPost = other_post;
    /// The business belongs to somebody else.
    OtherBusiness = other_business;
    /// The app was not granted a kind of row.
    Widgets = widgets;
    /// A development app and a real post.
    Development = development;
    /// Another reason not to be allowed.
    Denied = denied;
    /// There is no such path.
    Path = path;
    /// The app does not know this person.
    Person = person;
    /// The app has no such add-on.
    Addon = addon;
    /// There is no such post.
    Post = post;
    /// There is no such business.
    Business = business;
    /// Something else that is not there.
    NotFound = not_found;
    /// The path takes another method.
    Method = method;
    /// The body came too slowly.
    Slow = slow;
    /// The ticket is unknown or spent.
    TicketUnknown = ticket_unknown;
    /// The ticket is for somebody else.
    TicketPerson = ticket_person;
    /// The ticket is for another kind of service.
    TicketService = ticket_service;
    /// The ticket does not pay so much.
    TicketAmount = ticket_amount;
    /// Something else that had to be so before.
    Precondition = precondition;
    /// The body is too large.
    Large = large;
    /// The body is of another type.
    MediaType = media_type;
    /// Too many in this minute.
    PerMinute = per_minute;
    /// Too many on this day.
    PerDay = per_day;
    /// The state cannot be kept.
    Storage = storage;
    /// A mistake of the sandbox.
    Broken = broken;
    /// The request breaks the document.
    Violations = violations;
    /// Anything else.
    Other = other;
}

impl Advice {
    pub(super) fn of(request: &RequestView, refusal: &RefusalView) -> Self {
        let says = |words: &str| refusal.message.contains(words);
        let table: &[(&str, Self)] = match request.status {
            _ if request.fault.is_some() => return Self::Provoked,
            400 if says("the preference ") || says("a fault ") => return Self::Preference,
            400 if refusal.code == "invalid_grant" => return Self::Grant,
            400 if refusal.code == "unsupported_grant_type" => return Self::GrantType,
            _ if refusal.code == "invalid_client" => return Self::Client,
            400 => {
                &[("redirect_uri is not registered", Self::RedirectUri), ("more than sponsored", Self::TicketAmount)]
            }
            401 => &[
                ("no API key", Self::KeyMissing),
                ("API key is not known", Self::KeyUnknown),
                ("API key was revoked", Self::KeyRevoked),
                ("no user token", Self::TokenMissing),
                ("is not `Bearer", Self::TokenMalformed),
                ("user token is not known", Self::TokenUnknown),
                ("has expired", Self::TokenExpired),
                ("was revoked", Self::TokenWithdrawn),
                ("issued to another app", Self::TokenForeign),
            ],
            403 => &[
                ("does not have the permission", Self::Permission),
                ("granted for another resource", Self::Resource),
                ("does not have the scope", Self::Scope),
                ("belongs to another person", Self::OtherPerson),
                ("the posts of the person who granted it", Self::OtherPost),
                ("business does not belong", Self::OtherBusiness),
                ("widgets not allowed", Self::Widgets),
                ("development app", Self::Development),
                ("", Self::Denied),
            ],
            404 => &[
                ("no operation", Self::Path),
                ("Not found ticket", Self::TicketUnknown),
                ("ticket phone", Self::TicketPerson),
                ("ticket service_type", Self::TicketService),
                ("person", Self::Person),
                ("user add-on", Self::Addon),
                ("post", Self::Post),
                ("business", Self::Business),
                ("", Self::NotFound),
            ],
            405 => return Self::Method,
            408 => return Self::Slow,
            412 => &[("could not retrieve app", Self::KeyUnknown), ("", Self::Precondition)],
            413 => return Self::Large,
            415 => return Self::MediaType,
            429 if refusal.details.iter().any(|detail| detail.rule.as_deref() == Some("perDay")) => {
                return Self::PerDay;
            }
            429 => return Self::PerMinute,
            503 => return Self::Storage,
            500.. => return Self::Broken,
            _ => &[],
        };
        let found = table.iter().find(|(words, _)| says(words)).map(|(_, advice)| *advice);
        let rest = if refusal.details.is_empty() { Self::Other } else { Self::Violations };
        found.unwrap_or(rest)
    }
}
