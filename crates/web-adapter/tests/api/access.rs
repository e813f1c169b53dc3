//! Every operation, called by everybody.

use hexmart_application::catalogue::{ProductPage, ShowProductError};
use hexmart_application::identity::{SignInError, SignUpError};
use hexmart_application::inventory::ChangeStockError;
use hexmart_application::pricing::{CreateCouponError, SetDiscountError};
use hexmart_web_adapter::Access;

use crate::client::{Request, Response};
use crate::fixture::{Api, Ports};
use crate::samples::{PRODUCT, created};

/// A server whose ports answer whatever is quickest.
fn server(access: Access) -> Api {
    let mut ports = Ports::new();
    ports.access = access;
    let empty = |_| {
        Ok(ProductPage {
            products: Vec::new(),
            next: None,
        })
    };
    ports.catalogue.expect_browse().returning(empty);
    ports
        .catalogue
        .expect_create_product()
        .returning(|new, _| Ok(created(new)));
    ports
        .catalogue
        .expect_show()
        .returning(|_, _| Err(ShowProductError::UnknownProduct));
    ports
        .inventory
        .expect_change_stock()
        .returning(|_| Err(ChangeStockError::UnknownProduct));
    ports
        .pricing
        .expect_set_discount()
        .returning(|_| Err(SetDiscountError::UnknownProduct));
    ports
        .pricing
        .expect_create_coupon()
        .returning(|_| Err(CreateCouponError::CodeTaken));
    ports
        .identity
        .expect_sign_up()
        .returning(|_| Err(SignUpError::EmailTaken));
    ports
        .identity
        .expect_sign_in()
        .returning(|_| Err(SignInError::InvalidCredentials));
    ports.store.expect_ping().returning(|| Ok(()));
    ports.serve()
}

struct Operation {
    method: &'static str,
    path: String,
    body: &'static str,
    /// What an admitted caller is answered.
    admitted: u16,
    /// What each of CALLERS is answered where access is guarded, if not that.
    refused: [Option<u16>; 5],
}

const CALLERS: [Option<&str>; 5] = [None, Some("expired"), Some("user"), Some("staff"), Some("admin")];
const STAFF: [Option<u16>; 5] = [Some(401), Some(401), Some(403), None, None];
const SIGNED_IN: [Option<u16>; 5] = [Some(401), Some(401), None, None, None];
const VIEWER: [Option<u16>; 5] = [None, Some(401), None, None, None];
const PUBLIC: [Option<u16>; 5] = [None; 5];

fn operations() -> Vec<Operation> {
    let operation = |method, path: &str, body, admitted, refused| Operation {
        method,
        path: path.replace("{id}", PRODUCT),
        body,
        admitted,
        refused,
    };
    let product = r#"{"name": "a", "description": "b", "price": 1, "stock": 0}"#;
    let coupon = r#"{"discount_percentage": 1, "valid_from": "2026-01-01", "valid_to": "2026-01-02"}"#;
    let account = r#"{"email": "a@b.co", "password": "12345678", "nickname": "a"}"#;
    vec![
        operation("POST", "/commerce/products/", product, 200, STAFF),
        operation(
            "POST",
            "/commerce/products/{id}/stock/",
            r#"{"change": 1}"#,
            404,
            STAFF,
        ),
        operation(
            "POST",
            "/commerce/products/{id}/discounts/",
            r#"{"percentage": 1}"#,
            404,
            STAFF,
        ),
        operation("POST", "/commerce/coupons/", coupon, 409, SIGNED_IN),
        operation("GET", "/commerce/products/{id}/", "", 404, VIEWER),
        operation("GET", "/commerce/products/", "", 200, PUBLIC),
        operation("POST", "/commerce/users/", account, 409, PUBLIC),
        operation(
            "POST",
            "/commerce/auth/token/",
            r#"{"email": "a@b.co", "password": "1"}"#,
            401,
            PUBLIC,
        ),
        operation("GET", "/health/live", "", 200, PUBLIC),
        operation("GET", "/health/ready", "", 200, PUBLIC),
        operation("GET", "/metrics", "", 200, PUBLIC),
        operation("GET", "/openapi.json", "", 200, PUBLIC),
        operation("GET", "/docs/", "", 200, PUBLIC),
        operation("GET", "/docs/index.css", "", 200, PUBLIC),
    ]
}

fn call(api: &Api, operation: &Operation, caller: Option<&str>) -> Response {
    let request = Request::new(operation.method, &operation.path).json(operation.body);
    api.send(match caller {
        Some(token) => request.bearer(token),
        None => request,
    })
}

#[test]
fn every_operation_serves_exactly_whom_its_policy_names() {
    let api = server(Access::Guarded);
    for operation in operations() {
        for (caller, refused) in CALLERS.into_iter().zip(operation.refused) {
            let response = call(&api, &operation, caller);
            let expected = refused.unwrap_or(operation.admitted);
            let what = format!(
                "{} {} as {caller:?}: {}",
                operation.method, operation.path, response.status
            );
            assert_eq!(response.status, expected, "{what}");
            match (caller, refused) {
                (Some(_), Some(401)) => {
                    response.problem(401, "invalid_token");
                    let challenge = response.header("www-authenticate");
                    assert_eq!(challenge, Some(r#"Bearer error="invalid_token""#));
                }
                (None, Some(401)) => {
                    response.problem(401, "authentication_required");
                    assert_eq!(response.header("www-authenticate"), Some("Bearer"));
                }
                (_, Some(status)) => {
                    response.problem(status, "forbidden");
                }
                (_, None) => {}
            }
        }
    }
}

#[test]
fn open_access_lets_everybody_in_except_to_coupons() {
    let api = server(Access::Open);
    for operation in operations() {
        for (caller, refused) in CALLERS.into_iter().zip(operation.refused) {
            let guarded = caller == Some("expired") || operation.path.contains("coupons");
            let expected = refused.filter(|_| guarded).unwrap_or(operation.admitted);
            let what = format!("{} {} as {caller:?}", operation.method, operation.path);
            assert_eq!(call(&api, &operation, caller).status, expected, "{what}");
        }
    }
}

#[test]
fn only_bearer_tokens_are_credentials() {
    let api = server(Access::Open);
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
