//! Messages that are not the provider's.

use chrono::TimeDelta;
use hexmart_application::payments::WebhookMessage;

type Forgeries = Vec<(String, WebhookMessage)>;

/// A message with other headers: each that `change` answers, in the place of the one it is asked about.
fn with(message: &WebhookMessage, change: impl Fn(&str, &str) -> Vec<(String, String)>) -> WebhookMessage {
    let headers = message
        .headers
        .iter()
        .flat_map(|(name, value)| change(name, value))
        .collect();
    WebhookMessage {
        headers,
        ..message.clone()
    }
}

fn bytes(message: &WebhookMessage, body: impl Into<Vec<u8>>) -> WebhookMessage {
    WebhookMessage {
        body: body.into(),
        ..message.clone()
    }
}

/// One of the headers that are signed, or the signature, replaced.
fn replaced(message: &WebhookMessage, header: &str, replace: impl Fn(&str) -> String) -> WebhookMessage {
    with(message, |name, value| {
        let value = if name == header {
            replace(value)
        } else {
            value.to_owned()
        };
        vec![(name.to_owned(), value)]
    })
}

/// Variations of a genuine message, each of which is wrong in one way; the ways of Standard Webhooks, which mean nothing to
/// those who do not sign. `stranger` is the message with the signature of somebody else.
pub(super) fn forgeries(
    genuine: &WebhookMessage,
    another: &WebhookMessage,
    stranger: &WebhookMessage,
) -> Forgeries {
    let (id, at, signature) = ("webhook-id", "webhook-timestamp", "webhook-signature");
    let seconds = |by: i64| move |value: &str| (value.parse::<i64>().unwrap_or(0) + by).to_string();
    let mut forged: Forgeries = vec![
        ("the wrong secret".into(), stranger.clone()),
        (
            "the body of another message".into(),
            bytes(genuine, another.body.clone()),
        ),
        (
            "a body with a blank more".into(),
            bytes(genuine, [&genuine.body[..], b" "].concat()),
        ),
        (
            "half a body".into(),
            bytes(genuine, &genuine.body[..genuine.body.len() / 2]),
        ),
        (
            "another id".into(),
            replaced(genuine, id, |value| format!("{value}x")),
        ),
        ("an empty id".into(), replaced(genuine, id, |_| String::new())),
        (
            "a time that was changed".into(),
            replaced(genuine, at, seconds(1)),
        ),
        (
            "a time that is no time".into(),
            replaced(genuine, at, |_| "now".into()),
        ),
        (
            "a time beyond all times".into(),
            replaced(genuine, at, |_| i64::MAX.to_string()),
        ),
        (
            "an empty signature".into(),
            replaced(genuine, signature, |_| String::new()),
        ),
        (
            "a signature of zeros".into(),
            replaced(genuine, signature, |_| format!("v1,{}=", "A".repeat(43))),
        ),
        (
            "half a signature".into(),
            replaced(genuine, signature, |value| value[..value.len() / 2].into()),
        ),
        (
            "a signature of another version".into(),
            replaced(genuine, signature, |value| value.replace("v1,", "v2,")),
        ),
        (
            "a signature of no version".into(),
            replaced(genuine, signature, |value| value.replace("v1,", "")),
        ),
        (
            "a signature in small letters".into(),
            replaced(genuine, signature, str::to_ascii_lowercase),
        ),
        (
            "many wrong signatures".into(),
            replaced(genuine, signature, |_| "v1,AAAA ".repeat(200)),
        ),
        (
            "signatures without a blank".into(),
            replaced(genuine, signature, |value| format!("v1,AAAA,{value}")),
        ),
        ("no headers".into(), with(genuine, |_, _| Vec::new())),
    ];
    for header in [id, at, signature] {
        let without = with(genuine, |name, value| {
            if name == header {
                Vec::new()
            } else {
                vec![(name.to_owned(), value.to_owned())]
            }
        });
        forged.push((format!("without {header}"), without));
        let twice = with(genuine, |name, value| {
            let times = if name == header { 2 } else { 1 };
            vec![(name.to_owned(), value.to_owned()); times]
        });
        forged.push((format!("{header} twice"), twice));
    }
    for (what, by) in [
        ("an old one", 6),
        ("a very old one", 60 * 24),
        ("one of tomorrow", -60 * 24),
    ] {
        let moved = WebhookMessage {
            now: genuine.now + TimeDelta::minutes(by),
            ..genuine.clone()
        };
        forged.push((what.to_owned(), moved));
    }
    let swapped = WebhookMessage {
        headers: another.headers.clone(),
        ..genuine.clone()
    };
    forged.push(("the headers of another message".to_owned(), swapped));
    forged
}

/// What is no message at all, whoever signs.
pub(super) fn nonsense(genuine: &WebhookMessage) -> Forgeries {
    let huge = [&b"{\"padding\":\""[..], &vec![b'x'; 2 * 1024 * 1024], b"\"}"].concat();
    [
        ("nothing", Vec::new()),
        ("garbage", vec![0xff, 0xfe, 0, 1, 2, 3]),
        ("no JSON", b"{\"imp_uid\":".to_vec()),
        ("another kind of JSON", b"[1,2,3]".to_vec()),
        ("an empty object", b"{}".to_vec()),
        ("other content", b"{\"hello\":\"world\"}".to_vec()),
        (
            "values of other types",
            b"{\"imp_uid\":1,\"merchant_uid\":{},\"status\":[],\"type\":1,\"eventType\":1}".to_vec(),
        ),
        ("a page", b"<!doctype html><p>paid</p>".to_vec()),
        ("two megabytes", huge),
    ]
    .map(|(what, body)| (what.to_owned(), bytes(genuine, body)))
    .into()
}
