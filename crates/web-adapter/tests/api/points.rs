//! Points, as clients see them.

use hexmart_application::platform::{Answered, StoreError};
use hexmart_application::points::{
    AdjustPointsError, AttendError, DayMark, EntryFilter, PointChange, Statistics,
};
use hexmart_domain::points::{
    Cause, EntryKind, EntryNote, ExpiryPolicy, Rates, Reference, Wallet, WalletEntry, WalletError,
};
use hexmart_domain::shared::{Day, Points};
use hexmart_domain::subscription::{Subscription, SubscriptionTerms};
use serde_json::json;

use crate::client::{Request, Response, errors};
use crate::fixture::{Api, Ports};
use crate::samples::{USER, now};

const OWN: &str = "/commerce/points/";
const ENTRIES: &str = "/commerce/points/entries/";

pub(crate) fn day(text: &str) -> Day {
    text.parse().unwrap()
}

fn amount(number: i64) -> Points {
    Points::try_from(number).unwrap()
}

fn terms() -> SubscriptionTerms {
    SubscriptionTerms {
        fee: amount(9_900),
        days: 28,
    }
}

fn entry() -> WalletEntry {
    let cause = Cause {
        note: Some(EntryNote::parse("사과").unwrap()),
        actor: Some(USER.parse().unwrap()),
        ..Cause::new(
            EntryKind::Adjustment,
            Reference::parse("OP1").unwrap(),
            day("2026-11-20"),
            now(),
        )
    };
    let wallet = Wallet::empty(USER.parse().unwrap());
    wallet
        .credit(amount(500), ExpiryPolicy::default(), cause)
        .unwrap()
}

fn subscription() -> Subscription {
    Subscription::start(None, USER.parse().unwrap(), terms(), day("2023-06-01"), now()).unwrap()
}

fn owned((place, code): (&str, &str)) -> (String, String) {
    (place.to_owned(), code.to_owned())
}

/// What is wrong with a request.
fn named(refused: &Response) -> Vec<(String, String)> {
    errors(&refused.problem(422, "invalid_fields"))
}

/// A bank that does whatever it is asked.
pub(crate) fn keep(ports: &mut Ports) {
    let points = &mut ports.points;
    points.expect_rates().returning(Rates::default);
    points.expect_today().returning(|| day("2026-11-20"));
    points.expect_wallet().returning(|_| Ok(entry().after()));
    points.expect_entries().returning(|_, _, _, _| Ok(vec![entry()]));
    points.expect_statistics().returning(|_, _| {
        Ok(Statistics {
            day_plus: 1,
            day_minus: 2,
            month_plus: 3,
            month_minus: 4,
            wallet: entry().after(),
        })
    });
    points.expect_attend().returning(|_| Ok(entry()));
    points
        .expect_adjust()
        .returning(|_, _, _, _, _| Ok(Answered::Done(entry())));
    let subscriptions = &mut ports.subscriptions;
    subscriptions.expect_terms().returning(|| Some(terms()));
    subscriptions.expect_today().returning(|| day("2023-06-28"));
    subscriptions
        .expect_show()
        .returning(|_| Ok(Some(subscription())));
    subscriptions
        .expect_start()
        .returning(|_, _| Ok(Answered::Done(subscription())));
    subscriptions.expect_cancel().returning(|_| Ok(subscription()));
    subscriptions
        .expect_resume()
        .returning(|_, _| Ok(Answered::Done(subscription())));
}

pub(crate) fn bank() -> Ports {
    let mut ports = Ports::new();
    keep(&mut ports);
    ports
}

#[test]
fn a_wallet_shows_what_can_be_used_and_how_long() {
    let api = bank().serve();
    let own = api.send(Request::new("GET", OWN).bearer("user"));
    let lots = json!([{"points": 500, "until": "2027-11-30"}]);
    assert_eq!(own.json(), json!({"balance": 500, "lots": lots, "version": 1}));
    let sums = api.send(Request::new("GET", "/commerce/points/statistics/?day=2026-10-01").bearer("user"));
    assert_eq!(
        sums.json(),
        json!({"day": "2026-10-01", "day_plus": 1, "day_minus": 2, "month_plus": 3, "month_minus": 4, "total": 500})
    );
    let mut later = Ports::new();
    later.points.expect_today().returning(|| day("2027-12-01"));
    later.points.expect_wallet().returning(|_| Ok(entry().after()));
    let over = later.serve().send(Request::new("GET", OWN).bearer("user"));
    assert_eq!(over.json(), json!({"balance": 0, "lots": [], "version": 1}));
}

#[test]
fn everybody_may_know_what_there_is_to_be_had() {
    let api = bank().serve();
    let terms = api.send(Request::new("GET", "/commerce/points/terms/"));
    assert_eq!(
        terms.json(),
        json!({
            "sign_up": 29900, "attendance": 100, "text_review_percentage": 1, "photo_review_percentage": 5,
            "accrual_percentage": 5, "subscriber_multiplier": 2, "subscription": {"fee": 9900, "days": 28},
        })
    );
}

#[test]
fn entries_are_asked_for_by_day_and_read_in_pages() {
    let mut ports = Ports::new();
    let november = EntryFilter {
        from: Some(day("2026-11-01")),
        until: Some(day("2026-11-30")),
        kind: Some(EntryKind::Adjustment),
    };
    ports
        .points
        .expect_entries()
        .withf(move |user, filter, before, limit| {
            let is_first = before.is_none();
            let mark = DayMark {
                on: day("2026-11-20"),
                version: 1,
            };
            user.to_string() == USER
                && *filter == november
                && *limit == 2
                && (is_first || *before == Some(mark))
        })
        .returning(|_, _, before, _| {
            Ok(if before.is_none() {
                vec![entry(), entry()]
            } else {
                vec![entry()]
            })
        });
    let api = ports.serve();
    let query = "?from=2026-11-01&until=2026-11-30&kind=adjustment&page_size=1";
    let first = api
        .send(Request::new("GET", &format!("{ENTRIES}{query}")).bearer("user"))
        .json();
    assert_eq!(
        first["entries"][0],
        json!({
            "version": 1, "kind": "adjustment", "points": 500, "balance_after": 500,
            "lots": [{"points": 500, "until": "2027-11-30"}], "reference": "OP1", "date": "2026-11-20", "note": "사과",
            "at": first["entries"][0]["at"],
        })
    );
    let cursor = first["page"]["next_cursor"].as_str().unwrap();
    let behind = format!("{ENTRIES}{query}&cursor={cursor}");
    let last = api.send(Request::new("GET", &behind).bearer("user")).json();
    assert_eq!(last["page"]["next_cursor"], json!(null));
    let other = format!("{ENTRIES}?cursor={cursor}");
    let refused = api.send(Request::new("GET", &other).bearer("user"));
    assert_eq!(named(&refused), [("cursor", "other_list")].map(owned));
}

#[test]
fn bad_days_and_kinds_are_named() {
    let api = bank().serve();
    for (path, wrong) in [
        (
            "entries/?from=2026-11-31&until=x&kind=gift",
            vec![
                ("from", "malformed"),
                ("until", "malformed"),
                ("kind", "unknown_value"),
            ],
        ),
        (
            "entries/?from=2026-11-20&until=2026-11-19",
            vec![("until", "out_of_range")],
        ),
        ("statistics/?day=2026-1-1", vec![("day", "malformed")]),
    ] {
        let refused = api.send(Request::new("GET", &format!("{OWN}{path}")).bearer("user"));
        let wrong: Vec<_> = wrong.into_iter().map(owned).collect();
        assert_eq!(named(&refused), wrong, "{path}");
    }
}

fn adjust(api: &Api, body: &str) -> Response {
    let path = format!("/commerce/staff/users/{USER}/points/");
    let request = Request::new("POST", &path).bearer("staff");
    api.send(request.header("Idempotency-Key", "k").json(body))
}

#[test]
fn staff_give_and_take_whole_points() {
    let mut ports = bank();
    ports.points.checkpoint();
    ports
        .points
        .expect_adjust()
        .withf(|_, user, change, note, once| {
            let change = matches!(change, PointChange::Take(points) if points.get() == 500);
            user.to_string() == USER && change && note.as_str() == "a" && once.is_some()
        })
        .returning(|_, _, _, _, _| Ok(Answered::Done(entry())));
    let api = ports.serve();
    let answer = adjust(&api, r#"{"points": -500, "reason": "a"}"#);
    assert_eq!(answer.status, 201);
    let body = answer.json();
    assert_eq!(
        (&body["user_id"], &body["actor_id"]),
        (&json!(USER), &json!(USER))
    );
    for points in [
        "0",
        "10000000000",
        "-10000000000",
        "9223372036854775808",
        "1.5",
        "\"1\"",
        "true",
    ] {
        let body = format!(r#"{{"points": {points}, "reason": "a"}}"#);
        adjust(&api, &body).problem(422, "invalid_fields");
    }
    for reason in ["\"\"", "\" \"", "null", "1"] {
        let body = format!(r#"{{"points": 1, "reason": {reason}}}"#);
        adjust(&api, &body).problem(422, "invalid_fields");
    }
}

#[test]
fn every_refusal_has_a_code() {
    let short = || WalletError::Short { usable: 7 };
    for (error, status, code) in [
        (AdjustPointsError::UnknownUser, 404, "user_not_found"),
        (AdjustPointsError::Oneself, 409, "oneself"),
        (AdjustPointsError::Refused(short()), 409, "insufficient_points"),
        (
            AdjustPointsError::Refused(WalletError::Overflow),
            409,
            "wallet_full",
        ),
        (AdjustPointsError::Refused(WalletError::WrongWay), 500, "internal"),
    ] {
        let mut ports = Ports::new();
        ports
            .points
            .expect_adjust()
            .returning(move |_, _, _, _, _| Err(error.clone()));
        let answer = adjust(&ports.serve(), r#"{"points": 1, "reason": "a"}"#);
        let problem = answer.problem(status, code);
        if code == "insufficient_points" {
            assert_eq!(problem["usable"], 7);
        }
    }
    for (error, status, code) in [
        (AttendError::Attended, 409, "already_attended"),
        (AttendError::NotOffered, 409, "not_offered"),
        (
            AttendError::Store(StoreError::unavailable("gone")),
            503,
            "unavailable",
        ),
    ] {
        let mut ports = Ports::new();
        ports
            .points
            .expect_attend()
            .returning(move |_| Err(error.clone()));
        let attendance = Request::new("POST", "/commerce/points/attendance/").bearer("user");
        ports.serve().send(attendance).problem(status, code);
    }
}
