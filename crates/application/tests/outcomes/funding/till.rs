//! A shop with campaigns and a till, at a provider that only plays.

use std::sync::Arc;

use chrono::TimeDelta;
use hexmart_application::payments::{
    Bill, ConfirmPaymentError, Means, PaymentPorts, PaymentService, PaymentSettings, Payments as _,
    StartPaymentError, payment_jobs,
};
use hexmart_application::platform::Store;
use hexmart_application::points::{Bookkeeper, PointsSettings};
use hexmart_application::settlement::Settling;
use hexmart_domain::funding::{Campaign, Pledge};
use hexmart_domain::payments::{Payment, PaymentKey};
use hexmart_domain::shared::{BasisPoints, CampaignId, Currency, Instant, Money, PaymentId, TierId, UserId};
use hexmart_payment_adapter::sandbox::SandboxGateway;

use super::Fund;
use crate::given::done;

pub(super) fn money(amount: i64) -> Money {
    Money::new(amount.into(), Currency::KRW)
}

pub(super) struct Till {
    pub(super) fund: Fund,
    pub(super) payments: Arc<PaymentService>,
    pub(super) sandbox: Arc<SandboxGateway>,
}

impl Till {
    pub(super) async fn new() -> Self {
        let fund = Fund::new().await;
        let store = fund.world.ports.store.clone();
        Self::over(fund, store)
    }

    /// The same over another store.
    pub(super) fn over(fund: Fund, store: Arc<dyn Store>) -> Self {
        let world = &fund.world;
        let sandbox = Arc::new(SandboxGateway::new(world.clock.clone(), [7; 32]));
        let ports = PaymentPorts {
            store,
            payments: world.storage.payments.clone(),
            orders: world.storage.orders.clone(),
            gateways: vec![sandbox.clone()],
            vault: world.ports.vault.clone(),
            settling: Settling {
                books: Bookkeeper::new(PointsSettings::default(), world.mint.clone()),
                commission: BasisPoints::NONE,
                mint: world.mint.clone(),
            },
            changed: fund.changes.clone(),
            mint: world.mint.clone(),
        };
        let settings = PaymentSettings {
            takes_test_money: true,
            ..PaymentSettings::default()
        };
        let payments = Arc::new(PaymentService::new(ports, settings));
        Self {
            fund,
            payments,
            sandbox,
        }
    }

    /// Somebody with a pocket and no points.
    pub(super) async fn backer(&self, local: &str) -> UserId {
        self.fund.backer(local, 0).await.id
    }

    pub(super) async fn start(
        &self,
        backer: UserId,
        campaign: CampaignId,
        tier: Option<TierId>,
    ) -> Result<Payment, StartPaymentError> {
        let bill = Bill::Pledge { campaign, tier };
        let started = self.payments.start(backer, bill, Means::default(), None);
        Ok(done(started.await?).payment)
    }

    /// The buyer agrees, with a key that says what goes wrong.
    pub(super) async fn confirm(
        &self,
        payment: &Payment,
        scenario: &str,
    ) -> Result<Payment, ConfirmPaymentError> {
        let key = PaymentKey::parse(scenario).unwrap();
        self.payments
            .confirm(payment.buyer, payment.id, key, payment.amount)
            .await
    }

    /// Somebody new who paid for a pledge.
    pub(super) async fn backed(&self, campaign: CampaignId, local: &str, scenario: &str) -> Payment {
        let backer = self.backer(local).await;
        let payment = self.start(backer, campaign, None).await.unwrap();
        self.confirm(&payment, scenario).await.unwrap()
    }

    /// The buyer paid at the provider, and nobody told the shop.
    pub(super) fn pay_silently(&self, payment: &Payment) {
        let key = PaymentKey::parse("sandbox_ok_silent").unwrap();
        self.sandbox.pay(&payment.merchant_uid, &key).unwrap();
    }

    pub(super) async fn payment(&self, id: PaymentId) -> Payment {
        let found = self.fund.world.storage.payments.payment(id).await;
        found.unwrap().unwrap()
    }

    pub(super) async fn pledge_of(&self, campaign: CampaignId, backer: UserId) -> Option<Pledge> {
        let campaigns = &self.fund.world.storage.campaigns;
        campaigns.pledge_of(campaign, backer).await.unwrap()
    }

    /// How often the provider took money for an attempt, and what it kept of that.
    pub(super) fn kept(&self, payment: &Payment) -> (u32, Money) {
        let entry = self.sandbox.entry(&payment.merchant_uid).unwrap();
        let kept = entry.charged.checked_sub(entry.returned).unwrap();
        (entry.charges, kept)
    }

    pub(super) fn at(&self, now: Instant) {
        self.fund.world.clock.0.lock().unwrap().clone_from(&now);
    }

    /// Lets the final date of a campaign pass.
    pub(super) fn pass(&self, campaign: &Campaign) {
        self.at(campaign.terms.final_date.closes_at());
    }

    /// Runs what looks after payments, every five seconds of two minutes.
    pub(super) async fn pursue(&self) {
        for _ in 0..24 {
            for job in payment_jobs(&self.payments).iter().take(2) {
                self.fund.run(&**job).await.unwrap();
            }
            *self.fund.world.clock.0.lock().unwrap() += TimeDelta::seconds(5);
        }
    }

    /// Nothing is wrong with the shop, and the provider took nothing twice and gave nothing back twice.
    pub(super) async fn assert_sound(&self) {
        self.fund.assert_sound().await;
        for entry in self.sandbox.entries() {
            assert!(entry.charges <= 1, "{entry:?}");
            assert!(entry.returned.amount() <= entry.charged.amount(), "{entry:?}");
        }
    }
}
