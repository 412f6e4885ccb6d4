//! What people have on Divar.

use kenar_schemas::{BusinessToken, Phone, PostToken};

/// A post to be put into the sandbox.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct PostSpec {
    /// Whose post it is.
    pub owner: Phone,
    /// Its token.
    pub token: PostToken,
    /// The slug of its category, such as `light`.
    pub category: String,
    /// Whether it is a development post, the only kind that development apps may touch.
    pub development: bool,
}

impl PostSpec {
    /// A real post.
    pub fn new(owner: Phone, token: PostToken, category: impl Into<String>) -> Self {
        Self { owner, token, category: category.into(), development: false }
    }

    /// Makes it a development post.
    #[must_use]
    pub fn development(mut self) -> Self {
        self.development = true;
        self
    }
}

/// A business to be put into the sandbox.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct BusinessSpec {
    /// Whose business it is.
    pub owner: Phone,
    /// Its token.
    pub token: BusinessToken,
}

impl BusinessSpec {
    /// A business.
    #[must_use]
    pub fn new(owner: Phone, token: BusinessToken) -> Self {
        Self { owner, token }
    }
}
