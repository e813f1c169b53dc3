//! The client against servers that misbehave.

#![expect(clippy::unwrap_used, reason = "a test may stop where it cannot go on")]

use std::io::ErrorKind;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use hexmart_http_client::{Bytes, Client, Guard, HttpError, Limits, LookUp, Request, Response, StatusCode};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::Notify;
use tokio::time::{Instant, pause};

const LIMITS: Limits = Limits {
    connect: Duration::from_secs(3),
    exchange: Duration::from_secs(8),
    longest: 1000,
};

/// Says the same whenever it hears something, to everybody.
struct Server {
    authority: String,
    heard: Arc<Notify>,
    connections: Arc<AtomicUsize>,
}

impl Server {
    async fn start(answer: impl Into<String>) -> Self {
        let answer = answer.into();
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let server = Self {
            authority: listener.local_addr().unwrap().to_string(),
            heard: Arc::default(),
            connections: Arc::default(),
        };
        let (heard, connections) = (Arc::clone(&server.heard), Arc::clone(&server.connections));
        tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                connections.fetch_add(1, Ordering::Relaxed);
                tokio::spawn(converse(stream, answer.clone(), Arc::clone(&heard)));
            }
        });
        server
    }

    async fn ask(&self, scheme: &str) -> Result<Response<Bytes>, HttpError> {
        ask(&format!("{scheme}://{}/path", self.authority)).await
    }

    /// Asks, and skips all the time from the moment on at which the server has spoken.
    async fn outwait(self, scheme: &'static str) -> (Result<Response<Bytes>, HttpError>, u64) {
        let (heard, begun) = (Arc::clone(&self.heard), Instant::now());
        let waiting = tokio::spawn(async move { self.ask(scheme).await });
        heard.notified().await;
        pause();
        (waiting.await.unwrap(), begun.elapsed().as_secs())
    }
}

async fn converse(mut stream: TcpStream, answer: String, heard: Arc<Notify>) {
    while stream.read(&mut [0; 4096]).await.unwrap_or(0) > 0 {
        // A client that has seen enough may be gone.
        let _gone = stream.write_all(answer.as_bytes()).await;
        heard.notify_one();
    }
}

async fn ask(uri: &str) -> Result<Response<Bytes>, HttpError> {
    let request = Request::get(uri).body(Bytes::new()).unwrap();
    Client::new(LIMITS).unwrap().send(request).await
}

fn answer(length: usize) -> String {
    format!(
        "HTTP/1.1 200 OK\r\ncontent-length: {length}\r\n\r\n{}",
        "a".repeat(length)
    )
}

#[tokio::test]
async fn an_answer_comes_whole_up_to_the_limit() {
    let whole = Server::start(answer(LIMITS.longest)).await;
    assert_eq!(whole.ask("http").await.unwrap().into_body().len(), LIMITS.longest);
    let longer = Server::start(answer(LIMITS.longest + 1)).await;
    assert!(matches!(longer.ask("http").await, Err(HttpError::TooLong)));
}

#[tokio::test]
async fn connections_are_used_again() {
    let server = Server::start(answer(3)).await;
    let client = Client::new(LIMITS).unwrap();
    for client in [client.clone(), client] {
        let request = Request::get(format!("http://{}/", server.authority));
        let answer = client.send(request.body(Bytes::new()).unwrap()).await;
        assert_eq!(answer.unwrap().body(), "aaa");
    }
    assert_eq!(server.connections.load(Ordering::Relaxed), 1);
}

/// Knows one name, and minds one address.
struct Minding(std::net::IpAddr, Arc<AtomicUsize>);

impl Guard for Minding {
    fn look_up(&self, _host: String) -> LookUp {
        self.1.fetch_add(1, Ordering::Relaxed);
        Box::pin(async { Ok(vec![[127, 0, 0, 2].into(), [127, 0, 0, 1].into()]) })
    }

    fn allows(&self, address: std::net::IpAddr) -> bool {
        address != self.0
    }
}

#[tokio::test]
async fn a_guard_is_asked_about_every_address() {
    let server = Server::start(answer(3)).await;
    let port = server.authority.rsplit(':').next().unwrap();
    for (host, minded, is_refused) in [
        ("shop.example", [127, 0, 0, 1], true),
        ("shop.example", [127, 0, 0, 2], true),
        ("shop.example", [127, 0, 0, 3], false),
        ("127.0.0.1", [127, 0, 0, 1], true),
        ("127.0.0.1", [127, 0, 0, 2], false),
    ] {
        let asked = Arc::new(AtomicUsize::new(0));
        let guard = Arc::new(Minding(minded.into(), Arc::clone(&asked)));
        let before = server.connections.load(Ordering::Relaxed);
        let request = Request::get(format!("http://{host}:{port}/")).body(Bytes::new());
        let answer = Client::guarded(LIMITS, guard)
            .unwrap()
            .send(request.unwrap())
            .await;
        let refused = matches!(
            answer,
            Err(HttpError::NoConnection {
                kind: ErrorKind::PermissionDenied,
                ..
            })
        );
        assert_eq!(refused, is_refused, "{host} {minded:?} {answer:?}");
        let connected = server.connections.load(Ordering::Relaxed) - before;
        assert_eq!(connected, usize::from(!is_refused));
        assert_eq!(asked.load(Ordering::Relaxed), usize::from(host == "shop.example"));
    }
}

#[tokio::test]
async fn a_head_is_read_whatever_body_follows() {
    let request = |server: &Server| {
        let request = Request::post(format!("http://{}/", server.authority));
        request.body(Bytes::from_static(b"{}")).unwrap()
    };
    let endless = Server::start(answer(LIMITS.longest * 50)).await;
    let answered = Client::new(LIMITS)
        .unwrap()
        .send_for_head(request(&endless))
        .await;
    assert_eq!(answered.unwrap().status(), StatusCode::OK);

    let server = Server::start(answer(3)).await;
    let client = Client::new(LIMITS).unwrap();
    for _ in 0..2 {
        assert!(client.send_for_head(request(&server)).await.is_ok());
    }
    assert_eq!(server.connections.load(Ordering::Relaxed), 1);

    let silent = Server::start("").await;
    let (heard, begun) = (Arc::clone(&silent.heard), Instant::now());
    let waiting =
        tokio::spawn(async move { Client::new(LIMITS).unwrap().send_for_head(request(&silent)).await });
    heard.notified().await;
    pause();
    assert!(matches!(waiting.await.unwrap(), Err(HttpError::TimedOut)));
    assert!((7..=9).contains(&begun.elapsed().as_secs()));
}

#[tokio::test]
async fn a_redirect_is_an_answer_like_others() {
    let elsewhere = Server::start(answer(3)).await;
    let server = Server::start(format!(
        "HTTP/1.1 307 .\r\nlocation: http://{}/\r\ncontent-length: 0\r\n\r\n",
        elsewhere.authority
    ))
    .await;
    let redirect = server.ask("http").await.unwrap();
    assert_eq!(redirect.status(), StatusCode::TEMPORARY_REDIRECT);
    assert_eq!(elsewhere.connections.load(Ordering::Relaxed), 0);
}

#[tokio::test]
async fn silence_is_given_up_in_time() {
    for begun in ["", "HTTP/1.1 200 OK\r\ncontent-length: 9\r\n\r\nhalf"] {
        let (silence, seconds) = Server::start(begun).await.outwait("http").await;
        assert!(matches!(silence, Err(HttpError::TimedOut)), "{silence:?}");
        assert!((7..=9).contains(&seconds), "{seconds}");
        tokio::time::resume();
    }
}

#[tokio::test]
async fn a_handshake_of_tls_is_part_of_the_connection() {
    let (silence, seconds) = Server::start("").await.outwait("https").await;
    assert!(matches!(silence, Err(HttpError::TimedOut)), "{silence:?}");
    assert!((2..=4).contains(&seconds), "{seconds}");
}

#[tokio::test]
async fn who_is_not_there_is_told_from_who_makes_no_sense() {
    let free = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let uri = format!("http://{}/", free.local_addr().unwrap());
    drop(free);
    let refused = ask(&uri).await;
    let kind = ErrorKind::ConnectionRefused;
    assert!(
        matches!(refused, Err(HttpError::NoConnection { kind: is, .. }) if is == kind),
        "{refused:?}"
    );

    let no_tls = Server::start("220 mail.example ESMTP\r\n")
        .await
        .ask("https")
        .await;
    assert!(
        matches!(no_tls, Err(HttpError::NoConnection { .. })),
        "{no_tls:?}"
    );

    let no_http = Server::start("220 mail.example ESMTP\r\n")
        .await
        .ask("http")
        .await;
    assert!(matches!(no_http, Err(HttpError::Broken(_))), "{no_http:?}");
}
