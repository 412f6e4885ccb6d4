//! The form of a line: `{"post_token": "gZd7omnS", "body": {…}}`.

use kenar_client::Secret;
use kenar_client::bulk::{Actor, Item};
use kenar_client::schemas::DivarUserId;
use serde::Deserialize;
use serde::de::IgnoredAny;
use serde_json::value::RawValue;

use super::Problem;
use super::kind::{Kind, POST, Subject, USER};

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Written<'l> {
    post_token: Option<String>,
    divar_user_id: Option<String>,
    access_token: Option<Secret>,
    ticket_holder: Option<String>,
    #[serde(borrow)]
    body: Option<&'l RawValue>,
    /// What a failures file adds: why the item failed.
    #[serde(rename = "error")]
    _error: Option<IgnoredAny>,
}

/// What surrounds the body of a line.
pub(crate) struct Envelope<'l> {
    pub(crate) subject: Subject,
    target: String,
    token: Option<Secret>,
    holder: Option<DivarUserId>,
    body: &'l str,
}

/// A line that can be sent.
pub(crate) struct Line<P: Kind> {
    target: P::Target,
    /// The consent that is the line's own.
    pub(crate) token: Option<Secret>,
    pub(crate) holder: Option<DivarUserId>,
    pub(crate) payload: P,
}

impl<'l> Envelope<'l> {
    pub(crate) fn read(text: &'l str) -> Result<Self, Problem> {
        if !text.trim_start().starts_with('{') {
            return Err(Problem::new(format!(
                "a line is a JSON object such as {{\"{POST}\": \"gZd7omnS\", \"body\": {{…}}}}"
            )));
        }
        let written: Written<'_> = serde_json::from_str(text).map_err(|error| {
            let said = error.to_string();
            let said = said.rsplit_once(" at line ").map_or(said.as_str(), |(said, _)| said);
            let not_json = if error.is_data() { "" } else { "this is not JSON: " };
            Problem::new(format!("column {}: {not_json}{said}", error.column()))
        })?;
        let (subject, target) = match (written.post_token, written.divar_user_id) {
            (Some(post), None) => (Subject::Posts, post),
            (None, Some(user)) => (Subject::Users, user),
            (None, None) => {
                return Err(Problem::new(format!("the line does not say what it is about: add `{POST}` or `{USER}`")));
            }
            (Some(_), Some(_)) => {
                return Err(Problem::new(format!("the line has both `{POST}` and `{USER}`: leave one of them out")));
            }
        };
        let body = written.body.ok_or_else(|| Problem::new("`body` is missing: what is to be sent"))?.get();
        let holder = written.ticket_holder.map(|holder| id("ticket_holder", &holder)).transpose()?;
        Ok(Self { subject, target, token: written.access_token, holder, body })
    }

    /// Reads and checks the body.
    pub(crate) fn open<P: Kind>(self) -> Result<Line<P>, Problem> {
        if self.subject != P::SUBJECT {
            return Err(Problem::new(format!(
                "the line is about one of the {}, and the first line of the file about one of the {}: a file is about one kind, \
                 put the others in a file of their own",
                self.subject,
                P::SUBJECT
            )));
        }
        let target = id(P::SUBJECT.member(), &self.target)?;
        let payload = P::check(self.body.as_bytes()).map_err(Problem::of_body)?;
        if self.holder.is_some() && P::SUBJECT == Subject::Users {
            return Err(Problem::new(format!(
                "`ticket_holder` is for posts: the ticket of a user belongs to `{USER}`"
            )));
        }
        Ok(Line { target, token: self.token, holder: self.holder, payload })
    }
}

impl<P: Kind> Line<P> {
    /// The item, in the name of whoever the line says, or else of `everyone`.
    pub(crate) fn into_item(self, everyone: Option<&Actor>) -> Result<Item<P>, Problem> {
        let actor = match (self.token, everyone) {
            (Some(token), _) => Actor::Token(token),
            (None, Some(actor)) => actor.clone(),
            (None, None) => return Err(Problem::new("there is no access token for the line: add `access_token`")),
        };
        let item = Item::new(self.target, actor, self.payload);
        Ok(match self.holder {
            Some(holder) => P::held_by(item.clone(), holder).unwrap_or(item),
            None => item,
        })
    }
}

fn id<T: std::str::FromStr<Err: std::fmt::Display>>(member: &str, text: &str) -> Result<T, Problem> {
    text.parse().map_err(|error| Problem::new(format!("/{member}: {error}")))
}
