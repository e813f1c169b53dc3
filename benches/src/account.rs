//! Somebody who signs up and in.

use std::io::Write as _;
use std::net::SocketAddr;
use std::process::{self, Command, Stdio};
use std::sync::atomic::{AtomicU32, Ordering};
use std::thread;
use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail, ensure};
use hyper::StatusCode;
use serde_json::{Value, json};

use crate::client;
use crate::server::Binary;

/// How long a mail may take.
const DELIVERY: Duration = Duration::from_secs(10);
const LOOK_AGAIN: Duration = Duration::from_millis(50);

/// An account that can sign in.
#[derive(Debug)]
pub(crate) struct Account {
    pub(crate) email: String,
    pub(crate) password: &'static str,
}

impl Account {
    /// A new one on this server.
    pub(crate) fn new(address: SocketAddr) -> Result<Self> {
        static VISITORS: AtomicU32 = AtomicU32::new(0);
        let (process, number) = (process::id(), VISITORS.fetch_add(1, Ordering::Relaxed));
        let email = format!("visitor-{process}-{number}@example.com");
        let password = "seven grey herons at dusk";
        let account = json!({"email": email, "password": password, "nickname": "visitor"});
        let (status, body) = client::exchange(address, &client::post("/commerce/users/", &account)?)?;
        ensure!(
            status == StatusCode::CREATED,
            "signing up answered {status}: {}",
            client::sample(&body)
        );
        let account = Self { email, password };
        account.verify(address)?;
        Ok(account)
    }

    /// An administrator, made from the command line.
    pub(crate) fn administrator(binary: &Binary, url: &str) -> Result<Self> {
        let account = Self {
            email: "admin@example.com".to_owned(),
            password: "a lighthouse keeper reads by night",
        };
        let mut command = Command::new(&binary.path)
            .args([
                "user",
                "create",
                "--email",
                &account.email,
                "--role",
                "admin",
                "--password-stdin",
            ])
            .args(["--database-url", url])
            .arg("--keys-file")
            .arg(&binary.keys)
            .stdin(Stdio::piped())
            .stdout(binary.log()?)
            .stderr(binary.log()?)
            .spawn()?;
        let mut input = command.stdin.take().context("the command reads no input")?;
        writeln!(input, "{}", account.password)?;
        drop(input);
        let status = command.wait()?;
        ensure!(
            status.success(),
            "creating an administrator ended with {status}; see {}",
            binary.log.display()
        );
        Ok(account)
    }

    /// Proves the address with the code from the demo's inbox: somebody unverified is looked up with every request.
    fn verify(&self, address: SocketAddr) -> Result<()> {
        let code = json!({ "code": self.code(address)? });
        let call = client::post_as(
            "/commerce/users/me/email-verification/",
            &code,
            &self.token(address)?,
        )?;
        let (status, body) = client::exchange(address, &call)?;
        ensure!(
            status == StatusCode::NO_CONTENT,
            "verifying answered {status}: {}",
            client::sample(&body)
        );
        Ok(())
    }

    /// The code, as soon as it was delivered: a line of ten capitals and digits.
    fn code(&self, address: SocketAddr) -> Result<String> {
        let inbox = format!("/fake/inbox/?to={}", client::percent_encoded(&self.email));
        let give_up_at = Instant::now() + DELIVERY;
        while Instant::now() < give_up_at {
            let answer = client::ask(address, &client::get(&inbox)?)?;
            let text = answer.pointer("/messages/0/body").and_then(Value::as_str);
            let is_code =
                |line: &&str| line.len() == 10 && line.bytes().all(|byte| byte.is_ascii_alphanumeric());
            if let Some(code) = text.and_then(|text| text.lines().find(is_code)) {
                return Ok(code.to_owned());
            }
            thread::sleep(LOOK_AGAIN);
        }
        bail!("no code came to {}", self.email)
    }

    /// Its access token.
    pub(crate) fn token(&self, address: SocketAddr) -> Result<String> {
        let claim = json!({"email": self.email, "password": self.password});
        let answer = client::ask(address, &client::post("/commerce/auth/token/", &claim)?)?;
        let token = answer.get("access_token").and_then(Value::as_str);
        token.map(ToOwned::to_owned).context("no access token")
    }
}
