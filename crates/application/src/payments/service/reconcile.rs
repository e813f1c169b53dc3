//! The provider's list against our own, both ways.

use std::collections::HashSet;

use hexmart_domain::payments::{
    Learned, MerchantUid, Payment, PaymentState, Provider, ProviderPayment, ProviderStatus,
};
use hexmart_domain::shared::Instant;

use super::PaymentService;
use super::pursue::{complain, known};
use crate::payments::guarded::GuardedGateway;
use crate::payments::{Discrepancy, GatewayError, PaymentFilter, PaymentGateway as _};
use crate::platform::StoreError;

/// Attempts that are looked at together.
const BATCH: u64 = 200;
/// The most pages of a provider that are read: one that never ends its list is not read for ever.
const PAGES: usize = 10_000;

impl PaymentService {
    /// Compares the lists of all providers with what is written here.
    pub(super) async fn compare(
        &self,
        from: Instant,
        until: Instant,
    ) -> Result<Vec<Discrepancy>, StoreError> {
        let mut found = Vec::new();
        for gateway in &self.gateways {
            let provider = gateway.provider();
            match self.theirs(gateway, from, until, &mut found).await? {
                Ok(seen) => self.ours(gateway, (from, until), &seen, &mut found).await?,
                Err(error) => {
                    tracing::warn!(provider = provider.as_str(), %error, "a provider's list is not known");
                    let what = format!("the provider's list is not known: {error}");
                    found.push(discrepancy(provider, "", what, false));
                }
            }
        }
        Ok(found)
    }

    /// Everything that the provider has, looked for here; answers by what names.
    async fn theirs(
        &self,
        gateway: &GuardedGateway,
        from: Instant,
        until: Instant,
        found: &mut Vec<Discrepancy>,
    ) -> Result<Result<HashSet<String>, GatewayError>, StoreError> {
        let (mut seen, mut cursor) = (HashSet::new(), None);
        for _ in 0..PAGES {
            let page = match gateway.changed(from, until, cursor.take()).await {
                Ok(page) => page,
                Err(error) => return Ok(Err(error)),
            };
            for said in page.payments {
                found.extend(self.weigh(gateway.provider(), &said).await?);
                seen.insert(said.merchant_uid);
            }
            cursor = page.next;
            if cursor.is_none() {
                return Ok(Ok(seen));
            }
        }
        Ok(Err(GatewayError::Misconfigured {
            what: "its list has no end".to_owned(),
        }))
    }

    /// One payment of the provider's list.
    async fn weigh(
        &self,
        provider: Provider,
        said: &ProviderPayment,
    ) -> Result<Option<Discrepancy>, StoreError> {
        let ours = match MerchantUid::parse(&said.merchant_uid) {
            Ok(uid) => self.payments.by_merchant_uid(&uid).await?,
            Err(_) => None,
        };
        match ours.filter(|payment| payment.provider == Some(provider)) {
            Some(payment) => self.mend(provider, &payment, said).await,
            None if has_money(said) => {
                let what = "the provider has money of a payment that nobody here knows".to_owned();
                Ok(Some(discrepancy(provider, &said.merchant_uid, what, false)))
            }
            None => Ok(None),
        }
    }

    /// Learns what the provider knows better.
    async fn mend(
        &self,
        provider: Provider,
        payment: &Payment,
        said: &ProviderPayment,
    ) -> Result<Option<Discrepancy>, StoreError> {
        let now = self.mint.now();
        let learned = payment.learn(said, self.settings.takes_test_money, self.mint.id(now), now);
        let uid = payment.merchant_uid.as_str();
        if matches!(learned, Learned::Nothing) {
            let nowhere = payment.state == PaymentState::Captured && !has_or_had_money(said);
            let what = || "paid here, and not at the provider".to_owned();
            return Ok(nowhere.then(|| discrepancy(provider, uid, what(), false)));
        }
        let was = payment.state.as_str();
        let settled = self.settle(payment.id, said.clone(), None).await?;
        Ok(match settled.suspicion {
            // It went back already: nothing is left to be seen to.
            Some(_) if !settled.changed && !has_money(said) => None,
            Some(suspicion) => {
                let what = format!("{}, and was {was} here", suspicion.as_str());
                Some(discrepancy(provider, uid, what, false))
            }
            None if settled.changed => {
                let is = settled.payment.state.as_str();
                let back = settled.payment.returned().amount();
                let what = format!("was {was} here, is {is}, and {back} of it is back");
                Some(discrepancy(provider, uid, what, true))
            }
            // A request, a message or a job was faster.
            None => None,
        })
    }

    /// Everything whose money came here in that time, and that the provider's list does not have.
    async fn ours(
        &self,
        gateway: &GuardedGateway,
        (from, until): (Instant, Instant),
        seen: &HashSet<String>,
        found: &mut Vec<Discrepancy>,
    ) -> Result<(), StoreError> {
        let filter = PaymentFilter {
            provider: Some(gateway.provider()),
            state: Some(PaymentState::Captured),
            ..PaymentFilter::default()
        };
        let mut before = None;
        loop {
            let page = self.payments.payments(&filter, before, BATCH).await?;
            for payment in &page {
                let is_meant = payment.captured_at.is_some_and(|at| from <= at && at < until);
                if is_meant && !seen.contains(payment.merchant_uid.as_str()) {
                    found.extend(self.look_for(gateway, payment).await?);
                }
            }
            // What began long before was captured before: nobody may take longer.
            let is_old = |payment: &Payment| payment.created_at + Payment::PATIENCE * 2 < from;
            match page.last() {
                Some(last) if !is_old(last) => before = Some(last.id),
                _ => return Ok(()),
            }
        }
    }

    /// A payment that the provider's list does not have is asked for by its name: lists lag behind.
    async fn look_for(
        &self,
        gateway: &GuardedGateway,
        payment: &Payment,
    ) -> Result<Option<Discrepancy>, StoreError> {
        let (provider, uid) = (gateway.provider(), payment.merchant_uid.as_str());
        match gateway.find(&known(payment)).await {
            Ok(Some(said)) => self.mend(provider, payment, &said).await,
            Ok(None) => {
                let what = "paid here, and unknown to the provider".to_owned();
                Ok(Some(discrepancy(provider, uid, what, false)))
            }
            Err(error) => {
                complain(payment, &error);
                let what = format!("not in the provider's list, and it cannot be asked: {error}");
                Ok(Some(discrepancy(provider, uid, what, false)))
            }
        }
    }
}

fn has_money(said: &ProviderPayment) -> bool {
    matches!(
        said.status,
        ProviderStatus::Paid | ProviderStatus::PartiallyCancelled
    )
}

fn has_or_had_money(said: &ProviderPayment) -> bool {
    has_money(said) || said.status == ProviderStatus::Cancelled
}

fn discrepancy(provider: Provider, merchant_uid: &str, what: String, mended: bool) -> Discrepancy {
    Discrepancy {
        provider,
        merchant_uid: merchant_uid.to_owned(),
        what,
        mended,
    }
}
