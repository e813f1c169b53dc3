//! S: the requests per second of a static JSON route of the same server.

use std::sync::Arc;

use anyhow::Result;

use crate::client::{self, Call};

/// How the baseline is called in the report.
pub(crate) const LABEL: &str = "S: static JSON route";

/// A route that touches neither a use case nor the database.
pub(crate) fn calls() -> Result<Arc<[Call]>> {
    Ok(Arc::new([client::get("/health/live")?]))
}
