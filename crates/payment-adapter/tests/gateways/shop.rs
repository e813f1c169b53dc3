//! A shop that is signed up with the doubles.

use std::net::TcpListener;
use std::sync::Arc;

use async_trait::async_trait;
use chrono::DateTime;
use hexmart_application::payments::{Charge, PaymentGateway, WebhookMessage};
use hexmart_application::platform::Clock as _;
use hexmart_contracts::gateway::{Course, Moved, Till};
use hexmart_domain::payments::{MerchantUid, PaymentKey, Provider};
use hexmart_domain::shared::{Currency, Instant, Money};
use hexmart_fakes::payments::{
    Buyer, IAMPORT, Mishap, PORTONE, PORTONE_STORE, PORTONE_WEBHOOK_SECRETS, SentMessage, Step,
    TOSS_SECRET_KEY,
};
use hexmart_fakes::{FakeClient, FakeServer, Fakes, FakesSettings};
use hexmart_payment_adapter::HttpClient;
use hexmart_payment_adapter::portone_v1::{PortoneV1, PortoneV1Settings};
use hexmart_payment_adapter::portone_v2::{PortoneV2, PortoneV2Settings};
use hexmart_payment_adapter::toss::{Toss, TossSettings};
use rust_decimal::Decimal;

use crate::world::{Counted, SetClock};

/// Who takes the money, and by whose word.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind {
    V1,
    V2,
    /// The shop takes the money with the token of the window.
    V2ByToken,
    Toss,
}

impl Kind {
    pub(crate) const ALL: [Self; 4] = [Self::V1, Self::V2, Self::V2ByToken, Self::Toss];

    pub(crate) fn provider(self) -> Provider {
        match self {
            Self::V1 => Provider::PortoneV1,
            Self::V2 | Self::V2ByToken => Provider::PortoneV2,
            Self::Toss => Provider::Toss,
        }
    }

    /// What confirming is to the provider.
    pub(crate) fn confirming(self) -> Step {
        match self {
            Self::V1 | Self::V2 => Step::Look,
            Self::V2ByToken | Self::Toss => Step::Confirm,
        }
    }

    /// Below which name the double is.
    pub(crate) fn mount(self) -> &'static str {
        match self {
            Self::V1 => "iamport",
            Self::V2 | Self::V2ByToken => "portone",
            Self::Toss => "toss",
        }
    }
}

pub(crate) struct Shop {
    pub(crate) kind: Kind,
    pub(crate) fakes: Fakes,
    pub(crate) clock: Arc<SetClock>,
    pub(crate) gateway: Arc<dyn PaymentGateway>,
    server: FakeServer,
}

/// A gateway to whoever is at the base URL.
pub(crate) fn gateway(kind: Kind, base_url: String, clock: &Arc<SetClock>) -> Arc<dyn PaymentGateway> {
    let http = HttpClient::new().unwrap();
    match kind {
        Kind::V1 => {
            let (key, secret) = IAMPORT;
            let settings = PortoneV1Settings {
                base_url,
                imp_key: key.to_owned(),
                imp_secret: secret.into(),
                customer_code: "imp00000000".to_owned(),
                channel_key: "channel-key-demo".to_owned(),
            };
            let clock = Arc::clone(clock);
            Arc::new(PortoneV1::new(settings, http, clock).unwrap())
        }
        Kind::V2 | Kind::V2ByToken => {
            let settings = PortoneV2Settings {
                base_url,
                api_secret: PORTONE.into(),
                store_id: PORTONE_STORE.to_owned(),
                channel_key: "channel-key-demo".to_owned(),
                webhook_secrets: PORTONE_WEBHOOK_SECRETS.map(Into::into).into(),
                manual_approval: kind == Kind::V2ByToken,
            };
            Arc::new(PortoneV2::new(settings, http).unwrap())
        }
        Kind::Toss => {
            let settings = TossSettings {
                base_url,
                secret_key: TOSS_SECRET_KEY.into(),
                client_key: "test_gck_demo".to_owned(),
            };
            Arc::new(Toss::new(settings, http).unwrap())
        }
    }
}

impl Shop {
    pub(crate) fn open(kind: Kind) -> Self {
        let clock = Arc::new(SetClock::new());
        let client = FakeClient {
            id: String::new(),
            secret: String::new(),
            redirect_uris: Vec::new(),
        };
        let settings = FakesSettings {
            kakao: client.clone(),
            naver: client.clone(),
            google: client,
        };
        let same_clock = Arc::clone(&clock);
        let fakes = Fakes::new(settings, same_clock, Arc::new(Counted::from(1)));
        let server = fakes.serve_on(TcpListener::bind("127.0.0.1:0").unwrap()).unwrap();
        let gateway = gateway(kind, format!("{}/{}", server.url(), kind.mount()), &clock);
        Self {
            kind,
            fakes,
            clock,
            gateway,
            server,
        }
    }

    fn spoil(&self, step: Step, mishap: Mishap) {
        self.fakes.spoil(self.kind.provider(), step, mishap);
    }

    pub(crate) fn base_url(&self) -> String {
        format!("{}/{}", self.server.url(), self.kind.mount())
    }

    /// How often a path of the double was called.
    pub(crate) fn calls(&self, path: &str) -> usize {
        let path = format!("/fake/{}{path}", self.kind.mount());
        let calls = self.fakes.calls();
        calls.iter().filter(|call| call.path == path).count()
    }
}

#[async_trait]
impl Till for Shop {
    fn gateway(&self) -> Arc<dyn PaymentGateway> {
        Arc::clone(&self.gateway)
    }

    async fn agree(&self, charge: &Charge, course: Course) -> Option<PaymentKey> {
        let confirming = self.kind.confirming();
        match course {
            Course::ConfirmLostBefore => self.spoil(confirming, Mishap::LostBefore),
            Course::ConfirmLostAfter => self.spoil(confirming, Mishap::LostAfter),
            Course::ConfirmBroken => self.spoil(confirming, Mishap::BrokenBefore),
            Course::RefundLostBefore => self.spoil(Step::Refund, Mishap::LostBefore),
            Course::RefundLostAfter => self.spoil(Step::Refund, Mishap::BrokenAfter),
            Course::RefundsLater if self.kind == Kind::V1 => return None,
            Course::RefundsLater => self.fakes.defer_refunds(true),
            Course::Well | Course::BadCard | Course::OtherAmount => {}
        }
        let buyer = match (course, self.kind) {
            (Course::BadCard, _) => Buyer::HasABadCard,
            (_, Kind::V2ByToken) => Buyer::LeavesItToTheShop,
            _ => Buyer::Agrees,
        };
        let mut amount: i64 = charge.amount.amount().to_string().parse().unwrap();
        if course == Course::OtherAmount {
            amount -= 100;
        }
        let uid = charge.merchant_uid.as_str();
        let key = self
            .fakes
            .window(self.kind.provider(), uid, amount, buyer)
            .unwrap();
        Some(PaymentKey::parse(&key).unwrap())
    }

    fn moved(&self, payment: &MerchantUid) -> Moved {
        let moves = self.fakes.moved(Some(payment.as_str()));
        let sum = |wanted: fn(&i64) -> bool| {
            let sum: i64 = moves.iter().map(|moved| moved.amount).filter(wanted).sum();
            Money::new(Decimal::from(sum.abs()), Currency::KRW)
        };
        Moved {
            charges: moves.iter().filter(|moved| moved.amount > 0).count(),
            charged: sum(|amount| *amount > 0),
            returned: sum(|amount| *amount < 0),
        }
    }

    fn keep_promises(&self) {
        self.fakes.defer_refunds(false);
    }

    fn message(&self, payment: &MerchantUid) -> Option<WebhookMessage> {
        let sent = self.fakes.messages(Some(payment.as_str())).pop()?;
        Some(WebhookMessage {
            headers: sent.headers,
            body: sent.body.into_bytes(),
            now: self.now(),
        })
    }

    fn signed_by_a_stranger(&self, message: &WebhookMessage) -> Option<WebhookMessage> {
        if self.kind.provider() != Provider::PortoneV2 {
            return None;
        }
        let header = |wanted: &str| message.headers.iter().find(|(name, _)| name == wanted).unwrap();
        let at: i64 = header("webhook-timestamp").1.parse().unwrap();
        let body = std::str::from_utf8(&message.body).unwrap();
        Some(WebhookMessage {
            headers: SentMessage::signature(
                "whsec_c29tZWJvZHkgZWxzZSdzIHNlY3JldA==",
                &header("webhook-id").1,
                DateTime::from_timestamp(at, 0).unwrap(),
                body,
            ),
            ..message.clone()
        })
    }

    fn now(&self) -> Instant {
        self.clock.now()
    }
}
