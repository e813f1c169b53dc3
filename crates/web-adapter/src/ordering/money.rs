//! What things cost, and how that comes about.

use hexmart_domain::ordering::{LineAmounts, OrderTotals};
use hexmart_domain::pricing::Quote;
use hexmart_domain::shared::Currency;
use serde::Serialize;
use utoipa::ToSchema;

use crate::wire::{self, Number};

/// What one piece costs.
#[derive(Serialize, ToSchema)]
#[schema(as = UnitPrice)]
pub(crate) struct UnitPriceBody {
    /// Before any reduction.
    #[schema(value_type = f64, example = 20_000)]
    price: Number,
    /// Taken off by the discount.
    #[schema(value_type = f64, example = 2_000)]
    discount_amount: Number,
    /// Taken off by the coupon, after the discount.
    #[schema(value_type = f64, example = 1_800)]
    coupon_discount_amount: Number,
    /// What remains.
    #[schema(value_type = f64, example = 16_200)]
    final_price: Number,
}

/// What all pieces of a line cost.
#[derive(Serialize, ToSchema)]
#[schema(as = LineAmounts)]
pub(crate) struct AmountsBody {
    /// Before any reduction.
    #[schema(value_type = f64, example = 40_000)]
    list: Number,
    /// Taken off by the discount.
    #[schema(value_type = f64, example = 4_000)]
    discount: Number,
    /// Taken off by the coupon.
    #[schema(value_type = f64, example = 3_600)]
    coupon: Number,
    /// What is to be paid: what remains, with the line's share of the rounding. Lines add up to the total.
    #[schema(value_type = f64, example = 32_400)]
    payable: Number,
}

/// What everything costs together.
#[derive(Serialize, ToSchema)]
#[schema(as = OrderTotals)]
pub(crate) struct TotalsBody {
    /// What it is counted in (ISO 4217).
    #[serde(serialize_with = "wire::currency")]
    #[schema(value_type = String, example = "KRW")]
    currency: Currency,
    /// Before any reduction.
    #[schema(value_type = f64, example = 40_000)]
    list: Number,
    /// Taken off by discounts.
    #[schema(value_type = f64, example = 4_000)]
    discount: Number,
    /// Taken off by the coupon.
    #[schema(value_type = f64, example = 3_600)]
    coupon: Number,
    /// Added, or taken off, so that the rest is whole units of the currency.
    #[schema(value_type = f64, example = 0)]
    rounding: Number,
    /// For the way to the buyer.
    #[schema(value_type = f64, example = 3_000)]
    shipping: Number,
    /// What is to be paid.
    #[schema(value_type = f64, example = 35_400)]
    total: Number,
}

impl From<&Quote> for UnitPriceBody {
    fn from(quote: &Quote) -> Self {
        Self {
            price: quote.price.into(),
            discount_amount: quote.discount_amount.into(),
            coupon_discount_amount: quote.coupon_amount.into(),
            final_price: quote.final_price.into(),
        }
    }
}

impl From<LineAmounts> for AmountsBody {
    fn from(amounts: LineAmounts) -> Self {
        Self {
            list: amounts.list.into(),
            discount: amounts.discount.into(),
            coupon: amounts.coupon.into(),
            payable: amounts.payable.into(),
        }
    }
}

impl From<OrderTotals> for TotalsBody {
    fn from(totals: OrderTotals) -> Self {
        Self {
            currency: totals.total.currency(),
            list: totals.list.into(),
            discount: totals.discount.into(),
            coupon: totals.coupon.into(),
            rounding: totals.rounding.into(),
            shipping: totals.shipping.into(),
            total: totals.total.into(),
        }
    }
}
