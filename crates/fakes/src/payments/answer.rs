use std::time::Duration;

use actix_web::HttpResponse;
use actix_web::http::StatusCode;
use hexmart_domain::payments::Provider;
use serde_json::Value;

use super::book::Book;
use super::mishap::{Mishap, Step};
use crate::state::State;

/// Longer than anybody waits, but not for ever: a server that shuts down waits for its calls.
const SILENCE: Duration = Duration::from_mins(2);

/// What a provider says.
#[derive(Debug, Clone)]
pub(super) struct Reply {
    pub(super) status: u16,
    pub(super) body: Value,
    /// Whether it is not said.
    pub(super) silent: bool,
}

impl Reply {
    pub(super) fn new(status: u16, body: Value) -> Self {
        Self {
            status,
            body,
            silent: false,
        }
    }

    pub(super) fn ok(body: Value) -> Self {
        Self::new(200, body)
    }

    /// The same, said by nobody.
    pub(super) fn silent(self, silent: bool) -> Self {
        Self { silent, ..self }
    }
}

/// Does what is asked, and answers, unless a mishap was ordered.
pub(super) async fn answer(
    state: &State,
    provider: Provider,
    step: Step,
    work: impl FnOnce(&mut Book) -> Reply,
) -> HttpResponse {
    let (mishap, reply) = {
        let mut book = state.book();
        let mishap = book.spoiled(provider, step);
        let looked_at = !mishap.is_some_and(Mishap::is_before);
        (mishap, looked_at.then(|| work(&mut book)))
    };
    match (mishap, reply) {
        (None, Some(reply)) if !reply.silent => {
            let status = StatusCode::from_u16(reply.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
            HttpResponse::build(status).json(reply.body)
        }
        (None | Some(Mishap::Silence), _) => {
            tokio::time::sleep(SILENCE).await;
            HttpResponse::GatewayTimeout().finish()
        }
        (Some(Mishap::LostBefore | Mishap::LostAfter), _) => HttpResponse::Ok()
            .content_type("application/json")
            .body(r#"{"code":0,"resp"#),
        (Some(Mishap::BrokenBefore | Mishap::BrokenAfter), _) => {
            HttpResponse::InternalServerError().body("<html>Internal Server Error</html>")
        }
    }
}
