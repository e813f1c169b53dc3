//! `PortOne` V2.

mod shown;

use actix_web::http::header::AUTHORIZATION;
use actix_web::web::{Bytes, Data, Path, Query};
use actix_web::{HttpRequest, HttpResponse};
use chrono::{DateTime, TimeDelta, Utc};
use hexmart_domain::payments::Provider;
use hexmart_domain::shared::Instant;
use serde::Deserialize;
use serde_json::json;

use self::shown::{cancellation, payment};
use super::accounts::{PORTONE, PORTONE_STORE};
use super::answer::{Reply, answer};
use super::book::Book;
use super::mishap::Step;
use super::record::{Record, Standing};
use crate::state::State;

const MEMORY: TimeDelta = TimeDelta::hours(3);

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Announcement {
    store_id: Option<String>,
    total_amount: i64,
    currency: String,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Confirmation {
    store_id: Option<String>,
    payment_token: String,
    currency: Option<String>,
    total_amount: Option<i64>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Cancellation {
    store_id: Option<String>,
    amount: Option<i64>,
    reason: String,
    current_cancellable_amount: Option<i64>,
}

/// The body of a question, in its address.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Question {
    request_body: Option<String>,
    store_id: Option<String>,
}

#[derive(Default, Deserialize)]
struct Wanted {
    #[serde(default)]
    page: PageInput,
    #[serde(default)]
    filter: Filter,
}

#[derive(Deserialize)]
struct PageInput {
    number: usize,
    size: usize,
}

impl Default for PageInput {
    fn default() -> Self {
        Self { number: 0, size: 10 }
    }
}

#[derive(Default, Deserialize)]
#[serde(rename_all = "camelCase")]
struct Filter {
    store_id: Option<String>,
    from: Option<DateTime<Utc>>,
    until: Option<DateTime<Utc>>,
}

fn error(status: u16, kind: &str) -> Reply {
    Reply::new(
        status,
        json!({ "type": kind, "message": "모의 서버의 오류입니다." }),
    )
}

fn bad() -> Reply {
    error(400, "INVALID_REQUEST")
}

/// Who calls, for which shop, and with which error they want to be answered.
fn check(request: &HttpRequest, store: Option<&String>) -> Result<(), Reply> {
    let header = |name: &str| request.headers().get(name).and_then(|value| value.to_str().ok());
    if header(AUTHORIZATION.as_str()) != Some(&format!("PortOne {PORTONE}")) {
        return Err(error(401, "UNAUTHORIZED"));
    }
    if store.is_some_and(|store| store != PORTONE_STORE) {
        return Err(error(403, "FORBIDDEN"));
    }
    match header("x-fake-code") {
        Some("PG_PROVIDER") => Err(error(502, "PG_PROVIDER")),
        Some(code) => Err(error(409, code)),
        None => Ok(()),
    }
}

/// The same again to those who bring the same key, which stands in quotes.
fn once(
    book: &mut Book,
    request: &HttpRequest,
    now: Instant,
    work: impl FnOnce(&mut Book) -> Result<Reply, Reply>,
) -> Reply {
    let Some(key) = request.headers().get("idempotency-key") else {
        return work(book).unwrap_or_else(|refusal| refusal);
    };
    let key = key.to_str().unwrap_or_default();
    let quoted = key.strip_prefix('"').and_then(|key| key.strip_suffix('"'));
    let Some(key) = quoted.filter(|key| (16..=256).contains(&key.len())) else {
        return bad();
    };
    let key = format!("portone {key} {}", request.path());
    if let Some(reply) = book.answers.again(&key, MEMORY, now) {
        return reply.silent(false);
    }
    let reply = work(book).unwrap_or_else(|refusal| refusal);
    book.answers.keep(key, now, reply.clone());
    reply
}

/// The payment of a name: the attempt that was paid, or the newest.
fn known(book: &Book, uid: &str) -> Option<Record> {
    let ours = |record: &&Record| record.provider == Provider::PortoneV2 && record.uid == uid;
    let paid = book
        .records
        .iter()
        .rev()
        .filter(ours)
        .find(|record| record.paid_at.is_some());
    paid.or_else(|| book.records.iter().rev().find(ours)).cloned()
}

/// `POST /fake/portone/payments/{id}/pre-register`
pub(crate) async fn announce(
    state: Data<State>,
    request: HttpRequest,
    id: Path<String>,
    body: Bytes,
) -> HttpResponse {
    let now = state.now();
    answer(&state, Provider::PortoneV2, Step::Prepare, |book| {
        once(book, &request, now, |book| {
            let asked: Announcement = serde_json::from_slice(&body).or(Err(bad()))?;
            check(&request, asked.store_id.as_ref())?;
            if asked.total_amount <= 0 || asked.currency != "KRW" {
                return Err(bad());
            }
            if known(book, &id).is_some_and(|record| record.paid_at.is_some()) {
                return Err(error(409, "ALREADY_PAID"));
            }
            book.tell(Provider::PortoneV2, &id, asked.total_amount);
            Ok(Reply::ok(json!({})))
        })
    })
    .await
}

/// `POST /fake/portone/payments/{id}/confirm`
pub(crate) async fn confirm(
    state: Data<State>,
    request: HttpRequest,
    id: Path<String>,
    body: Bytes,
) -> HttpResponse {
    let now = state.now();
    answer(&state, Provider::PortoneV2, Step::Confirm, |book| {
        once(book, &request, now, |book| {
            let asked: Confirmation = serde_json::from_slice(&body).or(Err(bad()))?;
            check(&request, asked.store_id.as_ref())?;
            take(book, &id, &asked, now)
        })
    })
    .await
}

fn take(book: &mut Book, id: &str, asked: &Confirmation, now: Instant) -> Result<Reply, Reply> {
    let known = known(book, id).ok_or_else(|| error(404, "PAYMENT_NOT_FOUND"))?;
    if known.paid_at.is_some() {
        return Err(error(409, "ALREADY_PAID"));
    }
    let other = asked.total_amount.is_some_and(|amount| amount != known.amount)
        || asked
            .currency
            .as_ref()
            .is_some_and(|currency| *currency != known.currency);
    if asked.payment_token != known.key || other {
        return Err(bad());
    }
    if known.is_over(now) {
        book.refuse(&known.key, "EXPIRED", now);
    }
    let taken = book
        .take(&known.key, now)
        .ok_or_else(|| error(404, "PAYMENT_NOT_FOUND"))?;
    match taken.standing {
        Standing::Refused(code) => Err(Reply::new(
            502,
            json!({ "type": "PG_PROVIDER", "pgCode": code, "pgMessage": "승인이 거절되었습니다." }),
        )),
        _ => Ok(Reply::ok(json!({ "payment": { "paidAt": now } })).silent(taken.silent)),
    }
}

/// `GET /fake/portone/payments/{id}`
pub(crate) async fn show(
    state: Data<State>,
    request: HttpRequest,
    id: Path<String>,
    question: Query<Question>,
) -> HttpResponse {
    answer(&state, Provider::PortoneV2, Step::Look, |book| {
        if let Err(refusal) = check(&request, question.store_id.as_ref()) {
            return refusal;
        }
        match known(book, &id) {
            Some(record) => Reply::ok(payment(&record)),
            None => error(404, "PAYMENT_NOT_FOUND"),
        }
    })
    .await
}

/// `POST /fake/portone/payments/{id}/cancel`
pub(crate) async fn cancel(
    state: Data<State>,
    request: HttpRequest,
    id: Path<String>,
    body: Bytes,
) -> HttpResponse {
    let now = state.now();
    answer(&state, Provider::PortoneV2, Step::Refund, |book| {
        once(book, &request, now, |book| {
            let asked: Cancellation = serde_json::from_slice(&body).or(Err(bad()))?;
            check(&request, asked.store_id.as_ref())?;
            give_back(book, &id, &asked, now)
        })
    })
    .await
}

fn give_back(book: &mut Book, id: &str, asked: &Cancellation, now: Instant) -> Result<Reply, Reply> {
    let known = known(book, id).ok_or_else(|| error(404, "PAYMENT_NOT_FOUND"))?;
    let amount = asked.amount.unwrap_or(known.left());
    if known.paid_at.is_none() {
        return Err(error(409, "PAYMENT_NOT_PAID"));
    }
    if known.left() == 0 {
        return Err(error(409, "PAYMENT_ALREADY_CANCELLED"));
    }
    if asked
        .current_cancellable_amount
        .is_some_and(|left| left != known.left())
    {
        return Err(error(409, "CANCELLABLE_AMOUNT_CONSISTENCY_BROKEN"));
    }
    if amount > known.left() {
        return Err(error(409, "CANCEL_AMOUNT_EXCEEDS_CANCELLABLE_AMOUNT"));
    }
    if amount <= 0 || asked.reason.is_empty() {
        return Err(bad());
    }
    let given = book.give_back(&known.key, amount, &asked.reason, now);
    let last = given.and_then(|given| given.cancels.last().map(cancellation));
    Ok(Reply::ok(json!({ "cancellation": last })))
}

/// `GET /fake/portone/payments`
pub(crate) async fn list(
    state: Data<State>,
    request: HttpRequest,
    question: Query<Question>,
) -> HttpResponse {
    answer(&state, Provider::PortoneV2, Step::Look, |book| {
        let body = question.request_body.as_deref().unwrap_or("{}");
        let wanted: Wanted = match serde_json::from_str(body) {
            Ok(wanted) => wanted,
            Err(_unread) => return bad(),
        };
        if let Err(refusal) = check(&request, wanted.filter.store_id.as_ref()) {
            return refusal;
        }
        page(book, &wanted)
    })
    .await
}

fn page(book: &Book, wanted: &Wanted) -> Reply {
    let filter = &wanted.filter;
    let within = |record: &&Record| {
        record.provider == Provider::PortoneV2
            && filter.from.is_none_or(|from| from <= record.changed_at)
            && filter.until.is_none_or(|until| record.changed_at <= until)
    };
    let mut all: Vec<_> = book.records.iter().filter(within).collect();
    all.sort_by_key(|record| record.changed_at);
    let PageInput { number, size } = wanted.page;
    let items: Vec<_> = all
        .iter()
        .skip(number * size)
        .take(size)
        .map(|one| payment(one))
        .collect();
    Reply::ok(json!({
        "items": items,
        "page": { "number": number, "size": size, "totalCount": all.len() },
    }))
}
