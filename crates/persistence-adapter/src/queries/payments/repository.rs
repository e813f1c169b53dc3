use async_trait::async_trait;
use hexmart_application::payments::PaymentRepository;
use hexmart_application::platform::StoreError;
use hexmart_domain::payments::{MerchantUid, Payment, PaymentPurpose, Provider};
use hexmart_domain::shared::{Instant, OrderId, PaymentId, UserId};

use super::super::Transaction;

#[async_trait]
impl PaymentRepository for Transaction<'_> {
    async fn add(&mut self, payment: &Payment) -> Result<(), StoreError> {
        super::add(self.conn, payment).await
    }

    async fn find(&mut self, id: PaymentId) -> Result<Option<Payment>, StoreError> {
        super::payment(self.conn, id).await
    }

    async fn newest(
        &mut self,
        purpose: PaymentPurpose,
        buyer: UserId,
    ) -> Result<Option<Payment>, StoreError> {
        super::newest(self.conn, purpose, buyer).await
    }

    async fn of_order(&mut self, order: OrderId) -> Result<Vec<Payment>, StoreError> {
        super::of_order(self.conn, order).await
    }

    async fn by_merchant_uid(&mut self, uid: &MerchantUid) -> Result<Option<Payment>, StoreError> {
        super::by_merchant_uid(self.conn, uid).await
    }

    async fn save(&mut self, payment: &Payment) -> Result<(), StoreError> {
        super::save(self.conn, payment).await
    }

    async fn pays_for(&mut self, order: OrderId, payment: PaymentId) -> Result<(), StoreError> {
        super::pays_for(self.conn, order, payment).await
    }

    async fn heard(&mut self, provider: Provider, message: &str, now: Instant) -> Result<bool, StoreError> {
        super::heard(self.conn, provider, message, now).await
    }

    async fn forget_messages(&mut self, before: Instant, limit: u64) -> Result<u64, StoreError> {
        super::forget_messages(self.conn, before, limit).await
    }
}
