//! Toss Payments (`api.tosspayments.com`, API 2022-11-16).
//!
//! The buyer agrees in the provider's window, which hands out a key, and the money is taken when we come with it, within ten
//! minutes. A key of idempotency is compared with the address and not with the body, so it is made of our own name of the
//! payment or the refund, and of nothing that somebody else could bring along.

mod call;
mod codes;
mod refund;
mod webhook;
mod wire;

use std::fmt;

use async_trait::async_trait;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use chrono::FixedOffset;
use hexmart_application::payments::{
    Charge, Checkout, Confirmation, Forged, GatewayError, Hint, Known, PaymentGateway, ProviderPage,
    RefundOrder, WebhookMessage,
};
use hexmart_domain::payments::{MerchantUid, Provider, ProviderPayment, ProviderStatus, RefundOutcome};
use hexmart_domain::shared::Instant;
use hexmart_http_client::header::HeaderValue;
use secrecy::{ExposeSecret as _, SecretString};
use serde_json::json;

use self::call::Said;
use self::codes::Meaning;
use self::wire::{Payment, Transaction};
use crate::amount::{number, plain, smallest_units};
use crate::http::{Call, HttpClient, Purpose, Trouble, in_doubt, within_a_minute};
use crate::settings::{BadSetting, Base, credentials};
use crate::words::failure;

/// How many transactions a page has. Each is looked up, one after the other.
const PAGE: usize = 30;
/// The provider writes and reads instants as clocks in Seoul show them.
const SEOUL: i32 = 9 * 3600;

/// The shop, as the provider knows it.
#[derive(Debug, Clone)]
pub struct TossSettings {
    /// Where the provider is: [`TossSettings::BASE_URL`], or its double.
    pub base_url: String,
    /// What calls are signed with: `live_gsk_…`, `test_gsk_…`.
    pub secret_key: SecretString,
    /// What the provider's script in the browser begins with: `live_gck_…`, `test_gck_…`.
    pub client_key: String,
}

impl TossSettings {
    /// The provider's own.
    pub const BASE_URL: &'static str = "https://api.tosspayments.com";
}

/// Toss Payments.
pub struct Toss {
    base: Base,
    http: HttpClient,
    credentials: HeaderValue,
    client_key: String,
    /// Whether the key is one for trying out, with which no money moves.
    test: bool,
}

impl fmt::Debug for Toss {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Toss")
            .field("base", &self.base)
            .finish_non_exhaustive()
    }
}

impl Toss {
    /// The provider, or its double.
    pub fn new(settings: TossSettings, http: HttpClient) -> Result<Self, BadSetting> {
        let secret = settings.secret_key.expose_secret();
        Ok(Self {
            base: Base::parse(&settings.base_url)?,
            http,
            credentials: credentials(&format!("Basic {}", STANDARD.encode(format!("{secret}:"))))?,
            test: secret.starts_with("test_"),
            client_key: settings.client_key,
        })
    }

    fn checkout(&self, charge: &Charge) -> Result<Checkout, GatewayError> {
        smallest_units(charge.amount)?;
        let parameters = [
            ("clientKey", self.client_key.clone()),
            // Nobody's cards are kept, so the provider has no need to tell buyers apart.
            ("customerKey", "ANONYMOUS".to_owned()),
            ("orderId", charge.merchant_uid.as_str().to_owned()),
            ("orderName", charge.title.clone()),
            ("amount", plain(charge.amount)),
            ("currency", charge.amount.currency().code().to_owned()),
        ];
        Ok(Checkout {
            parameters: parameters.map(|(name, value)| (name.to_owned(), value)).into(),
        })
    }

    /// What the provider has by a name of ours. Always by that: a key comes from the buyer's browser, and may be the one of
    /// somebody else's payment.
    async fn known(&self, uid: &MerchantUid) -> Result<Option<Payment>, GatewayError> {
        let url = self.base.at(&["v1", "payments", "orders", uid.as_str()]);
        match self.call(Purpose::Look, Call::get(url)).await? {
            Said::Done(payment) => Ok(Some(payment)),
            // No other 404: one of somebody on the way would make payments disappear.
            Said::Refused(_, refusal) if refusal.code == "NOT_FOUND_PAYMENT" => Ok(None),
            Said::Refused(_, refusal) => Err(call::said(Purpose::Look, &refusal)),
        }
    }

    async fn look(&self, uid: &MerchantUid) -> Result<Option<ProviderPayment>, GatewayError> {
        self.known(uid)
            .await?
            .map(|payment| self.sense(payment))
            .transpose()
    }

    fn sense(&self, payment: Payment) -> Result<ProviderPayment, GatewayError> {
        let nonsense = || Purpose::Look.error(Trouble::Nonsense("no payment"));
        payment.payment(self.test).ok_or_else(nonsense)
    }

    async fn take(&self, confirmation: &Confirmation) -> Result<ProviderPayment, GatewayError> {
        let uid = &confirmation.merchant_uid;
        let body = json!({
            "paymentKey": confirmation.key.as_str(),
            "orderId": uid.as_str(),
            "amount": number(confirmation.amount)?,
        });
        let call = Call::post_json(self.base.at(&["v1", "payments", "confirm"]), &body).with(
            call::IDEMPOTENCY_KEY,
            call::idempotency(&format!("confirm-{}", uid.as_str()))?,
        );
        let (meaning, refusal) = match self.call::<Payment>(Purpose::Move, call).await? {
            Said::Done(payment) => return self.sense(payment).map_err(in_doubt),
            Said::Refused(meaning, refusal) => (meaning, refusal),
        };
        let declined = GatewayError::Declined(failure(&refusal.code, refusal.message.as_deref()));
        match meaning {
            Meaning::Declined => Err(declined),
            Meaning::Settled => {
                // Done by an earlier call, or never to be done: by this key, nothing will be.
                let known = self.look(uid).await.map_err(in_doubt)?;
                let decided = known.filter(|known| known.status != ProviderStatus::Pending);
                decided.ok_or(declined)
            }
            Meaning::Misconfigured | Meaning::Unknown => Err(call::said(Purpose::Move, &refusal)),
        }
    }

    /// `GET /v1/transactions` lists each time that money came or went; what stands there is not a payment, so each is
    /// looked up. `startingAfter` is the transaction that the page before ended with.
    async fn list(
        &self,
        from: Instant,
        until: Instant,
        after: Option<String>,
    ) -> Result<ProviderPage, GatewayError> {
        let mut url = self.base.at(&["v1", "transactions"]);
        url.query_pairs_mut()
            .append_pair("startDate", &in_seoul(from))
            .append_pair("endDate", &in_seoul(until))
            .append_pair("limit", &PAGE.to_string());
        if let Some(after) = after {
            url.query_pairs_mut().append_pair("startingAfter", &after);
        }
        let moves: Vec<Transaction> = match self.call(Purpose::Look, Call::get(url)).await? {
            Said::Done(moves) => moves,
            Said::Refused(_, refusal) => return Err(call::said(Purpose::Look, &refusal)),
        };
        let last = moves.last().map(|last| last.transaction_key.clone());
        let next = last.filter(|_| moves.len() >= PAGE);
        let mut keys: Vec<_> = moves
            .into_iter()
            .map(|transaction| transaction.payment_key)
            .collect();
        keys.sort_unstable();
        keys.dedup();
        let mut payments = Vec::with_capacity(keys.len());
        for key in keys {
            payments.extend(self.by_key(&key).await?);
        }
        Ok(ProviderPage { payments, next })
    }

    async fn by_key(&self, key: &str) -> Result<Option<ProviderPayment>, GatewayError> {
        let url = self.base.at(&["v1", "payments", key]);
        match self.call::<Payment>(Purpose::Look, Call::get(url)).await? {
            Said::Done(payment) => self.sense(payment).map(Some),
            Said::Refused(_, refusal) if refusal.code == "NOT_FOUND_PAYMENT" => Ok(None),
            Said::Refused(_, refusal) => Err(call::said(Purpose::Look, &refusal)),
        }
    }
}

fn in_seoul(at: Instant) -> String {
    let shown = FixedOffset::east_opt(SEOUL).map(|seoul| at.with_timezone(&seoul).naive_local());
    shown
        .unwrap_or_else(|| at.naive_utc())
        .format("%Y-%m-%dT%H:%M:%S%.3f")
        .to_string()
}

#[async_trait]
impl PaymentGateway for Toss {
    fn provider(&self) -> Provider {
        Provider::Toss
    }

    /// The provider wants to know nothing beforehand.
    async fn prepare(&self, charge: &Charge) -> Result<Checkout, GatewayError> {
        self.checkout(charge)
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
        webhook::read(message)
    }
}

#[cfg(test)]
mod tests {
    use chrono::DateTime;

    use super::*;

    #[test]
    fn instants_are_written_as_in_seoul() {
        let at = DateTime::from_timestamp_millis(1_795_000_000_123).unwrap();
        assert_eq!(in_seoul(at), "2026-11-18T20:06:40.123".to_owned());
    }
}
