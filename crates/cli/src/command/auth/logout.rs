use kenar_client::oauth::{FileStore, TokenStore as _};

use super::{remark, say};
use crate::exit::Exit;
use crate::profile::{Name, Options};

/// Forget the consent of a user
///
/// The tokens are removed from this machine. The platform has no way for an app to end a consent; the user does that in Divar.
#[derive(Debug, clap::Args)]
#[command(
    after_help = "Examples:\n  kenar auth logout\n  kenar auth logout --as seller\n  kenar auth logout --all --profile sandbox"
)]
pub(crate) struct Arguments {
    /// Forget all consents of the profile
    #[arg(long, conflicts_with = "user")]
    all: bool,
    #[command(flatten)]
    profile: Options,
}

pub(super) async fn run(arguments: Arguments) -> anyhow::Result<Exit> {
    let profile = arguments.profile.open()?;
    let known = profile.users()?;
    let users: Vec<Name> =
        if arguments.all { known } else { known.into_iter().filter(|name| *name == profile.user).collect() };
    let mut removed = 0_usize;
    for user in users {
        let store = FileStore::open(profile.place.consents(&profile.name).join(user.as_str()))?;
        // Another process may be refreshing it.
        let _lock = store.lock(user.as_str()).await?;
        if store.load(user.as_str()).await.is_ok_and(|tokens| tokens.is_none()) {
            continue;
        }
        store.remove(user.as_str()).await?;
        say(&format!("profile {}: the consent of {user} is removed", profile.name))?;
        removed += 1;
    }
    if removed == 0 {
        say(&format!("profile {}: no consent was kept", profile.name))?;
    } else {
        remark("The platform still has it: the user ends a consent in Divar.");
    }
    Ok(Exit::Fine)
}
