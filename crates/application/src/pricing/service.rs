use std::fmt;
use std::sync::Arc;

use async_trait::async_trait;
use hexmart_domain::catalogue::{Lifecycle, Product};
use hexmart_domain::pricing::{Coupon, CouponCode, Discount};

use super::{CreateCouponError, NewCoupon, Pricing, SetDiscount, SetDiscountError};
use crate::catalogue::{Freshness, save_edited};
use crate::marketplace::Ownership;
use crate::platform::{Abort, Mint, Store, transact};

/// The use cases of prices.
pub struct PricingService {
    store: Arc<dyn Store>,
    freshness: Arc<dyn Freshness>,
    mint: Mint,
}

impl fmt::Debug for PricingService {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("PricingService")
    }
}

impl PricingService {
    /// Joins the ports.
    pub fn new(store: Arc<dyn Store>, freshness: Arc<dyn Freshness>, mint: Mint) -> Self {
        Self {
            store,
            freshness,
            mint,
        }
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
        let set = transact(&*self.store, "set_discount", move |uow| {
            Box::pin(async move {
                let unknown = || Abort::Refused(SetDiscountError::UnknownProduct);
                let product = uow.products().find(product).await?.ok_or_else(unknown)?;
                let owner = product.seller.map_or(Ownership::Shop, Ownership::Seller);
                if !authority.covers(owner) || product.lifecycle == Lifecycle::Deleted {
                    return Err(unknown());
                }
                let latest = uow.discounts().latest(product.id).await?;
                let discount = Discount::replacing(latest.as_ref(), id, product.id, percentage, now);
                uow.discounts().append(&discount).await?;
                let next = Product {
                    discount: Some(discount.terms),
                    ..product.clone()
                };
                save_edited(uow, next.succeeding(&product, now), authority).await?;
                Ok(discount)
            })
        })
        .await;
        self.freshness.product_changed(product);
        set
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
        let created = transact(&*self.store, "create_coupon", move |uow| {
            let coupon = coupon.clone();
            Box::pin(async move {
                uow.coupons().add(&coupon).await?;
                Ok::<_, Abort<CreateCouponError>>(coupon)
            })
        })
        .await;
        self.freshness.coupons_changed(owner);
        created
    }
}
