use serde_json::Value;

use crate::command::{hexmart, run, run_with};

#[test]
fn wrong_usage_exits_with_2_and_says_so() {
    for wrong in [
        &["fly"][..],
        &["serve", "--listen", "nowhere"],
        &["serve", "--workers", "0"],
        &["seed", "products"],
        &["seed", "products", "--count", "0"],
        &["seed", "products", "--count", "5", "--batch", "5001"],
        &[
            "user",
            "create",
            "--email",
            "a@b.co",
            "--role",
            "root",
            "--password-stdin",
        ],
        &["user", "create", "--email", "nobody", "--password-stdin"],
        &["user", "create", "--email", "a@b.co"],
        &["completions", "cobol"],
    ] {
        let ended = run(wrong);
        assert_eq!((ended.code, ended.stdout.as_str()), (2, ""), "{wrong:?}");
        assert!(ended.stderr.starts_with("error: "), "{wrong:?}: {}", ended.stderr);
    }
}

#[test]
fn a_configuration_that_cannot_work_exits_with_3_and_a_cure() {
    for wrong in [
        &["serve", "--database-url", "postgres://host/shop"][..],
        &["serve", "--database-url", "sqlite://"],
        &["serve", "--log-level", "a=b=c", "--database-url", "memory:"],
        &["migrate", "--database-url", "memory:"],
        &["seed", "products", "--count", "1", "--database-url", "memory:"],
    ] {
        let ended = run(wrong);
        assert_eq!(
            (ended.code, ended.stdout.as_str()),
            (3, ""),
            "{wrong:?}: {}",
            ended.stderr
        );
        assert!(ended.stderr.contains("\n  try: "), "{wrong:?}: {}", ended.stderr);
    }
}

#[test]
fn the_demo_is_for_this_machine_alone() {
    // On a taken port, so that a server which does not refuse ends all the same.
    let taken = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let port = taken.local_addr().unwrap().port();
    for everywhere in ["0.0.0.0", "[::]"] {
        let listen = format!("{everywhere}:{port}");
        let ended = run(&[
            "serve",
            "--demo",
            "--listen",
            &listen,
            "--database-url",
            "memory:",
        ]);
        assert_eq!((ended.code, ended.stdout.as_str()), (3, ""));
        assert!(
            ended.stderr.starts_with("error: --demo lets anybody"),
            "{}",
            ended.stderr
        );
    }
}

#[test]
fn a_port_that_is_taken_is_no_mystery() {
    let taken = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let address = taken.local_addr().unwrap().to_string();
    let ended = run(&["serve", "--listen", &address, "--database-url", "memory:"]);
    assert_eq!((ended.code, ended.stdout.as_str()), (3, ""));
    assert!(
        ended
            .stderr
            .contains(&format!("error: cannot listen on {address}")),
        "{}",
        ended.stderr
    );
}

#[test]
fn a_database_that_is_down_exits_with_4_and_keeps_its_password() {
    // Bound and not listening would hang; bound and dropped refuses.
    let port = std::net::TcpListener::bind("127.0.0.1:0")
        .unwrap()
        .local_addr()
        .unwrap()
        .port();
    let url = format!("mysql://shop:s3cret-w0rd@127.0.0.1:{port}/shop");
    for command in ["migrate", "serve", "doctor"] {
        let ended = run_with(
            "",
            hexmart()
                .arg(command)
                .args(["--log-level", "trace"])
                .env("HEXMART_DATABASE_URL", &url),
        );
        assert_eq!(ended.code, 4, "{command}: {}", ended.stderr);
        let said = ended.stdout + &ended.stderr;
        assert!(
            said.contains("127.0.0.1") && !said.contains("s3cret-w0rd"),
            "{command}: {said}"
        );
    }
}

#[test]
fn help_does_not_show_the_database_password() {
    let ended = run_with(
        "",
        hexmart()
            .args(["serve", "--help"])
            .env("HEXMART_DATABASE_URL", "mysql://shop:s3cret-w0rd@host/shop"),
    );
    assert_eq!(ended.code, 0);
    assert!(
        ended.stdout.contains("Example") && !ended.stdout.contains("s3cret"),
        "{}",
        ended.stdout
    );
}

#[test]
fn openapi_prints_a_document() {
    let ended = run(&["openapi"]);
    assert_eq!((ended.code, ended.stderr.as_str()), (0, ""));
    let document: Value = serde_json::from_str(&ended.stdout).unwrap();
    assert!(
        document
            .get("openapi")
            .unwrap()
            .as_str()
            .unwrap()
            .starts_with("3.1")
    );
    assert!(document.pointer("/paths/~1commerce~1products~1").is_some());
}

#[test]
fn completions_name_the_commands() {
    for shell in ["bash", "zsh", "fish", "powershell", "elvish"] {
        let ended = run(&["completions", shell]);
        assert_eq!((ended.code, ended.stderr.as_str()), (0, ""), "{shell}");
        assert!(ended.stdout.contains("migrate"), "{shell}");
    }
}

#[test]
fn migrate_says_what_it_did_and_what_it_would_do() {
    let folder = tempfile::tempdir().unwrap();
    let url = format!("sqlite://{}/new/shop.db", folder.path().display());
    let pending = run(&["migrate", "--status", "--database-url", &url]);
    assert_eq!(pending.code, 0, "{}", pending.stderr);
    assert!(pending.stdout.starts_with("pending "), "{}", pending.stdout);
    let applied = run(&["migrate", "--database-url", &url]);
    assert_eq!(applied.code, 0, "{}", applied.stderr);
    assert_eq!(applied.stdout, pending.stdout.replace("pending", "applied"));
    for again in [
        &["migrate", "--database-url", &url][..],
        &["migrate", "--status", "--database-url", &url],
    ] {
        assert_eq!(run(again).stdout, "up to date\n");
    }
}

#[test]
fn a_folder_that_cannot_be_written_is_a_dependency_that_is_down() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("file");
    std::fs::write(&file, "in the way").unwrap();
    let ended = run(&[
        "migrate",
        "--database-url",
        &format!("sqlite://{}/shop.db", file.display()),
    ]);
    assert_eq!(ended.code, 4, "{}", ended.stderr);
    assert!(ended.stderr.starts_with("error: "), "{}", ended.stderr);
}
