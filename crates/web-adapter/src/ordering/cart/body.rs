use actix_web::HttpResponse;
use actix_web::http::StatusCode;
use hexmart_application::ordering::{CartCoupon, Obstacle, Offer, PricedCart, PricedLine};
use hexmart_domain::pricing::Quote;
use hexmart_domain::shared::{CartId, Instant, ItemId};
use serde::Serialize;
use utoipa::ToSchema;

use crate::ordering::money::{AmountsBody, TotalsBody, UnitPriceBody};
use crate::problem::Problem;
use crate::version;
use crate::wire::{self, Number, example, json};

/// A cart with the prices of the moment.
#[derive(Serialize, ToSchema)]
#[schema(as = Cart)]
pub(crate) struct CartBody<'a> {
    #[serde(serialize_with = "wire::id")]
    #[schema(value_type = String, example = example::cart_id)]
    id: CartId,
    /// Counts changes; the `ETag`.
    #[schema(example = 3)]
    version: i64,
    /// What is in it, in the order in which it was put there.
    lines: Vec<CartLineBody<'a>>,
    /// What is to be redeemed.
    coupon: Option<CartCouponBody<'a>>,
    /// What the lines that can be bought cost together, without the way to the buyer; null when there are none.
    totals: Option<TotalsBody>,
    #[serde(serialize_with = "wire::instant")]
    #[schema(value_type = String, format = DateTime, example = example::instant)]
    updated_at: Instant,
}

/// An item in a cart.
#[derive(Serialize, ToSchema)]
#[schema(as = CartLine)]
struct CartLineBody<'a> {
    #[serde(serialize_with = "wire::id")]
    #[schema(value_type = String, example = example::item_id)]
    item_id: ItemId,
    /// How many pieces.
    #[schema(example = 2)]
    quantity: i64,
    /// What it is; null when it is gone.
    product: Option<OfferBody<'a>>,
    /// What one piece costs; null when it is gone.
    unit: Option<UnitPriceBody>,
    /// What all pieces cost; null when they cannot be bought.
    amounts: Option<AmountsBody>,
    /// Pieces that can be had.
    #[schema(example = 100)]
    available: i64,
    /// Why it cannot be bought as it is: `not_for_sale`, or `short` when less can be had; null when it can.
    #[schema(example = json!(null))]
    obstacle: Option<&'static str>,
}

/// What an item is.
#[derive(Serialize, ToSchema)]
#[schema(as = CartProduct)]
struct OfferBody<'a> {
    #[schema(example = example::product_id)]
    id: String,
    #[schema(example = "무선 이어폰")]
    name: &'a str,
    #[schema(example = "EAR-1-W")]
    sku: &'a str,
    /// What is chosen.
    #[schema(example = json!(["색상: 흰색"]))]
    options: &'a [String],
    /// Its main picture.
    #[schema(example = example::picture_id)]
    picture_id: Option<String>,
    /// Who sells it; null when the shop itself does.
    #[schema(example = example::seller_id)]
    seller_id: Option<String>,
    #[schema(example = "하나상회")]
    seller_name: Option<&'a str>,
}

/// What a coupon does to a cart.
#[derive(Serialize, ToSchema)]
#[schema(as = CartCoupon)]
struct CartCouponBody<'a> {
    #[schema(example = "WELCOME10")]
    code: &'a str,
    #[schema(value_type = f64, example = 10)]
    discount_percentage: Number,
    /// Whether it can be redeemed now; one that cannot takes nothing off.
    usable: bool,
}

impl<'a> From<&'a PricedCart> for CartBody<'a> {
    fn from(priced: &'a PricedCart) -> Self {
        let PricedCart {
            cart,
            lines,
            coupon,
            totals,
        } = priced;
        Self {
            id: cart.id,
            version: cart.version,
            lines: lines.iter().map(CartLineBody::from).collect(),
            coupon: coupon.as_ref().map(CartCouponBody::from),
            totals: totals.map(TotalsBody::from),
            updated_at: cart.updated_at,
        }
    }
}

impl<'a> From<&'a PricedLine> for CartLineBody<'a> {
    fn from(line: &'a PricedLine) -> Self {
        let on_offer = line.offer.as_ref().map_or(0, |offer| offer.available);
        let (available, obstacle) = match line.obstacle {
            None => (on_offer, None),
            Some(Obstacle::NotForSale) => (0, Some("not_for_sale")),
            Some(Obstacle::Short { available }) => (available, Some("short")),
        };
        Self {
            item_id: line.item,
            quantity: line.quantity.get(),
            product: line.offer.as_ref().map(OfferBody::from),
            unit: line.quote.map(|quote: Quote| UnitPriceBody::from(&quote)),
            amounts: line.amounts.map(AmountsBody::from),
            available,
            obstacle,
        }
    }
}

impl<'a> From<&'a Offer> for OfferBody<'a> {
    fn from(offer: &'a Offer) -> Self {
        Self {
            id: offer.product.to_string(),
            name: &offer.name,
            sku: &offer.sku,
            options: &offer.options,
            picture_id: offer.picture.map(|picture| picture.to_string()),
            seller_id: offer.seller.map(|seller| seller.to_string()),
            seller_name: offer.seller_name.as_deref(),
        }
    }
}

impl<'a> From<&'a CartCoupon> for CartCouponBody<'a> {
    fn from(coupon: &'a CartCoupon) -> Self {
        Self {
            code: coupon.code.as_str(),
            discount_percentage: coupon.percentage.into(),
            usable: coupon.usable,
        }
    }
}

/// A cart with its version.
pub(super) fn answer(status: StatusCode, priced: &PricedCart) -> Result<HttpResponse, Problem> {
    let response = json(status, 1024, &CartBody::from(priced))?;
    version::tagged(response, priced.cart.version)
}
