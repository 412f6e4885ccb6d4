use std::fmt;
use std::str::FromStr;

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, percent_decode_str, utf8_percent_encode};
use subtle::ConstantTimeEq as _;

/// What ties the browser that comes back to the person that was sent away: random, and good for one round.
///
/// Keep its text where only this person's browser brings it back, such as a cookie that is `HttpOnly` and `SameSite=Lax`, or
/// your session; then [`check`](Self::check) the redirect. The text has letters, digits and `-_.~/%` only, so it fits into a
/// cookie as it is.
///
/// The redirect URI has no parameters of its own, so what should come back can be a payload: the page to return to, for
/// example. It is compared with the rest, so nobody else can change it. The person can, in their own browser: treat it as
/// you treat any input.
///
/// ```
/// use kenar_client::oauth::State;
///
/// let state = State::with_payload("/posts/gZd7omnS?زبان=fa")?;
/// let cookie = state.expose().to_owned();
///
/// let state: State = cookie.parse()?;
/// assert_eq!(state.payload().as_deref(), Some("/posts/gZd7omnS?زبان=fa"));
/// let code = state.check(&format!("https://app.example.com/callback?state={}&code=a", state.expose().replace('%', "%25")))?;
/// assert_eq!(code.expose(), "a");
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone)]
pub struct State(String);

/// No randomness could be had from the operating system.
#[derive(Debug, Clone, Copy, thiserror::Error)]
#[error("the operating system gives no random bytes, and a state that can be guessed protects nobody")]
pub struct NoRandomness(#[source] getrandom::Error);

/// A text that was not made by [`State`]. It is not repeated.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("this is not the text of a state; take what `State::expose` gave, unchanged")]
pub struct InvalidState;

/// Six bits each: 192 in all. Hydra, which the platform looks like, refuses states of fewer than eight characters.
const RANDOM_CHARS: usize = 32;
const ALPHABET: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
/// What a cookie cannot hold is encoded, and so is everything else that is seldom in a path.
const ENCODED: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'_').remove(b'.').remove(b'~').remove(b'/');

impl State {
    /// A state of its own for each person that is sent away.
    ///
    /// # Errors
    /// When the operating system gives no random bytes.
    pub fn random() -> Result<Self, NoRandomness> {
        let mut bytes = [0; RANDOM_CHARS];
        getrandom::fill(&mut bytes).map_err(NoRandomness)?;
        let letters = bytes.iter().filter_map(|byte| ALPHABET.get(usize::from(byte & 63)));
        Ok(Self(letters.map(|letter| char::from(*letter)).collect()))
    }

    /// The same, carrying a text. Keep it short: it is a part of a URL.
    ///
    /// # Errors
    /// When the operating system gives no random bytes.
    pub fn with_payload(payload: &str) -> Result<Self, NoRandomness> {
        let Self(random) = Self::random()?;
        Ok(Self(format!("{random}.{}", utf8_percent_encode(payload, ENCODED))))
    }

    /// What it carries.
    #[must_use]
    pub fn payload(&self) -> Option<String> {
        let (_, payload) = self.0.split_once('.')?;
        percent_decode_str(payload).decode_utf8().ok().map(Into::into)
    }

    /// The text, to be stored and to be sent.
    #[must_use]
    pub fn expose(&self) -> &str {
        &self.0
    }

    /// Takes the same time wherever the first difference is, so that nobody finds the text letter by letter.
    pub(super) fn is(&self, other: &str) -> bool {
        self.0.as_bytes().ct_eq(other.as_bytes()).into()
    }
}

impl FromStr for State {
    type Err = InvalidState;

    /// Reads what [`expose`](State::expose) gave.
    fn from_str(text: &str) -> Result<Self, InvalidState> {
        let (random, payload) = text.split_once('.').map_or((text, None), |(random, rest)| (random, Some(rest)));
        let encoded = |byte: u8| byte.is_ascii_alphanumeric() || b"-_.~/%".contains(&byte);
        let valid = random.len() == RANDOM_CHARS
            && random.bytes().all(|byte| ALPHABET.contains(&byte))
            && payload.is_none_or(|payload| {
                payload.bytes().all(encoded) && percent_decode_str(payload).decode_utf8().is_ok()
            });
        if valid { Ok(Self(text.to_owned())) } else { Err(InvalidState) }
    }
}

impl fmt::Debug for State {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("State([secret])")
    }
}
