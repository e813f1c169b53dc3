//! What buyers do with what they bought.

use hexmart_application::ordering::{ChangeOrderError, Destination, LineChange};
use hexmart_application::platform::{Answered, KeyReused};
use hexmart_domain::ordering::{LineRefusal, LineState, OrderError, StepError};
use serde_json::json;

use crate::client::{Request, errors};
use crate::fixture::{Api, Ports};
use crate::purchases::order;
use crate::samples::{ADDRESS, LINE, ORDER, id, quantity};

fn path(rest: &str) -> String {
    format!("/commerce/orders/{ORDER}/{rest}")
}

/// What is wanted of one line.
fn of_one_line(change: &LineChange) -> bool {
    let lines: Vec<_> = change.lines.iter().map(ToString::to_string).collect();
    let reason = change
        .reason
        .as_ref()
        .map(hexmart_domain::ordering::OrderReason::as_str);
    (change.order.to_string().as_str(), lines, reason, change.seen)
        == (ORDER, vec![LINE.to_owned()], Some("여러\n줄"), Some(2))
}

#[test]
fn buyers_step_by_line_or_as_a_whole() {
    let mut ports = Ports::new();
    let ordering = &mut ports.ordering;
    ordering
        .expect_cancel()
        .withf(|_, change, once| of_one_line(change) == once.is_some())
        .times(2)
        .returning(|_, _, _| Ok(Answered::Done(order())));
    let both = |change: &LineChange| of_one_line(change) || change.lines.is_empty();
    ordering
        .expect_request_refund()
        .withf(move |_, change| both(change))
        .times(2)
        .returning(|_, _| Ok(order()));
    ordering
        .expect_withdraw_refund()
        .withf(move |_, change| both(change))
        .times(2)
        .returning(|_, _| Ok(order()));
    ordering
        .expect_confirm()
        .withf(move |_, change| both(change))
        .times(2)
        .returning(|_, _| Ok(order()));
    let api = ports.serve();
    let body = json!({"line_ids": [LINE], "reason": "여러\n줄"}).to_string();
    for step in ["cancel", "request_refund", "withdraw_refund", "confirm"] {
        let whole = Request::new("POST", &path(step)).bearer("user");
        let response = api.send(whole);
        assert_eq!(
            (response.status, response.header("etag")),
            (200, Some("\"v2\"")),
            "{step}"
        );
        assert_eq!(response.json()["deliver_to"]["recipient"], "홍*동");
        let request = Request::new("POST", &path(step))
            .bearer("user")
            .header("If-Match", "\"v2\"");
        let request = request.header("Idempotency-Key", "\"key 1\"".replace(' ', "-").as_str());
        assert_eq!(api.send(request.json(&body)).status, 200, "{step}");
    }
}

#[test]
fn lines_are_named_well_or_not_at_all() {
    let api = Ports::new().serve();
    for (body, expected) in [
        (json!({"line_ids": []}), "/line_ids required"),
        (json!({"line_ids": [LINE, LINE]}), "/line_ids repeated"),
        (json!({"line_ids": [ORDER]}), "/line_ids/0 malformed"),
        (json!({"line_ids": LINE}), "/line_ids wrong_type"),
        (json!({"reason": " "}), "/reason blank"),
        (json!({"state": "paid"}), "/state unknown_field"),
    ] {
        for step in ["cancel", "request_refund", "withdraw_refund", "confirm"] {
            let response = api.call("POST", &path(step), "user", &body.to_string());
            let named = errors(&response.problem(422, "invalid_fields"));
            let named: Vec<_> = named
                .iter()
                .map(|(place, code)| format!("{place} {code}"))
                .collect();
            assert_eq!(named, [expected], "{step} {body}");
        }
    }
}

fn refusing(error: &ChangeOrderError) -> Api {
    let mut ports = Ports::new();
    let (first, second, third, fourth) = (error.clone(), error.clone(), error.clone(), error.clone());
    ports
        .ordering
        .expect_cancel()
        .returning(move |_, _, _| Err(first.clone()));
    ports
        .ordering
        .expect_confirm()
        .returning(move |_, _| Err(second.clone()));
    ports
        .ordering
        .expect_readdress()
        .returning(move |_, _, _, _| Err(third.clone()));
    ports
        .ordering
        .expect_resize()
        .returning(move |_, _, _, _, _| Err(fourth.clone()));
    ports.serve()
}

#[test]
fn every_refusal_has_its_code_and_its_facts() {
    let of_line = |refusal| StepError::Line {
        line: LINE.parse().unwrap(),
        refusal,
    };
    let from = LineState::Delivered;
    for (error, status, code, facts) in [
        (ChangeOrderError::Unknown, 404, "order_not_found", json!({})),
        (
            of_line(LineRefusal::WrongState { from }).into(),
            409,
            "wrong_state",
            json!({"line_id": LINE, "state": "delivered"}),
        ),
        (
            of_line(LineRefusal::WrongParty).into(),
            403,
            "forbidden",
            json!({}),
        ),
        (
            of_line(LineRefusal::AlreadyDispatched).into(),
            409,
            "already_dispatched",
            json!({"line_id": LINE}),
        ),
        (
            StepError::NoLines.into(),
            409,
            "wrong_state",
            json!({"line_id": null}),
        ),
        (
            StepError::Order(OrderError::UnknownLine).into(),
            404,
            "line_not_found",
            json!({}),
        ),
        (
            OrderError::AddressSettled.into(),
            409,
            "address_settled",
            json!({}),
        ),
        (
            OrderError::QuantitySettled.into(),
            409,
            "quantity_settled",
            json!({}),
        ),
        (OrderError::Pieces.into(), 409, "too_many_pieces", json!({})),
        (
            OrderError::Totals(hexmart_domain::ordering::TotalsError).into(),
            409,
            "amount_too_large",
            json!({}),
        ),
        (
            ChangeOrderError::OutOfStock {
                available: 0,
                requested: 1,
            },
            409,
            "out_of_stock",
            json!({"available": 0, "requested": 1}),
        ),
        (ChangeOrderError::UnknownAddress, 422, "invalid_fields", json!({})),
        (
            ChangeOrderError::PaymentUnderWay,
            409,
            "payment_under_way",
            json!({}),
        ),
        (ChangeOrderError::Stale, 412, "stale", json!({})),
        (KeyReused.into(), 422, "idempotency_key_reused", json!({})),
    ] {
        let api = refusing(&error);
        let address = json!({"address_id": ADDRESS}).to_string();
        let line = path(&format!("lines/{LINE}/"));
        for response in [
            api.call("POST", &path("cancel"), "user", "{}"),
            api.call("POST", &path("confirm"), "user", "{}"),
            api.call("PATCH", &path(""), "user", &address),
            api.call("PATCH", &line, "user", r#"{"quantity": 1}"#),
        ] {
            let problem = response.problem(status, code);
            for (name, fact) in facts.as_object().unwrap() {
                assert_eq!(problem[name], *fact, "{problem}");
            }
        }
    }
}

#[test]
fn an_order_is_amended_until_it_is_settled() {
    let mut ports = Ports::new();
    ports
        .ordering
        .expect_readdress()
        .withf(|_, order, to, seen| {
            let saved = Destination::Saved(ADDRESS.parse().unwrap());
            (order.to_string().as_str(), to, *seen) == (ORDER, &saved, Some(2))
        })
        .returning(|_, _, _, _| Ok(order()));
    ports
        .ordering
        .expect_resize()
        .withf(|_, _, line, pieces, seen| {
            (line.to_string().as_str(), *pieces, *seen) == (LINE, quantity(3), None)
        })
        .returning(|_, _, _, _, _| Ok(order()));
    let api = ports.serve();
    let body = json!({"address_id": ADDRESS}).to_string();
    let request = Request::new("PATCH", &path(""))
        .bearer("user")
        .header("If-Match", "\"v2\"");
    assert_eq!(api.send(request.json(&body)).status, 200);
    let line = path(&format!("lines/{LINE}/"));
    assert_eq!(api.call("PATCH", &line, "user", r#"{"quantity": 3}"#).status, 200);
    for (body, expected) in [
        (json!({}), vec!["/address required"]),
        (
            json!({"address_id": ADDRESS, "address": {}}),
            vec![
                "/address/recipient required",
                "/address/postal_code required",
                "/address/address required",
                "/address_id conflicting",
            ],
        ),
    ] {
        let response = api.call("PATCH", &path(""), "user", &body.to_string());
        let named = errors(&response.problem(422, "invalid_fields"));
        let named: Vec<_> = named
            .iter()
            .map(|(place, code)| format!("{place} {code}"))
            .collect();
        assert_eq!(named, expected);
    }
    let other: hexmart_domain::shared::ItemId = id(1);
    let wrong = path(&format!("lines/{other}/"));
    api.call("PATCH", &wrong, "user", r#"{"quantity": 3}"#)
        .problem(404, "line_not_found");
}
