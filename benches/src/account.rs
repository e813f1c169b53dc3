//! Somebody who signs up and in.

use std::net::SocketAddr;
use std::process;
use std::sync::atomic::{AtomicU32, Ordering};

use anyhow::{Context, Result, ensure};
use hyper::StatusCode;
use serde_json::{Value, json};

use crate::client;

/// The access token of a new account on this server.
pub(crate) fn token(address: SocketAddr) -> Result<String> {
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
    let claim = json!({"email": email, "password": password});
    let answer = client::ask(address, &client::post("/commerce/auth/token/", &claim)?)?;
    let token = answer.get("access_token").and_then(Value::as_str);
    token.map(ToOwned::to_owned).context("no access token")
}
