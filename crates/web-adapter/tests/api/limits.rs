//! How much a caller may ask for.

use std::time::Duration;

use hexmart_application::platform::{Allowance, Rate};
use hexmart_web_adapter::Limits;

use crate::client::{Request, Response};
use crate::fixture::{Api, Ports};
use crate::samples::{PRODUCT, USER, now};
use crate::willing;

const fn rate(burst: u32, seconds: u64) -> Rate {
    Rate {
        burst,
        per: Duration::from_secs(seconds),
    }
}

const ANONYMOUS: &str = r#""anonymous";q=100;w=60"#;
const PEOPLE: &str = r#""account";q=300;w=60"#;
const TRUSTED: &str = r#""trusted";q=3000;w=90"#;

const LIMITS: Limits = Limits {
    anonymous: rate(100, 60),
    account: rate(300, 60),
    trusted: rate(3000, 90),
};

/// A server whose throttle takes what it is asked for, and says how it was asked.
fn counting(expected: (&'static str, u32, Rate)) -> Api {
    let mut ports = willing::ports();
    ports.settings.limits = Some(LIMITS);
    let take = ports.throttle.expect_take();
    take.times(1).returning(move |key, cost, rate, at| {
        assert_eq!((key, cost, rate, at), (expected.0, expected.1, expected.2, now()));
        Allowance {
            granted: true,
            remaining: rate.burst - cost,
            full_after: Duration::from_millis(1500),
            retry_after: Duration::ZERO,
        }
    });
    ports.serve()
}

fn request(method: &str, path: &str, caller: Option<&str>) -> Request {
    let request = Request::new(method, path);
    caller.into_iter().fold(request, Request::bearer)
}

#[test]
fn a_request_takes_its_cost_from_its_callers_bucket() {
    const NETWORK: &str = "rate:anonymous:127.0.0.0/24";
    let account = &*format!("rate:account:{USER}").leak();
    let trusted = &*format!("rate:trusted:{USER}").leak();
    let product = format!("/commerce/products/{PRODUCT}/");
    for (method, path, caller, key, cost, policy, left) in [
        ("GET", "/commerce/products/", None, NETWORK, 1, ANONYMOUS, 99),
        // Nobody looks at who calls here.
        (
            "GET",
            "/commerce/products/",
            Some("user"),
            NETWORK,
            1,
            ANONYMOUS,
            99,
        ),
        ("GET", &product, None, NETWORK, 1, ANONYMOUS, 99),
        ("GET", &product, Some("user"), account, 1, PEOPLE, 299),
        ("GET", &product, Some("key"), trusted, 1, TRUSTED, 2999),
        (
            "POST",
            "/commerce/auth/sign-out/",
            Some("unverified"),
            account,
            5,
            PEOPLE,
            295,
        ),
        (
            "DELETE",
            "/commerce/users/me/",
            Some("staff"),
            trusted,
            20,
            TRUSTED,
            2980,
        ),
        (
            "GET",
            "/commerce/staff/audit/",
            Some("operator"),
            trusted,
            1,
            TRUSTED,
            2999,
        ),
        // A file costs what comes with it, also on the way out.
        (
            "GET",
            "/commerce/exports/products/",
            Some("staff"),
            trusted,
            20,
            TRUSTED,
            2980,
        ),
        // A token that proves nobody counts where it came from.
        (
            "GET",
            "/commerce/users/me/",
            Some("forged"),
            NETWORK,
            1,
            ANONYMOUS,
            99,
        ),
    ] {
        let rate = match policy {
            ANONYMOUS => LIMITS.anonymous,
            PEOPLE => LIMITS.account,
            _ => LIMITS.trusted,
        };
        let response = counting((key, cost, rate)).send(request(method, path, caller));
        let what = format!("{method} {path} as {caller:?}: {response:?}");
        assert_ne!(response.status, 500, "{what}");
        assert_eq!(response.header("ratelimit-policy"), Some(policy), "{what}");
        let name = policy.split(';').next().unwrap();
        let expected = format!("{name};r={left};t=2");
        assert_eq!(response.header("ratelimit"), Some(expected.as_str()), "{what}");
    }
}

fn empty() -> Ports {
    let mut ports = Ports::new();
    ports.settings.limits = Some(LIMITS);
    ports.throttle.expect_take().returning(|_, _, _, _| Allowance {
        granted: false,
        remaining: 3,
        full_after: Duration::from_mins(1),
        retry_after: Duration::from_millis(2100),
    });
    ports
}

#[track_caller]
fn is_refused(response: &Response) {
    response.problem(429, "too_many_requests");
    assert_eq!(response.header("retry-after"), Some("3"));
    assert_eq!(
        response.header("ratelimit-policy"),
        Some("\"anonymous\";q=100;w=60")
    );
    assert_eq!(response.header("ratelimit"), Some("\"anonymous\";r=3;t=60"));
}

#[test]
fn whoever_took_all_has_to_wait_and_no_port_is_bothered() {
    let api = empty().serve();
    is_refused(&api.get("/commerce/products/"));
    is_refused(&api.get("/commerce/users/me/"));
    is_refused(&api.send(Request::new("GET", "/commerce/users/me/").bearer("forged")));
    let claim = r#"{"email": "a@b.co", "password": "x"}"#;
    is_refused(&api.send(Request::new("POST", "/commerce/auth/token/").json(claim)));
}

#[test]
fn health_and_metrics_are_free() {
    let api = empty().serve();
    for path in ["/health/live", "/metrics", "/openapi.json", "/docs/"] {
        let response = api.get(path);
        assert_eq!(
            (response.status, response.header("ratelimit")),
            (200, None),
            "{path}"
        );
    }
}

#[test]
fn without_limits_nobody_is_counted() {
    let response = willing::ports().serve().get("/commerce/products/");
    assert_eq!(response.status, 200);
    assert_eq!(response.header("ratelimit"), None);
    assert_eq!(response.header("ratelimit-policy"), None);
}
