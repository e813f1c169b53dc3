//! Signing in by identity providers.

use hexmart_application::identity::{Arrival, Departure, FederationError, ProviderError};
use hexmart_domain::identity::Provider;
use hexmart_domain::shared::Language;
use serde_json::json;

use crate::client::{Request, errors};
use crate::fixture::Ports;
use crate::people::tokens;
use crate::samples::{SESSION, USER};

const KAKAO: &str = "/commerce/auth/providers/kakao/";
const CALLBACK: &str = "/commerce/auth/providers/kakao/callback/";
const SET_OUT: &str = r#"{"redirect_uri": "https://shop.example/"}"#;
const LINK: &str = r#"{"redirect_uri": "https://shop.example/", "link": true}"#;
const RETURN: &str = r#"{"state": "s", "code": "c", "binding": "b", "language": "ko"}"#;

#[test]
fn the_shop_names_its_providers() {
    let mut ports = Ports::new();
    let providers = || vec![Provider::Kakao, Provider::Google];
    ports.federation.expect_providers().returning(providers);
    let expected = json!({"providers": ["kakao", "google"]});
    assert_eq!(ports.serve().get("/commerce/auth/providers/").ok(), expected);
}

#[test]
fn setting_out_tells_where_to_go_and_what_to_keep() {
    for (caller, body, linked) in [
        (None, SET_OUT, false),
        (Some("user"), SET_OUT, false),
        (Some("unverified"), LINK, true),
    ] {
        let mut ports = Ports::new();
        ports
            .federation
            .expect_begin()
            .returning(move |provider, redirect, link_to| {
                assert_eq!((provider, redirect), (Provider::Kakao, "https://shop.example/"));
                let link_to = link_to.map(|principal| principal.user.to_string());
                assert_eq!(link_to.as_deref(), linked.then_some(USER));
                Ok(Departure {
                    authorization_url: "https://kakao.example/?state=s".to_owned(),
                    state: "s".to_owned(),
                    binding: "b".to_owned(),
                })
            });
        let request = Request::new("POST", KAKAO).json(body);
        let request = caller.into_iter().fold(request, Request::bearer);
        let response = ports.serve().send(request);
        let expected = json!({
            "authorization_url": "https://kakao.example/?state=s", "state": "s", "binding": "b", "expires_in": 600,
        });
        assert_eq!((response.status, response.json()), (201, expected));
        assert_eq!(response.header("location"), Some(CALLBACK));
        assert_eq!(response.header("cache-control"), Some("no-store"));
    }
}

#[test]
fn only_somebody_can_be_linked() {
    let api = Ports::new().serve();
    let anonymous = api.send(Request::new("POST", KAKAO).json(LINK));
    anonymous.problem(401, "authentication_required");
    api.call("POST", KAKAO, "key", LINK)
        .problem(403, "insufficient_scope");
}

#[test]
fn whoever_comes_back_is_known_new_or_linked() {
    for (arrival, word, has_tokens) in [
        (Arrival::SignedIn(tokens()), "SIGNED_IN", true),
        (Arrival::SignedUp(tokens()), "SIGNED_UP", true),
        (Arrival::Linked, "LINKED", false),
    ] {
        let mut ports = Ports::new();
        ports
            .federation
            .expect_complete()
            .returning(move |provider, comeback, caller| {
                assert_eq!(provider, Provider::Kakao);
                assert_eq!(
                    (
                        comeback.state.as_str(),
                        comeback.code.as_str(),
                        comeback.binding.as_str()
                    ),
                    ("s", "c", "b")
                );
                assert_eq!(comeback.language, Language::Korean);
                assert_eq!(caller.network.as_deref(), Some("127.0.0.0/24"));
                Ok(arrival.clone())
            });
        let response = ports.serve().send(Request::new("POST", CALLBACK).json(RETURN));
        let mut expected = json!({"arrival": word});
        if has_tokens {
            expected = json!({
                "arrival": word, "access_token": "header.claims.signature", "token_type": "Bearer", "expires_in": 600,
                "refresh_token": "next", "refresh_expires_in": 1_209_600, "session_id": SESSION,
            });
        }
        assert_eq!(response.ok(), expected);
    }
}

#[test]
fn a_return_fails_in_its_own_words() {
    let away = FederationError::Unavailable(ProviderError::Misconfigured {
        why: "secret host".to_owned(),
    });
    for (error, status, code) in [
        (FederationError::NotSetUp, 404, "provider_not_found"),
        (FederationError::InvalidReturn, 400, "invalid_return"),
        (FederationError::Refused, 401, "provider_refused"),
        (FederationError::AccountExists, 409, "account_exists"),
        (FederationError::IdentityTaken, 409, "identity_taken"),
        (away, 503, "provider_unavailable"),
    ] {
        let mut ports = Ports::new();
        let complete = ports.federation.expect_complete();
        complete.returning(move |_, _, _| Err(error.clone()));
        let response = ports.serve().send(Request::new("POST", CALLBACK).json(RETURN));
        response.problem(status, code);
        assert_eq!(response.header("retry-after"), (status == 503).then_some("1"));
        assert!(!response.text().contains("secret"));
    }
    let api = Ports::new().serve();
    for provider in ["apple", "Kakao", "kakao%00", "%20"] {
        let path = format!("/commerce/auth/providers/{provider}/");
        api.send(Request::new("POST", &path).json(SET_OUT))
            .problem(404, "provider_not_found");
        api.send(Request::new("POST", &format!("{path}callback/")).json(RETURN))
            .problem(404, "provider_not_found");
    }
}

#[test]
fn nobody_is_sent_back_to_a_strange_address() {
    let mut ports = Ports::new();
    let begin = ports.federation.expect_begin();
    begin.returning(|_, _, _| Err(FederationError::UnknownRedirect));
    let response = ports.serve().send(Request::new("POST", KAKAO).json(SET_OUT));
    let problem = response.problem(422, "invalid_fields");
    let expected = [("/redirect_uri".to_owned(), "unknown_value".to_owned())];
    assert_eq!(errors(&problem), expected);
}
