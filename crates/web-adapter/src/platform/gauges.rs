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
        encode_retries(&mut encoder, &readings)?;
        for reading in readings {
            let (name, help, value) = match reading {
                GaugeReading::Retries { .. } => continue,
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

fn encode_retries(encoder: &mut DescriptorEncoder<'_>, readings: &[GaugeReading]) -> fmt::Result {
    let help = "Attempts repeated after a lost race";
    let mut family = encoder.encode_descriptor("retries", help, None, MetricType::Counter)?;
    for reading in readings {
        if let GaugeReading::Retries { use_case, count } = reading {
            family
                .encode_family(&[("use_case", *use_case)])?
                .encode_counter::<NoLabelSet, _, u64>(count, None)?;
        }
    }
    Ok(())
}
