//! The file with the shop's keys: where it is made, what is refused, and how its keys change.

use std::fs::{self, Permissions};
use std::os::unix::fs::PermissionsExt;
use std::path::Path;

use serde_json::Value;

use crate::client::Client;
use crate::command::{hexmart, run, run_with};
use crate::people::{ME, PASSWORD, sign_in};
use crate::premises::Premises;
use crate::process::Hexmart;

/// An empty shop in a file, with its keys.
fn shop() -> Premises {
    let premises = Premises::sqlite();
    assert_eq!(run(&["migrate", "--database-url", &premises.url]).code, 0);
    premises.run(&["keys", "list"]);
    premises
}

/// The secrets in a key file.
fn secrets(file: &Path) -> Vec<String> {
    let ring: Value = serde_json::from_slice(&fs::read(file).unwrap()).unwrap();
    let series = ["token_keys", "field_keys"].map(|kind| ring[kind].as_array().unwrap().clone());
    let keys = series.iter().flatten().map(|key| &key["secret"]);
    let secrets = keys.chain([&ring["index_key"]]);
    secrets
        .map(|secret| secret.as_str().unwrap().to_owned())
        .collect()
}

/// Whether a server refuses to start on these keys, with a reason and a cure, and keeps the keys to itself.
#[track_caller]
fn refuses(premises: &Premises, why: &str) {
    for command in [&["serve", "--listen", "127.0.0.1:0"][..], &["keys", "list"]] {
        let ended = run_with("", &mut premises.command(command));
        assert_eq!((ended.code, ended.stdout.as_str()), (3, ""), "{}", ended.stderr);
        assert!(ended.stderr.contains(why), "{why} is not in {}", ended.stderr);
        assert!(ended.stderr.contains("\n  try: "), "{}", ended.stderr);
    }
}

#[test]
fn keys_are_made_beside_the_database_for_its_owner_alone() {
    let folder = tempfile::tempdir().unwrap();
    let url = format!("sqlite://{}/shop.db", folder.path().display());
    let file = folder.path().join("shop.db.keys");
    assert!(Hexmart::start(&url, &[]).terminate().status.success());
    assert_eq!(fs::metadata(&file).unwrap().permissions().mode() & 0o777, 0o600);
    let first = fs::read(&file).unwrap();
    assert!(Hexmart::start(&url, &[]).terminate().status.success());
    assert_eq!(fs::read(&file).unwrap(), first);
    assert_eq!(secrets(&file).len(), 3);

    // Elsewhere when told so, by an option or in the environment.
    let elsewhere = folder.path().join("safe/shop.keys");
    let mut list = hexmart();
    list.args(["keys", "list", "--database-url", &url])
        .env("HEXMART_KEYS_FILE", &elsewhere);
    assert_eq!(run_with("", &mut list).code, 0);
    assert_ne!(fs::read(&elsewhere).unwrap(), first);
}

#[test]
fn keys_of_a_database_server_are_made_in_the_working_directory() {
    let Some(premises) = Premises::mysql() else { return };
    let folder = tempfile::tempdir().unwrap();
    let mut list = hexmart();
    list.args(["keys", "list", "--database-url", &premises.url])
        .current_dir(folder.path());
    let ended = run_with("", &mut list);
    assert_eq!(ended.code, 0, "{}", ended.stderr);
    let metadata = fs::metadata(folder.path().join("data/hexmart.keys")).unwrap();
    assert_eq!(metadata.permissions().mode() & 0o777, 0o600);
}

#[test]
fn a_file_that_others_can_read_is_refused() {
    let premises = shop();
    for mode in [0o644, 0o640, 0o602] {
        fs::set_permissions(premises.file("keys"), Permissions::from_mode(mode)).unwrap();
        refuses(&premises, "chmod 600");
    }
    fs::set_permissions(premises.file("keys"), Permissions::from_mode(0o600)).unwrap();
    premises.run(&["keys", "list"]);
}

#[test]
fn a_damaged_file_is_refused_and_left_as_it_is() {
    let premises = shop();
    let file = premises.file("keys");
    let whole = fs::read_to_string(&file).unwrap();
    let secret = &secrets(&file)[0];
    let weak = whole.replace(secret.as_str(), &"A".repeat(secret.len()));
    for (damaged, why) in [
        ("", "line 1"),
        ("s3cret-w0rd", "line 1"),
        (&whole[..whole.len() / 2], "is not a key ring"),
        (&whole.replace("\"format\": 1", "\"format\": 2"), "format 2"),
        (&weak, "was typed, not drawn"),
    ] {
        fs::write(&file, damaged).unwrap();
        refuses(&premises, why);
        let ended = run_with("", &mut premises.command(&["keys", "list"]));
        assert!(!ended.stderr.contains("s3cret") && !ended.stderr.contains(secret.as_str()));
        assert_eq!(fs::read_to_string(&file).unwrap(), damaged);
    }
}

#[test]
fn a_database_refuses_the_keys_of_another() {
    for premises in [Some(Premises::sqlite()), Premises::mysql()]
        .into_iter()
        .flatten()
    {
        premises.employ("staff", "staff@example.com", PASSWORD);
        let file = premises.file("keys");
        let right = premises.file("backup");
        fs::rename(&file, &right).unwrap();
        let other = shop();
        fs::copy(other.file("keys"), &file).unwrap();
        refuses(&premises, "was sealed with other keys than those of");
        // Nor does it take new ones, however often somebody tries.
        fs::remove_file(&file).unwrap();
        for _ in 0..2 {
            refuses(&premises, "was sealed with other keys than those of");
        }
        fs::rename(&right, &file).unwrap();
        let server = premises.serve(&[]);
        sign_in(&Client::of(&server), "staff@example.com", PASSWORD).ok();
    }
}

/// The kinds and names of the keys there are.
fn listed(premises: &Premises) -> Vec<String> {
    let list = premises.run(&["keys", "list"]);
    for secret in secrets(&premises.file("keys")) {
        assert!(!list.contains(&secret), "{list}");
    }
    let lines = list.lines().map(|line| line.split_once(" since ").unwrap().0);
    lines.map(str::to_owned).collect()
}

#[test]
fn keys_are_listed_rotated_and_retired() {
    for premises in [Some(Premises::sqlite()), Premises::mysql()]
        .into_iter()
        .flatten()
    {
        premises.employ("staff", "staff@example.com", PASSWORD);
        let before = listed(&premises);
        assert_eq!((before.len(), before[1].as_str()), (2, "field 1"));
        let said = premises.run(&["keys", "rotate"]);
        assert!(
            said.contains("\nsealed ") && said.ends_with(" texts anew\n"),
            "{said}"
        );
        let both = listed(&premises);
        assert_eq!(
            [both[0].as_str(), both[2].as_str(), both[3].as_str()],
            [&before[0], "field 1", "field 2"]
        );

        let server = premises.serve(&[]);
        let client = Client::of(&server);
        let signed_in = || sign_in(&client, "staff@example.com", PASSWORD).ok();
        signed_in();
        let said = premises.run(&["keys", "retire"]);
        assert!(
            said.ends_with(&format!("retired {}\nretired field 1\n", before[0])),
            "{said}"
        );
        assert_eq!(listed(&premises), [both[1].clone(), "field 2".to_owned()]);
        let staff = client.bearing(signed_in()["access_token"].as_str().unwrap());
        assert_eq!(
            staff.get(&format!("{ME}?view=full")).ok()["email"],
            "staff@example.com"
        );
        let again = premises.run(&["keys", "retire"]);
        assert!(
            again.starts_with("sealed 0 texts anew") && !again.contains("retired "),
            "{again}"
        );
    }
}

#[test]
fn keys_of_a_database_that_forgets_are_nobodys() {
    for command in ["list", "rotate", "retire"] {
        let ended = run(&["keys", command, "--database-url", "memory:"]);
        assert_eq!((ended.code, ended.stdout.as_str()), (3, ""), "{}", ended.stderr);
    }
}
