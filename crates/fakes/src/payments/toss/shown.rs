use chrono::{DateTime, FixedOffset};
use hexmart_domain::shared::Instant;
use serde_json::{Value, json};

use crate::payments::record::{Record, Standing};

/// Each time that money of a payment came or went.
pub(super) fn moves(record: &Record) -> Vec<(Instant, Value)> {
    let one = |key: String, status: &str, amount: i64, at: Instant| {
        let shown = json!({
            "mId": "tdemo",
            "transactionKey": key,
            "paymentKey": record.key,
            "orderId": record.uid,
            "currency": record.currency,
            "method": "카드",
            "amount": amount,
            "status": status,
            "transactionAt": local(at),
        });
        (at, shown)
    };
    let paid = record
        .paid_at
        .map(|at| one(format!("{}_0", record.key), "DONE", record.amount, at));
    let back = record.cancels.iter().map(|cancel| {
        one(
            cancel.id.clone(),
            "CANCELED",
            cancel.amount.saturating_neg(),
            cancel.at,
        )
    });
    paid.into_iter().chain(back).collect()
}

/// The time zone of everything that the provider writes.
pub(super) fn seoul() -> Option<FixedOffset> {
    FixedOffset::east_opt(9 * 3600)
}

fn local(at: Instant) -> Option<String> {
    let shown: DateTime<FixedOffset> = at.with_timezone(&seoul()?);
    Some(shown.format("%Y-%m-%dT%H:%M:%S%:z").to_string())
}

/// A payment as the provider writes it.
pub(in crate::payments) fn payment(record: &Record) -> Value {
    let status = match record.standing {
        Standing::Agreed => "IN_PROGRESS",
        Standing::Awaited => "WAITING_FOR_DEPOSIT",
        Standing::Refused("EXPIRED") => "EXPIRED",
        Standing::Refused(_) => "ABORTED",
        Standing::Paid if record.cancels.is_empty() => "DONE",
        Standing::Paid if record.left() == 0 => "CANCELED",
        Standing::Paid => "PARTIAL_CANCELED",
    };
    let failure = match record.standing {
        Standing::Refused(code) => json!({ "code": code, "message": "카드사에서 승인이 거절되었습니다." }),
        _ => Value::Null,
    };
    let cancels: Vec<_> = record
        .cancels
        .iter()
        .map(|cancel| {
            json!({
                "transactionKey": cancel.id,
                "cancelReason": cancel.reason,
                "cancelAmount": cancel.amount,
                "canceledAt": local(cancel.at),
                "cancelStatus": if cancel.done { "DONE" } else { "IN_PROGRESS" },
            })
        })
        .collect();
    json!({
        "mId": "tdemo",
        "version": "2022-11-16",
        "paymentKey": record.key,
        "orderId": record.uid,
        "type": "NORMAL",
        "method": "카드",
        "status": status,
        "currency": record.currency,
        "totalAmount": record.amount,
        "balanceAmount": record.amount.saturating_sub(record.cancelled()),
        "requestedAt": local(record.begun_at),
        "approvedAt": record.paid_at.and_then(local),
        "lastTransactionKey": record.paid_at.map(|_| format!("{}_0", record.key)),
        "isPartialCancelable": true,
        "receipt": { "url": format!("https://dashboard.tosspayments.com/receipt/{}", record.key) },
        "cancels": if cancels.is_empty() { Value::Null } else { json!(cancels) },
        "secret": null,
        "failure": failure,
    })
}
