//! The command with one sub-command only.

use std::ffi::OsStr;

use clap::{Args, Command};

use super::{auth, call, completions, docs, doctor, fix, mask, migrate, preview, push, schema, validate};

/// Adds the arguments of a sub-command.
type Augment = fn(Command) -> Command;

/// The sub-commands and what makes their arguments. The sandbox is missing: it runs for hours, and its help is put together
/// from two crates.
const ARGUMENTS: [(&str, Augment); 12] = [
    ("validate", validate::Arguments::augment_args),
    ("fix", fix::Arguments::augment_args),
    ("migrate", migrate::Arguments::augment_args),
    ("mask", mask::Arguments::augment_args),
    ("schema", schema::Arguments::augment_args),
    ("call", call::Arguments::augment_args),
    ("auth", auth::Arguments::augment_args),
    ("push", push::Arguments::augment_args),
    ("preview", preview::Arguments::augment_args),
    ("completions", completions::Arguments::augment_args),
    ("docs", docs::Arguments::augment_args),
    ("doctor", doctor::Arguments::augment_args),
];

/// What parses a call whose first argument is the name of a sub-command.
///
/// The arguments and texts of all the others are most of what a short run would do. `None` for anything else, such as
/// `--help` or a misspelt name: its answer speaks of all sub-commands.
pub(super) fn command(first: &OsStr) -> Option<Command> {
    let (name, augment) = ARGUMENTS.iter().find(|(name, _)| first == *name)?;
    let root = Command::new("kenar").version(env!("CARGO_PKG_VERSION")).propagate_version(true);
    Some(root.subcommand_required(true).subcommand(augment(Command::new(*name))))
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

    use clap::FromArgMatches;

    use super::*;
    use crate::command::{Arguments, help};

    /// What comes of a call: the values in it, or what is said.
    fn outcome(command: Command, arguments: &[&str]) -> Result<String, String> {
        let call = [&["kenar"], arguments].concat();
        let matches = command.color(clap::ColorChoice::Always).try_get_matches_from(call);
        let arguments = matches.and_then(|matches| Arguments::from_arg_matches(&matches));
        arguments.map(|arguments| format!("{arguments:?}")).map_err(|error| error.render().ansi().to_string())
    }

    #[test]
    fn a_sub_command_is_the_same_alone() {
        let whole = help::command();
        let names = whole.get_subcommands().map(Command::get_name).filter(|name| *name != "sandbox");
        for name in names {
            for rest in [
                &[][..],
                &["-h"],
                &["--help"],
                &["--version"],
                &["help"],
                &["--helb"],
                &["a.json"],
                &["login", "--help"],
                &["semantics", "a.ndjson", "--dry-rum"],
                &["get-user", "--help"],
                &["user-addon"],
                &["bash"],
            ] {
                let arguments = [&[name], rest].concat();
                let alone = command(OsStr::new(name)).unwrap();
                assert_eq!(outcome(alone, &arguments), outcome(whole.clone(), &arguments), "{arguments:?}");
            }
        }
    }

    #[test]
    fn what_names_no_sub_command_needs_all_of_them() {
        for first in ["--help", "help", "-V", "", "valid", "sandbox"] {
            assert!(command(OsStr::new(first)).is_none(), "{first}");
        }
    }
}
