//! What the table of routes adds to the OpenAPI document.

use std::collections::BTreeMap;

use utoipa::Modify;
use utoipa::openapi::path::Operation;
use utoipa::openapi::response::{Response, ResponseBuilder};
use utoipa::openapi::security::{HttpAuthScheme, HttpBuilder, SecurityRequirement, SecurityScheme};
use utoipa::openapi::{ContentBuilder, Ref, RefOr};

use crate::policy::Policy;
use crate::problem::Code;
use crate::route::{Body, Route, Verb};
use crate::routes::ROUTES;

pub(super) const BEARER: &str = "bearer";
const API_KEY: &str = "api_key";

/// What every operation can answer.
const ALWAYS: &[Code] = &[Code::Internal];
/// What whoever needs the store can answer.
const STORED: &[Code] = &[Code::Unavailable, Code::Busy];

/// Adds what the table of routes knows: who may call, and which problems can come.
pub(super) struct FromRoutes;

impl Modify for FromRoutes {
    fn modify(&self, document: &mut utoipa::openapi::OpenApi) {
        let components = document.components.get_or_insert_default();
        for (name, description) in [
            (BEARER, "The access token of somebody who signed in."),
            (
                API_KEY,
                "An API key, sent like an access token; it needs the scopes that are named.",
            ),
        ] {
            let scheme = HttpBuilder::new()
                .scheme(HttpAuthScheme::Bearer)
                .description(Some(description))
                .build();
            components.add_security_scheme(name, SecurityScheme::Http(scheme));
        }
        for route in ROUTES {
            let item = document.paths.paths.get_mut(route.path);
            let operation = item.and_then(|item| match route.verb {
                Verb::Get => item.get.as_mut(),
                Verb::Post => item.post.as_mut(),
                Verb::Put => item.put.as_mut(),
                Verb::Patch => item.patch.as_mut(),
                Verb::Delete => item.delete.as_mut(),
            });
            if let Some(operation) = operation {
                add_problems(operation, route);
                add_security(operation, route);
            }
        }
    }
}

fn add_security(operation: &mut Operation, route: &Route) {
    if route.policy == Policy::Public {
        return;
    }
    let is_open = matches!(route.policy, Policy::Viewer | Policy::Shopper);
    let anonymous = is_open.then(SecurityRequirement::default);
    let person = SecurityRequirement::new(BEARER, [""; 0]);
    let machine = route
        .scope
        .map(|scope| SecurityRequirement::new(API_KEY, [scope.as_str()]));
    operation.security = Some(anonymous.into_iter().chain([person]).chain(machine).collect());
}

fn by_policy(route: &Route) -> &'static [Code] {
    match (route.policy, route.scope) {
        (Policy::Public, _) => &[],
        (Policy::Viewer, Some(_)) => &[Code::InvalidToken],
        (Policy::Viewer, None) | (Policy::Shopper, _) => &[Code::InvalidToken, Code::InsufficientScope],
        (Policy::Account | Policy::Holder { .. }, _) => &[
            Code::AuthenticationRequired,
            Code::InvalidToken,
            Code::InsufficientScope,
        ],
        (Policy::Active, _) => &[
            Code::AuthenticationRequired,
            Code::InvalidToken,
            Code::InsufficientScope,
            Code::Unverified,
        ],
        (Policy::Trader { .. } | Policy::Operator | Policy::Staff | Policy::Admin, _) => &[
            Code::AuthenticationRequired,
            Code::InvalidToken,
            Code::InsufficientScope,
            Code::Unverified,
            Code::Forbidden,
        ],
    }
}

fn add_problems(operation: &mut Operation, route: &Route) {
    let by_body: &[Code] = match route.body {
        Body::None => &[],
        Body::Strict => &[
            Code::MalformedJson,
            Code::UnsupportedMediaType,
            Code::InvalidFields,
            Code::BodyTooSlow,
            Code::BodyTooLarge,
        ],
        Body::Lenient => &[
            Code::MalformedJson,
            Code::Required,
            Code::InvalidParameter,
            Code::BodyTooSlow,
            Code::BodyTooLarge,
        ],
        Body::Message => &[Code::BodyTooSlow, Code::BodyTooLarge],
        Body::File => &[
            Code::UnsupportedMediaType,
            Code::InvalidFields,
            Code::BodyTooSlow,
            Code::BodyTooLarge,
        ],
    };
    let by_verb: &[Code] = match route.verb {
        Verb::Get => &[],
        Verb::Post | Verb::Put | Verb::Patch | Verb::Delete => &[Code::OutcomeUnknown],
    };
    let by_cost: &[Code] = if route.cost > 0 {
        &[Code::TooManyRequests]
    } else {
        &[]
    };
    let stored = if route.path.starts_with("/commerce/") {
        STORED
    } else {
        &[]
    };
    let mut by_status = BTreeMap::<u16, Vec<Code>>::new();
    let all = [
        route.problems,
        by_policy(route),
        by_body,
        by_verb,
        by_cost,
        stored,
        ALWAYS,
    ];
    for code in all.into_iter().flatten() {
        by_status.entry(code.status().as_u16()).or_default().push(*code);
    }
    for (status, codes) in by_status {
        let response = RefOr::T(problem_response(&codes));
        operation.responses.responses.insert(status.to_string(), response);
    }
}

fn problem_response(codes: &[Code]) -> Response {
    let words: Vec<_> = codes.iter().map(|code| format!("`{}`", code.word())).collect();
    let content = ContentBuilder::new()
        .schema(Some(Ref::from_schema_name("Problem")))
        .build();
    ResponseBuilder::new()
        .description(words.join(", "))
        .content("application/problem+json", content)
        .build()
}
