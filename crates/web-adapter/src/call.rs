//! One request, as a handler sees it.

use std::sync::Arc;
use std::time::Duration;

use actix_web::http::header::CONTENT_LENGTH;
use actix_web::mime::{self, Mime};
use actix_web::web::{Bytes, Payload};
use actix_web::{HttpMessage, HttpRequest, HttpResponse};
use hexmart_domain::identity::Principal;
use hexmart_domain::shared::{ProductId, UserId};

use crate::body::LARGEST;
use crate::language::Phrase;
use crate::problem::{Code, Problem};
use crate::state::State;

/// What a handler answers.
pub(crate) type Answer = Result<HttpResponse, Problem>;

/// How long a body may take to arrive.
const BODY_TIME: Duration = Duration::from_secs(30);

/// A request that the policy of its route has admitted.
pub(crate) struct Call {
    pub(crate) request: HttpRequest,
    /// What follows the head; gone once it was read.
    pub(crate) payload: Option<Payload>,
    /// Who calls, where the policy looks at it.
    pub(crate) principal: Option<Principal>,
    pub(crate) state: Arc<State>,
}

impl Call {
    /// Who calls, for what remembers it.
    pub(crate) fn user(&self) -> Option<UserId> {
        self.principal.map(|principal| principal.user)
    }

    /// Who calls, on a route for those who signed in.
    pub(crate) fn signed_in(&self) -> Result<UserId, Problem> {
        let unguarded = || Problem::internal("a route for signed-in callers has another policy".to_owned());
        self.user().ok_or_else(unguarded)
    }

    /// The product that the path names. To be asked after the body was read: bad fields are told first.
    pub(crate) fn product_id(&self) -> Result<ProductId, Problem> {
        let segment = self.request.match_info().get("product_id").unwrap_or_default();
        segment.parse().or(Err(Problem::product_not_found()))
    }

    /// The whole body, whatever its content type says.
    pub(crate) async fn body(&mut self) -> Result<Bytes, Problem> {
        let Some(payload) = self.payload.take() else {
            return Err(Problem::internal("a handler read a body twice".to_owned()));
        };
        let announced = self.request.headers().get(CONTENT_LENGTH);
        let announced = announced.and_then(|length| length.to_str().ok()?.parse().ok());
        if announced.is_some_and(|length: usize| length > LARGEST) {
            return Err(too_large());
        }
        let arrival = actix_web::rt::time::timeout(BODY_TIME, payload.to_bytes_limited(LARGEST));
        match arrival.await {
            Err(_elapsed) => Err(Problem::of(Code::BodyTooSlow)),
            Ok(Err(_exceeded)) => Err(too_large()),
            Ok(Ok(Err(_broken))) => Err(Problem::of(Code::MalformedJson)),
            Ok(Ok(Ok(body))) => Ok(body),
        }
    }

    /// The whole body of a request that says that it is JSON.
    pub(crate) async fn json_body(&mut self) -> Result<Bytes, Problem> {
        let is_json = |mime: Mime| mime.subtype() == mime::JSON || mime.suffix() == Some(mime::JSON);
        match self.request.mime_type() {
            Ok(Some(mime)) if is_json(mime.clone()) => self.body().await,
            _ => Err(Problem::of(Code::UnsupportedMediaType).detail(Phrase::fixed(
                "send Content-Type: application/json",
                "Content-Type: application/json 헤더를 보내야 합니다",
            ))),
        }
    }
}

fn too_large() -> Problem {
    Problem::of(Code::BodyTooLarge).detail(Phrase::fixed(
        "a body has at most 1 MiB",
        "본문은 최대 1 MiB입니다",
    ))
}
