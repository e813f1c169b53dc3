//! What must not be read anywhere: a provider that repeats everything it hears, and what is left of it.

use std::error::Error;
use std::fmt::Write as _;
use std::sync::Arc;

use hexmart_application::payments::GatewayError;
use hexmart_fakes::payments::{IAMPORT, PORTONE, TOSS_SECRET_KEY};

use crate::liar::Liar;
use crate::shop::{Kind, gateway};
use crate::strangers::{charge, known, prepare};
use crate::world::SetClock;

const CANARY: &str = "canary 4242-4242-4242-4242 카나리아";

fn everything(error: &GatewayError) -> String {
    let mut text = format!("{error} {error:?}");
    let mut source: Option<&dyn Error> = error.source();
    while let Some(error) = source {
        write!(text, " {error} {error:?}").unwrap();
        source = error.source();
    }
    text
}

fn assert_silent(text: &str) {
    for secret in [IAMPORT.1, PORTONE, TOSS_SECRET_KEY, "canary", "4242", "카나리아"] {
        assert!(!text.contains(secret), "{secret} in {text}");
    }
}

#[tokio::test]
async fn errors_repeat_nothing_that_a_provider_says() {
    for kind in Kind::ALL {
        let liar = Liar::start();
        let path = prepare(&liar, kind);
        let gateway = gateway(kind, liar.url(), &Arc::new(SetClock::new()));
        for status in [200, 400, 401, 403, 404, 500] {
            for body in [
                CANARY.to_owned(),
                format!(r#"{{"code":["{CANARY}"],"type":["{CANARY}"]}}"#),
                format!(r#"{{"code":"C","type":"T","message":"{CANARY}","pgMessage":"{CANARY}"}}"#),
                format!(r#"{{"code":1,"message":"{CANARY}"}}"#),
            ] {
                liar.answer(&path, status, body);
                if let Err(error) = gateway.find(&known(&charge(1_000))).await {
                    assert_silent(&everything(&error));
                }
            }
        }
    }
}

#[test]
fn gateways_do_not_show_their_secrets() {
    use hexmart_payment_adapter::HttpClient;
    use hexmart_payment_adapter::toss::{Toss, TossSettings};

    let settings = TossSettings {
        base_url: TossSettings::BASE_URL.to_owned(),
        secret_key: TOSS_SECRET_KEY.into(),
        client_key: "test_gck_demo".to_owned(),
    };
    assert_silent(&format!("{settings:?}"));
    let toss = Toss::new(settings, HttpClient::new().unwrap()).unwrap();
    assert_silent(&format!("{toss:?}"));
}
