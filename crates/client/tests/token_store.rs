//! Consents in files.
#![allow(clippy::expect_used, clippy::panic, clippy::unwrap_used, reason = "a test fails by panicking")]
#![cfg(unix)]

mod common;

use std::fs::{self, File, Permissions};
use std::os::unix::fs::{MetadataExt as _, PermissionsExt as _, symlink};
use std::path::{Path, PathBuf};
use std::time::Duration;

use common::folder::Folder;
use common::world::{HOUR, KEY_OF_PERSON, World};
use common::{assert_without, printed};
use kenar_client::oauth::{ConsentError, FileStore, FileStoreError, StoreError, StoredTokens, TokenStore};

const ACCESS: &str = "ory_at_51b77e";
const REFRESH: &str = "ory_rt_c03d11";

fn tokens(access: &str) -> StoredTokens {
    let text = r#"{"version":1,"access_token":"ACCESS","refresh_token":"REFRESH","scope":"USER_ID شناسه","obtained_at":1,"expires_at":2}"#;
    StoredTokens::from_json(&text.replace("ACCESS", access).replace("REFRESH", REFRESH)).unwrap()
}

/// A store with one consent, and the file of it.
async fn with_one(folder: &Folder) -> (FileStore, PathBuf) {
    let store = FileStore::open(folder.path()).unwrap();
    store.save("a", &tokens(ACCESS)).await.unwrap();
    let file = folder.files("json").remove(0);
    (store, file)
}

fn mode(path: &Path) -> u32 {
    fs::metadata(path).unwrap().mode() & 0o777
}

/// What a person is told of a file: which one, and nothing of what is in it.
fn told(error: &FileStoreError, file: &Path) -> String {
    let text = printed(error);
    assert!(text.contains(file.to_str().unwrap()), "{text}");
    assert_without(&text, &[ACCESS, REFRESH]);
    error.to_string()
}

#[tokio::test]
async fn what_was_saved_is_loaded_by_any_store_of_the_folder() {
    let folder = Folder::new();
    let store = FileStore::open(folder.path().join("a/b")).unwrap();
    assert_eq!(store.load("a").await.unwrap(), None);
    store.remove("a").await.unwrap();
    for access in ["first", "second"] {
        store.save("a", &tokens(access)).await.unwrap();
        assert_eq!(FileStore::open(folder.path().join("a/b")).unwrap().load("a").await.unwrap(), Some(tokens(access)));
    }
    store.remove("a").await.unwrap();
    assert_eq!(store.load("a").await.unwrap(), None);
}

#[tokio::test]
async fn any_key_will_do() {
    let folder = Folder::new();
    let store = FileStore::open(folder.path()).unwrap();
    let long = "ک".repeat(10_000);
    let keys = [
        "",
        ".",
        "..",
        "../../etc/passwd",
        "/",
        "a/b",
        "a\0b",
        "awoDdf1ecd2wac",
        "AWODDF1ECD2WAC",
        "CON",
        "locks",
        "a\nb",
        "شناسه\u{200C}ها 🚗",
        "ك",
        "ک",
        "a ",
        "a",
        long.as_str(),
    ];
    for key in keys {
        store.save(key, &tokens(&format!("token of {key:?}").replace(['"', '\\'], "'"))).await.unwrap();
    }
    for key in keys {
        let expected = tokens(&format!("token of {key:?}").replace(['"', '\\'], "'"));
        assert_eq!(store.load(key).await.unwrap(), Some(expected), "{key:?}");
    }
    let files = folder.files("json");
    assert_eq!(files.len(), keys.len());
    for file in &files {
        let name = file.file_name().unwrap().to_str().unwrap();
        assert!(name.len() < 80 && !name.contains("awo"), "{name}");
        // The same on file systems that know no capital letters.
        assert_eq!(name, name.to_lowercase());
    }
    for entry in fs::read_dir(folder.path()).unwrap() {
        let path = entry.unwrap().path();
        assert!(files.contains(&path) || path.ends_with("locks"), "{}", path.display());
    }
}

#[tokio::test]
async fn files_and_folders_are_their_owners_only() {
    let folder = Folder::new();
    let path = folder.path().join("new/consents");
    let store = FileStore::open(&path).unwrap();
    for folder in [folder.path(), &folder.path().join("new"), &path, &path.join("locks")] {
        assert_eq!(mode(folder), 0o700, "{}", folder.display());
    }
    store.save("a", &tokens(ACCESS)).await.unwrap();
    drop(store.lock("a").await.unwrap());
    let files: Vec<_> = [&path, &path.join("locks")]
        .into_iter()
        .flat_map(|folder| fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()))
        .filter(|path| path.is_file())
        .collect();
    assert_eq!(files.len(), 2);
    for file in files {
        assert_eq!(mode(&file), 0o600, "{}", file.display());
    }
}

#[tokio::test]
async fn a_file_that_everybody_can_read_is_refused() {
    let folder = Folder::new();
    let (store, file) = with_one(&folder).await;
    for exposed in [0o644, 0o604, 0o602, 0o601, 0o666, 0o777] {
        fs::set_permissions(&file, Permissions::from_mode(exposed)).unwrap();
        let error = store.load("a").await.unwrap_err();
        assert!(matches!(error, FileStoreError::Exposed { mode, .. } if mode == exposed), "{error}");
        let text = told(&error, &file);
        assert!(text.contains(&format!("{exposed:o}")) && text.contains("chmod 600"), "{text}");
    }
    // Some platforms hand out volumes to a group.
    for fine in [0o600, 0o640, 0o660, 0o400] {
        fs::set_permissions(&file, Permissions::from_mode(fine)).unwrap();
        assert!(store.load("a").await.unwrap().is_some());
    }
    // What is written anew is the owner's again.
    fs::set_permissions(&file, Permissions::from_mode(0o666)).unwrap();
    store.save("a", &tokens("new")).await.unwrap();
    assert_eq!(mode(&file), 0o600);
    assert!(store.load("a").await.unwrap().is_some());
}

#[tokio::test]
async fn a_damaged_file_is_named_and_harms_nobody_else() {
    let folder = Folder::new();
    let (store, file) = with_one(&folder).await;
    store.save("other", &tokens("other")).await.unwrap();
    let good = fs::read(&file).unwrap();
    let damaged: Vec<Vec<u8>> = (0..good.len()).map(|end| good[..end].to_vec()).collect();
    let strange = [
        b"\xFF\xFE".to_vec(),
        vec![0; good.len()],
        b"null".to_vec(),
        b"{}".to_vec(),
        [good.as_slice(), &good].concat(),
        String::from_utf8(good.clone()).unwrap().replace(r#""key":"a","#, "").into_bytes(),
        String::from_utf8(good.clone()).unwrap().replace("\"version\":1", "\"version\":9").into_bytes(),
    ];
    for bytes in damaged.into_iter().chain(strange) {
        fs::write(&file, &bytes).unwrap();
        let error = store.load("a").await.unwrap_err();
        assert!(matches!(error, FileStoreError::Corrupt { .. }), "{error} for {}", String::from_utf8_lossy(&bytes));
        let text = told(&error, &file);
        assert!(text.contains("Move it away"), "{text}");
        assert_eq!(store.refreshing().await.unwrap().len(), 0);
    }
    assert_eq!(store.load("other").await.unwrap(), Some(tokens("other")));
    // A new consent heals it.
    store.save("a", &tokens("new")).await.unwrap();
    assert_eq!(store.load("a").await.unwrap(), Some(tokens("new")));
    fs::write(&file, &good).unwrap();
    assert_eq!(store.load("a").await.unwrap(), Some(tokens(ACCESS)));

    fs::rename(&file, folder.files("json").iter().find(|other| **other != file).unwrap()).unwrap();
    let error = store.load("other").await.unwrap_err();
    assert!(matches!(error, FileStoreError::Misplaced { .. }), "{error}");
}

#[tokio::test]
async fn what_the_operating_system_refuses_is_said_with_the_path() {
    let folder = Folder::new();
    fs::create_dir(folder.path()).unwrap();
    let occupied = folder.path().join("occupied");
    File::create(&occupied).unwrap();
    let error = FileStore::open(&occupied).unwrap_err();
    assert!(told(&error, &occupied).contains("cannot be created"), "{error}");

    let (store, file) = with_one(&folder).await;
    fs::remove_file(&file).unwrap();
    fs::create_dir(&file).unwrap();
    fs::set_permissions(&file, Permissions::from_mode(0o700)).unwrap();
    let load = store.load("a").await.unwrap_err();
    assert!(told(&load, &file).contains("cannot be read"), "{load}");
    let save = store.save("a", &tokens(ACCESS)).await.unwrap_err();
    assert!(told(&save, &file).contains("cannot be written"), "{save}");
    let remove = store.remove("a").await.unwrap_err();
    assert!(told(&remove, &file).contains("cannot be removed"), "{remove}");
    assert_eq!(folder.files("tmp").len(), 0, "what was begun is taken away");

    fs::remove_dir_all(folder.path()).unwrap();
    store.save("a", &tokens(ACCESS)).await.unwrap_err();
    store.lock("a").await.unwrap_err();
    assert_eq!(store.load("a").await.unwrap(), None);
}

#[tokio::test]
async fn what_killed_writers_left_is_removed_when_it_is_old() {
    let folder = Folder::new();
    let (_, file) = with_one(&folder).await;
    let (old, young) = (file.with_extension("0123456789abcdef.tmp"), file.with_extension("fedcba9876543210.tmp"));
    fs::write(&old, "{").unwrap();
    fs::write(&young, "{").unwrap();
    let eleven_minutes = Duration::from_secs(11 * 60);
    let now = fs::metadata(&young).unwrap().modified().unwrap();
    File::options().write(true).open(&old).unwrap().set_modified(now - eleven_minutes).unwrap();
    let other = folder.path().join("of the app");
    fs::write(&other, "").unwrap();
    symlink("nowhere", folder.path().join("broken.tmp")).unwrap();
    FileStore::open(folder.path()).unwrap();
    // The young one may be being written by another process.
    assert!(!old.exists() && young.exists() && file.exists() && other.exists());
}

#[tokio::test]
async fn a_lock_keeps_out_all_others_until_it_is_dropped() {
    let folder = Folder::new();
    let store = FileStore::open(folder.path()).unwrap();
    let other = FileStore::open(folder.path()).unwrap();
    let short = Duration::from_millis(50);
    let lock = store.lock("a").await.unwrap();
    tokio::time::timeout(short, other.lock("a")).await.unwrap_err();
    tokio::time::timeout(short, store.lock("a")).await.unwrap_err();
    drop(lock);
    let lock = other.lock("a").await.unwrap();
    // Another person has another lock.
    drop(store.lock("b").await.unwrap());
    let waiting = tokio::spawn({
        let store = store.clone();
        async move { store.lock("a").await.unwrap() }
    });
    tokio::time::sleep(short).await;
    assert!(!waiting.is_finished());
    drop(lock);
    drop(waiting.await.unwrap());
}

#[tokio::test(start_paused = true)]
async fn a_lock_that_is_never_given_back_is_not_waited_for_without_end() {
    let folder = Folder::new();
    let store = FileStore::open(folder.path()).unwrap();
    let _lock = store.lock("a").await.unwrap();
    let error = store.lock("a").await.unwrap_err();
    assert!(told(&error, &folder.path().join("locks")).contains("cannot be locked"), "{error}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn whoever_loads_while_others_save_sees_one_of_the_two() {
    let folder = Folder::new();
    let store = FileStore::open(folder.path()).unwrap();
    store.save("a", &tokens("0")).await.unwrap();
    let mut writers = tokio::task::JoinSet::new();
    for writer in 0..4 {
        let store = store.clone();
        writers.spawn(async move {
            for round in 0..25 {
                store.save("a", &tokens(&format!("{writer}{round}").repeat(2_000))).await.unwrap();
            }
        });
    }
    while writers.try_join_next().is_none_or(|_| !writers.is_empty()) {
        assert!(store.load("a").await.unwrap().is_some());
    }
    assert_eq!((folder.files("json").len(), folder.files("tmp").len()), (1, 0));
}

#[tokio::test]
async fn a_consent_lives_in_files() {
    let folder = Folder::new();
    let world = World::new().await;
    let store = || FileStore::open(folder.path()).unwrap();
    let consents = world.consents(store());
    world.consent(&consents).await;
    for round in 1..=3 {
        // A process that does one thing and ends.
        world.advance(HOUR);
        let consent = world.consents(store()).of(KEY_OF_PERSON).await.unwrap();
        assert!(world.takes(&consent.access_token().await.unwrap()).await);
        assert_eq!(world.refreshes(), round);
    }
    assert_eq!(consents.resume().await.unwrap().len(), 0);

    fs::write(folder.files("json").remove(0), "{").unwrap();
    let error = world.consents(store()).of(KEY_OF_PERSON).await.unwrap_err();
    assert!(error.to_string().contains("Move it away"), "{error}");
    let ConsentError::Store(cause) = error else { panic!("{error}") };
    assert!(matches!(StoreError::downcast_ref::<FileStoreError>(&cause), Some(FileStoreError::Corrupt { .. })));

    consents.revoked(KEY_OF_PERSON).await.unwrap();
    assert_eq!(folder.files("json").len(), 0);
}
