//! From starting the process to its first answer.

use std::net::SocketAddr;
use std::time::Instant;

use anyhow::{Context, Result, ensure};

use crate::client;
use crate::database::Home;
use crate::server::Binary;

/// Odd, so that the median is one of them.
const STARTS: usize = 5;

/// The median time from spawn to the first 200, in milliseconds, on a database that has been served before.
pub(crate) fn first_answer_ms(binary: &Binary, home: &Home) -> Result<f64> {
    let first = binary.serve(home)?;
    expect_live(first.address)?;
    first.stop().context("after the first start")?;
    let mut times = Vec::new();
    for _ in 0..STARTS {
        let started = Instant::now();
        let server = binary.serve(home)?;
        expect_live(server.address)?;
        times.push(started.elapsed().as_secs_f64() * 1_000.0);
        server.stop()?;
    }
    times.sort_by(f64::total_cmp);
    times.get(STARTS / 2).copied().context("no start was measured")
}

/// Checks that the server answers at all.
pub(crate) fn expect_live(address: SocketAddr) -> Result<()> {
    let (status, _) = client::exchange(address, &client::get("/health/live")?)?;
    ensure!(status.is_success(), "/health/live answered {status}");
    Ok(())
}
