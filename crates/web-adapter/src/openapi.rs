//! The OpenAPI document: what the handlers say about themselves, and what the table of routes says about them.

use std::collections::BTreeMap;

use utoipa::openapi::path::Operation;
use utoipa::openapi::response::{Response, ResponseBuilder};
use utoipa::openapi::security::{Http, HttpAuthScheme, SecurityRequirement, SecurityScheme};
use utoipa::openapi::{ContentBuilder, Ref, RefOr};
use utoipa::{Modify, OpenApi};

use crate::policy::Policy;
use crate::problem::{Code, ProblemBody};
use crate::routes::{ROUTES, Route, Verb};
use crate::{catalogue, identity, inventory, platform, pricing};

const BEARER: &str = "bearer";

/// What every operation can answer.
const ALWAYS: &[Code] = &[Code::Internal];
/// What whoever needs the store can answer.
const STORED: &[Code] = &[Code::Unavailable, Code::Busy];

#[derive(OpenApi)]
#[openapi(
    info(
        title = "Hexmart",
        description = "A headless shop: products, stock, discounts, coupons, accounts.\n\nEvery path answers with and \
            without the slash at its end, and every GET also as HEAD. Errors are problems (RFC 9457); \
            `Accept-Language` chooses between Korean and English.",
    ),
    paths(
        catalogue::create::create,
        catalogue::list::list,
        catalogue::show::show,
        inventory::change,
        pricing::discount::set,
        pricing::coupon::create,
        identity::sign_up::sign_up,
        identity::sign_in::sign_in,
        platform::health::live,
        platform::health::readiness,
        platform::metrics::metrics,
        platform::docs::openapi,
        platform::docs::docs,
        platform::docs::docs_file,
    ),
    components(schemas(ProblemBody<'_>)),
    tags(
        (name = "catalogue", description = "Products"),
        (name = "inventory", description = "Stock"),
        (name = "pricing", description = "Discounts and coupons"),
        (name = "identity", description = "Accounts"),
        (name = "platform", description = "Health, metrics, documentation"),
    ),
    modifiers(&FromRoutes),
)]
struct Document;

/// The OpenAPI 3.1 document of this API, as JSON for people to read.
pub fn openapi_json() -> String {
    // Strings and maps with text keys: this cannot fail.
    Document::openapi().to_pretty_json().unwrap_or_default()
}

/// Adds what the table of routes knows: who may call, and which problems can come.
struct FromRoutes;

impl Modify for FromRoutes {
    fn modify(&self, document: &mut utoipa::openapi::OpenApi) {
        let scheme = SecurityScheme::Http(Http::new(HttpAuthScheme::Bearer));
        let components = document.components.get_or_insert_default();
        components.add_security_scheme(BEARER, scheme);
        for route in ROUTES {
            let item = document.paths.paths.get_mut(route.path);
            let operation = item.and_then(|item| match route.verb {
                Verb::Get => item.get.as_mut(),
                Verb::Post => item.post.as_mut(),
            });
            if let Some(operation) = operation {
                add_problems(operation, route);
                add_security(operation, route.policy);
            }
        }
    }
}

fn add_security(operation: &mut Operation, policy: Policy) {
    let bearer = || SecurityRequirement::new(BEARER, [""; 0]);
    operation.security = match policy {
        Policy::Public => None,
        Policy::Viewer => Some(vec![SecurityRequirement::default(), bearer()]),
        Policy::SignedIn { .. } | Policy::Staff => Some(vec![bearer()]),
    };
}

fn add_problems(operation: &mut Operation, route: &Route) {
    let by_policy: &[Code] = match route.policy {
        Policy::Public => &[],
        Policy::Viewer => &[Code::InvalidToken],
        Policy::SignedIn { .. } => &[Code::AuthenticationRequired, Code::InvalidToken],
        Policy::Staff => &[Code::AuthenticationRequired, Code::InvalidToken, Code::Forbidden],
    };
    let by_verb: &[Code] = match route.verb {
        Verb::Get => &[],
        Verb::Post => &[Code::BodyTooSlow, Code::BodyTooLarge, Code::OutcomeUnknown],
    };
    let stored = if route.path.starts_with("/commerce/") {
        STORED
    } else {
        &[]
    };
    let mut by_status = BTreeMap::<u16, Vec<Code>>::new();
    for code in [route.problems, by_policy, by_verb, stored, ALWAYS]
        .into_iter()
        .flatten()
    {
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

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;
    use serde_json::Value;

    fn document() -> Value {
        serde_json::from_str(&openapi_json()).unwrap()
    }

    #[test]
    fn the_document_has_every_route_and_no_other() {
        let served: BTreeSet<_> = ROUTES
            .iter()
            .map(|route| {
                let method = match route.verb {
                    Verb::Get => "get",
                    Verb::Post => "post",
                };
                (route.path.to_owned(), method.to_owned())
            })
            .collect();
        assert_eq!(served.len(), ROUTES.len(), "a route stands in the table twice");
        let document = document();
        let documented = document["paths"]
            .as_object()
            .unwrap()
            .iter()
            .flat_map(|(path, item)| {
                let methods = item.as_object().unwrap().keys();
                methods.map(move |method| (path.clone(), method.clone()))
            });
        assert_eq!(documented.collect::<BTreeSet<_>>(), served);
    }

    #[test]
    fn operations_say_who_may_call_and_what_can_go_wrong() {
        let document = document();
        for route in ROUTES {
            let item = &document["paths"][route.path];
            let operation = match route.verb {
                Verb::Get => &item["get"],
                Verb::Post => &item["post"],
            };
            let what = format!("{} {:?}", route.path, route.verb);
            assert!(operation["operationId"].is_string(), "{what}");
            assert_eq!(
                operation["security"].is_null(),
                route.policy == Policy::Public,
                "{what}"
            );
            for code in route.problems {
                let response = &operation["responses"][code.status().as_str()];
                let words = response["description"].as_str().unwrap();
                assert!(words.contains(&format!("`{}`", code.word())), "{what}: {words}");
                let schema = &response["content"]["application/problem+json"]["schema"]["$ref"];
                assert_eq!(schema, "#/components/schemas/Problem");
            }
        }
    }

    #[test]
    fn every_reference_leads_somewhere() {
        let text = openapi_json();
        let document = document();
        let schemas = document["components"]["schemas"].as_object().unwrap();
        for reference in text.split("#/components/schemas/").skip(1) {
            let name = reference.split('"').next().unwrap();
            assert!(schemas.contains_key(name), "{name}");
        }
        assert_eq!(document["openapi"], "3.1.0");
        assert_eq!(
            document["components"]["securitySchemes"][BEARER]["scheme"],
            "bearer"
        );
    }
}
