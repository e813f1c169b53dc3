//! `PortOne` by the older of its interfaces ("iamport", host `api.iamport.kr`).
//!
//! The buyer pays in the provider's window, so confirming is a look. Money that goes back is the one thing that we move, and
//! the interface knows no keys of idempotency: a refund has its id in the reason, by which it is looked for before, and is
//! sent with what is left, which is another amount once it was carried out by a call that came between.

mod call;
mod token;
mod webhook;
mod wire;

use std::fmt;
use std::sync::Arc;

use async_trait::async_trait;
use hexmart_application::payments::{
    Charge, Checkout, Confirmation, Forged, GatewayError, Hint, Known, PaymentGateway, ProviderPage,
    RefundOrder, WebhookMessage,
};
use hexmart_application::platform::Clock;
use hexmart_domain::payments::{MerchantUid, Provider, ProviderPayment, RefundOutcome};
use hexmart_domain::shared::{Currency, Instant};
use hexmart_http_client::StatusCode;
use rust_decimal::Decimal;
use secrecy::SecretString;
use url::form_urlencoded::Serializer;

use self::token::Tokens;
use self::wire::{Annotation, Paged, Prepared};
use crate::amount::{of_number, plain, smallest_units};
use crate::http::{Call, HttpClient, Purpose, Trouble, in_doubt, within_a_minute};
use crate::mark::marked;
use crate::settings::{BadSetting, Base};
use crate::words::failure;

/// How many payments a page has.
const PAGE: &str = "100";

/// The shop, as the provider knows it.
#[derive(Debug, Clone)]
pub struct PortoneV1Settings {
    /// Where the provider is: [`PortoneV1Settings::BASE_URL`], or its double.
    pub base_url: String,
    /// The key of the REST interface.
    pub imp_key: String,
    /// What belongs to it.
    pub imp_secret: SecretString,
    /// What the provider's script in the browser begins with: `imp00000000`.
    pub customer_code: String,
    /// By which channel buyers pay.
    pub channel_key: String,
}

impl PortoneV1Settings {
    /// The provider's own.
    pub const BASE_URL: &'static str = "https://api.iamport.kr";
}

/// `PortOne` V1.
pub struct PortoneV1 {
    base: Base,
    http: HttpClient,
    tokens: Tokens,
    customer_code: String,
    channel_key: String,
}

impl fmt::Debug for PortoneV1 {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("PortoneV1")
            .field("base", &self.base)
            .finish_non_exhaustive()
    }
}

impl PortoneV1 {
    /// The provider, or its double. Tokens age by `clock`.
    pub fn new(
        settings: PortoneV1Settings,
        http: HttpClient,
        clock: Arc<dyn Clock>,
    ) -> Result<Self, BadSetting> {
        let base = Base::parse(&settings.base_url)?;
        let url = base.at(&["users", "getToken"]);
        Ok(Self {
            tokens: Tokens::new(http.clone(), url, settings.imp_key, settings.imp_secret, clock),
            base,
            http,
            customer_code: settings.customer_code,
            channel_key: settings.channel_key,
        })
    }

    async fn tell(&self, charge: &Charge) -> Result<Checkout, GatewayError> {
        // Counted, so that nothing is announced that the currency does not have.
        smallest_units(charge.amount)?;
        let form = Serializer::new(String::new())
            .append_pair("merchant_uid", charge.merchant_uid.as_str())
            .append_pair("amount", &plain(charge.amount))
            .append_pair("currency", charge.amount.currency().code())
            .finish();
        let call = Call::post_form(self.base.at(&["payments", "prepare"]), form);
        let told = self.call::<Prepared>(Purpose::Look, call).await?;
        if told.code != 0 {
            // Told before, most likely, and by us.
            let url = self
                .base
                .at(&["payments", "prepare", charge.merchant_uid.as_str()]);
            let known = self.call::<Prepared>(Purpose::Look, Call::get(url)).await?;
            let amount = known
                .response
                .and_then(|known| of_number(&known.amount, charge.amount.currency()));
            if known.code != 0 || amount != Some(charge.amount) {
                return Err(GatewayError::Declined(failure(
                    "not_prepared",
                    told.message.as_deref(),
                )));
            }
        }
        Ok(self.checkout(charge))
    }

    fn checkout(&self, charge: &Charge) -> Checkout {
        let currency = charge.amount.currency();
        let parameters = [
            ("customerCode", self.customer_code.as_str()),
            ("channelKey", &self.channel_key),
            ("merchant_uid", charge.merchant_uid.as_str()),
            ("name", &charge.title),
            ("amount", &plain(charge.amount)),
            ("currency", currency.code()),
        ];
        let owned = parameters.map(|(name, value)| (name.to_owned(), value.to_owned()));
        Checkout {
            parameters: owned.into(),
        }
    }

    /// What the provider has by a name of ours. Always by that: a key comes from the buyer's browser, and may be the one of
    /// a failed attempt, or of somebody else's payment.
    async fn known(&self, uid: &MerchantUid) -> Result<Vec<Annotation>, GatewayError> {
        let mut url = self.base.at(&["payments", "findAll", uid.as_str()]);
        // Newest first. Without `include_sandbox`, payments by test channels are not there.
        url.query_pairs_mut()
            .append_pair("sorting", "-updated")
            .append_pair("limit", PAGE)
            .append_pair("include_sandbox", "true");
        let answer = self.call::<Paged>(Purpose::Look, Call::get(url)).await?;
        // None is a status of its own at times, and an empty list at others.
        if answer.code != 0 && answer.status != StatusCode::NOT_FOUND {
            return Err(Purpose::Look.error(Trouble::Said(answer.code.to_string())));
        }
        let mut known = answer.response.map(|page| page.list).unwrap_or_default();
        known.retain(|payment| payment.merchant_uid == uid.as_str());
        Ok(known)
    }

    async fn look(
        &self,
        uid: &MerchantUid,
        currency: Currency,
    ) -> Result<Option<ProviderPayment>, GatewayError> {
        let known = self.known(uid).await?;
        // The first of the weightiest: the last one would be the oldest.
        let Some(payment) = known.into_iter().rev().max_by_key(Annotation::weight) else {
            return Ok(None);
        };
        let nonsense = || Purpose::Look.error(Trouble::Nonsense("no payment"));
        payment.payment(currency).map(Some).ok_or_else(nonsense)
    }

    async fn give_back(&self, order: &RefundOrder) -> Result<RefundOutcome, GatewayError> {
        smallest_units(order.amount)?;
        if order.amount.amount() <= Decimal::ZERO {
            // To the provider, nothing is everything.
            return Ok(RefundOutcome::Refused(failure("no_amount", None)));
        }
        // With another amount that is left, the provider would carry it out once more.
        if self.has_refund(order).await? {
            return Ok(RefundOutcome::Done);
        }
        let form = Serializer::new(String::new())
            .append_pair("imp_uid", order.key.as_str())
            .append_pair("merchant_uid", order.merchant_uid.as_str())
            .append_pair("amount", &plain(order.amount))
            .append_pair("checksum", &plain(order.refundable))
            .append_pair("reason", &marked(&order.reason, order.id))
            .finish();
        let call = Call::post_form(self.base.at(&["payments", "cancel"]), form);
        let answer = self.call::<Annotation>(Purpose::Move, call).await?;
        if answer.code == 0 {
            return Ok(RefundOutcome::Done);
        }
        // It may have been carried out since, by another call.
        if self.has_refund(order).await.map_err(in_doubt)? {
            Ok(RefundOutcome::Done)
        } else {
            let said = answer.message.as_deref();
            Ok(RefundOutcome::Refused(failure("cancel_refused", said)))
        }
    }

    async fn has_refund(&self, order: &RefundOrder) -> Result<bool, GatewayError> {
        let known = self.known(&order.merchant_uid).await?;
        Ok(known.iter().any(|payment| payment.has_refund(order.id)))
    }

    /// `GET /payments/status/all` takes 90 days at most; by which of its instants a payment is within them is not
    /// documented, so whoever compares lists does well to begin some days early.
    async fn list(
        &self,
        from: Instant,
        until: Instant,
        page: Option<String>,
    ) -> Result<ProviderPage, GatewayError> {
        let mut url = self.base.at(&["payments", "status", "all"]);
        url.query_pairs_mut()
            .append_pair("from", &from.timestamp().to_string())
            .append_pair("to", &until.timestamp().to_string())
            .append_pair("page", page.as_deref().unwrap_or("1"))
            .append_pair("limit", PAGE)
            .append_pair("sorting", "updated")
            .append_pair("include_sandbox", "true");
        let answer = self.call::<Paged>(Purpose::Look, Call::get(url)).await?;
        if answer.code != 0 {
            return Err(Purpose::Look.error(Trouble::Said(answer.code.to_string())));
        }
        let Some(page) = answer.response else {
            return Ok(ProviderPage::default());
        };
        Ok(ProviderPage {
            payments: page
                .list
                .into_iter()
                .filter_map(|known| known.payment(Currency::KRW))
                .collect(),
            next: (page.next > 0).then(|| page.next.to_string()),
        })
    }
}

#[async_trait]
impl PaymentGateway for PortoneV1 {
    fn provider(&self) -> Provider {
        Provider::PortoneV1
    }

    async fn prepare(&self, charge: &Charge) -> Result<Checkout, GatewayError> {
        within_a_minute(Purpose::Look, self.tell(charge)).await
    }

    async fn confirm(&self, confirmation: &Confirmation) -> Result<ProviderPayment, GatewayError> {
        let look = self.look(&confirmation.merchant_uid, confirmation.amount.currency());
        let known = within_a_minute(Purpose::Move, look).await.map_err(in_doubt)?;
        // The buyer says to have paid, and may be ahead of the provider's records.
        known.ok_or_else(|| GatewayError::unknown(Trouble::Nonsense("no such payment yet")))
    }

    async fn find(&self, known: &Known) -> Result<Option<ProviderPayment>, GatewayError> {
        within_a_minute(Purpose::Look, self.look(&known.merchant_uid, known.currency)).await
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
