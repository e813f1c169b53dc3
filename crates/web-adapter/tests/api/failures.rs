//! What clients see of failures behind the ports.

use hexmart_application::platform::{StoreError, UniqueKey};

use crate::fixture::{Api, Ports};
use crate::samples::PRODUCT;

fn failing(error: &StoreError) -> Api {
    let mut ports = Ports::new();
    let (browse, show, change, discount) = (error.clone(), error.clone(), error.clone(), error.clone());
    ports
        .catalogue
        .expect_browse()
        .returning(move |_| Err(browse.clone().into()));
    ports
        .catalogue
        .expect_show()
        .returning(move |_, _| Err(show.clone().into()));
    ports
        .inventory
        .expect_change_stock()
        .returning(move |_| Err(change.clone().into()));
    ports
        .pricing
        .expect_set_discount()
        .returning(move |_| Err(discount.clone().into()));
    ports.serve()
}

#[test]
fn failures_of_the_store_say_whether_to_try_again_and_nothing_else() {
    for (error, status, code, retryable) in [
        (StoreError::Conflict, 503, "busy", true),
        (StoreError::unavailable("secret host"), 503, "unavailable", true),
        (
            StoreError::unresolved("secret host"),
            503,
            "outcome_unknown",
            false,
        ),
        (StoreError::Duplicate(UniqueKey::Id), 500, "internal", false),
        (
            StoreError::corrupt("secret_table", "secret"),
            500,
            "internal",
            false,
        ),
        (StoreError::backend("secret SQL"), 500, "internal", false),
    ] {
        let api = failing(&error);
        for response in [
            api.get("/commerce/products/"),
            api.get(&format!("/commerce/products/{PRODUCT}/")),
            api.post(
                &format!("/commerce/products/{PRODUCT}/stock/"),
                r#"{"change": 1}"#,
            ),
            api.post(
                &format!("/commerce/products/{PRODUCT}/discounts/"),
                r#"{"percentage": 1}"#,
            ),
        ] {
            let problem = response.problem(status, code);
            assert_eq!(problem["retryable"], retryable);
            assert_eq!(response.header("retry-after"), (status == 503).then_some("1"));
            assert!(!response.text().contains("secret"), "{problem}");
        }
    }
}

#[test]
fn a_panic_is_a_problem_and_the_server_goes_on() {
    let mut ports = Ports::new();
    ports.catalogue.expect_browse().returning(|_| panic!("a secret"));
    ports
        .inventory
        .expect_change_stock()
        .returning(|_| panic!("a secret"));
    let api = ports.serve();
    for _ in 0..2 {
        for response in [
            api.get("/commerce/products/"),
            api.post(
                &format!("/commerce/products/{PRODUCT}/stock/"),
                r#"{"change": 1}"#,
            ),
        ] {
            response.problem(500, "internal");
            assert!(!response.text().contains("secret"));
        }
    }
    assert_eq!(api.get("/health/live").status, 200);
}
