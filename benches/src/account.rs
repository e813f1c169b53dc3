//! Somebody who signs up and in.

use std::net::SocketAddr;
use std::process;
use std::sync::atomic::{AtomicU32, Ordering};

use anyhow::{Context, Result, ensure};
use hyper::StatusCode;
use serde_json::{Value, json};

use crate::client;

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
        Ok(Self { email, password })
    }

    /// Its access token.
    pub(crate) fn token(&self, address: SocketAddr) -> Result<String> {
        let claim = json!({"email": self.email, "password": self.password});
        let answer = client::ask(address, &client::post("/commerce/auth/token/", &claim)?)?;
        let token = answer.get("access_token").and_then(Value::as_str);
        token.map(ToOwned::to_owned).context("no access token")
    }
}
