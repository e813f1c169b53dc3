//! What Kakao and Naver say about somebody: each row is an answer, and what is made of it.

use hexmart_domain::identity::Provider;

use crate::liar::Liar;
use crate::lies::{TOKEN_OK, told};
use crate::shop::Verdict;

use Verdict::{Misconfigured, Refused, Unavailable};

#[tokio::test]
async fn kakao_is_read_as_it_writes_and_not_otherwise() {
    let liar = Liar::start();
    liar.answer("/oauth/token", 200, TOKEN_OK);
    let rows: &[(u16, &str, Result<&str, Verdict>)] = &[
        (200, r#"{"id":1}"#, Ok("1")),
        (
            200,
            r#"{"id":9223372036854775807,"kakao_account":{},"properties":null}"#,
            Ok("9223372036854775807"),
        ),
        (
            200,
            r#"{"id":1,"kakao_account":{"email":"nobody","is_email_valid":true,"is_email_verified":true}}"#,
            Ok("1"),
        ),
        (200, r#"{"id":0}"#, Err(Unavailable)),
        (200, r#"{"id":-1}"#, Err(Unavailable)),
        (200, r#"{"id":1.5}"#, Err(Unavailable)),
        (200, r#"{"id":1e3}"#, Err(Unavailable)),
        (200, r#"{"id":"1"}"#, Err(Unavailable)),
        (200, r#"{"id":null}"#, Err(Unavailable)),
        (200, r#"{"id":18446744073709551616}"#, Err(Unavailable)),
        (200, r#"{"id":1,"id":2}"#, Err(Unavailable)),
        (
            200,
            r#"{"id":1,"kakao_account":{"is_email_verified":"true"}}"#,
            Err(Unavailable),
        ),
        (
            200,
            r#"{"id":1,"kakao_account":{"is_email_valid":1}}"#,
            Err(Unavailable),
        ),
        (200, r#"{"id":1,"kakao_account":[]}"#, Err(Unavailable)),
        (
            200,
            r#"{"id":1,"kakao_account":{"email":["a@b.co"]}}"#,
            Err(Unavailable),
        ),
        (
            200,
            r#"{"id":1,"kakao_account":{"profile":{"nickname":7}}}"#,
            Err(Unavailable),
        ),
        (400, r#"{"msg":"not registered","code":-101}"#, Err(Refused)),
        (400, r#"{"msg":"dormant","code":-103}"#, Err(Refused)),
        (401, r#"{"msg":"no such token","code":-401}"#, Err(Refused)),
        (401, r#"{"msg":"under 14","code":-406}"#, Err(Refused)),
        (403, r#"{"msg":"insufficient scopes","code":-402}"#, Err(Refused)),
        (403, r#"{"msg":"not enabled","code":-3}"#, Err(Misconfigured)),
        (400, r#"{"msg":"internal","code":-1}"#, Err(Unavailable)),
        (400, r#"{"msg":"api limit","code":-10}"#, Err(Unavailable)),
        (401, r#"{"id":1}"#, Err(Unavailable)),
    ];
    for (status, body, expected) in rows {
        liar.answer("/v2/user/me", *status, body);
        let outcome = told(&liar, Provider::Kakao).await;
        assert_eq!(outcome.as_deref().map_err(|error| *error), *expected, "{body}");
    }
}

#[tokio::test]
async fn naver_is_read_as_it_writes_and_not_otherwise() {
    let liar = Liar::start();
    liar.answer("/oauth2.0/token", 200, TOKEN_OK);
    let rows: &[(u16, &str, Result<&str, Verdict>)] = &[
        (
            200,
            r#"{"resultcode":"00","message":"success","response":{"id":"a-1"}}"#,
            Ok("a-1"),
        ),
        (
            200,
            r#"{"resultcode":"00","response":{"id":"a","email":7,"mobile":null}}"#,
            Ok("a"),
        ),
        (200, r#"{"resultcode":"00"}"#, Err(Unavailable)),
        (200, r#"{"resultcode":"00","response":null}"#, Err(Unavailable)),
        (200, r#"{"resultcode":"00","response":{}}"#, Err(Unavailable)),
        (
            200,
            r#"{"resultcode":"00","response":{"id":""}}"#,
            Err(Unavailable),
        ),
        (
            200,
            r#"{"resultcode":"00","response":{"id":" "}}"#,
            Err(Unavailable),
        ),
        (
            200,
            r#"{"resultcode":"00","response":{"id":"a\nb"}}"#,
            Err(Unavailable),
        ),
        (
            200,
            r#"{"resultcode":"00","response":{"id":7}}"#,
            Err(Unavailable),
        ),
        (
            200,
            r#"{"resultcode":"00","response":{"id":["a"]}}"#,
            Err(Unavailable),
        ),
        (200, r#"{"resultcode":0,"response":{"id":"a"}}"#, Err(Unavailable)),
        (200, r#"{"response":{"id":"a"}}"#, Err(Unavailable)),
        (
            200,
            r#"{"resultcode":"024","message":"Authentication failed","response":{"id":"a"}}"#,
            Err(Refused),
        ),
        (
            401,
            r#"{"resultcode":"024","message":"Authentication failed"}"#,
            Err(Refused),
        ),
        (401, r#"{"resultcode":"00","response":{"id":"a"}}"#, Err(Refused)),
        (
            403,
            r#"{"resultcode":"403","message":"Forbidden"}"#,
            Err(Misconfigured),
        ),
        (403, "<html>", Err(Misconfigured)),
    ];
    for (status, body, expected) in rows {
        liar.answer("/v1/nid/me", *status, body);
        let outcome = told(&liar, Provider::Naver).await;
        assert_eq!(outcome.as_deref().map_err(|error| *error), *expected, "{body}");
    }
}
