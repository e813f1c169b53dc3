//! The questions about payments, over whatever the database's own `Desk` asks with.

use std::sync::Arc;

use async_trait::async_trait;
use futures_util::FutureExt;
use hexmart_application::payments::{PaymentFilter, PaymentQueries};
use hexmart_application::platform::StoreError;
use hexmart_domain::payments::{MerchantUid, Payment};
use hexmart_domain::shared::{Instant, OrderId, PaymentId};

use super::super::super::desk::Desk;

#[async_trait]
impl PaymentQueries for Desk {
    async fn payment(&self, id: PaymentId) -> Result<Option<Payment>, StoreError> {
        self.ask(move |conn| super::payment(conn, id).boxed()).await
    }

    async fn of_order(&self, order: OrderId) -> Result<Vec<Payment>, StoreError> {
        self.ask(move |conn| super::of_order(conn, order).boxed()).await
    }

    async fn by_merchant_uid(&self, uid: &MerchantUid) -> Result<Option<Payment>, StoreError> {
        let uid = Arc::new(uid.clone());
        self.ask(move |conn| {
            let uid = Arc::clone(&uid);
            async move { super::by_merchant_uid(conn, &uid).await }.boxed()
        })
        .await
    }

    async fn payments(
        &self,
        filter: &PaymentFilter,
        before: Option<PaymentId>,
        limit: u64,
    ) -> Result<Vec<Payment>, StoreError> {
        let filter = *filter;
        self.search(move |conn| async move { super::page(conn, &filter, before, limit).await }.boxed())
            .await
    }

    async fn to_ask(&self, now: Instant, limit: u64) -> Result<Vec<PaymentId>, StoreError> {
        self.ask(move |conn| super::ids(conn, super::to_be_asked(now, limit)).boxed())
            .await
    }

    async fn overdue(&self, now: Instant, limit: u64) -> Result<Vec<PaymentId>, StoreError> {
        self.ask(move |conn| super::ids(conn, super::late(now, limit)).boxed())
            .await
    }
}
