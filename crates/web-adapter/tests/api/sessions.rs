//! Sessions: seen, ended, ended all at once.

use hexmart_domain::identity::Session;
use serde_json::json;

use crate::client::Request;
use crate::fixture::Ports;
use crate::people::session;
use crate::samples::{NOW, SESSION, USER, id};

#[test]
fn people_see_where_they_are_signed_in() {
    let mut ports = Ports::new();
    ports.sign_in.expect_sessions().returning(|account| {
        assert_eq!(account.to_string(), USER);
        let other = Session {
            id: id(3),
            client: None,
            ..session()
        };
        Ok(vec![session(), other])
    });
    let api = ports.serve();
    let response = api.send(Request::new("GET", "/commerce/users/me/sessions/").bearer("user"));
    let answer = response.ok();
    let expected = json!({
        "id": SESSION, "client": "curl/8", "created_at": NOW, "last_used_at": NOW, "is_current": true,
    });
    assert_eq!(answer["sessions"][0], expected);
    assert_eq!(answer["sessions"][1]["is_current"], false);
    assert_eq!(answer["sessions"][1]["client"], json!(null));
}

#[test]
fn a_session_is_ended_by_its_owner_alone() {
    let mut ports = Ports::new();
    ports.sign_in.expect_end_session().returning(|account, session| {
        assert_eq!(account.to_string(), USER);
        Ok(session.to_string() == SESSION)
    });
    let api = ports.serve();
    let end = |session: &str| {
        let path = format!("/commerce/users/me/sessions/{session}/");
        api.send(Request::new("DELETE", &path).bearer("user"))
    };
    assert_eq!(end(SESSION).status, 204);
    let others = id::<hexmart_domain::shared::Session>(8).to_string();
    for session in [&others, "x", USER] {
        end(session).problem(404, "session_not_found");
    }
}

#[test]
fn signing_out_ends_the_session_that_asks_however_it_stands() {
    for alive in [true, false] {
        let mut ports = Ports::new();
        ports
            .sign_in
            .expect_end_session()
            .withf(|account, session| {
                (account.to_string(), session.to_string()) == (USER.into(), SESSION.into())
            })
            .times(1)
            .returning(move |_, _| Ok(alive));
        let response = ports
            .serve()
            .send(Request::new("POST", "/commerce/auth/sign-out/").bearer("unverified"));
        assert_eq!((response.status, response.body.len()), (204, 0));
    }
}

#[test]
fn signing_out_everywhere_ends_all() {
    let mut ports = Ports::new();
    ports
        .sign_in
        .expect_end_all_sessions()
        .withf(|account| account.to_string() == USER)
        .times(1)
        .returning(|_| Ok(()));
    let path = "/commerce/auth/sign-out-everywhere/";
    let response = ports.serve().send(Request::new("POST", path).bearer("user"));
    assert_eq!(response.status, 204);
}
