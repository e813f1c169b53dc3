//! Orders, as those see them who sell.

use hexmart_application::marketplace::Authority;
use hexmart_application::ordering::{ChangeOrderError, LineChange, OrderFilter};
use hexmart_application::platform::Answered;
use hexmart_domain::ordering::{LineRefusal, LineState, OrderNumber, StepError};
use serde_json::{Value, json};

use crate::client::{Request, errors};
use crate::fixture::{Api, Ports};
use crate::open_for_purchases::open;
use crate::purchases::{desk_line, order, timeline};
use crate::samples::{LINE, NOW, ORDER, RACK, SELLER, SELLER_USER, SOLD_LINE, USER, WAREHOUSE, now};

fn seller() -> Authority {
    Authority::Seller {
        user: SELLER_USER.parse().unwrap(),
        seller: SELLER.parse().unwrap(),
    }
}

fn shop() -> Authority {
    Authority::Shop(Some(USER.parse().unwrap()))
}

/// Where both do the same, and on whose authority.
fn desks() -> [(&'static str, &'static str, Authority); 2] {
    [
        ("/commerce/sellers/me/", "seller", seller()),
        ("/commerce/staff/", "staff", shop()),
    ]
}

#[test]
fn an_address_is_shown_to_whoever_sends_something_there_and_only_then() {
    for (root, caller, authority) in desks() {
        for state in LineState::ALL {
            let mut ports = Ports::new();
            ports
                .order_desk
                .expect_lines()
                .withf(move |by, wanted, before, limit| {
                    (*by, *wanted, *before, *limit) == (authority, Some(state), None, 31)
                })
                .returning(move |_, _, _, _| Ok(vec![desk_line(state)]));
            let target = format!("{root}order_lines/?state={}", state.as_str());
            let page = ports.serve().call("GET", &target, caller, "").ok();
            let [row] = page["lines"].as_array().unwrap().as_slice() else {
                panic!("{page}");
            };
            let is_shown = matches!(
                state,
                LineState::Paid | LineState::Preparing | LineState::Dispatched
            );
            assert_eq!(row["deliver_to"]["recipient"] == "홍길동", is_shown, "{row}");
            assert_eq!(row["note"] == "문 앞에 놓아 주세요", is_shown, "{row}");
            let clear = order().deliver_to;
            assert_eq!(row.to_string().contains(clear.line.as_str()), is_shown, "{row}");
            assert_eq!(row["id"], SOLD_LINE);
            assert_eq!(row["state"], state.as_str());
            let head = json!({
                "id": ORDER, "number": "20261120-7F3K9QXM", "placed_at": NOW, "paid_at": NOW, "version": 2,
            });
            assert_eq!(row["order"], head);
            let pick = json!([{
                "location_id": RACK, "warehouse_id": WAREHOUSE, "distance_metres": 12400, "quantity": 2,
            }]);
            assert_eq!(row["picks"], pick);
        }
    }
}

/// Ports of which each step is taken once, on this authority, of this line.
fn expecting(authority: Authority) -> Api {
    let mut ports = Ports::new();
    let is_it = move |by: &Authority, change: &LineChange| {
        let lines: Vec<_> = change.lines.iter().map(ToString::to_string).collect();
        *by == authority
            && lines == [SOLD_LINE]
            && change.order.to_string() == ORDER
            && change.seen == Some(2)
    };
    let desk = &mut ports.order_desk;
    desk.expect_prepare()
        .withf(move |by, change| is_it(by, change))
        .times(1)
        .returning(|_, _| Ok(order()));
    desk.expect_dispatch()
        .withf(move |by, change, courier, tracking| {
            let parcel = (courier.as_str(), tracking.as_str());
            is_it(by, change) && parcel == ("cjlogistics", "123456789012")
        })
        .times(1)
        .returning(|_, _, _, _| Ok(order()));
    desk.expect_deliver()
        .withf(move |by, change| is_it(by, change))
        .times(1)
        .returning(|_, _| Ok(order()));
    desk.expect_call_off()
        .withf(move |by, change, once| is_it(by, change) && once.is_some())
        .times(1)
        .returning(|_, _, _| Ok(Answered::Done(order())));
    desk.expect_refund()
        .withf(move |by, change, once| is_it(by, change) && once.is_some())
        .times(1)
        .returning(|_, _, _| Ok(Answered::Done(order())));
    ports.serve()
}

#[test]
fn sellers_and_staff_move_lines_on() {
    for (root, caller, authority) in desks() {
        let api = expecting(authority);
        for step in ["prepare", "dispatch", "deliver", "cancel", "refund"] {
            let mut body = json!({"line_ids": [SOLD_LINE]});
            if step == "dispatch" {
                body["courier"] = json!("cjlogistics");
                body["tracking_number"] = json!("123456789012");
            }
            let request = Request::new("POST", &format!("{root}orders/{ORDER}/{step}/")).bearer(caller);
            let request = request
                .header("Idempotency-Key", "k")
                .header("If-Match", "\"v2\"");
            let response = api.send(request.json(&body.to_string()));
            assert_eq!(
                (response.status, response.header("etag")),
                (200, Some("\"v2\"")),
                "{step}"
            );
            let answer = response.json();
            assert!(
                !response.text().contains(order().deliver_to.line.as_str()),
                "{answer}"
            );
            assert_eq!(answer.get("deliver_to").is_some(), caller == "staff", "{answer}");
        }
    }
}

#[test]
fn a_seller_sees_nothing_of_what_others_sell() {
    let mut ports = Ports::new();
    open(&mut ports);
    let target = format!("/commerce/sellers/me/orders/{ORDER}/prepare/");
    let answer = ports.serve().call("POST", &target, "seller", "{}").ok();
    let lines: Vec<_> = answer["lines"]
        .as_array()
        .unwrap()
        .iter()
        .map(|line| &line["id"])
        .collect();
    assert_eq!(lines, [SOLD_LINE]);
    assert_eq!(answer["shipments"].as_array().unwrap().len(), 1);
    for hidden in [
        "totals",
        "coupon",
        "total",
        "paid",
        "buyer_id",
        "deliver_to",
        "note",
    ] {
        assert_eq!(answer.get(hidden), None, "{answer}");
    }
    assert!(!answer.to_string().contains(LINE), "{answer}");
}

#[test]
fn what_cannot_be_done_is_told() {
    for (root, caller, _) in desks() {
        for (error, status, code) in [
            (ChangeOrderError::Unknown, 404, "order_not_found"),
            (
                StepError::Line {
                    line: SOLD_LINE.parse().unwrap(),
                    refusal: LineRefusal::WrongState {
                        from: LineState::Refunded,
                    },
                }
                .into(),
                409,
                "wrong_state",
            ),
            (ChangeOrderError::Stale, 412, "stale"),
            (ChangeOrderError::PaymentUnderWay, 409, "payment_under_way"),
        ] {
            let mut ports = Ports::new();
            let (first, second) = (error.clone(), error);
            ports
                .order_desk
                .expect_prepare()
                .returning(move |_, _| Err(first.clone()));
            ports
                .order_desk
                .expect_call_off()
                .returning(move |_, _, _| Err(second.clone()));
            let api = ports.serve();
            for step in ["prepare", "cancel"] {
                let target = format!("{root}orders/{ORDER}/{step}/");
                api.call("POST", &target, caller, "{}").problem(status, code);
            }
        }
        let target = format!("{root}orders/{ORDER}/dispatch/");
        let response = Ports::new().serve().call("POST", &target, caller, "{}");
        let named = errors(&response.problem(422, "invalid_fields"));
        let expected = [
            ("/courier".to_owned(), "required".to_owned()),
            ("/tracking_number".to_owned(), "required".to_owned()),
        ];
        assert_eq!(named, expected);
    }
}

#[test]
fn staff_find_orders() {
    let mut ports = Ports::new();
    ports
        .order_desk
        .expect_orders()
        .withf(|filter, before, limit| {
            let expected = OrderFilter {
                buyer: Some(USER.parse().unwrap()),
                state: Some(LineState::Paid),
                number: Some(OrderNumber::parse("20261120-7F3K9QXM").unwrap()),
                from: Some(now()),
                until: Some(now()),
            };
            *filter == expected && before.is_none() && *limit == 2
        })
        .returning(|_, _, _| Ok(vec![order(), order()]));
    ports.order_desk.expect_placed_today().returning(|| Ok(12));
    let query =
        format!("buyer={USER}&state=paid&number=20261120-7f3k9qxm&from={NOW}&until={NOW}&page_size=1");
    let api = ports.serve();
    let page = api
        .call("GET", &format!("/commerce/staff/orders/?{query}"), "staff", "")
        .ok();
    assert_eq!(page["today"], 12);
    assert!(page["page"]["next_cursor"].is_string());
    let [found] = page["orders"].as_array().unwrap().as_slice() else {
        panic!("{page}");
    };
    assert_eq!((&found["buyer_id"], &found["id"]), (&json!(USER), &json!(ORDER)));
    assert_eq!(found.get("deliver_to"), None);
    let bad = "buyer=x&state=x&number=x&from=2026-01-02&until=2026-01-01";
    let response = api.call("GET", &format!("/commerce/staff/orders/?{bad}"), "staff", "");
    let named = errors(&response.problem(422, "invalid_fields"));
    let named: Vec<_> = named
        .iter()
        .map(|(place, code)| format!("{place} {code}"))
        .collect();
    let expected = [
        "buyer malformed",
        "state unknown_value",
        "number malformed",
        "until out_of_range",
    ];
    assert_eq!(named, expected);
}

#[test]
fn staff_see_an_address_only_with_a_reason_that_is_written_down() {
    let mut ports = Ports::new();
    ports
        .order_desk
        .expect_order()
        .times(1)
        .returning(|_| Ok(Some((order(), timeline()))));
    ports
        .order_desk
        .expect_order_in_full()
        .withf(|actor, order, reason| {
            (actor.to_string().as_str(), order.to_string().as_str(), reason) == (USER, ORDER, "lost parcel")
        })
        .times(1)
        .returning(|_, _, _| Ok(Some((order(), timeline()))));
    let api = ports.serve();
    let target = format!("/commerce/staff/orders/{ORDER}/");
    let shown: Value = api.call("GET", &target, "staff", "").ok();
    assert_eq!(shown["deliver_to"]["recipient"], "홍*동");
    assert_eq!(shown["note"], json!(null));
    assert_eq!(shown["timeline"][0]["actor_id"], USER);
    let full = api.call(
        "GET",
        &format!("{target}?view=full&reason=lost%20parcel"),
        "staff",
        "",
    );
    assert_eq!(full.ok()["deliver_to"]["recipient"], "홍길동");
    api.call("GET", &format!("{target}?view=full"), "staff", "")
        .problem(422, "invalid_fields");
    api.call("GET", &format!("{target}?view=full&reason=a"), "key", "")
        .problem(403, "insufficient_scope");
    let mut nobody = Ports::new();
    nobody.order_desk.expect_order().returning(|_| Ok(None));
    let unknown = nobody.serve().call("GET", &target, "staff", "");
    unknown.problem(404, "order_not_found");
}
