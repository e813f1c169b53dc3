use actix_web::http::StatusCode;
use hexmart_application::catalogue::ShownProduct;
use hexmart_domain::shared::{Currency, Instant, ProductId};
use serde::Serialize;
use utoipa::ToSchema;

use crate::call::{Answer, Call};
use crate::wire::{self, Number, example, json};

/// A product with what it costs the caller.
#[derive(Serialize, ToSchema)]
#[schema(as = ProductDetail)]
pub(crate) struct ProductDetailBody<'a> {
    product: ProductBody<'a>,
    /// Taken off by the discount; 0 without one.
    #[schema(value_type = f64, example = 2_000)]
    product_discount_amount: Number,
    /// The same as `coupon_discount_amount`, as older clients spell it.
    #[schema(value_type = f64, example = 1_800, deprecated)]
    cupon_discount_amount: Number,
    /// Taken off, after the discount, by the caller's best coupon; 0 without one.
    #[schema(value_type = f64, example = 1_800)]
    coupon_discount_amount: Number,
    #[schema(value_type = f64, example = 16_200)]
    final_price: Number,
    /// The same as `final_price`, as some clients know it.
    #[schema(value_type = f64, example = 16_200)]
    total_amount: Number,
}

/// The product itself.
#[derive(Serialize, ToSchema)]
#[schema(as = Product)]
pub(crate) struct ProductBody<'a> {
    #[serde(serialize_with = "wire::id")]
    #[schema(value_type = String, example = example::product_id)]
    id: ProductId,
    #[schema(example = "무선 이어폰")]
    name: &'a str,
    #[schema(example = "소음 차단 블루투스 이어폰")]
    description: &'a str,
    #[schema(value_type = f64, example = 20_000)]
    price: Number,
    /// What prices are counted in (ISO 4217).
    #[serde(serialize_with = "wire::currency")]
    #[schema(value_type = String, example = "KRW")]
    currency: Currency,
    /// Pieces that can be had.
    #[schema(example = 100)]
    stock_count: i64,
    #[serde(serialize_with = "wire::instant")]
    #[schema(value_type = String, format = DateTime, example = example::instant)]
    created_at: Instant,
    #[serde(serialize_with = "wire::instant")]
    #[schema(value_type = String, format = DateTime, example = example::instant)]
    updated_at: Instant,
}

/// Show a product
///
/// Whoever signed in sees the price with the best of their coupons.
#[utoipa::path(get, path = "/commerce/products/{product_id}/", operation_id = "show_product", tag = "catalogue",
    params(("product_id" = String, Path, description = "Which product", example = example::product_id)),
    responses((status = 200, description = "The product.", body = ProductDetailBody<'_>)))]
pub(crate) async fn show(call: Call) -> Answer {
    let product = call.product_id()?;
    let shown = call.state.services.catalogue.show(product, call.user()).await?;
    answer(&shown)
}

fn answer(shown: &ShownProduct) -> Answer {
    let ShownProduct { card, quote } = shown;
    let body = ProductDetailBody {
        product: ProductBody {
            id: card.id,
            name: &card.name,
            description: &card.description,
            price: quote.price.into(),
            currency: quote.price.currency(),
            stock_count: card.available.get(),
            created_at: card.created_at,
            updated_at: card.updated_at,
        },
        product_discount_amount: quote.discount_amount.into(),
        cupon_discount_amount: quote.coupon_amount.into(),
        coupon_discount_amount: quote.coupon_amount.into(),
        final_price: quote.final_price.into(),
        total_amount: quote.final_price.into(),
    };
    json(StatusCode::OK, 640, &body)
}
