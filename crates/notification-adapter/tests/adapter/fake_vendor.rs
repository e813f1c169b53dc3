use std::collections::HashMap;
use std::sync::{Arc, Mutex};

use hmac::{Hmac, KeyInit as _, Mac as _};
use serde_json::Value;
use sha2::Sha256;
use tokio::io::{AsyncBufReadExt as _, AsyncReadExt as _, AsyncWriteExt as _, BufReader};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::Notify;

/// A request that the vendor got.
#[derive(Clone)]
pub(crate) struct Request {
    /// The method and the path.
    pub(crate) line: String,
    /// By their names in small letters.
    pub(crate) headers: HashMap<String, String>,
    pub(crate) body: Value,
}

impl Request {
    pub(crate) fn header(&self, name: &str) -> &str {
        self.headers.get(name).map_or("", String::as_str)
    }

    /// A text of the body, by its JSON pointer (RFC 6901); empty when there is none.
    pub(crate) fn text(&self, pointer: &str) -> &str {
        self.body
            .pointer(pointer)
            .and_then(Value::as_str)
            .unwrap_or_default()
    }
}

/// What the vendor answers.
pub(crate) enum Reply {
    Json(u16, Value),
    /// Nothing, for ever.
    Hang,
    /// 200 and a body without end.
    Endless,
}

type Script = dyn Fn(&Request) -> Reply + Send + Sync;

/// A vendor's API of the test's own.
pub(crate) struct FakeVendor {
    pub(crate) base_url: String,
    requests: Arc<Mutex<Vec<Request>>>,
    hanging: Arc<Notify>,
}

impl FakeVendor {
    pub(crate) async fn start(script: impl Fn(&Request) -> Reply + Send + Sync + 'static) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let vendor = Self {
            base_url: format!("http://{}", listener.local_addr().unwrap()),
            requests: Arc::default(),
            hanging: Arc::default(),
        };
        let (requests, hanging) = (Arc::clone(&vendor.requests), Arc::clone(&vendor.hanging));
        let script: Arc<Script> = Arc::new(script);
        tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                let (requests, hanging) = (Arc::clone(&requests), Arc::clone(&hanging));
                let script = Arc::clone(&script);
                tokio::spawn(async move {
                    let mut stream = BufReader::new(stream);
                    let request = read(&mut stream).await;
                    let reply = script(&request);
                    requests.lock().unwrap().push(request);
                    answer(&mut stream, reply, &hanging).await;
                });
            }
        });
        vendor
    }

    pub(crate) fn requests(&self) -> Vec<Request> {
        self.requests.lock().unwrap().clone()
    }

    /// Comes back when the vendor has begun to say nothing.
    pub(crate) async fn hangs(&self) {
        self.hanging.notified().await;
    }
}

async fn read(stream: &mut BufReader<TcpStream>) -> Request {
    let mut lines = Vec::new();
    loop {
        let mut line = String::new();
        stream.read_line(&mut line).await.unwrap();
        match line.trim_end() {
            "" => break,
            line => lines.push(line.to_owned()),
        }
    }
    let headers: HashMap<String, String> = lines
        .iter()
        .skip(1)
        .filter_map(|line| line.split_once(": "))
        .map(|(name, value)| (name.to_lowercase(), value.to_owned()))
        .collect();
    let mut body = vec![0; headers.get("content-length").unwrap().parse().unwrap()];
    stream.read_exact(&mut body).await.unwrap();
    Request {
        line: lines.first().unwrap().trim_end_matches(" HTTP/1.1").to_owned(),
        headers,
        body: serde_json::from_slice(&body).unwrap(),
    }
}

async fn answer(stream: &mut BufReader<TcpStream>, reply: Reply, hanging: &Notify) {
    match reply {
        Reply::Json(status, body) => {
            let body = body.to_string();
            let head = format!(
                "HTTP/1.1 {status} .\r\nlocation: /elsewhere\r\nconnection: close\r\ncontent-length: {}\r\n\r\n",
                body.len()
            );
            // A client that has seen enough may be gone.
            let _gone = stream.write_all(format!("{head}{body}").as_bytes()).await;
        }
        Reply::Hang => {
            hanging.notify_one();
            std::future::pending::<()>().await;
        }
        Reply::Endless => {
            let part = [b' '; 4096];
            let mut sent = stream
                .write_all(b"HTTP/1.1 200 .\r\nconnection: close\r\n\r\n")
                .await;
            while sent.is_ok() {
                sent = stream.write_all(&part).await;
            }
        }
    }
}

/// HMAC-SHA256, as the vendor computes it.
pub(crate) fn hmac(secret: &str, text: &str) -> Vec<u8> {
    let mut mac: Hmac<Sha256> = Hmac::new_from_slice(secret.as_bytes()).unwrap();
    mac.update(text.as_bytes());
    mac.finalize().into_bytes().to_vec()
}
