use std::fmt;
use std::sync::Arc;

use hexmart_application::platform::{GaugeReading, StorageGauges};
use prometheus_client::collector::Collector;
use prometheus_client::encoding::{DescriptorEncoder, NoLabelSet};
use prometheus_client::metrics::MetricType;

/// Asks the storage adapter for its figures at each scrape.
pub(super) struct GaugeCollector(pub(super) Arc<dyn StorageGauges>);

impl fmt::Debug for GaugeCollector {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("GaugeCollector")
    }
}

impl Collector for GaugeCollector {
    fn encode(&self, mut encoder: DescriptorEncoder<'_>) -> fmt::Result {
        let readings = self.0.read();
        let retries = readings.iter().filter_map(|reading| match reading {
            GaugeReading::Retries { use_case, count } => Some((*use_case, *count)),
            _ => None,
        });
        encode_counts(
            &mut encoder,
            "retries",
            "Attempts repeated after a lost race",
            retries,
        )?;
        let attempts = readings.iter().filter_map(|reading| match reading {
            GaugeReading::Attempts { use_case, count } => Some((*use_case, *count)),
            _ => None,
        });
        encode_counts(
            &mut encoder,
            "attempts",
            "Attempts to write, repeated ones among them",
            attempts,
        )?;
        for reading in readings {
            let (name, help, value) = match reading {
                GaugeReading::Retries { .. } | GaugeReading::Attempts { .. } => continue,
                GaugeReading::Connections(count) => ("db_connections", "Open connections", count),
                GaugeReading::IdleConnections(count) => ("db_connections_idle", "Unused connections", count),
                GaugeReading::ConnectionWaiters(count) => (
                    "db_connection_waiters",
                    "Callers that wait for a connection",
                    count,
                ),
                GaugeReading::GateQueue(count) => ("gate_queue", "Commands that wait for their turn", count),
            };
            let value = i64::try_from(value).unwrap_or(i64::MAX);
            encoder
                .encode_descriptor(name, help, None, MetricType::Gauge)?
                .encode_gauge(&value)?;
        }
        Ok(())
    }
}

/// Counts by use case.
fn encode_counts(
    encoder: &mut DescriptorEncoder<'_>,
    name: &str,
    help: &str,
    counts: impl Iterator<Item = (&'static str, u64)>,
) -> fmt::Result {
    let mut family = encoder.encode_descriptor(name, help, None, MetricType::Counter)?;
    for (use_case, count) in counts {
        family
            .encode_family(&[("use_case", use_case)])?
            .encode_counter::<NoLabelSet, _, u64>(&count, None)?;
    }
    Ok(())
}
