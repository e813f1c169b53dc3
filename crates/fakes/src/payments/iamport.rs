//! `PortOne` V1, "iamport".

use actix_web::http::header::AUTHORIZATION;
use actix_web::web::{Data, Form, Path, Query};
use actix_web::{HttpRequest, HttpResponse};
use chrono::{DateTime, TimeDelta};
use hexmart_domain::payments::Provider;
use hexmart_domain::shared::Instant;
use serde::Deserialize;
use serde_json::{Value, json};

use super::accounts::IAMPORT;
use super::answer::{Reply, answer};
use super::book::Book;
use super::mishap::Step;
use super::record::{Record, Standing};
use crate::state::State;

/// How long a token is good, and what it gains when it is asked for in its last minute.
const TOKEN: TimeDelta = TimeDelta::minutes(30);
const LAST_MINUTE: TimeDelta = TimeDelta::minutes(1);
const MORE: TimeDelta = TimeDelta::minutes(5);
/// The longest stretch of a list.
const LONGEST: TimeDelta = TimeDelta::days(90);

#[derive(Deserialize)]
pub(crate) struct Credentials {
    imp_key: Option<String>,
    imp_secret: Option<String>,
}

#[derive(Deserialize)]
pub(crate) struct Announcement {
    merchant_uid: String,
    amount: i64,
}

#[derive(Deserialize)]
pub(crate) struct Cancellation {
    imp_uid: Option<String>,
    merchant_uid: Option<String>,
    amount: Option<i64>,
    checksum: Option<i64>,
    reason: Option<String>,
}

#[derive(Deserialize)]
pub(crate) struct Stretch {
    from: Option<i64>,
    to: Option<i64>,
    page: Option<usize>,
    limit: Option<usize>,
    include_sandbox: Option<bool>,
}

fn ok(response: &Value) -> Reply {
    Reply::ok(json!({ "code": 0, "message": null, "response": response }))
}

fn error(status: u16, code: i64, message: &str) -> Reply {
    Reply::new(
        status,
        json!({ "code": code, "message": message, "response": null }),
    )
}

/// `POST /fake/iamport/users/getToken`
pub(crate) async fn token(state: Data<State>, form: Option<Form<Credentials>>) -> HttpResponse {
    let now = state.now();
    let secret = state.secret();
    // No mishap: where there is no token, nothing else is asked for.
    answer(&state, Provider::Sandbox, Step::Look, |book| {
        let (key, proof) = IAMPORT;
        let known = form.is_some_and(|form| {
            form.imp_key.as_deref() == Some(key) && form.imp_secret.as_deref() == Some(proof)
        });
        if !known {
            return error(401, -1, "인증에 실패하였습니다. API키와 secret을 확인하세요.");
        }
        let held = book.token.take().filter(|(_, until)| now < *until);
        let (token, until) = match held {
            Some((token, until)) if until - now < LAST_MINUTE => (token, until + MORE),
            Some(held) => held,
            None => (secret, now + TOKEN),
        };
        let issued = json!({
            "access_token": token,
            "now": now.timestamp(),
            "expired_at": until.timestamp(),
        });
        book.token = Some((token, until));
        ok(&issued)
    })
    .await
}

/// Does what is asked by somebody with a token.
async fn asked(
    state: &State,
    step: Step,
    request: &HttpRequest,
    work: impl FnOnce(&mut Book, Instant) -> Reply,
) -> HttpResponse {
    let now = state.now();
    answer(state, Provider::PortoneV1, step, |book| {
        let header = |name: &str| request.headers().get(name).and_then(|value| value.to_str().ok());
        let given = header(AUTHORIZATION.as_str()).and_then(|value| value.strip_prefix("Bearer "));
        let good = book.token.as_ref().filter(|(_, until)| now < *until);
        if given.is_none() || given != good.map(|(token, _)| token.as_str()) {
            return error(401, -1, "Unauthorized");
        }
        match header("x-fake-code") {
            Some(message) => error(200, 1, message),
            None => work(book, now),
        }
    })
    .await
}

/// `POST` or `PUT /fake/iamport/payments/prepare`
pub(crate) async fn prepare(
    state: Data<State>,
    request: HttpRequest,
    form: Option<Form<Announcement>>,
) -> HttpResponse {
    asked(&state, Step::Prepare, &request, |book, _now| {
        let Some(asked) = form.filter(|form| form.amount > 0) else {
            return error(200, 1, "결제금액을 확인하세요.");
        };
        let known = book.told(Provider::PortoneV1, &asked.merchant_uid).is_some();
        if known && request.method() == actix_web::http::Method::POST {
            return error(200, 1, "이미 등록된 merchant_uid입니다.");
        }
        book.tell(Provider::PortoneV1, &asked.merchant_uid, asked.amount);
        ok(&json!({ "merchant_uid": asked.merchant_uid, "amount": asked.amount }))
    })
    .await
}

/// `GET /fake/iamport/payments/prepare/{merchant_uid}`
pub(crate) async fn prepared(state: Data<State>, request: HttpRequest, uid: Path<String>) -> HttpResponse {
    asked(&state, Step::Look, &request, |book, _now| {
        match book.told(Provider::PortoneV1, &uid) {
            Some(amount) => ok(&json!({ "merchant_uid": *uid, "amount": amount })),
            None => error(404, -1, "사전등록된 결제정보가 존재하지 않습니다."),
        }
    })
    .await
}

fn newest<'b>(book: &'b Book, wanted: impl Fn(&Record) -> bool + 'b) -> impl Iterator<Item = &'b Record> {
    let ours = move |record: &&Record| record.provider == Provider::PortoneV1 && wanted(record);
    book.records.iter().rev().filter(ours)
}

/// `GET /fake/iamport/payments/findAll/{merchant_uid}`
pub(crate) async fn find_all(
    state: Data<State>,
    request: HttpRequest,
    uid: Path<String>,
    stretch: Query<Stretch>,
) -> HttpResponse {
    asked(&state, Step::Look, &request, |book, _now| {
        // All that is paid here is paid by a test channel.
        let all: Vec<_> = newest(book, |record| record.uid == *uid).map(payment).collect();
        if all.is_empty() || stretch.include_sandbox != Some(true) {
            return error(404, -1, "존재하지 않는 결제정보입니다.");
        }
        ok(&json!({ "total": all.len(), "previous": 0, "next": 0, "list": all }))
    })
    .await
}

/// `GET /fake/iamport/payments/{imp_uid}`
pub(crate) async fn show(
    state: Data<State>,
    request: HttpRequest,
    key: Path<String>,
    stretch: Query<Stretch>,
) -> HttpResponse {
    asked(&state, Step::Look, &request, |book, _now| {
        let found = newest(book, |record| record.key == *key).next();
        match found.filter(|_| stretch.include_sandbox == Some(true)) {
            Some(record) => ok(&payment(record)),
            None => error(404, -1, "존재하지 않는 결제정보입니다."),
        }
    })
    .await
}

/// `POST /fake/iamport/payments/cancel`
pub(crate) async fn cancel(
    state: Data<State>,
    request: HttpRequest,
    form: Option<Form<Cancellation>>,
) -> HttpResponse {
    asked(&state, Step::Refund, &request, |book, now| match form {
        Some(form) => give_back(book, &form, now).unwrap_or_else(|refusal| refusal),
        None => error(200, 1, "취소할 결제를 확인하세요."),
    })
    .await
}

fn give_back(book: &mut Book, asked: &Cancellation, now: Instant) -> Result<Reply, Reply> {
    let wanted = |record: &Record| match (&asked.imp_uid, &asked.merchant_uid) {
        (Some(key), _) => record.key == *key,
        (None, uid) => Some(&record.uid) == uid.as_ref(),
    };
    let known = newest(book, wanted).next().cloned();
    let known = known.ok_or_else(|| error(404, -1, "존재하지 않는 결제정보입니다."))?;
    if known.paid_at.is_none() || known.left() == 0 {
        return Err(error(200, 1, "취소할 수 없는 결제입니다."));
    }
    if asked.checksum.is_some_and(|left| left != known.left()) {
        return Err(error(200, 1, "취소 가능 금액이 checksum과 일치하지 않습니다."));
    }
    // Nothing is everything.
    let amount = asked.amount.filter(|amount| *amount != 0).unwrap_or(known.left());
    if amount < 0 || amount > known.left() {
        return Err(error(200, 1, "취소 요청 금액이 취소 가능 금액을 초과합니다."));
    }
    let given = book.give_back(
        &known.key,
        amount,
        asked.reason.as_deref().unwrap_or_default(),
        now,
    );
    Ok(ok(&given.as_ref().map(payment).unwrap_or_default()))
}

/// `GET /fake/iamport/payments/status/all`
pub(crate) async fn list(state: Data<State>, request: HttpRequest, stretch: Query<Stretch>) -> HttpResponse {
    asked(&state, Step::Look, &request, |book, now| {
        let at = |seconds: Option<i64>| seconds.and_then(|seconds| DateTime::from_timestamp(seconds, 0));
        let until = at(stretch.to).unwrap_or(now);
        let from = at(stretch.from).unwrap_or(until - LONGEST);
        if until - from > LONGEST {
            return error(200, 1, "조회 기간은 최대 90일입니다.");
        }
        // Whole seconds: what changed within the last one belongs to it.
        let within = |record: &Record| {
            let second = record.changed_at.timestamp();
            from.timestamp() <= second && second <= until.timestamp()
        };
        let mut all: Vec<_> = newest(book, within).collect();
        all.sort_by_key(|record| record.changed_at);
        let (page, limit) = (
            stretch.page.unwrap_or(1).max(1),
            stretch.limit.unwrap_or(20).min(1_000),
        );
        let sandbox = stretch.include_sandbox == Some(true);
        let shown = all
            .iter()
            .filter(|_| sandbox)
            .skip((page - 1) * limit)
            .take(limit);
        ok(&json!({
            "total": all.len(),
            "previous": page - 1,
            "next": if page * limit < all.len() { page + 1 } else { 0 },
            "list": shown.map(|record| payment(record)).collect::<Vec<_>>(),
        }))
    })
    .await
}

/// A payment as the provider writes it.
fn payment(record: &Record) -> Value {
    let status = match record.standing {
        Standing::Agreed | Standing::Awaited => "ready",
        Standing::Refused(_) => "failed",
        Standing::Paid if record.cancelled() == 0 => "paid",
        Standing::Paid => "cancelled",
    };
    let history: Vec<_> = record
        .cancels
        .iter()
        .map(|cancel| {
            json!({
                "pg_tid": format!("pg-{}", record.key),
                "amount": cancel.amount,
                "cancelled_at": cancel.at.timestamp(),
                "reason": cancel.reason,
                "cancellation_id": cancel.id,
            })
        })
        .collect();
    json!({
        "imp_uid": record.key,
        "merchant_uid": record.uid,
        "pay_method": "card",
        "channel": "pc",
        "pg_provider": "tosspayments",
        "pg_tid": format!("pg-{}", record.key),
        "amount": record.amount,
        "cancel_amount": record.cancelled(),
        "currency": record.currency,
        "status": status,
        "started_at": record.begun_at.timestamp(),
        "paid_at": record.paid_at.map_or(0, |at| at.timestamp()),
        "fail_reason": match record.standing {
            Standing::Refused(_) => Some("승인이 거절되었습니다."),
            _ => None,
        },
        "receipt_url": format!("https://iniweb.inicis.com/receipt/{}", record.key),
        "cancel_history": history,
        "sandbox": true,
    })
}
