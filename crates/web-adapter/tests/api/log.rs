//! What is written down about requests.

use std::io::{self, Write};
use std::sync::{Mutex, Once};

use hexmart_application::platform::StoreError;
use serde_json::{Value, json};

use crate::client::Request;
use crate::fixture::Ports;

static LINES: Mutex<Vec<u8>> = Mutex::new(Vec::new());
static START: Once = Once::new();

struct Lines;

impl Write for Lines {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        LINES.lock().unwrap().write(bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

/// Keeps everything that is logged in this process, from now on.
pub(crate) fn listen() {
    START.call_once(|| tracing_subscriber::fmt().json().with_writer(|| Lines).init());
}

/// What was logged of one request, as it is written.
pub(crate) fn logged(request_id: &str) -> String {
    let entries = entries(request_id);
    entries.iter().map(ToString::to_string).collect()
}

/// The entries of one request.
fn entries(request_id: &str) -> Vec<Value> {
    let lines = LINES.lock().unwrap().clone();
    let entries = lines
        .split(|byte| *byte == b'\n')
        .filter_map(|line| serde_json::from_slice(line).ok());
    let of_request = |entry: &Value| entry["fields"]["request_id"] == request_id;
    entries.filter(of_request).collect()
}

#[test]
fn each_request_is_one_line_without_what_people_typed() {
    listen();
    let target = "/commerce/products/?page_size=0&product_name=secret";
    let request = Request::new("GET", target).header("X-Request-Id", "log-1");
    Ports::new().serve().send(request.bearer("secret"));
    let [entry] = entries("log-1").try_into().unwrap();
    assert_eq!(
        (&entry["target"], &entry["level"]),
        (&json!("hexmart::access"), &json!("INFO"))
    );
    let fields = &entry["fields"];
    assert_eq!(
        (&fields["method"], &fields["route"]),
        (&json!("GET"), &json!("/commerce/products/"))
    );
    assert_eq!(fields["status"], 400);
    assert!(fields["duration_ms"].as_f64().unwrap() >= 0.0);
    assert!(!entry.to_string().contains("secret"), "{entry}");
}

#[test]
fn a_failure_is_logged_once_with_all_that_is_behind_it() {
    listen();
    let mut ports = Ports::new();
    let failure = |_| Err(StoreError::backend("no such column").into());
    ports.catalogue.expect_browse().returning(failure);
    let request = Request::new("GET", "/commerce/products/").header("X-Request-Id", "log-2");
    ports.serve().send(request).problem(500, "internal");
    let [failure, access] = entries("log-2").try_into().unwrap();
    assert_eq!(
        (&failure["level"], &access["level"]),
        (&json!("ERROR"), &json!("INFO"))
    );
    let cause = "the store failed: no such column";
    assert_eq!(
        (&failure["fields"]["code"], &failure["fields"]["cause"]),
        (&json!("internal"), &json!(cause))
    );
}
