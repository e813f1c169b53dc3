//! Something on a socket that answers whatever it was told to.

use std::collections::BTreeMap;
use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::sync::{Arc, Mutex};
use std::thread;

type Answers = Arc<Mutex<BTreeMap<String, Vec<u8>>>>;
type Heads = Arc<Mutex<Vec<String>>>;

/// Listens until the test ends. What it was not told about, it closes without a word.
pub(crate) struct Liar {
    address: SocketAddr,
    answers: Answers,
    heads: Heads,
}

impl Liar {
    pub(crate) fn start() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let address = listener.local_addr().unwrap();
        let (answers, heads) = (Answers::default(), Heads::default());
        let (told, heard) = (Arc::clone(&answers), Arc::clone(&heads));
        thread::spawn(move || {
            for stream in listener.incoming() {
                // Whoever hangs up before the end is a client that read enough.
                let _end = stream.and_then(|stream| converse(&stream, &told, &heard));
            }
        });
        Self {
            address,
            answers,
            heads,
        }
    }

    pub(crate) fn url(&self) -> String {
        format!("http://{}", self.address)
    }

    /// The values of a header, in small letters, of all requests that had it.
    pub(crate) fn headers(&self, name: &str) -> Vec<String> {
        let heads = self.heads.lock().unwrap();
        let lines = heads.iter().flat_map(|head| head.lines());
        let values = lines.filter_map(|line| line.strip_prefix(name)?.strip_prefix(": "));
        values.map(str::to_owned).collect()
    }

    /// Answers a path with a status and a body.
    pub(crate) fn answer(&self, path: &str, status: u16, body: impl AsRef<[u8]>) {
        let body = body.as_ref();
        let head = format!(
            "HTTP/1.1 {status} Whatever\r\ncontent-type: application/json\r\ncontent-length: {}\r\nconnection: close\r\n\r\n",
            body.len()
        );
        let answer = [head.as_bytes(), body].concat();
        self.answers.lock().unwrap().insert(path.to_owned(), answer);
    }
}

fn converse(mut stream: &TcpStream, answers: &Answers, heads: &Heads) -> std::io::Result<()> {
    let mut reader = BufReader::new(stream);
    let mut line = String::new();
    reader.read_line(&mut line)?;
    let path = line.split(' ').nth(1).unwrap_or_default().to_owned();
    let (mut length, mut head) = (0, String::new());
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
        head.push_str(&lower);
        head.push('\n');
    }
    reader.read_exact(&mut vec![0; length])?;
    heads.lock().unwrap().push(head);
    let answer = answers.lock().unwrap().get(&path).cloned();
    stream.write_all(&answer.unwrap_or_default())
}
