//! Toss Payments.

mod shown;

use actix_web::http::header::AUTHORIZATION;
use actix_web::web::{Bytes, Data, Path, Query};
use actix_web::{HttpRequest, HttpResponse};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use chrono::{NaiveDateTime, TimeDelta};
use hexmart_domain::payments::Provider;
use hexmart_domain::shared::Instant;
use serde::Deserialize;
use serde_json::{Value, json};

pub(super) use self::shown::payment;
use self::shown::{moves, seoul};
use super::accounts::TOSS_SECRET_KEY;
use super::answer::{Reply, answer};
use super::book::Book;
use super::mishap::Step;
use super::record::{Record, Standing};
use crate::state::State;

const MEMORY: TimeDelta = TimeDelta::days(15);
const LONGEST_KEY: usize = 300;

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Confirmation {
    payment_key: String,
    order_id: String,
    amount: i64,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Cancellation {
    cancel_reason: String,
    cancel_amount: Option<i64>,
    refundable_amount: Option<i64>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Stretch {
    start_date: String,
    end_date: String,
    starting_after: Option<String>,
    limit: Option<usize>,
}

/// An error, with the status that goes with its code.
fn error(code: &str) -> Reply {
    let status = match code {
        "UNAUTHORIZED_KEY" => 401,
        "IDEMPOTENT_REQUEST_PROCESSING" => 409,
        code if code.starts_with("NOT_FOUND") => 404,
        code if code.ends_with("_SYSTEM_PROCESSING") || code == "UNKNOWN_PAYMENT_ERROR" => 500,
        code if ["REJECT_", "EXCEED_", "NOT_", "INCORRECT_", "FORBIDDEN_"]
            .iter()
            .any(|begin| code.starts_with(begin)) =>
        {
            403
        }
        _ => 400,
    };
    Reply::new(
        status,
        json!({ "code": code, "message": "모의 서버의 오류입니다." }),
    )
}

/// Who calls, and with which error they want to be answered.
fn check(request: &HttpRequest) -> Result<(), Reply> {
    let header = |name: &str| request.headers().get(name).and_then(|value| value.to_str().ok());
    let expected = format!("Basic {}", STANDARD.encode(format!("{TOSS_SECRET_KEY}:")));
    match header(AUTHORIZATION.as_str()) {
        Some(given) if given == expected => {}
        Some(given) if given.starts_with("Basic ") => return Err(error("UNAUTHORIZED_KEY")),
        _ => return Err(error("INCORRECT_BASIC_AUTH_FORMAT")),
    }
    header("tosspayments-test-code").map_or(Ok(()), |code| Err(error(code)))
}

/// The same again to those who bring the same key to the same address, whatever they say.
fn once(
    book: &mut Book,
    request: &HttpRequest,
    now: Instant,
    work: impl FnOnce(&mut Book) -> Result<Reply, Reply>,
) -> Reply {
    if let Err(refusal) = check(request) {
        return refusal;
    }
    let key = request
        .headers()
        .get("idempotency-key")
        .map(|key| key.to_str().unwrap_or_default());
    let Some(key) = key else {
        return work(book).unwrap_or_else(|refusal| refusal);
    };
    if key.is_empty() || key.len() > LONGEST_KEY {
        return error("INVALID_IDEMPOTENCY_KEY");
    }
    let key = format!("toss {key} {}", request.path());
    if let Some(reply) = book.answers.again(&key, MEMORY, now) {
        return reply.silent(false);
    }
    let reply = work(book).unwrap_or_else(|refusal| refusal);
    book.answers.keep(key, now, reply.clone());
    reply
}

/// `POST /fake/toss/v1/payments/confirm`
pub(crate) async fn confirm(state: Data<State>, request: HttpRequest, body: Bytes) -> HttpResponse {
    let now = state.now();
    answer(&state, Provider::Toss, Step::Confirm, |book| {
        once(book, &request, now, |book| take(book, &body, now))
    })
    .await
}

fn take(book: &mut Book, body: &[u8], now: Instant) -> Result<Reply, Reply> {
    let asked: Confirmation = serde_json::from_slice(body).or(Err(error("INVALID_REQUEST")))?;
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || b"-_.".contains(&byte);
    if !(6..=64).contains(&asked.order_id.len()) || !asked.order_id.bytes().all(plain) {
        return Err(error("INVALID_REQUEST"));
    }
    let known = find(book, |record| record.key == asked.payment_key)
        .ok_or_else(|| error("NOT_FOUND_PAYMENT_SESSION"))?;
    if known.uid != asked.order_id || known.amount != asked.amount {
        return Err(error("INVALID_REQUEST"));
    }
    let paid = |record: &Record| record.uid == known.uid && record.standing == Standing::Paid;
    if known.standing == Standing::Paid || find(book, paid).is_some() {
        return Err(error("ALREADY_PROCESSED_PAYMENT"));
    }
    if known.is_over(now) {
        book.refuse(&known.key, "EXPIRED", now);
    }
    let taken = book
        .take(&known.key, now)
        .ok_or_else(|| error("NOT_FOUND_PAYMENT_SESSION"))?;
    match taken.standing {
        Standing::Refused("EXPIRED") => Err(error("NOT_FOUND_PAYMENT_SESSION")),
        Standing::Refused(code) => Err(error(code)),
        _ => Ok(Reply::ok(payment(&taken)).silent(taken.silent)),
    }
}

fn find(book: &mut Book, wanted: impl Fn(&Record) -> bool) -> Option<Record> {
    let ours = |record: &Record| record.provider == Provider::Toss && wanted(record);
    book.records.find(ours).cloned()
}

/// `GET /fake/toss/v1/payments/{key}`
pub(crate) async fn by_key(state: Data<State>, request: HttpRequest, key: Path<String>) -> HttpResponse {
    show(&state, &request, |record| record.key == *key).await
}

/// `GET /fake/toss/v1/payments/orders/{order}`
pub(crate) async fn by_order(state: Data<State>, request: HttpRequest, order: Path<String>) -> HttpResponse {
    show(&state, &request, |record| record.uid == *order).await
}

async fn show(state: &State, request: &HttpRequest, wanted: impl Fn(&Record) -> bool) -> HttpResponse {
    answer(state, Provider::Toss, Step::Look, |book| {
        if let Err(refusal) = check(request) {
            return refusal;
        }
        // The one that was paid, or the newest.
        let ours = |record: &&Record| record.provider == Provider::Toss && wanted(record);
        let paid = book
            .records
            .iter()
            .rev()
            .filter(ours)
            .find(|record| record.paid_at.is_some());
        let newest = book.records.iter().rev().find(ours);
        match paid.or(newest) {
            Some(record) => Reply::ok(payment(record)),
            None => error("NOT_FOUND_PAYMENT"),
        }
    })
    .await
}

/// `POST /fake/toss/v1/payments/{key}/cancel`
pub(crate) async fn cancel(
    state: Data<State>,
    request: HttpRequest,
    key: Path<String>,
    body: Bytes,
) -> HttpResponse {
    let now = state.now();
    answer(&state, Provider::Toss, Step::Refund, |book| {
        once(book, &request, now, |book| give_back(book, &key, &body, now))
    })
    .await
}

fn give_back(book: &mut Book, key: &str, body: &[u8], now: Instant) -> Result<Reply, Reply> {
    let asked: Cancellation = serde_json::from_slice(body).or(Err(error("INVALID_REQUEST")))?;
    let reason = asked.cancel_reason.chars().count();
    if !(1..=200).contains(&reason) || asked.cancel_amount.is_some_and(|amount| amount <= 0) {
        return Err(error("INVALID_REQUEST"));
    }
    let known = find(book, |record| record.key == key).ok_or_else(|| error("NOT_FOUND_PAYMENT"))?;
    let amount = asked.cancel_amount.unwrap_or(known.left());
    if known.standing != Standing::Paid {
        return Err(error("NOT_CANCELABLE_PAYMENT"));
    }
    if known.left() == 0 {
        return Err(error("ALREADY_CANCELED_PAYMENT"));
    }
    if asked.refundable_amount.is_some_and(|left| left != known.left()) {
        return Err(error("NOT_MATCHES_REFUNDABLE_AMOUNT"));
    }
    if amount > known.left() {
        return Err(error("NOT_CANCELABLE_AMOUNT"));
    }
    let given = book.give_back(key, amount, &asked.cancel_reason, now);
    let given = given.ok_or_else(|| error("NOT_FOUND_PAYMENT"))?;
    Ok(Reply::ok(payment(&given)))
}

/// `GET /fake/toss/v1/transactions`
pub(crate) async fn transactions(
    state: Data<State>,
    request: HttpRequest,
    stretch: Option<Query<Stretch>>,
) -> HttpResponse {
    answer(&state, Provider::Toss, Step::Look, |book| {
        if let Err(refusal) = check(&request) {
            return refusal;
        }
        stretch
            .and_then(|stretch| list(book, &stretch))
            .unwrap_or_else(|| error("INVALID_REQUEST"))
    })
    .await
}

fn list(book: &Book, stretch: &Stretch) -> Option<Reply> {
    let at = |text: &str| {
        let local = NaiveDateTime::parse_from_str(text, "%Y-%m-%dT%H:%M:%S%.f").ok()?;
        local.and_local_timezone(seoul()?).single()
    };
    let (from, until) = (at(&stretch.start_date)?, at(&stretch.end_date)?);
    let mut all: Vec<(Instant, Value)> = book
        .records
        .iter()
        .filter(|record| record.provider == Provider::Toss)
        .flat_map(moves)
        .filter(|(when, _)| from <= *when && *when <= until)
        .collect();
    all.sort_by_key(|(when, _)| *when);
    let skipped = match &stretch.starting_after {
        None => 0,
        Some(after) => {
            all.iter()
                .position(|(_, one)| one.get("transactionKey") == Some(&json!(after)))?
                + 1
        }
    };
    let limit = stretch.limit.unwrap_or(100).min(5_000);
    let page: Vec<_> = all
        .into_iter()
        .skip(skipped)
        .take(limit)
        .map(|(_, one)| one)
        .collect();
    Some(Reply::ok(json!(page)))
}
