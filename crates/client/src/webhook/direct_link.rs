use kenar_schemas::{PostToken, TicketUuid};

use super::Unchecked;

/// The query with which Divar opens the Fallback URL of an app, or a person who wrote it themselves: it comes through
/// the browser and proves nothing. Ask for consent before you show what belongs to the owner of the post, and let the
/// platform validate the ticket.
///
/// ```
/// use kenar_client::webhook::DirectLink;
///
/// let query = "post_token=gXt5mF2k&price.value=203000000.000000&title=%D9%BE%D8%B1%D8%A7%DB%8C%D8%AF";
/// let link = DirectLink::from_query(query);
/// assert_eq!((link.field("title"), link.field("price.value")), (Some("پراید"), Some("203000000.000000")));
/// assert_eq!(link.post_token.ok_or("no post")?.check()?.as_str(), "gXt5mF2k");
/// # Ok::<_, Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Hash, Default)]
#[non_exhaustive]
pub struct DirectLink {
    /// The post. It may be absent, and the app must work without it.
    pub post_token: Option<Unchecked<PostToken>>,
    /// The payment ticket, when Divar pays for the service.
    pub ticket_uuid: Option<Unchecked<TicketUuid>>,
    /// Everything else, in its order: the fields of the post, flattened with dots, and whatever Divar adds. Which ones
    /// there are and how they are written changes.
    pub fields: Vec<(String, String)>,
}

impl DirectLink {
    /// Reads what stands behind the `?` of the URL. What is not UTF-8 is replaced, and nothing is an error.
    #[must_use]
    pub fn from_query(query: &str) -> Self {
        let mut link = Self::default();
        for (name, value) in form_urlencoded::parse(query.strip_prefix('?').unwrap_or(query).as_bytes()) {
            match &*name {
                "post_token" if link.post_token.is_none() && !value.is_empty() => {
                    link.post_token = Some(Unchecked::new(value));
                }
                "ticket_uuid" if link.ticket_uuid.is_none() && !value.is_empty() => {
                    link.ticket_uuid = Some(Unchecked::new(value));
                }
                _ => link.fields.push((name.into_owned(), value.into_owned())),
            }
        }
        link
    }

    /// The first value of one of the other [`fields`](Self::fields).
    #[must_use]
    pub fn field(&self, name: &str) -> Option<&str> {
        self.fields.iter().find(|(given, _)| given == name).map(|(_, value)| value.as_str())
    }
}
