//! What browsers are told.

use serde_json::json;

use super::place::Place;
use super::shop::{PRODUCTS, TOKENS};
use crate::client::{Answer, Client};

const SITE: &str = "https://shop.example";

/// An answer of each kind.
fn answers(client: &Client) -> Vec<Answer> {
    let answers = [
        (client.get(PRODUCTS), 200),
        (client.get("/health/live"), 200),
        (client.get("/nowhere"), 404),
        (client.delete(PRODUCTS), 405),
        (client.post_json(TOKENS, &json!({})), 422),
        (client.post(TOKENS, "{}"), 415),
        (client.post_nothing("/commerce/coupons/"), 401),
    ];
    let checked = |(answer, status): (Answer, u16)| {
        assert_eq!(answer.status, status, "{}", answer.text());
        answer
    };
    answers.into_iter().map(checked).collect()
}

pub(super) fn every_answer_keeps_browsers_from_guessing_and_framing(place: &Place) {
    let shop = place.guarded_with(&["--https"]);
    for answer in answers(&shop) {
        for (name, value) in [
            ("x-content-type-options", "nosniff"),
            ("x-frame-options", "DENY"),
            ("referrer-policy", "no-referrer"),
            (
                "content-security-policy",
                "default-src 'none'; frame-ancestors 'none'",
            ),
            ("strict-transport-security", "max-age=31536000; includeSubDomains"),
        ] {
            assert_eq!(answer.header(name), Some(value), "{name} of {}", answer.text());
        }
        assert_eq!(answer.header("access-control-allow-origin"), None);
    }
    let page = shop.get("/docs/");
    let policy = page.header("content-security-policy").unwrap();
    assert!(
        policy.contains("script-src 'self'") && !policy.contains("unsafe-eval"),
        "{policy}"
    );
    let plain = place.guarded().get(PRODUCTS);
    assert_eq!(
        plain.header("strict-transport-security"),
        None,
        "nobody said that there is HTTPS"
    );
}

pub(super) fn pages_of_listed_sites_may_read_answers(place: &Place) {
    let shop = place.guarded_with(&["--cors-origin", SITE, "--cors-origin", "http://localhost:3000"]);
    for (origin, allowed) in [
        (SITE, Some(SITE)),
        ("http://localhost:3000", Some("http://localhost:3000")),
        ("https://evil.example", None),
        ("https://shop.example.evil.example", None),
        ("http://shop.example", None),
        ("null", None),
    ] {
        for answer in answers(&shop.with("Origin", origin)) {
            assert_eq!(answer.header("access-control-allow-origin"), allowed, "{origin}");
            assert_eq!(answer.header("access-control-allow-credentials"), None);
            let vary: Vec<_> = answer.headers("vary").collect();
            assert!(vary.contains(&"Origin"), "{vary:?}");
            let shown = answer.header("access-control-expose-headers");
            assert_eq!(shown.is_some(), allowed.is_some());
        }
    }
}

pub(super) fn a_browser_asks_first_and_is_answered(place: &Place) {
    let shop = place.guarded_with(&["--cors-origin", SITE]);
    let ask = |origin: &str| {
        let client = shop
            .with("Origin", origin)
            .with("Access-Control-Request-Method", "PATCH");
        client.send("OPTIONS", "/commerce/users/me/", None)
    };
    let allowed = ask(SITE);
    assert_eq!((allowed.status, allowed.text()), (204, ""));
    assert_eq!(allowed.header("access-control-allow-origin"), Some(SITE));
    let list = |name: &str| {
        allowed
            .header(name)
            .unwrap()
            .split(", ")
            .map(str::to_owned)
            .collect::<Vec<_>>()
    };
    for method in ["GET", "POST", "PUT", "PATCH", "DELETE"] {
        assert!(list("access-control-allow-methods").contains(&method.to_owned()));
    }
    for header in ["Authorization", "Content-Type", "If-Match"] {
        assert!(list("access-control-allow-headers").contains(&header.to_owned()));
    }
    let stranger = ask("https://evil.example");
    stranger.problem(405, "method_not_allowed");
    assert_eq!(stranger.header("access-control-allow-origin"), None);
}
