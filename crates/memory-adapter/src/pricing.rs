use async_trait::async_trait;
use hexmart_application::platform::{StoreError, UniqueKey};
use hexmart_application::pricing::{CouponRepository, DiscountRepository};
use hexmart_domain::pricing::{Coupon, Discount};
use hexmart_domain::shared::ProductId;

use crate::unit::MemoryUnit;

#[async_trait]
impl DiscountRepository for MemoryUnit<'_> {
    async fn latest(&mut self, product: ProductId) -> Result<Option<Discount>, StoreError> {
        let staged = self.staged.latest_discount(product).cloned();
        Ok(staged.or_else(|| self.shared.read().latest_discount(product).cloned()))
    }

    /// Product and version are the key, as with stock: of two that want to be the newest, one finds its place taken.
    async fn append(&mut self, discount: &Discount) -> Result<(), StoreError> {
        let place = (discount.product, discount.version);
        if self.either(|tables| tables.discounts.contains_key(&place)) {
            return Err(StoreError::Conflict);
        }
        self.staged.discounts.insert(place, discount.clone());
        Ok(())
    }
}

#[async_trait]
impl CouponRepository for MemoryUnit<'_> {
    /// Of two that want one code at once, both may pass here; the slower one loses its commit, runs again, and then
    /// meets the winner here.
    async fn add(&mut self, coupon: &Coupon) -> Result<(), StoreError> {
        let code = coupon.code.unique_key();
        if self.either(|tables| tables.codes.contains_key(&code)) {
            return Err(StoreError::Duplicate(UniqueKey::CouponCode));
        }
        self.staged.codes.insert(code.clone(), coupon.owner);
        self.staged.coupons.insert((coupon.owner, code), coupon.clone());
        Ok(())
    }
}
