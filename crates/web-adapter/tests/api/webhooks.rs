//! What payment providers say.

use hexmart_application::payments::HearError;
use hexmart_application::platform::StoreError;
use hexmart_domain::payments::Provider;

use crate::client::{Request, Response};
use crate::fixture::Ports;
use crate::samples::now;
use crate::willing;

const PATH: &str = "/commerce/webhooks/payments/toss/";

fn refused(error: &HearError) -> Response {
    let mut ports = Ports::new();
    let error = error.clone();
    ports
        .payments
        .expect_hear()
        .returning(move |_, _| Err(error.clone()));
    ports.serve().send(Request::new("POST", PATH).body("{}"))
}

#[test]
fn a_message_is_handed_on_byte_by_byte() {
    let mut ports = Ports::new();
    ports
        .payments
        .expect_hear()
        .withf(|provider, message| {
            let signature = ("webhook-signature".to_owned(), "v1,AbC=".to_owned());
            *provider == Provider::Toss
                && message.body == b"\xff{ not JSON \n"
                && message.headers.contains(&signature)
                && message.now == now()
        })
        .times(1)
        .returning(|_, _| Ok(()));
    let request = Request::new("POST", PATH).header("Webhook-Signature", "v1,AbC=");
    let response = ports.serve().send(request.body(b"\xff{ not JSON \n"));
    assert_eq!(response.ok(), serde_json::json!({}));
}

#[test]
fn only_what_should_come_again_is_refused() {
    let response = refused(&HearError::Forged);
    response.problem(401, "forged");
    assert_eq!(response.header("www-authenticate"), Some("Signature"));
    let response = refused(&StoreError::unavailable("secret").into());
    response.problem(503, "unavailable");
    assert_eq!(response.header("retry-after"), Some("1"));
    refused(&HearError::UnknownProvider).problem(404, "not_found");
    let nobody = Ports::new().serve();
    let other = Request::new("POST", "/commerce/webhooks/payments/cash/").body("{}");
    nobody.send(other).problem(404, "not_found");
}

#[test]
fn a_message_has_at_most_64_kibibytes() {
    let api = willing::ports().serve();
    let send = |length: usize| api.send(Request::new("POST", PATH).body(vec![b'x'; length]));
    assert_eq!(send(64 * 1024).status, 200);
    let problem = send(64 * 1024 + 1).problem(413, "body_too_large");
    assert_eq!(problem["detail"], "a body has at most 64 KiB here");
}

/// Whoever calls, with whatever credentials: a provider has none of ours.
#[test]
fn a_provider_is_not_asked_who_it_is() {
    let api = willing::ports().serve();
    let request = Request::new("POST", PATH).header("Authorization", "Basic dG9zczo=");
    assert_eq!(api.send(request.body("{}")).status, 200);
}
