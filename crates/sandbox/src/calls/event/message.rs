//! A message in a chat.

use jiff::Timestamp;
use kenar_schemas::{LinkUrl, Phone, PostToken};
use serde::{Deserialize, Deserializer, Serialize};
use serde_json::{Value, json};

use crate::calls::ConversationId;
use crate::calls::spelling::{Spelling, number_as_text};

/// A message in a chat.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(try_from = "Wire", into = "Wire")]
#[non_exhaustive]
pub struct ChatMessage {
    /// Its id, a UUID on the platform.
    pub id: String,
    /// The chat.
    pub conversation: Conversation,
    /// Who wrote it.
    pub sender: MessageSender,
    /// When it was sent, exact to the microsecond.
    pub sent_at: Timestamp,
    /// What it holds.
    pub content: MessageContent,
}

impl ChatMessage {
    /// A message.
    pub fn new(
        id: impl Into<String>,
        conversation: Conversation,
        sender: MessageSender,
        sent_at: Timestamp,
        content: MessageContent,
    ) -> Self {
        Self { id: id.into(), conversation, sender, sent_at, content }
    }

    /// Changes the spelling of the message that stands in a body.
    pub(super) fn spell(&self, message: &mut Value, spelling: Spelling) {
        if spelling.sent_at_as_text {
            message["sent_at"] = json!(format!("{:.6}", self.sent_at));
        }
        if spelling.user_instead_of_human && self.sender.kind == SenderType::Human {
            message["sender"]["type"] = json!("USER");
        }
        if spelling.numbers_as_texts {
            let sizes =
                ["image_data", "file_data", "voice_data", "video_data"].map(|data| format!("/{data}/size_bytes"));
            for pointer in sizes.iter().map(String::as_str).chain(["/sent_at"]) {
                message.pointer_mut(pointer).map(number_as_text);
            }
        }
    }
}

/// A chat.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "type", deny_unknown_fields)]
#[non_exhaustive]
pub enum Conversation {
    /// Between two people, about a post.
    #[serde(rename = "POST")]
    Post {
        /// Its id.
        id: ConversationId,
        /// The post.
        post_token: PostToken,
    },
    /// Between a person and an app.
    #[serde(rename = "BOT")]
    Bot {
        /// Its id.
        id: ConversationId,
    },
}

/// The side of a post on which the sender of a message is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum SenderSide {
    /// The one whose post it is.
    Seller,
    /// The one who is interested.
    Buyer,
}

/// The kind of sender.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum SenderType {
    /// A person. Some published samples say `USER`.
    #[serde(alias = "USER")]
    Human,
    /// An app.
    Bot,
}

/// Who wrote a message.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[non_exhaustive]
pub struct MessageSender {
    /// On which side they are; nothing in a chat with an app.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub side: Option<SenderSide>,
    /// Whether it is a person.
    #[serde(rename = "type")]
    pub kind: SenderType,
}

impl MessageSender {
    /// A person in a chat about a post.
    #[must_use]
    pub fn person(side: SenderSide) -> Self {
        Self { side: Some(side), kind: SenderType::Human }
    }

    /// A person in a chat with an app.
    #[must_use]
    pub fn user() -> Self {
        Self { side: None, kind: SenderType::Human }
    }

    /// An app that writes in the name of that side, or in its own chat.
    #[must_use]
    pub fn bot(side: Option<SenderSide>) -> Self {
        Self { side, kind: SenderType::Bot }
    }
}

macro_rules! content {
    ($($(#[$doc:meta])* $variant:ident($data:ty) = $kind:literal, $member:ident;)*) => {
        /// What a message holds.
        #[derive(Debug, Clone, PartialEq)]
        #[non_exhaustive]
        pub enum MessageContent {
            $($(#[$doc])* $variant($data)),*
        }

        #[derive(Clone, Copy, PartialEq, Serialize, Deserialize)]
        enum Kind {
            $(#[serde(rename = $kind)] $variant),*
        }

        #[derive(Serialize, Deserialize)]
        #[serde(deny_unknown_fields)]
        struct Wire {
            id: String,
            conversation: Conversation,
            sender: MessageSender,
            #[serde(rename = "type")]
            kind: Kind,
            #[serde(deserialize_with = "moment")]
            sent_at: Moment,
            $(#[serde(default, skip_serializing_if = "Option::is_none")] $member: Option<$data>,)*
        }

        impl From<ChatMessage> for Wire {
            fn from(message: ChatMessage) -> Self {
                let ChatMessage { id, conversation, sender, sent_at, content } = message;
                let kind = match &content {
                    $(MessageContent::$variant(_) => Kind::$variant),*
                };
                let sent_at = Moment(sent_at.as_microsecond());
                let mut wire = Self { id, conversation, sender, kind, sent_at, $($member: None),* };
                match content {
                    $(MessageContent::$variant(data) => wire.$member = Some(data)),*
                }
                wire
            }
        }

        impl TryFrom<Wire> for ChatMessage {
            type Error = String;

            fn try_from(wire: Wire) -> Result<Self, String> {
                let expected = match wire.kind {
                    $(Kind::$variant => concat!("a message of the type ", $kind, " has the content `", stringify!($member), "` alone")),*
                };
                let mut contents = Vec::new();
                $(contents.extend(wire.$member.map(|data| (Kind::$variant, MessageContent::$variant(data))));)*
                let (Some((kind, content)), true) = (contents.pop(), contents.is_empty()) else {
                    return Err(expected.to_owned());
                };
                if kind != wire.kind {
                    return Err(expected.to_owned());
                }
                let sent_at = Timestamp::from_microsecond(wire.sent_at.0).map_err(|error| error.to_string())?;
                Ok(Self { id: wire.id, conversation: wire.conversation, sender: wire.sender, sent_at, content })
            }
        }
    };
}

content! {
    /// A text.
    Text(String) = "TEXT", text;
    /// A picture.
    Image(ImageData) = "IMAGE", image_data;
    /// A file.
    File(FileData) = "FILE", file_data;
    /// A voice message.
    Voice(VoiceData) = "VOICE", voice_data;
    /// A place.
    Location(LocationData) = "LOCATION", location_data;
    /// A video.
    Video(VideoData) = "VIDEO", video_data;
    /// How to reach somebody.
    Contact(ContactData) = "CONTACT", contact_data;
}

/// Microseconds since 1970.
#[derive(Serialize)]
#[serde(transparent)]
struct Moment(i64);

#[derive(Deserialize)]
#[serde(untagged)]
enum NumberOrText<N> {
    Number(N),
    Text(String),
}

fn moment<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Moment, D::Error> {
    let expected = |_| serde::de::Error::custom("`sent_at` is microseconds since 1970 or a time in RFC 3339");
    match NumberOrText::deserialize(deserializer).map_err(|_| expected(()))? {
        NumberOrText::Number(microseconds) => Ok(Moment(microseconds)),
        NumberOrText::Text(text) => match text.parse::<i64>() {
            Ok(microseconds) => Ok(Moment(microseconds)),
            Err(_) => text.parse::<Timestamp>().map(|time| Moment(time.as_microsecond())).map_err(|_| expected(())),
        },
    }
}

/// A 64-bit number, which may be written as a text.
pub(super) fn unsigned<'de, D: Deserializer<'de>>(deserializer: D) -> Result<u64, D::Error> {
    let expected = || serde::de::Error::custom("expected a number from 0 to 18446744073709551615, or the text of one");
    match NumberOrText::deserialize(deserializer).map_err(|_| expected())? {
        NumberOrText::Number(number) => Ok(number),
        NumberOrText::Text(text) => text.parse().map_err(|_| expected()),
    }
}

/// A picture.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ImageData {
    /// Where it is.
    pub link: LinkUrl,
    /// How large it is.
    #[serde(deserialize_with = "unsigned")]
    pub size_bytes: u64,
    /// How high it is, in pixels.
    pub height_px: u32,
    /// How wide it is, in pixels.
    pub width_px: u32,
}

/// A file.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FileData {
    /// Where it is.
    pub link: LinkUrl,
    /// Its name.
    pub name: String,
    /// How large it is.
    #[serde(deserialize_with = "unsigned")]
    pub size_bytes: u64,
}

/// A voice message.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct VoiceData {
    /// Where it is.
    pub link: LinkUrl,
    /// How large it is.
    #[serde(deserialize_with = "unsigned")]
    pub size_bytes: u64,
}

/// A video.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct VideoData {
    /// Where it is.
    pub link: LinkUrl,
    /// Where its preview is.
    pub thumbnail_link: LinkUrl,
    /// How large it is.
    #[serde(deserialize_with = "unsigned")]
    pub size_bytes: u64,
}

/// How to reach somebody.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ContactData {
    /// Their name, when it is set.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// Their phone number, written `+98…` in published samples.
    pub phone: Phone,
}

/// A place on earth.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[serde(try_from = "Place")]
pub struct LocationData {
    latitude: f64,
    longitude: f64,
}

/// A coordinate that is not on earth.
#[derive(Debug, Clone, Copy, PartialEq, thiserror::Error)]
#[error("{name} is from -{limit} to {limit}, not {found}")]
pub struct InvalidCoordinate {
    name: &'static str,
    limit: f64,
    found: f64,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Place {
    latitude: f64,
    longitude: f64,
}

impl LocationData {
    /// A place.
    ///
    /// # Errors
    /// When the latitude is not from -90 to 90 or the longitude not from -180 to 180 degrees.
    pub fn new(latitude: f64, longitude: f64) -> Result<Self, InvalidCoordinate> {
        for (name, limit, found) in [("latitude", 90.0, latitude), ("longitude", 180.0, longitude)] {
            if !(-limit..=limit).contains(&found) {
                return Err(InvalidCoordinate { name, limit, found });
            }
        }
        Ok(Self { latitude, longitude })
    }

    /// In degrees, north is positive.
    #[must_use]
    pub fn latitude(self) -> f64 {
        self.latitude
    }

    /// In degrees, east is positive.
    #[must_use]
    pub fn longitude(self) -> f64 {
        self.longitude
    }
}

impl TryFrom<Place> for LocationData {
    type Error = InvalidCoordinate;

    fn try_from(place: Place) -> Result<Self, InvalidCoordinate> {
        Self::new(place.latitude, place.longitude)
    }
}
