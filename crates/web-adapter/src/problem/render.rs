use actix_web::http::header::{self, HeaderValue};
use actix_web::{HttpRequest, HttpResponse};
use serde::Serialize;
use utoipa::ToSchema;

use super::{Facts, Problem};
use crate::language;
use crate::request_id::RequestId;

/// The body of every answer that is an error (RFC 9457).
#[derive(Serialize, ToSchema)]
#[schema(as = Problem)]
pub(crate) struct ProblemBody<'a> {
    /// Where the code is described.
    #[serde(rename = "type")]
    #[schema(format = "uri-reference", example = "/docs/problems#insufficient_stock")]
    kind: String,
    /// What happened, in the language of `Accept-Language`: Korean or English.
    #[schema(example = "Not enough stock")]
    title: &'a str,
    /// The status of the answer.
    #[schema(example = 400)]
    status: u16,
    /// What happened this time.
    #[schema(
        example = "insufficient stock for product PROD01KAFXN1QM4C8N4R2B3M6YQ0ZP: 30 available, 50 requested"
    )]
    detail: &'a str,
    /// The id of the request, as in the header X-Request-Id.
    #[schema(example = "5f0c2d7a9e31b846-00002a")]
    instance: &'a str,
    /// The stable word to switch on.
    #[schema(example = "insufficient_stock")]
    code: &'static str,
    /// For older clients; never translated.
    #[schema(example = "Client error")]
    msg: &'static str,
    /// Every field or parameter that was refused.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    errors: Vec<FieldErrorBody<'a>>,
    #[serde(flatten)]
    facts: &'a Facts,
}

/// One refused field of the body, or one refused parameter of the query.
#[derive(Serialize, ToSchema)]
#[schema(as = FieldError)]
struct FieldErrorBody<'a> {
    /// The field, as a JSON Pointer (RFC 6901).
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(example = "/price")]
    pointer: Option<&'a str>,
    /// The query parameter.
    #[serde(skip_serializing_if = "Option::is_none")]
    parameter: Option<&'a str>,
    /// The stable word to switch on.
    #[schema(example = "out_of_range")]
    code: &'static str,
    /// What is wrong, in the language of `Accept-Language`.
    #[schema(example = "must be more than 0")]
    message: String,
}

impl Problem {
    /// Writes the answer, and the log entry of a failure of ours.
    pub(crate) fn respond(self, request: &HttpRequest, route: &'static str, id: &RequestId) -> HttpResponse {
        let parts = *self.0;
        let status = parts.code.status();
        if let Some(cause) = &parts.cause {
            let (request_id, method) = (id.as_str(), request.method().as_str());
            // Not the path itself: people put addresses and secrets into paths, too.
            tracing::error!(
                request_id,
                method,
                route,
                code = parts.code.word(),
                cause,
                "a request failed"
            );
        }
        let language = language::asked_for(request);
        let title = parts.code.title();
        let body = ProblemBody {
            kind: format!("/docs/problems#{}", parts.code.word()),
            title: title.told_in(language),
            status: status.as_u16(),
            detail: parts.detail.told_in(language),
            instance: id.as_str(),
            code: parts.code.word(),
            msg: parts.code.msg(),
            errors: parts
                .errors
                .iter()
                .map(|error| FieldErrorBody {
                    pointer: error.pointer(),
                    parameter: error.parameter(),
                    code: error.fault().code(),
                    message: error.fault().message().told_in(language).to_owned(),
                })
                .collect(),
            facts: &parts.facts,
        };
        let mut response = HttpResponse::build(status);
        for (name, value) in parts.headers {
            response.insert_header((name, value));
        }
        response
            .insert_header((
                header::CONTENT_TYPE,
                HeaderValue::from_static("application/problem+json"),
            ))
            .insert_header((header::CONTENT_LANGUAGE, HeaderValue::from_static(language.tag())))
            .insert_header((header::VARY, HeaderValue::from_static("Accept-Language")))
            .insert_header((header::CACHE_CONTROL, HeaderValue::from_static("no-store")))
            // Strings and numbers alone: this cannot fail.
            .body(serde_json::to_vec(&body).unwrap_or_default())
    }
}
