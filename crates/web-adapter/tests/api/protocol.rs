//! HTTP itself: methods, paths, sizes, request ids.

use std::io::{Read, Write};

use crate::client::Request;
use crate::fixture::Ports;
use crate::samples::{PRODUCT, listed, shown};

use hexmart_application::catalogue::ProductPage;

fn serving() -> crate::fixture::Api {
    let mut ports = Ports::new();
    ports.catalogue.expect_browse().returning(|_| {
        Ok(ProductPage {
            products: vec![listed("10000", None)],
            next: None,
            total: None,
        })
    });
    ports
        .catalogue
        .expect_show()
        .returning(|_, _| Ok(shown("10000", None, None)));
    ports.store.expect_ping().returning(|| Ok(()));
    ports.serve()
}

#[test]
fn a_slash_at_the_end_makes_no_difference() {
    let api = serving();
    let product = format!("/commerce/products/{PRODUCT}");
    for path in [
        "/commerce/products",
        product.as_str(),
        "/health/live",
        "/health/ready",
        "/openapi.json",
    ] {
        let (with, without) = (api.get(&format!("{path}/")), api.get(path));
        assert_eq!((with.status, without.status), (200, 200), "{path}");
        assert_eq!(with.body, without.body);
    }
    for path in [
        "/commerce/products",
        "/commerce/coupons",
        "/commerce/users",
        "/commerce/auth/token",
    ] {
        let (with, without) = (api.post(&format!("{path}/"), "["), api.post(path, "["));
        assert!([400, 415].contains(&with.status), "{path}: {with:?}");
        assert_eq!(with.status, without.status, "{path}");
    }
}

#[test]
fn head_answers_what_get_answers_without_the_body() {
    let api = serving();
    let product = format!("/commerce/products/{PRODUCT}/");
    for path in [
        "/commerce/products/",
        product.as_str(),
        "/health/live",
        "/health/ready",
        "/openapi.json",
        "/docs/",
    ] {
        let (head, get) = (api.send(Request::new("HEAD", path)), api.get(path));
        assert_eq!((head.status, head.body.len()), (200, 0), "{path}");
        for header in ["content-type", "content-length"] {
            assert_eq!(head.header(header), get.header(header), "{path}");
        }
    }
}

#[test]
fn a_wrong_method_is_told_the_right_ones() {
    let api = Ports::new().serve();
    let stock = format!("/commerce/products/{PRODUCT}/stock/");
    for (path, allow) in [
        ("/commerce/products/", "POST, GET, HEAD"),
        ("/commerce/products", "POST, GET, HEAD"),
        (
            &format!("/commerce/products/{PRODUCT}/"),
            "GET, HEAD, PATCH, DELETE",
        ),
        (&stock, "POST"),
        ("/commerce/coupons/", "POST"),
        ("/health/live", "GET, HEAD"),
    ] {
        let methods = ["PUT", "PATCH", "DELETE", "OPTIONS", "BREW", "TRACE"].into_iter();
        for method in methods.filter(|method| !allow.contains(method)) {
            let response = api.send(Request::new(method, path).body("{}"));
            response.problem(405, "method_not_allowed");
            assert_eq!(response.header("allow"), Some(allow), "{method} {path}");
        }
    }
    assert_eq!(api.get(&stock).status, 405);
    assert_eq!(api.send(Request::new("HEAD", &stock)).status, 405);
}

#[test]
fn an_unknown_path_is_a_problem() {
    let api = Ports::new().serve();
    for path in [
        "/",
        "/commerce/",
        "/commerce/products//",
        "/commerce/products/a/b/",
        "/docs/none.js",
        "/%FF",
        "//",
    ] {
        api.get(path).problem(404, "not_found");
        api.post(path, "{").problem(
            if path.starts_with("/docs") { 405 } else { 404 },
            if path.starts_with("/docs") {
                "method_not_allowed"
            } else {
                "not_found"
            },
        );
    }
}

#[test]
fn a_body_has_a_limit() {
    let api = Ports::new().serve();
    let padded = |size: usize| format!("{{{}}}", " ".repeat(size - 2));
    api.post("/commerce/products/", padded(1024 * 1024))
        .problem(400, "required");
    api.post("/commerce/products/", padded(1024 * 1024 + 1))
        .problem(413, "body_too_large");
    api.post("/commerce/products/", padded(16 * 1024 * 1024))
        .problem(413, "body_too_large");
    let announced = Request::new("POST", "/commerce/products/").bearer("staff");
    let announced = announced.header("Content-Length", "10000000000");
    api.send(announced).problem(413, "body_too_large");
}

#[test]
fn a_body_in_chunks_has_the_same_limit() {
    let api = Ports::new().serve();
    let request = Request::new("POST", "/commerce/products/").bearer("staff");
    let mut connection = request.header("Transfer-Encoding", "chunked").open(api.address);
    let chunk = format!("10000\r\n{}\r\n", " ".repeat(0x10000));
    for _ in 0..17 {
        // The server may have refused already.
        let _ = connection.write_all(chunk.as_bytes());
    }
    let mut answer = vec![0; 12];
    connection.read_exact(&mut answer).unwrap();
    assert_eq!(answer, b"HTTP/1.1 413");
}

#[test]
fn a_request_keeps_its_id() {
    let api = serving();
    for path in ["/commerce/products/", "/nowhere", "/commerce/coupons/"] {
        let sent = api.send(Request::new("GET", path).header("X-Request-Id", "abc.DEF_1-2"));
        assert_eq!(sent.header("x-request-id"), Some("abc.DEF_1-2"));
        let (one, other) = (api.get(path), api.get(path));
        assert!(one.header("x-request-id").is_some());
        assert_ne!(one.header("x-request-id"), other.header("x-request-id"));
        let bad = api.send(Request::new("GET", path).header("X-Request-Id", "a b<script>"));
        assert_ne!(bad.header("x-request-id"), Some("a b<script>"));
    }
}

#[test]
fn a_head_has_a_limit() {
    let api = serving();
    let many = (0..200).fold(Request::new("GET", "/health/live"), |request, number| {
        request.header(&format!("X-{number}"), "x")
    });
    assert_eq!(api.send(many).status, 431);
    let long = Request::new("GET", "/health/live").header("X-Long", &"x".repeat(200_000));
    let mut answer = Vec::new();
    // A server that closes with bytes unread resets the connection, which can take its answer along.
    let _ = long.open(api.address).read_to_end(&mut answer);
    let answer = String::from_utf8_lossy(&answer);
    assert!(
        answer.is_empty() || answer.starts_with("HTTP/1.1 431"),
        "{answer}"
    );
    assert_eq!(api.get("/health/live").status, 200);
}
