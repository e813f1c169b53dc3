//! Something on a socket that answers whatever it was told to, HTTP or not.

use std::collections::BTreeMap;
use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::sync::{Arc, Mutex};
use std::thread;

type Answers = Arc<Mutex<BTreeMap<String, (Vec<u8>, End)>>>;
type Requests = Arc<Mutex<Vec<(String, String)>>>;

/// What comes after the last byte.
#[derive(Debug, Clone, Copy)]
enum End {
    Close,
    Silence,
}

/// Listens until the test ends. What it was not told about, it closes without a word.
pub(crate) struct Liar {
    address: SocketAddr,
    answers: Answers,
    requests: Requests,
}

impl Liar {
    pub(crate) fn start() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let address = listener.local_addr().unwrap();
        let (answers, requests) = (Answers::default(), Requests::default());
        let (told, heard) = (Arc::clone(&answers), Arc::clone(&requests));
        thread::spawn(move || {
            for stream in listener.incoming() {
                // Whoever hangs up before the end is a client that read enough.
                let _end = stream.and_then(|stream| converse(&stream, &told, &heard));
            }
        });
        Self {
            address,
            answers,
            requests,
        }
    }

    pub(crate) fn url(&self) -> String {
        format!("http://{}", self.address)
    }

    /// Answers a path with these bytes, from the status line to the end of the connection.
    pub(crate) fn raw(&self, path: &str, answer: impl Into<Vec<u8>>) {
        let answer = (answer.into(), End::Close);
        self.answers.lock().unwrap().insert(path.to_owned(), answer);
    }

    /// Answers a path with these bytes, and then with nothing for as long as anybody listens.
    pub(crate) fn begin(&self, path: &str, answer: impl Into<Vec<u8>>) {
        let answer = (answer.into(), End::Silence);
        self.answers.lock().unwrap().insert(path.to_owned(), answer);
    }

    /// Answers a path with a status and a body.
    pub(crate) fn answer(&self, path: &str, status: u16, body: impl AsRef<[u8]>) {
        self.raw(path, http(status, body));
    }

    /// How often a path was asked for.
    pub(crate) fn count(&self, path: &str) -> usize {
        let requests = self.requests.lock().unwrap();
        requests.iter().filter(|(known, _)| known == path).count()
    }

    /// The forms that were posted to a path.
    pub(crate) fn bodies(&self, path: &str) -> Vec<String> {
        let requests = self.requests.lock().unwrap();
        let of_path = requests.iter().filter(|(known, _)| known == path);
        of_path.map(|(_, body)| body.clone()).collect()
    }
}

pub(crate) fn http(status: u16, body: impl AsRef<[u8]>) -> Vec<u8> {
    let body = body.as_ref();
    let mut answer = format!(
        "HTTP/1.1 {status} Whatever\r\ncontent-type: application/json\r\ncontent-length: {}\r\nconnection: close\r\n\r\n",
        body.len()
    )
    .into_bytes();
    answer.extend_from_slice(body);
    answer
}

fn converse(mut stream: &TcpStream, answers: &Answers, requests: &Requests) -> std::io::Result<()> {
    let mut reader = BufReader::new(stream);
    let mut line = String::new();
    reader.read_line(&mut line)?;
    let path = line.split(' ').nth(1).unwrap_or_default().to_owned();
    let mut length = 0;
    loop {
        line.clear();
        reader.read_line(&mut line)?;
        let lower = line.trim().to_ascii_lowercase();
        if lower.is_empty() {
            break;
        }
        if let Some(value) = lower.strip_prefix("content-length:") {
            length = value.trim().parse().unwrap_or(0);
        }
    }
    let mut body = vec![0; length];
    reader.read_exact(&mut body)?;
    let body = String::from_utf8_lossy(&body).into_owned();
    requests.lock().unwrap().push((path.clone(), body));
    let answer = answers.lock().unwrap().get(&path).cloned();
    let (bytes, end) = answer.unwrap_or((vec![], End::Close));
    stream.write_all(&bytes)?;
    match end {
        End::Close => Ok(()),
        End::Silence => reader.read_to_end(&mut vec![]).map(|_| ()),
    }
}
