//! Signing up, signing in, and coming back.

use std::time::Duration;

use hexmart_application::identity::{
    CodeError, CodeRequestError, HashingError, RefreshError, SignInError, SignUpError,
};
use hexmart_domain::shared::Language;
use serde_json::json;

use crate::client::{Request, Response};
use crate::fixture::{Api, Ports};
use crate::people::tokens;
use crate::samples::SESSION;

const USERS: &str = "/commerce/users/";
const TOKEN: &str = "/commerce/auth/token/";
const REFRESH: &str = "/commerce/auth/refresh/";
const RESETS: &str = "/commerce/auth/password-resets/";
const CONFIRM: &str = "/commerce/auth/password-resets/confirm/";
const WANTED: &str = r#"{"email": "hana@example.com", "password": "correct horse", "nickname": "하나"}"#;
const CLAIM: &str = r#"{"email": "hana@example.com", "password": "correct horse"}"#;
const RESET: &str = r#"{"email": "hana@example.com", "code": "K7WQ2MZX4B", "password": "correct horse"}"#;
const ADDRESS: &str = r#"{"email": "hana@example.com"}"#;
const WAIT: Duration = Duration::from_millis(41_200);

fn post(api: &Api, path: &str, body: &str) -> Response {
    api.send(Request::new("POST", path).json(body))
}

#[test]
fn a_sign_up_is_answered_with_what_was_asked_for_and_no_more() {
    let mut ports = Ports::new();
    ports.registration.expect_sign_up().returning(|wanted, caller| {
        assert_eq!(wanted.password.reveal(), "correct horse");
        assert_eq!(wanted.email.as_str(), "hana@example.com");
        assert_eq!(wanted.language, Language::English);
        assert_eq!(caller.network.as_deref(), Some("127.0.0.0/24"));
        Ok(())
    });
    let response = post(&ports.serve(), USERS, WANTED);
    assert_eq!(response.status, 201);
    let expected = json!({"email": "hana@example.com", "nickname": "하나", "state": "UNVERIFIED"});
    assert_eq!(response.json(), expected);
    assert_eq!(response.header("location"), Some("/commerce/users/me/"));
    assert_eq!(response.header("cache-control"), Some("no-store"));
}

#[test]
fn the_shop_writes_in_the_language_that_was_chosen() {
    for (chosen, accepted, expected) in [
        (Some("ko"), "en", Language::Korean),
        (Some("en"), "ko", Language::English),
        (None, "ko-KR,en;q=0.5", Language::Korean),
        (None, "de", Language::English),
    ] {
        let mut ports = Ports::new();
        ports.registration.expect_sign_up().returning(move |wanted, _| {
            assert_eq!(wanted.language, expected);
            Ok(())
        });
        let mut body = json!({"email": "hana@example.com", "password": "correct horse", "nickname": "하나"});
        if let Some(chosen) = chosen {
            body["language"] = json!(chosen);
        }
        let request = Request::new("POST", USERS).header("Accept-Language", accepted);
        assert_eq!(ports.serve().send(request.json(&body.to_string())).status, 201);
    }
}

#[test]
fn tokens_are_given_and_not_stored() {
    let mut ports = Ports::new();
    ports.sign_in.expect_sign_in().returning(|claim, caller| {
        assert_eq!(
            (
                claim.email.as_str(),
                claim.password.as_str(),
                caller.client.as_deref()
            ),
            ("hana@example.com", "correct horse", Some("shop-app/1"))
        );
        Ok(tokens())
    });
    ports.sign_in.expect_refresh().returning(|token| {
        assert_eq!(token, "last");
        Ok(tokens())
    });
    let api = ports.serve();
    let claim = Request::new("POST", TOKEN)
        .header("User-Agent", "shop-app/1")
        .json(CLAIM);
    for response in [
        api.send(claim),
        post(&api, REFRESH, r#"{"refresh_token": "last"}"#),
    ] {
        let expected = json!({
            "access_token": "header.claims.signature", "token_type": "Bearer", "expires_in": 600,
            "refresh_token": "next", "refresh_expires_in": 1_209_600, "session_id": SESSION,
        });
        assert_eq!(response.ok(), expected);
        assert_eq!(response.header("cache-control"), Some("no-store"));
    }
}

#[test]
fn a_forgotten_password_is_replaced() {
    let mut ports = Ports::new();
    ports.registration.expect_request_reset().returning(|email, _| {
        assert_eq!(email.as_str(), "hana@example.com");
        Ok(())
    });
    ports
        .registration
        .expect_reset_password()
        .returning(|email, code, password, _| {
            assert_eq!(
                (email.as_str(), code, password.reveal()),
                ("hana@example.com", "K7WQ2MZX4B", "correct horse")
            );
            Ok(())
        });
    let api = ports.serve();
    let asked = post(&api, RESETS, ADDRESS);
    assert_eq!((asked.status, asked.json()), (202, json!({})));
    let confirmed = post(&api, CONFIRM, RESET);
    assert_eq!((confirmed.status, confirmed.body.len()), (204, 0));
}

#[test]
fn whoever_proves_nothing_is_told_the_same() {
    for (error, status, code) in [
        (SignInError::InvalidCredentials, 401, "invalid_credentials"),
        (SignInError::Dormant, 403, "account_dormant"),
    ] {
        let mut ports = Ports::new();
        ports
            .sign_in
            .expect_sign_in()
            .returning(move |_, _| Err(error.clone()));
        let response = post(&ports.serve(), TOKEN, CLAIM);
        response.problem(status, code);
        assert_eq!(
            response.header("www-authenticate"),
            (status == 401).then_some("Bearer")
        );
    }
    let mut ports = Ports::new();
    let refresh = ports.sign_in.expect_refresh();
    refresh.returning(|_| Err(RefreshError::Invalid));
    let reset = ports.registration.expect_reset_password();
    reset.returning(|_, _, _, _| Err(CodeError::Invalid));
    let api = ports.serve();
    post(&api, REFRESH, r#"{"refresh_token": "used"}"#).problem(401, "invalid_refresh_token");
    post(&api, CONFIRM, RESET).problem(400, "invalid_code");
}

#[test]
fn a_guessable_password_is_refused_like_a_bad_field() {
    let mut ports = Ports::new();
    let sign_up = ports.registration.expect_sign_up();
    sign_up.returning(|_, _| Err(SignUpError::GuessablePassword));
    let reset = ports.registration.expect_reset_password();
    reset.returning(|_, _, _, _| Err(CodeError::GuessablePassword));
    let api = ports.serve();
    post(&api, USERS, WANTED).problem(422, "guessable_password");
    post(&api, CONFIRM, RESET).problem(422, "guessable_password");
}

#[test]
fn too_many_tries_have_to_wait_in_whole_seconds() {
    let mut ports = Ports::new();
    let sign_up = ports.registration.expect_sign_up();
    sign_up.returning(|_, _| Err(SignUpError::TooMany { retry_after: WAIT }));
    let sign_in = ports.sign_in.expect_sign_in();
    sign_in.returning(|_, _| Err(SignInError::TooMany { retry_after: WAIT }));
    let request = ports.registration.expect_request_reset();
    request.returning(|_, _| Err(CodeRequestError::TooMany { retry_after: WAIT }));
    let reset = ports.registration.expect_reset_password();
    reset.returning(|_, _, _, _| Err(CodeError::TooMany { retry_after: WAIT }));
    let api = ports.serve();
    for (path, body) in [
        (USERS, WANTED),
        (TOKEN, CLAIM),
        (RESETS, ADDRESS),
        (CONFIRM, RESET),
    ] {
        let response = post(&api, path, body);
        response.problem(429, "too_many_tries");
        assert_eq!(response.header("retry-after"), Some("42"), "{path}");
    }
}

#[test]
fn too_many_at_once_are_asked_to_come_back() {
    let mut ports = Ports::new();
    let sign_up = ports.registration.expect_sign_up();
    sign_up.returning(|_, _| Err(HashingError.into()));
    let sign_in = ports.sign_in.expect_sign_in();
    sign_in.returning(|_, _| Err(HashingError.into()));
    let reset = ports.registration.expect_reset_password();
    reset.returning(|_, _, _, _| Err(HashingError.into()));
    let api = ports.serve();
    for (path, body) in [(USERS, WANTED), (TOKEN, CLAIM), (CONFIRM, RESET)] {
        let response = post(&api, path, body);
        assert_eq!(response.problem(503, "busy")["retryable"], true);
        let seconds: u32 = response.header("retry-after").unwrap().parse().unwrap();
        assert!((1..=3).contains(&seconds), "{seconds}");
    }
}
