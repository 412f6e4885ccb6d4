//! The apps, as the pages show them.

use crate::state::State;
use crate::{Grant, ServiceType, WidgetKind};

/// An app without its secrets.
pub(super) struct AppFace {
    pub(super) slug: String,
    pub(super) title: String,
    pub(super) development: bool,
    pub(super) service_type: ServiceType,
    pub(super) widgets: Grant<WidgetKind>,
    pub(super) keys: Vec<KeyFace>,
}

/// What is to be said of an API key. The key is not part of it.
pub(super) struct KeyFace {
    pub(super) permissions: Grant<String>,
    pub(super) revoked: bool,
}

pub(super) fn apps(state: &State) -> Vec<AppFace> {
    let face = |app: &crate::state::App| AppFace {
        slug: app.slug.clone(),
        title: app.title.clone(),
        development: app.development,
        service_type: app.service_type,
        widgets: app.widgets.clone(),
        keys: app
            .keys
            .iter()
            .map(|key| KeyFace { permissions: key.permissions.clone(), revoked: key.revoked })
            .collect(),
    };
    state.apps.iter().map(|(_, app)| face(app)).collect()
}
