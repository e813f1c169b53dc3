use std::sync::Arc;

use async_trait::async_trait;
use hexmart_application::platform::{StoreError, UniqueKey};
use hexmart_application::pricing::{CouponRepository, DiscountRepository, HeldCoupon};
use hexmart_domain::pricing::{Coupon, CouponCode, Discount};
use hexmart_domain::shared::{CouponId, Instant, OrderId, ProductId, UserId};

use crate::tables::{Changes, Tables};
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
        mine.coupon_places.put(&stored.coupon_places, &coupon.id, place);
        Ok(())
    }

    async fn held(&mut self, owner: UserId, code: &CouponCode) -> Result<Option<HeldCoupon>, StoreError> {
        let (mine, stored) = self.look();
        Ok(mine.held_coupon(&stored, &(owner, code.unique_key())))
    }

    async fn find(&mut self, id: CouponId) -> Result<Option<HeldCoupon>, StoreError> {
        let (mine, stored) = self.look();
        let place = mine.coupon_places.get(&stored.coupon_places, &id);
        Ok(place.and_then(|place| mine.held_coupon(&stored, &place)))
    }

    /// The coupon is the key of its slot: of two orders that want it at once, one finds it taken, here or in the commit.
    async fn redeem(&mut self, coupon: CouponId, order: OrderId, _now: Instant) -> Result<(), StoreError> {
        let (mine, stored) = self.look();
        if !mine.redemptions.add(&stored.redemptions, &coupon, order) {
            return Err(StoreError::Conflict);
        }
        Ok(())
    }

    async fn free(&mut self, coupon: CouponId, order: OrderId) -> Result<bool, StoreError> {
        let (mine, stored) = self.look();
        let holder = mine.redemptions.get(&stored.redemptions, &coupon);
        let is_held = holder.is_some_and(|holder| *holder == order);
        if is_held {
            mine.redemptions.remove(&stored.redemptions, &coupon);
        }
        Ok(is_held)
    }
}

impl Changes {
    fn held_coupon(&mut self, stored: &Tables, place: &(UserId, String)) -> Option<HeldCoupon> {
        let coupon = self.coupons.get(&stored.coupons, place)?;
        Some(HeldCoupon {
            redeemed: self.redemptions.has(&stored.redemptions, &coupon.id),
            coupon: Arc::unwrap_or_clone(coupon),
        })
    }
}
