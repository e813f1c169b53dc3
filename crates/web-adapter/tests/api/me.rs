//! One's own account.

use hexmart_application::identity::{Change, HashingError, ProfileError};
use hexmart_application::platform::StoreError;
use hexmart_domain::identity::{Account, AccountState};
use hexmart_domain::shared::Language;
use serde_json::{Value, json};

use crate::client::{Request, Response};
use crate::fixture::{Api, Ports};
use crate::people::{account, profile};
use crate::samples::{NOW, USER};

const ME: &str = "/commerce/users/me/";

fn masked() -> Value {
    json!({
        "id": USER, "email": "h*****l@example.com", "phone": "010****5678", "real_name": "홍*동",
        "customs_code": "P***********2", "nickname": "하나", "introduction": "커피와 자전거", "state": "ACTIVE",
        "role": "user", "language": "ko", "version": 3, "created_at": NOW, "last_sign_in_at": NOW, "deleted_at": null,
        "providers": ["kakao"],
    })
}

fn get(api: &Api, target: &str) -> Response {
    api.send(Request::new("GET", target).bearer("user"))
}

#[test]
fn personal_data_is_masked_unless_its_owner_asks() {
    let mut ports = Ports::new();
    ports.profiles.expect_profile().returning(|id| {
        assert_eq!(id.to_string(), USER);
        Ok(Some(profile()))
    });
    let api = ports.serve();
    for target in [ME, "/commerce/users/me?view=masked"] {
        let response = get(&api, target);
        assert_eq!(response.ok(), masked());
        assert_eq!(response.header("etag"), Some("\"3\""));
        assert_eq!(response.header("cache-control"), Some("no-store"));
    }
    let mut full = masked();
    full["email"] = json!("hongkil@example.com");
    full["phone"] = json!("01012345678");
    full["real_name"] = json!("홍길동");
    full["customs_code"] = json!("P123456789012");
    assert_eq!(get(&api, "/commerce/users/me/?view=full").ok(), full);
}

#[test]
fn an_account_that_went_meanwhile_proves_nobody() {
    let mut ports = Ports::new();
    ports.profiles.expect_profile().returning(|_| Ok(None));
    get(&ports.serve(), ME).problem(401, "invalid_token");
}

fn patch(api: &Api, body: &Value, if_match: Option<&str>) -> Response {
    let request = Request::new("PATCH", ME).bearer("user");
    let request = if_match
        .into_iter()
        .fold(request, |request, tag| request.header("If-Match", tag));
    api.send(request.json(&body.to_string()))
}

#[test]
fn what_is_named_is_changed_and_nothing_else() {
    let mut ports = Ports::new();
    ports.profiles.expect_change().returning(|id, change| {
        assert_eq!(id.to_string(), USER);
        assert_eq!(change.nickname.unwrap().as_str(), "둘");
        assert_eq!(change.introduction, Change::Clear);
        assert_eq!(change.real_name, Change::Keep);
        assert!(matches!(change.customs_code, Change::Set(code) if code.as_str() == "P123456789012"));
        assert_eq!(change.language, Some(Language::English));
        assert_eq!(change.expected_version, None);
        Ok(account())
    });
    ports.profiles.expect_profile().returning(|_| Ok(Some(profile())));
    let body =
        json!({"nickname": "둘", "introduction": null, "customs_code": "p123456789012", "language": "en"});
    let response = patch(&ports.serve(), &body, None);
    assert_eq!(response.ok(), masked());
    assert_eq!(response.header("etag"), Some("\"3\""));
}

#[test]
fn nothing_to_change_is_no_change() {
    let api = Ports::new().serve();
    patch(&api, &json!({}), None).problem(422, "invalid_fields");
}

#[test]
fn no_change_is_undone_by_accident() {
    let mut ports = Ports::new();
    ports
        .profiles
        .expect_change()
        .returning(|_, change| match change.expected_version {
            None | Some(3) => Ok(account()),
            Some(_) => Err(ProfileError::Stale),
        });
    ports.profiles.expect_profile().returning(|_| Ok(Some(profile())));
    let api = ports.serve();
    let body = json!({"nickname": "둘"});
    for tag in ["*", "\"3\"", " \"3\" "] {
        assert_eq!(patch(&api, &body, Some(tag)).status, 200, "{tag}");
    }
    for tag in [
        "\"2\"",
        "3",
        "W/\"3\"",
        "\"x\"",
        "\"3\", \"4\"",
        "\"99999999999999999999\"",
        "",
    ] {
        patch(&api, &body, Some(tag)).problem(412, "stale");
    }
}

#[test]
fn a_password_is_changed_by_whoever_knows_it() {
    let mut ports = Ports::new();
    let change = ports.profiles.expect_change_password();
    change.returning(|principal, current, new| {
        assert_eq!(
            (principal.user.to_string().as_str(), new.reveal()),
            (USER, "staple battery")
        );
        match current.as_deref() {
            Some("right") => Ok(()),
            Some("guess") => Err(ProfileError::GuessablePassword),
            Some("busy") => Err(HashingError.into()),
            _ => Err(ProfileError::WrongPassword),
        }
    });
    let api = ports.serve();
    let change = |current: Value| {
        let body = json!({"current_password": current, "new_password": "staple battery"});
        api.call("POST", "/commerce/users/me/password/", "user", &body.to_string())
    };
    assert_eq!(change(json!("right")).status, 204);
    change(json!("wrong")).problem(403, "wrong_password");
    change(json!("guess")).problem(422, "guessable_password");
    change(json!("busy")).problem(503, "busy");
    let body = r#"{"new_password": "staple battery"}"#;
    let response = api.call("POST", "/commerce/users/me/password/", "user", body);
    response.problem(403, "wrong_password");
}

#[test]
fn people_leave_for_a_while_or_for_good() {
    let mut ports = Ports::new();
    let answer = |password: Option<String>| match password.as_deref() {
        None | Some("right") => Ok(()),
        Some("employee") => Err(ProfileError::Employed),
        Some(_) => Err(ProfileError::WrongPassword),
    };
    ports
        .profiles
        .expect_sleep()
        .returning(move |_, password| answer(password));
    ports
        .profiles
        .expect_erase()
        .returning(move |_, password| answer(password));
    let api = ports.serve();
    for (method, path) in [("POST", "/commerce/users/me/dormancy/"), ("DELETE", ME)] {
        assert_eq!(api.send(Request::new(method, path).bearer("user")).status, 204);
        assert_eq!(api.call(method, path, "user", "{}").status, 204);
        assert_eq!(
            api.call(method, path, "user", r#"{"password": "right"}"#).status,
            204
        );
        api.call(method, path, "user", r#"{"password": "wrong"}"#)
            .problem(403, "wrong_password");
        api.call(method, path, "user", r#"{"password": "employee"}"#)
            .problem(409, "employed");
        let unnamed = Request::new(method, path)
            .bearer("user")
            .body(r#"{"password": "right"}"#);
        api.send(unnamed).problem(415, "unsupported_media_type");
    }
}

#[test]
fn the_public_sees_a_nickname_and_a_few_words() {
    let mut ports = Ports::new();
    ports
        .profiles
        .expect_profile()
        .times(1)
        .returning(|_| Ok(Some(profile())));
    ports
        .profiles
        .expect_profile()
        .times(1)
        .returning(|_| Err(StoreError::Conflict));
    for state in [
        AccountState::Dormant,
        AccountState::Unverified,
        AccountState::Deleted,
    ] {
        ports.profiles.expect_profile().times(1).returning(move |_| {
            let account = Account { state, ..account() };
            Ok(Some(hexmart_application::identity::Profile {
                account,
                ..profile()
            }))
        });
    }
    ports.profiles.expect_profile().returning(|_| Ok(None));
    let api = ports.serve();
    let path = format!("/commerce/users/{USER}/");
    let expected = json!({"id": USER, "nickname": "하나", "introduction": "커피와 자전거"});
    assert_eq!(api.get(&path).ok(), expected);
    api.get(&path).problem(503, "busy");
    assert_eq!(api.get(&path).status, 200);
    for path in [&path, &path, &path, "/commerce/users/x/", "/commerce/users/%00/"] {
        api.get(path).problem(404, "user_not_found");
    }
}
