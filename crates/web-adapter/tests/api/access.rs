//! Every operation, called by everybody.

use std::collections::BTreeSet;

use hexmart_application::marketplace::Authority;
use hexmart_application::platform::StoreError;
use hexmart_web_adapter::{Access, openapi_json};
use serde_json::Value;

use crate::client::{Request, Response};
use crate::fixture::{Api, Ports};
use crate::operations::{CALLERS, Operation, operations};
use crate::samples::{PRODUCT, SELLER, SELLER_USER, USER, caller, created};
use crate::willing;

fn call(api: &Api, operation: &Operation, caller: Option<&str>) -> Response {
    let mut request = Request::new(operation.method, &operation.path());
    if let Some(token) = caller {
        request = request.bearer(token);
    }
    api.send(operation.with_body(request))
}

#[test]
fn no_operation_is_without_a_row() {
    let rows: BTreeSet<_> = operations()
        .iter()
        .map(|operation| (operation.pattern.to_owned(), operation.method.to_lowercase()))
        .collect();
    assert_eq!(rows.len(), operations().len(), "an operation has two rows");
    let document: Value = serde_json::from_str(&openapi_json()).unwrap();
    let served: BTreeSet<_> = document["paths"]
        .as_object()
        .unwrap()
        .iter()
        .flat_map(|(path, item)| {
            item.as_object()
                .unwrap()
                .keys()
                .map(|method| (path.clone(), method.clone()))
        })
        .collect();
    assert_eq!(rows, served);
}

#[test]
fn every_operation_serves_exactly_whom_its_policy_names() {
    let api = willing::ports().serve();
    for operation in operations() {
        for (caller, refusal) in CALLERS.into_iter().zip(operation.refusals) {
            let response = call(&api, &operation, caller);
            let what = format!(
                "{} {} as {caller:?}: {response:?}",
                operation.method, operation.pattern
            );
            let (status, challenge) = match refusal {
                "" => (operation.status, None),
                "authentication_required" => (401, Some("Bearer")),
                "invalid_token" => (401, Some(r#"Bearer error="invalid_token""#)),
                _ => (403, None),
            };
            assert_eq!(response.status, status, "{what}");
            if !refusal.is_empty() {
                response.problem(status, refusal);
                assert_eq!(response.header("www-authenticate"), challenge, "{what}");
            }
        }
    }
}

#[test]
fn open_access_lets_everybody_trade_and_do_nothing_else() {
    let mut ports = willing::ports();
    ports.settings.access = Access::Open;
    let api = ports.serve();
    for operation in operations() {
        let goods = ["/commerce/products/", "/commerce/imports/", "/commerce/exports/"];
        let trade = goods.iter().any(|path| operation.pattern.starts_with(path))
            && !operation.pattern.ends_with("/reviews/");
        for (caller, refusal) in CALLERS.into_iter().zip(operation.refusals) {
            let bad_token = ["invalid_token", "insufficient_scope"].contains(&refusal);
            let refused = bad_token || (!refusal.is_empty() && !trade);
            let response = call(&api, &operation, caller);
            let what = format!(
                "{} {} as {caller:?}: {response:?}",
                operation.method, operation.pattern
            );
            assert_eq!(response.status == operation.status, !refused, "{what}");
        }
    }
}

#[test]
fn everybody_trades_on_their_own_authority() {
    let user = || Some(USER.parse().unwrap());
    let seller = Authority::Seller {
        user: SELLER_USER.parse().unwrap(),
        seller: SELLER.parse().unwrap(),
    };
    for (access, caller, expected) in [
        (Access::Guarded, Some("staff"), Authority::Shop(user())),
        (Access::Guarded, Some("admin"), Authority::Shop(user())),
        (Access::Guarded, Some("key"), Authority::Shop(user())),
        (Access::Guarded, Some("seller"), seller),
        (Access::Open, Some("seller"), seller),
        (Access::Open, Some("user"), Authority::Shop(user())),
        (Access::Open, Some("unverified"), Authority::Shop(user())),
        (Access::Open, None, Authority::Shop(None)),
    ] {
        let mut ports = Ports::new();
        ports.settings.access = access;
        let create = ports.catalogue.expect_create_product();
        create.returning(move |new, authority| {
            assert_eq!(authority, expected);
            Ok(created(new))
        });
        let operations = operations();
        let create = operations.first().unwrap();
        assert_eq!(
            call(&ports.serve(), create, caller).status,
            200,
            "{access:?} {caller:?}"
        );
    }
}

#[test]
fn a_key_without_the_scope_reads_what_everybody_reads() {
    let mut ports = willing::ports();
    ports.catalogue.checkpoint();
    ports.catalogue.expect_show().returning(|_, viewer| {
        assert_eq!(viewer, None);
        Ok(crate::samples::shown("1000", None, None))
    });
    let path = format!("/commerce/products/{PRODUCT}/");
    let response = ports.serve().send(Request::new("GET", &path).bearer("bare-key"));
    assert_eq!(response.status, 200);
}

#[test]
fn when_nobody_can_say_who_calls_nobody_is_let_in() {
    let mut ports = Ports::new();
    ports.sign_in.checkpoint();
    ports
        .sign_in
        .expect_authenticate()
        .returning(|_| Err(StoreError::unavailable("secret host")));
    let api = ports.serve();
    for path in ["/commerce/users/me/", &format!("/commerce/products/{PRODUCT}/")] {
        let response = api.send(Request::new("GET", path).bearer("user"));
        response.problem(503, "unavailable");
        assert_eq!(response.header("retry-after"), Some("1"));
    }
}

#[test]
fn only_bearer_tokens_are_credentials() {
    let mut ports = Ports::new();
    ports.settings.access = Access::Open;
    let api = ports.serve();
    for credentials in [
        "Basic dXNlcjpwYXNz",
        "Bearer",
        "Bearer ",
        "user",
        "Bearer\u{a0}user",
    ] {
        let request = Request::new("GET", &format!("/commerce/products/{PRODUCT}/"));
        let response = api.send(request.header("Authorization", credentials));
        response.problem(401, "invalid_token");
    }
}

/// Reading goes on until the token runs out; nothing is changed with one whose session ended.
#[test]
fn a_token_that_outlived_its_session_changes_nothing_of_an_account() {
    let mut ports = Ports::new();
    ports.sign_in.checkpoint();
    ports
        .sign_in
        .expect_authenticate()
        .returning(|token| Ok(caller(token)));
    ports.sign_in.expect_still_holds().returning(|_| Ok(false));
    let api = ports.serve();
    let own = [
        "/commerce/users/me/",
        "/commerce/sellers/",
        "/commerce/auth/sign-out",
        "/commerce/cart",
        "/commerce/orders/",
        "/commerce/payments/",
        "/commerce/points/",
        "/commerce/subscription/",
    ];
    let changes = |operation: &&Operation| {
        operation.method != "GET" && own.iter().any(|path| operation.pattern.starts_with(path))
    };
    let operations = operations();
    let changes: Vec<_> = operations.iter().filter(changes).collect();
    assert!(changes.len() > 40, "{}", changes.len());
    for operation in changes {
        let response = call(&api, operation, Some("user"));
        response.problem(401, "invalid_token");
    }
}
