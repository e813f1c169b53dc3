//! Codes by mail and to phones.

use std::time::Duration;

use hexmart_application::identity::{CodeError, CodeRequestError};
use hexmart_application::platform::{StoreError, UniqueKey};
use serde_json::json;

use crate::client::{Request, Response};
use crate::fixture::{Api, Ports};
use crate::samples::USER;

const CODE: &str = r#"{"code": "K7WQ2MZX4B"}"#;
const WAIT: Duration = Duration::from_secs(30);

fn post(api: &Api, end: &str, body: &str) -> Response {
    api.call("POST", &format!("/commerce/users/me/{end}/"), "user", body)
}

#[test]
fn codes_are_sent_to_where_they_were_asked_for() {
    let mut ports = Ports::new();
    let send = ports.registration.expect_request_email_code();
    send.returning(|caller| {
        assert_eq!(caller.user.to_string(), USER);
        Ok(())
    });
    let change = ports.profiles.expect_request_email_change();
    change.returning(|account, password, email| {
        assert_eq!(account.to_string(), USER);
        assert_eq!(
            (password.as_deref(), email.as_str()),
            (Some("correct horse"), "new@example.com")
        );
        Ok(())
    });
    ports.profiles.expect_request_phone().returning(|_, phone| {
        assert_eq!(phone.as_str(), "01012345678");
        Ok(())
    });
    let api = ports.serve();
    let send = Request::new("POST", "/commerce/users/me/email-code/").bearer("unverified");
    for response in [
        api.send(send),
        post(
            &api,
            "email",
            r#"{"email": "new@example.com", "password": "correct horse"}"#,
        ),
        post(&api, "phone", r#"{"phone": "010 1234 5678"}"#),
    ] {
        assert_eq!((response.status, response.json()), (202, json!({})));
    }
}

#[test]
fn codes_prove_what_they_were_sent_for() {
    let mut ports = Ports::new();
    let right = |code: &str| {
        assert_eq!(code, "K7WQ2MZX4B");
        Ok(())
    };
    ports
        .registration
        .expect_verify_email()
        .returning(move |_, code| right(code));
    ports
        .profiles
        .expect_confirm_email_change()
        .returning(move |_, code| right(code));
    ports
        .profiles
        .expect_confirm_phone()
        .returning(move |_, code| right(code));
    let api = ports.serve();
    for end in ["email-verification", "email/confirm", "phone/confirm"] {
        let response = post(&api, end, CODE);
        assert_eq!((response.status, response.body.len()), (204, 0), "{end}");
    }
}

#[test]
fn a_request_for_a_code_is_refused_in_the_words_of_what_it_is_for() {
    for (error, status, email, phone) in [
        (CodeRequestError::Taken, 409, "email_taken", "phone_taken"),
        (
            CodeRequestError::NothingToVerify,
            409,
            "nothing_to_verify",
            "nothing_to_verify",
        ),
        (
            CodeRequestError::WrongPassword,
            403,
            "wrong_password",
            "wrong_password",
        ),
        (
            CodeRequestError::TooMany { retry_after: WAIT },
            429,
            "too_many_tries",
            "too_many_tries",
        ),
        (CodeRequestError::Store(StoreError::Conflict), 503, "busy", "busy"),
    ] {
        let mut ports = Ports::new();
        let (send, change, call) = (error.clone(), error.clone(), error.clone());
        let expected = ports.registration.expect_request_email_code();
        expected.returning(move |_| Err(send.clone()));
        let expected = ports.profiles.expect_request_email_change();
        expected.returning(move |_, _, _| Err(change.clone()));
        let expected = ports.profiles.expect_request_phone();
        expected.returning(move |_, _| Err(call.clone()));
        let api = ports.serve();
        post(&api, "email-code", "").problem(status, email);
        post(&api, "email", r#"{"email": "new@example.com"}"#).problem(status, email);
        post(&api, "phone", r#"{"phone": "01012345678"}"#).problem(status, phone);
    }
}

#[test]
fn a_wrong_code_says_how_often_it_can_be_tried() {
    for (error, status, email, phone) in [
        (CodeError::Wrong { left: 3 }, 400, "wrong_code", "wrong_code"),
        (CodeError::Invalid, 400, "invalid_code", "invalid_code"),
        (CodeError::Taken, 409, "email_taken", "phone_taken"),
        (
            CodeError::TooMany { retry_after: WAIT },
            429,
            "too_many_tries",
            "too_many_tries",
        ),
        (
            CodeError::Store(StoreError::Duplicate(UniqueKey::Id)),
            500,
            "internal",
            "internal",
        ),
    ] {
        let mut ports = Ports::new();
        let (verify, change, call) = (error.clone(), error.clone(), error.clone());
        let expected = ports.registration.expect_verify_email();
        expected.returning(move |_, _| Err(verify.clone()));
        let expected = ports.profiles.expect_confirm_email_change();
        expected.returning(move |_, _| Err(change.clone()));
        let expected = ports.profiles.expect_confirm_phone();
        expected.returning(move |_, _| Err(call.clone()));
        let api = ports.serve();
        for (end, code) in [
            ("email-verification", email),
            ("email/confirm", email),
            ("phone/confirm", phone),
        ] {
            let problem = post(&api, end, CODE).problem(status, code);
            let left = problem.get("tries_left").cloned();
            assert_eq!(left, (code == "wrong_code").then(|| json!(3)), "{end}");
        }
    }
}
