//! Paying in points, buying them, and paying for pledges.

use hexmart_application::payments::{Bill, Means, StartPaymentError, Started};
use hexmart_application::platform::Answered;
use hexmart_domain::funding::PledgeError;
use hexmart_domain::payments::{Payment, PaymentPurpose, Provider};
use hexmart_domain::shared::Points;
use serde_json::json;

use crate::client::errors;
use crate::fixture::Ports;
use crate::payments::of_order;
use crate::purchases::started;
use crate::samples::{CAMPAIGN, ORDER, TIER};

#[test]
fn points_pay_as_many_as_are_named() {
    let mut ports = Ports::new();
    ports
        .payments
        .expect_start()
        .withf(|_, bill, means, _| {
            let mixed = Means {
                points: Some(5_000),
                ..Means::by(Provider::Toss)
            };
            *bill == Bill::Order(ORDER.parse().unwrap()) && *means == mixed
        })
        .times(1)
        .returning(|_, _, _, _| Ok(Answered::Done(started())));
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
        .withf(|_, bill, means, _| {
            *bill == Bill::TopUp(Points::try_from(10_000).unwrap()) && *means == Means::default()
        })
        .times(1)
        .returning(|_, _, _, _| Ok(Answered::Done(started())));
    let api = ports.serve();
    let buy = |body: &str| api.call("POST", "/commerce/points/top_ups/", "user", body);
    assert_eq!(buy(r#"{"points": 10000}"#).status, 201);
    for body in ["{}", r#"{"points": 0}"#, r#"{"points": 1, "price": 1}"#] {
        buy(body).problem(422, "invalid_fields");
    }
}

fn of_campaign() -> String {
    format!("/commerce/campaigns/{CAMPAIGN}/payments/")
}

#[test]
fn a_provider_takes_the_money_for_a_pledge() {
    let (campaign, tier) = (CAMPAIGN.parse().unwrap(), TIER.parse().ok());
    let mut ports = Ports::new();
    ports
        .payments
        .expect_start()
        .withf(move |_, bill, means, _| {
            let chosen = |tier| *bill == Bill::Pledge { campaign, tier };
            (chosen(tier) && *means == Means::by(Provider::Toss))
                || (chosen(None) && *means == Means::default())
        })
        .times(2)
        .returning(move |_, _, _, _| {
            let Started { payment, checkout } = started();
            let purpose = PaymentPurpose::Pledge { campaign, tier };
            let payment = Payment { purpose, ..payment };
            Ok(Answered::Done(Started { payment, checkout }))
        });
    let api = ports.serve();
    let pay = |body: &str| api.call("POST", &of_campaign(), "user", body);
    let answer = pay(&format!(r#"{{"tier_id": "{TIER}", "provider": "toss"}}"#));
    assert_eq!(answer.status, 201);
    let shown = &answer.json()["payment"];
    assert_eq!(
        [
            &shown["purpose"],
            &shown["campaign_id"],
            &shown["tier_id"],
            &shown["order_id"]
        ],
        [&json!("pledge"), &json!(CAMPAIGN), &json!(TIER), &json!(null)]
    );
    assert_eq!(pay("{}").status, 201);
    for body in [
        r#"{"tier_id": "jam"}"#,
        r#"{"provider": "cash"}"#,
        r#"{"points": 1}"#,
        r#"{"amount": 1}"#,
    ] {
        pay(body).problem(422, "invalid_fields");
    }
    let unknown = "/commerce/campaigns/jam/payments/";
    api.call("POST", unknown, "user", "{}")
        .problem(404, "campaign_not_found");
}

#[test]
fn why_a_pledge_is_not_paid_for() {
    let rule = StartPaymentError::Pledge;
    for (error, status, code) in [
        (StartPaymentError::UnknownCampaign, 404, "campaign_not_found"),
        (rule(PledgeError::UnknownTier), 404, "tier_not_found"),
        (rule(PledgeError::NoPocket), 409, "pocket_required"),
        (rule(PledgeError::OwnCampaign), 409, "own_campaign"),
        (rule(PledgeError::AlreadyPledged), 409, "already_pledged"),
        (rule(PledgeError::NotFunding), 409, "campaign_over"),
        (rule(PledgeError::TierTaken), 409, "tier_taken"),
    ] {
        let mut ports = Ports::new();
        ports
            .payments
            .expect_start()
            .returning(move |_, _, _, _| Err(error.clone()));
        let answer = ports.serve().call("POST", &of_campaign(), "user", "{}");
        answer.problem(status, code);
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
            .returning(move |_, _, _, _| Err(error.clone()));
        let body = r#"{"points": 10}"#;
        let problem = ports
            .serve()
            .call("POST", &of_order(), "user", body)
            .problem(status, code);
        assert_eq!(problem["usable"], usable);
    }
}
