use std::sync::{Arc, Mutex};

use tokio::io::{AsyncBufReadExt as _, AsyncWriteExt as _, BufReader};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::Notify;

/// What the server does at a step of the dialogue.
#[derive(Clone, Copy)]
pub(crate) enum Reply {
    /// What servers do as a rule.
    Usual,
    /// Says something else.
    Say(&'static str),
    /// Says nothing, for ever.
    Hang,
    /// Closes the connection.
    HangUp,
}

/// Chooses by the step (`connect`, a verb, or `.` after the text) and the recipient, which is empty before `RCPT`.
type Script = fn(step: &str, recipient: &str) -> Reply;

/// A mail that the server took.
#[derive(Clone)]
pub(crate) struct Received {
    /// Which connection it came by, counted from 1.
    pub(crate) connection: usize,
    pub(crate) sender: String,
    pub(crate) recipient: String,
    /// Everything between `DATA` and the dot, dots unstuffed.
    pub(crate) text: String,
}

#[derive(Default)]
struct Log {
    connections: usize,
    commands: Vec<String>,
    mails: Vec<Received>,
}

/// A mail server of the test's own.
pub(crate) struct FakeSmtp {
    pub(crate) port: u16,
    log: Arc<Mutex<Log>>,
    hanging: Arc<Notify>,
}

impl FakeSmtp {
    pub(crate) async fn start(script: Script) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let server = Self {
            port: listener.local_addr().unwrap().port(),
            log: Arc::default(),
            hanging: Arc::default(),
        };
        let (log, hanging) = (Arc::clone(&server.log), Arc::clone(&server.hanging));
        tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                let (log, hanging) = (Arc::clone(&log), Arc::clone(&hanging));
                tokio::spawn(async move {
                    let connection = {
                        let mut log = log.lock().unwrap();
                        log.connections += 1;
                        log.connections
                    };
                    let mut dialogue = Dialogue {
                        stream: BufReader::new(stream),
                        connection,
                        script,
                        log,
                    };
                    if dialogue.run().await.is_none() {
                        hanging.notify_one();
                        std::future::pending::<()>().await;
                    }
                });
            }
        });
        server
    }

    pub(crate) fn mails(&self) -> Vec<Received> {
        self.log.lock().unwrap().mails.clone()
    }

    pub(crate) fn connections(&self) -> usize {
        self.log.lock().unwrap().connections
    }

    pub(crate) fn commands(&self) -> Vec<String> {
        self.log.lock().unwrap().commands.clone()
    }

    /// Comes back when the server has begun to say nothing.
    pub(crate) async fn hangs(&self) {
        self.hanging.notified().await;
    }
}

struct Dialogue {
    stream: BufReader<TcpStream>,
    connection: usize,
    script: Script,
    log: Arc<Mutex<Log>>,
}

impl Dialogue {
    /// Some when the connection is over; none when it hangs.
    async fn run(&mut self) -> Option<()> {
        let (mut sender, mut recipient) = (String::new(), String::new());
        let mut open = self.answer("connect", "", "220 mail.example ESMTP").await?;
        while open {
            let Some(line) = self.line().await else { break };
            self.log.lock().unwrap().commands.push(line.clone());
            let verb = line.split(' ').next().unwrap_or_default().to_owned();
            let path = || line.split(['<', '>']).nth(1).unwrap_or_default().to_owned();
            let usual = match verb.as_str() {
                "EHLO" => "250-mail.example\r\n250-8BITMIME\r\n250 AUTH PLAIN LOGIN",
                "AUTH" => "235 2.7.0 welcome",
                "MAIL" => {
                    sender = path();
                    "250 2.1.0 ok"
                }
                "RCPT" => {
                    recipient = path();
                    "250 2.1.5 ok"
                }
                "DATA" => "354 go on",
                "NOOP" => "250 ok",
                "QUIT" => "221 bye",
                _ => "500 what?",
            };
            open = self.answer(&verb, &recipient, usual).await? && verb != "QUIT";
            if verb == "DATA" && open {
                let text = self.text().await;
                open = self.take(&sender, &recipient, text).await?;
            }
        }
        Some(())
    }

    async fn take(&mut self, sender: &str, recipient: &str, text: String) -> Option<bool> {
        if matches!((self.script)(".", recipient), Reply::Usual) {
            self.log.lock().unwrap().mails.push(Received {
                connection: self.connection,
                sender: sender.to_owned(),
                recipient: recipient.to_owned(),
                text,
            });
        }
        self.answer(".", recipient, "250 2.0.0 queued").await
    }

    /// Whether the dialogue goes on; none when it hangs.
    async fn answer(&mut self, step: &str, recipient: &str, usual: &str) -> Option<bool> {
        let text = match (self.script)(step, recipient) {
            Reply::Usual => usual,
            Reply::Say(text) => text,
            Reply::HangUp => return Some(false),
            Reply::Hang => return None,
        };
        let written = self.stream.write_all(format!("{text}\r\n").as_bytes()).await;
        Some(written.is_ok())
    }

    async fn line(&mut self) -> Option<String> {
        let mut line = String::new();
        let read = self.stream.read_line(&mut line).await.ok()?;
        (read > 0).then(|| line.trim_end_matches("\r\n").to_owned())
    }

    async fn text(&mut self) -> String {
        let mut lines = Vec::new();
        while let Some(line) = self.line().await.filter(|line| line != ".") {
            lines.push(line.strip_prefix('.').map_or(line.clone(), str::to_owned));
        }
        lines.join("\r\n")
    }
}
