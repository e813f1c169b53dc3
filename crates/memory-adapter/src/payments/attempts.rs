use std::sync::Arc;

use async_trait::async_trait;
use hexmart_application::payments::PaymentRepository;
use hexmart_application::platform::{StoreError, UniqueKey};
use hexmart_domain::payments::{MerchantUid, Payment, PaymentPurpose, Provider};
use hexmart_domain::shared::{Instant, OrderId, PaymentId, UserId};

use super::target;
use crate::unit::MemoryUnit;
use crate::{to_u64, to_usize};

#[async_trait]
impl PaymentRepository for MemoryUnit<'_> {
    /// The row that lists the attempts for one target is read and written by each of them: of two that begin at once, the
    /// slower one loses its commit.
    async fn add(&mut self, payment: &Payment) -> Result<(), StoreError> {
        let (mine, stored) = self.look();
        let target = target(payment.purpose, payment.buyer);
        let attempts = mine.payments_of.get(&stored.payments_of, &target);
        let mut attempts = attempts.map(Arc::unwrap_or_clone).unwrap_or_default();
        if attempts.contains_key(&payment.attempt) {
            return Err(StoreError::Conflict);
        }
        let uid = payment.merchant_uid.as_str().to_owned();
        if mine.payments.has(&stored.payments, &payment.id)
            || !mine.merchant_uids.add(&stored.merchant_uids, &uid, payment.id)
        {
            return Err(StoreError::Duplicate(UniqueKey::Id));
        }
        attempts.insert(payment.attempt, payment.id);
        mine.payments_of.put(&stored.payments_of, &target, attempts);
        mine.payments.put(&stored.payments, &payment.id, payment.clone());
        Ok(())
    }

    async fn find(&mut self, id: PaymentId) -> Result<Option<Payment>, StoreError> {
        let (mine, stored) = self.look();
        Ok(mine.payments.get(&stored.payments, &id).map(Arc::unwrap_or_clone))
    }

    async fn newest(
        &mut self,
        purpose: PaymentPurpose,
        buyer: UserId,
    ) -> Result<Option<Payment>, StoreError> {
        let (mine, stored) = self.look();
        let attempts = mine.payments_of.get(&stored.payments_of, &target(purpose, buyer));
        let newest = attempts.and_then(|attempts| attempts.values().next_back().copied());
        let payment = newest.and_then(|id| mine.payments.get(&stored.payments, &id));
        Ok(payment.map(Arc::unwrap_or_clone))
    }

    async fn of_order(&mut self, order: OrderId) -> Result<Vec<Payment>, StoreError> {
        let (mine, stored) = self.look();
        let target = (PaymentPurpose::Order(order), None);
        let attempts = mine.payments_of.get(&stored.payments_of, &target);
        let ids = attempts.iter().flat_map(|attempts| attempts.values());
        let payments = ids.filter_map(|id| mine.payments.get(&stored.payments, id));
        Ok(payments.map(Arc::unwrap_or_clone).collect())
    }

    async fn by_merchant_uid(&mut self, uid: &MerchantUid) -> Result<Option<Payment>, StoreError> {
        let (mine, stored) = self.look();
        let id = mine
            .merchant_uids
            .get(&stored.merchant_uids, &uid.as_str().to_owned());
        let payment = id.and_then(|id| mine.payments.get(&stored.payments, &id));
        Ok(payment.map(Arc::unwrap_or_clone))
    }

    async fn save(&mut self, payment: &Payment) -> Result<(), StoreError> {
        let (mine, stored) = self.look();
        let before = mine.payments.get(&stored.payments, &payment.id);
        if before.is_none_or(|before| before.version.saturating_add(1) != payment.version) {
            return Err(StoreError::Conflict);
        }
        mine.payments.put(&stored.payments, &payment.id, payment.clone());
        Ok(())
    }

    /// Of two attempts that paid at once, both may pass here; the slower one loses its commit, runs again, and then meets
    /// the winner here.
    async fn pays_for(&mut self, order: OrderId, payment: PaymentId) -> Result<(), StoreError> {
        let (mine, stored) = self.look();
        let holder = mine.order_payments.get(&stored.order_payments, &order);
        if holder.is_some_and(|holder| *holder != payment) {
            return Err(StoreError::Duplicate(UniqueKey::OrderPayment));
        }
        mine.order_payments.put(&stored.order_payments, &order, payment);
        Ok(())
    }

    async fn heard(&mut self, provider: Provider, message: &str, now: Instant) -> Result<bool, StoreError> {
        let (mine, stored) = self.look();
        let key = (provider, message.to_owned());
        let row = (provider, message.to_owned(), now);
        Ok(mine.heard.add(&stored.heard, &key, row))
    }

    async fn forget_messages(&mut self, before: Instant, limit: u64) -> Result<u64, StoreError> {
        let (mine, stored) = self.look();
        let mut old = mine
            .heard
            .every(&stored.heard, move |(.., heard)| *heard < before);
        old.sort_by_key(|row| row.2);
        if let Some(last) = to_usize(limit).checked_sub(1).and_then(|last| old.get(last)) {
            let last = last.2;
            old.retain(|row| row.2 <= last);
        }
        for (provider, message, _) in old.iter().map(|row| &**row) {
            mine.heard.remove(&stored.heard, &(*provider, message.clone()));
        }
        Ok(to_u64(old.len()))
    }
}
