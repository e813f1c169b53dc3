//! Answers that no provider would give, or only on a bad day: each row is one, at each place where it can come.

use std::sync::Arc;

use hexmart_domain::identity::Provider;

use crate::liar::{Liar, http};
use crate::shop::{Verdict, adapter, redemption_of, settings, token_path, verdict};
use crate::world::SetClock;

use Verdict::{Misconfigured, Refused, Unavailable};

pub(crate) const TOKEN_OK: &str = r#"{"access_token":"at","token_type":"bearer","expires_in":"3600"}"#;

fn me_path(provider: Provider) -> &'static str {
    match provider {
        Provider::Kakao => "/v2/user/me",
        Provider::Naver => "/v1/nid/me",
        Provider::Google => "/oauth2/v3/certs",
    }
}

pub(crate) async fn told(liar: &Liar, provider: Provider) -> Result<String, Verdict> {
    let settings = settings(provider, Some(liar.url()));
    let adapter = adapter(settings, provider, &Arc::new(SetClock::new()));
    let outcome = adapter.redeem(&redemption_of(provider, "code".to_owned())).await;
    outcome.map(|came| came.subject).map_err(|error| verdict(&error))
}

/// Nonsense that is nonsense anywhere.
fn nonsense() -> Vec<(&'static str, Vec<u8>)> {
    let huge = format!(r#"{{"access_token":"{}"}}"#, "a".repeat(2 << 20));
    let deep = "[".repeat(100_000);
    let mut endless = b"HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n".to_vec();
    for _ in 0..40 {
        endless.extend_from_slice(b"10000\r\n");
        endless.resize(endless.len() + 0x10000, b' ');
        endless.extend_from_slice(b"\r\n");
    }
    vec![
        ("silence", vec![]),
        ("no HTTP", b"SSH-2.0-OpenSSH_9.6\r\n".to_vec()),
        ("half a status line", b"HTTP/1.1 2".to_vec()),
        ("half a head", b"HTTP/1.1 200 OK\r\ncontent-le".to_vec()),
        (
            "a body cut short",
            b"HTTP/1.1 200 OK\r\ncontent-length: 900\r\n\r\n{\"access_token\":\"a\"".to_vec(),
        ),
        (
            "a chunk cut short",
            b"HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\nff\r\n{".to_vec(),
        ),
        (
            "a chunk of no size",
            b"HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\nzz\r\n{}".to_vec(),
        ),
        (
            "two lengths",
            b"HTTP/1.1 200 OK\r\ncontent-length: 2\r\ncontent-length: 3\r\n\r\n{}".to_vec(),
        ),
        (
            "a status of its own",
            b"HTTP/1.1 999 Whatever\r\ncontent-length: 2\r\n\r\n{}".to_vec(),
        ),
        ("2 MiB", http(200, huge)),
        ("spaces without end", endless),
        ("nothing", http(200, "")),
        ("no content", http(204, "")),
        (
            "a page",
            http(200, "<!doctype html><html><body>점검 중</body></html>"),
        ),
        ("half an answer", http(200, r#"{"access_token":"a","token_ty"#)),
        ("two answers", http(200, "{}{}")),
        ("null", http(200, "null")),
        ("a number", http(200, "1")),
        ("a text", http(200, r#""ok""#)),
        ("a list", http(200, "[]")),
        ("an empty object", http(200, "{}")),
        ("a deep list", http(200, deep)),
        ("no UTF-8", http(200, b"{\"access_token\":\"\xff\xfe\"}")),
        (
            "half a surrogate",
            http(200, r#"{"access_token":"\ud800","id":"\ud800"}"#),
        ),
        ("500", http(500, "{}")),
        ("502 with a page", http(502, "<html>Bad Gateway</html>")),
        ("503", http(503, "")),
        ("429", http(429, r#"{"error":"slow_down"}"#)),
        ("404 with a page", http(404, "<html>Not Found</html>")),
    ]
}

#[tokio::test]
async fn nonsense_for_a_token_is_an_outage() {
    for provider in Provider::ALL {
        let liar = Liar::start();
        for (what, answer) in nonsense() {
            liar.raw(token_path(provider), answer);
            assert_eq!(
                told(&liar, provider).await,
                Err(Unavailable),
                "{what}, {provider:?}"
            );
        }
        assert_eq!(liar.count(me_path(provider)), 0);
    }
}

#[tokio::test]
async fn nonsense_for_a_person_is_an_outage() {
    for provider in [Provider::Kakao, Provider::Naver] {
        let liar = Liar::start();
        liar.answer(token_path(provider), 200, TOKEN_OK);
        for (what, answer) in nonsense() {
            liar.raw(me_path(provider), answer);
            assert_eq!(
                told(&liar, provider).await,
                Err(Unavailable),
                "{what}, {provider:?}"
            );
        }
    }
}

#[tokio::test]
async fn an_answer_is_read_up_to_a_mebibyte() {
    let liar = Liar::start();
    liar.answer("/oauth/token", 200, TOKEN_OK);
    let padded = |length: usize| format!("{}{}", r#"{"id":1}"#, " ".repeat(length - 8));
    liar.answer("/v2/user/me", 200, padded(1 << 20));
    assert_eq!(told(&liar, Provider::Kakao).await, Ok("1".to_owned()));
    liar.answer("/v2/user/me", 200, padded((1 << 20) + 1));
    assert_eq!(told(&liar, Provider::Kakao).await, Err(Unavailable));
}

#[tokio::test]
async fn a_redirect_is_not_followed() {
    for provider in Provider::ALL {
        let liar = Liar::start();
        for status in [301, 302, 303, 307, 308] {
            let answer = format!(
                "HTTP/1.1 {status} Elsewhere\r\nlocation: {}/elsewhere\r\ncontent-length: 0\r\n\r\n",
                liar.url()
            );
            liar.raw(token_path(provider), answer);
            assert_eq!(
                told(&liar, provider).await,
                Err(Unavailable),
                "{status}, {provider:?}"
            );
        }
        assert_eq!(liar.count("/elsewhere"), 0);
    }
}

#[tokio::test]
async fn tokens_of_other_types_are_an_outage() {
    for provider in Provider::ALL {
        let liar = Liar::start();
        for answer in [
            r#"{"token_type":"bearer"}"#,
            r#"{"access_token":null,"token_type":"bearer"}"#,
            r#"{"access_token":"","token_type":"bearer"}"#,
            r#"{"access_token":1,"token_type":"bearer"}"#,
            r#"{"access_token":["at"],"token_type":"bearer"}"#,
            r#"{"access_token":"at"}"#,
            r#"{"access_token":"at","token_type":"mac"}"#,
            r#"{"access_token":"at","token_type":true}"#,
            r#"{"access_token":"at","access_token":"other","token_type":"bearer"}"#,
            r#"{"access_token":"at","token_type":"bearer","id_token":{}}"#,
            r#"{"error":{"code":401}}"#,
            r#"{"error":7}"#,
        ] {
            liar.answer(token_path(provider), 200, answer);
            assert_eq!(
                told(&liar, provider).await,
                Err(Unavailable),
                "{answer}, {provider:?}"
            );
        }
    }
}

#[tokio::test]
async fn a_token_that_fits_no_header_is_an_outage() {
    for provider in [Provider::Kakao, Provider::Naver] {
        let liar = Liar::start();
        let answer = r#"{"access_token":"at\r\nHost: elsewhere","token_type":"bearer"}"#;
        liar.answer(token_path(provider), 200, answer);
        assert_eq!(told(&liar, provider).await, Err(Unavailable), "{provider:?}");
        assert_eq!(liar.count(me_path(provider)), 0);
    }
}

#[tokio::test]
async fn errors_mean_what_their_codes_mean_whatever_the_status() {
    for (codes, expected) in [
        (r#"{"error":"invalid_grant"}"#, Refused),
        (r#"{"error":"access_denied"}"#, Refused),
        (
            r#"{"error":"invalid_request","error_description":"no valid data in session"}"#,
            Refused,
        ),
        (r#"{"error":"never_heard_of"}"#, Refused),
        (r#"{"error":""}"#, Refused),
        (r#"{"error":"invalid_grant","error_code":"KOE320"}"#, Refused),
        (
            r#"{"error":"invalid_grant","access_token":"at","token_type":"bearer"}"#,
            Refused,
        ),
        (r#"{"error":"invalid_client"}"#, Misconfigured),
        (r#"{"error":"unauthorized_client"}"#, Misconfigured),
        (r#"{"error":"redirect_uri_mismatch"}"#, Misconfigured),
        (
            r#"{"error":"invalid_client","error_code":"KOE010"}"#,
            Misconfigured,
        ),
        (
            r#"{"error":"misconfigured","error_code":"KOE006"}"#,
            Misconfigured,
        ),
        (r#"{"error_code":"KOE101"}"#, Misconfigured),
        (r#"{"error":"server_error"}"#, Unavailable),
        (
            r#"{"error":"invalid_request","error_code":"KOE237"}"#,
            Unavailable,
        ),
    ] {
        for provider in Provider::ALL {
            for status in [200, 400, 401] {
                let liar = Liar::start();
                liar.answer(token_path(provider), status, codes);
                assert_eq!(
                    told(&liar, provider).await,
                    Err(expected),
                    "{codes} {status} {provider:?}"
                );
            }
        }
    }
}
