use std::sync::Arc;

use async_trait::async_trait;
use hexmart_application::platform::{StoreError, UniqueKey};
use hexmart_application::pricing::{CouponRepository, DiscountRepository};
use hexmart_domain::pricing::{Coupon, Discount};
use hexmart_domain::shared::ProductId;

use crate::unit::MemoryUnit;

#[async_trait]
impl DiscountRepository for MemoryUnit<'_> {
    async fn latest(&mut self, product: ProductId) -> Result<Option<Discount>, StoreError> {
        let (mine, stored) = self.look();
        let chain = (product, 0)..=(product, i64::MAX);
        let newest = mine.discounts.newest(&stored.discounts, chain);
        Ok(newest.map(Arc::unwrap_or_clone))
    }

    /// Product and version are the key, as with stock: of two that want to be the newest, one finds its place taken.
    async fn append(&mut self, discount: &Discount) -> Result<(), StoreError> {
        let (mine, stored) = self.look();
        let place = (discount.product, discount.version);
        if !mine.discounts.add(&stored.discounts, &place, discount.clone()) {
            return Err(StoreError::Conflict);
        }
        Ok(())
    }
}

#[async_trait]
impl CouponRepository for MemoryUnit<'_> {
    /// Of two that want one code at once, both may pass here; the slower one loses its commit, runs again, and then
    /// meets the winner here.
    async fn add(&mut self, coupon: &Coupon) -> Result<(), StoreError> {
        let (mine, stored) = self.look();
        let code = coupon.code.unique_key();
        if !mine.coupon_codes.add(&stored.coupon_codes, &code, coupon.owner) {
            return Err(StoreError::Duplicate(UniqueKey::CouponCode));
        }
        let place = (coupon.owner, code);
        mine.coupons.put(&stored.coupons, &place, coupon.clone());
        Ok(())
    }
}
