use std::future::{Ready, ready};
use std::sync::Arc;
use std::time::Duration;

use actix_web::HttpResponse;
use actix_web::http::StatusCode;
use actix_web::http::header::{CONTENT_TYPE, HeaderValue};
use hexmart_application::platform::StorageGauges;
use prometheus_client::encoding::EncodeLabelSet;
use prometheus_client::encoding::text::encode;
use prometheus_client::metrics::counter::Counter;
use prometheus_client::metrics::family::Family;
use prometheus_client::metrics::histogram::Histogram;
use prometheus_client::registry::{Registry, Unit};

use super::gauges::GaugeCollector;
use crate::call::{Answer, Call};
use crate::problem::Problem;

/// Upper ends of the latency buckets, in seconds.
const BUCKETS: [f64; 12] = [
    0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 5.0,
];

#[derive(Debug, Clone, PartialEq, Eq, Hash, EncodeLabelSet)]
struct Labels {
    route: &'static str,
    method: &'static str,
    status: &'static str,
}

/// What is counted.
#[derive(Debug)]
pub(crate) struct Metrics {
    registry: Registry,
    requests: Family<Labels, Counter>,
    durations: Family<Labels, Histogram, fn() -> Histogram>,
}

impl Metrics {
    pub(crate) fn new(gauges: Arc<dyn StorageGauges>) -> Self {
        let mut registry = Registry::with_prefix("hexmart");
        let requests = Family::default();
        let histogram: fn() -> Histogram = || Histogram::new(BUCKETS);
        let durations = Family::new_with_constructor(histogram);
        registry.register("http_requests", "Requests answered", requests.clone());
        let help = "Time from a request's head to its answer";
        registry.register_with_unit("http_request_duration", help, Unit::Seconds, durations.clone());
        registry.register_collector(Box::new(GaugeCollector(gauges)));
        Self {
            registry,
            requests,
            durations,
        }
    }

    pub(crate) fn observe(
        &self,
        route: &'static str,
        method: &'static str,
        status: StatusCode,
        took: Duration,
    ) {
        let status = match status.as_u16() / 100 {
            1 => "1xx",
            2 => "2xx",
            3 => "3xx",
            4 => "4xx",
            _ => "5xx",
        };
        let labels = Labels {
            route,
            method,
            status,
        };
        self.requests.get_or_create(&labels).inc();
        self.durations.get_or_create(&labels).observe(took.as_secs_f64());
    }
}

/// Figures for Prometheus.
#[utoipa::path(get, path = "/metrics", operation_id = "metrics", tag = "platform",
    responses((status = 200, description = "All figures, in the OpenMetrics text format.",
        body = String, content_type = "application/openmetrics-text")))]
pub(crate) fn metrics(Call { state, .. }: Call) -> Ready<Answer> {
    ready(read(&state.metrics))
}

fn read(metrics: &Metrics) -> Answer {
    let mut text = String::new();
    encode(&mut text, &metrics.registry).map_err(|error| Problem::internal(error.to_string()))?;
    let format = HeaderValue::from_static("application/openmetrics-text; version=1.0.0; charset=utf-8");
    Ok(HttpResponse::Ok()
        .insert_header((CONTENT_TYPE, format))
        .body(text))
}
