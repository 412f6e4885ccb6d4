#![doc = include_str!("../README.md")]

mod authorize;
mod form;
// Written by progenitor, whose style is its own.
#[allow(clippy::all, unreachable_pub, reason = "generated code is changed in the document or in xtask, not here")]
mod generated;
mod path;

pub mod images;

pub use httpmock;
pub use kenar_schemas as schemas;

/// Doubles of the API at `open-api.divar.ir`.
pub mod open_api {
    pub use crate::generated::open_api::{MockServerExt, operations};
}

/// Doubles of the older API at `api.divar.ir`.
pub mod legacy {
    pub use crate::generated::legacy::{MockServerExt, operations};
}

/// Doubles of the token endpoint and of the consent page, both at `oauth.divar.ir`.
pub mod oauth {
    pub use crate::authorize::AuthorizeExt;
    pub use crate::generated::oauth::MockServerExt;

    /// [`When`](httpmock::When) and [`Then`](httpmock::Then) of each operation.
    pub mod operations {
        pub use crate::authorize::{AuthorizeThen, AuthorizeWhen};
        pub use crate::generated::oauth::operations::{CreateTokenThen, CreateTokenWhen};
    }
}
