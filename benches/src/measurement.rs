//! One measurement of requests: the load, and the memory that the servers took for it.

use std::net::SocketAddr;
use std::sync::Arc;

use anyhow::Result;

use crate::cli::Engine;
use crate::client::Call;
use crate::line::Line;
use crate::load::{self, Pressure};
use crate::server::Server;
use crate::visitor::Visitor;
use crate::{memory, progress};

/// Presses the servers with these requests.
pub(crate) fn measure(
    of: (Engine, u64),
    label: &'static str,
    servers: &[Server],
    calls: &Arc<[Call]>,
    pressure: &Pressure,
) -> Result<Line> {
    let connections = pressure.connections;
    progress::measuring(label, connections);
    for server in servers {
        memory::forget_peak(server.pid());
    }
    let addresses: Vec<SocketAddr> = servers.iter().map(|server| server.address).collect();
    let visitor = |number| Visitor::new(&addresses, calls, number, connections);
    let outcome = load::run(pressure, visitor)?;
    let mut line = Line::new(of, label, connections, outcome);
    // A server that is gone has no memory to read; its missing answers already count as errors.
    let peaks = servers
        .iter()
        .filter_map(|server| memory::peak_mb(server.pid()).ok());
    line.peak_rss_mb = peaks.max_by(f64::total_cmp);
    Ok(line)
}
