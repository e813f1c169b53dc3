//! `PortOne` (`api.portone.io`).
//!
//! The buyer pays in the provider's window, and confirming is a look; or, where the shop has that set up at the provider,
//! the window hands out a token, and the money is taken when we come with it.

mod call;
mod refund;
mod signature;
mod webhook;
mod wire;

use std::fmt;

use async_trait::async_trait;
use chrono::SecondsFormat;
use hexmart_application::payments::{
    Charge, Checkout, Confirmation, Forged, GatewayError, Hint, Known, PaymentGateway, ProviderPage,
    RefundOrder, WebhookMessage,
};
use hexmart_domain::payments::{MerchantUid, Provider, ProviderPayment, RefundOutcome};
use hexmart_domain::shared::Instant;
use hexmart_http_client::header::HeaderValue;
use secrecy::{ExposeSecret as _, SecretString};
use serde::de::IgnoredAny;
use serde_json::json;

use self::call::{idempotency, said};
use self::signature::Secrets;
use self::wire::{Paged, Payment, Status};
use crate::amount::smallest_units;
use crate::http::{Call, HttpClient, Purpose, Trouble, in_doubt, within_a_minute};
use crate::settings::{BadSetting, Base, credentials};
use crate::words::failure;

/// The header of keys of idempotency.
const IDEMPOTENCY_KEY: &str = "idempotency-key";
/// How many payments a page has.
const PAGE: u64 = 100;

/// The shop, as the provider knows it.
#[derive(Debug, Clone)]
pub struct PortoneV2Settings {
    /// Where the provider is: [`PortoneV2Settings::BASE_URL`], or its double.
    pub base_url: String,
    /// What calls are signed with.
    pub api_secret: SecretString,
    /// Which shop: `store-…`.
    pub store_id: String,
    /// By which channel buyers pay: `channel-key-…`.
    pub channel_key: String,
    /// What messages are signed with, `whsec_…`: one, or two while one replaces the other.
    pub webhook_secrets: Vec<SecretString>,
    /// Whether the shop takes the money itself once the buyer agreed, as is set up at the provider.
    pub manual_approval: bool,
}

impl PortoneV2Settings {
    /// The provider's own.
    pub const BASE_URL: &'static str = "https://api.portone.io";
}

/// `PortOne` V2.
pub struct PortoneV2 {
    base: Base,
    http: HttpClient,
    credentials: HeaderValue,
    secrets: Secrets,
    store_id: String,
    channel_key: String,
    manual_approval: bool,
}

impl fmt::Debug for PortoneV2 {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("PortoneV2")
            .field("base", &self.base)
            .finish_non_exhaustive()
    }
}

impl PortoneV2 {
    /// The provider, or its double.
    pub fn new(settings: PortoneV2Settings, http: HttpClient) -> Result<Self, BadSetting> {
        Ok(Self {
            base: Base::parse(&settings.base_url)?,
            http,
            credentials: credentials(&format!("PortOne {}", settings.api_secret.expose_secret()))?,
            secrets: Secrets::new(&settings.webhook_secrets)?,
            store_id: settings.store_id,
            channel_key: settings.channel_key,
            manual_approval: settings.manual_approval,
        })
    }

    async fn tell(&self, charge: &Charge) -> Result<Checkout, GatewayError> {
        let uid = charge.merchant_uid.as_str();
        let body = json!({
            "storeId": self.store_id,
            "totalAmount": smallest_units(charge.amount)?,
            "currency": charge.amount.currency().code(),
        });
        let call = Call::post_json(self.base.at(&["payments", uid, "pre-register"]), &body)
            .with(IDEMPOTENCY_KEY, idempotency(&format!("prepare-{uid}"))?);
        match self.call::<IgnoredAny>(Purpose::Look, call).await? {
            Ok(_) => {}
            // Whoever goes on with it hears so when it is confirmed.
            Err(refusal) if refusal.kind == "ALREADY_PAID" => {}
            Err(refusal) if refusal.kind == "IDEMPOTENCY_OUTSTANDING_REQUEST" => {
                return Err(said(Purpose::Look, &refusal));
            }
            Err(refusal) => {
                let no = failure(&refusal.kind, refusal.message.as_deref());
                return Err(GatewayError::Declined(no));
            }
        }
        Ok(self.checkout(charge))
    }

    fn checkout(&self, charge: &Charge) -> Checkout {
        let parameters = [
            ("storeId", self.store_id.clone()),
            ("channelKey", self.channel_key.clone()),
            ("paymentId", charge.merchant_uid.as_str().to_owned()),
            ("orderName", charge.title.clone()),
            (
                "totalAmount",
                smallest_units(charge.amount).unwrap_or_default().to_string(),
            ),
            (
                "currency",
                format!("CURRENCY_{}", charge.amount.currency().code()),
            ),
        ];
        Checkout {
            parameters: parameters.map(|(name, value)| (name.to_owned(), value)).into(),
        }
    }

    /// What the provider has by a name of ours.
    async fn known(&self, uid: &MerchantUid) -> Result<Option<Payment>, GatewayError> {
        let mut url = self.base.at(&["payments", uid.as_str()]);
        url.query_pairs_mut().append_pair("storeId", &self.store_id);
        match self.call(Purpose::Look, Call::get(url)).await? {
            Ok(payment) => Ok(Some(payment)),
            // No other 404: one of somebody on the way would make payments disappear.
            Err(refusal) if refusal.kind == "PAYMENT_NOT_FOUND" => Ok(None),
            Err(refusal) => Err(said(Purpose::Look, &refusal)),
        }
    }

    async fn look(&self, uid: &MerchantUid) -> Result<Option<ProviderPayment>, GatewayError> {
        self.known(uid).await?.map(sense).transpose()
    }

    async fn take(&self, confirmation: &Confirmation) -> Result<ProviderPayment, GatewayError> {
        let uid = &confirmation.merchant_uid;
        // It may be taken already: by the buyer, or by an answer that nobody heard.
        let known = self.known(uid).await.map_err(in_doubt)?;
        let known = known.ok_or_else(|| GatewayError::unknown(Trouble::Nonsense("no such payment yet")))?;
        if !self.manual_approval || known.status != Status::Ready {
            return sense(known).map_err(in_doubt);
        }
        let body = json!({
            "storeId": self.store_id,
            "paymentToken": confirmation.key.as_str(),
            "totalAmount": smallest_units(confirmation.amount)?,
            "currency": confirmation.amount.currency().code(),
        });
        let call = Call::post_json(self.base.at(&["payments", uid.as_str(), "confirm"]), &body).with(
            IDEMPOTENCY_KEY,
            idempotency(&format!("confirm-{}", uid.as_str()))?,
        );
        let taken = self.call::<IgnoredAny>(Purpose::Move, call).await?;
        // The answer says little. The payment says all, whatever the answer was.
        let known = self.known(uid).await.map_err(in_doubt)?;
        match (taken, known) {
            (_, Some(known)) if known.status != Status::Ready => sense(known).map_err(in_doubt),
            (Err(refusal), _) => Err(said(Purpose::Move, &refusal)),
            (Ok(_), _) => Err(GatewayError::unknown(Trouble::Nonsense(
                "a payment that was not taken",
            ))),
        }
    }

    async fn list(
        &self,
        from: Instant,
        until: Instant,
        page: Option<String>,
    ) -> Result<ProviderPage, GatewayError> {
        let number: u64 = page.and_then(|page| page.parse().ok()).unwrap_or(0);
        let rfc3339 = |at: Instant| at.to_rfc3339_opts(SecondsFormat::Millis, true);
        // The input of `GET /payments` in the provider's server SDK. A body of a GET goes into the query.
        let wanted = json!({
            "page": { "number": number, "size": PAGE },
            "filter": {
                "storeId": self.store_id,
                "timestampType": "STATUS_CHANGED_AT",
                "from": rfc3339(from),
                "until": rfc3339(until),
                "sortBy": "STATUS_CHANGED_AT",
                "sortOrder": "ASC",
                "version": "V2",
            },
        });
        let mut url = self.base.at(&["payments"]);
        url.query_pairs_mut()
            .append_pair("requestBody", &wanted.to_string());
        let found: Paged = match self.call(Purpose::Look, Call::get(url)).await? {
            Ok(found) => found,
            Err(refusal) => return Err(said(Purpose::Look, &refusal)),
        };
        let seen = found
            .page
            .number
            .saturating_add(1)
            .saturating_mul(found.page.size);
        let more = !found.items.is_empty() && seen < found.page.total_count;
        Ok(ProviderPage {
            payments: found.items.into_iter().filter_map(Payment::payment).collect(),
            next: more.then(|| number.saturating_add(1).to_string()),
        })
    }
}

fn sense(payment: Payment) -> Result<ProviderPayment, GatewayError> {
    let nonsense = || Purpose::Look.error(Trouble::Nonsense("no payment"));
    payment.payment().ok_or_else(nonsense)
}

#[async_trait]
impl PaymentGateway for PortoneV2 {
    fn provider(&self) -> Provider {
        Provider::PortoneV2
    }

    async fn prepare(&self, charge: &Charge) -> Result<Checkout, GatewayError> {
        within_a_minute(Purpose::Look, self.tell(charge)).await
    }

    async fn confirm(&self, confirmation: &Confirmation) -> Result<ProviderPayment, GatewayError> {
        within_a_minute(Purpose::Move, self.take(confirmation)).await
    }

    async fn find(&self, known: &Known) -> Result<Option<ProviderPayment>, GatewayError> {
        within_a_minute(Purpose::Look, self.look(&known.merchant_uid)).await
    }

    async fn refund(&self, order: &RefundOrder) -> Result<RefundOutcome, GatewayError> {
        within_a_minute(Purpose::Move, self.give_back(order)).await
    }

    async fn changed(
        &self,
        from: Instant,
        until: Instant,
        cursor: Option<String>,
    ) -> Result<ProviderPage, GatewayError> {
        within_a_minute(Purpose::Look, self.list(from, until, cursor)).await
    }

    fn read_webhook(&self, message: &WebhookMessage) -> Result<Hint, Forged> {
        webhook::read(message, &self.secrets, &self.store_id)
    }
}
