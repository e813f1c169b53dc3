use hexmart_application::payments::{Forged, Hint, WebhookMessage};
use serde::Deserialize;

use super::signature::Secrets;
use crate::words::{LONGEST_WEBHOOK, ours};

#[derive(Deserialize)]
struct Message {
    #[serde(rename = "type")]
    kind: String,
    data: Option<Data>,
}

/// Those about billing keys have no payment.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Data {
    store_id: Option<String>,
    payment_id: Option<String>,
}

/// Reads a message, once its signature is the provider's. Of a kind that is not known yet, or about another shop of the
/// same merchant, it is a hint at nothing.
pub(super) fn read(message: &WebhookMessage, secrets: &Secrets, store: &str) -> Result<Hint, Forged> {
    if message.body.len() > LONGEST_WEBHOOK {
        return Err(Forged);
    }
    let id = secrets.verify(message)?;
    let read: Message = serde_json::from_slice(&message.body).or(Err(Forged))?;
    let about_payments = read.kind.starts_with("Transaction.");
    let payment = read
        .data
        .filter(|data| about_payments && data.store_id.as_deref() == Some(store))
        .and_then(|data| data.payment_id)
        .and_then(|name| ours(&name));
    Ok(Hint {
        message: id.to_owned(),
        payment,
    })
}
