//! Which input a journal belongs to.

use kenar_sandbox::Config;
use snapbox::{assert_data_eq, str};

use crate::town::{Town, names};

const PUSH: [&str; 3] = ["push", "semantics", "cases.ndjson"];

fn push(town: &Town, more: &[&str]) -> crate::town::Ran {
    town.run(&[&PUSH[..], &["--json"], more].concat())
}

#[test]
fn a_changed_input_is_noticed() {
    let town = Town::new(4, Config::default());
    let lines = town.lines(2);
    town.write("cases.ndjson", lines.lines().take(3).map(|line| format!("{line}\n")).collect::<String>());
    push(&town, &[]).ends_with(0);
    town.write("cases.ndjson", &lines);
    let refused = push(&town, &[]).ends_with(2);
    assert_data_eq!(
        refused.err,
        str![[r#"
error: cases.ndjson was changed since its push began. Add --allow-changed to go on: what is done is known by what it says and is not sent again. Or add --restart to forget what is done and send everything again

"#]]
    );
    assert_eq!(town.requests("upsert_user_semantic"), [1, 1, 1, 0]);
    let more = push(&town, &["--allow-changed"]).ends_with(0).summary();
    assert_eq!((more["stored"].clone(), more["already_done"].clone()), (1.into(), 3.into()));
    // It belongs to that input from then on.
    push(&town, &[]).ends_with(0);

    assert_eq!(town.spent(), 2);
    let anew = push(&town, &["--restart"]).ends_with(1).summary();
    assert_eq!((anew["stored"].clone(), anew["failed"].clone()), (2.into(), 2.into()), "spent tickets are refused");
    assert_eq!(town.spent(), 2);
    assert!(names(town.folder.path()).contains(&"cases.ndjson.kenar-journal.old".to_owned()));
}

#[test]
fn a_journal_of_which_nothing_is_known_is_refused() {
    let town = Town::new(2, Config::default());
    town.write("cases.ndjson", town.lines(2));
    push(&town, &[]).ends_with(0);
    for text in ["", "{\"input\"", "\u{0}\u{0}"] {
        town.write("cases.ndjson.kenar-journal.json", text);
        let refused = push(&town, &[]).ends_with(2);
        assert!(refused.err.contains("does not say which input it belongs to"), "{refused:#?}");
    }
    let known = push(&town, &["--allow-changed"]).ends_with(0).summary();
    assert_eq!(known["already_done"], 2);
    assert_eq!(town.spent(), 1);
}

#[test]
fn another_file_is_not_taken_for_a_journal() {
    let town = Town::new(2, Config::default());
    town.write("cases.ndjson", town.lines(2));
    town.write("mine.txt", "mine");
    for more in [&["--restart"][..], &["--allow-changed"], &[]] {
        push(&town, &[&["--journal", "mine.txt"], more].concat()).ends_with(2);
        assert_eq!(town.read("mine.txt"), "mine");
    }
    assert_eq!(town.requests("upsert_user_semantic"), [0, 0]);
    push(&town, &["--journal", "elsewhere"]).ends_with(0);
    assert!(names(town.folder.path()).contains(&"elsewhere".to_owned()));
}

#[test]
fn what_a_sandbox_has_is_not_taken_for_done_elsewhere() {
    let (here, there) = (Town::new(1, Config::default()), Town::new(1, Config::default()));
    here.write("cases.ndjson", here.lines(2));
    push(&here, &[]).ends_with(0);
    let mut command = here.kenar(&PUSH);
    let ran =
        crate::town::Ran::of(command.env("KENAR_SANDBOX_URL", there.sandbox.url()).output().unwrap()).ends_with(2);
    assert!(ran.out.contains("belongs to a run of upsert_user_semantic at"), "{ran:#?}");
    assert_eq!(there.control().requests(0).len(), 0);
}
