//! API keys.

use std::time::Duration;

use hexmart_application::identity::ApiKeyError;
use hexmart_domain::identity::Scope;
use serde_json::{Value, json};

use crate::client::Request;
use crate::fixture::Ports;
use crate::people::{api_key, made_key};
use crate::samples::{API_KEY, NOW, USER};

const KEYS: &str = "/commerce/users/me/api-keys/";
const WANTED: &str =
    r#"{"name": "scanner", "scopes": ["stock:write", "stock:write"], "expires_in_days": 90}"#;

fn one() -> String {
    format!("{KEYS}{API_KEY}/")
}

fn shown() -> Value {
    json!({
        "id": API_KEY, "name": "scanner", "scopes": ["stock:write"], "created_at": NOW, "expires_at": NOW,
        "last_used_at": null,
    })
}

fn with_secret() -> Value {
    let mut made = shown();
    made["secret"] = json!("hxk_secret");
    made
}

#[test]
fn a_secret_is_shown_once() {
    let mut ports = Ports::new();
    ports.machines.expect_make_key().returning(|owner, wanted| {
        assert_eq!(
            (owner.to_string().as_str(), wanted.name.as_str()),
            (USER, "scanner")
        );
        assert_eq!(wanted.scopes.iter().collect::<Vec<_>>(), [Scope::StockWrite]);
        assert_eq!(wanted.lifetime, Duration::from_hours(90 * 24));
        Ok(made_key())
    });
    ports.machines.expect_keys().returning(|_| Ok(vec![api_key()]));
    let api = ports.serve();
    let made = api.call("POST", KEYS, "user", WANTED);
    assert_eq!((made.status, made.json()), (201, with_secret()));
    assert_eq!(made.header("location"), Some(one().as_str()));
    assert_eq!(made.header("cache-control"), Some("no-store"));
    let listed = api.send(Request::new("GET", KEYS).bearer("user"));
    assert_eq!(listed.ok(), json!({"api_keys": [shown()]}));
}

#[test]
fn a_key_is_replaced_with_an_overlap() {
    for (body, hours) in [
        ("", 24),
        ("{}", 24),
        (r#"{"overlap_hours": 0}"#, 0),
        (r#"{"overlap_hours": 168}"#, 168),
    ] {
        let mut ports = Ports::new();
        ports
            .machines
            .expect_rotate_key()
            .returning(move |owner, id, overlap| {
                assert_eq!((owner.to_string(), id.to_string()), (USER.into(), API_KEY.into()));
                assert_eq!(overlap, Duration::from_hours(hours));
                Ok(made_key())
            });
        let request = Request::new("POST", &format!("{}rotation/", one())).bearer("user");
        let request = if body.is_empty() {
            request
        } else {
            request.json(body)
        };
        let response = ports.serve().send(request);
        assert_eq!((response.status, response.json()), (201, with_secret()), "{body}");
        assert_eq!(response.header("location"), Some(one().as_str()));
    }
}

#[test]
fn keys_of_others_do_not_exist() {
    let mut ports = Ports::new();
    ports
        .machines
        .expect_revoke_key()
        .times(1)
        .returning(|_, _| Ok(()));
    ports
        .machines
        .expect_revoke_key()
        .returning(|_, _| Err(ApiKeyError::Unknown));
    let rotate = ports.machines.expect_rotate_key();
    rotate.returning(|_, _, _| Err(ApiKeyError::Unknown));
    let api = ports.serve();
    let revoke = |path: &str| api.send(Request::new("DELETE", path).bearer("user"));
    assert_eq!(revoke(&one()).status, 204);
    for path in [one(), format!("{KEYS}x/")] {
        revoke(&path).problem(404, "api_key_not_found");
        let rotated = api.call("POST", &format!("{path}rotation/"), "user", "{}");
        rotated.problem(404, "api_key_not_found");
    }
}

#[test]
fn keys_are_not_made_without_end() {
    let mut ports = Ports::new();
    let make = ports.machines.expect_make_key();
    make.returning(|_, _| Err(ApiKeyError::TooMany));
    ports
        .serve()
        .call("POST", KEYS, "user", WANTED)
        .problem(409, "too_many_api_keys");
}
