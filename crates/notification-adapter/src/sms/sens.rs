use std::fmt;
use std::sync::Arc;

use async_trait::async_trait;
use hexmart_application::platform::{Clock, DeliveryError, Notification, Notifier, Recipient};
use hexmart_http_client::{StatusCode, Uri};
use secrecy::SecretString;
use serde_json::json;

use super::sender::SenderNumber;
use super::signature::Signer;
use super::vendor::{Vendor, endpoint, is_word};
use crate::channel::Channel;
use crate::setting::BadSetting;
use crate::shop::ShopName;
use crate::trouble::no_way;
use crate::wording::Wording;

/// An account with Naver Cloud SENS.
#[derive(Debug, Clone)]
pub struct SensSettings {
    /// Where the API is: [`SensSettings::BASE_URL`], or a fake.
    pub base_url: String,
    /// The id of the SMS service, `ncp:sms:kr:…`.
    pub service_id: String,
    /// The id of the key.
    pub access_key: String,
    /// The key itself.
    pub secret_key: SecretString,
    /// The registered number of the shop.
    pub from: SenderNumber,
    /// The name that messages begin with.
    pub shop: ShopName,
}

impl SensSettings {
    /// The vendor's own.
    pub const BASE_URL: &'static str = "https://sens.apigw.ntruss.com";
}

/// Delivers text messages to Naver Cloud SENS (API v2).
///
/// 202 is success: SENS took the message, whether it arrives or not. SENS has no way to be told of duplicates, so the
/// notification's id goes nowhere.
pub struct SensNotifier {
    vendor: Vendor,
    endpoint: Uri,
    access_key: String,
    signer: Signer,
    from: SenderNumber,
    shop: ShopName,
    clock: Arc<dyn Clock>,
}

impl fmt::Debug for SensNotifier {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("SensNotifier")
    }
}

impl SensNotifier {
    /// Reads the settings. `clock` dates the requests; SENS refuses those that are five minutes off.
    pub fn new(settings: &SensSettings, clock: Arc<dyn Clock>) -> Result<Self, BadSetting> {
        if !is_word(&settings.service_id) || !is_word(&settings.access_key) {
            return Err(BadSetting {
                setting: "the service id or access key of SENS",
                expected: "a word",
            });
        }
        let path = format!("/sms/v2/services/{}/messages", settings.service_id);
        Ok(Self {
            vendor: Vendor::new("SENS")?,
            endpoint: endpoint(&settings.base_url, &path)?,
            access_key: settings.access_key.clone(),
            signer: Signer::new(&settings.secret_key)?,
            from: settings.from.clone(),
            shop: settings.shop.clone(),
            clock,
        })
    }

    fn sign(&self, timestamp: &str) -> String {
        let path = self.endpoint.path();
        self.signer
            .base64(&format!("POST {path}\n{timestamp}\n{}", self.access_key))
    }
}

#[async_trait]
impl Notifier for SensNotifier {
    async fn deliver(&self, notification: &Notification) -> Result<(), DeliveryError> {
        let Recipient::Sms(to) = &notification.recipient else {
            return Err(no_way("SENS"));
        };
        let wording = Wording::of(
            &notification.message,
            notification.language,
            Channel::Sms,
            &self.shop,
        );
        let body = json!({
            "type": "SMS",
            "contentType": "COMM",
            "countryCode": "82",
            "from": self.from.as_str(),
            "content": wording.text,
            "messages": [{ "to": to.as_str() }],
        });
        let timestamp = self.clock.now().timestamp_millis().to_string();
        let headers = [
            ("x-ncp-apigw-timestamp", timestamp.as_str()),
            ("x-ncp-iam-access-key", &self.access_key),
            ("x-ncp-apigw-signature-v2", &self.sign(&timestamp)),
        ];
        let answer = self.vendor.post(&self.endpoint, &headers, &body).await?;
        match answer.status() {
            StatusCode::ACCEPTED => Ok(()),
            other => Err(self.vendor.failure(other, None)),
        }
    }
}
