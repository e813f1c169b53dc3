//! The OpenAPI document: what the handlers say about themselves, and what the table of routes says about them.

use std::collections::BTreeMap;

use utoipa::openapi::path::Operation;
use utoipa::openapi::response::{Response, ResponseBuilder};
use utoipa::openapi::security::{HttpAuthScheme, HttpBuilder, SecurityRequirement, SecurityScheme};
use utoipa::openapi::{ContentBuilder, Ref, RefOr};
use utoipa::{Modify, OpenApi};

use crate::policy::Policy;
use crate::problem::{Code, ProblemBody};
use crate::routes::{Body, ROUTES, Route, Verb};
use crate::{catalogue, identity, interchange, inventory, marketplace, platform, pricing, staff};

const BEARER: &str = "bearer";
const API_KEY: &str = "api_key";

/// What every operation can answer.
const ALWAYS: &[Code] = &[Code::Internal];
/// What whoever needs the store can answer.
const STORED: &[Code] = &[Code::Unavailable, Code::Busy];

#[derive(OpenApi)]
#[openapi(
    info(
        title = "Hexmart",
        description = "A headless shop: products, stock, discounts, coupons, accounts, sellers.\n\nEvery path answers with and \
            without the slash at its end, and every GET also as HEAD. Errors are problems (RFC 9457); \
            `Accept-Language` chooses between Korean and English. Where callers are limited, answers carry \
            `RateLimit-Policy` and `RateLimit`.",
    ),
    paths(
        catalogue::create::create,
        catalogue::list::list,
        catalogue::show::show,
        catalogue::deals::list,
        catalogue::search::search,
        catalogue::search::suggest,
        catalogue::assortment::own,
        catalogue::assortment::staff,
        catalogue::edit::edit,
        catalogue::edit::delete,
        catalogue::edit::restore,
        catalogue::sheet::show,
        catalogue::history::list,
        catalogue::variants::replace,
        catalogue::pictures::add,
        catalogue::pictures::arrange,
        catalogue::media::show,
        catalogue::categories::list::list,
        catalogue::categories::change::create,
        catalogue::categories::change::rename,
        catalogue::categories::change::relocate,
        catalogue::categories::change::remove,
        interchange::imports::begin,
        interchange::imports::show,
        interchange::exports::rejects,
        interchange::exports::products,
        inventory::change,
        inventory::change_variant,
        pricing::discount::set,
        pricing::coupon::create,
        identity::sign_up::sign_up,
        identity::sign_in::sign_in,
        identity::sign_in::refresh,
        identity::sessions::sign_out,
        identity::sessions::sign_out_everywhere,
        identity::resets::request,
        identity::resets::confirm,
        identity::providers::list,
        identity::providers::begin,
        identity::providers::complete,
        identity::me::show,
        identity::me::change,
        identity::leaving::erase,
        identity::leaving::sleep,
        identity::password::change,
        identity::contact::send_code,
        identity::contact::verify_email,
        identity::contact::request_email,
        identity::contact::confirm_email,
        identity::contact::request_phone,
        identity::contact::confirm_phone,
        identity::sessions::list,
        identity::sessions::end,
        identity::addresses::list,
        identity::addresses::add,
        identity::addresses::show,
        identity::addresses::replace,
        identity::addresses::remove,
        identity::api_keys::list,
        identity::api_keys::make,
        identity::api_keys::revoke,
        identity::api_keys::rotate,
        identity::public_profile::show,
        marketplace::apply::apply,
        marketplace::own::show,
        marketplace::own::amend,
        marketplace::own::withdraw,
        marketplace::card::show,
        marketplace::follow::follow,
        marketplace::follow::unfollow,
        marketplace::follow::list,
        staff::accounts::list,
        staff::accounts::show,
        staff::accounts::erase,
        staff::accounts::change_role,
        staff::accounts::sign_out,
        staff::accounts::restore,
        staff::sellers::list,
        staff::sellers::show,
        staff::sellers::approve,
        staff::sellers::reject,
        staff::audit::list,
        platform::health::live,
        platform::health::readiness,
        platform::metrics::metrics,
        platform::docs::openapi,
        platform::docs::docs,
        platform::docs::docs_file,
    ),
    components(schemas(ProblemBody<'_>)),
    tags(
        (name = "catalogue", description = "Products and categories"),
        (name = "interchange", description = "Products in bulk"),
        (name = "inventory", description = "Stock"),
        (name = "pricing", description = "Discounts and coupons"),
        (name = "identity", description = "Accounts"),
        (name = "marketplace", description = "Sellers"),
        (name = "staff", description = "Accounts, sellers and the audit log, for staff"),
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
    let anonymous = (route.policy == Policy::Viewer).then(SecurityRequirement::default);
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
        (Policy::Viewer, None) => &[Code::InvalidToken, Code::InsufficientScope],
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
        (Policy::Trader { .. } | Policy::Staff | Policy::Admin, _) => &[
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

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;
    use serde_json::Value;

    fn key(verb: Verb) -> &'static str {
        match verb {
            Verb::Get => "get",
            Verb::Post => "post",
            Verb::Put => "put",
            Verb::Patch => "patch",
            Verb::Delete => "delete",
        }
    }

    fn document() -> Value {
        serde_json::from_str(&openapi_json()).unwrap()
    }

    #[test]
    fn the_document_has_every_route_and_no_other() {
        let served: BTreeSet<_> = ROUTES
            .iter()
            .map(|route| (route.path.to_owned(), key(route.verb).to_owned()))
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
            let operation = &document["paths"][route.path][key(route.verb)];
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
