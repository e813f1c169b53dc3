//! Changing stock.

use hexmart_application::inventory::ChangeStockError;
use hexmart_application::platform::{Answered, KeyReused};
use hexmart_domain::inventory::StockRefusal;
use serde_json::json;

use crate::client::{Request, errors};
use crate::fixture::{Api, Ports};
use crate::samples::{PRODUCT, USER, stock_event};

fn path() -> String {
    format!("/commerce/products/{PRODUCT}/stock/")
}

fn refusing(error: ChangeStockError) -> Api {
    let mut ports = Ports::new();
    ports
        .inventory
        .expect_change_stock()
        .returning(move |_| Err(error.clone()));
    ports.serve()
}

#[test]
fn the_new_stock_is_what_can_be_had() {
    let mut ports = Ports::new();
    ports
        .inventory
        .expect_change_stock()
        .withf(|wanted| {
            let actor = wanted.authority.user().map(|actor| actor.to_string());
            (
                wanted.product.to_string().as_str(),
                wanted.change.get(),
                actor.as_deref(),
            ) == (PRODUCT, -50, Some(USER))
        })
        .returning(|_| Ok(stock_event(150, 20, 7)));
    let response = ports
        .serve()
        .post(&path(), r#"{"change": -50, "reason": "ignored"}"#);
    assert_eq!(response.ok(), json!({"new_stock_count": 130, "version": 7}));
}

#[test]
fn bad_changes_are_refused() {
    let api = Ports::new().serve();
    for (sent, code) in [
        ("0", "out_of_range"),
        ("2147483648", "out_of_range"),
        ("-9223372036854775809", "out_of_range"),
        ("1e99", "out_of_range"),
        ("0.5", "wrong_type"),
        ("1e-3", "wrong_type"),
        (r#""10""#, "wrong_type"),
        ("[1]", "wrong_type"),
    ] {
        let problem = api
            .post(&path(), format!(r#"{{"change": {sent}}}"#))
            .problem(400, "invalid_parameter");
        assert_eq!(
            errors(&problem),
            [("/change".to_owned(), code.to_owned())],
            "{sent}"
        );
    }
    for sent in ["", "{}", r#"{"change": null}"#, r#"{"change": ""}"#] {
        let problem = api.post(&path(), sent).problem(400, "required");
        assert_eq!(problem["detail"], "change");
    }
}

#[test]
fn stock_does_not_fall_below_zero() {
    let refusal = StockRefusal::Insufficient {
        available: 30,
        requested: 50,
    };
    let api = refusing(ChangeStockError::Refused {
        product: PRODUCT.parse().unwrap(),
        refusal,
    });
    let problem = api
        .post(&path(), r#"{"change": -50}"#)
        .problem(400, "insufficient_stock");
    assert_eq!(
        (&problem["msg"], &problem["available"]),
        (&json!("Client error"), &json!(30))
    );
    let detail = problem["detail"].as_str().unwrap();
    assert!(
        detail.starts_with(&format!("insufficient stock for product {PRODUCT}")),
        "{detail}"
    );
}

#[test]
fn stock_does_not_rise_beyond_what_can_be_counted() {
    let api = refusing(ChangeStockError::Refused {
        product: PRODUCT.parse().unwrap(),
        refusal: StockRefusal::TooMuch {
            on_hand: 5,
            ceiling: 2_147_483_647,
        },
    });
    let problem = api
        .post(&path(), r#"{"change": 2147483647}"#)
        .problem(400, "stock_too_high");
    assert_eq!(problem["msg"], "Client error");
}

#[test]
fn fields_are_checked_before_the_product_is_looked_for() {
    let api = refusing(ChangeStockError::UnknownProduct);
    for id in [
        PRODUCT,
        "1763617000000-1234",
        "x",
        &format!("{PRODUCT}%20"),
        &PRODUCT.to_lowercase(),
    ] {
        let path = format!("/commerce/products/{id}/stock/");
        api.post(&path, r#"{"change": 0}"#)
            .problem(400, "invalid_parameter");
        api.post(&path, r#"{"change": 1}"#)
            .problem(404, "product_not_found");
    }
}

/// A request with a key takes the way that remembers it; one without never does.
#[test]
fn a_change_with_a_name_is_carried_out_once() {
    let mut ports = Ports::new();
    ports
        .inventory
        .expect_change_stock_once()
        .returning(|wanted, once| {
            let scope = format!("{USER} POST /commerce/products/{{product_id}}/stock/");
            assert_eq!(once.key.scope, scope);
            let event = stock_event(150, 20, 7);
            match (once.key.key.as_str(), wanted.change.get()) {
                ("new", 5) => Ok(Answered::Done(event)),
                ("old", 5) => Ok(Answered::Replayed((once.render)(&event))),
                _ => Err(KeyReused.into()),
            }
        });
    let api = ports.serve();
    let ask = |key, body| {
        api.send(
            Request::new("POST", &path())
                .bearer("staff")
                .header("Idempotency-Key", key)
                .json(body),
        )
    };
    let stock = json!({"new_stock_count": 130, "version": 7});
    let done = ask("new", r#"{"change": 5}"#);
    assert_eq!(
        (done.header("idempotency-replayed"), done.ok()),
        (None, stock.clone())
    );
    let again = ask("old", r#"{"change": 5}"#);
    assert_eq!(again.header("idempotency-replayed"), Some("true"));
    assert_eq!(again.ok(), stock);
    ask("old", r#"{"change": 6}"#).problem(422, "idempotency_key_reused");
    ask("", r#"{"change": 5}"#).problem(400, "invalid_idempotency_key");
}
