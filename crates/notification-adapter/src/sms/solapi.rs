use std::fmt;
use std::sync::Arc;

use async_trait::async_trait;
use chrono::SecondsFormat;
use hexmart_application::platform::{Clock, DeliveryError, Entropy, Notification, Notifier, Recipient};
use hexmart_http_client::{StatusCode, Uri};
use secrecy::SecretString;
use serde::Deserialize;
use serde_json::json;

use super::sender::SenderNumber;
use super::signature::{Signer, hex};
use super::vendor::{Vendor, endpoint, is_word};
use crate::channel::Channel;
use crate::setting::BadSetting;
use crate::shop::ShopName;
use crate::trouble::{Trouble, no_way};
use crate::wording::Wording;

/// How many random bytes salt a signature.
const SALT: usize = 16;

/// An account with Solapi.
#[derive(Debug, Clone)]
pub struct SolapiSettings {
    /// Where the API is: [`SolapiSettings::BASE_URL`], or a fake.
    pub base_url: String,
    /// The id of the key.
    pub api_key: String,
    /// The key itself.
    pub api_secret: SecretString,
    /// The registered number of the shop.
    pub from: SenderNumber,
    /// The name that messages begin with.
    pub shop: ShopName,
}

impl SolapiSettings {
    /// The vendor's own.
    pub const BASE_URL: &'static str = "https://api.solapi.com";
}

/// Delivers text messages to Solapi (API v4).
///
/// Solapi answers 200 even to messages that it refuses, and lists them in the answer.
pub struct SolapiNotifier {
    vendor: Vendor,
    endpoint: Uri,
    api_key: String,
    signer: Signer,
    from: SenderNumber,
    shop: ShopName,
    clock: Arc<dyn Clock>,
    entropy: Arc<dyn Entropy>,
}

impl fmt::Debug for SolapiNotifier {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("SolapiNotifier")
    }
}

impl SolapiNotifier {
    /// Reads the settings. `clock` dates the requests and `entropy` salts their signatures.
    pub fn new(
        settings: &SolapiSettings,
        clock: Arc<dyn Clock>,
        entropy: Arc<dyn Entropy>,
    ) -> Result<Self, BadSetting> {
        if !is_word(&settings.api_key) {
            return Err(BadSetting {
                setting: "the API key of Solapi",
                expected: "a word",
            });
        }
        Ok(Self {
            vendor: Vendor::new("Solapi")?,
            endpoint: endpoint(&settings.base_url, "/messages/v4/send-many/detail")?,
            api_key: settings.api_key.clone(),
            signer: Signer::new(&settings.api_secret)?,
            from: settings.from.clone(),
            shop: settings.shop.clone(),
            clock,
            entropy,
        })
    }

    fn authorization(&self) -> String {
        let date = self.clock.now().to_rfc3339_opts(SecondsFormat::Millis, true);
        let secret = self.entropy.secret();
        let salt = hex(secret.get(..SALT).unwrap_or(&secret));
        let signature = self.signer.hex(&format!("{date}{salt}"));
        format!(
            "HMAC-SHA256 apiKey={}, date={date}, salt={salt}, signature={signature}",
            self.api_key
        )
    }
}

#[async_trait]
impl Notifier for SolapiNotifier {
    async fn deliver(&self, notification: &Notification) -> Result<(), DeliveryError> {
        let Recipient::Sms(to) = &notification.recipient else {
            return Err(no_way("Solapi"));
        };
        let wording = Wording::of(
            &notification.message,
            notification.language,
            Channel::Sms,
            &self.shop,
        );
        let body = json!({
            "messages": [{
                "to": to.as_str(),
                "from": self.from.as_str(),
                "text": wording.text,
                "type": "SMS",
            }],
            "allowDuplicates": false,
        });
        let authorization = self.authorization();
        let headers = [("authorization", authorization.as_str())];
        let answer = self.vendor.post(&self.endpoint, &headers, &body).await?;
        if answer.status() != StatusCode::OK {
            let problem: Problem = serde_json::from_slice(answer.body()).unwrap_or_default();
            let code = problem.error_code.filter(|code| is_error_code(code));
            return Err(self.vendor.failure(answer.status(), code.as_deref()));
        }
        let report: Report = serde_json::from_slice(answer.body()).or(Err(Trouble::Garbled))?;
        report
            .refusal()
            .map_or(Ok(()), |code| Err(self.vendor.refusal(code)))
    }
}

/// What Solapi says about a request that it took.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Report {
    group_info: GroupInfo,
    #[serde(default)]
    failed_message_list: Vec<Failed>,
}

#[derive(Deserialize)]
struct GroupInfo {
    count: Count,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Count {
    #[serde(default)]
    registered_failed: u64,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Failed {
    status_code: String,
}

/// What Solapi says about a request that it did not take.
#[derive(Default, Deserialize)]
#[serde(rename_all = "camelCase")]
struct Problem {
    error_code: Option<String>,
}

impl Report {
    /// The code of why our message was refused, if it was.
    fn refusal(&self) -> Option<&str> {
        match self.failed_message_list.first() {
            Some(failed) if is_status_code(&failed.status_code) => Some(&failed.status_code),
            Some(_) => Some("refused"),
            None => (self.group_info.count.registered_failed > 0).then_some("refused"),
        }
    }
}

/// `3012`. Anything longer might be somebody's number.
fn is_status_code(text: &str) -> bool {
    (1..=5).contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_digit())
}

/// `ValidationError`.
fn is_error_code(text: &str) -> bool {
    (1..=40).contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_alphabetic())
}
