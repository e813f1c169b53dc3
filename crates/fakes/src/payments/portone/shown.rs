use serde_json::{Value, json};

use crate::payments::accounts::PORTONE_STORE;
use crate::payments::record::{Cancel, Record, Standing};

/// A refund as the provider writes it.
pub(super) fn cancellation(cancel: &Cancel) -> Value {
    json!({
        "status": if cancel.done { "SUCCEEDED" } else { "REQUESTED" },
        "id": cancel.id,
        "totalAmount": cancel.amount,
        "taxFreeAmount": 0,
        "vatAmount": 0,
        "reason": cancel.reason,
        "requestedAt": cancel.at,
    })
}

/// A payment as the provider writes it.
pub(super) fn payment(record: &Record) -> Value {
    let status = match record.standing {
        Standing::Agreed => "READY",
        Standing::Awaited => "VIRTUAL_ACCOUNT_ISSUED",
        Standing::Refused(_) => "FAILED",
        Standing::Paid if record.cancelled() == 0 => "PAID",
        Standing::Paid if record.cancelled() == record.amount => "CANCELLED",
        Standing::Paid => "PARTIAL_CANCELLED",
    };
    let mut shown = json!({
        "status": status,
        "id": record.uid,
        "transactionId": record.key,
        "merchantId": "merchant-demo",
        "storeId": PORTONE_STORE,
        "version": "V2",
        "channel": { "type": "TEST", "pgProvider": "TOSSPAYMENTS", "pgMerchantId": "demo" },
        "requestedAt": record.begun_at,
        "updatedAt": record.changed_at,
        "statusChangedAt": record.changed_at,
        "orderName": "",
        "amount": {
            "total": record.amount,
            "taxFree": 0,
            "paid": record.amount.saturating_sub(record.cancelled()),
            "cancelled": record.cancelled(),
            "cancelledTaxFree": 0,
        },
        "currency": record.currency,
        "customer": {},
    });
    let more = match record.standing {
        Standing::Refused(code) => json!({
            "failedAt": record.changed_at,
            "failure": { "reason": "거절", "pgCode": code, "pgMessage": "승인이 거절되었습니다." },
        }),
        Standing::Paid => json!({
            "paidAt": record.paid_at,
            "pgTxId": format!("pg-{}", record.key),
            "receiptUrl": format!("https://receipt.portone.io/{}", record.key),
            "method": { "type": "PaymentMethodCard" },
            "cancellations": record.cancels.iter().map(cancellation).collect::<Vec<_>>(),
        }),
        Standing::Agreed | Standing::Awaited => json!({}),
    };
    if let (Some(shown), Value::Object(more)) = (shown.as_object_mut(), more) {
        shown.extend(more);
    }
    shown
}
