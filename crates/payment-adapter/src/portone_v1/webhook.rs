use hexmart_application::payments::{Forged, Hint, WebhookMessage};
use serde::Deserialize;
use url::form_urlencoded;

use crate::words::{LONGEST_WEBHOOK, checksum, is_key, ours};

/// What the provider sends, as JSON or as a form. It is not signed: all of it may be anybody's.
#[derive(Default, Deserialize)]
struct Message {
    imp_uid: Option<String>,
    merchant_uid: Option<String>,
    status: Option<String>,
}

pub(super) fn read(message: &WebhookMessage) -> Result<Hint, Forged> {
    let body = &message.body;
    if body.len() > LONGEST_WEBHOOK {
        return Err(Forged);
    }
    let read = if body.first() == Some(&b'{') {
        serde_json::from_slice(body).or(Err(Forged))?
    } else {
        form(body)
    };
    let (Some(key), Some(name), Some(status)) = (read.imp_uid, read.merchant_uid, read.status) else {
        return Err(Forged);
    };
    if !is_key(&key) || status.is_empty() || name.is_empty() {
        return Err(Forged);
    }
    Ok(Hint {
        message: checksum(body),
        payment: ours(&name),
    })
}

fn form(body: &[u8]) -> Message {
    let mut read = Message::default();
    for (name, value) in form_urlencoded::parse(body) {
        let place = match name.as_ref() {
            "imp_uid" => &mut read.imp_uid,
            "merchant_uid" => &mut read.merchant_uid,
            "status" => &mut read.status,
            _ => continue,
        };
        *place = Some(value.into_owned());
    }
    read
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
    fn messages_come_as_json_and_as_forms() {
        let uid = "0123456789abcdefghjk";
        for body in [
            format!(r#"{{"imp_uid":"imp_1","merchant_uid":"{uid}","status":"paid","new":[1]}}"#),
            format!("imp_uid=imp_1&merchant_uid={uid}&status=a+word+of+tomorrow"),
        ] {
            assert_eq!(heard(&body), Ok(Some(uid.to_owned())), "{body}");
        }
        assert_eq!(
            heard("imp_uid=imp_1&merchant_uid=another-shop&status=paid"),
            Ok(None)
        );
        for body in [
            "",
            "{}",
            "imp_uid=imp_1&status=paid",
            "{",
            "imp_uid=%00&merchant_uid=a&status=paid",
        ] {
            assert_eq!(heard(body), Err(Forged), "{body}");
        }
    }
}
