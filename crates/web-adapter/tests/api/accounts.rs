//! Signing up and signing in.

use std::time::Duration;

use hexmart_application::identity::{AccessToken, HashingError, MockIdentity, SignInError, SignUpError};
use hexmart_domain::identity::{Account, PasswordHash, Role};
use serde_json::json;

use crate::client::{Request, Response, errors};
use crate::fixture::{Api, Ports};
use crate::samples::{USER, now};

const USERS: &str = "/commerce/users/";
const TOKEN: &str = "/commerce/auth/token/";
const WANTED: &str = r#"{"email": "hana@example.com", "password": "correct horse", "nickname": "하나"}"#;
const CLAIM: &str = r#"{"email": "hana@example.com", "password": "correct horse"}"#;

fn with(expect: impl FnOnce(&mut MockIdentity)) -> Api {
    let mut ports = Ports::new();
    expect(&mut ports.identity);
    ports.serve()
}

fn post(api: &Api, path: &str, body: &str) -> Response {
    api.send(Request::new("POST", path).json(body))
}

#[test]
fn a_new_account_is_a_users_and_shows_no_secret() {
    let api = with(|identity| {
        identity.expect_sign_up().returning(|wanted| {
            assert_eq!(
                (wanted.password.reveal(), wanted.role),
                ("correct horse", Role::User)
            );
            Ok(Account {
                id: USER.parse().unwrap(),
                email: wanted.email,
                nickname: wanted.nickname,
                password: PasswordHash::from_phc("$secret$"),
                role: wanted.role,
                created_at: now(),
            })
        });
    });
    let response = post(&api, USERS, WANTED);
    assert_eq!(response.status, 201);
    let expected = json!({
        "id": USER, "email": "hana@example.com", "nickname": "하나", "created_at": "2026-11-20T05:36:02.148000Z",
    });
    assert_eq!(response.json(), expected);
}

#[test]
fn bad_fields_are_all_named() {
    let api = Ports::new().serve();
    for (path, body, expected) in [
        (
            USERS,
            "{}",
            json!([
                ["/email", "required"],
                ["/password", "required"],
                ["/nickname", "required"]
            ]),
        ),
        (
            USERS,
            r#"{"email": "a@b", "password": "short", "nickname": " ", "role": "admin", "a/b~": 1}"#,
            json!([
                ["/email", "malformed"],
                ["/password", "too_short"],
                ["/nickname", "blank"],
                ["/a~1b~0", "unknown_field"],
                ["/role", "unknown_field"],
            ]),
        ),
        (
            USERS,
            r#"{"email": 5, "password": [], "nickname": {}}"#,
            json!([
                ["/email", "wrong_type"],
                ["/password", "wrong_type"],
                ["/nickname", "wrong_type"],
            ]),
        ),
        (
            TOKEN,
            r#"{"email": "a@b.co", "password": "", "x": 1}"#,
            json!([["/password", "required"], ["/x", "unknown_field"],]),
        ),
    ] {
        let problem = post(&api, path, body).problem(422, "invalid_fields");
        assert_eq!(json!(errors(&problem)), expected);
    }
}

#[test]
fn the_body_has_to_be_json_and_to_say_so() {
    let api = Ports::new().serve();
    for path in [USERS, TOKEN] {
        for body in ["", "[]", "{", "\u{feff}"] {
            post(&api, path, body).problem(400, "malformed_json");
        }
        for media in ["text/plain", "application/x-www-form-urlencoded", "nonsense", ""] {
            let request = Request::new("POST", path)
                .header("Content-Type", media)
                .body(WANTED);
            api.send(request).problem(415, "unsupported_media_type");
        }
        api.send(Request::new("POST", path).body(WANTED))
            .problem(415, "unsupported_media_type");
    }
    let request = Request::new("POST", USERS).header("Content-Type", "application/json; charset=utf-8");
    api.send(request.body("{}")).problem(422, "invalid_fields");
}

#[test]
fn an_address_has_one_account() {
    let api = with(|identity| {
        identity
            .expect_sign_up()
            .returning(|_| Err(SignUpError::EmailTaken));
    });
    post(&api, USERS, WANTED).problem(409, "email_taken");
}

#[test]
fn a_token_is_given_and_not_stored() {
    let api = with(|identity| {
        identity.expect_sign_in().returning(|claim| {
            assert_eq!(
                (claim.email.as_str(), claim.password.as_str()),
                ("hana@example.com", "correct horse")
            );
            Ok(AccessToken {
                token: "header.claims.signature".to_owned(),
                expires_in: Duration::from_mins(15),
            })
        });
    });
    let response = post(&api, TOKEN, CLAIM);
    let expected =
        json!({"access_token": "header.claims.signature", "token_type": "Bearer", "expires_in": 900});
    assert_eq!(response.ok(), expected);
    assert_eq!(response.header("cache-control"), Some("no-store"));
}

#[test]
fn wrong_credentials_prove_nobody() {
    let api = with(|identity| {
        identity
            .expect_sign_in()
            .returning(|_| Err(SignInError::InvalidCredentials));
    });
    let response = post(&api, TOKEN, CLAIM);
    response.problem(401, "invalid_credentials");
    assert_eq!(response.header("www-authenticate"), Some("Bearer"));
}

#[test]
fn too_many_at_once_are_asked_to_come_back() {
    let api = with(|identity| {
        identity.expect_sign_up().returning(|_| Err(HashingError.into()));
        identity.expect_sign_in().returning(|_| Err(HashingError.into()));
    });
    for (path, body) in [(USERS, WANTED), (TOKEN, CLAIM)] {
        let response = post(&api, path, body);
        assert_eq!(response.problem(503, "busy")["retryable"], true);
        assert_eq!(response.header("retry-after"), Some("1"));
    }
}
