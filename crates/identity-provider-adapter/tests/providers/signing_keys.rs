//! When Google's keys are asked for, and which of them are believed.

use chrono::TimeDelta;
use hexmart_domain::identity::Provider;
use serde_json::{Value, json};
use tokio::task::JoinSet;

use crate::id_token::{Issuer, KEY, OTHER, signed};
use crate::shop::{Verdict, redemption_of};

const CERTS: &str = "/oauth2/v3/certs";

fn signed_by_other(issuer: &Issuer) -> String {
    OTHER.sign(&OTHER.header(), &issuer.claims().to_string()).unwrap()
}

#[tokio::test]
async fn keys_are_asked_for_once() {
    let issuer = Issuer::start();
    for _ in 0..5 {
        assert!(issuer.redeem(&signed(&issuer.claims())).await.is_ok());
    }
    assert_eq!(issuer.liar.count(CERTS), 1);
}

#[tokio::test]
async fn a_flood_of_unknown_keys_is_one_question_a_minute() {
    let issuer = Issuer::start();
    assert!(issuer.redeem(&signed(&issuer.claims())).await.is_ok());
    issuer.clock.advance(TimeDelta::minutes(1));
    for round in [2, 3] {
        for _ in 0..30 {
            let strange = signed_by_other(&issuer);
            assert_eq!(issuer.redeem(&strange).await, Err(Verdict::Refused));
            assert!(issuer.redeem(&signed(&issuer.claims())).await.is_ok());
        }
        assert_eq!(issuer.liar.count(CERTS), round);
        issuer.clock.advance(TimeDelta::minutes(1));
    }
}

#[tokio::test]
async fn many_at_once_ask_once() {
    let issuer = Issuer::start();
    let answer =
        json!({ "access_token": "at", "token_type": "Bearer", "id_token": signed(&issuer.claims()) });
    issuer.liar.answer("/token", 200, answer.to_string());
    let mut callers = JoinSet::new();
    for _ in 0..20 {
        let google = std::sync::Arc::clone(&issuer.google);
        callers.spawn(async move {
            google
                .redeem(&redemption_of(Provider::Google, "code".to_owned()))
                .await
        });
    }
    for outcome in callers.join_all().await {
        assert!(outcome.is_ok());
    }
    assert_eq!(issuer.liar.count(CERTS), 1);
}

#[tokio::test]
async fn a_new_key_is_found_and_an_old_one_forgotten() {
    let issuer = Issuer::start();
    assert!(issuer.redeem(&signed(&issuer.claims())).await.is_ok());
    issuer.publish(&json!({ "keys": [OTHER.jwk()] }));
    issuer.clock.advance(TimeDelta::minutes(1));
    assert!(issuer.redeem(&signed_by_other(&issuer)).await.is_ok());
    assert_eq!(
        issuer.redeem(&signed(&issuer.claims())).await,
        Err(Verdict::Refused)
    );
    assert_eq!(issuer.liar.count(CERTS), 2);
}

#[tokio::test]
async fn keys_are_believed_for_an_hour() {
    let issuer = Issuer::start();
    assert!(issuer.redeem(&signed(&issuer.claims())).await.is_ok());
    issuer.publish(&json!({ "keys": [] }));
    issuer.clock.advance(TimeDelta::minutes(59));
    assert!(issuer.redeem(&signed(&issuer.claims())).await.is_ok());
    issuer.clock.advance(TimeDelta::minutes(1));
    assert_eq!(
        issuer.redeem(&signed(&issuer.claims())).await,
        Err(Verdict::Refused)
    );
}

#[tokio::test]
async fn a_clock_that_is_set_back_asks_again() {
    let issuer = Issuer::start();
    assert!(issuer.redeem(&signed(&issuer.claims())).await.is_ok());
    issuer.clock.advance(TimeDelta::hours(-2));
    assert!(issuer.redeem(&signed(&issuer.claims())).await.is_ok());
    assert_eq!(issuer.liar.count(CERTS), 2);
}

#[tokio::test]
async fn without_keys_nobody_can_be_checked() {
    for (what, status, body) in [
        ("500", 500, "{}"),
        ("404", 404, r#"{"keys":[]}"#),
        ("a page", 200, "<html></html>"),
        ("no list", 200, "{}"),
        ("a list of texts", 200, r#"{"keys":["a"]}"#),
        ("a key with a number for an id", 200, r#"{"keys":[{"kid":1}]}"#),
        ("half a set", 200, r#"{"keys":[{"kid":"#),
    ] {
        let issuer = Issuer::start();
        issuer.liar.answer(CERTS, status, body);
        let token = signed(&issuer.claims());
        assert_eq!(issuer.redeem(&token).await, Err(Verdict::Unavailable), "{what}");
        // The next one within the minute is told the same, and Google is left alone.
        assert_eq!(issuer.redeem(&token).await, Err(Verdict::Unavailable), "{what}");
        assert_eq!(issuer.liar.count(CERTS), 1, "{what}");
        issuer.publish(&json!({ "keys": [KEY.jwk()] }));
        issuer.clock.advance(TimeDelta::minutes(1));
        assert!(issuer.redeem(&token).await.is_ok(), "{what}");
    }
}

fn key_but(name: &str, value: Value) -> Value {
    let mut key = KEY.jwk();
    key[name] = value;
    key
}

#[tokio::test]
async fn a_key_that_is_not_for_this_is_passed_over() {
    for unfit in [
        json!({}),
        key_but("kty", json!("EC")),
        key_but("kty", json!("oct")),
        key_but("alg", json!("RS512")),
        key_but("use", json!("enc")),
        key_but("kid", json!(null)),
        key_but("n", json!(null)),
        key_but("n", json!("")),
        key_but("n", json!("AQAB")),
        key_but("n", json!("!!!")),
        key_but("e", json!(null)),
        key_but("e", json!("!!!")),
        json!({ "kty": "oct", "kid": KEY.id(), "alg": "HS256", "k": "c2VjcmV0" }),
    ] {
        let issuer = Issuer::start();
        let token = signed(&issuer.claims());
        issuer.publish(&json!({ "keys": [unfit] }));
        assert_eq!(issuer.redeem(&token).await, Err(Verdict::Refused), "{unfit}");
        issuer.publish(&json!({ "keys": [unfit, OTHER.jwk(), KEY.jwk()] }));
        issuer.clock.advance(TimeDelta::minutes(1));
        assert!(issuer.redeem(&token).await.is_ok(), "{unfit}");
    }
}

#[tokio::test]
async fn whoever_leaves_while_the_keys_come_has_not_asked() {
    let issuer = Issuer::start();
    let token = signed(&issuer.claims());
    let answer = json!({ "access_token": "at", "token_type": "Bearer", "id_token": token });
    issuer.liar.answer("/token", 200, answer.to_string());
    let google = std::sync::Arc::clone(&issuer.google);
    let leaving = tokio::spawn(async move {
        google
            .redeem(&redemption_of(Provider::Google, "code".to_owned()))
            .await
    });
    while issuer.liar.count(CERTS) == 0 {
        tokio::task::yield_now().await;
    }
    leaving.abort();
    let _left = leaving.await;
    assert!(issuer.redeem(&token).await.is_ok());
}
