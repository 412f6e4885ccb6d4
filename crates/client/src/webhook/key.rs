use std::fmt;

use secrecy::{ExposeSecret, SecretString};
use sha2::{Digest, Sha256};
use subtle::{Choice, ConstantTimeEq};

use crate::InvalidSecret;
use crate::credentials::check_secret;

/// Divar's identification key of an app, from the developer panel: what every call of Divar has in the header
/// `Authorization`, with no scheme before it.
///
/// Only a digest is kept, so there is nothing to print. The time of a comparison depends neither on how much of a key
/// is right nor on how long the right one is.
#[derive(Clone)]
pub struct IdentificationKey {
    current: [u8; 32],
    other: Option<[u8; 32]>,
}

impl IdentificationKey {
    /// Takes the key as it stands in the panel.
    ///
    /// # Errors
    /// When it is empty, or has spaces, line breaks or other characters that no header can hold: no call would fit, or
    /// every call that holds nothing.
    pub fn new(key: &SecretString) -> Result<Self, InvalidSecret> {
        Ok(Self { current: digest(key)?, other: None })
    }

    /// Takes a second key beside the first, for as long as the key is being changed in the panel.
    ///
    /// # Errors
    /// As [`new`](Self::new).
    pub fn or(mut self, other: &SecretString) -> Result<Self, InvalidSecret> {
        self.other = Some(digest(other)?);
        Ok(self)
    }

    /// Whether the value of a header `Authorization` is the key, or one of the two.
    #[must_use]
    pub fn matches(&self, authorization: &[u8]) -> bool {
        let given: [u8; 32] = Sha256::digest(authorization).into();
        let other = self.other.as_ref().map_or(Choice::from(0), |other| other.ct_eq(&given));
        (self.current.ct_eq(&given) | other).into()
    }
}

impl fmt::Debug for IdentificationKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("[secret]")
    }
}

fn digest(key: &SecretString) -> Result<[u8; 32], InvalidSecret> {
    let key = key.expose_secret();
    check_secret(key, "identification key")?;
    Ok(Sha256::digest(key.as_bytes()).into())
}
