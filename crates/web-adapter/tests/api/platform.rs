//! Health, metrics, documentation.

use std::io;

use flate2::read::GzDecoder;
use hexmart_application::platform::StoreError;
use serde_json::json;

use crate::client::{Request, Response};
use crate::fixture::Ports;

#[test]
fn live_never_asks_the_store() {
    assert_eq!(
        Ports::new().serve().get("/health/live").ok(),
        json!({"status": "live"})
    );
}

#[test]
fn ready_is_what_the_store_says() {
    let mut ports = Ports::new();
    ports.store.expect_ping().times(1).returning(|| Ok(()));
    ports
        .store
        .expect_ping()
        .returning(|| Err(StoreError::unavailable("gone")));
    let api = ports.serve();
    assert_eq!(api.get("/health/ready").ok(), json!({"status": "ready"}));
    let response = api.get("/health/ready");
    response.problem(503, "not_ready");
    assert_eq!(response.header("retry-after"), Some("1"));
}

#[test]
fn metrics_count_by_route_never_by_path() {
    let api = Ports::new().serve();
    for path in ["/nowhere/1", "/nowhere/2", "/health/live", "/health/live/"] {
        api.get(path);
    }
    api.send(Request::new("BREW", "/commerce/coupons/"));
    let response = api.get("/metrics");
    let media = "application/openmetrics-text; version=1.0.0; charset=utf-8";
    assert_eq!(response.header("content-type"), Some(media));
    for line in [
        r#"hexmart_http_requests_total{route="none",method="GET",status="4xx"} 2"#,
        r#"hexmart_http_requests_total{route="/health/live",method="GET",status="2xx"} 2"#,
        r#"hexmart_http_requests_total{route="/commerce/coupons/",method="other",status="4xx"} 1"#,
        r#"hexmart_http_request_duration_seconds_count{route="/health/live",method="GET",status="2xx"} 2"#,
        r#"hexmart_attempts_total{use_case="place_order"} 7"#,
        r#"hexmart_retries_total{use_case="change_stock"} 3"#,
        r#"hexmart_retries_total{use_case="set_discount"} 0"#,
        "hexmart_db_connections 8",
        "hexmart_db_connections_idle 5",
        "hexmart_db_connection_waiters 1",
        "hexmart_gate_queue 2",
        "# EOF",
    ] {
        let found = response.text().lines().any(|found| found == line);
        assert!(found, "{line} is not in\n{}", response.text());
    }
}

/// The page is stored and served as gzip.
fn unzipped(page: &Response) -> String {
    assert_eq!(page.header("content-encoding"), Some("gzip"));
    io::read_to_string(GzDecoder::new(page.body.as_slice())).unwrap()
}

#[test]
fn the_documentation_needs_no_network() {
    let api = Ports::new().serve();
    let page = api.get("/docs/");
    assert_eq!(
        (page.status, page.header("content-type")),
        (200, Some("text/html"))
    );
    let text = unzipped(&page);
    assert!(!text.contains("//unpkg") && !text.contains("https://"), "{text}");
    for name in ["swagger-ui-bundle.js", "swagger-ui.css", "index.css"] {
        assert!(text.contains(name), "{text}");
        assert_eq!(api.get(&format!("/docs/{name}")).status, 200, "{name}");
    }
    let start = api.get("/docs/swagger-initializer.js");
    assert!(start.text().contains("/openapi.json"), "{}", start.text());
    let bare = api.get("/docs");
    assert_eq!((bare.status, bare.header("location")), (308, Some("/docs/")));
    assert_eq!(api.get("/openapi.json").ok()["openapi"], "3.1.0");
    assert_eq!(
        api.get("/openapi.json").text(),
        hexmart_web_adapter::openapi_json()
    );
}
