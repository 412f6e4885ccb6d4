//! What `kenar --help` says.

use std::fmt::Write;

use clap::builder::{StyledStr, Styles};
use clap::{Command, CommandFactory};

/// The sub-commands, in the order in which people meet them.
const GROUPS: [(&str, &[&str]); 4] = [
    ("Payloads", &["validate", "fix", "migrate", "mask", "schema", "preview"]),
    ("Calls", &["call", "auth", "push"]),
    ("Trying out", &["sandbox", "doctor"]),
    ("This command", &["completions", "docs"]),
];

const EXAMPLES: &str = "\
Examples:
  kenar sandbox
      The platform's behaviour on this machine, with a console in the browser.
  kenar preview addon.json
      See an add-on as Divar would draw it, and what is wrong with it.
  kenar push addons reports.ndjson --dry-run
      Check ten thousand add-ons before one is sent.

Each sub-command has examples of its own: kenar push --help. All of it on one page: kenar docs.
Exit codes: 0 fine, 1 something is wrong with the input or the answers, 2 it could not be done.";

/// The whole command, with help that teaches.
pub(crate) fn command() -> Command {
    let command = super::Arguments::command();
    let template = template(&command);
    command
        .mut_subcommand("sandbox", |sandbox| sandbox.after_help(kenar_sandbox::cli::examples("kenar sandbox")))
        .help_template(template)
        .after_help(EXAMPLES)
}

/// The groups in the place where clap would list the sub-commands.
fn template(command: &Command) -> StyledStr {
    let styles = Styles::styled();
    let (header, literal) = (styles.get_header(), styles.get_literal());
    let mut text = String::from("{about-with-newline}\n{usage-heading} {usage}\n");
    for (title, names) in GROUPS {
        let _ = write!(text, "\n{header}{title}:{header:#}\n");
        for name in names {
            let about = command.find_subcommand(name).and_then(Command::get_about).map(ToString::to_string);
            let about = about.unwrap_or_default();
            let _ = writeln!(text, "  {literal}{name:<13}{literal:#}{about}");
        }
    }
    let _ = write!(text, "\n{header}Options:{header:#}\n{{options}}{{after-help}}");
    StyledStr::from(text)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::expect_used, clippy::panic, clippy::unwrap_used, reason = "a test fails by panicking")]

    use super::*;

    /// Every command with sub-commands of its own, by the words that call it.
    fn every(command: &Command, words: &str, found: &mut Vec<(String, Command)>) {
        found.push((words.to_owned(), command.clone()));
        for sub in command.get_subcommands().filter(|sub| sub.get_name() != "help") {
            every(sub, &format!("{words} {}", sub.get_name()), found);
        }
    }

    fn all() -> Vec<(String, Command)> {
        let mut found = Vec::new();
        every(&command(), "kenar", &mut found);
        found
    }

    /// What comes after the arguments in a help text.
    fn after(command: &mut Command) -> String {
        let text = command.get_after_long_help().or(command.get_after_help());
        text.map(ToString::to_string).unwrap_or_default()
    }

    #[test]
    fn the_groups_are_the_sub_commands() {
        let command = command();
        let mut grouped: Vec<&str> = GROUPS.iter().flat_map(|(_, names)| *names).copied().collect();
        let mut there: Vec<&str> = command.get_subcommands().map(Command::get_name).collect();
        grouped.sort_unstable();
        there.sort_unstable();
        assert_eq!(grouped, there);
    }

    /// The calls of this command in the examples of a help text: what a shell would hand to it.
    fn calls(help: &str) -> Vec<Vec<String>> {
        // What follows two spaces on the same line says what the example does.
        calls_of(help.lines().map(|line| line.trim().split("  ").next().unwrap()))
    }

    /// The calls of this command in lines of a shell.
    fn calls_of<'a>(lines: impl Iterator<Item = &'a str>) -> Vec<Vec<String>> {
        let commands = lines.flat_map(|line| line.split("&&").flat_map(|part| part.split(" | ")));
        let alone = commands.map(|command| {
            let ends = [" > ", " >> ", " < ", " &"].iter().filter_map(|end| command.find(end));
            command[..ends.min().unwrap_or(command.len())].trim()
        });
        let ours = alone.filter(|command| command.starts_with("kenar "));
        ours.map(|command| shell_words::split(command).unwrap_or_else(|error| panic!("{command}: {error}"))).collect()
    }

    #[test]
    fn every_help_has_examples() {
        // What takes no argument has one example, its name.
        let takes_something = |command: &Command| {
            let own = |argument: &clap::Arg| !["help", "version"].contains(&argument.get_id().as_str());
            command.has_subcommands() || command.get_arguments().any(own)
        };
        for (words, mut command) in all().into_iter().filter(|(_, command)| takes_something(command)) {
            let help = after(&mut command);
            let has_examples = help.contains("Examples:\n") || help.contains("Example:\n");
            assert!(has_examples, "`{words} --help` has no examples");
            assert!(command.get_about().is_some(), "`{words} --help` does not say what it is for");
        }
    }

    #[test]
    fn every_example_can_be_called() {
        let mut count = 0;
        for (words, mut command) in all() {
            for call in calls(&after(&mut command)) {
                let parsed = self::command().try_get_matches_from(&call);
                assert!(parsed.is_ok(), "an example of `{words} --help` is wrong: {call:?}\n{}", parsed.unwrap_err());
                count += 1;
            }
        }
        assert!(count >= 25, "{count}");
    }

    #[test]
    fn the_calls_of_an_example_are_found() {
        let help = "Examples:\n  cat 'a b' | kenar x --a 'b | c' - > d && kenar y < z &\n  kenar w      says kenar z\n      kenarize";
        let found = [vec!["kenar", "y"], vec!["kenar", "w"]];
        assert_eq!(calls(&help.replace("'b | c'", "b"))[1..], found);
        assert_eq!(calls(&help.replace("'b | c'", "b"))[0], ["kenar", "x", "--a", "b", "-"]);
    }

    /// The calls of this command in the blocks of a guide that are for a shell, and in those that show what it answers.
    fn calls_of_guide(guide: &str) -> Vec<Vec<String>> {
        let mut block = None;
        let lines = guide.lines().filter_map(|line| match line.strip_prefix("```") {
            Some(language) => {
                block = if block.is_some() { None } else { Some(language) };
                None
            }
            None if block == Some("sh") => Some(line.split(" #").next().unwrap().trim()),
            None if block == Some("text") => line.strip_prefix("$ ").map(str::trim),
            None => None,
        });
        calls_of(lines)
    }

    /// Where this command is called in what people read, and how often at least.
    const GUIDES: [(&str, usize); 6] = [
        ("README.md", 30),
        ("../../README.md", 7),
        ("../../README.fa.md", 7),
        ("../validate/README.md", 0),
        ("../client/guides/from-v1-to-v2.md", 0),
        ("../client/guides/from-v1-to-v2.fa.md", 0),
    ];

    #[test]
    fn every_call_in_a_guide_can_be_made() {
        for (path, least) in GUIDES {
            let full = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join(path);
            let calls = calls_of_guide(&std::fs::read_to_string(full).unwrap());
            assert!(calls.len() >= least, "{path}: {} calls", calls.len());
            for call in calls {
                let parsed = command().try_get_matches_from(&call);
                let help = parsed.as_ref().is_err_and(|error| error.kind() == clap::error::ErrorKind::DisplayHelp);
                assert!(parsed.is_ok() || help, "{path}: {call:?}\n{}", parsed.unwrap_err());
            }
        }
    }

    /// Every file of the source.
    fn sources(folder: &std::path::Path, found: &mut Vec<String>) {
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            match path.extension() {
                _ if path.is_dir() => sources(&path, found),
                Some(extension) if extension == "rs" => found.push(std::fs::read_to_string(path).unwrap()),
                _ => {}
            }
        }
    }

    /// What messages tell people to run next is there. Something may be left out of it, and what is in braces is not known
    /// here.
    #[test]
    fn every_command_in_a_message_is_there() {
        use clap::error::ErrorKind::{InvalidSubcommand, UnknownArgument};

        let mut files = Vec::new();
        sources(&std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("src"), &mut files);
        let mut count = 0;
        for call in files.iter().flat_map(|text| text.split('`')).filter(|text| text.starts_with("kenar ")) {
            let words = call.split_whitespace().take_while(|word| !word.contains(['{', '…', '<', '\\', '[']));
            let parsed = command().try_get_matches_from(words);
            let wrong = |error: &clap::Error| [InvalidSubcommand, UnknownArgument].contains(&error.kind());
            assert!(!parsed.as_ref().is_err_and(wrong), "`{call}`\n{}", parsed.unwrap_err());
            count += 1;
        }
        assert!(count >= 40, "{count}");
    }

    #[test]
    fn the_calls_of_a_guide_are_found() {
        let guide = "kenar a\n```sh\nkenar b 'x y' | kenar c - > d  # kenar e\ncargo kenar f\n```\nkenar g\n\
                     ```text\n$ kenar h --i\nkenar j\n```\n```rust\nkenar k\n```\n";
        assert_eq!(calls_of_guide(guide), [&["kenar", "b", "x y"][..], &["kenar", "c", "-"], &["kenar", "h", "--i"]]);
        let wrong = "```sh\nkenar validate --formt json a.json\n```";
        assert!(command().try_get_matches_from(&calls_of_guide(wrong)[0]).is_err());
    }

    #[test]
    fn clap_finds_nothing_to_complain_of() {
        command().debug_assert();
    }
}
