//! Settings that a server refuses to start with.

use std::io::{BufRead, BufReader, Read};
use std::process::Stdio;

use crate::command::{Ended, hexmart, run, run_with};

/// What a server says that must not start.
#[track_caller]
fn refused(options: &[&str], environment: &[(&str, &str)]) -> Ended {
    let mut child = hexmart()
        .args(["serve", "--listen", "127.0.0.1:0", "--database-url", "memory:"])
        .args(options)
        .envs(environment.iter().copied())
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let mut line = String::new();
    BufReader::new(child.stdout.take().unwrap())
        .read_line(&mut line)
        .unwrap();
    if !line.is_empty() {
        child.kill().unwrap();
        child.wait().unwrap();
        panic!("{options:?} {environment:?}: {line}");
    }
    let mut stderr = String::new();
    child.stderr.take().unwrap().read_to_string(&mut stderr).unwrap();
    Ended {
        code: child.wait().unwrap().code().unwrap(),
        stdout: line,
        stderr,
    }
}

#[test]
fn settings_that_cannot_work_are_refused() {
    const SECRET: &str = "s3cret-w0rd";
    let kakao = ["--kakao-client-id", "id", "--kakao-client-secret", SECRET];
    let here = ["--redirect-uri", "http://127.0.0.1/"];
    let elsewhere = [&kakao[..], &here, &["--kakao-base-url", "nonsense"]].concat();
    for (options, why) in [
        (&["--argon2-memory-kib", "1024"][..], "too cheap to break"),
        (&["--argon2-passes", "1"], "too cheap to break"),
        (
            &kakao[..2],
            "kakao needs both --kakao-client-id and --kakao-client-secret",
        ),
        (&["--google-client-secret", SECRET], "google needs both"),
        (&kakao, "--redirect-uri"),
        (&elsewhere, "kakao cannot be asked"),
        (
            &["--smtp-url", "smtps://shop:s3cret-w0rd@localhost"],
            "without --mail-from",
        ),
        (
            &["--smtp-url", "s3cret-w0rd", "--mail-from", "shop@example.com"],
            "messages cannot be sent",
        ),
        (
            &["--sms-from", "02-123-4567"],
            "--sens-service-id or --solapi-api-key",
        ),
        (
            &["--sms-from", "s3cret-w0rd", "--solapi-api-key", "id"],
            "messages cannot be sent",
        ),
        (
            &["--sms-from", "02-123-4567", "--solapi-api-key", "id"],
            "--solapi-api-secret",
        ),
        (
            &["--sms-from", "02-123-4567", "--sens-service-id", "id"],
            "--sens-access-key",
        ),
        (
            &["--messages-dir", "/dev/null/messages"],
            "cannot write messages to /dev/null/messages",
        ),
        (&["--shop-name", ""], "messages cannot be"),
        (
            &["--redis-url", "s3cret-w0rd"],
            "the Redis URL is of no known form",
        ),
        (
            &["--redis-url", "http://:s3cret-w0rd@localhost"],
            "the Redis URL is of no known form",
        ),
    ] {
        let ended = refused(options, &[]);
        assert_eq!(ended.code, 3, "{options:?}: {}", ended.stderr);
        assert!(
            ended.stderr.starts_with("error: "),
            "{options:?}: {}",
            ended.stderr
        );
        assert!(ended.stderr.contains(why), "{options:?}: {}", ended.stderr);
        assert!(!ended.stderr.contains(SECRET), "{}", ended.stderr);
    }
}

#[test]
fn a_demo_is_never_served_next_to_real_services() {
    for options in [
        &["--kakao-client-id", "id", "--kakao-client-secret", "x"][..],
        &["--naver-client-id", "id"],
        &["--google-client-id", "id"],
        &[
            "--smtp-url",
            "smtps://localhost",
            "--mail-from",
            "shop@example.com",
        ],
        &["--sms-from", "02-123-4567"],
    ] {
        let ended = refused(&[&["--demo"], options].concat(), &[]);
        assert_eq!(ended.code, 3, "{options:?}: {}", ended.stderr);
        assert!(
            ended.stderr.starts_with("error: --demo stands in for"),
            "{}",
            ended.stderr
        );
    }
    for name in ["HEXMART_NAVER_CLIENT_ID", "HEXMART_SMTP_URL"] {
        let ended = refused(&["--demo"], &[(name, "smtps://localhost")]);
        assert_eq!(ended.code, 3, "{name}: {}", ended.stderr);
    }
}

#[test]
fn help_does_not_show_secrets_of_the_environment() {
    let mut help = hexmart();
    help.args(["serve", "--help"]);
    for name in [
        "HEXMART_SMTP_URL",
        "HEXMART_REDIS_URL",
        "HEXMART_SENS_SECRET_KEY",
        "HEXMART_SOLAPI_API_SECRET",
        "HEXMART_KAKAO_CLIENT_SECRET",
        "HEXMART_NAVER_CLIENT_SECRET",
        "HEXMART_GOOGLE_CLIENT_SECRET",
    ] {
        help.env(name, "s3cret-w0rd");
    }
    let ended = run_with("", &mut help);
    assert_eq!(ended.code, 0);
    assert!(ended.stdout.contains("HEXMART_SMTP_URL") && !ended.stdout.contains("s3cret"));
}

#[test]
fn what_is_no_option_is_wrong_usage() {
    for wrong in [
        &["serve", "--cors-origin", "https://shop.example/"][..],
        &["serve", "--cors-origin", "*"],
        &["serve", "--trusted-proxy", "300.0.0.0/8"],
        &["serve", "--rate-limits", "maybe"],
        &["serve", "--mail-from", "shop@example.com"],
        &["serve", "--messages-dir", "x", "--smtp-url", "smtps://localhost"],
        &["serve", "--sens-secret-key", "x"],
        &["serve", "--argon2-parallel", "0"],
        &["keys"],
        &["audit"],
        &["outbox", "replay"],
        &["outbox", "replay", "nonsense"],
        &["outbox", "replay", "--all", "NOTE01KAFXN1QM4C8N4R2B3M6YQ0ZP"],
        &["jobs", "run"],
    ] {
        let ended = run(wrong);
        assert_eq!((ended.code, ended.stdout.as_str()), (2, ""), "{wrong:?}");
    }
}
