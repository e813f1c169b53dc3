//! What must not be read anywhere: a provider that repeats everything it hears and knows, and what is left of it.

use std::error::Error;
use std::fmt::Write as _;
use std::sync::Arc;

use hexmart_application::identity::ProviderError;
use hexmart_domain::identity::Provider;
use hexmart_identity_provider_adapter::HttpClient;

use crate::liar::Liar;
use crate::shop::{SECRET, adapter, redemption_of, request, settings};
use crate::world::SetClock;

/// Whose data it is.
const PERSON: [&str; 3] = ["canary@example.com", "카나리아", "4242424242"];
const CODE: &str = "canary-code";
const TOKEN: &str = "canary-token";

fn everything(error: &ProviderError) -> String {
    let mut text = format!("{error} {error:?}");
    let mut source: Option<&dyn Error> = error.source();
    while let Some(error) = source {
        write!(text, " {error} {error:?}").unwrap();
        source = error.source();
    }
    text
}

fn assert_silent(text: &str) {
    let request = request(Provider::Kakao);
    let secrets = [
        SECRET,
        CODE,
        TOKEN,
        &request.state,
        &request.nonce,
        &request.code_verifier,
    ];
    for secret in secrets.iter().chain(&PERSON) {
        assert!(!text.contains(secret), "{secret} in {text}");
    }
}

#[tokio::test]
async fn errors_repeat_nothing_that_a_provider_says() {
    let clock = Arc::new(SetClock::new());
    let all = format!("{SECRET} {CODE} {TOKEN} {}", PERSON.join(" "));
    let token_ok = format!(r#"{{"access_token":"{TOKEN}","token_type":"bearer","id_token":"{TOKEN}"}}"#);
    let token_answers = [
        (
            400,
            format!(r#"{{"error":"{all}","error_description":"{all}","error_code":"{all}"}}"#),
        ),
        (
            401,
            format!(r#"{{"error":"invalid_client","error_description":"{all}"}}"#),
        ),
        (200, format!(r#"{{"access_token":["{all}"]}}"#)),
        (
            200,
            format!(r#"{{"access_token":"{TOKEN}","token_type":"{all}"}}"#),
        ),
        (
            200,
            format!(r#"{{"access_token":"{TOKEN}\n","token_type":"bearer"}}"#),
        ),
        (200, all.clone()),
        (500, all.clone()),
        (200, token_ok),
    ];
    let me_answers = [
        (200, format!(r#"{{"id":"{all}","resultcode":7,"keys":"{all}"}}"#)),
        (
            401,
            format!(r#"{{"msg":"{all}","code":-401,"resultcode":"{all}","message":"{all}"}}"#),
        ),
        (
            200,
            format!(r#"{{"id":1,"kakao_account":"{all}","resultcode":"00","response":{{"id":"{all}"}}}}"#),
        ),
        (503, all.clone()),
    ];
    for provider in Provider::ALL {
        let liar = Liar::start();
        let adapter = adapter(settings(provider, Some(liar.url())), provider, &clock);
        for (token_status, token) in &token_answers {
            for path in ["/oauth/token", "/oauth2.0/token", "/token"] {
                liar.answer(path, *token_status, token);
            }
            for (me_status, me) in &me_answers {
                for path in ["/v2/user/me", "/v1/nid/me", "/oauth2/v3/certs"] {
                    liar.answer(path, *me_status, me);
                }
                let error = adapter
                    .redeem(&redemption_of(provider, CODE.to_owned()))
                    .await
                    .unwrap_err();
                assert_silent(&everything(&error));
            }
        }
    }
}

#[tokio::test]
async fn the_secret_goes_into_the_form_and_into_no_address() {
    let clock = Arc::new(SetClock::new());
    for (provider, path) in [
        (Provider::Kakao, "/oauth/token"),
        (Provider::Naver, "/oauth2.0/token"),
        (Provider::Google, "/token"),
    ] {
        let liar = Liar::start();
        let adapter = adapter(settings(provider, Some(liar.url())), provider, &clock);
        assert!(
            adapter
                .redeem(&redemption_of(provider, CODE.to_owned()))
                .await
                .is_err()
        );
        let forms = liar.bodies(path);
        assert!(
            forms[0].contains(&format!("client_secret={SECRET}")),
            "{provider:?}"
        );
        assert!(!adapter.authorization_url(&request(provider)).contains(SECRET));
    }
}

#[test]
fn adapters_do_not_show_their_secret() {
    let http = HttpClient::new().unwrap();
    let of = |provider| settings(provider, None);
    let clock = Arc::new(SetClock::new());
    let kakao = hexmart_identity_provider_adapter::Kakao::new(of(Provider::Kakao), http.clone()).unwrap();
    let naver = hexmart_identity_provider_adapter::Naver::new(of(Provider::Naver), http.clone()).unwrap();
    let google =
        hexmart_identity_provider_adapter::Google::new(of(Provider::Google), http.clone(), clock).unwrap();
    let shown = format!("{kakao:?} {naver:?} {google:?} {http:?}");
    assert!(shown.contains("shop-at-kakao"));
    assert_silent(&shown);
}
