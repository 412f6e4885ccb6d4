use kenar_schemas::{LinkUrl, Phone};
use serde_json::{Map, Value};

use crate::webhook::Unchecked;
use crate::webhook::members::Members;

/// What a message holds.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub enum MessageContent {
    /// A text. It is empty when none came along.
    Text(String),
    /// A picture.
    Image(ImageData),
    /// A file.
    File(FileData),
    /// A voice message.
    Voice(VoiceData),
    /// A place.
    Location(LocationData),
    /// A video.
    Video(VideoData),
    /// How to reach somebody.
    Contact(ContactData),
    /// Something that this version of the crate does not know, or knows in another form.
    Other {
        /// The `type` of the message.
        kind: Option<String>,
        /// The whole message as it came.
        members: Map<String, Value>,
    },
}

impl MessageContent {
    pub(super) fn read(message: &Members<'_>) -> Self {
        let kind = message.name(&["type"]).ok().flatten();
        let known = kind.as_deref().and_then(|kind| Self::known(&kind.to_ascii_uppercase(), message));
        known.unwrap_or_else(|| Self::Other { kind, members: message.to_map() })
    }

    /// The content of a known type, if everything is there without which it is none.
    fn known(kind: &str, message: &Members<'_>) -> Option<Self> {
        let data = |name| message.object(&[name]).ok().flatten();
        match kind {
            "TEXT" => Some(Self::Text(message.text(&["text"]).ok()?.unwrap_or_default())),
            "IMAGE" => ImageData::read(&data("image_data")?).map(Self::Image),
            "FILE" => FileData::read(&data("file_data")?).map(Self::File),
            "VOICE" => VoiceData::read(&data("voice_data")?).map(Self::Voice),
            "LOCATION" => LocationData::read(&data("location_data")?).map(Self::Location),
            "VIDEO" => VideoData::read(&data("video_data")?).map(Self::Video),
            "CONTACT" => ContactData::read(&data("contact_data")?).map(Self::Contact),
            _ => None,
        }
    }
}

/// A text that something is nothing without.
fn essential<T>(members: &Members<'_>, name: &'static str) -> Option<Unchecked<T>> {
    members.unchecked(name).ok().flatten()
}

/// A picture.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct ImageData {
    /// Where it is.
    pub link: Unchecked<LinkUrl>,
    /// How large it is, in bytes.
    pub size_bytes: Option<u64>,
    /// How high it is, in pixels.
    pub height_px: Option<u32>,
    /// How wide it is, in pixels.
    pub width_px: Option<u32>,
}

impl ImageData {
    fn read(members: &Members<'_>) -> Option<Self> {
        Some(Self {
            link: essential(members, "link")?,
            size_bytes: members.whole("size_bytes"),
            height_px: members.whole("height_px"),
            width_px: members.whole("width_px"),
        })
    }
}

/// A file.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct FileData {
    /// Where it is.
    pub link: Unchecked<LinkUrl>,
    /// Its name, as its sender wrote it. It is no path to write to.
    pub name: Option<String>,
    /// How large it is, in bytes.
    pub size_bytes: Option<u64>,
}

impl FileData {
    fn read(members: &Members<'_>) -> Option<Self> {
        Some(Self {
            link: essential(members, "link")?,
            name: members.name(&["name"]).ok()?,
            size_bytes: members.whole("size_bytes"),
        })
    }
}

/// A voice message.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct VoiceData {
    /// Where it is.
    pub link: Unchecked<LinkUrl>,
    /// How large it is, in bytes.
    pub size_bytes: Option<u64>,
}

impl VoiceData {
    fn read(members: &Members<'_>) -> Option<Self> {
        Some(Self { link: essential(members, "link")?, size_bytes: members.whole("size_bytes") })
    }
}

/// A place on earth.
#[derive(Debug, Clone, Copy, PartialEq)]
#[non_exhaustive]
pub struct LocationData {
    /// In degrees from -90 to 90, north is positive.
    pub latitude: f64,
    /// In degrees from -180 to 180, east is positive.
    pub longitude: f64,
}

impl LocationData {
    fn read(members: &Members<'_>) -> Option<Self> {
        let (latitude, longitude) =
            (members.real("latitude", -90.0..=90.0)?, members.real("longitude", -180.0..=180.0)?);
        Some(Self { latitude, longitude })
    }
}

/// A video.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct VideoData {
    /// Where it is.
    pub link: Unchecked<LinkUrl>,
    /// Where its preview is.
    pub thumbnail_link: Option<Unchecked<LinkUrl>>,
    /// How large it is, in bytes.
    pub size_bytes: Option<u64>,
}

impl VideoData {
    fn read(members: &Members<'_>) -> Option<Self> {
        Some(Self {
            link: essential(members, "link")?,
            thumbnail_link: essential(members, "thumbnail_link"),
            size_bytes: members.whole("size_bytes"),
        })
    }
}

/// How to reach somebody.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct ContactData {
    /// Their name, when it is set.
    pub name: Option<String>,
    /// Their phone number, written `+98…` in published samples.
    pub phone: Unchecked<Phone>,
}

impl ContactData {
    fn read(members: &Members<'_>) -> Option<Self> {
        Some(Self { name: members.name(&["name"]).ok()?, phone: essential(members, "phone")? })
    }
}
