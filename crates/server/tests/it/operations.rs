//! What whoever runs a shop asks the command line: the audit log, the outbox and the jobs.

use std::thread;
use std::time::{Duration, Instant};

use hexmart_test_mariadb::execute;
use serde_json::json;
use tokio::runtime::Runtime;

use crate::client::Client;
use crate::command::{self, Ended, run_with};
use crate::people::{ME, PASSWORD, sign_in};
use crate::premises::Premises;
use crate::process::Hexmart;

/// Longer than a message takes to be given up on a busy machine.
const PATIENCE: Duration = Duration::from_secs(30);
const STEP: Duration = Duration::from_millis(20);

/// An empty shop on each database that outlives a command.
fn lasting() -> impl Iterator<Item = Premises> {
    let all = [Some(Premises::sqlite()), Premises::mysql()];
    all.into_iter().flatten().inspect(|premises| {
        let migrated = command::run(&["migrate", "--database-url", &premises.url]);
        assert_eq!(migrated.code, 0, "{}", migrated.stderr);
    })
}

fn run(premises: &Premises, arguments: &[&str]) -> Ended {
    run_with("", &mut premises.command(arguments))
}

#[test]
fn a_mistyped_path_is_no_new_shop() {
    let premises = Premises::sqlite();
    for command in [
        ["keys", "list"],
        ["audit", "verify"],
        ["outbox", "dead-letters"],
        ["jobs", "list"],
    ] {
        let ended = run(&premises, &command);
        assert_eq!((ended.code, ended.stdout.as_str()), (3, ""), "{command:?}");
        assert!(ended.stderr.contains("there is no shop at"), "{}", ended.stderr);
    }
    assert!(!premises.file("shop.db").exists() && !premises.file("keys").exists());
}

#[test]
fn the_audit_log_is_as_it_was_written() {
    for premises in lasting() {
        assert_eq!(
            premises.run(&["audit", "verify"]),
            "0 entries, all as they were written\n"
        );
        for role in ["staff", "operator", "admin"] {
            premises.employ(role, &format!("{role}@example.com"), PASSWORD);
        }
        premises.employ("user", "user@example.com", PASSWORD);
        assert_eq!(
            premises.run(&["audit", "verify"]),
            "3 entries, all as they were written\n"
        );
    }
}

#[test]
fn whatever_somebody_does_to_the_audit_log_shows() {
    for (tampering, entry) in [
        ("UPDATE audit_log SET note = 'user' WHERE position = 2", 2),
        (
            "UPDATE audit_log SET subject = 'USER01KAFXN1QM4C8N4R2B3M6YQ0ZP' WHERE position = 1",
            1,
        ),
        (
            "UPDATE audit_log SET recorded_at = '2026-01-01 00:00:00' WHERE position = 3",
            3,
        ),
        (
            "UPDATE audit_log SET actor_id = REPEAT('x', 16) WHERE position = 1",
            1,
        ),
        ("DELETE FROM audit_log WHERE position = 2", 2),
        (
            "UPDATE audit_log SET position = position + 1 ORDER BY position DESC",
            1,
        ),
    ] {
        let Some(premises) = Premises::mysql() else { return };
        for role in ["staff", "operator", "admin"] {
            premises.employ(role, &format!("{role}@example.com"), PASSWORD);
        }
        let tampered = Runtime::new()
            .unwrap()
            .block_on(execute(&premises.url, tampering));
        tampered.unwrap();
        let ended = run(&premises, &["audit", "verify"]);
        assert_eq!((ended.code, ended.stdout.as_str()), (1, ""), "{tampering}");
        let expected =
            format!("error: the audit log was tampered with: entry {entry} is not what was written");
        assert!(
            ended.stderr.starts_with(&expected),
            "{tampering}: {}",
            ended.stderr
        );
    }
}

/// A message that nobody can deliver; its line in the list.
fn dead_letter(premises: &Premises) -> String {
    premises.employ("user", "hana@example.com", PASSWORD);
    // A relay that is not there, and no way to send text messages: they are given up at once.
    let own = premises.options();
    let relay = [
        "--smtp-url",
        "smtp://127.0.0.1:1",
        "--mail-from",
        "shop@example.com",
    ];
    let own: Vec<_> = own.iter().map(String::as_str).collect();
    let server = Hexmart::start(&premises.url, &[&own, &relay[..]].concat());
    let client = Client::of(&server);
    let tokens = sign_in(&client, "hana@example.com", PASSWORD).ok();
    let hana = client.bearing(tokens["access_token"].as_str().unwrap());
    let answer = hana.post_json(&format!("{ME}phone/"), &json!({"phone": "010-1234-5678"}));
    answer.accepted();
    let begun = Instant::now();
    loop {
        let list = premises.run(&["outbox", "dead-letters"]);
        if list != "no dead letters\n" {
            assert!(server.terminate().status.success());
            return list;
        }
        assert!(begun.elapsed() < PATIENCE, "the message is not given up");
        thread::sleep(STEP);
    }
}

#[test]
fn a_message_that_was_given_up_is_delivered_after_all() {
    for premises in lasting() {
        assert_eq!(premises.run(&["outbox", "dead-letters"]), "no dead letters\n");
        assert_eq!(premises.run(&["outbox", "replay", "--all"]), "no dead letters\n");
        let list = dead_letter(&premises);
        let id = list.split(' ').next().unwrap();
        assert!(id.starts_with("NOTE") && list.lines().count() == 1, "{list}");
        assert!(list.ends_with(": text messages are not set up\n"), "{list}");
        assert!(!list.contains("1234") && !list.contains("hana"), "{list}");

        let unknown = run(&premises, &["outbox", "replay", "NOTE01KAFXN1QM4C8N4R2B3M6YQ0ZP"]);
        assert_eq!((unknown.code, unknown.stdout.as_str()), (1, ""));
        assert!(unknown.stderr.contains("is no dead letter"), "{}", unknown.stderr);
        assert_eq!(
            premises.run(&["outbox", "replay", id]),
            format!("{id} is due again\n")
        );
        assert_eq!(run(&premises, &["outbox", "replay", id]).code, 1, "it is alive");
        assert_eq!(premises.run(&["outbox", "dead-letters"]), "no dead letters\n");

        let server = premises.serve(&[]);
        premises.mailbox().wait_until(|count| count == 1);
        let letters = premises.mailbox().letters();
        assert_eq!(letters["01012345678"][0].id, id);
        assert!(server.terminate().status.success());
    }
}

#[test]
fn a_job_runs_when_it_is_told_to_and_is_remembered() {
    for premises in lasting() {
        assert_eq!(premises.run(&["jobs", "list"]), "no job has run\n");
        let job = "purge_unverified_accounts";
        assert_eq!(premises.run(&["jobs", "run", job]), format!("ran {job}\n"));
        let list = premises.run(&["jobs", "list"]);
        assert!(
            list.starts_with(&format!("{job} 20")) && list.ends_with(": did 0\n"),
            "{list}"
        );
        let unknown = run(&premises, &["jobs", "run", "make_coffee"]);
        assert_eq!((unknown.code, unknown.stdout.as_str()), (2, ""));
        for job in [job, "put_accounts_to_sleep", "anonymise_erased_accounts"] {
            assert!(unknown.stderr.contains(job), "{}", unknown.stderr);
        }
    }
}
