//! HTTP itself, the documentation, and how the server is.

use flate2::read::GzDecoder;
use serde_json::json;

use super::place::Place;
use super::shop::{COUPONS, PRODUCTS, TOKENS, USERS, discounts_of, path_of, product, stock_of};
use crate::client::Answer;
use crate::command::run;

pub(super) fn a_slash_at_the_end_makes_no_difference(place: &Place) {
    let shop = place.demo();
    let id = shop.create("머그", "1000", 1);
    let product_path = path_of(&id);
    for path in [
        PRODUCTS,
        &product_path,
        "/health/live/",
        "/health/ready/",
        "/openapi.json/",
    ] {
        let (with, without) = (shop.get(path), shop.get(path.trim_end_matches('/')));
        assert_eq!((with.status, without.status), (200, 200), "{path}");
        assert_eq!(with.body, without.body, "{path}");
    }
    let (stock, discounts) = (stock_of(&id), discounts_of(&id));
    for (path, body) in [
        (PRODUCTS, product(r#""a""#, r#""b""#, "1", 1)),
        (&*stock, r#"{"change": 1}"#.to_owned()),
        (&*discounts, r#"{"percentage": 1}"#.to_owned()),
    ] {
        for path in [path, path.trim_end_matches('/')] {
            shop.post(path, &body).ok();
        }
    }
    for path in [COUPONS, USERS, TOKENS] {
        let (with, without) = (shop.post(path, "["), shop.post(path.trim_end_matches('/'), "["));
        assert!([401, 415].contains(&with.status), "{path}: {}", with.status);
        assert_eq!(with.status, without.status, "{path}");
    }
    assert_eq!(shop.listed(&id)["stock_count"], 3);
}

pub(super) fn a_wrong_method_is_told_the_right_ones(place: &Place) {
    let shop = place.demo();
    let id = shop.create("머그", "1000", 1);
    let (product, stock) = (path_of(&id), stock_of(&id));
    for (path, allow) in [
        (PRODUCTS, "POST, GET, HEAD"),
        (PRODUCTS.trim_end_matches('/'), "POST, GET, HEAD"),
        (&product, "GET, HEAD, PATCH, DELETE"),
        (&stock, "POST"),
        (&discounts_of(&id), "POST"),
        (COUPONS, "POST"),
        (USERS, "POST"),
        (TOKENS, "POST"),
        ("/health/live", "GET, HEAD"),
    ] {
        for method in ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "BREW"] {
            if allow.split(", ").any(|known| known == method) {
                continue;
            }
            let body = ["POST", "PUT", "PATCH"].contains(&method).then_some(&b"{}"[..]);
            let answer = shop.send(method, path, body);
            assert_eq!(answer.header("allow"), Some(allow), "{method} {path}");
            if method == "HEAD" {
                assert_eq!((answer.status, answer.body.len()), (405, 0), "{path}");
            } else {
                answer.problem(405, "method_not_allowed");
            }
        }
    }
    assert_eq!(shop.listed(&id)["stock_count"], 1);
}

pub(super) fn head_answers_what_get_answers_without_the_body(place: &Place) {
    let shop = place.demo();
    let product = path_of(&shop.create("머그", "1000", 1));
    for path in [
        PRODUCTS,
        &product,
        "/health/live",
        "/health/ready",
        "/openapi.json",
        "/docs/",
    ] {
        let (head, get) = (shop.send("HEAD", path, None), shop.get(path));
        assert_eq!((head.status, head.body.len()), (200, 0), "{path}");
        for header in ["content-type", "content-length"] {
            assert_eq!(head.header(header), get.header(header), "{path}");
        }
    }
    let missing = shop.send("HEAD", &path_of(super::shop::NOBODYS), None);
    assert_eq!((missing.status, missing.body.len()), (404, 0));
}

pub(super) fn an_unknown_path_is_a_problem(place: &Place) {
    let shop = place.demo();
    for path in [
        "/",
        "/nowhere",
        "/commerce/",
        "/commerce/products//",
        "/commerce/products/a/b/",
        "/commerce/coupons/x/",
        "/Commerce/products/",
        "/%FF",
        "//",
        "/docs/none.js",
        "/docs/..%2fCargo.toml",
    ] {
        shop.get(path).problem(404, "not_found");
    }
    shop.post("/nowhere", "{").problem(404, "not_found");
}

pub(super) fn a_request_keeps_its_id(place: &Place) {
    let shop = place.demo();
    for path in [PRODUCTS, "/nowhere", COUPONS] {
        let named = shop.with("X-Request-Id", "abc.DEF_1-2").get(path);
        assert_eq!(named.header("x-request-id"), Some("abc.DEF_1-2"));
        let (one, other) = (shop.get(path), shop.get(path));
        assert!(one.header("x-request-id").is_some_and(|id| !id.is_empty()));
        assert_ne!(one.header("x-request-id"), other.header("x-request-id"));
        for bad in ["a b<script>", &"x".repeat(129)] {
            let renamed = shop.with("X-Request-Id", bad).get(path);
            assert_ne!(renamed.header("x-request-id"), Some(bad));
        }
    }
    let problem = shop.with("X-Request-Id", "mine").get("/nowhere");
    assert_eq!(problem.problem(404, "not_found")["instance"], "mine");
}

pub(super) fn problems_are_told_in_korean_to_whoever_asks(place: &Place) {
    let shop = place.demo();
    let id = shop.create("머그", "1000", 1);
    let (stock, body) = (stock_of(&id), r#"{"change": 0}"#);
    let korean = shop.with("Accept-Language", "ko-KR,ko;q=0.9,en;q=0.8");
    let answer = korean.post(&stock, body);
    let problem = answer.problem(400, "invalid_parameter");
    assert_eq!(answer.header("content-language"), Some("ko"));
    assert_eq!(answer.header("vary"), Some("Accept-Language"));
    assert_eq!(problem["title"], "허용되지 않는 값입니다");
    assert_eq!(problem["errors"][0]["message"], "0일 수 없습니다");
    assert_eq!(problem["msg"], "Invalid parameter", "which programs know");

    for english in [(*shop).clone(), shop.with("Accept-Language", "de, fr;q=0.5")] {
        let answer = english.post(&stock, body);
        assert_eq!(answer.header("content-language"), Some("en"));
        assert_eq!(answer.json()["title"], "A value is not allowed");
    }
    // What older clients look for is the same in every language.
    let refused = korean.post(&stock, r#"{"change": -5}"#);
    let problem = refused.problem(400, "insufficient_stock");
    let detail = problem["detail"].as_str().unwrap();
    assert!(detail.starts_with("insufficient stock for product"), "{detail}");
    let missing = korean.post(&stock, "{}").problem(400, "required");
    assert_eq!(
        json!([missing["msg"], missing["detail"]]),
        json!(["Parameter required", "change"])
    );
}

/// The addresses that a page or style sheet loads something from.
fn references(page: &str) -> Vec<&str> {
    ["src=\"", "href=\"", "url(", "@import "]
        .into_iter()
        .flat_map(|start| page.split(start).skip(1))
        .map(|rest| rest.trim_start_matches(['"', '\'']))
        .map(|rest| rest.split(['"', '\'', ')', ';']).next().unwrap())
        .collect()
}

/// The page and its files are stored and served as gzip.
fn unzipped(answer: &Answer) -> String {
    assert_eq!(answer.header("content-encoding"), Some("gzip"));
    std::io::read_to_string(GzDecoder::new(answer.body.as_slice())).unwrap()
}

pub(super) fn the_documentation_needs_no_network(place: &Place) {
    let shop = place.guarded();
    let page = shop.get("/docs/");
    assert_eq!(
        (page.status, page.header("content-type")),
        (200, Some("text/html"))
    );
    let text = unzipped(&page);
    let references_of_page = references(&text);
    assert!(references_of_page.len() >= 4, "{text}");
    for reference in references_of_page {
        let local = !reference.contains("//") && !reference.starts_with('/');
        assert!(local, "{reference} is elsewhere");
        let file = shop.get(&format!("/docs/{}", reference.trim_start_matches("./")));
        assert_eq!(file.status, 200, "{reference}");
        if file.header("content-type") == Some("text/css") {
            for inner in references(&unzipped(&file)) {
                assert!(inner.starts_with("data:"), "{reference} loads {inner}");
            }
        }
    }
    let start = shop.get("/docs/swagger-initializer.js");
    assert!(
        start.text().contains("\"/openapi.json\"") && !start.text().contains("://"),
        "{}",
        start.text()
    );
}

pub(super) fn the_served_document_is_the_printed_one(place: &Place) {
    let shop = place.guarded();
    let served = shop.get("/openapi.json");
    assert_eq!(served.ok()["openapi"], "3.1.0");
    assert_eq!(served.text().trim_end(), run(&["openapi"]).stdout.trim_end());
}

pub(super) fn health_and_metrics_answer(place: &Place) {
    let shop = place.guarded();
    assert_eq!(shop.get("/health/live").ok(), json!({"status": "live"}));
    assert_eq!(shop.get("/health/ready").ok(), json!({"status": "ready"}));
    shop.get("/nowhere/1");
    let metrics = shop.get("/metrics");
    assert_eq!(metrics.status, 200);
    for line in [
        r#"hexmart_http_requests_total{route="none",method="GET",status="4xx"} 1"#,
        r#"hexmart_http_requests_total{route="/health/live",method="GET",status="2xx"} 1"#,
        "# EOF",
    ] {
        assert!(
            metrics.text().lines().any(|found| found == line),
            "{}",
            metrics.text()
        );
    }
}
