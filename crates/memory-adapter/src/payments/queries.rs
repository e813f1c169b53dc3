use std::ops::Bound;

use async_trait::async_trait;
use hexmart_application::payments::{PaymentFilter, PaymentQueries};
use hexmart_application::platform::StoreError;
use hexmart_domain::payments::{MerchantUid, Payment, PaymentPurpose, PaymentState};
use hexmart_domain::shared::{Instant, OrderId, PaymentId};

use crate::store::Memory;
use crate::tables::Tables;
use crate::to_usize;

#[async_trait]
impl PaymentQueries for Memory {
    async fn payment(&self, id: PaymentId) -> Result<Option<Payment>, StoreError> {
        Ok(self.shared.read().payment(id))
    }

    async fn of_order(&self, order: OrderId) -> Result<Vec<Payment>, StoreError> {
        let tables = self.shared.read();
        let attempts = tables
            .payments_of
            .get(&(PaymentPurpose::Order(order), None))
            .into_iter();
        let ids = attempts.flat_map(|attempts| attempts.values());
        Ok(ids.filter_map(|id| tables.payment(*id)).collect())
    }

    async fn by_merchant_uid(&self, uid: &MerchantUid) -> Result<Option<Payment>, StoreError> {
        let tables = self.shared.read();
        let id = tables.merchant_uids.get(uid.as_str());
        Ok(id.and_then(|id| tables.payment(**id)))
    }

    async fn payments(
        &self,
        filter: &PaymentFilter,
        before: Option<PaymentId>,
        limit: u64,
    ) -> Result<Vec<Payment>, StoreError> {
        let tables = self.shared.read();
        let end = before.map_or(Bound::Unbounded, Bound::Excluded);
        let newest = tables.payments.range((Bound::Unbounded, end)).rev();
        let payments = newest.map(|(_, payment)| &**payment);
        let passing = payments.filter(|payment| passes(payment, filter));
        Ok(passing.take(to_usize(limit)).cloned().collect())
    }

    async fn to_ask(&self, now: Instant, limit: u64) -> Result<Vec<PaymentId>, StoreError> {
        let tables = self.shared.read();
        Ok(tables.due(now, limit, |payment| payment.ask_at))
    }

    async fn overdue(&self, now: Instant, limit: u64) -> Result<Vec<PaymentId>, StoreError> {
        let tables = self.shared.read();
        Ok(tables.due(now, limit, |payment| {
            let waits = matches!(payment.state, PaymentState::Created | PaymentState::Prepared);
            waits.then_some(payment.expires_at)
        }))
    }
}

impl Tables {
    fn payment(&self, id: PaymentId) -> Option<Payment> {
        self.payments.get(&id).map(|payment| Payment::clone(payment))
    }

    /// The ids of the payments that are due, the longest waiting first.
    fn due(&self, now: Instant, limit: u64, at: impl Fn(&Payment) -> Option<Instant>) -> Vec<PaymentId> {
        let payments = self.payments.values();
        let mut due: Vec<_> = payments
            .filter_map(|payment| Some((at(payment).filter(|at| *at <= now)?, payment.id)))
            .collect();
        due.sort_unstable();
        due.into_iter().take(to_usize(limit)).map(|(_, id)| id).collect()
    }
}

fn passes(payment: &Payment, filter: &PaymentFilter) -> bool {
    filter.buyer.is_none_or(|buyer| payment.buyer == buyer)
        && filter.state.is_none_or(|state| payment.state == state)
        && filter
            .provider
            .is_none_or(|provider| payment.provider == Some(provider))
}
