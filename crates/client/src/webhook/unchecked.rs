use std::fmt;
use std::marker::PhantomData;
use std::str::FromStr;

/// An identifier or address as it came, which should be a `T`. A call is not lost because Divar changed the form of one
/// of its identifiers; whoever needs the identifier itself asks [`check`](Self::check).
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Unchecked<T> {
    text: String,
    form: PhantomData<fn() -> T>,
}

impl<T> Unchecked<T> {
    /// Takes any text.
    pub fn new(text: impl Into<String>) -> Self {
        Self { text: text.into(), form: PhantomData }
    }

    /// The text as it came.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.text
    }
}

impl<T: FromStr> Unchecked<T> {
    /// The text as what it should be.
    ///
    /// # Errors
    /// When it does not have the form of a `T`. The error repeats the text.
    pub fn check(&self) -> Result<T, T::Err> {
        self.text.parse()
    }
}

impl<T> fmt::Debug for Unchecked<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Unchecked").field(&self.text).finish()
    }
}

impl<T> fmt::Display for Unchecked<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text)
    }
}

impl<T> PartialEq<str> for Unchecked<T> {
    fn eq(&self, other: &str) -> bool {
        self.text == other
    }
}

impl<T> PartialEq<&str> for Unchecked<T> {
    fn eq(&self, other: &&str) -> bool {
        self.text == *other
    }
}
