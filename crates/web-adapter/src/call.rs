//! One request, as a handler sees it.

use std::sync::Arc;
use std::time::Duration;

use actix_web::http::header::{CONTENT_LENGTH, CONTENT_TYPE};
use actix_web::mime::{self, Mime};
use actix_web::web::{Bytes, Payload};
use actix_web::{HttpMessage, HttpRequest, HttpResponse};
use hexmart_application::identity::Caller;
use hexmart_application::marketplace::Authority;
use hexmart_domain::identity::Principal;
use hexmart_domain::shared::{Id, Kind, ProductId, UserId};

use crate::admission::{Turn, Worth};
use crate::body::LARGEST;
use crate::caller;
use crate::language::Phrase;
use crate::problem::{Code, Problem};
use crate::router::Segments;
use crate::state::State;

/// What a handler answers.
pub(crate) type Answer = Result<HttpResponse, Problem>;

/// How long a body may take to arrive.
const BODY_TIME: Duration = Duration::from_secs(30);
/// The largest message of a provider, in bytes.
pub(crate) const LARGEST_MESSAGE: usize = 64 * 1024;
/// How long a file may take, which is larger.
const FILE_TIME: Duration = Duration::from_mins(5);

/// A request that the policy of its route has admitted.
pub(crate) struct Call {
    /// The path of its route.
    pub(crate) route: &'static str,
    /// What its path names.
    pub(crate) segments: Segments,
    /// What it is worth when not all can be answered.
    pub(crate) worth: Worth,
    /// Its place among those that are worked on; gone while its body is awaited.
    pub(crate) turn: Option<Turn>,
    pub(crate) request: HttpRequest,
    /// What follows the head; gone once it was read.
    pub(crate) payload: Option<Payload>,
    /// Who calls, where the policy looks at it.
    pub(crate) principal: Option<Principal>,
    /// On whose authority the catalogue, stock and prices are changed; on routes for traders.
    pub(crate) authority: Option<Authority>,
    pub(crate) state: Arc<State>,
}

impl Call {
    /// Who calls, for what remembers it.
    pub(crate) fn user(&self) -> Option<UserId> {
        self.principal.map(|principal| principal.user)
    }

    /// Who calls, on a route for those who signed in.
    pub(crate) fn principal(&self) -> Result<Principal, Problem> {
        let unguarded = || Problem::internal("a route for signed-in callers has another policy".to_owned());
        self.principal.ok_or_else(unguarded)
    }

    /// The account that calls, on a route for those who signed in.
    pub(crate) fn account(&self) -> Result<UserId, Problem> {
        Ok(self.principal()?.user)
    }

    /// On whose authority, on a route for traders.
    pub(crate) fn authority(&self) -> Result<Authority, Problem> {
        let unguarded = || Problem::internal("a route for traders has another policy".to_owned());
        self.authority.ok_or_else(unguarded)
    }

    /// Where the request comes from.
    pub(crate) fn caller(&self) -> Caller {
        caller::of(&self.request, &self.state.settings.trusted_proxies)
    }

    /// What the path names in a place. To be asked after the body was read: bad fields are told first.
    pub(crate) fn segment(&self, place: &str) -> &str {
        self.segments.get(place)
    }

    /// The id in a place of the path; `missing` when it cannot be one.
    pub(crate) fn id<K: Kind>(&self, place: &str, missing: Code) -> Result<Id<K>, Problem> {
        self.segment(place).parse().or(Err(Problem::of(missing)))
    }

    /// The product that the path names.
    pub(crate) fn product_id(&self) -> Result<ProductId, Problem> {
        self.id("product_id", Code::ProductNotFound)
    }

    /// The whole body, whatever its content type says.
    pub(crate) async fn body(&mut self) -> Result<Bytes, Problem> {
        self.arrival(LARGEST, BODY_TIME).await
    }

    /// The whole message of a provider, whatever its content type says.
    pub(crate) async fn message(&mut self) -> Result<Bytes, Problem> {
        self.arrival(LARGEST_MESSAGE, BODY_TIME).await
    }

    /// The whole file that a request brings, of at most so many bytes.
    pub(crate) async fn file(&mut self, largest: usize) -> Result<Bytes, Problem> {
        self.arrival(largest, FILE_TIME).await
    }

    async fn arrival(&mut self, largest: usize, within: Duration) -> Result<Bytes, Problem> {
        let Some(payload) = self.payload.take() else {
            return Err(Problem::internal("a handler read a body twice".to_owned()));
        };
        let announced = self.request.headers().get(CONTENT_LENGTH);
        let announced = announced.and_then(|length| length.to_str().ok()?.parse().ok());
        if announced.is_some_and(|length: usize| length > largest) {
            return Err(too_large(largest));
        }
        // Whoever sends slowly is not worked on, and must not keep others out.
        self.turn = None;
        let arrival = actix_web::rt::time::timeout(within, payload.to_bytes_limited(largest)).await;
        self.turn = Some(self.state.admission.enter(self.worth)?);
        match arrival {
            Err(_elapsed) => Err(Problem::of(Code::BodyTooSlow)),
            Ok(Err(_exceeded)) => Err(too_large(largest)),
            Ok(Ok(Err(_broken))) => Err(Problem::of(Code::MalformedJson)),
            Ok(Ok(Ok(body))) => Ok(body),
        }
    }

    /// The whole body of a request that says that it is JSON.
    pub(crate) async fn json_body(&mut self) -> Result<Bytes, Problem> {
        let is_json = |mime: Mime| mime.subtype() == mime::JSON || mime.suffix() == Some(mime::JSON);
        match self.request.mime_type() {
            Ok(Some(mime)) if is_json(mime.clone()) => self.body().await,
            _ => Err(not_json()),
        }
    }

    /// Like [`json_body`](Self::json_body), of a request that may come without one.
    pub(crate) async fn json_body_or_none(&mut self) -> Result<Bytes, Problem> {
        if self.request.headers().contains_key(CONTENT_TYPE) {
            return self.json_body().await;
        }
        match self.body().await? {
            body if body.is_empty() => Ok(Bytes::from_static(b"{}")),
            _ => Err(not_json()),
        }
    }
}

fn not_json() -> Problem {
    Problem::of(Code::UnsupportedMediaType).detail(Phrase::fixed(
        "send Content-Type: application/json",
        "Content-Type: application/json 헤더를 보내야 합니다",
    ))
}

fn too_large(largest: usize) -> Problem {
    let (amount, unit) = match largest / (1024 * 1024) {
        0 => (largest / 1024, "KiB"),
        megabytes => (megabytes, "MiB"),
    };
    Problem::of(Code::BodyTooLarge).detail(Phrase::new(
        format!("a body has at most {amount} {unit} here"),
        format!("본문은 최대 {amount} {unit}입니다"),
    ))
}
