//! What changes beside the body: paths, permissions, scopes and headers.

/// An operation of the contract, on either side of a move.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub struct Endpoint {
    /// The operation id of the contract.
    pub operation: &'static str,
    /// The HTTP method.
    pub method: &'static str,
    /// The address, with path parameters in braces.
    pub url: &'static str,
    /// The permission that the API key needs, if any.
    pub permission: Option<&'static str>,
    /// The scopes, any one of which the access token needs. With none, the call takes no token.
    pub scopes: &'static [&'static str],
}

/// Where the requests of v1 operations go in v2.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub struct RequestMove {
    /// The v1 operations.
    pub from: &'static [Endpoint],
    /// The operations that take their place, the one to prefer first.
    pub to: &'static [Endpoint],
    /// What else to know.
    pub remark: &'static str,
}

/// Where the content of a v1 header goes in v2.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub struct HeaderMove {
    /// The v1 header.
    pub from: &'static str,
    /// The v2 header; `None` when v2 has none.
    pub to: Option<&'static str>,
    /// What is put before the content.
    pub prefix: &'static str,
}

/// Every v1 operation that has a v2 form. Listing the add-ons of a post has none.
pub const REQUESTS: &[RequestMove] = &[
    RequestMove {
        from: &[
            Endpoint {
                operation: "create_legacy_user_addon",
                method: "POST",
                url: "https://api.divar.ir/v1/open-platform/addons/user/verification",
                permission: Some("USER_ADDON_CREATE"),
                scopes: &["USER_ADDON_CREATE"],
            },
            Endpoint {
                operation: "create_legacy_user_addon_by_phone",
                method: "POST",
                url: "https://api.divar.ir/v1/open-platform/addons/user/{phone}",
                permission: Some("USER_ADDON_CREATE"),
                scopes: &["USER_ADDON_CREATE"],
            },
        ],
        to: &[
            Endpoint {
                operation: "upsert_user_addon",
                method: "POST",
                url: "https://open-api.divar.ir/v2/open-platform/addons/users/{divar_user_id}",
                permission: Some("USER_ADDON_CREATE"),
                scopes: &["USER_ADDON_CREATE"],
            },
            Endpoint {
                operation: "upsert_user_addon_by_phone",
                method: "POST",
                url: "https://open-api.divar.ir/v2/open-platform/addons/user/{phone}",
                permission: Some("USER_ADDON_CREATE"),
                scopes: &["USER_ADDON_CREATE"],
            },
        ],
        remark: "The id of a user is not computed from the phone: `get_user_id_by_phone` answers it, or `get_user` with \
                 scope `USER_ID`. A scope for one phone (`USER_ADDON_CREATE__<phone>`) no longer exists. The answer is \
                 unchanged.",
    },
    RequestMove {
        from: &[Endpoint {
            operation: "create_legacy_post_addon",
            method: "POST",
            url: "https://api.divar.ir/v1/open-platform/add-ons/post/{post_token}",
            permission: Some("ADD_ON_CREATE"),
            scopes: &["POST_ADDON_CREATE.post_token", "USER_POSTS_ADDON_CREATE"],
        }],
        to: &[Endpoint {
            operation: "upsert_post_addon",
            method: "POST",
            url: "https://open-api.divar.ir/v2/open-platform/addons/post/{token}",
            permission: Some("ADD_ON_CREATE"),
            scopes: &["POST_ADDON_CREATE.post_token", "USER_POSTS_ADDON_CREATE"],
        }],
        remark: "`addons` has lost its hyphen. The answer is unchanged: an empty object, for a wrong token too.",
    },
    RequestMove {
        from: &[Endpoint {
            operation: "delete_legacy_post_addons",
            method: "DELETE",
            url: "https://api.divar.ir/v1/open-platform/add-ons/post/{post_token}",
            permission: Some("ADD_ON_DELETE"),
            scopes: &[],
        }],
        to: &[Endpoint {
            operation: "delete_post_addon",
            method: "DELETE",
            url: "https://open-api.divar.ir/v1/open-platform/addons/post/{token}",
            permission: Some("ADD_ON_DELETE"),
            scopes: &[],
        }],
        remark: "`addons` has lost its hyphen; the version in the path is still v1.",
    },
    RequestMove {
        from: &[Endpoint {
            operation: "create_legacy_user_verification",
            method: "POST",
            url: "https://api.divar.ir/v1/open-platform/verifications/user/{phone}",
            permission: Some("USER_VERIFICATION_CREATE"),
            scopes: &["USER_VERIFICATION_CREATE"],
        }],
        to: &[
            Endpoint {
                operation: "upsert_user_semantic",
                method: "POST",
                url: "https://open-api.divar.ir/v1/open-platform/semantic/users/{divar_user_id}",
                permission: Some("USER_SEMANTIC_CREATE"),
                scopes: &["USER_VERIFICATION_CREATE"],
            },
            Endpoint {
                operation: "upsert_user_semantic_by_phone",
                method: "POST",
                url: "https://open-api.divar.ir/v1/open-platform/semantic/user/{phone}",
                permission: Some("USER_SEMANTIC_CREATE"),
                scopes: &["USER_VERIFICATION_CREATE"],
            },
        ],
        remark: "The new permission has to be asked for in the panel; the scope keeps its old name. The version in the \
                 path is still v1.",
    },
    RequestMove {
        from: &[Endpoint {
            operation: "delete_legacy_user_verification",
            method: "DELETE",
            url: "https://api.divar.ir/v1/open-platform/verifications/user/{phone}",
            permission: None,
            scopes: &[],
        }],
        to: &[
            Endpoint {
                operation: "delete_user_semantic",
                method: "DELETE",
                url: "https://open-api.divar.ir/v1/open-platform/semantic/users/{divar_user_id}",
                permission: Some("USER_SEMANTIC_DELETE"),
                scopes: &[],
            },
            Endpoint {
                operation: "delete_user_semantic_by_phone",
                method: "DELETE",
                url: "https://open-api.divar.ir/v1/open-platform/semantic/user/{phone}",
                permission: Some("USER_SEMANTIC_DELETE"),
                scopes: &[],
            },
        ],
        remark: "A permission is needed where none was.",
    },
];

/// Every header of a v1 request that changes. `x-api-key` stays.
pub const HEADERS: &[HeaderMove] = &[
    HeaderMove { from: "x-access-token", to: Some("Authorization"), prefix: "Bearer " },
    HeaderMove { from: "X-Debug-Token", to: None, prefix: "" },
];
