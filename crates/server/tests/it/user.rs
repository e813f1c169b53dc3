use serde_json::{Value, json};

use crate::command::{Ended, hexmart, run_with};
use crate::process::Hexmart;

fn create(database_url: &str, email: &str, password: &str) -> Ended {
    run_with(
        password,
        hexmart()
            .args([
                "user",
                "create",
                "--role",
                "staff",
                "--password-stdin",
                "--email",
                email,
            ])
            .args(["--database-url", database_url]),
    )
}

fn sign_in(server: &Hexmart, email: &str, password: &str) -> (u16, Value) {
    let agent: ureq::Agent = ureq::Agent::config_builder()
        .http_status_as_error(false)
        .build()
        .into();
    let body = json!({"email": email, "password": password}).to_string();
    let mut answer = agent
        .post(format!("{}/commerce/auth/token/", server.base_url()))
        .content_type("application/json")
        .send(body)
        .unwrap();
    let text = answer.body_mut().read_to_string().unwrap();
    (answer.status().as_u16(), serde_json::from_str(&text).unwrap())
}

#[test]
fn an_account_can_sign_in_at_once() {
    let folder = tempfile::tempdir().unwrap();
    let url = format!("sqlite://{}/shop.db", folder.path().display());
    let ended = create(&url, "staff@example.com", "four rabbits\n");
    assert_eq!((ended.code, ended.stderr.as_str()), (0, ""));
    assert!(
        ended.stdout.starts_with("USER") && ended.stdout.len() == 31,
        "{}",
        ended.stdout
    );

    let server = Hexmart::start(&url, &[]);
    let (status, body) = sign_in(&server, "staff@example.com", "four rabbits");
    assert_eq!(status, 200, "{body}");
    assert!(body.get("access_token").unwrap().is_string());
    assert_eq!(sign_in(&server, "staff@example.com", "four rabbit").0, 401);
}

#[test]
fn the_second_account_of_an_address_is_refused() {
    let folder = tempfile::tempdir().unwrap();
    let url = format!("sqlite://{}/shop.db", folder.path().display());
    assert_eq!(create(&url, "staff@example.com", "four rabbits").code, 0);
    let ended = create(&url, "Staff@Example.com", "five rabbits");
    assert_eq!((ended.code, ended.stdout.as_str()), (1, ""));
    assert!(
        ended.stderr.contains("why: the e-mail address is taken"),
        "{}",
        ended.stderr
    );
}

#[test]
fn no_password_and_a_bad_one_are_wrong_usage_and_never_shown() {
    let folder = tempfile::tempdir().unwrap();
    let url = format!("sqlite://{}/shop.db", folder.path().display());
    for password in ["", "\n", "short"] {
        let ended = create(&url, "staff@example.com", password);
        assert_eq!((ended.code, ended.stdout.as_str()), (2, ""), "{password:?}");
        assert!(ended.stderr.contains("password"), "{}", ended.stderr);
        assert!(
            password.trim().is_empty() || !ended.stderr.contains(password),
            "{}",
            ended.stderr
        );
    }
    assert!(!folder.path().join("shop.db").exists(), "nothing was made");
}
