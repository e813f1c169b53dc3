//! Pieces that come, go, and move.

use hexmart_application::inventory::{MoveStockError, Movement, MovementKind, Transfer};
use hexmart_application::platform::{Answered, KeyReused};
use hexmart_domain::inventory::{StockEventKind, StockReason, StockRefusal, StockTerms};
use hexmart_domain::shared::StockDelta;
use serde_json::{Value, json};

use crate::client::{Request, Response, errors};
use crate::fixture::{Api, Ports};
use crate::purchases::{entry, key, transferred};
use crate::samples::{ITEM, NOW, ORDER, OTHER_RACK, RACK, USER, quantity};

const MOVEMENTS: &str = "/commerce/stock/movements/";
const TRANSFERS: &str = "/commerce/stock/transfers/";

fn send(api: &Api, target: &str, body: &Value) -> Response {
    let request = Request::new("POST", target).bearer("operator");
    api.send(request.header("Idempotency-Key", "k").json(&body.to_string()))
}

/// A movement of one kind, with what belongs to it.
fn movement(kind: &str, rest: &Value) -> Value {
    let mut body = json!({"item_id": ITEM, "location_id": RACK, "kind": kind});
    body.as_object_mut()
        .unwrap()
        .extend(rest.as_object().unwrap().clone());
    body
}

fn named(response: &Response) -> Vec<String> {
    let errors = errors(&response.problem(422, "invalid_fields"));
    errors
        .iter()
        .map(|(place, code)| format!("{place} {code}"))
        .collect()
}

#[test]
fn each_kind_takes_what_belongs_to_it() {
    let terms = |ceiling, low| {
        MovementKind::Agree(StockTerms {
            ceiling: Option::map(ceiling, quantity),
            low: Option::map(low, quantity),
        })
    };
    for (kind, rest, expected) in [
        (
            "put_away",
            json!({"quantity": 0}),
            MovementKind::PutAway(quantity(0)),
        ),
        (
            "receive",
            json!({"quantity": 1}),
            MovementKind::Receive(quantity(1)),
        ),
        (
            "issue",
            json!({"quantity": 2_147_483_647}),
            MovementKind::Issue(quantity(2_147_483_647)),
        ),
        (
            "adjust",
            json!({"change": -3}),
            MovementKind::Adjust(StockDelta::try_from(-3).unwrap()),
        ),
        (
            "agree",
            json!({"ceiling": 500, "low": null}),
            terms(Some(500), None),
        ),
        ("agree", json!({}), terms(None, None)),
    ] {
        for reason in [None, Some("정기 입고")] {
            let mut ports = Ports::new();
            let expected = Movement {
                key: key(),
                what: expected,
                reason: reason.map(|reason| StockReason::parse(reason).unwrap()),
            };
            ports
                .warehousing
                .expect_move_stock()
                .withf(move |actor, movement, once| {
                    actor.to_string() == USER && *movement == expected && once.is_some()
                })
                .returning(|_, _, _| Ok(Answered::Done(entry(StockEventKind::Received))));
            let mut body = movement(kind, &rest);
            if let Some(reason) = reason {
                body["reason"] = json!(reason);
            }
            let answer = send(&ports.serve(), MOVEMENTS, &body).ok();
            let entry = json!({
                "item_id": ITEM, "location_id": RACK, "version": 7, "kind": "received", "change": 1,
                "reserved_change": -1, "on_hand_after": 150, "reserved_after": 2, "ceiling": 500, "low": 0,
                "reason": "정기 입고", "actor_id": USER, "recorded_at": NOW,
                "operation_id": answer["operation_id"], "reference": answer["reference"],
            });
            assert_eq!(answer, entry);
        }
    }
}

#[test]
fn what_does_not_belong_to_a_kind_is_refused() {
    let api = Ports::new().serve();
    for (kind, rest, expected) in [
        ("put_away", json!({}), vec!["/quantity required"]),
        ("receive", json!({"quantity": 0}), vec!["/quantity out_of_range"]),
        (
            "issue",
            json!({"quantity": 2_147_483_648_i64}),
            vec!["/quantity out_of_range"],
        ),
        ("adjust", json!({"change": 0}), vec!["/change out_of_range"]),
        (
            "adjust",
            json!({"quantity": 1}),
            vec!["/change required", "/quantity unknown_field"],
        ),
        ("agree", json!({"low": -1}), vec!["/low out_of_range"]),
        ("steal", json!({"quantity": 1}), vec!["/kind unknown_value"]),
        (
            "receive",
            json!({"quantity": "1", "item_id": RACK, "location_id": 1, "reason": "", "x": 1}),
            vec![
                "/item_id malformed",
                "/location_id wrong_type",
                "/quantity wrong_type",
                "/reason blank",
                "/x unknown_field",
            ],
        ),
    ] {
        let body = movement(kind, &rest);
        assert_eq!(named(&send(&api, MOVEMENTS, &body)), expected, "{body}");
    }
    let body = json!({"item_id": 1, "from_location_id": ITEM, "quantity": 0});
    let expected = [
        "/item_id wrong_type",
        "/from_location_id malformed",
        "/to_location_id required",
        "/quantity out_of_range",
    ];
    assert_eq!(named(&send(&api, TRANSFERS, &body)), expected);
}

fn transfer() -> Value {
    json!({"item_id": ITEM, "from_location_id": RACK, "to_location_id": OTHER_RACK, "quantity": 5})
}

#[test]
fn a_transfer_is_two_entries_of_one_name() {
    let mut ports = Ports::new();
    ports
        .warehousing
        .expect_transfer()
        .withf(|_, wanted, once| {
            let expected = Transfer {
                item: ITEM.parse().unwrap(),
                from: RACK.parse().unwrap(),
                to: OTHER_RACK.parse().unwrap(),
                quantity: quantity(5),
                reason: None,
            };
            *wanted == expected && once.is_some()
        })
        .returning(|_, _, _| Ok(Answered::Done(transferred())));
    let answer = send(&ports.serve(), TRANSFERS, &transfer()).ok();
    assert_eq!(answer["id"], transferred().id.to_string());
    assert_eq!(answer["out"]["kind"], "transferred_out");
    assert_eq!(answer["into"]["location_id"], OTHER_RACK);
    // Inside, an order and a transfer are told apart by the kind of the entry alone.
    let inside = ORDER.trim_start_matches("ORD");
    assert_eq!(answer["into"]["reference"], format!("MOVE{inside}"));
}

#[test]
fn every_refusal_has_its_code_and_its_facts() {
    for (error, status, code, facts) in [
        (MoveStockError::UnknownItem, 404, "item_not_found", json!({})),
        (MoveStockError::UnknownRack, 404, "rack_not_found", json!({})),
        (MoveStockError::NotThere, 409, "not_there", json!({})),
        (MoveStockError::SameRack, 422, "invalid_fields", json!({})),
        (
            StockRefusal::Insufficient {
                available: 1,
                requested: 2,
            }
            .into(),
            409,
            "out_of_stock",
            json!({"available": 1, "requested": 2}),
        ),
        (
            StockRefusal::TooMuch {
                on_hand: 100,
                ceiling: 120,
            }
            .into(),
            409,
            "above_ceiling",
            json!({"on_hand": 100, "ceiling": 120}),
        ),
        (StockRefusal::AlreadyOpen.into(), 409, "already_there", json!({})),
        (StockRefusal::Nothing.into(), 422, "invalid_fields", json!({})),
        (
            StockRefusal::NotReserved {
                reserved: 0,
                requested: 1,
            }
            .into(),
            500,
            "internal",
            json!({}),
        ),
        (KeyReused.into(), 422, "idempotency_key_reused", json!({})),
    ] {
        let mut ports = Ports::new();
        let (first, second) = (error.clone(), error);
        let warehousing = &mut ports.warehousing;
        warehousing
            .expect_move_stock()
            .returning(move |_, _, _| Err(first.clone()));
        warehousing
            .expect_transfer()
            .returning(move |_, _, _| Err(second.clone()));
        let api = ports.serve();
        for response in [
            send(&api, MOVEMENTS, &movement("receive", &json!({"quantity": 1}))),
            send(&api, TRANSFERS, &transfer()),
        ] {
            let problem = response.problem(status, code);
            for (name, fact) in facts.as_object().unwrap() {
                assert_eq!(problem[name], *fact, "{problem}");
            }
        }
    }
}
