//! A server that replays exchanges.

use std::collections::{HashMap, VecDeque};
use std::sync::{Arc, Mutex};

use hexmart_opensearch_adapter::{OpenSearchIndex, Settings};
use serde::Deserialize;
use serde_json::{Value, json};
use tokio::io::{AsyncBufReadExt as _, AsyncReadExt as _, AsyncWriteExt as _, BufReader};
use tokio::net::{TcpListener, TcpStream};

/// One question and its answer.
#[derive(Debug, Deserialize)]
struct Exchange {
    /// Method and path.
    ask: String,
    /// What is sent: JSON, or a list of lines of it. Texts in angle brackets stand for whatever comes there first, and
    /// for the same from then on, also in the answer.
    #[serde(default)]
    body: Value,
    /// What must be said to be let in.
    authorization: Option<String>,
    status: u16,
    answer: Value,
}

/// What is left to be asked, and what went wrong.
struct Script {
    exchanges: VecDeque<Exchange>,
    bound: HashMap<String, Value>,
    mistakes: Vec<String>,
}

/// A running server.
pub(crate) struct Replay {
    script: Arc<Mutex<Script>>,
    pub(crate) address: String,
}

impl Replay {
    /// Replays the exchanges of a file.
    pub(crate) async fn of(exchanges: &str) -> Self {
        let exchanges: VecDeque<Exchange> = serde_json::from_str(exchanges).unwrap();
        let script = Script {
            exchanges,
            bound: HashMap::new(),
            mistakes: Vec::new(),
        };
        let script = Arc::new(Mutex::new(script));
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = format!("http://{}", listener.local_addr().unwrap());
        let of_server = Arc::clone(&script);
        tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                tokio::spawn(serve(stream, Arc::clone(&of_server)));
            }
        });
        Self { script, address }
    }

    /// An index on it.
    pub(crate) fn index(&self) -> OpenSearchIndex {
        let settings = Settings {
            address: self.address.clone(),
            account: None,
            prefix: "shop".to_owned(),
        };
        OpenSearchIndex::new(settings).unwrap()
    }

    /// How many exchanges are left.
    pub(crate) fn left(&self) -> usize {
        self.script.lock().unwrap().exchanges.len()
    }

    /// Everything was asked, and nothing else.
    pub(crate) fn end(self) {
        let script = self.script.lock().unwrap();
        assert!(script.mistakes.is_empty(), "{}", script.mistakes.join("\n"));
        assert!(script.exchanges.is_empty(), "never asked: {:?}", script.exchanges);
    }
}

async fn serve(stream: TcpStream, script: Arc<Mutex<Script>>) -> Option<()> {
    let mut stream = BufReader::new(stream);
    loop {
        let mut line = String::new();
        stream.read_line(&mut line).await.ok()?;
        let ask = line.rsplit_once(' ')?.0.to_owned();
        let mut headers = HashMap::new();
        loop {
            let mut line = String::new();
            stream.read_line(&mut line).await.ok()?;
            match line.trim_end().split_once(": ") {
                Some((name, value)) => headers.insert(name.to_lowercase(), value.to_owned()),
                None => break,
            };
        }
        let length = headers
            .get("content-length")
            .map_or(0, |length| length.parse().unwrap());
        let mut body = vec![0; length];
        stream.read_exact(&mut body).await.ok()?;
        let (status, answer) = script.lock().unwrap().answer(&ask, &headers, &body);
        let answer = answer.to_string();
        let head = format!(
            "HTTP/1.1 {status} -\r\ncontent-type: application/json\r\ncontent-length: {}\r\n\r\n",
            answer.len()
        );
        stream
            .write_all(format!("{head}{answer}").as_bytes())
            .await
            .ok()?;
    }
}

impl Script {
    fn answer(&mut self, ask: &str, headers: &HashMap<String, String>, body: &[u8]) -> (u16, Value) {
        let lines = std::str::from_utf8(body).unwrap().lines();
        let mut lines: Vec<Value> = lines.map(|line| serde_json::from_str(line).unwrap()).collect();
        let kind = headers.get("content-type").map(String::as_str);
        let body = match kind {
            None => Value::Null,
            Some("application/json") => lines.remove(0),
            Some(_) => Value::Array(lines),
        };
        let Some(exchange) = self.exchanges.pop_front() else {
            self.mistakes.push(format!("asked too much: {ask} {body}"));
            return (500, json!({}));
        };
        let authorization = headers.get("authorization");
        if exchange.ask != ask
            || exchange.authorization.as_ref() != authorization
            || !self.fits(&exchange.body, &body)
        {
            self.mistakes.push(format!(
                "expected {exchange:#?}\nasked {ask} {authorization:?} {body:#}"
            ));
        }
        (exchange.status, self.filled(exchange.answer))
    }

    fn fits(&mut self, recorded: &Value, actual: &Value) -> bool {
        match (recorded, actual) {
            (Value::String(text), actual) if text.starts_with('<') => {
                self.bound.entry(text.clone()).or_insert_with(|| actual.clone()) == actual
            }
            (Value::Array(recorded), Value::Array(actual)) => {
                recorded.len() == actual.len()
                    && recorded
                        .iter()
                        .zip(actual)
                        .all(|(recorded, actual)| self.fits(recorded, actual))
            }
            (Value::Object(recorded), Value::Object(actual)) => {
                recorded.len() == actual.len()
                    && recorded.iter().all(|(key, recorded)| {
                        actual.get(key).is_some_and(|actual| self.fits(recorded, actual))
                    })
            }
            (recorded, actual) => recorded == actual,
        }
    }

    fn filled(&self, answer: Value) -> Value {
        match answer {
            Value::String(text) => self.bound.get(&text).cloned().unwrap_or(Value::String(text)),
            Value::Array(values) => values.into_iter().map(|value| self.filled(value)).collect(),
            Value::Object(fields) => fields
                .into_iter()
                .map(|(key, value)| (key, self.filled(value)))
                .collect(),
            other => other,
        }
    }
}
