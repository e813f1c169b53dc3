use std::sync::Arc;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use chrono::TimeDelta;
use hexmart_application::platform::{Clock, Notifier as _};
use hexmart_notification_adapter::{BadSetting, SenderNumber, SensNotifier, SensSettings};
use serde_json::json;

use crate::fake_vendor::{FakeVendor, Reply, Request, hmac};
use crate::{CODE, NUMBER, Stopped, by_mail, by_sms, clock, code, later, noon, refused, shop};

const SECRET: &str = "sens-s3cret";
const PATH: &str = "/sms/v2/services/ncp:sms:kr:256608327:hexmart/messages";

fn settings(base_url: &str) -> SensSettings {
    SensSettings {
        base_url: base_url.to_owned(),
        service_id: "ncp:sms:kr:256608327:hexmart".to_owned(),
        access_key: "ACCESSKEY".to_owned(),
        secret_key: SECRET.into(),
        from: SenderNumber::parse("02-1234-5678").unwrap(),
        shop: shop(),
    }
}

fn notifier(vendor: &FakeVendor) -> SensNotifier {
    SensNotifier::new(&settings(&vendor.base_url), clock()).unwrap()
}

/// The original's checks; it is noon there.
fn strict(request: &Request) -> Reply {
    let denied = Reply::Json(
        401,
        json!({ "error": { "errorCode": "200", "message": "Authentication Failed" } }),
    );
    let timestamp = request.header("x-ncp-apigw-timestamp");
    let Ok(millis) = timestamp.parse::<i64>() else {
        return denied;
    };
    let skew = millis - noon().timestamp_millis();
    let key = request.header("x-ncp-iam-access-key");
    let signature = STANDARD.encode(hmac(SECRET, &format!("POST {PATH}\n{timestamp}\n{key}")));
    let signed = request.header("x-ncp-apigw-signature-v2") == signature;
    if request.line != format!("POST {PATH}") || key != "ACCESSKEY" || skew.abs() > 300_000 || !signed {
        return denied;
    }
    let length = encoding_rs::EUC_KR.encode(request.text("/content")).0.len();
    let to = request.text("/messages/0/to");
    let good = (1..=90).contains(&length) && to.starts_with("01") && request.text("/type") == "SMS";
    if !good || !request.header("content-type").starts_with("application/json") {
        return Reply::Json(400, json!({ "errorMessage": format!("bad content for {to}") }));
    }
    Reply::Json(
        202,
        json!({ "requestId": "1", "statusCode": "202", "statusName": "success" }),
    )
}

#[tokio::test]
async fn a_message_is_signed_as_the_vendor_wants_it() {
    let vendor = FakeVendor::start(strict).await;
    notifier(&vendor).deliver(&by_sms(code())).await.unwrap();
    let request = vendor.requests().remove(0);
    assert_eq!(request.header("x-ncp-apigw-timestamp"), "1793502000000");
    // printf 'POST …/messages\n1793502000000\nACCESSKEY' | openssl dgst -sha256 -hmac sens-s3cret -binary | base64
    assert_eq!(
        request.header("x-ncp-apigw-signature-v2"),
        "TxyWfYmazmDuVQvnWriukf4180R1fyFbq9HY4wDe+Z4="
    );
    assert_eq!(
        request.body,
        json!({
            "type": "SMS",
            "contentType": "COMM",
            "countryCode": "82",
            "from": "0212345678",
            "content": format!("[Hexmart] Your code is {CODE}, good for 5 minutes. Tell nobody."),
            "messages": [{ "to": NUMBER }],
        })
    );
}

#[tokio::test]
async fn a_wrong_key_or_clock_is_for_the_operator_to_mend() {
    let vendor = FakeVendor::start(strict).await;
    let forged = SensSettings {
        secret_key: "another s3cret".into(),
        ..settings(&vendor.base_url)
    };
    let forged = SensNotifier::new(&forged, clock()).unwrap();
    assert_eq!(later(forged.deliver(&by_sms(code())).await), "the answer was 401");
    for (minutes, taken) in [(-6, false), (-4, true), (4, true), (6, false)] {
        let clock: Arc<dyn Clock> = Arc::new(Stopped(noon() + TimeDelta::minutes(minutes)));
        let skewed = SensNotifier::new(&settings(&vendor.base_url), clock).unwrap();
        let outcome = skewed.deliver(&by_sms(code())).await;
        assert_eq!(outcome.is_ok(), taken, "{minutes} minutes");
    }
}

#[tokio::test]
async fn a_status_says_whether_to_try_again() {
    for status in [400, 404, 409, 422] {
        let vendor = FakeVendor::start(move |_| Reply::Json(status, json!({ "to": NUMBER }))).await;
        let outcome = notifier(&vendor).deliver(&by_sms(code())).await;
        assert_eq!(refused(outcome), format!("SENS {status}"));
    }
    // Another success than 202 is no SENS; and a signed request follows nobody elsewhere.
    for status in [200, 302, 401, 402, 403, 408, 429, 500, 502, 503] {
        let vendor = FakeVendor::start(move |_| Reply::Json(status, json!({ "to": NUMBER }))).await;
        let outcome = notifier(&vendor).deliver(&by_sms(code())).await;
        assert_eq!(later(outcome), format!("the answer was {status}"));
        assert_eq!(vendor.requests().len(), 1);
    }
}

#[tokio::test]
async fn a_vendor_that_says_nothing_is_given_up_after_eight_seconds() {
    let vendor = FakeVendor::start(|_| Reply::Hang).await;
    let notifier = notifier(&vendor);
    let started = tokio::time::Instant::now();
    let delivery = tokio::spawn(async move { notifier.deliver(&by_sms(code())).await });
    vendor.hangs().await;
    tokio::time::pause();
    assert_eq!(later(delivery.await.unwrap()), "no answer in time");
    assert!(
        (7..=9).contains(&started.elapsed().as_secs()),
        "{:?}",
        started.elapsed()
    );
}

#[tokio::test]
async fn a_vendor_that_never_stops_is_not_listened_to() {
    let vendor = FakeVendor::start(|_| Reply::Endless).await;
    let outcome = notifier(&vendor).deliver(&by_sms(code())).await;
    assert_eq!(later(outcome), "the answer makes no sense");
}

#[tokio::test]
async fn a_vendor_that_is_not_there_may_come_back() {
    let free = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let base_url = format!("http://{}", free.local_addr().unwrap());
    drop(free);
    let notifier = SensNotifier::new(&settings(&base_url), clock()).unwrap();
    let outcome = notifier.deliver(&by_sms(code())).await;
    assert_eq!(later(outcome), "no connection: connection refused");
}

#[tokio::test]
async fn a_mail_is_not_sent_as_a_text_message() {
    let vendor = FakeVendor::start(strict).await;
    let outcome = notifier(&vendor).deliver(&by_mail(code())).await;
    assert_eq!(refused(outcome), "SENS does not reach this kind of recipient");
    assert_eq!(vendor.requests().len(), 0);
}

#[test]
fn settings_that_cannot_work_are_refused_and_never_printed() {
    let good = settings(SensSettings::BASE_URL);
    let bad = |setting: SensSettings| -> BadSetting { SensNotifier::new(&setting, clock()).unwrap_err() };
    let secretless = SensSettings {
        secret_key: "".into(),
        ..good.clone()
    };
    let sneaky = SensSettings {
        access_key: "KEY\r\nx-evil: 1".to_owned(),
        ..good.clone()
    };
    let elsewhere = SensSettings {
        service_id: "../../v1".to_owned(),
        ..good.clone()
    };
    assert_eq!(
        bad(secretless).to_string(),
        "the vendor's secret key is not a text"
    );
    for setting in [sneaky, elsewhere] {
        assert_eq!(
            bad(setting).to_string(),
            "the service id or access key of SENS is not a word"
        );
    }
    let printed = format!("{good:?} {:?}", SensNotifier::new(&good, clock()).unwrap());
    assert!(!printed.contains("s3cret"), "{printed}");
}
