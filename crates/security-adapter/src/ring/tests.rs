use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Barrier;
use std::thread;

use serde_json::{Value, json};
use tempfile::TempDir;

use super::*;

mod bad_files;

fn noon() -> Instant {
    "2026-03-01T12:00:00Z".parse().unwrap()
}

fn folder() -> (TempDir, PathBuf) {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("shop.keys");
    (folder, file)
}

fn opened(file: &Path) -> KeyRing {
    KeyRing::open_or_create(file, noon()).unwrap().0
}

fn ids(ring: &KeyRing) -> Vec<u32> {
    ring.field_keys().into_iter().map(|key| key.name).collect()
}

/// So many looks later, as nobody has to wait for.
fn later(looks: u32) -> time::Instant {
    time::Instant::now() + UNNOTICED * looks
}

fn json(file: &Path) -> Value {
    serde_json::from_slice(&fs::read(file).unwrap()).unwrap()
}

/// Puts another file in the place, as an editor does.
fn put(file: &Path, text: &str) {
    use std::io::Write as _;
    let mut draft = tempfile::NamedTempFile::new_in(file.parent().unwrap()).unwrap();
    draft.write_all(text.as_bytes()).unwrap();
    draft.persist(file).unwrap();
}

#[test]
fn the_file_is_made_once_and_for_its_owner_alone() {
    let (folder, file) = folder();
    assert!(matches!(KeyRing::open(&file), Err(KeyRingError::Missing)));
    let (first, created) = KeyRing::open_or_create(&file, noon()).unwrap();
    assert_eq!(created, Created::Now);
    let (second, created) = KeyRing::open_or_create(&file, noon()).unwrap();
    assert_eq!(created, Created::Before);
    assert_eq!(first.token_keys(), second.token_keys());
    assert_eq!(
        first.field_keys(),
        [KnownKey {
            name: 1,
            created_at: noon()
        }]
    );
    assert!(first.keys().index == second.keys().index);
    assert!(first.keys().tokens.newest().secret == second.keys().tokens.newest().secret);
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt as _;
        assert_eq!(fs::metadata(&file).unwrap().permissions().mode() & 0o777, 0o600);
    }
    assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 1);
}

#[test]
fn of_many_that_create_at_once_one_does_and_all_open_the_same() {
    for _ in 0..20 {
        let (folder, file) = folder();
        let start = Barrier::new(8);
        let opened: Vec<_> = thread::scope(|scope| {
            let create = || {
                start.wait();
                KeyRing::open_or_create(&file, noon()).unwrap()
            };
            let threads: Vec<_> = (0..8).map(|_| scope.spawn(create)).collect();
            threads.into_iter().map(|thread| thread.join().unwrap()).collect()
        });
        let made = opened
            .iter()
            .filter(|(_, created)| *created == Created::Now)
            .count();
        assert_eq!(made, 1);
        for (ring, _) in &opened {
            assert_eq!(ring.token_keys(), opened[0].0.token_keys());
        }
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 1);
    }
}

#[test]
fn rotations_at_once_lose_nothing() {
    let (_folder, file) = folder();
    opened(&file);
    let added: Vec<(Vec<String>, Vec<u32>)> = thread::scope(|scope| {
        let rotate = || {
            let ring = KeyRing::open(&file).unwrap();
            let kids = (0..5).map(|_| ring.add_token_key(noon()).unwrap()).collect();
            (
                kids,
                (0..5).map(|_| ring.add_field_key(noon()).unwrap()).collect(),
            )
        };
        let threads: Vec<_> = (0..6).map(|_| scope.spawn(rotate)).collect();
        threads.into_iter().map(|thread| thread.join().unwrap()).collect()
    });
    let ring = opened(&file);
    assert_eq!(ids(&ring), (1..=31).collect::<Vec<_>>());
    assert_eq!(ring.token_keys().len(), 31);
    for (kids, fields) in added {
        assert!(kids.iter().all(|kid| ring.token_key(kid).is_some()));
        assert!(fields.iter().all(|id| ring.field_key(*id).is_some()));
    }
}

#[test]
fn a_key_of_another_process_is_used_within_a_second() {
    let (_folder, file) = folder();
    let (one, other) = (opened(&file), opened(&file));
    let began = time::Instant::now();
    let kid = one.add_token_key(noon()).unwrap();
    let before = other.keys_at(began);
    assert_ne!(before.tokens.newest().kid, kid);
    assert_eq!(other.keys_at(later(1)).tokens.newest().kid, kid);
}

#[test]
fn an_unknown_name_is_looked_for_at_once() {
    let (_folder, file) = folder();
    let (one, other) = (opened(&file), opened(&file));
    let (kid, id) = (
        one.add_token_key(noon()).unwrap(),
        one.add_field_key(noon()).unwrap(),
    );
    assert!(other.token_key(&kid).is_some());
    assert!(other.field_key(id).is_some());
    assert!(other.token_key("unheard-of").is_none());
    assert!(other.field_key(3).is_none());
}

#[test]
fn only_older_keys_retire() {
    let (_folder, file) = folder();
    let (ring, other) = (opened(&file), opened(&file));
    let first = ring.token_keys()[0].name.clone();
    assert!(matches!(ring.retire_token_key(&first), Err(KeyRingError::InUse)));
    assert!(matches!(ring.retire_field_key(1), Err(KeyRingError::InUse)));
    assert!(matches!(ring.retire_field_key(2), Err(KeyRingError::Unknown)));
    assert!(matches!(ring.retire_token_key("x"), Err(KeyRingError::Unknown)));
    let second = ring.add_token_key(noon()).unwrap();
    ring.add_field_key(noon()).unwrap();
    ring.retire_token_key(&first).unwrap();
    ring.retire_field_key(1).unwrap();
    assert_eq!(ids(&ring), [2]);
    assert!(ring.token_key(&first).is_none());
    assert!(other.keys_at(later(1)).tokens.find(&first).is_none());
    assert_eq!(other.token_keys()[0].name, second);
    assert_eq!(ring.add_field_key(noon()).unwrap(), 3, "no number comes twice");
}

#[test]
fn a_ring_without_a_file_rotates_in_memory() {
    let ring = KeyRing::ephemeral(noon()).unwrap();
    let first = ring.token_keys()[0].name.clone();
    let second = ring.add_token_key(noon()).unwrap();
    assert_eq!(ring.add_field_key(noon()).unwrap(), 2);
    assert_eq!(ring.keys_at(later(1)).tokens.newest().kid, second);
    ring.retire_token_key(&first).unwrap();
    assert!(ring.token_key(&first).is_none());
    assert!(matches!(ring.retire_token_key(&second), Err(KeyRingError::InUse)));
    let other = KeyRing::ephemeral(noon()).unwrap();
    assert!(other.keys().index != ring.keys().index);
}

#[test]
fn a_running_ring_outlives_a_broken_file() {
    let ((_one, file), (_two, another)) = (folder(), folder());
    let ring = opened(&file);
    let kid = ring.token_keys()[0].name.clone();
    let whole = fs::read_to_string(&file).unwrap();
    opened(&another);
    let foreign = fs::read_to_string(&another).unwrap();
    for (broken, looks) in ["", "{}", &whole[..whole.len() / 2], &foreign]
        .into_iter()
        .zip(1..)
    {
        put(&file, broken);
        assert_eq!(ring.keys_at(later(looks)).tokens.newest().kid, kid);
        assert!(ring.looking().complaint.is_some(), "{broken}");
        assert!(ring.add_field_key(noon()).is_err());
    }
    fs::remove_file(&file).unwrap();
    assert_eq!(ring.keys_at(later(5)).tokens.newest().kid, kid);
    assert_eq!(ring.looking().complaint, Some(KeyRingError::Missing.to_string()));
    assert!(matches!(ring.add_field_key(noon()), Err(KeyRingError::Missing)));

    put(&file, &whole);
    assert_eq!(KeyRing::open(&file).unwrap().add_field_key(noon()).unwrap(), 2);
    assert_eq!(ring.keys_at(later(6)).fields.newest().id, 2);
    assert_eq!(ring.looking().complaint, None);
}

#[test]
fn another_shops_file_is_not_taken_for_ones_own() {
    let ((_one, file), (_two, another)) = (folder(), folder());
    let ring = opened(&file);
    opened(&another);
    put(&file, &fs::read_to_string(&another).unwrap());
    assert!(matches!(ring.add_token_key(noon()), Err(KeyRingError::Replaced)));
    assert!(matches!(ring.retire_field_key(1), Err(KeyRingError::Replaced)));
    assert_eq!(fs::read(&file).unwrap(), fs::read(&another).unwrap());
}

#[cfg(unix)]
#[test]
fn a_link_goes_on_leading_to_the_file() {
    let (folder, file) = folder();
    opened(&file);
    let link = folder.path().join("link");
    std::os::unix::fs::symlink(&file, &link).unwrap();
    KeyRing::open(&link).unwrap().add_field_key(noon()).unwrap();
    assert!(fs::symlink_metadata(&link).unwrap().is_symlink());
    assert_eq!(ids(&KeyRing::open(&file).unwrap()), [1, 2]);
}

#[cfg(unix)]
#[test]
fn a_rotated_file_keeps_its_owner_and_mode() {
    use std::os::unix::fs::{MetadataExt as _, chown};
    let (_folder, file) = folder();
    let ring = opened(&file);
    // Only root can give a file away; anybody else owns what they rotate.
    let given_away = chown(&file, Some(12_345), Some(12_345)).is_ok();
    ring.add_field_key(noon()).unwrap();
    let metadata = fs::metadata(&file).unwrap();
    assert_eq!(metadata.mode() & 0o777, 0o600);
    assert_eq!(metadata.uid() == 12_345, given_away);
}

#[test]
fn nothing_secret_is_printed() {
    let ring = KeyRing::ephemeral(noon()).unwrap();
    assert_eq!(format!("{ring:?}"), "KeyRing(…)");
    assert_eq!(format!("{:?}", ring.keys().index), "Secret(…)");
}
