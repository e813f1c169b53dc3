//! The subscription, as clients see it.

use hexmart_application::subscriptions::{EndSubscriptionError, StartSubscriptionError};
use hexmart_domain::points::WalletError;
use hexmart_domain::subscription::SubscriptionError;
use serde_json::json;

use crate::client::Request;
use crate::fixture::Ports;
use crate::points::{bank, day};

#[test]
fn every_refusal_has_a_code() {
    let short = || WalletError::Short { usable: 7 };
    let until = day("2023-06-29");
    for (error, status, code) in [
        (StartSubscriptionError::NotOffered, 409, "not_offered"),
        (StartSubscriptionError::Unknown, 404, "subscription_not_found"),
        (
            StartSubscriptionError::Wallet(short()),
            409,
            "insufficient_points",
        ),
        (
            StartSubscriptionError::Refused(SubscriptionError::Subscribed { until }),
            409,
            "already_subscribed",
        ),
    ] {
        let mut ports = Ports::new();
        ports.subscriptions.expect_today().returning(|| day("2023-06-28"));
        let (first, second) = (error.clone(), error);
        ports
            .subscriptions
            .expect_start()
            .returning(move |_, _| Err(first.clone()));
        ports
            .subscriptions
            .expect_resume()
            .returning(move |_, _| Err(second.clone()));
        let api = ports.serve();
        for path in ["/commerce/subscription/", "/commerce/subscription/resume/"] {
            let problem = api
                .send(Request::new("POST", path).bearer("user"))
                .problem(status, code);
            if code == "already_subscribed" {
                assert_eq!(problem["until"], "2023-06-29");
            }
        }
    }
    for (error, status, code) in [
        (EndSubscriptionError::Unknown, 404, "subscription_not_found"),
        (
            EndSubscriptionError::Refused(SubscriptionError::NotSubscribed),
            409,
            "not_subscribed",
        ),
    ] {
        let mut ports = Ports::new();
        ports.subscriptions.expect_today().returning(|| day("2023-06-28"));
        ports
            .subscriptions
            .expect_cancel()
            .returning(move |_| Err(error.clone()));
        let cancel = Request::new("POST", "/commerce/subscription/cancel/").bearer("user");
        ports.serve().send(cancel).problem(status, code);
    }
}

#[test]
fn a_subscription_says_whether_it_is_worth_anything_today() {
    let api = bank().serve();
    let shown = api
        .send(Request::new("GET", "/commerce/subscription/").bearer("user"))
        .json();
    assert_eq!(
        shown,
        json!({
            "state": "active", "effective": true, "period": 1, "fee": 9900, "started_on": "2023-06-01",
            "next_payment": "2023-06-29", "updated_at": shown["updated_at"],
        })
    );
    let mut ports = Ports::new();
    ports.subscriptions.expect_show().returning(|_| Ok(None));
    let none = ports
        .serve()
        .send(Request::new("GET", "/commerce/subscription/").bearer("user"));
    none.problem(404, "subscription_not_found");
}
