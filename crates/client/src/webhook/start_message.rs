use kenar_schemas::PostToken;

use super::{TouchPoint, Unchecked};

/// The text with which Divar starts a chat with a bot in the name of a person, such as `/start MY_POST gXt5mF2k`.
///
/// People can write the same text themselves, so it says what the person wants to talk about, not whose post that is.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub struct StartMessage {
    /// Where the person came from.
    pub touch_point: TouchPoint,
    /// The post or the conversation, where the touch point has one and Divar knows it.
    pub id: Option<String>,
}

impl StartMessage {
    /// Reads the text of a message; `None` for every other message.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let mut words = text.split_whitespace();
        if words.next()? != "/start" {
            return None;
        }
        Some(Self { touch_point: words.next()?.into(), id: words.next().map(str::to_owned) })
    }

    /// The post, from [`TouchPoint::MyPost`] and [`TouchPoint::DemandPost`].
    #[must_use]
    pub fn post_token(&self) -> Option<Unchecked<PostToken>> {
        let has_post = matches!(self.touch_point, TouchPoint::MyPost | TouchPoint::DemandPost);
        self.id.as_ref().filter(|_| has_post).map(Unchecked::new)
    }

    /// The conversation, from [`TouchPoint::Chat`].
    #[must_use]
    pub fn conversation_id(&self) -> Option<&str> {
        self.id.as_deref().filter(|_| self.touch_point == TouchPoint::Chat)
    }
}
