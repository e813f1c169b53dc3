use std::fmt::Write as _;
use std::sync::Arc;

use chrono::DateTime;
use hexmart_application::platform::{Entropy, Notifier as _};
use hexmart_notification_adapter::{SenderNumber, SolapiNotifier, SolapiSettings};
use serde_json::{Value, json};

use crate::fake_vendor::{FakeVendor, Reply, Request, hmac};
use crate::{CODE, NUMBER, by_mail, by_sms, clock, code, later, noon, refused, shop};

const SECRET: &str = "solapi-s3cret";

/// Dice that count.
struct Counting;

impl Entropy for Counting {
    fn bytes(&self) -> [u8; 10] {
        [0; 10]
    }

    fn secret(&self) -> [u8; 32] {
        std::array::from_fn(|place| u8::try_from(place).unwrap())
    }
}

fn settings(base_url: &str) -> SolapiSettings {
    SolapiSettings {
        base_url: base_url.to_owned(),
        api_key: "NCSAYU7YDBXYORXC".to_owned(),
        api_secret: SECRET.into(),
        from: SenderNumber::parse("02-1234-5678").unwrap(),
        shop: shop(),
    }
}

fn notifier(vendor: &FakeVendor) -> SolapiNotifier {
    SolapiNotifier::new(&settings(&vendor.base_url), clock(), Arc::new(Counting)).unwrap()
}

/// The original's checks; it is noon there.
fn strict(request: &Request) -> Reply {
    let denied = |code: &str| Reply::Json(401, json!({ "errorCode": code, "errorMessage": "…" }));
    let authorization = request.header("authorization");
    let Some(fields) = authorization.strip_prefix("HMAC-SHA256 ") else {
        return denied("Unauthorized");
    };
    let field = |name: &str| {
        let mut pairs = fields.split(", ").filter_map(|pair| pair.split_once('='));
        pairs.find(|(key, _)| *key == name).map_or("", |(_, value)| value)
    };
    let (date, salt) = (field("date"), field("salt"));
    let timely = DateTime::parse_from_rfc3339(date)
        .is_ok_and(|date| date.signed_duration_since(noon()).num_minutes().abs() < 15);
    let mut signature = String::new();
    for byte in hmac(SECRET, &format!("{date}{salt}")) {
        write!(signature, "{byte:02x}").unwrap();
    }
    if field("apiKey") != "NCSAYU7YDBXYORXC" || !timely || !(12..=64).contains(&salt.len()) {
        return denied("InvalidAPIKey");
    }
    if field("signature") != signature {
        return denied("SignatureDoesNotMatch");
    }
    if request.line != "POST /messages/v4/send-many/detail" {
        return Reply::Json(404, json!({ "errorCode": "ResourceNotFound" }));
    }
    if request.text("/messages/0/text").is_empty() {
        return Reply::Json(
            400,
            json!({ "errorCode": "ValidationError", "errorMessage": request.text("/messages/0/to") }),
        );
    }
    taken(&[])
}

/// What Solapi answers to a request that it took, with the codes of those messages that it did not.
fn taken(failed: &[&str]) -> Reply {
    let list: Vec<Value> = failed
        .iter()
        .map(|code| json!({ "to": NUMBER, "statusCode": code, "statusMessage": format!("번호 {NUMBER}") }))
        .collect();
    Reply::Json(
        200,
        json!({
            "groupInfo": { "count": { "total": 1, "registeredFailed": list.len() } },
            "failedMessageList": list,
        }),
    )
}

#[tokio::test]
async fn a_message_is_signed_as_the_vendor_wants_it() {
    let vendor = FakeVendor::start(strict).await;
    notifier(&vendor).deliver(&by_sms(code())).await.unwrap();
    let request = vendor.requests().remove(0);
    // printf '2026-11-01T03:00:00.000Z000102…0f' | openssl dgst -sha256 -hmac solapi-s3cret
    assert_eq!(
        request.header("authorization"),
        "HMAC-SHA256 apiKey=NCSAYU7YDBXYORXC, date=2026-11-01T03:00:00.000Z, \
         salt=000102030405060708090a0b0c0d0e0f, \
         signature=5132eb8d84d37d972701c2160f30659398e1d8e778fa75139e05e15af07cf7e3"
    );
    assert_eq!(
        request.body,
        json!({
            "messages": [{
                "to": NUMBER,
                "from": "0212345678",
                "text": format!("[Hexmart] Your code is {CODE}, good for 5 minutes. Tell nobody."),
                "type": "SMS",
            }],
            "allowDuplicates": false,
        })
    );
}

#[tokio::test]
async fn a_wrong_key_is_for_the_operator_to_mend() {
    let vendor = FakeVendor::start(strict).await;
    let forged = SolapiSettings {
        api_secret: "another s3cret".into(),
        ..settings(&vendor.base_url)
    };
    let forged = SolapiNotifier::new(&forged, clock(), Arc::new(Counting)).unwrap();
    let outcome = forged.deliver(&by_sms(code())).await;
    assert_eq!(later(outcome), "the answer was 401 SignatureDoesNotMatch");
}

#[tokio::test]
async fn a_success_with_failures_in_it_is_a_refusal() {
    // The last is no status code, and might be personal.
    for (code_of_failure, why) in [
        ("3012", "Solapi 3012"),
        ("1062", "Solapi 1062"),
        (NUMBER, "Solapi refused"),
    ] {
        let vendor = FakeVendor::start(move |_| taken(&[code_of_failure])).await;
        let outcome = notifier(&vendor).deliver(&by_sms(code())).await;
        assert_eq!(refused(outcome), why);
    }
    let unlisted = json!({ "groupInfo": { "count": { "total": 1, "registeredFailed": 1 } } });
    let vendor = FakeVendor::start(move |_| Reply::Json(200, unlisted.clone())).await;
    let outcome = notifier(&vendor).deliver(&by_sms(code())).await;
    assert_eq!(refused(outcome), "Solapi refused");
}

#[tokio::test]
async fn a_success_that_makes_no_sense_is_none() {
    for nonsense in [
        json!({}),
        json!([]),
        json!("ok"),
        json!({ "failedMessageList": [] }),
    ] {
        let vendor = FakeVendor::start(move |_| Reply::Json(200, nonsense.clone())).await;
        let outcome = notifier(&vendor).deliver(&by_sms(code())).await;
        assert_eq!(later(outcome), "the answer makes no sense");
    }
}

#[tokio::test]
async fn a_status_says_whether_to_try_again() {
    for (status, problem, why) in [
        (400, "ValidationError", "Solapi 400 ValidationError"),
        (404, NUMBER, "Solapi 404"),
    ] {
        let vendor = FakeVendor::start(move |_| Reply::Json(status, json!({ "errorCode": problem }))).await;
        let outcome = notifier(&vendor).deliver(&by_sms(code())).await;
        assert_eq!(refused(outcome), why);
    }
    for (status, problem, why) in [
        (402, "NotEnoughBalance", "the answer was 402 NotEnoughBalance"),
        (403, "Forbidden", "the answer was 403 Forbidden"),
        (429, "TooManyRequests", "the answer was 429 TooManyRequests"),
        (500, "", "the answer was 500"),
    ] {
        let vendor = FakeVendor::start(move |_| Reply::Json(status, json!({ "errorCode": problem }))).await;
        let outcome = notifier(&vendor).deliver(&by_sms(code())).await;
        assert_eq!(later(outcome), why);
    }
}

#[tokio::test]
async fn a_vendor_that_says_nothing_is_given_up() {
    let vendor = FakeVendor::start(|_| Reply::Hang).await;
    let notifier = notifier(&vendor);
    let delivery = tokio::spawn(async move { notifier.deliver(&by_sms(code())).await });
    vendor.hangs().await;
    tokio::time::pause();
    assert_eq!(later(delivery.await.unwrap()), "no answer in time");
}

#[tokio::test]
async fn a_mail_is_not_sent_as_a_text_message() {
    let vendor = FakeVendor::start(strict).await;
    let outcome = notifier(&vendor).deliver(&by_mail(code())).await;
    assert_eq!(refused(outcome), "Solapi does not reach this kind of recipient");
    assert_eq!(vendor.requests().len(), 0);
}

#[test]
fn settings_that_cannot_work_are_refused_and_never_printed() {
    let good = settings(SolapiSettings::BASE_URL);
    for api_key in ["", "KEY, salt=1", "KEY\r\nx-evil: 1"] {
        let bad = SolapiSettings {
            api_key: api_key.to_owned(),
            ..good.clone()
        };
        let error = SolapiNotifier::new(&bad, clock(), Arc::new(Counting)).unwrap_err();
        assert_eq!(error.to_string(), "the API key of Solapi is not a word");
    }
    let notifier = SolapiNotifier::new(&good, clock(), Arc::new(Counting)).unwrap();
    let printed = format!("{good:?} {notifier:?}");
    assert!(!printed.contains("s3cret"), "{printed}");
}
