//! What was called.

use std::sync::{Arc, Mutex, PoisonError};

use actix_web::body::MessageBody;
use actix_web::dev::{ServiceRequest, ServiceResponse};
use actix_web::middleware::Next;
use actix_web::{Error, HttpResponse, web};
use serde::Serialize;
use serde_json::json;

use crate::shelf::Shelf;
use crate::state::State;

/// A call to a double.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Called {
    /// `GET`, `POST`.
    pub method: String,
    /// Without the query, where codes and states are.
    pub path: String,
    /// What was answered; none while nothing was.
    pub status: Option<u16>,
}

/// The newest calls.
#[derive(Debug, Default)]
pub(crate) struct Calls(Mutex<Numbered>);

#[derive(Debug, Default)]
struct Numbered {
    last: u64,
    calls: Shelf<(u64, Called)>,
}

impl Calls {
    /// All that are remembered, the oldest first.
    pub(crate) fn list(&self) -> Vec<Called> {
        let numbered = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        numbered.calls.iter().map(|(_, call)| call.clone()).collect()
    }

    fn arrived(&self, method: &str, path: &str) -> u64 {
        let mut numbered = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        numbered.last = numbered.last.saturating_add(1);
        let number = numbered.last;
        let call = Called {
            method: method.to_owned(),
            path: path.to_owned(),
            status: None,
        };
        numbered.calls.put((number, call));
        number
    }

    fn answered(&self, number: u64, status: u16) {
        let mut numbered = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some((_, call)) = numbered.calls.find(|(other, _)| *other == number) {
            call.status = Some(status);
        }
    }
}

/// Writes down a call when it comes, and its status when there is one.
pub(crate) async fn record(
    state: Arc<State>,
    request: ServiceRequest,
    next: Next<impl MessageBody>,
) -> Result<ServiceResponse<impl MessageBody>, Error> {
    let number = state.calls.arrived(request.method().as_str(), request.path());
    let answer = next.call(request).await;
    let status = match &answer {
        Ok(answer) => answer.status(),
        Err(error) => error.as_response_error().status_code(),
    };
    state.calls.answered(number, status.as_u16());
    answer
}

/// `GET /fake/calls`
pub(crate) async fn show(state: web::Data<State>) -> HttpResponse {
    HttpResponse::Ok().json(json!({ "calls": state.calls.list() }))
}
