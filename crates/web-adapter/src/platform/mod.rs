//! What every server has, whatever it sells: health, metrics, documentation.

pub(crate) mod docs;
mod gauges;
pub(crate) mod health;
pub(crate) mod metrics;

pub(crate) use metrics::Metrics;
