//! What is remembered of calls.

use serde_json::json;

use crate::served::Served;

#[test]
fn calls_to_providers_are_remembered_without_what_was_said() {
    let served = Served::start();
    served.get("/kakao/oauth/authorize?client_id=x&state=secret", &[]);
    served.post("/kakao/oauth/token", &[("code", "secret")]);
    served.get("/inbox/", &[]);
    served.get("/kakao/elsewhere", &[]);
    let answer = served.get("/calls", &[]);
    assert_eq!(
        answer.json(),
        json!({ "calls": [
            { "method": "GET", "path": "/fake/kakao/oauth/authorize", "status": 400 },
            { "method": "POST", "path": "/fake/kakao/oauth/token", "status": 401 },
            { "method": "GET", "path": "/fake/kakao/elsewhere", "status": 404 },
        ]})
    );
}

#[test]
fn a_server_is_gone_when_it_is_dropped() {
    let served = Served::start();
    let address = served.server.address();
    drop(served);
    assert!(std::net::TcpStream::connect(address).is_err());
}
