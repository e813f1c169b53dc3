use std::os::unix::fs::PermissionsExt;

use crate::command::{Ended, hexmart, run, run_with};
use crate::process::Hexmart;

fn doctor(database_url: &str) -> Ended {
    run(&["doctor", "--database-url", database_url])
}

fn marks(ended: &Ended) -> String {
    ended
        .stdout
        .lines()
        .filter_map(|line| line.chars().next())
        .collect()
}

#[test]
fn a_migrated_file_is_in_good_health() {
    let folder = tempfile::tempdir().unwrap();
    let url = format!("sqlite://{}/shop.db", folder.path().display());
    assert_eq!(run(&["migrate", "--database-url", &url]).code, 0);
    let ended = doctor(&url);
    assert_eq!(ended.code, 0, "{}{}", ended.stdout, ended.stderr);
    assert!(!ended.stdout.contains(['⚠', '✘']), "{}", ended.stdout);
    for part in ["clock", "keys", "database", "settings", "migrations", "ledger"] {
        assert!(
            ended.stdout.contains(&format!("✔ {part}")),
            "no {part} in {}",
            ended.stdout
        );
    }
}

#[test]
fn a_missing_database_is_down_and_is_not_made() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("shop.db");
    let ended = doctor(&format!("sqlite://{}", file.display()));
    assert_eq!(ended.code, 4, "{}", ended.stdout);
    assert!(
        ended.stdout.contains("✘ database") && ended.stdout.contains("`hexmart migrate`"),
        "{}",
        ended.stdout
    );
    assert!(!file.exists());
}

#[test]
fn pending_migrations_are_wrong() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("shop.db");
    std::fs::write(&file, "").unwrap();
    let ended = doctor(&format!("sqlite://{}", file.display()));
    assert_eq!(ended.code, 1, "{}", ended.stdout);
    assert!(ended.stdout.contains("✘ migrations"), "{}", ended.stdout);
}

#[test]
fn keys_that_others_can_read_are_wrong() {
    let folder = tempfile::tempdir().unwrap();
    let url = format!("sqlite://{}/shop.db", folder.path().display());
    assert!(Hexmart::start(&url, &[]).terminate().status.success());
    let keys = folder.path().join("shop.db.keys");
    assert_eq!(doctor(&url).code, 0);

    std::fs::set_permissions(&keys, std::fs::Permissions::from_mode(0o644)).unwrap();
    let ended = doctor(&url);
    assert_eq!(ended.code, 1, "{}", ended.stdout);
    assert!(
        ended.stdout.contains("✘ keys") && ended.stdout.contains("chmod 600"),
        "{}",
        ended.stdout
    );
}

#[test]
fn damaged_keys_are_wrong_and_missing_ones_are_not_made() {
    let folder = tempfile::tempdir().unwrap();
    let url = format!("sqlite://{}/shop.db", folder.path().display());
    assert_eq!(run(&["migrate", "--database-url", &url]).code, 0);
    let keys = folder.path().join("shop.db.keys");
    let ended = doctor(&url);
    assert_eq!(ended.code, 0, "{}", ended.stdout);
    assert!(ended.stdout.contains("the first start makes"), "{}", ended.stdout);
    assert!(!keys.exists());

    std::fs::write(&keys, "{}").unwrap();
    std::fs::set_permissions(&keys, std::fs::Permissions::from_mode(0o600)).unwrap();
    let ended = doctor(&url);
    assert_eq!(ended.code, 1, "{}", ended.stdout);
    assert!(
        ended.stdout.contains("✘ keys") && ended.stdout.contains("backup"),
        "{}",
        ended.stdout
    );
}

#[test]
fn memory_is_fine() {
    let ended = doctor("memory:");
    assert_eq!(
        (ended.code, marks(&ended).as_str()),
        (0, "✔✔✔✔✔"),
        "{}",
        ended.stdout
    );
}

#[test]
fn the_quick_check_asks_the_server_alone() {
    let server = Hexmart::start("memory:", &[]);
    let address = server.address().to_owned();
    let quick = || {
        run_with(
            "",
            hexmart()
                .args(["doctor", "--quick"])
                .env("HEXMART_LISTEN", &address),
        )
    };
    let alive = quick();
    assert_eq!(alive.code, 0, "{}", alive.stdout);
    assert!(alive.stdout.starts_with("✔ server"), "{}", alive.stdout);
    assert!(server.terminate().status.success());
    let gone = quick();
    assert_eq!(gone.code, 4, "{}", gone.stdout);
    assert!(gone.stdout.starts_with("✘ server"), "{}", gone.stdout);
}
