//! Many who sign in at once, as well-behaved clients do: who is told to come back later does so.

use std::net::SocketAddr;
use std::time::Duration;

use anyhow::{Result, ensure};
use http_body_util::BodyExt;
use hyper::StatusCode;
use serde_json::json;
use tokio::time::sleep;

use crate::account::Account;
use crate::client::{self, Call};
use crate::load::{self, Client, Outcome, Pressure};

/// How many sign in at once.
const PEOPLE: usize = 200;
/// What `Retry-After` says at least.
const LATER: Duration = Duration::from_secs(1);

/// Signs in with the same account from many connections, for as long as `pressure` says.
pub(crate) fn sign_in(address: SocketAddr, account: &Account, pressure: Pressure) -> Result<Outcome> {
    let claim = json!({"email": account.email, "password": account.password});
    let call = client::post("/commerce/auth/token/", &claim)?;
    let pressure = Pressure {
        connections: PEOPLE,
        threads: 1,
        ..pressure
    };
    load::run(&pressure, |_number| Person {
        address,
        call: call.clone(),
    })
}

struct Person {
    address: SocketAddr,
    call: Call,
}

impl Client for Person {
    async fn step(&mut self) -> Result<()> {
        let mut sender = client::connect(self.address).await?;
        let response = client::send(&mut sender, &self.call).await?;
        let status = response.status();
        response.into_body().collect().await?;
        if status == StatusCode::SERVICE_UNAVAILABLE {
            sleep(LATER).await;
            return Ok(());
        }
        ensure!(status == StatusCode::OK, "signing in answered {status}");
        Ok(())
    }
}
