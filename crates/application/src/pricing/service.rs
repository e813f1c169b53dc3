use std::fmt;
use std::sync::Arc;

use async_trait::async_trait;
use hexmart_domain::pricing::{Coupon, CouponCode, Discount};

use super::{CreateCouponError, NewCoupon, Pricing, SetDiscount, SetDiscountError};
use crate::platform::{Abort, Mint, Store, transact};

/// The use cases of prices.
pub struct PricingService {
    store: Arc<dyn Store>,
    mint: Mint,
}

impl fmt::Debug for PricingService {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("PricingService")
    }
}

impl PricingService {
    /// Joins the ports.
    pub fn new(store: Arc<dyn Store>, mint: Mint) -> Self {
        Self { store, mint }
    }
}

#[async_trait]
impl Pricing for PricingService {
    async fn set_discount(&self, wanted: SetDiscount) -> Result<Discount, SetDiscountError> {
        let SetDiscount {
            product,
            percentage,
            authority,
        } = wanted;
        let now = self.mint.now();
        let id = self.mint.id(now);
        transact(&*self.store, "set_discount", move |uow| {
            Box::pin(async move {
                match uow.products().owner(product).await? {
                    Some(owner) if authority.covers(owner) => {}
                    _ => return Err(Abort::Refused(SetDiscountError::UnknownProduct)),
                }
                let latest = uow.discounts().latest(product).await?;
                let discount = Discount::replacing(latest.as_ref(), id, product, percentage, now);
                uow.discounts().append(&discount).await?;
                Ok(discount)
            })
        })
        .await
    }

    async fn create_coupon(&self, wanted: NewCoupon) -> Result<Coupon, CreateCouponError> {
        let now = self.mint.now();
        let id = self.mint.id(now);
        let NewCoupon {
            owner,
            code,
            percentage,
            validity,
        } = wanted;
        let code = code.unwrap_or_else(|| CouponCode::generated(id));
        let coupon = Coupon {
            id,
            owner,
            code,
            percentage,
            validity,
            active: true,
            created_at: now,
        };
        transact(&*self.store, "create_coupon", move |uow| {
            let coupon = coupon.clone();
            Box::pin(async move {
                uow.coupons().add(&coupon).await?;
                Ok::<_, Abort<CreateCouponError>>(coupon)
            })
        })
        .await
    }
}
