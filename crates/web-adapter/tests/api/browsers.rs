//! What browsers are told.

use std::collections::BTreeMap;

use crate::client::{Request, Response};
use crate::fixture::Api;
use crate::operations::{Operation, operations};
use crate::willing;

const SHOP: &str = "https://shop.example";

fn call(api: &Api, operation: &Operation, caller: Option<&str>) -> Response {
    let request = Request::new(operation.method, &operation.path());
    let request = caller.into_iter().fold(request, Request::bearer);
    api.send(operation.with_body(request))
}

/// The headers that keep browsers safe, of any answer.
fn safety(response: &Response) -> BTreeMap<&'static str, Option<String>> {
    [
        "x-content-type-options",
        "x-frame-options",
        "referrer-policy",
        "content-security-policy",
        "strict-transport-security",
    ]
    .into_iter()
    .map(|name| (name, response.header(name).map(str::to_owned)))
    .collect()
}

fn expected(pattern: &str, status: u16, https: bool) -> BTreeMap<&'static str, Option<String>> {
    let is_page = pattern.starts_with("/docs/") && status == 200;
    let policy = if is_page {
        "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; \
         connect-src 'self'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'"
    } else {
        "default-src 'none'; frame-ancestors 'none'"
    };
    BTreeMap::from([
        ("x-content-type-options", Some("nosniff".to_owned())),
        ("x-frame-options", Some("DENY".to_owned())),
        ("referrer-policy", Some("no-referrer".to_owned())),
        ("content-security-policy", Some(policy.to_owned())),
        (
            "strict-transport-security",
            https.then(|| "max-age=31536000; includeSubDomains".to_owned()),
        ),
    ])
}

#[test]
fn every_answer_of_every_operation_keeps_browsers_safe() {
    for https in [false, true] {
        let mut ports = willing::ports();
        ports.settings.https = https;
        let api = ports.serve();
        for operation in operations() {
            for caller in [None, Some("dormant"), Some("user"), Some("admin")] {
                let response = call(&api, &operation, caller);
                let what = format!("{} {} as {caller:?}", operation.method, operation.pattern);
                let expected = expected(operation.pattern, response.status, https);
                assert_eq!(safety(&response), expected, "{what}");
            }
            let wrong = api.send(Request::new("BREW", &operation.path()));
            assert_eq!(safety(&wrong), expected(operation.pattern, 405, https));
        }
        assert_eq!(safety(&api.get("/nowhere")), expected("", 404, https));
    }
}

/// What everybody reads, and may ask for again by its tag.
const FOR_EVERYBODY: [&str; 6] = [
    "/commerce/products/",
    "/commerce/deals/",
    "/commerce/products/{product_id}/reviews/summary/",
    "/commerce/search/",
    "/commerce/suggestions/",
    "/commerce/categories/",
];

#[test]
fn what_is_for_one_caller_is_kept_by_no_cache() {
    let api = willing::ports().serve();
    for operation in operations() {
        let response = call(&api, &operation, operation.served());
        assert_eq!(response.status, operation.status);
        let for_one = operation.served().is_some()
            || [
                "/commerce/auth/",
                "/commerce/users/me",
                "/commerce/staff/",
                "/commerce/cart",
            ]
            .iter()
            .any(|private| operation.pattern.starts_with(private))
            || (operation.method, operation.pattern) == ("POST", "/commerce/users/")
            || operation.pattern.starts_with("/health/");
        let for_good = operation.pattern.starts_with("/media/");
        let expected = match (operation.method, operation.pattern) {
            ("GET", "/commerce/products/{product_id}/" | "/commerce/products/{product_id}/reviews/") => {
                Some("private, no-cache")
            }
            ("GET", "/commerce/reviews/{review_id}/") => Some("no-store"),
            ("GET", pattern) if FOR_EVERYBODY.contains(&pattern) => Some("no-cache"),
            _ if for_good => Some("public, max-age=31536000, immutable"),
            _ => for_one.then_some("no-store"),
        };
        let what = format!("{} {}", operation.method, operation.pattern);
        assert_eq!(response.header("cache-control"), expected, "{what}");
    }
}

fn with_pages() -> Api {
    let mut ports = willing::ports();
    ports.settings.cors_origins = vec![SHOP.parse().unwrap(), "http://localhost:3000".parse().unwrap()];
    ports.serve()
}

fn preflight(path: &str, origin: &str) -> Request {
    Request::new("OPTIONS", path)
        .header("Origin", origin)
        .header("Access-Control-Request-Method", "PATCH")
        .header("Access-Control-Request-Headers", "authorization, content-type")
}

#[test]
fn pages_of_listed_sites_may_ask_for_every_operation_without_signing_in() {
    let api = with_pages();
    for operation in operations() {
        let response = api.send(preflight(&operation.path(), SHOP));
        assert_eq!(
            (response.status, response.body.len()),
            (204, 0),
            "{}",
            operation.pattern
        );
        for (name, value) in [
            ("access-control-allow-origin", SHOP),
            (
                "access-control-allow-methods",
                "GET, HEAD, POST, PUT, PATCH, DELETE",
            ),
            (
                "access-control-allow-headers",
                "Accept-Language, Authorization, Cart-Token, Content-Type, Idempotency-Key, If-Match, If-None-Match, X-Request-Id",
            ),
            ("access-control-max-age", "600"),
            ("vary", "Origin"),
        ] {
            assert_eq!(response.header(name), Some(value), "{}", operation.pattern);
        }
        assert_eq!(response.header("access-control-allow-credentials"), None);
    }
}

#[test]
fn pages_of_listed_sites_read_answers_and_problems() {
    let api = with_pages();
    for (path, status) in [
        ("/commerce/products/", 200),
        ("/commerce/users/me/", 401),
        ("/nowhere", 404),
    ] {
        for site in [SHOP, "http://localhost:3000"] {
            let response = api.send(Request::new("GET", path).header("Origin", site));
            assert_eq!(response.status, status);
            assert_eq!(response.header("access-control-allow-origin"), Some(site));
            let shown = response.header("access-control-expose-headers").unwrap();
            for name in [
                "Cart-Token",
                "ETag",
                "Idempotency-Replayed",
                "Location",
                "RateLimit",
                "Retry-After",
                "X-Request-Id",
            ] {
                assert!(shown.split(", ").any(|known| known == name), "{shown}");
            }
        }
    }
}

#[test]
fn pages_of_other_sites_get_nothing_to_read() {
    let api = with_pages();
    for site in [
        "https://evil.example",
        "https://shop.example.evil.example",
        "https://shop.example:444",
        "http://shop.example",
        "https://SHOP.example",
        "null",
        "*",
        "",
    ] {
        let asked = api.send(preflight("/commerce/users/me/", site));
        asked.problem(405, "method_not_allowed");
        let got = api.send(Request::new("GET", "/commerce/products/").header("Origin", site));
        for response in [asked, got] {
            assert_eq!(response.header("access-control-allow-origin"), None, "{site}");
            assert_eq!(response.header("access-control-allow-methods"), None, "{site}");
            assert!(response.headers("vary").contains(&"Origin"), "{site}");
        }
    }
    let nobody = api.get("/commerce/products/");
    assert_eq!(nobody.header("vary"), Some("Origin"));
    assert_eq!(nobody.header("access-control-allow-origin"), None);
}

#[test]
fn where_no_sites_are_listed_nothing_is_said_of_them() {
    let api = willing::ports().serve();
    let response = api.send(Request::new("GET", "/commerce/products/").header("Origin", SHOP));
    assert_eq!(response.header("vary"), None);
    assert_eq!(response.header("access-control-allow-origin"), None);
    api.send(preflight("/commerce/products/", SHOP))
        .problem(405, "method_not_allowed");
}
