//! Every field of every body, wrong at once: all are named.

mod account;
mod arrival;
mod query;
mod trade;

use serde_json::Value;

use crate::client::{Request, errors};
use crate::fixture::Api;

/// Sends a body, and gives back what it is refused for.
fn refused(api: &Api, method: &str, path: &str, caller: &str, body: &Value) -> Vec<(String, String)> {
    let response = api.send(Request::new(method, path).bearer(caller).json(&body.to_string()));
    errors(&response.problem(422, "invalid_fields"))
}

fn pairs(expected: &[(&str, &str)]) -> Vec<(String, String)> {
    let owned = |(field, code): &(&str, &str)| (format!("/{field}"), (*code).to_owned());
    expected.iter().map(owned).collect()
}
