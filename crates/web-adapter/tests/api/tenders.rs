//! Paying in points, and buying them.

use hexmart_application::payments::{Bill, Means, StartPaymentError};
use hexmart_domain::payments::Provider;
use hexmart_domain::shared::Points;
use serde_json::json;

use crate::client::errors;
use crate::fixture::Ports;
use crate::payments::of_order;
use crate::purchases::started;
use crate::samples::ORDER;

#[test]
fn points_pay_as_many_as_are_named() {
    let mut ports = Ports::new();
    ports
        .payments
        .expect_start()
        .withf(|_, bill, means| {
            let mixed = Means {
                points: Some(5_000),
                ..Means::by(Provider::Toss)
            };
            *bill == Bill::Order(ORDER.parse().unwrap()) && *means == mixed
        })
        .times(1)
        .returning(|_, _, _| Ok(started()));
    let api = ports.serve();
    let body = r#"{"provider": "toss", "points": 5000}"#;
    assert_eq!(api.call("POST", &of_order(), "user", body).status, 201);
    for (points, code) in [
        ("-1", "out_of_range"),
        ("10000000000", "out_of_range"),
        ("0.5", "wrong_type"),
        ("\"5\"", "wrong_type"),
        ("null", "wrong_type"),
    ] {
        let body = format!(r#"{{"points": {points}}}"#);
        let response = api.call("POST", &of_order(), "user", &body);
        let named = errors(&response.problem(422, "invalid_fields"));
        assert_eq!(named, [("/points".to_owned(), code.to_owned())], "{points}");
    }
}

#[test]
fn points_are_bought_like_anything_else() {
    let mut ports = Ports::new();
    ports
        .payments
        .expect_start()
        .withf(|_, bill, means| {
            *bill == Bill::TopUp(Points::try_from(10_000).unwrap()) && *means == Means::default()
        })
        .times(1)
        .returning(|_, _, _| Ok(started()));
    let api = ports.serve();
    let buy = |body: &str| api.call("POST", "/commerce/points/top_ups/", "user", body);
    assert_eq!(buy(r#"{"points": 10000}"#).status, 201);
    for body in ["{}", r#"{"points": 0}"#, r#"{"points": 1, "price": 1}"#] {
        buy(body).problem(422, "invalid_fields");
    }
}

#[test]
fn why_points_do_not_pay() {
    let [least, most] = [1_000, 2_000_000].map(|points| Points::try_from(points).unwrap());
    for (error, status, code, usable) in [
        (
            StartPaymentError::Short { usable: 7 },
            409,
            "insufficient_points",
            json!(7),
        ),
        (
            StartPaymentError::TooManyPoints { most: 9 },
            422,
            "invalid_fields",
            json!(null),
        ),
        (
            StartPaymentError::TopUpBounds { least, most },
            422,
            "invalid_fields",
            json!(null),
        ),
    ] {
        let mut ports = Ports::new();
        ports
            .payments
            .expect_start()
            .returning(move |_, _, _| Err(error.clone()));
        let body = r#"{"points": 10}"#;
        let problem = ports
            .serve()
            .call("POST", &of_order(), "user", body)
            .problem(status, code);
        assert_eq!(problem["usable"], usable);
    }
}
