//! Every example of the document, held against the Rust type of its component: the verdict is the one in the file
//! name, and a refusal is the one violation that the file beside it names.

#![allow(clippy::expect_used, clippy::panic, clippy::unwrap_used, reason = "a test fails by panicking")]

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Debug;
use std::fs;
use std::path::{Path, PathBuf};

use kenar_schemas::legacy::*;
use kenar_schemas::oauth::{OAuthError, TokenRequest, TokenResponse};
use kenar_schemas::widgets::*;
use kenar_schemas::*;
use serde_json::Value;

/// Takes one text in every way that there is, and says what is wrong if they disagree.
fn judge<T: Payload + PartialEq + Debug>(text: &[u8]) -> Result<Result<(), Violations>, String> {
    let schema = Checker::compile(&T::to_json_schema(), "").map_err(|error| error.to_string())?;
    let read = serde_json::from_slice::<T>(text).map_err(|error| error.to_string());
    let violations = match (T::check(text), schema.check(text), read) {
        (Ok(checked), Ok(()), Ok(read)) => {
            if checked != read {
                return Err(format!("`check` reads {checked:?} and serde {read:?}"));
            }
            Payload::validate(&read).map_err(|violations| format!("taken, but not valid: {violations}"))?;
            let written = serde_json::to_string(&read).map_err(|error| format!("cannot be written: {error}"))?;
            let again = T::check(written.as_bytes()).map_err(|error| format!("written as {written}, then: {error}"))?;
            if again != read {
                return Err(format!("written as {written}, that reads {again:?} and not {read:?}"));
            }
            return Ok(Ok(()));
        }
        (Err(told), Err(violations), _) if told != violations => {
            return Err(format!("`check` tells {told}\nand the schema {violations}"));
        }
        (Err(violations), Err(_), Err(_)) => violations,
        (Err(violations), Err(_), Ok(read)) if Payload::validate(&read).is_err() => violations,
        (_, Err(violations), Ok(_)) => return Err(format!("refused, but only by the schema: {violations}")),
        (Err(violations), Ok(()), _) => return Err(format!("refused, but only by `check`: {violations}")),
        (_, _, Err(error)) => return Err(format!("taken, but not by the type: {error}")),
    };
    Ok(Err(violations))
}

type Judge = fn(&[u8]) -> Result<Result<(), Violations>, String>;

macro_rules! components {
    ($($name:ident),* $(,)?) => {
        const COMPONENTS: &[(&str, Judge)] = &[$((stringify!($name), judge::<$name>)),*];
    };
}

components! {
    // The bodies and answers of the current operations.
    AddonReceipt, BusinessAddon, BusinessAddonReceipt, Empty, ErrorBody, ErrorDetail, ImageUpload, OAuthError,
    PaymentTicketValidation, PostAddon, PostSemantic, SemanticReceipt, TicketValidity, TokenRequest, TokenResponse,
    UserAddon, UserIdByPhone, UserIdByPhoneRequest, UserInfo, UserSemantic,
    // Widgets and what they are made of.
    Action, ActionData, ButtonBar, DescriptionRow, EvaluationRow, EvaluationSection, EventRow, GroupInfoItem,
    GroupInfoRow, IconName, ImageCarouselItem, ImageCarouselRow, PostTarget, ScoreRow, SelectorRow, Semantic,
    SubtitleRow, TitleRow, Widget, WidgetColor,
    // Texts with a form.
    AddonId, BusinessToken, DivarUserId, ImageId, LinkUrl, Phone, PostToken, SemanticId, TicketUuid,
    // The first version.
    LegacyAction, LegacyAddonMetaData, LegacyAppInfo, LegacyButton, LegacyButtonStyle, LegacyColor,
    LegacyDescriptionRowData, LegacyEvaluationRowData, LegacyEvaluationSection, LegacyEventRowData,
    LegacyGroupInfoItem, LegacyGroupInfoRowData, LegacyIcon, LegacyImageCarouselItem, LegacyImageCarouselRowData,
    LegacyIndicatorIcon, LegacyLegendTag, LegacyLegendTitleRowData, LegacyPostAddon, LegacyPostAddonItem,
    LegacyPostAddonList, LegacyPostSemantic, LegacyScoreRowData, LegacySelector, LegacySelectorRowData,
    LegacySemantic, LegacySemanticValue, LegacySubtitleRowData, LegacyTagColor, LegacyTitleRowData, LegacyUserAddon,
    LegacyUserVerification, LegacyWebPageAction, LegacyWebPagePayload, LegacyWebViewAction, LegacyWebViewPayload,
    LegacyWideButtonBarData, LegacyWidget, LegacyWidgetList, LegacyWidgetListView, LegacyWidgetView,
}

/// Components that have examples and no public type of their own, each with the reason.
const WITHOUT_TYPE: &[(&str, &str)] = &[];

fn examples() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../openapi/examples")
}

/// The names in a folder, without `.json`.
fn names(folder: &Path) -> BTreeSet<String> {
    let entries = fs::read_dir(folder).unwrap_or_else(|error| panic!("{}: {error}", folder.display()));
    let name = |entry: std::io::Result<fs::DirEntry>| entry.unwrap().file_name().into_string().unwrap();
    entries.map(|entry| name(entry).trim_end_matches(".json").to_owned()).collect()
}

/// What is wrong with one example, if anything is.
fn complaint(judge: Judge, folder: &Path, name: &str) -> Option<String> {
    let text = fs::read(folder.join(format!("{name}.json"))).unwrap();
    let sidecar = fs::read(folder.join(format!("{name}.violation.json"))).ok();
    let expected = sidecar.map(|text| serde_json::from_slice::<Value>(&text).unwrap());
    match (judge(&text), name.starts_with("valid-"), expected) {
        (Err(disagreement), _, _) => Some(disagreement),
        (Ok(Ok(())), true, None) => None,
        (Ok(Err(violations)), false, Some(expected)) => match violations.as_slice() {
            [one] if expected["pointer"] == one.pointer && expected["rule"] == one.rule.as_str() => None,
            _ => Some(format!("expected only {expected}, found:\n{violations}")),
        },
        (Ok(Err(violations)), true, _) => Some(format!("refused: {violations}")),
        (Ok(Ok(())), false, _) => Some("taken".to_owned()),
        (_, true, Some(_)) => Some("valid, and yet a violation is named".to_owned()),
        (_, false, None) => Some("no file names the violation".to_owned()),
    }
}

#[test]
fn examples_get_the_verdict_in_their_name() {
    let mut complaints = Vec::new();
    for (component, judge) in COMPONENTS {
        let folder = examples().join(component);
        let names = names(&folder);
        let mut seen = [0, 0];
        for name in names.iter().filter(|name| !name.ends_with(".violation")) {
            seen[usize::from(name.starts_with("valid-"))] += 1;
            complaints
                .extend(complaint(*judge, &folder, name).map(|complaint| format!("{component}/{name}: {complaint}")));
        }
        if seen.contains(&0) {
            complaints.push(format!("{component}: {} refused and {} valid examples are too few", seen[0], seen[1]));
        }
        for name in &names {
            let example = name.trim_end_matches(".violation");
            let known = example.starts_with("valid-") || example.starts_with("invalid-");
            if !known || !names.contains(example) {
                complaints.push(format!("{component}/{name}: neither an example nor the violation of one"));
            }
        }
    }
    assert!(complaints.is_empty(), "{} complaints\n{}", complaints.len(), complaints.join("\n"));
}

#[test]
fn every_folder_of_examples_has_a_row() {
    let rows: BTreeMap<&str, usize> = COMPONENTS
        .iter()
        .map(|(name, _)| *name)
        .chain(WITHOUT_TYPE.iter().map(|(name, _)| *name))
        .fold(BTreeMap::new(), |mut rows, name| {
            *rows.entry(name).or_default() += 1;
            rows
        });
    assert!(rows.values().all(|count| *count == 1), "a component stands twice: {rows:?}");
    assert!(WITHOUT_TYPE.iter().all(|(_, reason)| !reason.is_empty()));
    let folders = names(&examples());
    let folders: BTreeSet<&str> = folders.iter().map(String::as_str).collect();
    assert_eq!(folders, rows.into_keys().collect(), "left: folders of openapi/examples, right: rows of this file");
}
