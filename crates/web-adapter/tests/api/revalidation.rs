//! Answers that are not sent again to whoever has them.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use crate::client::Request;
use crate::fixture::Ports;
use crate::samples::{PRODUCT, shown};
use crate::shelf;
use crate::willing;

const DETAIL: &str = "/commerce/products/PROD01KAFXN1QM4C8N4R2B3M6YQ0ZP/";

#[test]
fn what_everybody_reads_is_not_sent_twice() {
    let api = willing::ports().serve();
    for (path, cache, vary) in [
        ("/commerce/products/?with_total=true", "no-cache", None),
        (
            DETAIL,
            "private, no-cache",
            Some("Accept-Language, Authorization"),
        ),
        ("/commerce/deals/", "no-cache", None),
        ("/commerce/search/?q=a", "no-cache", Some("Accept-Language")),
        ("/commerce/suggestions/?q=a", "no-cache", None),
        ("/commerce/categories/", "no-cache", Some("Accept-Language")),
    ] {
        let whole = api.get(path);
        whole.ok();
        let tag = whole.header("etag").unwrap().to_owned();
        assert!(
            tag.len() == 24 && tag.starts_with('"') && tag.ends_with('"'),
            "{tag}"
        );
        assert_eq!(api.get(path).header("etag"), Some(tag.as_str()), "{path}");
        let weak = format!("\"other\", W/{tag}");
        for known in [tag.as_str(), &weak, "*"] {
            for method in ["GET", "HEAD"] {
                let response = api.send(Request::new(method, path).header("If-None-Match", known));
                assert_eq!(
                    (response.status, response.text()),
                    (304, ""),
                    "{method} {path} {known}"
                );
                for header in ["etag", "cache-control", "vary", "content-language", "link"] {
                    assert_eq!(response.header(header), whole.header(header), "{path} {header}");
                }
            }
        }
        for other in ["\"other\"", "", "W/\"\"", &tag[1..23]] {
            let response = api.send(Request::new("GET", path).header("If-None-Match", other));
            assert_eq!(
                (response.status, &response.body),
                (200, &whole.body),
                "{path} {other}"
            );
        }
        assert_eq!(whole.header("cache-control"), Some(cache), "{path}");
        assert_eq!(whole.header("vary"), vary, "{path}");
        let head = api.send(Request::new("HEAD", path));
        assert_eq!((head.status, head.body.len()), (200, 0));
        assert_eq!(head.header("etag"), Some(tag.as_str()));
    }
}

#[test]
fn a_tag_changes_with_what_it_is_of() {
    let sold = Arc::new(AtomicBool::new(false));
    let (mut ports, is_sold) = (Ports::new(), Arc::clone(&sold));
    ports.catalogue.expect_show().returning(move |_, viewer| {
        let price = if is_sold.load(Ordering::SeqCst) { "2" } else { "1" };
        Ok(shown(price, None, viewer.map(|_| "10")))
    });
    let api = ports.serve();
    let before = api.get(DETAIL).header("etag").unwrap().to_owned();
    let known = || Request::new("GET", DETAIL).header("If-None-Match", &before);
    assert_eq!(api.send(known()).status, 304);
    // Somebody with a coupon is told another price.
    assert_eq!(api.send(known().bearer("user")).status, 200);
    sold.store(true, Ordering::SeqCst);
    assert_eq!(api.send(known()).ok()["final_price"], 2);
}

#[test]
fn a_name_in_another_language_has_another_tag() {
    let mut ports = Ports::new();
    ports
        .catalogue
        .expect_show()
        .returning(|_, _| Ok(shelf::full_product()));
    let api = ports.serve();
    let tag = |language| {
        let response = api.send(Request::new("GET", DETAIL).header("Accept-Language", language));
        response.header("etag").unwrap().to_owned()
    };
    assert_ne!(tag("ko"), tag("en"));
    assert_eq!(tag("ko"), tag("ko-KR"));
}

#[test]
fn a_problem_is_never_known_already() {
    let mut ports = Ports::new();
    let missing = |_, _| Err(hexmart_application::catalogue::ShowProductError::UnknownProduct);
    ports.catalogue.expect_show().returning(missing);
    let api = ports.serve();
    let response = api.send(Request::new("GET", DETAIL).header("If-None-Match", "*"));
    response.problem(404, "product_not_found");
    assert_eq!(response.header("etag"), None);
    assert!(DETAIL.contains(PRODUCT));
}

#[test]
fn pages_of_other_sites_may_ask_for_what_changed() {
    let mut ports = willing::ports();
    let site = "https://shop.example";
    ports.settings.cors_origins = vec![site.parse().unwrap()];
    let api = ports.serve();
    let response = api.send(Request::new("GET", DETAIL).header("Origin", site));
    assert_eq!(
        response.headers("vary"),
        ["Accept-Language, Authorization", "Origin"]
    );
    let preflight = Request::new("OPTIONS", DETAIL)
        .header("Origin", site)
        .header("Access-Control-Request-Method", "GET");
    let allowed = api.send(preflight);
    let allowed = allowed.header("access-control-allow-headers").unwrap();
    assert!(allowed.contains("If-None-Match"), "{allowed}");
}
