//! What happens around every handler: request id, panics, problems, headers, access log, metrics.
//!
//! Not a middleware: every answer of the server, 404 and 405 included, is made by a handler of ours, so that one
//! function around them sees all, without a boxed future per layer.

use std::future::Future;
use std::panic::AssertUnwindSafe;
use std::time::Instant;

use actix_web::http::Method;
use actix_web::{HttpRequest, HttpResponse};
use futures_util::FutureExt;

use crate::browser;
use crate::call::Answer;
use crate::problem::Problem;
use crate::request_id::X_REQUEST_ID;
use crate::state::State;

/// Answers one request with what `handler` says; `pattern` is the path of its route, for the metrics.
pub(crate) async fn dispatch(
    state: &State,
    request: &HttpRequest,
    pattern: &'static str,
    handler: impl Future<Output = Answer>,
) -> HttpResponse {
    let started = Instant::now();
    let id = state.request_ids.of(request);
    let settings = &state.settings;
    let mut response = if let Some(response) = browser::preflight(&settings.cors_origins, request) {
        response
    } else {
        let answer = AssertUnwindSafe(handler).catch_unwind().await;
        let answer = answer.unwrap_or_else(|panic| Err(Problem::panicked(&*panic)));
        answer.unwrap_or_else(|problem| problem.respond(request, pattern, &id))
    };
    let headers = response.headers_mut();
    headers.insert(X_REQUEST_ID, id.header());
    browser::protect(headers, settings.https);
    browser::share(&settings.cors_origins, request, headers);
    let (status, took, method) = (
        response.status(),
        started.elapsed(),
        method_label(request.method()),
    );
    state.metrics.observe(pattern, method, status, took);
    tracing::info!(
        target: "hexmart::access",
        method,
        route = pattern,
        status = status.as_u16(),
        duration_ms = took.as_secs_f64() * 1000.0,
        request_id = id.as_str(),
    );
    response
}

/// The method, of which clients can invent any number and metrics hold only so many.
fn method_label(method: &Method) -> &'static str {
    match *method {
        Method::GET => "GET",
        Method::HEAD => "HEAD",
        Method::POST => "POST",
        Method::PUT => "PUT",
        Method::PATCH => "PATCH",
        Method::DELETE => "DELETE",
        _ => "other",
    }
}
