//! Masking of the five keys whose values must not leave the app in the clear.
//!
//! The app hashes the value, Divar hashes the result once more. The first hash must come out the same in every app,
//! since Divar uses it to find out that two of them verified the same thing. So the rule is exact: trim, upper-case
//! Latin letters, write Persian and Arabic digits as ASCII, change nothing else, SHA-256 of the UTF-8 bytes in
//! lower-case hex.

use std::fmt;

use sha2::{Digest, Sha256};

/// One of the five keys whose values are masked.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum MaskedKey {
    /// `VIN`: the vehicle identification number.
    Vin,
    /// `chassis_number`.
    ChassisNumber,
    /// `engine_number`.
    EngineNumber,
    /// `real_estate_id`: the id on a new deed.
    RealEstateId,
    /// `old_real_estate_id`: register book and page of an old deed; see [`mask_old_deed`].
    OldRealEstateId,
}

impl MaskedKey {
    /// All five.
    pub const ALL: [Self; 5] =
        [Self::Vin, Self::ChassisNumber, Self::EngineNumber, Self::RealEstateId, Self::OldRealEstateId];

    /// The key as it is written.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Vin => "VIN",
            Self::ChassisNumber => "chassis_number",
            Self::EngineNumber => "engine_number",
            Self::RealEstateId => "real_estate_id",
            Self::OldRealEstateId => "old_real_estate_id",
        }
    }

    /// The masked key of that name; `None` for any other.
    #[must_use]
    pub fn from_key(key: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|masked| masked.as_str() == key)
    }

    /// Masks a raw value for this key; the same as [`mask`], except that an old deed must be given as `book|page`.
    ///
    /// # Errors
    /// When the value is empty, is not ASCII after normalisation, or an old deed is not `book|page`.
    pub fn mask(self, raw: &str) -> Result<MaskedValue, MaskError> {
        match self {
            Self::OldRealEstateId => {
                let (book, page) = raw.split_once('|').ok_or(MaskError::NotBookAndPage)?;
                mask_old_deed(book, page)
            }
            _ => mask(raw),
        }
    }
}

/// A value that is masked: 64 lower-case hex digits. It does not hold the raw value.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct MaskedValue(String);

impl MaskedValue {
    /// The hash as it is sent.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for MaskedValue {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// Why a value cannot be masked. It never repeats the value.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum MaskError {
    /// Nothing is left after trimming.
    #[error("the value is empty")]
    Empty,
    /// A character is neither ASCII nor a Persian or Arabic digit. Another app would get another hash.
    #[error("character {position} (U+{:04X}) is not ASCII; write the value as on the card or deed", *character as u32)]
    NotAscii {
        /// Which character, counted from 1 in the trimmed value.
        position: usize,
        /// The character.
        character: char,
    },
    /// An old deed is a book number and a page number.
    #[error("an old deed is written `book|page`, the register book number first")]
    NotBookAndPage,
}

/// Masks one raw value.
///
/// ```
/// # use kenar_schemas::masking::mask;
/// let masked = mask("IRJC95r۲۳kj039206")?;
/// assert_eq!(masked, mask(" IRJC95R23KJ039206 ")?);
/// assert_eq!(masked.as_str(), "e0c01d18d946a4145892bba6a6f31d1c0bc16de04f3df3d3ccd3adfe63e838bf");
/// # Ok::<(), kenar_schemas::masking::MaskError>(())
/// ```
///
/// # Errors
/// When the value is empty or is not ASCII after normalisation.
pub fn mask(raw: &str) -> Result<MaskedValue, MaskError> {
    normalise(raw).map(|value| digest(&value))
}

/// Masks the book and page numbers of an old deed.
///
/// Both are normalised before they are joined: the published script trims only the joined text, and with a space
/// inside, two apps would get two hashes for one deed.
///
/// # Errors
/// When a part is empty, is not ASCII after normalisation, or holds a `|` itself.
pub fn mask_old_deed(book: &str, page: &str) -> Result<MaskedValue, MaskError> {
    let (book, page) = (normalise(book)?, normalise(page)?);
    if book.contains('|') || page.contains('|') {
        return Err(MaskError::NotBookAndPage);
    }
    Ok(digest(&format!("{book}|{page}")))
}

/// Whether a text already has the form of a masked value.
#[must_use]
pub fn is_masked(value: &str) -> bool {
    value.len() == 64 && value.bytes().all(|byte| matches!(byte, b'0'..=b'9' | b'a'..=b'f'))
}

/// The published script maps only Persian digits; an Arabic one would pass through it and give another hash.
fn normalise(raw: &str) -> Result<String, MaskError> {
    let trimmed = raw.trim();
    if trimmed.is_empty() {
        return Err(MaskError::Empty);
    }
    trimmed
        .chars()
        .enumerate()
        .map(|(index, character)| match character {
            '۰'..='۹' => Ok(ascii_digit(character, '۰')),
            '٠'..='٩' => Ok(ascii_digit(character, '٠')),
            _ if character.is_ascii() => Ok(character.to_ascii_uppercase()),
            _ => Err(MaskError::NotAscii { position: index + 1, character }),
        })
        .collect()
}

fn ascii_digit(digit: char, zero: char) -> char {
    char::from_digit(digit as u32 - zero as u32, 10).unwrap_or(digit)
}

fn digest(value: &str) -> MaskedValue {
    MaskedValue(Sha256::digest(value.as_bytes()).iter().map(|byte| format!("{byte:02x}")).collect())
}
