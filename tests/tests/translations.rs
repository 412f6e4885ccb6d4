//! The Persian texts say what the English ones say, and are set as Persian is set.

#![allow(clippy::unwrap_used, clippy::panic, reason = "tests")]

mod markdown;

use std::collections::BTreeSet;

use markdown::{Direction, Markdown};

/// Every text that exists in both languages: the English one, then the Persian one.
const PAIRS: &[(&str, &str)] = &[
    ("README.md", "README.fa.md"),
    ("crates/client/guides/from-document-to-call.md", "crates/client/guides/from-document-to-call.fa.md"),
    ("crates/client/guides/from-v1-to-v2.md", "crates/client/guides/from-v1-to-v2.fa.md"),
];

fn pairs() -> impl Iterator<Item = (Markdown, Markdown)> {
    PAIRS.iter().map(|(english, persian)| (Markdown::read(english), Markdown::read(persian)))
}

fn persian() -> impl Iterator<Item = Markdown> {
    PAIRS.iter().map(|(_, persian)| Markdown::read(persian))
}

/// Code without its comments, which are translated.
fn without_comments(language: &str, code: &str) -> Vec<String> {
    let lines = code.lines().map(|line| match language {
        "rust" => before_comment(line, "//"),
        "sh" => before_comment(line, "#"),
        _ => line.trim_end().to_owned(),
    });
    lines.filter(|line| !line.is_empty()).collect()
}

/// The line up to a mark that is outside of a text, alone or after a space.
fn before_comment(line: &str, mark: &str) -> String {
    let mut in_text = false;
    for (index, character) in line.char_indices() {
        let (before, rest) = line.split_at(index);
        match character {
            '"' if !before.ends_with('\\') => in_text = !in_text,
            _ if !in_text && rest.starts_with(mark) && !before.ends_with(|last: char| !last.is_whitespace()) => {
                return before.trim_end().to_owned();
            }
            _ => {}
        }
    }
    line.trim_end().to_owned()
}

#[test]
fn both_have_the_same_sections() {
    for (english, persian) in pairs() {
        assert!(english.headings.len() > 4, "{}", english.path.display());
        assert_eq!(english.headings, persian.headings, "{}", persian.path.display());
        assert_eq!(english.anchors, persian.anchors, "{}", persian.path.display());
    }
}

#[test]
fn both_have_the_same_code() {
    for (english, persian) in pairs() {
        let shape = |text: &Markdown| text.blocks.iter().map(|block| block.language.clone()).collect::<Vec<_>>();
        assert_eq!(shape(&english), shape(&persian), "{}", persian.path.display());
        for (english, persian_block) in english.blocks.iter().zip(&persian.blocks) {
            let (language, path) = (&english.language, persian.path.display());
            let same = without_comments(language, &english.code) == without_comments(language, &persian_block.code);
            assert!(same, "{path}: this is another code than in English:\n{}", persian_block.code);
        }
    }
}

#[test]
fn both_have_the_same_tables() {
    for (english, persian) in pairs() {
        let rows = |text: &Markdown| text.tables.iter().map(Vec::len).collect::<Vec<_>>();
        assert_eq!(rows(&english), rows(&persian), "{}", persian.path.display());
        for (english, persian_row) in english.tables.iter().flatten().zip(persian.tables.iter().flatten()) {
            assert_eq!(english, persian_row, "{}: the code in this row", persian.path.display());
        }
    }
}

#[test]
fn both_name_the_same_things_in_each_section() {
    for (english, persian) in pairs() {
        let named = |text: &Markdown| {
            let spans = text.spans.iter().map(|span| (span.section, span.code.clone()));
            spans.collect::<BTreeSet<_>>()
        };
        let (in_english, in_persian) = (named(&english), named(&persian));
        let differ: Vec<_> = in_english.symmetric_difference(&in_persian).collect();
        assert!(differ.is_empty(), "{}: named in one language only: {differ:?}", persian.path.display());
    }
}

#[test]
fn both_lead_to_the_same_places() {
    for (english, persian) in pairs() {
        let plain = |text: &Markdown| text.links.iter().map(|link| link.replace(".fa.md", ".md")).collect::<Vec<_>>();
        let (mut in_english, mut in_persian) = (plain(&english), plain(&persian));
        in_english.sort_unstable();
        in_persian.sort_unstable();
        assert_eq!(in_english, in_persian, "{}", persian.path.display());
        for text in [&english, &persian] {
            assert_eq!(text.broken_links(), Vec::<&str>::new(), "{}", text.path.display());
        }
        let name = |text: &Markdown| text.path.file_name().unwrap().to_string_lossy().into_owned();
        assert_eq!(english.links[0], name(&persian), "the first link of the English text leads to the Persian one");
        assert_eq!(persian.links[0], name(&english), "the first link of the Persian text leads to the English one");
        // A reader of Persian stays in Persian, where there is a choice.
        for link in &persian.links[1..] {
            let target = persian.path.parent().unwrap().join(link.split('#').next().unwrap());
            let translated = target.with_extension("fa.md");
            assert!(!translated.exists(), "{}: {link} has a Persian form", persian.path.display());
        }
    }
}

#[test]
fn persian_runs_from_the_right_and_code_from_the_left() {
    for text in persian() {
        let path = text.path.display();
        assert!(text.text.starts_with("<div dir=\"rtl\">\n\n"), "{path}");
        for prose in &text.prose {
            assert_eq!(prose.direction, Some(Direction::RightToLeft), "{path}: {}", prose.text);
        }
        for block in &text.blocks {
            assert_eq!(block.direction, Some(Direction::LeftToRight), "{path}:\n{}", block.code);
        }
    }
}

/// A bracket or slash at the edge of a piece of code would jump to its other side.
#[test]
fn code_within_persian_keeps_its_edges() {
    for text in persian() {
        for span in text.spans.iter().filter(|span| span.direction == Some(Direction::RightToLeft)) {
            let (before, after) = (&text.text[..span.place.start], &text.text[span.place.end..]);
            let path = text.path.display();
            if span.code.starts_with(|first: char| !first.is_alphanumeric()) {
                assert!(before.ends_with("&lrm;"), "{path}: write &lrm; before `{}`", span.code);
            }
            if span.code.ends_with(|last: char| !last.is_alphanumeric()) {
                assert!(after.starts_with("&lrm;"), "{path}: write &lrm; after `{}`", span.code);
            }
        }
    }
}

/// Pieces of code with nothing but a comma between them would be read from the left.
#[test]
fn lists_of_code_within_persian_run_from_the_right() {
    let mut lists = 0;
    for text in persian() {
        for pair in text.spans.windows(2).filter(|pair| pair[0].direction == Some(Direction::RightToLeft)) {
            let between = &text.text[pair[0].place.end..pair[1].place.start];
            let plain = between.replace("&lrm;", "").replace("&rlm;", "");
            if plain.trim() == "،" {
                lists += 1;
                let (path, code) = (text.path.display(), &pair[0].code);
                assert!(between.contains("،&rlm;"), "{path}: write &rlm; after the comma behind `{code}`");
            }
        }
    }
    assert!(lists > 5, "{lists}");
}

#[test]
fn persian_is_written_as_persian() {
    for text in persian() {
        let path = text.path.display();
        let paragraphs = text.prose.iter().map(|prose| prose.text.as_str());
        let translated = paragraphs.filter(|text| text.contains(is_persian));
        let mut count = 0;
        for prose in translated {
            count += 1;
            for wrong in ['ي', 'ك', 'ى', ',', ';', '?', '٪', '"'] {
                assert!(!prose.contains(wrong), "{path}: {wrong:?} in: {prose}");
            }
            assert!(!prose.contains(|digit| ('٠'..='٩').contains(&digit)), "{path}: Arabic digits in: {prose}");
            // After a Latin word digits are a part of its name: `Rust 1.90`.
            let mut after_name = false;
            for word in prose.split(|character: char| !character.is_alphanumeric()).filter(|word| !word.is_empty()) {
                let digits = word.chars().all(|character| character.is_ascii_digit());
                assert!(!digits || after_name, "{path}: write {word} with Persian digits in: {prose}");
                after_name = digits || word.chars().all(|character| character.is_ascii_alphanumeric());
            }
            let words = prose.split([' ', '\n', '.', '،', '؛', ':', '(', ')', '«', '»']);
            let words: Vec<&str> = words.filter(|word| !word.is_empty()).collect();
            for pair in words.windows(2) {
                let torn_verb = matches!(pair[0], "می" | "نمی") && pair[1].starts_with(is_persian);
                let suffix = matches!(
                    pair[1],
                    "ها" | "های"
                        | "هایی"
                        | "هایش"
                        | "هایشان"
                        | "تر"
                        | "تری"
                        | "ترین"
                        | "ام"
                        | "اند"
                        | "ای"
                );
                let torn = torn_verb || (suffix && pair[0].ends_with(is_persian));
                assert!(!torn, "{path}: join {:?} by a ZWNJ in: {prose}", pair.join(" "));
            }
        }
        assert!(count > 20, "{path}: {count} pieces of Persian");
    }
}

fn is_persian(character: char) -> bool {
    ('\u{600}'..='\u{6FF}').contains(&character)
}
