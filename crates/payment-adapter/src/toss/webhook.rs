use hexmart_application::payments::{Forged, Hint, WebhookMessage};
use serde::Deserialize;

use crate::words::{LONGEST_WEBHOOK, checksum, ours};

/// What the provider sends. Messages about payments are not signed: all of it may be anybody's.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Message {
    event_type: Option<String>,
    created_at: String,
    data: Option<Data>,
    // A deposit came in; the message has no type, and the rest stands here.
    secret: Option<String>,
    order_id: Option<String>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Data {
    order_id: Option<String>,
}

/// Reads a message. The secret of one about a deposit is not compared: it would say no more than asking does.
pub(super) fn read(message: &WebhookMessage) -> Result<Hint, Forged> {
    if message.body.len() > LONGEST_WEBHOOK {
        return Err(Forged);
    }
    let read: Message = serde_json::from_slice(&message.body).or(Err(Forged))?;
    let order = match (read.event_type.as_deref(), read.data) {
        (Some("PAYMENT_STATUS_CHANGED"), Some(data)) => Some(data.order_id.ok_or(Forged)?),
        (Some("DEPOSIT_CALLBACK"), Some(data)) => data.order_id.or(read.order_id),
        // Payouts, sellers, billing keys, and kinds of tomorrow.
        (Some(_), _) => None,
        (None, _) if read.secret.is_some() => Some(read.order_id.ok_or(Forged)?),
        (None, _) => return Err(Forged),
    };
    if read.created_at.is_empty() {
        return Err(Forged);
    }
    Ok(Hint {
        message: checksum(&message.body),
        payment: order.and_then(|order| ours(&order)),
    })
}

#[cfg(test)]
mod tests {
    use chrono::DateTime;

    use super::*;

    fn heard(body: &str) -> Result<Option<String>, Forged> {
        let message = WebhookMessage {
            headers: Vec::new(),
            body: body.as_bytes().to_vec(),
            now: DateTime::UNIX_EPOCH,
        };
        read(&message).map(|hint| hint.payment)
    }

    #[test]
    fn a_message_hints_at_the_order_it_names() {
        let uid = "0123456789abcdefghjk";
        let at = r#""createdAt":"2026-11-20T10:00:00.000000""#;
        for (body, expected) in [
            (
                format!(r#"{{"eventType":"PAYMENT_STATUS_CHANGED",{at},"data":{{"orderId":"{uid}"}}}}"#),
                Some(uid),
            ),
            (
                format!(r#"{{{at},"secret":"ps_1","status":"DONE","orderId":"{uid}"}}"#),
                Some(uid),
            ),
            (
                format!(r#"{{"eventType":"payout.changed",{at},"data":{{"orderId":"{uid}"}}}}"#),
                None,
            ),
            (format!(r#"{{"eventType":"A_KIND_OF_TOMORROW",{at}}}"#), None),
        ] {
            assert_eq!(heard(&body), Ok(expected.map(str::to_owned)), "{body}");
        }
        for body in ["", "[]", "{}", r#"{"eventType":"PAYMENT_STATUS_CHANGED"}"#] {
            assert_eq!(heard(body), Err(Forged), "{body}");
        }
    }
}
