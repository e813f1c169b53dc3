//! Messages on their way to a receiver on this machine.

#![expect(clippy::unwrap_used, reason = "a test may stop where it cannot go on")]

use std::net::IpAddr;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use chrono::{DateTime, TimeDelta};
use hexmart_application::webhooks::{WebhookMessage, WebhookSender as _};
use hexmart_domain::shared::EventId;
use hexmart_domain::webhooks::{Attempt, Verdict, WebhookSecret, WebhookUrl};
use hexmart_webhook_adapter::{HttpWebhooks, Reach};
use hmac::{Hmac, KeyInit as _, Mac as _};
use sha2::Sha256;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpListener;

const BODY: &str = r#"{"type":"order.paid","timestamp":"2026-11-20T12:00:00Z","data":{"order_id":"ORD1"}}"#;

/// Answers everybody the same, and keeps what it hears.
struct Receiver {
    port: u16,
    connections: Arc<AtomicUsize>,
    heard: Arc<Mutex<Vec<String>>>,
}

impl Receiver {
    async fn start(answer: &str) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let receiver = Self {
            port: listener.local_addr().unwrap().port(),
            connections: Arc::default(),
            heard: Arc::default(),
        };
        let (connections, heard) = (Arc::clone(&receiver.connections), Arc::clone(&receiver.heard));
        let answer = answer.to_owned();
        tokio::spawn(async move {
            while let Ok((mut stream, _)) = listener.accept().await {
                connections.fetch_add(1, Ordering::Relaxed);
                let mut request = String::new();
                while !request.ends_with(BODY) {
                    let mut some = [0; 4096];
                    let length = stream.read(&mut some).await.unwrap();
                    request.push_str(&String::from_utf8_lossy(some.get(..length).unwrap()));
                }
                heard.lock().unwrap().push(request);
                // Who has seen enough may be gone.
                let _gone = stream.write_all(answer.as_bytes()).await;
            }
        });
        receiver
    }

    fn connections(&self) -> usize {
        self.connections.load(Ordering::Relaxed)
    }

    fn url(&self, host: &str) -> String {
        format!("http://{host}:{}/hooks?shop=1", self.port)
    }
}

fn answer(status: &str, headers: &str) -> String {
    format!("HTTP/1.1 {status}\r\n{headers}content-length: 2\r\nconnection: close\r\n\r\nok")
}

fn message(url: &str) -> WebhookMessage {
    WebhookMessage {
        url: WebhookUrl::parse(url).unwrap(),
        id: EventId::from_uuid(uuid::Uuid::from_u128(42)),
        at: DateTime::from_timestamp(1_700_000_000, 0).unwrap(),
        body: BODY.to_owned(),
        secrets: [1, 2].map(|byte| WebhookSecret::from_bytes([byte; 32])).to_vec(),
    }
}

async fn send(reach: Reach, url: &str) -> Attempt {
    HttpWebhooks::new(reach).unwrap().send(&message(url)).await
}

/// A reach in which every name means this.
fn meaning(reach: Reach, addresses: &'static [&'static str]) -> Reach {
    reach.with_names(move |_host| {
        let addresses: Vec<IpAddr> = addresses.iter().map(|address| address.parse().unwrap()).collect();
        Box::pin(async move { Ok(addresses) })
    })
}

fn header<'r>(request: &'r str, name: &str) -> &'r str {
    let line = request
        .lines()
        .find(|line| line.to_ascii_lowercase().starts_with(name));
    line.unwrap().split_once(": ").unwrap().1
}

#[tokio::test]
async fn a_receiver_can_check_what_it_gets() {
    let receiver = Receiver::start(&answer("204 .", "")).await;
    let attempt = send(Reach::everything(), &receiver.url("127.0.0.1")).await;
    assert_eq!(attempt, Attempt::answered(204));
    let request = receiver.heard.lock().unwrap().pop().unwrap();
    assert!(request.starts_with("POST /hooks?shop=1 HTTP/1.1\r\n"));
    assert!(request.ends_with(BODY));
    assert_eq!(header(&request, "content-type"), "application/json");
    assert_eq!(header(&request, "host"), format!("127.0.0.1:{}", receiver.port));

    let (id, time) = (
        header(&request, "webhook-id"),
        header(&request, "webhook-timestamp"),
    );
    assert_eq!((id, time), ("EVT0000000000000000000000001A", "1700000000"));
    let expected: Vec<_> = [1, 2]
        .map(|byte| {
            let mac = Hmac::<Sha256>::new_from_slice(&[byte; 32]).unwrap();
            let mac = mac.chain_update(format!("{id}.{time}.{BODY}")).finalize();
            format!("v1,{}", STANDARD.encode(mac.into_bytes()))
        })
        .to_vec();
    assert_eq!(header(&request, "webhook-signature"), expected.join(" "));
}

#[tokio::test]
async fn an_answer_is_taken_for_what_it_says() {
    for (status, headers, verdict, retry_after) in [
        ("200 OK", "", Verdict::Arrived, None),
        ("410 Gone", "", Verdict::Gone, None),
        ("500 .", "", Verdict::Failed, None),
        ("503 .", "retry-after: 120\r\n", Verdict::Failed, Some(120)),
        (
            "429 .",
            "Retry-After: Wed, 21 Oct 2026 07:28:00 GMT\r\n",
            Verdict::Failed,
            None,
        ),
        ("429 .", "retry-after: -1\r\n", Verdict::Failed, None),
    ] {
        let receiver = Receiver::start(&answer(status, headers)).await;
        let attempt = send(Reach::everything(), &receiver.url("127.0.0.1")).await;
        assert_eq!(attempt.verdict(), verdict, "{status}");
        assert_eq!(attempt.retry_after, retry_after.map(TimeDelta::seconds));
    }
}

#[tokio::test]
async fn nobody_is_redirected() {
    let elsewhere = Receiver::start(&answer("200 OK", "")).await;
    let location = format!("location: {}\r\n", elsewhere.url("127.0.0.1"));
    for status in ["301 .", "302 .", "307 .", "308 ."] {
        let receiver = Receiver::start(&answer(status, &location)).await;
        let attempt = send(Reach::everything(), &receiver.url("127.0.0.1")).await;
        assert_eq!(attempt.verdict(), Verdict::Failed);
    }
    assert_eq!(elsewhere.connections(), 0);
}

#[tokio::test]
async fn a_talkative_receiver_is_not_listened_to() {
    let talk = format!(
        "HTTP/1.1 200 OK\r\ncontent-length: 90000000\r\n\r\n{}",
        "a".repeat(9_000)
    );
    let receiver = Receiver::start(&talk).await;
    let attempt = send(Reach::everything(), &receiver.url("127.0.0.1")).await;
    assert_eq!(attempt, Attempt::answered(200));
}

#[tokio::test]
async fn who_is_not_there_is_not_reached() {
    let free = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}/", free.local_addr().unwrap());
    drop(free);
    let attempt = send(Reach::everything(), &url).await;
    assert_eq!(attempt, Attempt::failed("no connection: connection refused"));
}

#[tokio::test]
async fn a_name_is_called_where_it_was_looked_up() {
    let receiver = Receiver::start(&answer("200 OK", "")).await;
    let asked = Arc::new(AtomicUsize::new(0));
    let count = Arc::clone(&asked);
    // A name that means something else whenever somebody asks: what was checked is what is called.
    let reach = Reach::everything().with_names(move |host| {
        assert_eq!(host, "shop.example");
        let is_first = count.fetch_add(1, Ordering::Relaxed) == 0;
        let address: IpAddr = if is_first { [127, 0, 0, 1] } else { [127, 0, 0, 9] }.into();
        Box::pin(async move { Ok(vec![address]) })
    });
    let attempt = send(reach, &receiver.url("shop.example")).await;
    assert_eq!(attempt, Attempt::answered(200));
    assert_eq!((asked.load(Ordering::Relaxed), receiver.connections()), (1, 1));
}

#[tokio::test]
async fn a_name_that_means_this_network_is_not_called() {
    let receiver = Receiver::start(&answer("200 OK", "")).await;
    let url = format!("https://shop.example:{}/", receiver.port);
    for meanings in [
        &["127.0.0.1"][..],
        &["1.1.1.1", "127.0.0.1"],
        &["127.0.0.1", "1.1.1.1"],
        &["::1"],
        &["::ffff:127.0.0.1"],
        &["64:ff9b::7f00:1"],
        &["2002:7f00:1::"],
        &["169.254.169.254"],
        &["10.0.0.1"],
        &["100.100.100.200"],
        &["fe80::1"],
        &["0.0.0.0"],
    ] {
        let reach = Reach::ports(vec![receiver.port]).unwrap();
        let attempt = send(meaning(reach, meanings), &url).await;
        assert_eq!(
            attempt,
            Attempt::failed("the host is not on the public internet"),
            "{meanings:?}"
        );
    }
    assert_eq!(receiver.connections(), 0);
}

#[tokio::test]
async fn what_is_out_of_reach_is_not_called() {
    let receiver = Receiver::start(&answer("200 OK", "")).await;
    let port = receiver.port;
    for url in [
        format!("http://shop.example:{port}/"),
        format!("https://127.0.0.1:{port}/"),
        format!("https://[::1]:{port}/"),
        format!("https://localhost:{}/", port.wrapping_add(1).max(1)),
    ] {
        let reach = Reach::ports(vec![port]).unwrap();
        let sender = HttpWebhooks::new(meaning(reach, &["127.0.0.1"])).unwrap();
        let message = message(&url);
        assert!(sender.takes(&message.url).is_err(), "{url}");
        let attempt = sender.send(&message).await;
        assert!(
            attempt.error.is_some_and(|why| why.starts_with("the URL must")),
            "{url}"
        );
    }
    assert_eq!(receiver.connections(), 0);
}
